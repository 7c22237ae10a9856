"""Dates that a text names by how far they lie from another: "the year before", "six days later".

Knows nothing of dates that a text names by themselves.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from app.check.dates import Day, published_day
from app.figures import value_of
from index.records import Span

_COUNT = r"an?|the|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}"
# "The day before the vote" counts from the vote, which no calendar tells.
_ENDS = r"(?=\s*(?:[,.;:)\"']|and\b|but\b|with\b|$))"
_OFFSET = re.compile(
    rf"\b(?P<count>{_COUNT}) (?P<unit>day|week|year)s? (?P<way>earlier|ago|later|(?:before|after){_ENDS})"
    r"|\bthe (?P<next>previous|following|next) (?P<next_unit>day|year)\b",
    re.IGNORECASE,
)
_BACK = frozenset({"before", "earlier", "ago", "previous"})


def offset_dates(text: str, named: Sequence[Day], published: date | None) -> list[Day]:
    """Return the dates that follow from others: from those a sentence names, completed, or from today.

    `published` is what "ago" counts from. What nothing tells is left out.
    """
    found = (_offset(match, named, published) for match in _OFFSET.finditer(text))
    return [day for day in found if day is not None]


def _offset(match: re.Match[str], named: Sequence[Day], published: date | None) -> Day | None:
    way = (match["way"] or match["next"]).lower()
    if way == "ago":
        anchor = published_day(published) if published else None
    else:
        anchor = _anchor(match.start(), named) or _of_report(match, published)
    if anchor is None or anchor.year is None:
        return None
    count = int(value_of(match["count"] or "") or 1)
    shift = -count if way in _BACK else count
    unit = (match["unit"] or match["next_unit"]).lower()
    return _shifted(anchor, shift, unit, Span(*match.span()), match.group())


def _anchor(at: int, named: Sequence[Day]) -> Day | None:
    """Return the date that an offset at `at` counts from: the last before it, else the first of all."""
    dated = [day for day in named if day.year]
    before = [day for day in dated if day.span.end <= at]
    return before[-1] if before else next(iter(dated), None)


def _of_report(match: re.Match[str], published: date | None) -> Day | None:
    """Return the day of publication for "a year earlier", where a report compares with its own year."""
    one_year = match["way"] and match["unit"].lower() == "year" and value_of(match["count"]) in (None, 1.0)
    back = match["way"] and match["way"].lower() in _BACK
    return published_day(published) if published and one_year and back else None


def _shifted(anchor: Day, shift: int, unit: str, span: Span, words: str) -> Day | None:
    if unit == "year":
        year = (anchor.year or 0) + shift
        return Day(span, words, year) if date.min.year <= year <= date.max.year else None
    if anchor.full is None:
        return None
    try:
        on = anchor.full + timedelta(days=shift * (7 if unit == "week" else 1))
    except OverflowError:
        return None
    return Day(span, words, on.year, on.month, on.day, on.weekday())
