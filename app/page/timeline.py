"""A course of events drawn: a dot for each article where its date falls, and the same as a table.

The drawing scales to any width without scaling its letters: positions across are in percent, heights in
pixels. Knows nothing of which articles belong to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import shorten

from app.page.markup import counted, day, escape, isolated, plain
from app.timeline import Point

_RADIUS, _SMALL, _REACH = 11, 6, 13
_LANE = 27
_LABELS = 24
# A dot's share of the narrowest drawing, in percent: dots nearer than this go one above the other.
_NEAREST, _NEAREST_WORDY = 8.5, 100.0
_LONGEST_FIGURES = 24
# Only between these is there room for a label beside those of the first and the last day.
_LABELLED = (36.0, 64.0)
_LONG_IN_DAYS = 900
_SHORT_IN_DAYS = 45
_MOST_TURNS = 30


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days from `first` to `last` as percent of the width."""

    first: date
    last: date

    def at(self, moment: date) -> float:
        return round(100 * (moment - self.first).days / (self.last - self.first).days, 2)


def drawn(points: Sequence[Point]) -> str:
    """Return the drawing of at least two days' points in order, each a button; nothing for no points."""
    if not points:
        return ""
    scale = _Scale(points[0].published, points[-1].published)
    lanes = _lanes([(scale.at(point.published), bool(point.figures)) for point in points])
    height = (max(lanes) + 1) * _LANE + 4
    dots = "".join(
        _dot(point, scale, height - lane * _LANE) for point, lane in zip(points, lanes, strict=True)
    )
    stems = "".join(
        _stem(scale.at(point.published), height, height - lane * _LANE)
        for point, lane in zip(points, lanes, strict=True)
    )
    label = f"{counted(len(points), 'article')} from {day(scale.first)} to {day(scale.last)}"
    return (
        f'<figure class="timeline"><figcaption>By date of publication</figcaption>'
        f'<svg width="100%" height="{height + _LABELS}" role="group" aria-label="{label}">'
        f'<line class="axis" x1="0" x2="100%" y1="{height}" y2="{height}"/>'
        f"{''.join(_ticks(scale, height))}{stems}{dots}</svg>{_table(points)}</figure>"
    )


def _lanes(places: Sequence[tuple[float, bool]]) -> list[int]:
    """Return for each place, from left to right, the lowest lane where it doesn't touch another.

    Those with words beside them (True) have a lane nearly for themselves.
    """
    lanes: list[int] = []
    last: list[tuple[float, bool]] = []
    for place, is_wordy in places:
        lane = next(
            (
                at
                for at, (before, was_wordy) in enumerate(last)
                if place - before >= (_NEAREST_WORDY if is_wordy or was_wordy else _NEAREST)
            ),
            len(last),
        )
        last[lane : lane + 1] = [(place, is_wordy)]
        lanes.append(lane)
    return lanes


def _stem(across: float, floor: float, foot: float) -> str:
    """Return the line from the axis up to a dot in a higher lane."""
    if foot == floor:
        return ""
    return f'<line class="stem" x1="{across}%" x2="{across}%" y1="{floor}" y2="{foot}"/>'


def _dot(point: Point, scale: _Scale, floor: float) -> str:
    across, up = f"{scale.at(point.published)}%", floor - _RADIUS - 4
    number = point.numbers[0] if point.numbers else None
    radius = _SMALL if number is None else _RADIUS
    said = ", ".join(point.figures)
    facts = (day(point.published), said, point.source, point.title or point.article_id, _cited_as(point))
    label = escape(plain(", ".join(fact for fact in facts if fact)))
    beside = _beside(said, scale.at(point.published), up)
    kind = "point" if number is None else "point cited"
    named = "" if number is None else f' data-number="{number}"'
    shown = "" if number is None else f'<text x="{across}" y="{up + 4}">{number}</text>'
    return (
        f'<g class="{kind}" role="button" tabindex="0" data-article="{escape(point.article_id)}"{named} '
        f'aria-label="{label}">'
        f'<circle class="reach" cx="{across}" cy="{up}" r="{_REACH}"/>'
        f'<circle class="dot" cx="{across}" cy="{up}" r="{radius}"/>{shown}{beside}</g>'
    )


def _beside(said: str, across: float, up: float) -> str:
    """Return an article's figures beside its dot, on the side where there is more room."""
    if not said:
        return ""
    anchor, away = ("start", _RADIUS + 7) if across <= 50 else ("end", -_RADIUS - 7)
    where = f'x="{across}%" y="{up + 5}" dx="{away}" text-anchor="{anchor}"'
    shown = escape(plain(shorten(said, _LONGEST_FIGURES, placeholder="…")))
    return f'<text class="figure" {where}>{shown}</text>'


def _cited_as(point: Point) -> str:
    if not point.numbers:
        return "not cited"
    return ("source " if len(point.numbers) == 1 else "sources ") + ", ".join(map(str, point.numbers))


def _ticks(scale: _Scale, floor: int) -> Iterator[str]:
    """Yield a label at each end, a line at each turn of a month or a year, and a label in the middle."""
    yield _label("0", "start", floor, day(scale.first))
    yield _label("100%", "end", floor, day(scale.last))
    turns = list(_turns(scale))
    yield from (
        f'<line class="tick" x1="{scale.at(one)}%" x2="{scale.at(one)}%" y1="{floor}" y2="{floor + 5}"/>'
        for one in turns
    )
    roomy = [one for one in turns if _LABELLED[0] <= scale.at(one) <= _LABELLED[1]]
    if roomy:
        middle = min(roomy, key=lambda one: abs(scale.at(one) - 50))
        yield _label(f"{scale.at(middle)}%", "middle", floor, _named(middle, scale))


def _label(across: str, anchor: str, floor: int, text: str) -> str:
    return f'<text class="label" x="{across}" y="{floor + 20}" text-anchor="{anchor}">{text}</text>'


def _turns(scale: _Scale) -> Iterator[date]:
    """Yield the first days of the years, months or weeks between the ends, whichever is fit."""
    first, last = scale.first, scale.last
    days = (last - first).days
    if days >= _LONG_IN_DAYS:
        step = 1 + (last.year - first.year) // _MOST_TURNS
        yield from (date(year, 1, 1) for year in range(first.year + 1, last.year + 1, step))
        return
    begins = (lambda one: one.weekday() == 0) if days < _SHORT_IN_DAYS else (lambda one: one.day == 1)
    yield from filter(begins, (first + timedelta(passed) for passed in range(1, days)))


def _named(moment: date, scale: _Scale) -> str:
    days = (scale.last - scale.first).days
    if days < _SHORT_IN_DAYS:
        return f"{moment.day} {moment:%b}"
    return f"{moment:%b %Y}" if days < _LONG_IN_DAYS else str(moment.year)


def _table(points: Sequence[Point]) -> str:
    rows = "".join(map(_row, points))
    return (
        '<details class="as-table"><summary>As a table</summary><table class="differ"><thead><tr>'
        '<th scope="col">Published</th><th scope="col">Outlet</th><th scope="col">Headline</th>'
        f'<th scope="col">Cited as</th></tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _row(point: Point) -> str:
    cited = ", ".join(map(str, point.numbers)) or "not cited"
    return (
        f"<tr><td>{day(point.published)}</td><td>{isolated(point.source or 'not named')}</td>"
        f'<td><button type="button" class="plain-button point" dir="auto" '
        f'data-article="{escape(point.article_id)}">{escape(point.title or point.article_id)}</button></td>'
        f"<td>{cited}</td></tr>"
    )
