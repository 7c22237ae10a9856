"""What numbers in a text say: "2,200", "some 200,000", "twenty-five", "1.5 million", "two dozen".

Knows nothing of questions or of sources that differ.
"""

import re

from app.vocabulary import NUMBER_WORDS

_SCALES = {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
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
        return _words_value([word for word in re.findall(r"[a-z]+", number.lower()) if word in NUMBER_WORDS])
    if _UNCLEAR.fullmatch(digits.group()):
        return None
    return float(digits.group().replace(",", "")) * _scale(number)


def _scale(number: str) -> float:
    return next((scale for word, scale in _SCALES.items() if re.search(rf"\b{word}\b", number.lower())), 1.0)


def _words_value(words: list[str]) -> float | None:
    """Add up number words: "one million two hundred thousand" has two groups, each with its own scale."""
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
    return total + group or None
