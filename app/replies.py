"""The parts of a Reply that depend on who answered: quotes, a model, or nobody.

Knows nothing of how the answer was found.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.answer import Citations, conflicts_of, markdown, sentences_of, with_variants
from app.conflicts import figures
from app.question import Query
from app.quotes import answer_quotes
from app.records import RetrievedPassage
from app.refusal import refusal
from app.search import Findings, Found
from app.sentences import Chosen
from app.settings import Unsupported

if TYPE_CHECKING:
    from app.model.chain import Written

_NEAREST = 3
_READ_FOR_FIGURES = 12

Parts = dict[str, Any]


def quoted(query: Query, ranked: tuple[Chosen, ...]) -> Parts:
    """Return an answer in the articles' own words."""
    quotes = answer_quotes(query, ranked)
    citations = Citations()
    sentences = sentences_of(quotes, citations)
    differing = conflicts_of(query, figures(query, ranked[:_READ_FOR_FIGURES]), citations)
    return {
        "answered": True,
        "answer": markdown(quotes, sentences),
        "sentences": sentences,
        "conflicts": with_variants(query, differing, quotes, sentences),
        "citations": tuple(citations.items),
    }


def written(query: Query, ranked: tuple[Chosen, ...], made: "Written", unsupported: Unsupported) -> Parts:
    """Return an answer in a model's words, each sentence checked."""
    from app.model.wording import worded

    citations = Citations()
    answer = worded(made.blocks, citations, unsupported)
    left_out = f"{answer.left_out} unsupported sentence(s) left out" if answer.left_out else ""
    return {
        "answered": True,
        "answer": answer.markdown,
        "sentences": answer.sentences,
        "conflicts": conflicts_of(query, figures(query, ranked[:_READ_FOR_FIGURES]), citations),
        "citations": tuple(citations.items),
        "notice": "; ".join(part for part in (made.notice, left_out) if part),
    }


def refused(findings: Findings, ranked: tuple[Chosen, ...]) -> Parts:
    """Return a refusal with the nearest articles."""
    citations = Citations()
    seen: set[int] = set()
    for chosen in ranked:
        number = chosen.found.passage.article.number
        if number not in seen and len(seen) < _NEAREST:
            seen.add(number)
            citations.number(chosen.found.passage, chosen.span)
    return {
        "answered": False,
        "answer": refusal(findings),
        "sentences": (),
        "conflicts": (),
        "citations": tuple(citations.items),
    }


def retrieved(findings: Findings) -> tuple[RetrievedPassage, ...]:
    """Return the passages found, each followed by the same report in other papers."""
    return tuple(passage for found in findings.found for passage in _with_copies(found))


def _with_copies(found: Found) -> Iterator[RetrievedPassage]:
    original = found.passage.article.id
    for passage in (found.passage, *found.copies):
        article = passage.article.id
        span = passage.passage.span
        copy_of = None if passage is found.passage else original
        yield RetrievedPassage(article, span.start, span.end, round(found.score, 4), copy_of)
