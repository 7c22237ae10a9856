"""Breaks a run down by kind and by article, each figure with its 95% interval.

It knows scores and questions: neither how they are shown nor what they are compared with.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation.measures import measure_of
from evaluation.questions import GoldQuestion
from evaluation.scoring import Mean, QuestionScores, judged, means
from evaluation.statistics import (
    Interval,
    Marked,
    area_interval,
    areas_under_abstention,
    areas_under_risk,
    mean_interval,
)

# An article with fewer questions tells next to nothing about itself.
FEWEST_OF_AN_ARTICLE = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """The means of a group of questions, and the interval of each."""

    means: Mapping[str, Mean]
    intervals: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A run's figures over all questions, by kind, and by article in its first questions' order.

    `areas` has the intervals of the areas "abstention" and "risk", of each that the run has.
    """

    overall: Figures
    by_kind: Mapping[str, Figures]
    by_article: Mapping[str, Figures]
    areas: Mapping[str, Interval]


def break_down(rows: Sequence[QuestionScores], questions: Iterable[GoldQuestion] = ()) -> Breakdown:
    """Return the figures of a run; an article is a question's first relevant one, and needs five of them."""
    article_of = {gold.id: gold.relevant_ids[0] for gold in questions if gold.relevant_ids}
    by_article = _grouped(rows, lambda row: article_of.get(row.id))
    return Breakdown(
        overall=figures(rows),
        by_kind={kind: figures(members) for kind, members in _grouped(rows, lambda row: row.kind).items()},
        by_article={
            article: figures(members)
            for article, members in by_article.items()
            if len(members) >= FEWEST_OF_AN_ARTICLE
        },
        areas=_areas(rows),
    )


def figures(rows: Sequence[QuestionScores]) -> Figures:
    """Return each measure's mean and interval over the questions that it applies to."""
    averages = means(rows)
    intervals = {
        name: mean_interval(
            [row.values[name] for row in rows if name in row.values], share=measure_of(name).share
        )
        for name in averages
    }
    return Figures(averages, intervals)


def _grouped(
    rows: Sequence[QuestionScores], group_of: Callable[[QuestionScores], str | None]
) -> dict[str, list[QuestionScores]]:
    groups: dict[str, list[QuestionScores]] = {}
    for row in rows:
        group = group_of(row)
        if group is not None:
            groups.setdefault(group, []).append(row)
    return groups


def _areas(rows: Sequence[QuestionScores]) -> dict[str, Interval]:
    asked = [row for row in rows if not row.error]
    confidence = [row.confidence for row in asked]
    answerable = [row.answerable for row in asked]
    intervals: dict[str, Interval] = {}
    if len(set(answerable)) == 2:
        intervals["abstention"] = area_interval(areas_under_abstention, Marked(confidence, answerable))
    told = judged(asked)
    if told:
        marked = Marked([row.confidence for row in told], [bool(row.correct) for row in told])
        intervals["risk"] = area_interval(areas_under_risk, marked)
    return intervals
