"""Where everything in a plot stands, in the units of its picture; the template draws it.

Knows numbers and labels, neither SVG nor files. x grows to the right, y downwards. Shares are in [0, 1].
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evaluation.statistics import Interval

_WIDTH = 420.0
_NARROW = 330.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 14.0, 14.0, 42.0
_CURVE_HEIGHT = 300.0
_ROW_HEIGHT = 37.0
_BINS = 24
_FAR_OUT = 3.0
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a plot has for its marks, in picture units."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis with its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with the words that show when the pointer rests on it."""

    x: float
    y: float
    tip: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through measured points; `chance` is the line that guessing would give, "" for none."""

    width: float
    height: float
    box: Box
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    line: str
    dots: tuple[Dot, ...]
    chosen: Dot | None
    chance: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A value on a scale from 0, with the ends of its whisker where they are known."""

    y: float
    label: str
    x: float
    low: float | None
    high: float | None
    value: str
    tip: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Values one below the other, on one scale."""

    width: float
    height: float
    box: Box
    x_ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that stands on the axis."""

    x: float
    y: float
    width: float
    height: float
    tip: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each range of values occurs; `beyond` counts the values too far out to be drawn."""

    width: float
    height: float
    box: Box
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Tick, ...]
    beyond: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve before it has a place: both coordinates and its words."""

    x: float
    y: float
    tip: str


def curve(points: Sequence[Point], chosen: Point | None, *, chance: bool = False) -> Curve:
    """Return a curve of shares over shares; the x axis ends at 1, the y axis at a round share above all.

    With `chance` both axes end at 1, and the diagonal is drawn.
    """
    highest = 1.0 if chance else max(point.y for point in [*points, *([chosen] if chosen else [])])
    y_marks = round_ticks(max(highest, 0.1))
    y_top = min(1.0, y_marks[-1])
    box = Box(_LEFT, _TOP, _WIDTH - _RIGHT, _CURVE_HEIGHT - _BOTTOM)
    across, up = _scale(box.left, box.right, 1.0), _scale(box.bottom, box.top, y_top)
    placed = tuple(Dot(across(point.x), up(point.y), point.tip) for point in points)
    return Curve(
        width=_WIDTH,
        height=_CURVE_HEIGHT,
        box=box,
        x_ticks=_share_ticks(across, round_ticks(1.0)),
        y_ticks=_share_ticks(up, y_marks),
        line=_path(placed),
        dots=placed,
        chosen=Dot(across(chosen.x), up(chosen.y), chosen.tip) if chosen else None,
        chance=_path((Dot(across(0), up(0), ""), Dot(across(1), up(1), ""))) if chance else "",
    )


@dataclass(frozen=True, slots=True)
class Value:
    """A labelled value before it has a place; `shown` is how it is written."""

    label: str
    value: float
    interval: Interval | None
    shown: str
    tip: str


def rows(
    values: Sequence[Value], *, top: float, ticks: Sequence[tuple[float, str]], width: float = _NARROW
) -> Rows:
    """Return a row for each value, on a scale from 0 to `top` with the given ticks."""
    height = _TOP + _ROW_HEIGHT * len(values) + 26
    box = Box(8, _TOP, width - 62, height - 26)
    across = _scale(box.left, box.right, top)
    return Rows(
        width=width,
        height=height,
        box=box,
        x_ticks=tuple(Tick(across(at), label) for at, label in ticks),
        rows=tuple(_row(number, value, across) for number, value in enumerate(values)),
    )


def share_rows(values: Sequence[Value]) -> Rows:
    """Return a row for each share."""
    return rows(values, top=1.0, ticks=[(at / 4, f"{at * 25}%") for at in range(5)])


def number_rows(values: Sequence[Value], *, wide: bool = False) -> Rows:
    """Return a row for each number, on a scale that ends at a round one above all of them."""
    ends = [value.interval[1] if value.interval else value.value for value in values]
    marks = round_ticks(max([value.value for value in values] + ends, default=1.0))
    ticks = [(mark, _number(mark)) for mark in marks]
    return rows(values, top=marks[-1], ticks=ticks, width=_WIDTH if wide else _NARROW)


def histogram(numbers: Sequence[float], marks: Iterable[tuple[float, str]]) -> Histogram:
    """Return how many numbers (not negative) lie in each of some two dozen ranges.

    `marks` are values to point out with their names. Numbers beyond three times the 95th percentile
    are counted only, so that one slow question doesn't press all others into a single bar.
    """
    limit = sorted(numbers)[math.ceil(0.95 * len(numbers)) - 1] * _FAR_OUT
    drawn = [number for number in numbers if number <= limit]
    ticks = round_ticks(max(drawn))
    counts = [0] * _BINS
    for number in drawn:
        counts[min(_BINS - 1, int(number / ticks[-1] * _BINS))] += 1
    heights = round_ticks(max(counts), whole=True)
    box = Box(_LEFT, _TOP + 18, _WIDTH - _RIGHT, _CURVE_HEIGHT - _BOTTOM)
    across, up = _scale(box.left, box.right, ticks[-1]), _scale(box.bottom, box.top, heights[-1])
    return Histogram(
        width=_WIDTH,
        height=_CURVE_HEIGHT,
        box=box,
        x_ticks=tuple(Tick(across(tick), _number(tick)) for tick in ticks),
        y_ticks=tuple(Tick(up(tick), _number(tick)) for tick in heights),
        bars=tuple(_bar(number, count, ticks[-1] / _BINS, across, up) for number, count in enumerate(counts)),
        marks=tuple(Tick(across(at), name) for at, name in marks if at <= ticks[-1]),
        beyond=len(numbers) - len(drawn),
    )


def round_ticks(highest: float, *, whole: bool = False) -> tuple[float, ...]:
    """Return two to six round marks from 0 to at least `highest`, 1, 2 or 5 times a power of ten apart.

    Where there is no highest, or none to speak of (below a millionth), they end at 1.
    """
    highest = highest if _LEAST < highest < math.inf else 1.0
    power = 10.0 ** math.floor(math.log10(highest / 5))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * 5 >= highest)
    step = max(1.0, step) if whole else step
    return tuple(round(step * number, 9) for number in range(math.ceil(highest / step - 1e-9) + 1))


def _row(number: int, value: Value, across: Callable[[float], float]) -> Row:
    low, high = (across(end) for end in value.interval) if value.interval else (None, None)
    y = _TOP + _ROW_HEIGHT * number + 24
    return Row(y, value.label, across(value.value), low, high, value.shown, value.tip)


def _bar(
    number: int, count: int, step: float, across: Callable[[float], float], up: Callable[[float], float]
) -> Bar:
    left, right = across(number * step), across((number + 1) * step)
    words = f"{_number(number * step)} to {_number((number + 1) * step)} ms: {count}"
    return Bar(left + 0.75, up(count), right - left - 1.5, up(0) - up(count), words)


def _scale(start: float, end: float, top: float) -> Callable[[float], float]:
    def place(value: float) -> float:
        return round(start + (end - start) * min(max(value, 0.0), top) / top, 2)

    return place


def _share_ticks(place: Callable[[float], float], marks: Iterable[float]) -> tuple[Tick, ...]:
    return tuple(Tick(place(mark), _percent(mark)) for mark in marks)


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"


def _path(dots: Sequence[Dot]) -> str:
    return "M" + "L".join(f"{dot.x:g} {dot.y:g}" for dot in dots) if dots else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
