"""Dates as newspapers write them. Only a full, unambiguous day counts: never today, never a guess."""

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache

from index.reading.phrases import word_set

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|2[01])\d\d"
_ISO = rf"\b(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?![\d/])"
_HAN = rf"(?P<hy>{_YEAR})\s?[年년]\s?(?P<hm>\d{{1,2}})\s?[月월]\s?(?P<hd>\d{{1,2}})\s?[日일]"
_NUMERIC = rf"\b(?P<a>\d{{1,2}})(?P<t>[-/.])(?P<b>\d{{1,2}})(?P=t)(?P<ny>{_YEAR})\b"
_WORDED = (
    rf"\b{_DAY}(?:\s+of)?[\s-]*{MONTH},?[\s-]*{_YEAR}\b"
    rf"|\b{MONTH}[\s-]*{_DAY}\s*,?[\s-]*{_YEAR}\b"
    rf"|\b{_YEAR},?[\s-]+{MONTH}[\s-]*{_DAY}\b"
)
# As programs print it, the time of day before the year: `Tue Jun 02 12:23:00 +0000 2020`.
_PRINTED = (
    rf"\b(?P<pm>{MONTH})\s+(?P<pd>\d{{1,2}})\s+\d{{2}}:\d{{2}}:\d{{2}}"
    rf"\s+(?:(?:[+-]\d{{4}}|[A-Z]{{3,4}})\s+)?(?P<py>{_YEAR})\b"
)
# In a field for a date eight digits are one; in running text they may be anything.
_COMPACT = re.compile(
    rf"(?P<y>{_YEAR})(?P<m>\d\d)(?P<d>\d\d)(?:[T ]?\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")
# Seconds since 1970 that are plausible for an article: from 1973, where they have nine digits, to 2100.
_EPOCH_SECONDS = range(100_000_000, 4_102_444_800)
# Any other language's month, with its vowel signs; a library tells whether it is one.
_FOREIGN_MONTH = r"(?![a-z]{2}\b)[^\W\d_][^\s\d.,:;|/()–—-]{1,15}"
_FOREIGN_WORDED = (
    rf"\b\d{{1,2}}(?:er|º|\.)?\s+(?:de\s+|d['’])?{_FOREIGN_MONTH}\.?,?\s+(?:de\s+|del\s+)?{_YEAR}\b"
)
_YEAR_WORD = r"(?:\s?(?:г(?:од|ода)?|року?|р|roku|r|yılı)(?!\w)\.?)?"
DATE = re.compile(
    rf"(?:{WEEKDAY},?\s*)?(?:{_ISO}|{_HAN}|{_NUMERIC}|{_PRINTED}|(?P<worded>{_WORDED})"
    rf"|(?P<foreign>{_FOREIGN_WORDED}){_YEAR_WORD})",
    re.IGNORECASE,
)
# All two hundred that the library knows take seconds to load.
LANGUAGES = sorted(
    word_set("fr es de it pt nl ru uk pl tr ar fa ur he hi id sv da nb fi cs ro hu el bg sr ja ko zh vi th")
)
_FOREIGN = re.compile(r"(?=.*\d{4})(?=.*(?<!\d)\d{1,2}(?!\d))[^\n]{8,45}$")


def day_of(match: re.Match[str]) -> date | None:
    """Return the day that a match of `DATE` names; None where 03/04/2020 leaves it open."""
    if match["y"]:
        return _day(match["y"], match["m"], match["d"])
    if match["hy"]:
        return _day(match["hy"], match["hm"], match["hd"])
    if match["a"]:
        return _numeric_day(int(match["a"]), int(match["b"]), match["ny"], dotted=match["t"] == ".")
    if match["py"]:
        return _worded(f"{match['pd']} {match['pm']} {match['py']}")
    return _worded(match["worded"] or match["foreign"])


def plain_digits(text: str) -> str:
    """Return `text` with the digits of every script as 0 to 9, one for one."""
    return text if text.isascii() else re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), text)


def is_english(match: re.Match[str]) -> bool:
    """Tell whether a match of `DATE` may be English: its month in capitals, or numbers without full stops."""
    if match["worded"]:
        return not re.search(r"(?<![^\W\d_])(?!th|st|nd|rd|of\b)[a-z]", match["worded"])
    return not (match["foreign"] or match["hy"] or match["t"] == ".")


def without_dates(text: str) -> str:
    """Return `text` with a blank in the place of each date."""
    return DATE.sub(lambda match: match[0] if match["foreign"] and not day_of(match) else " ", text)


def parse_date(text: str) -> date | None:
    """Return the one day that `text` names in whatever language, None where it doesn't."""
    text = plain_digits(" ".join(text.split())[:80])
    found = DATE.search(text)
    day = day_of(found) if found else None
    if day or (found and not found["foreign"]):
        return day
    return _worded(text) if not text.isascii() and _FOREIGN.match(text) else None


def to_date(value: object) -> date | None:
    """Return the day of a metadata value: a date, a time stamp, or text or a number that names one day.

    Numbers are a day such as 20200602, or seconds or milliseconds since 1970 (the day in UTC).
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    return _compact_day(text) or _epoch_day(text) or (parse_date(text) if isinstance(value, str) else None)


def _compact_day(text: str) -> date | None:
    found = _COMPACT.fullmatch(text)
    return _day(found["y"], found["m"], found["d"]) if found else None


def _epoch_day(text: str) -> date | None:
    if not _EPOCH.fullmatch(text):
        return None
    for seconds in (float(text), float(text) / 1000):
        if int(seconds) in _EPOCH_SECONDS:
            return datetime.fromtimestamp(seconds, UTC).date()
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _numeric_day(first: int, second: int, year: str, *, dotted: bool) -> date | None:
    if first == second or second > 12:
        return _day(year, str(first), str(second))
    # Who writes dots writes the day first; with strokes it depends on the country.
    return _day(year, str(second), str(first)) if dotted or first > 12 else None


@lru_cache(maxsize=4096)
def _worded(text: str) -> date | None:
    # Takes a fifth of a second to import and is rarely needed.
    import dateparser

    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
    }
    languages = ["en"] if re.search(MONTH, text, re.IGNORECASE) else LANGUAGES
    try:
        # dateparser knows neither "1st Jun," nor commas after a month everywhere.
        parsed = dateparser.parse(text.replace(",", " "), languages=languages, settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return parsed.date() if parsed and 1500 <= parsed.year < 2200 else None
