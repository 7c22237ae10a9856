"""Times that a question names ("in June 2020", "before May 2020", "last week") as ranges of days.

English phrases and ISO dates; of other languages a year, a month or a day of it ("im Juni 2020"), whose
names are babel's. Anything it is not sure of is None. Knows nothing of articles.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import takewhile

from app.records import DateRange
from app.vocabulary import MONTHS
from index.analysis import analyze

_SHORT = r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_MONTH_WORD = rf"(?:{'|'.join(MONTHS)}|{_SHORT})"
_ORDINAL = r"(?:st|nd|rd|th)?"
# What is counted in thousands: "2000 people"; behind "did" whatever is more than one.
_COUNTED = r"(?:people|civilians|soldiers|troops|dollars|kilometres|miles|members|votes)\b"
_BEHIND_AN_AUXILIARY = re.compile(
    r"\b(?:do|does|did|has|have|had|will|would|can|could|should|are|were)\s$", re.I
)
_PLURAL = re.compile(r"\s(?:[a-z]{2,}[^\W\d_iusIUS]s|men|women|children)\b")
_WHEN = re.compile(
    r"\b(?:(?P<relation>before|after|since|until|by|in|on|during|of|from)\s+)?"
    r"(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    r"|(?P<digits>\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d)"
    rf"|(?:(?:(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?)?(?P<month>{_MONTH_WORD})"
    rf"(?:\s+(?P<day2>\d{{1,2}}){_ORDINAL}\b)?,?\s+)?(?P<year>(?:19|20)\d\d))\b"
    rf"(?!\s+{_COUNTED})",
    re.IGNORECASE,
)
_SHORT_MONTH = re.compile(rf"(?<=\d ){_SHORT}|\b{_SHORT}(?=\s\d)", re.IGNORECASE)
# 2020年7月12日, 2020년 7월.
_IN_CHARACTERS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[年년]"
    r"(?:\s?(?P<month>1[0-2]|0?[1-9])\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日号號일])?)?"
)
# "le 1er mars 2021", "5 de julio de 2020", "в июне 2020 года", "2020'de": any word may be the month.
_IN_WORDS = re.compile(
    r"(?:(?:(?<!\d)(?P<day>\d{1,2})(?:er|[.º°ª])?\s+(?:de\s+)?)?(?P<month>[^\W\d_][^\s\d]*)\s+(?:del?\s+)?)?"
    r"(?<![\d.,])(?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d)"
    r"(?:['’]\w+)?(?:\s+(?:год|году|года|рік|року|році|roku|yılında)\b)?"
)
# Where a month has more cases than babel names, this many letters in common are enough.
_INFLECTED = frozenset({"be", "bs", "cs", "hr", "pl", "sk", "sl", "sr", "uk"})
_FEWEST_SHARED = 4
_OPEN_MONTH = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?)?(?P<month>{_MONTH_WORD})"
    rf"(?:\s+(?P<day2>\d{{1,2}}){_ORDINAL})?\s*(?:\b(?:and|to|until|till|through)\s+|[-–]\s*)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^\s*(?:and|to|until|till|-|–)\s*$", re.IGNORECASE)
# "USA Today" is a name, "last week of May 2020" no week that is counted from now.
_TODAY = r"(?-i:\b(?:today|TODAY|(?<!\w )Today)\b)"
_OF_ANOTHER = rf"(?!\s+(?:of|before)\b|,?\s+(?:in\s+)?(?:{_MONTH_WORD}\s+)?(?:19|20)\d\d\b)"
_RELATIVE: tuple[tuple[str, Callable[[date], DateRange]], ...] = (
    (_TODAY, lambda now: DateRange(now, now)),
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
        if re.search(pattern + _OF_ANOTHER, text, re.IGNORECASE):
            return period(now)
    found = [one for one in _WHEN.finditer(text) if not _counts(one)]
    if not found:
        return None
    first = _from_a_month(text, found[0]) or _period_of(found[0])
    if first and len(found) > 1 and _BETWEEN.match(text[found[0].end() : found[1].start()]):
        last = _period_of(found[1])
        return DateRange(first.since, last.until) if last and _ascend(first, last) else None
    return first


def period_elsewhere(text: str, language: str) -> tuple[DateRange, str] | None:
    """Return the year, month or day that a question in `language` (ISO 639-1) names, and the rest of it.

    None where it names none, or one that there isn't. Digits may be of any script.
    """
    plain = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    times = [*_IN_CHARACTERS.finditer(plain)] or [*_IN_WORDS.finditer(plain)]
    if len(times) != 1:
        return None
    (found,) = times
    month = _month(found["month"] or "", language)
    day = int(found["day"]) if month and found["day"] else None
    start = found.start("year") if found["month"] and month is None else found.start()
    try:
        first, last = _days_of(int(found["year"]), month, day)
    except ValueError:
        return None
    return DateRange(first, last), f"{text[:start]} {text[found.end() :]}".strip()


def _month(named: str, language: str) -> int | None:
    """Return the number of the month that a number or a word in a language (ISO 639-1) names, or None."""
    if not named or named.isdigit():
        return int(named) if named else None
    months, stem = _months(language), "".join(analyze(named, language))
    if stem in months or language not in _INFLECTED:
        return months.get(stem)
    shared = {month: _shared(month, stem) for month in months}
    nearest = max(shared, key=lambda month: shared[month], default="")
    return months[nearest] if shared.get(nearest, 0) >= _FEWEST_SHARED else None


def _shared(left: str, right: str) -> int:
    """Return how many letters two words begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


@cache
def _months(language: str) -> dict[str, int]:
    """Return the number of each month by its stem in a language (ISO 639-1); empty for one without names."""
    # Takes a while to load, and English doesn't need it.
    from babel import Locale, UnknownLocaleError

    try:
        contexts = Locale(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    named = [(name, number) for one in contexts.values() for number, name in one["wide"].items()]
    stems = {"".join(analyze(name, language)): int(number) for name, number in named}
    # Hebrew writes "in" as the month's first letter.
    return stems | {f"ב{stem}": number for stem, number in stems.items() if language == "he"}


def in_words(day: date) -> str:
    """Return a day as newspapers write it: 2 June 2020."""
    return f"{day.day} {day:%B} {day.year}"


def with_full_months(text: str) -> str:
    """Return `text` with "Feb" beside a number as "February", the word that articles have."""
    return _SHORT_MONTH.sub(lambda found: MONTHS[_month_number(found[0]) - 1], text)


def without_dates(text: str) -> str:
    """Return `text` without the calendar dates, months and years that it names."""
    return " ".join(_WHEN.sub(" ", text).split())


def _counts(found: re.Match[str]) -> bool:
    """Say whether four digits are a number: "How did 2060 members vote?"."""
    bare = found.end() - found.start() == len("2060")
    behind = _BEHIND_AN_AUXILIARY.search(found.string, 0, found.start())
    return bare and bool(behind) and bool(_PLURAL.match(found.string, found.end()))


def _from_a_month(text: str, last: re.Match[str]) -> DateRange | None:
    """Return the time from a month whose year stands only at its end: "between May and July 2032"."""
    at = last.start("day") if last["day"] else last.start("month")
    first = _OPEN_MONTH.search(text[:at]) if last["month"] else None
    if first is None:
        return None
    year, day = int(last["year"]), first["day"] or first["day2"]
    try:
        since, _ = _days_of(year, _month_number(first["month"]), int(day) if day else None)
        _, until = _days(last)
    except ValueError:
        return None
    return DateRange(since, until) if since <= until else None


def _month_number(named: str) -> int:
    """Return 1 to 12 for the English name of a month, in full or abbreviated."""
    return next(at for at, month in enumerate(MONTHS, start=1) if month[:3] == named[:3].capitalize())


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
    if found["digits"]:
        return _days_in_digits(found["digits"])
    year = int(found["year"])
    month = _month_number(found["month"]) if found["month"] else None
    number = found["day"] or found["day2"]
    return _days_of(year, month, int(number) if number else None)


def _days_in_digits(written: str) -> tuple[date, date]:
    """Return the day that "17/02/2028" is, twice; where it may be either of two, from one to the other."""
    one, two, year = map(int, re.split(r"[/.]", written))
    read = [date(year, month, day) for month, day in ((one, two), (two, one)) if _exists(year, month, day)]
    if not read:
        raise ValueError(written)
    return min(read), max(read)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _days_of(year: int, month: int | None, number: int | None) -> tuple[date, date]:
    """Return the first and the last day of a day, month or year; ValueError where there is no such date."""
    if month is not None and number is not None:
        day = date(year, month, number)
        return day, day
    return date(year, month or 1, 1), date(year, month or 12, monthrange(year, month or 12)[1])


def _ascend(first: DateRange, last: DateRange) -> bool:
    return first.since is not None and last.until is not None and first.since <= last.until


def _month_before(now: date) -> date:
    """Return the first day of the month before."""
    return (now.replace(day=1) - timedelta(days=1)).replace(day=1)
