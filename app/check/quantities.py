"""The numbers of a text, read with their units.

Dates are read elsewhere. Knows nothing of what is counted, nor of which numbers say the same.
"""

import re
from collections.abc import Iterable
from math import inf

from app.check.clock import TIME_OF_DAY, time_of
from app.check.quantity import AGE, CLOCK, EITHER_HALF, FRACTION, Quantity
from app.check.series import with_shared_units
from app.check.units import NO_UNIT, SCALES, UNIT, YEAR, Unit, unit_of
from app.figures import value_of
from app.vocabulary import CURRENCY_SIGN, JOINED_BY_AND, NUMBER_WORDS
from index.records import Span

_VAGUE = {
    "dozens": 24.0,
    "scores": 40.0,
    "hundreds": 200.0,
    "thousands": 2e3,
    "millions": 2e6,
    "billions": 2e9,
}
# "Hundreds" may stand for 200 up to the next larger of such words.
_VAGUE_WIDTH = {"dozens": 8.0, "scores": 5.0, "hundreds": 10.0, "thousands": 500.0}
_PLAIN_WORDS = tuple(
    word for word in NUMBER_WORDS if word not in {*_VAGUE, "half", "third", "quarter", "twice"}
)
_CARDINAL = "|".join(sorted(_PLAIN_WORDS, key=len, reverse=True))
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100,
}  # fmt: skip
_ORDINAL = "|".join(_ORDINALS)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PARTS_TAKEN = "one|two|three|four|nine"
_OUT_OF = "two|three|four|five|six|seven|eight|nine|ten"
_SPANS = "seconds|minutes|hours|days|nights|weeks|months|years|decades|centuries"
_AFTER = (
    r"(?:(?: ?- ?| )?(?P<scale{0}>hundred|thousand|million|billion|trillion|(?:mn|bn|tn|[mkb])\b))?"
    rf"(?:(?: ?- ?| )?(?P<unit{{0}}>(?:{UNIT})(?!\w)|per cent\b))?"
)
_NUMBER = re.compile(
    rf"(?<![\w.,:/$£€])(?P<clock>{TIME_OF_DAY})"
    r"|\b(?P<part_of>(?:half an?|(?:a )?quarter of a|half|(?:a )?quarter)[ -]"
    r"(?P<whole>thousand|million|billion|(?:percentage[ -])?point)s?)\b"
    rf"|\b(?P<parts>(?:(?:a|{_PARTS_TAKEN})[ -])?(?:half|halves|thirds?|quarters?|fifths?|tenths?))(?= of\b)"
    rf"|\b(?P<odds>(?:{_PARTS_TAKEN}) (?:in|out of)(?: every)? (?:{_OUT_OF}))\b(?! (?:{_SPANS}))"
    rf"|(?<![\w.,/])(?:(?P<currency>{CURRENCY_SIGN})\s?)?"
    r"(?P<digits>\d{1,3}(?:[,  ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,:]\d+)*)(?P<ordinal>(?:st|nd|rd|th)\b)?"
    + _AFTER.format("")
    + rf"|\b(?P<words>(?:{_CARDINAL})(?:(?:[ -]|{JOINED_BY_AND})(?:{_CARDINAL}))*)\b"
    + _AFTER.format("2")
    + rf"|(?<!per )\b(?P<rank>(?:(?:twenty|thirty|forty|fifty)[ -])?(?:{_ORDINAL}))\b(?!\s+of\s+all)"
    + r"|(?<=[a-z] )(?-i:(?P<roman>(?:II|III|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,2}))\b)"
    + r"|(?<=\bWar )(?-i:(?P<roman2>I)\b)"
    + rf"|\b(?P<vague>{'|'.join(_VAGUE)})\b",
    re.IGNORECASE,
)
# A number behind the dash of a name is part of it: BM-21, Covid-19.
_PART_OF_NAME = re.compile(r"\b[A-Z][^\W\d_]*-$|\b(?i:covid)-$")
_OF_AGE = re.compile(r"[ -]old\b| of age\b", re.IGNORECASE)
# "One" that counts nothing.
_PRONOUN = re.compile(
    r"\b(?:no|any|every|each|this|that|the|another|which|some)[ -]one\b|\bone another\b", re.I
)
_APPROXIMATE = re.compile(
    r"(?:\b(?P<up>more than|over|at least|above|upwards of|exceeding|(?:no fewer|no less|not less) than)"
    r"|\b(?P<down>nearly|almost|up to|fewer than|less than|under|close to|at most|(?:no|not) more than)"
    r"|\b(?P<around>about|around|some|roughly|approximately|an estimated|estimated|circa))\s+"
    r"(?:the |a |us\$|\$|£|€)?$",
    re.IGNORECASE,
)
_ROMAN = (
    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    "XVII",
)  # fmt: skip
_LENGTH = re.compile(r"\s*(?:[),.;]|$|(?:high|tall|deep|long|wide|above|below|away|from)\b)")
_NUMBERED = re.compile(r"\b(?:number|no\.|nr\.?|#)\s?$", re.IGNORECASE)
_MOST_DIGITS = 200
_LONGEST_NAME, _LONGEST_BOUND = 40, 30


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of clean text in order; every digit that is no part of a word is in one."""
    skipped = [Span(*found.span()) for found in _PRONOUN.finditer(text)]
    found = (_quantity(text, match) for match in _NUMBER.finditer(text))
    read = [one for one in found if one and not any(s.start <= one.span.start < s.end for s in skipped)]
    return with_shared_units(text, [one for one in read if not _is_part_of_name(text, one)])


def _is_part_of_name(text: str, number: Quantity) -> bool:
    start = number.span.start
    return _PART_OF_NAME.search(text[max(start - _LONGEST_NAME, 0) : start]) is not None


def without(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with blanks of equal length where the spans were."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    span, words = Span(*match.span()), match.group().strip()
    if match["clock"]:
        return _time_of_day(match["clock"], span, words)
    if match["vague"]:
        low = _VAGUE[match["vague"].lower()]
        most = low * _VAGUE_WIDTH.get(match["vague"].lower(), 1e3)
        return Quantity(low, "", "vague", span, words, most)
    roman = match["roman"] or match["roman2"]
    if roman:
        return Quantity(float(_ROMAN.index(roman)), "", "rank", span, words)
    if match["rank"]:
        return Quantity(_rank(match["rank"].lower()), "", "rank", span, words)
    if match["part_of"]:
        return _part_of(match["part_of"].lower(), match["whole"].lower(), span, words)
    if match["parts"] or match["odds"]:
        share = _part(match["parts"].lower()) if match["parts"] else _odds(match["odds"].lower())
        rounding = _rounding(text, match.start())
        return Quantity(share, "%", "count", span, words, rounding=rounding, unit_name=FRACTION)
    value = _count(match)
    if value is None:
        return None
    if match["ordinal"] or _NUMBERED.search(text[max(match.start() - 8, 0) : match.start()]):
        return Quantity(value, "", "rank", span, words)
    return _measured(text, match, value, words)


def _time_of_day(written: str, span: Span, words: str) -> Quantity:
    time = time_of(written)
    name = CLOCK if time.sure else EITHER_HALF
    return Quantity(float(time.minutes), CLOCK, "count", span, words, unit_name=name, digits=time.minutes)


def _part_of(part: str, whole: str, span: Span, words: str) -> Quantity:
    size = 0.5 if part.startswith("half") else 0.25
    scale, unit = (SCALES[whole], NO_UNIT) if whole in SCALES else (1.0, unit_of("point"))
    value = size * scale
    return Quantity(value, unit.measure, "count", span, words, unit_name=unit.name, digits=value)


def _is_metres(match: re.Match[str]) -> bool:
    """Say whether an "m" stands for metres: "76 m high", not "$76 m" or "76m people"."""
    if match["scale"] != "m" or match["unit"] or match["currency"]:
        return False
    return match.string[match.start("scale") - 1] == " " and bool(_LENGTH.match(match.string, match.end()))


def _measured(text: str, match: re.Match[str], value: float, words: str) -> Quantity:
    unit = _unit(text, match)
    return Quantity(
        unit.base(value),
        unit.measure,
        "count",
        Span(*match.span()),
        words,
        rounding=_rounding(text, match.start()),
        unit_name=unit.name,
        digits=value,
    )


def _unit(text: str, match: re.Match[str]) -> Unit:
    written = match["unit"] or match["unit2"] or match["currency"] or ""
    if written.lower() == "won" and not (match["scale"] or match["scale2"]):
        return NO_UNIT  # "Of the 12, 3 won."
    unit = unit_of("m" if _is_metres(match) else written)
    is_age = unit.measure == "time" and _OF_AGE.match(text, match.end())
    return Unit(AGE, unit.size / YEAR) if is_age else unit


def _rounding(text: str, at: int) -> str:
    """Return how a number that begins at `at` is rounded, by the words before it."""
    approximate = _approximate(text, at)
    return (approximate.lastgroup or "") if approximate else ""


def rounding_words(text: str, at: int) -> str:
    """Return the words that round a number that begins at `at`, or ""."""
    approximate = _approximate(text, at)
    return approximate[approximate.lastgroup or 0] if approximate else ""


def _approximate(text: str, at: int) -> re.Match[str] | None:
    return _APPROXIMATE.search(text[max(at - _LONGEST_BOUND, 0) : at])


def _count(match: re.Match[str]) -> float | None:
    written = "" if _is_metres(match) else match["scale"] or match["scale2"] or ""
    scale = SCALES.get(written.lower(), 1.0)
    if match["words"]:
        value = value_of(match["words"].replace(" and ", " "))
        return None if value is None else value * scale
    digits = re.sub(r"[,  ](?=\d{3}(?!\d))", "", match["digits"])
    if len(digits) > _MOST_DIGITS:
        # More than a float holds: equals nothing, itself included, so that nobody relies on it.
        return inf
    parts = re.split(r"[.,:]", digits)
    if len(parts) > 2 or not parts[-1]:
        # A time, a version, a score: the same only where every part is.
        return float(sum(int(part) * 1000.0**-at for at, part in enumerate(parts[:6])))
    return float(".".join(parts)) * scale


def _rank(words: str) -> float:
    tens, _, one = words.replace("-", " ").rpartition(" ")
    return (value_of(tens) or 0.0 if tens else 0.0) + _ORDINALS[one]


def _part(words: str) -> float:
    count, _, name = words.replace("-", " ").rpartition(" ")
    size = _PARTS["half" if name == "halves" else name.removesuffix("s")]
    return 100.0 * (value_of(count) or 1.0) / size


def _odds(words: str) -> float:
    taken, *_, out_of = words.split()
    return min(100.0, 100.0 * (value_of(taken) or 0.0) / (value_of(out_of) or 1.0))
