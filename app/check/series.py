"""Numbers of one sentence that share a unit or a scale: "$10-15 billion", "34 percent, up from 31".

Knows nothing of how a single number is written.
"""

import re
from dataclasses import replace

from app.check.quantity import IMPLIED, Quantity
from app.check.units import SCALES, SIGNED_CURRENCIES

_LISTED = re.compile(r"\s?(?:,|or|and|to|-|/)\s?(?:or |and )?")
_RANGE = re.compile(r"\s?(?:or|and|to|-)\s?")
_SHARED = frozenset({"%", "length", "mass", "time", "volume", "area", "power", "degrees"})
# "10 to 15 thousand" may begin with ten.
_LEAST_SHARED = 1e6
_SCALE = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(name for name, size in SCALES.items() if size >= _LEAST_SHARED)})\b",
    re.IGNORECASE,
)
_BEFORE_IMPLIED = re.compile(r"\b(?:from|to|with|on|than|at|[A-Z][a-z]+)\s$")
_AFTER_IMPLIED = re.compile(r"\s?(?:[.,;)](?!\d)|$|(?:in|and)\b)")


def with_shared_units(text: str, read: list[Quantity]) -> list[Quantity]:
    """Return the numbers of `text`, in order, with what their neighbours say of their units."""
    for at in range(len(read) - 2, -1, -1):
        one, after = read[at], read[at + 1]
        if one.kind == after.kind == "count":
            between = text[one.span.end : after.span.start]
            if _RANGE.fullmatch(between):
                one = _scaled(one, after)
            if _LISTED.fullmatch(between) and not one.unit and after.unit in _SHARED:
                one = _measured(one, after)
            read[at] = one
    return [_with_implied_percent(text, one, read[:at]) for at, one in enumerate(read)]


def _scaled(one: Quantity, after: Quantity) -> Quantity:
    """Return the lower end of a range with the scale and currency of the upper: "10 to 15 billion euros"."""
    scale = _scale(after)
    currency = {one.unit, after.unit} & SIGNED_CURRENCIES
    if _scale(one) > 1 or scale == 1 or one.digits >= after.digits / scale:
        return one
    if one.unit not in {"", after.unit} and not (one.unit in currency and not after.unit):
        return one
    unit, name = (one.unit, one.unit_name) if one.unit else (after.unit, after.unit_name)
    return replace(one, unit=unit, unit_name=name, value=one.value * scale, digits=one.digits * scale)


def _scale(number: Quantity) -> float:
    written = _SCALE.search(number.words)
    return SCALES[written.group().lower()] if written else 1.0


def _measured(one: Quantity, after: Quantity) -> Quantity:
    size = after.value / after.digits if after.digits else 1.0
    return replace(one, unit=after.unit, unit_name=after.unit_name, value=one.value * size)


def _with_implied_percent(text: str, one: Quantity, before: list[Quantity]) -> Quantity:
    """Return a bare number that ends a phrase as per cent, where a number before it is."""
    implied = (
        one.kind == "count"
        and not one.unit
        and any(each.unit == "%" for each in before)
        and _BEFORE_IMPLIED.search(text[: one.span.start])
        and _AFTER_IMPLIED.match(text, one.span.end)
    )
    return replace(one, unit="%", unit_name=IMPLIED) if implied else one
