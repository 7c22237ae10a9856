"""What numbers in a text say: "2,200", "some 200,000", "twenty-five", "$1.5m", "two dozen", "20 to 30".

Knows nothing of questions or of sources that differ.
"""

import re

from app.vocabulary import NUMBER, NUMBER_WORDS

_SCALES = {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_LETTER_BEHIND = re.compile(r"\d(?:(?P<one>[kmb])|\s?(?P<two>mn|bn|tn))\b", re.IGNORECASE)
_ENDS_A_GROUP = frozenset({"thousand", "million", "billion", "trillion"})
_ONES = {word: float(at + 1) for at, word in enumerate(NUMBER_WORDS[:20])}
_TENS = {word: float(30 + 10 * at) for at, word in enumerate(NUMBER_WORDS[20:27])}
_ADDED = _ONES | _TENS
_PARTS = {"half": 0.5, "quarter": 0.25}
# "3,5" may be three and a half or a slip: not a figure to set against another.
_UNCLEAR = re.compile(r"\d+,\d{1,2}(?!\d|,)")


def value_of(number: str) -> float | None:
    """Return what a number says: digits, or simple number words; None where it can't be told."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", number)
    if digits is None:
        return _words_value(*_and_a_half(number.lower()))
    if _UNCLEAR.fullmatch(digits.group()):
        return None
    return float(digits.group().replace(",", "")) * _scale(number)


def range_of(words: str) -> tuple[float, float] | None:
    """Return the least and the most that a number or a range says; None where either can't be told.

    Both ends of "20 to 30 million" are millions.
    """
    numbers = [found.group() for found in NUMBER.finditer(words)]
    values = [value_of(number) for number in numbers[:2]]
    low, high = (values[0], values[-1]) if values else (None, None)
    if low is None or high is None:
        return None
    scaled = low * _scale(numbers[-1])
    return (scaled if low < scaled < high and _scale(numbers[0]) == 1 else low), high


def _scale(number: str) -> float:
    letter = _LETTER_BEHIND.search(number)
    if letter:
        return _LETTERS[letter[letter.lastgroup or 0].lower()]
    return next((scale for word, scale in _SCALES.items() if re.search(rf"\b{word}\b", number.lower())), 1.0)


def _and_a_half(number: str) -> tuple[list[str], float]:
    """Return the number words and the half behind them: "two and a half million", "a million and a half"."""
    before, half, behind = number.partition(" and a half")
    words = re.findall(r"[a-z]+", f"{before} half{behind}" if behind else before)
    return [word for word in words if word in NUMBER_WORDS], 0.5 if half and not behind else 0.0


def _words_value(words: list[str], added: float = 0.0) -> float | None:
    """Add up number words: "one million two hundred thousand" has two groups, each with its own scale.

    `added` is a part of the last word's scale: "a million and a half".
    """
    total = group = 0.0
    for at, word in enumerate(words):
        if word in _ADDED:
            group += _ADDED[word]
        elif word in _PARTS and words[at + 1 : at + 2] and words[at + 1] in _SCALES:
            group += _PARTS[word]
        elif word in _ENDS_A_GROUP:
            total, group = total + (group or 1.0) * _SCALES[word], 0.0
        elif word in _SCALES:
            group = (group or 1.0) * _SCALES[word]
        else:
            return None
    last = _SCALES.get(words[-1], 1.0) if words else 1.0
    return total + group + added * last or None
