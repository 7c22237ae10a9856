"""What numbers in a text say: "2,200", "some 200,000", "twenty-five", "1.5 million".

Knows nothing of questions or of sources that differ.
"""

import re

from app.vocabulary import NUMBER_WORDS

_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_UNITS = {word: float(at + 1) for at, word in enumerate(NUMBER_WORDS[:20])}
_TENS = {word: float(30 + 10 * at) for at, word in enumerate(NUMBER_WORDS[20:27])}


def value_of(number: str) -> float | None:
    """Return what a number says: digits, or simple number words; None where it can't be told."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", number)
    scale = _scale(number)
    if digits:
        return float(digits.group().replace(",", "")) * scale
    words = [word for word in re.findall(r"[a-z]+", number.lower()) if word in NUMBER_WORDS]
    return _words_value(words)


def _scale(number: str) -> float:
    return next((scale for word, scale in _SCALES.items() if re.search(rf"\b{word}\b", number.lower())), 1.0)


def _words_value(words: list[str]) -> float | None:
    total = 0.0
    for word in words:
        if word in _UNITS or word in _TENS:
            total += _UNITS.get(word, 0.0) + _TENS.get(word, 0.0)
        elif word in _SCALES:
            total = max(total, 1.0) * _SCALES[word]
    return total or None
