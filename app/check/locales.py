"""How a language other than English writes numbers and dates: its scales, signs, months and weekdays.

By Babel's tables, with what they lack. Knows nothing of texts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

# What Babel's tables lack, as news write it.
_MORE_SCALES: dict[str, dict[str, float]] = {
    "ar": {"آلاف": 1e3, "ملايين": 1e6, "مليارات": 1e9, "بليون": 1e9},
    "de": {"tsd": 1e3, "mill": 1e6, "mia": 1e9},
    "fr": {"mds": 1e9, "mrd": 1e9},
    "he": {"אלפים": 1e3},
    "hi": {"हजार": 1e3},
    "ja": {"千": 1e3},
    "ko": {"천": 1e3},
    "zh": {"千": 1e3, "萬": 1e4, "億": 1e8},
}
_MORE_WEEKDAYS: dict[str, dict[str, int]] = {
    "cs": {"středu": 2, "sobotu": 5, "neděli": 6},
    "de": {"Sonnabend": 5},
    "pl": {"środę": 2, "sobotę": 5, "niedzielę": 6},
    "ru": {"среду": 2, "пятницу": 4, "субботу": 5},
    "uk": {"середу": 2, "пʼятницю": 4, "п'ятницю": 4, "суботу": 5, "неділю": 6},
    "zh": {"星期天": 6, "周一": 0, "周二": 1, "周三": 2, "周四": 3, "周五": 4, "周六": 5, "周日": 6},
}
# Other words besides: an environment, a market, months, a week.
_NOT_WEEKDAYS = {"ru": {"среда"}, "tr": {"pazar"}, "ro": {"luni"}, "id": {"minggu"}}
_MORE_MONTHS: dict[str, dict[str, int]] = {
    "ar": {
        "شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6, "تموز": 7, "آب": 8, "أيلول": 9,
        "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12, "كانون الثاني": 1,
    },
    "de": {"Jänner": 1},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """How a language writes numbers and dates; all names are lowered.

    `decimal` is its decimal sign, "" where it isn't known. `scales` say what a number before them is
    multiplied by. Months count from 1, weekdays from 0 (Monday).
    """

    decimal: str
    scales: Mapping[str, float]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]


@lru_cache(maxsize=64)
def written_in(language: str | None) -> Written:
    """Return how the language with this ISO 639-1 code writes; the least where Babel doesn't know it."""
    # Takes a while to load, and an archive in English never needs it.
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language or "")
    except (ValueError, UnknownLocaleError):
        return Written("", {}, {}, {})
    code = locale.language
    months = _named(locale.months, _MORE_MONTHS.get(code, {}))
    weekdays = _named(locale.days, _MORE_WEEKDAYS.get(code, {}))
    unsure = _NOT_WEEKDAYS.get(code, set())
    return Written(
        locale.number_symbols["latn"]["decimal"],
        _scales(locale) | _MORE_SCALES.get(code, {}),
        months,
        {name: day for name, day in weekdays.items() if name not in unsure},
    )


def _named(table: Mapping[str, Mapping[str, Mapping[int, str]]], more: Mapping[str, int]) -> dict[str, int]:
    """Return the number of each name, in the form of a date and alone; short ones only with their dot."""
    named = {
        name.lower(): number
        for width in ("abbreviated", "wide")
        for form in ("stand-alone", "format")
        for number, name in table[form][width].items()
        if (width == "wide" or name.endswith(".")) and not name[0].isdigit()
    }
    return named | {name.lower(): number for name, number in more.items()}


def _scales(locale: "Locale") -> dict[str, float]:
    """Return what Babel's patterns ("00 Mio.") multiply a number by, by the words in them."""
    found: dict[str, float] = {}
    for width in ("short", "long"):
        for patterns in locale.compact_decimal_formats.get(width, {}).values():
            for least, pattern in patterns.items():
                word = re.sub(r"[0'.\s\u200e\u200f]+", " ", pattern.pattern).strip().lower()
                size = float(least) / 10.0 ** (pattern.pattern.count("0") - 1)
                if "0" in pattern.pattern and _is_scale(word) and size > 1:
                    found[word] = size
    return found


def _is_scale(word: str) -> bool:
    """Say whether one word stands there, and no letter that may be a unit: M, B."""
    return bool(word) and " " not in word and not (word.isascii() and len(word) == 1)
