"""Figures on which sources differ: each with what it counts, so that none is chosen over another.

Two figures are comparable where the sentences count the same kind of thing and answer the question about
equally well. Knows nothing of citations' numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.figures import value_of
from app.question import Query, Wants
from app.sentences import Chosen
from app.spans import number_with_unit
from app.vocabulary import FUNCTION_STEMS
from app.wanted import spans_of_kind
from index.analysis import analyze
from index.records import Span

# How far below the best sentence's score another may be and still be about the same matter.
_CLOSE = 4.5
_COMPARABLE_COVERAGE = 0.6

# Words that count the same thing, by the stem of one of them.
_SAME_COUNT = (
    ("killed", "dead", "deaths", "died", "death", "lives", "fatalities", "toll", "kill", "killing", "bodies"),
    ("wounded", "injured", "injury", "injuries", "hurt"),
    ("displaced", "fled", "flee", "homes", "displacement", "refugees", "uprooted"),
    ("missing", "unaccounted"),
)
# "How many rockets were", "how many Indian peacekeepers did": how far or how long is no count.
_COUNTED_NOUN = re.compile(
    r"\bhow many\s+(?:of\s+(?:the|its|their|his|her)\s+)?(?:\w+\s+)??(?P<noun>\w+)\s+(?:\w+ly\s+)?"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|will|would|hit|died|fell|left|remain|fired)\b",
    re.IGNORECASE,
)
# "Rafiq Mia, 24, died": how old somebody is.
_AGE = re.compile(r"(?<=[^\W\d_]), (?P<age>\d{1,3})(?=[,.;)])")
# What a number counts with stands before the next comma or number, a few words on.
_COUNTED_WITH = re.compile(r"(?:\W+(?!and\b|or\b|but\b)[^\W\d_][\w’'-]*){1,4}")
# How far in characters a word may stand from the number that it counts with.
_BY_VERB = 60
_BY_NOUN = 25
_GROUPS = tuple(frozenset(analyze(" ".join(group))) for group in _SAME_COUNT)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a sentence gives it, where it stands in the sentence, and what it says."""

    chosen: Chosen
    words: str
    span: Span
    value: float


def figures(query: Query, ranked: Sequence[Chosen]) -> list[Figure]:
    """Return the comparable figures of the sentences, one a sentence at most, in their order.

    Empty unless the question asks for a number and the sentences give at least two values.
    """
    if query.wants is not Wants.NUMBER or not ranked:
        return []
    asked = _counted(query.text)
    if not asked:
        return []
    found = [_figure(query, one, asked) for one in ranked if _is_close(one, ranked[0])]
    given = [figure for figure in found if figure is not None]
    return given if len({figure.value for figure in given}) > 1 else []


def differing(query: Query, ranked: Sequence[Chosen]) -> list[Chosen]:
    """Return the sentences that give comparable figures, one for each value, best first."""
    first: dict[float, Chosen] = {}
    for figure in figures(query, ranked):
        first.setdefault(figure.value, figure.chosen)
    return list(first.values())


def miscounted(query: Query, one: Chosen) -> Figure | None:
    """Return the figure for what is asked where the reader took one that counts something else."""
    asked = _counted(query.text) if query.wants is Wants.NUMBER and one.answer else frozenset()
    figure = _figure(query, one, asked) if asked else None
    if figure is None or one.answer is None or one.answer.start <= figure.span.start < one.answer.end:
        return None
    read = [
        span for span in spans_of_kind(query, one.text) if one.answer.start <= span.start < one.answer.end
    ]
    return figure if any(_counts_something_else(one.text, span, asked) for span in read) else None


def about(query: Query) -> str:
    """Return what the figures are about, in the question's own words."""
    return query.text.strip().rstrip("?!. ")


def _is_close(one: Chosen, best: Chosen) -> bool:
    covered, most = (chosen.features["coverage_with_previous"] for chosen in (one, best))
    return one.score >= best.score - _CLOSE and covered >= _COMPARABLE_COVERAGE * most


def _figure(query: Query, one: Chosen, asked: frozenset[str]) -> Figure | None:
    """Return the sentence's figure for what is counted: the reader's, or the nearest to its words."""
    near = []
    for span in spans_of_kind(query, one.text):
        gap, is_answer = _gap(one.text, span, asked), _read_as_answer(one, span)
        if (is_answer or gap is not None) and not _counts_something_else(one.text, span, asked):
            near.append((not is_answer, gap or 0, span.start, span))
    if not near:
        return None
    span = min(near)[-1]
    # "hundreds" stands nearest and says no figure: a number further off counts something else.
    value = value_of(span.of(one.text))
    if value is None:
        return None
    wide = number_with_unit(one.text, span)
    return Figure(one, wide.of(one.text), wide, value)


def _read_as_answer(one: Chosen, span: Span) -> bool:
    """Say whether the reader takes the number for the answer, and the sentence for one that answers."""
    if one.answer is None or one.read is None or one.read <= 0:
        return False
    return one.answer.start <= span.start and span.end <= one.answer.end


def _counts_something_else(sentence: str, span: Span, asked: frozenset[str]) -> bool:
    """Say whether a number is somebody's age, or counts the wounded where the dead are asked for."""
    if any(age.span("age") == (span.start, span.end) for age in _AGE.finditer(sentence)):
        return True
    behind = _COUNTED_WITH.match(sentence, span.end)
    stems = frozenset(analyze(behind.group())) if behind else frozenset()
    groups = [group for group in _GROUPS if group & stems]
    return _is_count(asked) and bool(groups) and not any(group & asked for group in groups)


def _is_count(asked: frozenset[str]) -> bool:
    return any(asked & group for group in _GROUPS)


def _counted(question: str) -> frozenset[str]:
    """Return the stems of what a question counts, with the other words for the same; none if nothing."""
    return _same_count(question) or _counted_noun(question)


def _same_count(question: str) -> frozenset[str]:
    stems = frozenset(analyze(question))
    empty: frozenset[str] = frozenset()
    return empty.union(*(group for group in _GROUPS if group & stems))


def _counted_noun(question: str) -> frozenset[str]:
    noun = _COUNTED_NOUN.search(question)
    return frozenset(analyze(noun["noun"])) - FUNCTION_STEMS if noun else frozenset()


def _gap(sentence: str, span: Span, asked: frozenset[str]) -> int | None:
    """Return how many characters lie between a number and the nearest word for what is counted.

    Verbs that count ("killed") may stand on either side; a noun stands close after its number.
    """
    by_verb = _is_count(asked)
    gaps = [
        max(word.start() - span.end, span.start - word.end(), 0)
        for word in re.finditer(r"[^\W\d_][\w’'-]*", sentence)
        if asked.intersection(analyze(word.group())) and (by_verb or word.start() >= span.end)
    ]
    nearest = min(gaps, default=None)
    return nearest if nearest is not None and nearest <= (_BY_VERB if by_verb else _BY_NOUN) else None
