"""Times of day as a text writes them, in minutes since midnight. Knows nothing of days."""

import re
from dataclasses import dataclass

_HALF_DAY = 12 * 60
# Matches a time of day: "6:45 p.m.", "6.45pm", "14:35", "0905 GMT".
TIME_OF_DAY = (
    r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)? ?[ap]\.?m\b\.?"
    r"|(?:[01]?\d|2[0-3]) ?: ?[0-5]\d(?! ?[:.]? ?\d)"
    r"|(?:[01]\d|2[0-3])[0-5]\d(?= (?:GMT|UTC|hours|local time)\b)"
)
_PARTS = re.compile(
    r"(?P<hour>\d{1,2}?)(?P<minute>(?: ?: ?|\.)?\d\d)? ?(?:(?P<half>[ap])\.?m\.?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: `minutes` since midnight, or since noon where it is not `sure` which of both."""

    minutes: int
    sure: bool


def time_of(written: str) -> Time:
    """Return the time that a match of TIME_OF_DAY names."""
    parts = _PARTS.fullmatch(written)
    if parts is None:
        raise ValueError(f"{written!r} is no time of day")
    hour, minute = int(parts["hour"]), parts["minute"] or ""
    if parts["half"]:
        hour = hour % 12 + 12 * (parts["half"].lower() == "p")
    full_day = minute.isdigit() or parts["hour"].startswith("0") or hour > 12
    return Time(60 * hour + int(minute.lstrip(":. ") or 0), bool(parts["half"]) or full_day)


def same_time(one: Time, other: Time) -> bool:
    """Say whether both may be the same time of the same day."""
    apart = abs(one.minutes - other.minutes)
    return apart == 0 or (apart == _HALF_DAY and not (one.sure and other.sure))
