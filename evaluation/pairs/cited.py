"""What pairs and passages say, as the check takes it.

Apart from the records, which know nothing of the check; it loads what the check needs.
"""

from collections.abc import Iterable

from app.check.evidence import Evidence, Prepared, prepared
from evaluation.pairs.records import Pair, Source


def evidence_of(pair: Pair) -> list[Evidence]:
    """Return the passages that a pair cites; their texts must have been looked up."""
    return [_evidence(*both) for both in zip(pair.passages, pair.sources, strict=True)]


def ready(passages: Iterable[tuple[str, Source]]) -> list[Prepared]:
    """Return passages, each its text and where it comes from, made ready to be compared with."""
    return [prepared(_evidence(*both)) for both in passages]


def _evidence(text: str, source: Source) -> Evidence:
    return Evidence(text, title=source.title, published=source.published)
