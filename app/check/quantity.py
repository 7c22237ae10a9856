"""A number with its unit, and whether it says the same as another. Knows nothing of how texts write them."""

from dataclasses import dataclass
from math import floor, inf, isinf, log10

from app.check.clock import Time, same_time
from app.check.units import YEAR, Unit, one_measure
from index.records import Span

AGE = "age"
CLOCK = "clock"
FRACTION = "fraction"
# Per cent that another number of the sentence tells: "34 percent, up from 31".
IMPLIED = "implied"
# A number in another language, whose unit isn't read: it compares as it is written.
UNMEASURED = "unmeasured"
_UNIT_OPEN = frozenset({IMPLIED, UNMEASURED})
# A time of day that may be in the morning or in the evening.
EITHER_HALF = "clock, either half"
# How far a share may lie from a fraction that stands for it, at least and at most, by what is said of it.
_FRACTION_FITS = {"up": (1.0, 1.25), "down": (0.85, 1.0), "around": (0.9, 1.1), "": (0.96, 1.04)}
_CONVERTED = 0.04
_CALENDAR_YEARS = range(1000, 2100)
_YEARS = Unit("time", YEAR).name


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands: `value` in `unit`'s base, `unit` "" for a bare count.

    `kind` is "count", "rank" (first, 2nd), or "vague" (dozens), whose value is the least it may mean and
    `most` the largest. `rounding` is "up", "down" or "around" where the text says so, else "". `unit_name`
    tells units of one measure apart; `digits` is the number without its unit. A time of day has its minutes,
    an age its years. `otherwise` is what `digits` may mean too, where the text leaves it open: "1.234".
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
    otherwise: float = inf

    @property
    def is_calendar_year(self) -> bool:
        """Say whether this may be a year: four bare digits."""
        return (
            not self.unit and self.kind == "count" and self.words.isdigit() and self.value in _CALENDAR_YEARS
        )

    @property
    def years(self) -> int | None:
        """The whole years of an age, or of a time that is written in years; else None."""
        if isinf(self.value) or not (self.unit == AGE or self.unit_name == _YEARS):
            return None
        return round(self.value if self.unit == AGE else self.value / YEAR)


def same(said: Quantity, given: Quantity) -> bool:
    """Say whether `given` bears out `said`: equal, converted, or rounded where `said` says so."""
    if "vague" in (said.kind, given.kind):
        return _vaguely_same(said, given)
    if said.kind != given.kind:
        return False
    if said.unit == "area" and given.unit == "length":
        # Where a raised 2 got lost, km stands for square kilometres.
        return equal(said.digits, given.digits)
    if not comparable(said, given):
        return False
    if said.unit == given.unit == CLOCK:
        return same_time(_time(said), _time(given))
    if equal(_beside(said, given), _beside(given, said)):
        return not bounds_apart(said, given)
    if equal(said.otherwise, given.digits) or equal(said.digits, given.otherwise):
        return True
    if FRACTION in (said.unit_name, given.unit_name):
        return _fits_fraction(said, given)
    if converted(said, given):
        return abs(said.value - given.value) <= _CONVERTED * max(said.value, given.value)
    return bool(said.rounding) and not given.rounding and _rounded(said, given)


def converted(said: Quantity, given: Quantity) -> bool:
    """Say whether both are figures of one measure in different units."""
    names = {said.unit_name, given.unit_name}
    return said.unit == given.unit not in {"", CLOCK} and len(names) == 2 and names.isdisjoint(_UNIT_OPEN)


def comparable(one: Quantity, other: Quantity) -> bool:
    """Say whether both measure the same kind of thing, as far as their units tell."""
    units = {one.unit, other.unit}
    if "" in units:
        return units.isdisjoint({"%", CLOCK}) or not _UNIT_OPEN.isdisjoint({one.unit_name, other.unit_name})
    return one_measure(one.unit, other.unit) or units == {AGE, "time"}


def bounds_apart(one: Quantity, other: Quantity) -> bool:
    """Say whether one is the least and the other the most that the same figure may be."""
    return (
        one.kind == other.kind
        and {one.rounding, other.rounding} == {"up", "down"}
        and comparable(one, other)
        and equal(_beside(one, other), _beside(other, one))
    )


def equal(one: float, other: float) -> bool:
    """Say whether both are the same finite number, but for what a float can't hold."""
    if isinf(one) or isinf(other):
        return False
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _beside(number: Quantity, other: Quantity) -> float:
    """Return a value as it compares with another: beside an age in years.

    Beside mere degrees, and where a unit isn't read, as written.
    """
    if other.unit == AGE and number.unit == "time":
        return number.value / YEAR
    return number.digits if other.unit == "degrees" or other.unit_name == UNMEASURED else number.value


def _time(number: Quantity) -> Time:
    return Time(int(number.value), number.unit_name != EITHER_HALF)


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
    return near and any(equal(said.value, one) for one in fits)


def _significant(value: float) -> int:
    digits = f"{value:.10g}".replace(".", "").lstrip("0").split("e")[0].rstrip("0")
    return max(len(digits), 1)
