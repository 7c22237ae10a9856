"""The course of events behind an answer: its articles in the order of their publication.

Rules only: which questions ask for a course of events, and which articles belong to it. Knows nothing of
how it is drawn.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.question import Wants, wanted
from app.records import Reply
from app.reports import ArticleOf, also_read, cited_reports
from index.analysis import name_keys, words
from index.errors import CitewireError

# As many as are offered beside the answer: what was found last may be about something else.
MOST_ALSO_READ = 5
_COURSE = re.compile(
    r"\b(?:timeline|chronolog\w*|sequence of|over time|course of|history of|so far|since when"
    r"|what (?:has |have |had )?happened|what (?:followed|came (?:next|after|before))|step by step"
    r"|how (?:did|do|does|has|have|had|was|were|is|are)\b.*\b(?:develop|unfold|evolve|change|escalate|proceed"
    r"|progress|spread|begin|start|end|go|gone|come about|come to|fare)\w*)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Point:
    """An article of the course: `numbers` are its citations', none where it was read but not cited.

    `figures` are those that it gives where the sources differ.
    """

    article_id: str
    title: str | None
    source: str | None
    published: date
    numbers: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()


def timeline(reply: Reply, article_of: ArticleOf) -> tuple[Point, ...]:
    """Return the dated articles of a course of events, the earliest first, each report once.

    Empty unless the reply answers a question about a course of events, or its sources differ, and its
    articles are of at least two days. Where the sources differ on another question, these alone count.
    """
    if not reply.answered:
        return ()
    if asks_for_course(reply.standalone_question):
        points = [*_cited(reply), *_read(reply, article_of)]
    else:
        points = _differing(reply)
    points = [replace(point, figures=_figures(reply, point)) for point in points]
    in_order = sorted(points, key=lambda point: (point.published, point.numbers or (len(points) + 1,)))
    return tuple(in_order) if len({point.published for point in in_order}) > 1 else ()


def asks_for_course(question: str) -> bool:
    """Say whether a question asks how something came about, or when (English only)."""
    return bool(_COURSE.search(question)) or wanted(question) is Wants.DATE


def _cited(reply: Reply) -> list[Point]:
    """Return the articles that are cited; of several with one report, the first with a date."""
    points: dict[str, Point] = {}
    for report in cited_reports(reply):
        dated = [one for one in report.citations if one.published is not None]
        numbers = tuple(one.number for one in report.citations)
        for one in dated[:1]:
            assert one.published is not None  # noqa: S101 - chosen so just above
            known = points.get(one.article_id)
            points[one.article_id] = Point(
                one.article_id, one.title, one.source, one.published,
                (*known.numbers, *numbers) if known else numbers,
            )  # fmt: skip
    return list(points.values())


def _differing(reply: Reply) -> list[Point]:
    claimed = {claim.citation for conflict in reply.conflicts for claim in conflict.claims}
    return [point for point in _cited(reply) if claimed & set(point.numbers)]


def _figures(reply: Reply, point: Point) -> tuple[str, ...]:
    claims = (claim for conflict in reply.conflicts for claim in conflict.claims)
    return tuple(dict.fromkeys(claim.value for claim in claims if claim.citation in point.numbers))


def _read(reply: Reply, article_of: ArticleOf) -> Iterator[Point]:
    """Yield the articles that were read but not cited, where they name all that the question names."""
    named = _names(reply.standalone_question)
    for report in also_read(reply, cited_reports(reply, article_of))[:MOST_ALSO_READ]:
        try:
            article = article_of(report.passage.article_id)
        except CitewireError:
            continue
        told = f"{article.title or ''} {article.text[report.passage.start : report.passage.end]}"
        if article.published is not None and all(keys & {*name_keys(told)} for keys in named):
            yield Point(article.id, article.title, article.source, article.published)


def _names(question: str) -> list[set[str]]:
    """Return the keys of each name in a question; its first word has a capital letter anyway."""
    return [keys for word in words(question)[1:] if (keys := {*name_keys(word)})]
