"""The units that numbers are written with: what each measures, and how many of the measure's base it is.

A small table: pint knows all of them, but takes most of a second to import. Knows nothing of numbers.
"""

import re
from dataclasses import dataclass

YEAR = 31_556_952.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of `measure`: `size` of its base, counted from where its own `zero` lies."""

    measure: str
    size: float = 1.0
    zero: float = 0.0

    def base(self, number: float) -> float:
        """Return so many of this unit in the measure's base."""
        return (number - self.zero) * self.size

    @property
    def name(self) -> str:
        """What tells this unit from others of its measure, whatever it is called."""
        return f"{self.measure}:{self.size}"


NO_UNIT = Unit("")
_UNITS: dict[str, Unit] = {
    name: Unit(measure, size)
    for measure, size, names in (
        ("%", 1.0, "% percent per-cent percentage"),
        ("points", 1.0, "point points percentage-point percentage-points"),
        ("points", 0.01, "basis-point basis-points"),
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
        ("time", YEAR, "year years"),
        ("time", 10 * YEAR, "decade decades"),
        ("speed", 1.0, "km/h kph kmh"),
        ("speed", 1.609344, "mph"),
        ("power", 1e-3, "kw kilowatt kilowatts"),
        ("power", 1.0, "mw megawatt megawatts"),
        ("power", 1e3, "gw gigawatt gigawatts"),
        ("energy", 1e-3, "kwh kilowatt-hour kilowatt-hours"),
        ("energy", 1.0, "mwh megawatt-hour megawatt-hours"),
        ("energy", 1e3, "gwh gigawatt-hour gigawatt-hours"),
        ("energy", 1e6, "twh terawatt-hour terawatt-hours"),
        ("degrees", 1.0, "° degree degrees"),
        ("temperature", 1.0, "°c c celsius degree-celsius degrees-celsius degrees-c"),
        ("$", 1.0, "$ dollar dollars usd"),
        ("US$", 1.0, "us$ us-dollars u.s.-dollars american-dollars"),
        ("A$", 1.0, "a$ au$ australian-dollar australian-dollars"),
        ("C$", 1.0, "c$ ca$ canadian-dollar canadian-dollars"),
        ("NZ$", 1.0, "nz$ new-zealand-dollar new-zealand-dollars"),
        ("HK$", 1.0, "hk$ hong-kong-dollar hong-kong-dollars"),
        ("S$", 1.0, "s$ singapore-dollar singapore-dollars"),
        ("€", 1.0, "€ euro euros eur"),
        ("£", 1.0, "£ pound pounds sterling gbp"),
        ("¥", 1.0, "¥"),
        ("yen", 1.0, "yen"),
        ("yuan", 1.0, "yuan renminbi"),
        ("₹", 1.0, "₹ rupee rupees"),
        ("won", 1.0, "won"),
        ("crowns", 1.0, "crowns kroner kronor krone krona"),
        ("francs", 1.0, "francs"),
        ("pesos", 1.0, "pesos"),
        ("roubles", 1.0, "roubles rubles"),
        ("lira", 1.0, "lira liras"),
        ("rand", 1.0, "rand"),
    )
    for name in names.split()
} | {
    name: Unit("temperature", 5 / 9, 32.0)
    for name in ("°f", "f", "fahrenheit", "degree-fahrenheit", "degrees-fahrenheit", "degrees-f")
}  # fmt: skip
# Matches the name of a unit, with blanks for its dashes.
UNIT = "|".join(sorted((re.escape(name).replace(r"\-", "[ -]") for name in _UNITS), key=len, reverse=True))
# What a number is multiplied by, by the word or letter behind it.
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6,
    "bn": 1e9, "b": 1e9, "billion": 1e9, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_DOLLARS = frozenset({"US$", "A$", "C$", "NZ$", "HK$", "S$"})
# "$" and "¥" leave open whose they are, and "degrees" which.
_OPEN = {"$": _DOLLARS, "¥": frozenset({"yen", "yuan"}), "degrees": frozenset({"temperature"})}
SIGNED_CURRENCIES = frozenset({"$", "€", "£", "¥", "₹", *_DOLLARS})


def unit_of(written: str) -> Unit:
    """Return the unit with this name; one without a measure where there is none."""
    return _UNITS.get(re.sub(r"\s", "-", written.lower()), NO_UNIT)


def one_measure(one: str, other: str) -> bool:
    """Say whether both are one measure, or one of them leaves open whether it is the other: "$" and "A$"."""
    return one == other or other in _OPEN.get(one, ()) or one in _OPEN.get(other, ())
