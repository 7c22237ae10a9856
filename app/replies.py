"""The parts of a Reply that depend on who answered: quotes, a model, or nobody.

Knows nothing of how the answer was found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from app.answer import Citations, conflicts_of, markdown, sentences_of, with_variants
from app.conflicts import figures
from app.question import Query
from app.quotes import answers_to
from app.records import Conflict, RetrievedPassage
from app.refusal import refusal
from app.search import Findings, Found, in_turn
from app.sentences import Chosen
from app.settings import Unsupported

if TYPE_CHECKING:
    from app.model.chain import Written

_NEAREST = 3
_READ_FOR_FIGURES = 12

Parts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one question, its sentences best first, and how sure it is that they answer it."""

    findings: Findings
    ranked: tuple[Chosen, ...]
    sure: float

    @property
    def query(self) -> Query:
        """The question."""
        return self.findings.query


def quoted(evidence: Sequence[Evidence]) -> Parts:
    """Return an answer in the articles' own words: question by question, where several are asked."""
    answers = answers_to([(one.query, one.ranked) for one in evidence])
    citations = Citations()
    sentences = [sentences_of(quotes, citations) for quotes in answers]
    conflicts: list[Conflict] = []
    for one, quotes, told in zip(evidence, answers, sentences, strict=True):
        differing = _differing(one, citations)
        conflicts += with_variants(one.query, differing, quotes, told)
    return {
        "answered": True,
        "answer": "\n\n".join(filter(None, map(markdown, answers, sentences))),
        "sentences": tuple(chain.from_iterable(sentences)),
        "conflicts": tuple(conflicts),
        "citations": tuple(citations.items),
    }


def not_said(questions: Sequence[str]) -> str:
    """Return the line that says which of several questions got no answer, '' where all did."""
    named = ", ".join(f"“{question}”" for question in questions)
    return f"Nothing was found that answers {named}." if named else ""


def written(evidence: Sequence[Evidence], made: "Written", unsupported: Unsupported) -> Parts:
    """Return an answer in a model's words, each sentence checked."""
    from app.model.wording import worded

    citations = Citations()
    answer = worded(made.blocks, citations, unsupported)
    left_out = f"{answer.left_out} unsupported sentence(s) left out" if answer.left_out else ""
    return {
        "answered": True,
        "answer": answer.markdown,
        "sentences": answer.sentences,
        "conflicts": tuple(conflict for one in evidence for conflict in _differing(one, citations)),
        "citations": tuple(citations.items),
        "notice": "; ".join(part for part in (made.notice, left_out) if part),
    }


def _differing(one: Evidence, citations: Citations) -> tuple[Conflict, ...]:
    """Return the figures that differ; a message of several questions counts several things, none twice."""
    if one.query.parts:
        return ()
    return conflicts_of(one.query, figures(one.query, one.ranked[:_READ_FOR_FIGURES]), citations)


def refused(findings: Findings, evidence: Sequence[Evidence]) -> Parts:
    """Return a refusal with the nearest articles."""
    citations = Citations()
    seen: set[int] = set()
    for chosen in in_turn(*(one.ranked for one in evidence)):
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
