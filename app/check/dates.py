"""The dates that a text names, in whole or in part, and whether a passage bears one out.

Weekdays and "yesterday" count from the day the passage was published. English phrases and ISO dates; the
reading of any other is left to numbers. Knows nothing of what happened then.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.vocabulary import MONTHS, SHORT_MONTH, WEEKDAY, WEEKDAYS
from index.records import Span

_MONTHS = tuple(month[:3].lower() for month in MONTHS)
_WEEKDAYS = tuple(weekday[:3].lower() for weekday in WEEKDAYS)
_MONTH = rf"(?:{'|'.join(MONTHS)}|{SHORT_MONTH}\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_COMMA = r"(?: ?, ?| )"
_DATE = re.compile(
    rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|(?:\b(?P<weekday>{WEEKDAY}"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?=,? \d))\b"
    rf"(?:{_COMMA}(?:the )?)?)?"
    rf"(?:\b(?P<day>{_DAY})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?:{_COMMA}(?P<year>{_YEAR}))?\b"
    rf"|\b(?P<month2>{_MONTH}) (?P<day2>{_DAY})(?:st|nd|rd|th)?(?!\d)(?:{_COMMA}(?P<year2>{_YEAR})\b)?"
    rf"|\b(?P<month3>{_MONTH})(?:{_COMMA}(?:of )?(?P<year3>{_YEAR}))?\b)"
    rf"|\b(?P<weekday2>{WEEKDAY})s?\b"
    r"|\b(?P<relative>yesterday|today|tonight|tomorrow"
    r"|(?:last|this|next|past) (?:week|month|year|night|morning|evening|spring|summer|autumn|fall|winter"
    r"|decade|century))\b"
    r"|(?<!\w)(?P<decade>(?:1[0-9]{2}|20[0-9])0)'?s\b"
    rf"|(?<![\w$£€.,])(?P<year4>{_YEAR})(?:[-/](?P<until>\d\d)(?![\d-]))?(?![\w%]|[.,:]\d)",
    re.IGNORECASE,
)
_ISO = re.compile(rf"(?<![\w./-])({_YEAR})-(\d\d)-(\d\d)(?![\w/-])")
_NUMERIC = re.compile(rf"(?<![\w./-])(\d{{1,2}})[./](\d{{1,2}})[./]({_YEAR})(?![\w/])")
# "May", "March" and "August" are words too.
_MONTH_CONTEXT = re.compile(
    r"\b(?:in|of|since|until|till|by|from|to|during|early|late|mid|last|next|this|before|after"
    r"|between|and|end of|through|January|February|April|June|July|September|October|November)[ -]$",
    re.IGNORECASE,
)
_YEAR_CONTEXT = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|from|to|during|early|late|mid|pre|post|before|after|between|and|the|year"
    r"|for|around|summer|spring|autumn|winter|fall)[ -]|\(|\b\d{4}-|/)$",
    re.IGNORECASE,
)
_ORDINAL = "(?:st|nd|rd|th)?"
_OF_YEAR = rf"(?:{_COMMA}(?P<year>{_YEAR})\b)?"
_LAST_DAY = re.compile(
    rf"(?: ?(?P<dash>-) ?| (?:to|and|through) (?:the )?)(?P<day>{_DAY}){_ORDINAL}{_OF_YEAR}"
    rf"(?![\w:%]|[.,-]\d| {_MONTH}\b| (?:people|years?|months?|percent)\b)",
    re.IGNORECASE,
)
_FIRST_DAY = re.compile(
    rf"(?:\b(?:from|between) (?:the )?(?P<day>{_DAY}){_ORDINAL} (?:to|and) (?:the )?"
    rf"|(?<![\w.,-])(?P<day_dash>{_DAY}) ?- ?)$",
    re.IGNORECASE,
)
_LONGEST_BEFORE = 30
_OPENS = re.compile(r"\b(?:from|between) $", re.IGNORECASE)
_SHIFTED_DAYS = {
    "yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "this morning": 0, "this evening": 0,
    "tomorrow": 1,
}  # fmt: skip
_SHIFTED_YEARS = {"last year": -1, "this year": 0, "next year": 1}
_AHEAD = re.compile(
    r"\b(?:will|next|coming|upcoming|due|scheduled|expected|plan|plans|planned)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is named; a part that isn't is None. `relative` is a phrase such as "last week".

    `decade` is the first year of one. Months count from 1, weekdays from 0 (Monday).
    """

    span: Span
    words: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: str = ""
    decade: int | None = None

    @property
    def full(self) -> date | None:
        """The calendar day, where all of it is named and it exists."""
        return _calendar(self.year, self.month, self.day)


def dates(text: str) -> list[Day]:
    """Return the dates that clean text names, in order."""
    named = ((match, _day(text, match)) for match in _DATE.finditer(text))
    found = [end for match, day in named if day is not None for end in _ends(text, match, day)]
    numeric = filter(None, (_numeric(match) for match in _NUMERIC.finditer(text)))
    return sorted([*found, *numeric], key=lambda day: day.span.start)


def numeric_dates(text: str) -> list[Day]:
    """Return the dates that clean text in any language writes in digits alone."""
    iso = (_iso(match) for match in _ISO.finditer(text))
    numeric = (_numeric(match) for match in _NUMERIC.finditer(text))
    return sorted(filter(None, [*iso, *numeric]), key=lambda day: day.span.start)


def completed(day: Day, published: date | None, text: str = "") -> Day:
    """Return `day` with the parts that follow from the day of publication; `text` is its sentence."""
    if published is None or day.full:
        return _with_weekday(day)
    if day.relative:
        return _resolved(day, published)
    if day.weekday is not None and day.day is None and day.month is None:
        ahead = _AHEAD.search(text) is not None
        back = (published.weekday() - day.weekday) % 7
        on = published + timedelta(days=(7 - back) % 7) if ahead else published - timedelta(days=back)
        return replace(day, year=on.year, month=on.month, day=on.day)
    if day.month is not None and day.year is None:
        later = (day.month, day.day or 1) > (published.month, published.day) and not _AHEAD.search(text)
        return _with_weekday(replace(day, year=published.year - later))
    return day


def bears_out(said: Day, given: Day) -> bool:
    """Say whether every part that `said` names is what `given` (completed) has.

    A sentence that names more than the passage (a year that it leaves out) isn't borne out.
    """
    if said.relative and said.relative == given.relative:
        return True
    decade = said.decade
    if decade is not None:
        # "The 1800s" are a century, where no decade was meant.
        width = 100 if decade % 100 == 0 else 10
        return given.decade == decade or (given.year is not None and given.year // width * width == decade)
    return _known(said) and all(
        mine is None or mine == theirs for mine, theirs in zip(_parts(said), _parts(given), strict=True)
    )


def same_day(said: Day, given: Day) -> bool:
    """Say whether `given` bears out `said`, or is the same day of a month whose year it leaves out."""
    if bears_out(said, given):
        return True
    return given.month is not None and given.day is not None and bears_out(given, said)


def at_odds(said: Day, given: Day) -> bool:
    """Say whether some part that both name is another."""
    return any(
        mine is not None and theirs is not None and mine != theirs
        for mine, theirs in zip(_parts(said), _parts(given), strict=True)
    )


def published_day(published: date) -> Day:
    """Return the day of publication as a date of the text."""
    return Day(
        Span(0, 0), published.isoformat(), published.year, published.month, published.day, published.weekday()
    )


def _ends(text: str, match: re.Match[str], day: Day) -> Iterator[Day]:
    """Yield a date, or both ends of the stretch that it is part of: "June 3-5", "2 to 13 May", "1939-45"."""
    if match["until"]:
        yield day
        if not _is_season(day, int(match["until"])):
            yield replace(day, year=_last_year(day, int(match["until"])))
    elif match["day2"] and (last := _LAST_DAY.match(text, day.span.end)) and _is_stretch(text, day, last):
        year = int(last["year"]) if last["year"] else day.year
        span = Span(last.start("day"), last.end())
        yield replace(day, year=year)
        yield replace(day, span=span, words=last["day"], year=year, day=int(last["day"]), weekday=None)
    elif match["day"] and (first := _before(_FIRST_DAY, text, match.start("day"))):
        group = "day" if first["day"] else "day_dash"
        span = Span(first.start(group), first.end(group))
        yield replace(day, span=span, words=first[group], day=int(first[group]), weekday=None)
        yield day
    else:
        yield day


def _is_stretch(text: str, day: Day, last: re.Match[str]) -> bool:
    """Say whether a number behind "June 3" is the last day of a stretch: "June 3-5", "from June 3 to 5"."""
    return last["dash"] is not None or _before(_OPENS, text, day.span.start) is not None


def _before(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """Return the match that ends at `at`, of a few words."""
    return pattern.search(text, max(at - _LONGEST_BEFORE, 0), at)


def _last_year(day: Day, until: int) -> int:
    """Return the last year of "1939-45", and of "1999-00"."""
    first = day.year or 0
    return first + (until - first) % 100


def _is_season(day: Day, until: int) -> bool:
    """Say whether two years are one season, named by the first: "2015-16", "1999/00"."""
    return _last_year(day, until) - (day.year or 0) == 1


def _known(day: Day) -> bool:
    return any(part is not None for part in _parts(day))


def _parts(day: Day) -> tuple[int | None, int | None, int | None, int | None]:
    return day.year, day.month, day.day, day.weekday


def _day(text: str, match: re.Match[str]) -> Day | None:
    span, words = Span(*match.span()), match.group().strip()
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return Day(span, words, year, month, day) if _calendar(year, month, day) else None
    if match["relative"]:
        return Day(span, words, relative=re.sub(r"\s+", " ", match["relative"].lower()))
    if match["decade"]:
        return Day(span, words, decade=int(match["decade"]))
    if match["year4"]:
        before = text[max(match.start() - 12, 0) : match.start()]
        named = Day(span, words, int(match["year4"]))
        is_season = match["until"] is not None and _is_season(named, int(match["until"]))
        return named if is_season or _YEAR_CONTEXT.search(before) else None
    return _named(text, match, span, words)


def _named(text: str, match: re.Match[str], span: Span, words: str) -> Day | None:
    weekday = match["weekday"] or match["weekday2"]
    month = match["month"] or match["month2"] or match["month3"]
    day, year = match["day"] or match["day2"], match["year"] or match["year2"] or match["year3"]
    if month and (
        not month[0].isupper() or (not (day or year or weekday) and not _is_month(text, match, month))
    ):
        return None
    if weekday and not weekday[0].isupper():
        return None
    return Day(
        span,
        words,
        int(year) if year else None,
        _MONTHS.index(month[:3].lower()) + 1 if month else None,
        int(day) if day else None,
        _WEEKDAYS.index(weekday[:3].lower()) if weekday else None,
    )


def _is_month(text: str, match: re.Match[str], month: str) -> bool:
    if month.lower() not in {"may", "march", "mar", "august", "jan", "sep"}:
        return True
    return _MONTH_CONTEXT.search(text[max(match.start() - 12, 0) : match.start()]) is not None


def _iso(match: re.Match[str]) -> Day | None:
    year, month, day = (int(part) for part in match.groups())
    if _calendar(year, month, day) is None:
        return None
    return Day(Span(*match.span()), match.group(), year, month, day)


def _numeric(match: re.Match[str]) -> Day | None:
    """Return a date in digits, the day first unless that can't be; as ambiguous as the text leaves it."""
    first, second, year = (int(part) for part in match.groups())
    day, month = (first, second) if second <= 12 else (second, first)
    if _calendar(year, month, day) is None:
        return None
    return Day(Span(*match.span()), match.group(), year, month, day)


def _calendar(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_weekday(day: Day) -> Day:
    full = day.full
    return replace(day, weekday=full.weekday()) if full and day.weekday is None else day


def _resolved(day: Day, published: date) -> Day:
    """Return a relative phrase as the calendar has it; unchanged where it is a stretch of time."""
    if day.relative in _SHIFTED_DAYS:
        on = published + timedelta(days=_SHIFTED_DAYS[day.relative])
        return replace(day, year=on.year, month=on.month, day=on.day, weekday=on.weekday())
    if day.relative in _SHIFTED_YEARS:
        return replace(day, year=published.year + _SHIFTED_YEARS[day.relative])
    if day.relative in {"this month", "last month"}:
        on = published if day.relative == "this month" else published.replace(day=1) - timedelta(days=1)
        return replace(day, year=on.year, month=on.month)
    return day
