"""The numbers of a text with their units, and whether one says the same as another.

Units are a small table: pint knows all of them, but takes most of a second to import. Dates are read
elsewhere. Knows nothing of what is counted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from math import floor, inf, isinf, log10

from app.figures import value_of
from app.vocabulary import NUMBER_WORDS
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
# How far a share may lie from a fraction that stands for it, at least and at most, by what is said of it.
_FRACTION_FITS = {"up": (1.0, 1.25), "down": (0.85, 1.0), "around": (0.9, 1.1), "": (0.96, 1.04)}
_FRACTION = "fraction"

# Each unit as what it measures and how many of the base it is.
_UNITS: dict[str, tuple[str, float]] = {
    name: (kind, size)
    for kind, size, names in (
        ("%", 1.0, "% percent per-cent percentage"),
        ("points", 1.0, "point points"),
        ("length", 1000.0, "km kilometre kilometres kilometer kilometers kms"),
        ("length", 1.0, "m metre metres meter meters"),
        ("length", 0.01, "cm centimetre centimetres centimeter centimeters"),
        ("length", 0.001, "mm millimetre millimetres millimeter millimeters"),
        ("length", 1609.344, "mile miles mi"),
        ("length", 1852.0, "nautical-mile nautical-miles"),
        ("length", 0.3048, "foot feet ft"),
        ("length", 0.9144, "yard yards"),
        ("length", 0.0254, "inch inches"),
        ("area", 1e4, "hectare hectares ha"),
        ("area", 4046.856, "acre acres"),
        ("area", 1e6, "square-kilometre square-kilometres square-kilometer square-kilometers sq-km"),
        ("area", 2589988.0, "square-mile square-miles"),
        ("area", 1.0, "square-metre square-metres square-meter square-meters"),
        ("area", 0.092903, "square-foot square-feet"),
        ("mass", 1.0, "kg kilogram kilograms kilo kilos"),
        ("mass", 0.001, "gram grams"),
        ("mass", 1000.0, "tonne tonnes ton tons"),
        ("mass", 0.45359237, "pound-weight lb lbs"),
        ("volume", 1.0, "litre litres liter liters"),
        ("volume", 158.987, "barrel barrels bpd"),
        ("volume", 3.785412, "gallon gallons"),
        ("time", 1.0, "second seconds"),
        ("time", 60.0, "minute minutes"),
        ("time", 3600.0, "hour hours"),
        ("time", 86400.0, "day days"),
        ("time", 604800.0, "week weeks"),
        ("time", 2629746.0, "month months"),
        ("time", 31556952.0, "year years"),
        ("time", 315569520.0, "decade decades"),
        ("speed", 1.0, "km/h kph kmh"),
        ("speed", 1.609344, "mph"),
        ("$", 1.0, "$ dollar dollars usd"),
        ("€", 1.0, "€ euro euros eur"),
        ("£", 1.0, "£ pound pounds sterling gbp"),
        ("¥", 1.0, "¥ yen yuan"),
        ("₹", 1.0, "₹ rupee rupees"),
    )
    for name in names.split()
}  # fmt: skip
_UNIT = "|".join(sorted((re.escape(name).replace(r"\-", "[ -]") for name in _UNITS), key=len, reverse=True))
_SCALE = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6,
    "bn": 1e9, "b": 1e9, "billion": 1e9, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_AFTER = (
    r"(?:(?: ?- ?| )?(?P<scale{0}>hundred|thousand|million|billion|trillion|(?:mn|bn|tn|[mkb])\b))?"
    rf"(?:(?: ?- ?| )?(?P<unit{{0}}>(?:{_UNIT})(?!\w)|per cent\b))?"
)
_NUMBER = re.compile(
    r"\b(?P<part_of>half a|a quarter of a|quarter of a) (?P<whole>thousand|million|billion)\b"
    rf"|\b(?P<parts>(?:(?:a|{_PARTS_TAKEN})[ -])?(?:half|halves|thirds?|quarters?|fifths?|tenths?))(?= of\b)"
    rf"|\b(?P<odds>(?:{_PARTS_TAKEN}) (?:in|out of)(?: every)? (?:{_OUT_OF}))\b(?! (?:{_SPANS}))"
    r"|(?<![\w.,/-])(?:(?P<currency>(?:US|A|C)?[$£€¥₹])\s?)?"
    r"(?P<digits>\d{1,3}(?:[,  ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,:]\d+)*)(?P<ordinal>(?:st|nd|rd|th)\b)?"
    + _AFTER.format("")
    + rf"|\b(?P<words>(?:{_CARDINAL})(?:(?:[ -]| and )(?:{_CARDINAL}))*)(?![-\w]*-old)\b"
    + _AFTER.format("2")
    + rf"|(?<!per )\b(?P<rank>(?:(?:twenty|thirty|forty|fifty)[ -])?(?:{_ORDINAL}))\b(?!\s+of\s+all)"
    + r"|(?<=[a-z] )(?-i:(?P<roman>(?:II|III|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,2}))\b)"
    + r"|(?<=\bWar )(?-i:(?P<roman2>I)\b)"
    + rf"|\b(?P<vague>{'|'.join(_VAGUE)})\b",
    re.IGNORECASE,
)
# "One" that counts nothing.
_PRONOUN = re.compile(
    r"\b(?:no|any|every|each|this|that|the|another|which|some)[ -]one\b|\bone another\b", re.I
)
_APPROXIMATE = re.compile(
    r"(?:\b(?P<up>more than|over|at least|above|upwards of|exceeding|no fewer than|not less than)"
    r"|\b(?P<down>nearly|almost|up to|fewer than|less than|under|close to|at most|no more than)"
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
_LISTED = re.compile(r"\s?(?:,|or|and|to|-|/)\s?(?:or |and )?")
_SHARED = frozenset({"%", "length", "mass", "time", "volume", "area"})
_CONVERTED = 0.04
_MOST_DIGITS = 200
_CALENDAR_YEARS = range(1000, 2100)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands: `value` in `unit`'s base, `unit` "" for a bare count.

    `kind` is "count", "rank" (first, 2nd), or "vague" (dozens), whose value is the least it may mean and
    `most` the largest. `rounding` is "up", "down" or "around" where the text says so, else "". `unit_name`
    tells units of one measure apart; `digits` is the number without its unit.
    """

    value: float
    unit: str
    kind: str
    span: Span
    words: str
    most: float = 0.0
    rounding: str = ""
    unit_name: str = ""
    digits: float = 0.0

    @property
    def is_calendar_year(self) -> bool:
        """Say whether this may be a year: four bare digits."""
        return (
            not self.unit and self.kind == "count" and self.words.isdigit() and self.value in _CALENDAR_YEARS
        )


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of clean text in order; every digit that is no part of a word is in one."""
    skipped = [Span(*found.span()) for found in _PRONOUN.finditer(text)]
    found = (_quantity(text, match) for match in _NUMBER.finditer(text))
    read = [one for one in found if one and not any(s.start <= one.span.start < s.end for s in skipped)]
    return _with_units_of_lists(text, read)


def same(said: Quantity, given: Quantity) -> bool:
    """Say whether `given` bears out `said`: equal, converted, or rounded where `said` says so."""
    if "vague" in (said.kind, given.kind):
        return _vaguely_same(said, given)
    if said.kind != given.kind:
        return False
    if said.unit == "area" and given.unit == "length":
        # Where a raised 2 got lost, km stands for square kilometres.
        return _equal(said.digits, given.digits)
    if not comparable(said, given):
        return False
    if _equal(said.value, given.value):
        return True
    if _FRACTION in (said.unit_name, given.unit_name):
        return _fits_fraction(said, given)
    if converted(said, given):
        return abs(said.value - given.value) <= _CONVERTED * max(said.value, given.value)
    return bool(said.rounding) and not given.rounding and _rounded(said, given)


def converted(said: Quantity, given: Quantity) -> bool:
    """Say whether both are figures of one measure in different units."""
    return bool(said.unit) and said.unit == given.unit and said.unit_name != given.unit_name


def comparable(one: Quantity, other: Quantity) -> bool:
    """Say whether both measure the same kind of thing, as far as their units tell."""
    return one.unit == other.unit or ("" in (one.unit, other.unit) and "%" not in (one.unit, other.unit))


def without(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with blanks of equal length where the spans were."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _with_units_of_lists(text: str, read: list[Quantity]) -> list[Quantity]:
    """Return numbers with the unit that a list of them has at its end: "25 or 33 percent"."""
    for at in range(len(read) - 2, -1, -1):
        one, after = read[at], read[at + 1]
        between = text[one.span.end : after.span.start]
        if (
            one.kind == after.kind == "count"
            and not one.unit
            and after.unit in _SHARED
            and _LISTED.fullmatch(between)
        ):
            size = after.value / after.digits if after.digits else 1.0
            read[at] = replace(one, unit=after.unit, unit_name=after.unit_name, value=one.value * size)
    return read


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    span, words = Span(*match.span()), match.group().strip()
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
        size = 0.5 if match["part_of"].lower().startswith("half") else 0.25
        part = size * _SCALE[match["whole"].lower()]
        return Quantity(part, "", "count", span, words, unit_name=_singular(""), digits=part)
    if match["parts"] or match["odds"]:
        share = _part(match["parts"].lower()) if match["parts"] else _odds(match["odds"].lower())
        rounding = _rounding(text, match.start())
        return Quantity(share, "%", "count", span, words, rounding=rounding, unit_name=_FRACTION)
    value = _count(match)
    if value is None:
        return None
    if match["ordinal"] or _NUMBERED.search(text[max(match.start() - 8, 0) : match.start()]):
        return Quantity(value, "", "rank", span, words)
    return _measured(text, match, value, words)


def _is_metres(match: re.Match[str]) -> bool:
    """Say whether an "m" stands for metres: "76 m high", not "$76 m" or "76m people"."""
    if match["scale"] != "m" or match["unit"] or match["currency"]:
        return False
    return match.string[match.start("scale") - 1] == " " and bool(_LENGTH.match(match.string, match.end()))


def _measured(text: str, match: re.Match[str], value: float, words: str) -> Quantity:
    currency = (match["currency"] or "")[-1:]
    written = "m" if _is_metres(match) else match["unit"] or match["unit2"] or currency
    name = re.sub(r"\s", "-", written.lower())
    unit, size = _UNITS.get(name, ("%" if name == "per-cent" else "", 1.0))
    return Quantity(
        value * size,
        unit,
        "count",
        Span(*match.span()),
        words,
        rounding=_rounding(text, match.start()),
        unit_name=_singular(name),
        digits=value,
    )


def _rounding(text: str, at: int) -> str:
    """Return how a number that begins at `at` is rounded, by the words before it."""
    approximate = _APPROXIMATE.search(text[max(at - 30, 0) : at])
    return (approximate.lastgroup or "") if approximate else ""


@cache
def _singular(name: str) -> str:
    kind, size = _UNITS.get(name, (name, 1.0))
    return f"{kind}:{size}"


def _count(match: re.Match[str]) -> float | None:
    written = "" if _is_metres(match) else match["scale"] or match["scale2"] or ""
    scale = _SCALE.get(written.lower(), 1.0)
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


def _equal(one: float, other: float) -> bool:
    if isinf(one) or isinf(other):
        return False
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _vaguely_same(said: Quantity, given: Quantity) -> bool:
    if said.unit or given.unit or "rank" in (said.kind, given.kind):
        return False
    if said.kind == given.kind:
        return said.value == given.value
    vague, exact = (said, given) if said.kind == "vague" else (given, said)
    # The passage's "dozens" doesn't bear out a sentence's 25.
    return said.kind == "vague" and vague.value <= exact.value <= vague.most


def _fits_fraction(said: Quantity, given: Quantity) -> bool:
    """Say whether a share in per cent is about a fraction: 19 per cent and "nearly a fifth"."""
    least, most = _FRACTION_FITS[said.rounding]
    return least * said.value <= given.value <= most * said.value


def _rounded(said: Quantity, given: Quantity) -> bool:
    """Say whether `said` is `given` with fewer digits, cut or rounded as its own words say."""
    digits, more = _significant(said.value), _significant(given.value)
    if digits >= more or given.value <= 0 or isinf(given.value):
        return False
    step = 10.0 ** (floor(log10(given.value)) + 1 - digits)
    low = floor(given.value / step) * step
    nearest = low if given.value - low <= step / 2 else low + step
    fits = {"up": (low,), "down": (low + step,), "around": (nearest,)}[said.rounding]
    near = abs(said.value - given.value) <= 0.15 * given.value
    return near and any(_equal(said.value, one) for one in fits)


def _significant(value: float) -> int:
    digits = f"{value:.10g}".replace(".", "").lstrip("0").split("e")[0].rstrip("0")
    return max(len(digits), 1)
