"""The numbers and dates of a text that isn't in English, as its language writes them.

A unit is read only where it is a sign. Knows nothing of which of them say the same.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.check.dates import Day, numeric_dates
from app.check.locales import Written, written_in
from app.check.quantity import IMPLIED, UNMEASURED, Quantity
from app.check.spelled import spelled_in
from app.check.units import NO_UNIT, unit_of
from index.records import Span

# Where words have no spaces between them, and in Arabic, Hebrew or Hindi, a letter may touch a number.
_WORD_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_SIGNS = "[,.\u066b\u066c]"
_DIGITS = rf"\d{{1,3}}(?:[ \u00a0\u202f'’]\d{{3}})+(?!\d)(?:{_SIGNS}\d+)?|\d+(?:(?:{_SIGNS}|:)\d+)*"
_WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
# A scale's word may have a case ending: "миллиардам", "Milliarden-", "milyonluk".
_LONG_SCALE = 5
_ENDING = r"[^\W\d_]{0,4}"
_NOTHING = r"(?!)"
_UNIT = r"(?:US)?\$|[€£¥₹]|[%٪]"
# A number behind the dash of a name is part of it: Р-255, Covid-19.
_IN_A_NAME = re.compile(r"[^\W\d_]-$")
_MOST_DIGITS = 200
_MANY = 1e4


def quantities_in(text: str, language: str | None) -> list[Quantity]:
    """Return the numbers of clean text in `language` (ISO 639-1, None where unknown), in order."""
    written = written_in(language)
    digits = (_quantity(text, match, written) for match in _number(language).finditer(text))
    read = [one for one in digits if one is not None]
    spelled = [
        Quantity(value, "", "count", span, span.of(text), unit_name=UNMEASURED, digits=value)
        for span, value in spelled_in(text, language)
    ]
    return sorted([*read, *spelled], key=lambda one: one.span.start)


def dates_in(text: str, language: str | None) -> list[Day]:
    """Return the dates that clean text in `language` names, in order: with their month, or a weekday."""
    written = written_in(language)
    named = [_day(match, written) for match in _date(language).finditer(text)]
    taken = [one.span for one in named]
    numeric = [one for one in numeric_dates(text) if not any(one.span.overlaps(span) for span in taken)]
    return sorted([*named, *numeric], key=lambda day: day.span.start)


@lru_cache(maxsize=64)
def _number(language: str | None) -> re.Pattern[str]:
    scale = rf"(?:[ \u00a0]?(?:{_scale_pattern(written_in(language))}))"
    return re.compile(
        rf"(?<![{_WORD_LETTER}\d_/])(?<!\d[.,:])(?P<before>(?:{_UNIT})\s?)?"
        rf"(?P<parts>(?:{_DIGITS})(?:{scale}+(?: ?{_WHOLE}{scale}+)*)?)(?P<after>\s?(?:{_UNIT}))?",
        re.IGNORECASE,
    )


def _scale_pattern(written: Written) -> str:
    """Return a pattern for the words that multiply a number, longest first."""
    names = sorted(written.scales, key=len, reverse=True)
    return "|".join(_scale_name(name) for name in names) or _NOTHING


def _scale_name(name: str) -> str:
    if _is_unspaced(name):
        return re.escape(name)
    long = len(name) >= _LONG_SCALE
    return rf"{re.escape(name)}{_ENDING if long else ''}(?!\w)" + ("" if long else r"\.?")


def _is_unspaced(name: str) -> bool:
    return "\u3040" <= name[0] <= "\ud7af"


def _quantity(text: str, match: re.Match[str], written: Written) -> Quantity | None:
    if _IN_A_NAME.search(text[max(match.start() - 2, 0) : match.start()]):
        return None
    sign = (match["after"] or match["before"] or "").strip().replace("٪", "%")
    unit = unit_of(sign) if sign else NO_UNIT
    value, otherwise = _value(match["parts"], written)
    return Quantity(
        value,
        unit.measure,
        "count",
        Span(*match.span()),
        match.group().strip(),
        unit_name=IMPLIED if unit.measure == "%" else UNMEASURED,
        digits=value,
        otherwise=otherwise,
    )


def _value(parts: str, written: Written) -> tuple[float, float]:
    """Return what digits with their scales say, and what else they may: "1.234" is so much, or 1234."""
    names = sorted(written.scales, key=len, reverse=True)
    found = [
        (*_digits_value(one[1], written.decimal), _scale_of(one[2], names, written))
        for one in re.finditer(rf"({_DIGITS})([^\d]*)", parts)
    ]
    value = _summed([(number, scale) for number, _, scale in found])
    return value, found[0][1] * found[0][2] if len(found) == 1 else float("inf")


def _summed(parts: Sequence[tuple[float, float]]) -> float:
    """Add up "1조9천572억": what stands before a larger scale is multiplied by it too."""
    done: list[tuple[float, float]] = []
    for number, scale in parts:
        while done and done[-1][1] < scale >= _MANY and done[-1][1] < _MANY:
            number += done.pop()[0]
        done.append((number * scale, scale))
    return sum(value for value, _ in done)


def _scale_of(words: str, names: Sequence[str], written: Written) -> float:
    scale, rest = 1.0, words.lower().strip(" \u00a0")
    while rest:
        name = next((one for one in names if rest.startswith(one)), None)
        if name is None:
            rest = rest[1:]
        else:
            scale, rest = scale * written.scales[name], rest[len(name) :]
            rest = rest if _is_unspaced(name) else re.sub(r"^\S*\s*", "", rest)
    return scale


def _digits_value(written: str, decimal: str) -> tuple[float, float]:
    """Return what digits say by the language's decimal sign, and by the other one where both may be."""
    if len(written) > _MOST_DIGITS:
        return float("inf"), float("inf")
    plain = re.sub(r"[ \u00a0\u202f'’]", "", written).replace("\u066b", ".").replace("\u066c", "")
    whole, *others = re.split(r"[.,:]", plain)
    signs = re.findall(r"[.,:]", plain)
    if not others:
        return float(whole), float("inf")
    fraction, grouped = float(f"{whole}.{others[-1]}"), float("".join([whole, *others]))
    in_threes = all(len(part) == 3 for part in others) and 0 < len(whole) <= 3 and whole != "0"
    if ":" in signs or (len(set(signs)) == len(signs) == 1 and not in_threes):
        return (fraction, float("inf")) if len(signs) == 1 else (_apart([whole, *others]), float("inf"))
    if len(signs) == 1:
        return (fraction, grouped) if signs[0] == (decimal or ".") else (grouped, fraction)
    if len(set(signs)) == 1:
        return (grouped if in_threes or _is_indian(others) else _apart([whole, *others])), float("inf")
    if signs[-1] not in signs[:-1]:
        return float(f"{''.join([whole, *others[:-1]])}.{others[-1]}"), float("inf")
    return _apart([whole, *others]), float("inf")


def _is_indian(groups: Sequence[str]) -> bool:
    """Say whether digits are grouped as in "1,50,000"."""
    return len(groups[-1]) == 3 and all(len(one) == 2 for one in groups[:-1])


def _apart(parts: Sequence[str]) -> float:
    """Return a number that only a version, a score or a time with the same parts has."""
    return sum(int(part) * 1000.0**-at for at, part in enumerate(parts[:6]))


@lru_cache(maxsize=64)
def _date(language: str | None) -> re.Pattern[str]:
    written = written_in(language)
    month, weekday = (_names(names) for names in (written.months, written.weekdays))
    compound = r"(?:morgen|vormittag|mittag|nachmittag|abend|nacht)?s?" if language == "de" else ""
    of = r"(?:de |del |di |d')?"
    return re.compile(
        r"(?:(?P<year_han>\d{4})[年년] ?)?(?P<month_han>1[0-2]|0?[1-9])[月월]"
        r"(?: ?(?P<day_han>\d{1,2})[日号號일])?"
        rf"|(?<![{_WORD_LETTER}\d_.,:/])(?P<day>3[01]|[12]\d|0?[1-9])(?:\.|º|ª|er|e)? ?{of}(?P<month>{month})"
        rf"(?![^\W\d_])(?:,? (?:de |del |di )?(?P<year>(?:1\d|20)\d\d))?(?!\d)"
        rf"|(?<![^\W\d_])(?P<month2>{month})(?![^\W\d_]) (?:de |del |di )?(?P<year2>(?:1\d|20)\d\d)(?!\d)"
        rf"|(?<![{_WORD_LETTER}])(?P<weekday>{weekday})"
        + ("" if language in {"zh", "ja", "ko"} else rf"{compound}(?![^\W\d_])"),
        re.IGNORECASE,
    )


def _names(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or _NOTHING


def _day(match: re.Match[str], written: Written) -> Day:
    month = match["month"] or match["month2"]
    year = match["year_han"] or match["year"] or match["year2"]
    day = match["day_han"] or match["day"]
    number = written.months[month.lower()] if month else match["month_han"]
    return Day(
        Span(*match.span()),
        match.group().strip(),
        int(year) if year else None,
        int(number) if number else None,
        int(day) if day else None,
        written.weekdays[match["weekday"].lower()] if match["weekday"] else None,
    )
