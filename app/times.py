"""Times that a question names ("in June 2020", "before May 2020", "last week") as ranges of days.

English phrases; anything it is not sure of is None. Knows nothing of articles.
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
_WHEN = re.compile(
    rf"\b(?P<relation>before|after|since|until|by|in|on|during|of|from)?\s*"
    rf"(?:(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH})(?:\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b)?"
    rf",?\s+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_RELATIVE: tuple[tuple[str, Callable[[date], DateRange]], ...] = (
    (r"\btoday\b", lambda now: DateRange(now, now)),
    (r"\byesterday\b", lambda now: DateRange(now - timedelta(days=1), now - timedelta(days=1))),
    (r"\bthis week\b", lambda now: DateRange(now - timedelta(days=now.weekday()), now)),
    (r"\b(?:last|past) week\b", lambda now: DateRange(now - timedelta(days=now.weekday() + 7), now)),
    (r"\bthis month\b", lambda now: DateRange(now.replace(day=1), now)),
    (r"\b(?:last|past) month\b", lambda now: DateRange((now.replace(day=1) - timedelta(days=1)).replace(day=1), now)),
    (r"\bthis year\b", lambda now: DateRange(date(now.year, 1, 1), now)),
    (r"\blast year\b", lambda now: DateRange(date(now.year - 1, 1, 1), date(now.year - 1, 12, 31))),
)  # fmt: skip


def named_period(text: str, now: date) -> DateRange | None:
    """Return the time that a question names, counted from the day `now`, or None."""
    for pattern, period in _RELATIVE:
        if re.search(pattern, text, re.IGNORECASE):
            return period(now)
    found = _WHEN.search(text)
    return _period_of(found) if found else None


def _period_of(found: re.Match[str]) -> DateRange | None:
    year = int(found["year"])
    month = _MONTHS.index(found["month"].lower()) + 1 if found["month"] else None
    day = int(found["day"] or found["day2"] or 0) or None
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None
    relation = (found["relation"] or "in").lower()
    if relation in {"before", "until", "by"}:
        return DateRange(None, first - timedelta(days=1) if relation == "before" else last)
    if relation in {"after", "since"}:
        return DateRange(last + timedelta(days=1) if relation == "after" else first, None)
    return DateRange(first, last)
