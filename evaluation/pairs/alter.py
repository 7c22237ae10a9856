"""The rules by which a sentence is made false: a number, a name, a date or a negation changes.

Pure functions of a sentence, of the passages that it stands on, and of a random generator. Each returns
every alteration that it knows, or none; whether one is false by accident of the passage is for the
caller to see. They know nothing of corpora or files.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evaluation.pairs.names import Entity, groups

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "twenty-five", "thirty",
    "forty", "fifty", "sixty", "eighty", "ninety",
)  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SCALES = {
    "million": "billion", "billion": "million", "thousands": "hundreds", "hundreds": "dozens",
    "dozens": "hundreds", "thousand": "million", "half": "a third", "two-thirds": "a third",
    "dozen": "hundred",
}  # fmt: skip
_UNITS = {
    "kilometres": "miles", "miles": "kilometres", "km": "miles", "metres": "feet", "feet": "metres",
    "hours": "days", "days": "weeks", "weeks": "months", "months": "years", "years": "months",
    "minutes": "hours", "Marks": "dollars", "acres": "square miles",
}  # fmt: skip
_MONTH = "|".join(MONTHS)
_YEAR = re.compile(r"(?<![\w.,$£€-])(1\d{3}|20\d\d)(?![\w%]|[.,]\d)(?!\s(?:people|men|troops|anti-riot|km))")
_DATED = re.compile(rf"\b(?:(\d{{1,2}})\s(?:{_MONTH})|(?:{_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?)\b")
_NUMBER = re.compile(r"(?<![\w.,-])(?<!× )(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w]|[.,:]\d|-\d|\s?[:×°])")
_AT_LEAST = re.compile(r"(?i)\b(?:more than|over|at least|as many as)\s+[$£€]?\s?$")
_AT_MOST = re.compile(r"(?i)\b(?:less than|fewer than|under|at most|up to|within|top)\s+[$£€]?\s?$")
_NUMBER_WORD = re.compile(rf"(?<![\w-])({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![\w-])", re.I)
_RELATIONS = {
    r"before": "after", r"(?<!named )after(?! (?:almost|about|\w+ (?:years|days|hours)))": "before",
    r"since": "until", r"yesterday": "today", r"ago": "later", r"(?<!as )late(?! as)": "early",
    r"(?<!as )early(?! as)": "late", r"shortly after": "long before",
}  # fmt: skip
# After these a past form is a participle, or nobody's doing.
_NO_SUBJECT = frozenset(
    {"have", "has", "had", "was", "were", "is", "are", "be", "been", "being", "who", "which", "not", "newly"}
    | {"recently", "and", "or", "to", "of", "the", "as", "how"}
)


@dataclass(frozen=True, slots=True)
class Alteration:
    """A sentence made false, and in words what was changed."""

    sentence: str
    change: str


def numbers_changed(sentence: str, passages: str, rng: random.Random) -> tuple[Alteration, ...]:
    """Return the sentence with one count, amount, rank, scale or unit changed.

    New numbers are another one of the passages, or a slip of a digit that isn't in them.
    """
    places = [found for found in _NUMBER.finditer(sentence) if not _is_date(sentence, found)]
    others = [found.group() for found in _NUMBER.finditer(passages) if not _is_date(passages, found)]
    made = [
        _replaced(sentence, found.span(), new)
        for found in places
        for new in _other_numbers(found.group(), others, passages, rng)
        if not _implied(sentence[: found.start()], _value(new) - _value(found.group()))
    ]
    made += [
        _replaced(sentence, found.span(), _like(found.group(), new))
        for found in _NUMBER_WORD.finditer(sentence)
        for new in _other_words(found.group().lower(), _WORDS, passages, rng)
        if not _implied(sentence[: found.start()], _WORDS.index(new) - _WORDS.index(found.group().lower()))
    ]
    made += [
        _replaced(sentence, found.span(), _like(found.group(), new))
        for found in re.finditer(rf"(?<!per )\b({'|'.join(_ORDINALS[1:])})\b", sentence, re.I)
        for new in _other_words(found.group().lower(), _ORDINALS[1:], passages, rng)
    ]
    return (*made, *_rescaled(sentence, [found.span() for found in places]))


def names_changed(sentence: str, passages: str, rng: random.Random) -> tuple[Alteration, ...]:
    """Return the sentence with one name exchanged for another of its group, if it has one that is known.

    The new name is as often one that the passages have too as one that they don't have. It is never another
    spelling of the same name, and never a name that the sentence has already.
    """
    made: dict[bool, list[Alteration]] = {True: [], False: []}
    for group in groups():
        for entity, found in ((one, one.find(sentence)) for one in group):
            if found is None:
                continue
            for other in group:
                if other is not entity and not other.find(sentence):
                    new = _spelled(other, found)
                    made[bool(other.find(passages))].append(_replaced(sentence, found.span(), new))
    kinds = [kind for kind in made.values() if kind]
    return (rng.choice(rng.choice(kinds)),) if kinds else ()


def dates_changed(sentence: str, passages: str, rng: random.Random) -> tuple[Alteration, ...]:
    """Return the sentence with one year, month, day or order in time changed."""
    made = [
        _replaced(sentence, found.span(), _other_year(found.group(), passages, rng))
        for found in _YEAR.finditer(sentence)
    ]
    for words in (MONTHS, DAYS):
        for found in re.finditer(rf"\b({'|'.join(words)})\b", sentence):
            # "May" opens many a sentence that isn't about a month.
            if found.group() != "May" or _near_digit(sentence, found):
                choice = [word for word in words if word not in sentence and word not in passages]
                made.append(_replaced(sentence, found.span(), rng.choice(choice or [words[0]])))
    for found in _DATED.finditer(sentence):
        at = 1 if found.group(1) else 2
        day = rng.choice([n for n in range(1, 29) if abs(n - int(found.group(at))) > 1])
        made.append(_replaced(sentence, found.span(at), str(day)))
    for old, new in _RELATIONS.items():
        made += [
            _replaced(sentence, found.span(), _like(found.group(), new))
            for found in re.finditer(rf"\b{old}\b", sentence, re.I)
        ]
    return tuple(one for one in made if one.sentence != sentence)


def negated(sentence: str, rng: random.Random) -> tuple[Alteration, ...]:
    """Return the sentence with what it says denied, or with what it denies said."""
    made = []
    for pattern, new in _pairs("reversals.txt"):
        for found in re.finditer(pattern, sentence):
            made.append(_replaced(sentence, found.span(), found.expand(new)))
    past = dict(_pairs("verbs.txt"))
    for found in re.finditer(rf"(\w+) ({'|'.join(past)})\b(?! by\b)", sentence):
        if found.group(1).lower() not in _NO_SUBJECT:
            denied = rng.choice(("did not", "failed to"))
            made.append(_replaced(sentence, found.span(2), f"{denied} {past[found.group(2)]}"))
    return tuple(made)


@cache
def _pairs(name: str) -> tuple[tuple[str, str], ...]:
    """Return the lines of a table beside this file, two columns with a tab between them."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    columns = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((left, right) for left, right in columns)


def _is_date(text: str, found: re.Match[str]) -> bool:
    """Tell whether the number found is a year, a day of a month, or stands in a date."""
    return any(
        other.start() <= found.start() < other.end()
        for pattern in (_YEAR, _DATED)
        for other in pattern.finditer(text)
    )


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _implied(before: str, rise: float) -> bool:
    """Tell whether a number that rises by that much, after these words, is implied by the old one.

    More than eighty are more than fifty, and the first two are among the first four.
    """
    least, most = _AT_LEAST.search(before), _AT_MOST.search(before)
    return bool((least and rise < 0) or (most and rise > 0))


def _near_digit(text: str, found: re.Match[str]) -> bool:
    return bool(re.search(r"\d", text[max(0, found.start() - 4) : found.end() + 5]))


def _replaced(sentence: str, span: tuple[int, int], new: str) -> Alteration:
    start, end = span
    old = sentence[start:end]
    return Alteration(sentence[:start] + new + sentence[end:], f"{old.strip()} -> {new.strip()}")


def _like(old: str, new: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def _other_numbers(old: str, others: Sequence[str], passages: str, rng: random.Random) -> Iterator[str]:
    """Yield another number of the passages, the number with one digit changed, and a tenfold one."""
    near = sorted({other for other in others if len(other) == len(old) and other != old})
    if near:
        yield rng.choice(near)
    for _ in range(20):
        new = _slip(old, rng)
        if not re.search(rf"(?<![\d.,]){re.escape(new)}(?![\d])", passages):
            yield new
            break
    if old.isdecimal() and len(old) < 3:
        yield f"{old}0"


def _slip(number: str, rng: random.Random) -> str:
    """Return the number with one of its digits changed, the first one never to 0."""
    at = rng.choice([index for index, character in enumerate(number) if character.isdigit()])
    digits = [digit for digit in "123456789" if digit != number[at]]
    return number[:at] + rng.choice(digits) + number[at + 1 :]


def _other_words(old: str, words: Sequence[str], passages: str, rng: random.Random) -> Iterator[str]:
    at, said = words.index(old), passages.lower().split()
    near = [word for word in words[max(0, at - 4) : at + 5] if word != old and word not in said]
    if near:
        yield rng.choice(near)


def _rescaled(sentence: str, numbers: Sequence[tuple[int, int]]) -> Iterator[Alteration]:
    for old, new in _SCALES.items():
        for found in re.finditer(rf"\b{old}\b", sentence):
            yield _replaced(sentence, found.span(), new)
    ends = {end for _, end in numbers}
    for old, new in _UNITS.items():
        for found in re.finditer(rf"(?<=[\d\w] )(?P<unit>{old})\b", sentence):
            if found.start() - 1 in ends:
                yield _replaced(sentence, found.span(), new)


def _other_year(year: str, passages: str, rng: random.Random) -> str:
    """Return another year that the passages name, or as likely one near that they don't."""
    known = sorted({found.group() for found in _YEAR.finditer(passages)} - {year})
    near = [str(int(year) + step) for step in (-9, -4, -3, -2, -1, 1, 2, 3, 4, 10)]
    return rng.choice(known if known and rng.random() < 0.5 else [one for one in near if one not in known])


def _spelled(entity: Entity, old: re.Match[str]) -> str:
    """Return the entity's name, short where the old one was a single word and it has a short form."""
    new = entity.spellings[0] if " " in old.group() else entity.spellings[-1]
    return _like(old.group(), new) if old.start() == 0 else new
