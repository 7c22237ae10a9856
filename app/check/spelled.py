"""Numbers in words in languages other than English, up to 99, and in the signs of Chinese and Japanese.

Knows nothing of digits.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from index.records import Span

_TABLE = Path(__file__).with_name("spelled.txt")
_HAN_ONES = {sign: float(at) for at, sign in enumerate("零一二三四五六七八九")} | {"两": 2.0, "兩": 2.0}
_HAN_SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12}
_LARGE = 1e4
# With a sign that multiplies, and another: "一" alone is "a", and in words such as "统一".
_HAN = re.compile(
    rf"[{''.join(_HAN_ONES)}][{''.join(_HAN_SCALES)}][{''.join(_HAN_ONES)}{''.join(_HAN_SCALES)}]*"
)
# "Soixante-quinze", "quatre-vingt-dix".
_FRENCH_TEENS = frozenset({60.0, 80.0})


def spelled_in(text: str, language: str | None) -> Iterator[tuple[Span, float]]:
    """Yield the spans and values of the numbers in words of clean text in `language` (ISO 639-1)."""
    if language in {"zh", "ja"}:
        yield from ((Span(*found.span()), _han_value(found.group())) for found in _HAN.finditer(text))
        return
    words = _words(language)
    for found in _pattern(language).finditer(text) if words else ():
        yield Span(*found.span()), words[found.group().lower()]


def _han_value(signs: str) -> float:
    """Add up "一万两千": twelve thousand."""
    total = section = one = 0.0
    for sign in signs:
        if sign in _HAN_ONES:
            one = _HAN_ONES[sign]
        elif (scale := _HAN_SCALES[sign]) < _LARGE:
            section, one = section + (one or 1.0) * scale, 0.0
        else:
            total, section, one = (total + section + one) * scale, 0.0, 0.0
    return total + section + one


@lru_cache(maxsize=32)
def _pattern(language: str | None) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_words(language), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=32)
def _words(language: str | None) -> dict[str, float]:
    """Return the value of each number word of a language, of 2 to 99."""
    if language not in _tables():
        return {}
    ones, tens, joined = _tables()[language]
    small = {word: 2.0 + at for at, forms in enumerate(ones) for word in forms if word != "-"}
    large = {word: 20.0 + 10 * at for at, forms in enumerate(tens) for word in forms}
    units = {word: value for word, value in small.items() if value < 10 or language == "fr"}
    both = {
        how.format(ten=ten, one=one): base + value
        for how, (ten, base), (one, value) in product(joined, large.items(), units.items())
        if value < 10 or base in _FRENCH_TEENS
    }
    return both | large | small


@cache
def _tables() -> dict[str | None, tuple[list[list[str]], list[list[str]], list[str]]]:
    lines = (line.split("|") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return {
        language: (_forms(rest[0]), _forms(rest[1]), rest[2].split("/"))
        for language, *rest in lines
        if len(rest) == 3
    }


def _forms(words: str) -> list[list[str]]:
    return [word.split("/") for word in words.split(" ")]
