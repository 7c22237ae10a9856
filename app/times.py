"""Times that a question names ("in June 2020", "before May 2020", "last week") as ranges of days.

English phrases and ISO dates; anything it is not sure of is None. Knows nothing of articles.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from app.records import DateRange

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_ORDINAL = r"(?:st|nd|rd|th)?"
_WHEN = re.compile(
    r"\b(?:(?P<relation>before|after|since|until|by|in|on|during|of|from)\s+)?"
    r"(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|(?:(?:(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?)?(?P<month>{_MONTH})"
    rf"(?:\s+(?P<day2>\d{{1,2}}){_ORDINAL}\b)?,?\s+)?(?P<year>(?:19|20)\d\d))\b"
    r"(?!\s+(?:people|civilians|soldiers|troops|dollars|kilometres|miles))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^\s*(?:and|to|until|till|-|–)\s*$", re.IGNORECASE)
_RELATIVE: tuple[tuple[str, Callable[[date], DateRange]], ...] = (
    (r"\btoday\b", lambda now: DateRange(now, now)),
    (r"\byesterday\b", lambda now: DateRange(now - timedelta(days=1), now - timedelta(days=1))),
    (r"\bthis week\b", lambda now: DateRange(now - timedelta(days=now.weekday()), now)),
    (r"\b(?:last|past) week\b", lambda now: DateRange(now - timedelta(days=now.weekday() + 7), now)),
    (r"\bthis month\b", lambda now: DateRange(now.replace(day=1), now)),
    (r"\b(?:last|past) month\b", lambda now: DateRange(_month_before(now), now)),
    (r"\bthis year\b", lambda now: DateRange(date(now.year, 1, 1), now)),
    (r"\blast year\b", lambda now: DateRange(date(now.year - 1, 1, 1), date(now.year - 1, 12, 31))),
)


def named_period(text: str, now: date) -> DateRange | None:
    """Return the time that a question names, counted from the day `now`, or None."""
    for pattern, period in _RELATIVE:
        if re.search(pattern, text, re.IGNORECASE):
            return period(now)
    found = list(_WHEN.finditer(text))
    if not found:
        return None
    first = _period_of(found[0])
    if first and len(found) > 1 and _BETWEEN.match(text[found[0].end() : found[1].start()]):
        last = _period_of(found[1])
        return DateRange(first.since, last.until) if last and _ascend(first, last) else None
    return first


def in_words(day: date) -> str:
    """Return a day as newspapers write it: 2 June 2020."""
    return f"{day.day} {day:%B} {day.year}"


def without_dates(text: str) -> str:
    """Return `text` without the calendar dates, months and years that it names."""
    return " ".join(_WHEN.sub(" ", text).split())


def _period_of(found: re.Match[str]) -> DateRange | None:
    try:
        first, last = _days(found)
    except ValueError:
        return None
    relation = (found["relation"] or "in").lower()
    if relation in {"before", "until", "by"}:
        return DateRange(None, first - timedelta(days=1) if relation == "before" else last)
    if relation in {"after", "since"}:
        return DateRange(last + timedelta(days=1) if relation == "after" else first, None)
    return DateRange(first, last)


def _days(found: re.Match[str]) -> tuple[date, date]:
    """Return the first and the last day of a date, a month or a year; ValueError where there is none."""
    if found["iso"]:
        day = date.fromisoformat(found["iso"])
        return day, day
    year = int(found["year"])
    month = _MONTHS.index(found["month"].lower()) + 1 if found["month"] else None
    number = found["day"] or found["day2"]
    if month is not None and number is not None:
        day = date(year, month, int(number))
        return day, day
    return date(year, month or 1, 1), date(year, month or 12, monthrange(year, month or 12)[1])


def _ascend(first: DateRange, last: DateRange) -> bool:
    return first.since is not None and last.until is not None and first.since <= last.until


def _month_before(now: date) -> date:
    """Return the first day of the month before."""
    return (now.replace(day=1) - timedelta(days=1)).replace(day=1)
