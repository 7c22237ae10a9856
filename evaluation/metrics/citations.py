"""How well citations stand for what cites them. Knows neither articles nor who judges."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

Cited = TypeVar("Cited")


def quote_exactness(quotes: Sequence[tuple[str, int, int, str]], texts: Mapping[str, str]) -> float:
    """Return the share of (article id, start, end, quote) with quote == texts[id][start:end].

    The contract of a citation, not an estimate; offsets count code points, an empty quote and an
    article that isn't there count as wrong. 1.0 without quotes: nothing misquotes.
    """
    if not quotes:
        return 1.0
    exact = (bool(quote) and texts.get(id_, "")[start:end] == quote for id_, start, end, quote in quotes)
    return sum(exact) / len(quotes)


def relevant_cited(cited: Collection[str], relevant: Collection[str], *, all_needed: bool) -> float:
    """Return 1.0 when a relevant article is cited, or with `all_needed` each of them, else 0.0.

    Success, or full recall, of the cited set as an unranked retrieval result (Manning et al.,
    Introduction to Information Retrieval, 2008, chapter 8.3). 0.0 without relevant articles.
    """
    found = set(cited) & set(relevant)
    return float(bool(found) and (not all_needed or found == set(relevant)))


def needed_share(found: Collection[str], needed: Collection[str]) -> float:
    """Return the share of the needed articles that is among those found, in no order; 0.0 without any.

    Recall of a set (Manning et al., as above).
    """
    wanted = set(needed)
    return len(wanted & set(found)) / len(wanted) if wanted else 0.0


def citation_recall(
    sentences: Sequence[tuple[str, Sequence[Cited]]], supports: Callable[[str, Sequence[Cited]], bool]
) -> float:
    """Return the share of sentences that what they cite supports, taken together; 0.0 without sentences.

    Each sentence comes with what it cites; one that cites nothing is not supported. ALCE's citation
    recall (Gao et al., Enabling Large Language Models to Generate Text with Citations, EMNLP 2023,
    arXiv:2305.14627, section 3), with `supports` for its entailment model.
    """
    if not sentences:
        return 0.0
    return sum(_supported(said, cited, supports) for said, cited in sentences) / len(sentences)


def citation_precision(
    sentences: Sequence[tuple[str, Sequence[Cited]]], supports: Callable[[str, Sequence[Cited]], bool]
) -> float:
    """Return the share of citations that count, over all sentences; 0.0 without citations.

    ALCE's citation precision (as for recall): a citation counts where all of its sentence's citations
    support it together, and the citation isn't irrelevant: it supports the sentence alone, or the others
    don't without it.
    """
    citations = sum(len(cited) for _, cited in sentences)
    counting = sum(_counting(said, cited, supports) for said, cited in sentences)
    return counting / citations if citations else 0.0


def _supported(said: str, cited: Sequence[Cited], supports: Callable[[str, Sequence[Cited]], bool]) -> bool:
    return bool(cited) and supports(said, cited)


def _counting(said: str, cited: Sequence[Cited], supports: Callable[[str, Sequence[Cited]], bool]) -> int:
    """Return how many of one sentence's citations count."""
    if not _supported(said, cited, supports):
        return 0
    if len(cited) == 1:
        return 1
    without = ([*cited[:index], *cited[index + 1 :]] for index in range(len(cited)))
    return sum(
        supports(said, [one]) or not supports(said, others)
        for one, others in zip(cited, without, strict=True)
    )
