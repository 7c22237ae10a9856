"""Figures on which sources differ: each with what it counts, so that none is chosen over another.

Two figures are comparable where the sentences count the same kind of thing and answer the question about
equally well. Knows nothing of citations' numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from app.answer_kinds import spans_of_kind
from app.check.quantity import Quantity, converted
from app.check.units import one_measure
from app.counted import Counted, Place, counted, counts_something_else, nearness, quantity_at
from app.figures import range_of
from app.question import Query, Wants
from app.sentences import Chosen
from app.spans import number_range, number_with_unit
from index.records import Span

# How far below the best sentence's score another may be and still be about the same matter.
_CLOSE = 4.5
_COMPARABLE_COVERAGE = 0.6

# How far apart two figures in different units must be, for conversion rounds.
_CONVERTED = 0.04


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a sentence gives it, where it stands in the sentence, and what it says.

    `value` is the most that it says, `least` the least: less only of a range. `quantity` has its unit.
    """

    chosen: Chosen
    words: str
    span: Span
    value: float
    least: float
    quantity: Quantity


def figures(query: Query, ranked: Sequence[Chosen]) -> list[Figure]:
    """Return the comparable figures of the sentences, one a sentence at most, in their order.

    Empty unless the question asks for a number and the sentences give at least two that can't both be right.
    """
    if query.wants is not Wants.NUMBER or not ranked:
        return []
    what = counted(query.text)
    if not what:
        return []
    found = [_figure(query, one, what) for one in ranked if _is_close(one, ranked[0])]
    given = [figure for figure in found if figure is not None]
    comparable = [figure for figure in given if one_measure(figure.quantity.unit, given[0].quantity.unit)]
    return comparable if any(_apart(*both) for both in combinations(comparable, 2)) else []


def differing(query: Query, ranked: Sequence[Chosen]) -> list[Chosen]:
    """Return the sentences that give comparable figures, one for each value, best first."""
    first: dict[tuple[float, float], Chosen] = {}
    for figure in figures(query, ranked):
        first.setdefault((figure.least, figure.value), figure.chosen)
    return list(first.values())


def miscounted(query: Query, one: Chosen) -> Figure | None:
    """Return the figure for what is asked where the reader took one that counts something else."""
    if query.wants is not Wants.NUMBER or one.answer is None:
        return None
    what = counted(query.text)
    figure = _figure(query, one, what) if what else None
    if figure is None or one.answer.start <= figure.span.start < one.answer.end:
        return None
    read = [
        span for span in spans_of_kind(query, one.text) if one.answer.start <= span.start < one.answer.end
    ]
    return figure if any(counts_something_else(one.text, span, what) for span in read) else None


def about(query: Query) -> str:
    """Return what the figures are about, in the question's own words."""
    return query.text.strip().rstrip("?!. ")


def _is_close(one: Chosen, best: Chosen) -> bool:
    covered, most = (chosen.features["coverage_with_previous"] for chosen in (one, best))
    return one.score >= best.score - _CLOSE and covered >= _COMPARABLE_COVERAGE * most


def _figure(query: Query, one: Chosen, what: Counted) -> Figure | None:
    """Return the sentence's figure for what is counted: before its noun, the reader's, or the nearest."""
    near = []
    for span in spans_of_kind(query, one.text):
        found, is_answer = nearness(one.text, span, what), _read_as_answer(one, span)
        if found and (is_answer or found[0] is not Place.ELSEWHERE):
            place, gap = found
            near.append((place is not Place.BEFORE_NOUN, not is_answer, gap, span.start, span))
    if not near:
        return None
    return _said(one, min(near)[-1])


def _said(one: Chosen, span: Span) -> Figure | None:
    # "hundreds" stands nearest and says no figure: a number further off counts something else.
    said = range_of(number_range(one.text, span).of(one.text))
    quantity = quantity_at(one.text, span)
    if said is None or quantity is None:
        return None
    size = quantity.value / quantity.digits if quantity.unit and quantity.digits else 1.0
    wide = number_with_unit(one.text, span)
    return Figure(one, wide.of(one.text), wide, said[1] * size, said[0] * size, quantity)


def _read_as_answer(one: Chosen, span: Span) -> bool:
    """Say whether the reader takes the number for the answer, and the sentence for one that answers."""
    if one.answer is None or one.read is None or one.read <= 0:
        return False
    return one.answer.start <= span.start and span.end <= one.answer.end


def _apart(one: Figure, other: Figure) -> bool:
    """Say whether two figures can't both be right: nothing lies within the ranges of both."""
    low, high = sorted((one, other), key=lambda figure: figure.least)
    room = _CONVERTED * high.least if converted(one.quantity, other.quantity) else 0.0
    return low.value + room < high.least
