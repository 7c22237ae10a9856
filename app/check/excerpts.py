"""What of its evidence the judge reads beside a sentence (app/judge.py): the sentences that come nearest.

Knows nothing of what the judge makes of it.
"""

from collections.abc import Sequence

from app.check.evidence import Prepared
from app.check.likeness import Nearest
from app.judge import Excerpt, opening_of, with_room


def excerpt(near: Sequence[Nearest], evidence: Sequence[Prepared]) -> Excerpt:
    """Return the sentences of the evidence that come nearest, given best first, as far as there is room."""
    told = [one for one in near if one.line.span is not None]
    picked = [told[at] for at in with_room([one.line.text for one in told])]
    if not picked:
        return Excerpt("", "")
    source = evidence[picked[0].passage]
    inside = sorted((one.passage, one.line.span, one.line.text) for one in picked if one.line.span)
    return Excerpt(opening_of(source.title, source.published), " ".join(text for *_, text in inside))
