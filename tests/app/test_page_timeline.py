from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.page.timeline import drawn
from app.timeline import Point
from tests.app.page_helpers import HOSTILE, Shown

FIRST, LAST = Point("a", "Siege", None, date(2019, 4, 7)), Point("b", None, "AFP", date(2020, 6, 2), (1, 3))


def dots(html: str) -> list[dict[str, str]]:
    return [named for tag, named in Shown(html).elements if tag == "g" and named.get("role") == "button"]


def places(html: str) -> list[tuple[float, float]]:
    """Return where the dots are: percent across, pixels down."""
    circles = [named for tag, named in Shown(html).elements if tag == "circle" and named["class"] == "dot"]
    return [(float(named["cx"].rstrip("%")), float(named["cy"])) for named in circles]


def test_each_article_is_a_button_that_says_what_it_is() -> None:
    found = dots(drawn([FIRST, LAST]))
    assert [named["aria-label"] for named in found] == [
        "7 April 2019, Siege, not cited", "2 June 2020, AFP, b, sources 1, 3",
    ]  # fmt: skip
    assert [named["tabindex"] for named in found] == ["0", "0"]
    assert [named["data-article"] for named in found] == ["a", "b"]
    assert [named.get("data-number") for named in found] == [None, "1"]


def test_the_ends_are_named_and_the_middle_where_there_is_room() -> None:
    labels = Shown(drawn([FIRST, LAST])).texts("label")
    assert labels == ["7 April 2019", "2 June 2020", "Nov 2019"]
    near = Point("c", None, None, FIRST.published + timedelta(1))
    assert Shown(drawn([FIRST, near])).texts("label") == ["7 April 2019", "8 April 2019"]


def test_figures_that_differ_stand_beside_their_dots_and_never_in_one_line() -> None:
    days = [FIRST.published + timedelta(number) for number in (0, 60, 200, 400)]
    points = [Point(str(at), None, None, at, (1,), (f"{at.day:,} people",)) for at in days]
    html = drawn(points)
    assert Shown(html).texts("figure") == ["7 people", "6 people", "24 people", "11 people"]
    assert "7 April 2019, 7 people, " in dots(html)[0]["aria-label"]
    lanes = [down for _, down in places(html)]
    assert len(set(lanes)) >= 3
    long = drawn([Point("a", None, None, days[0], (1,), ("word " * 30,)), points[-1]])
    assert len(Shown(long).texts("figure")[0]) <= 24


def test_the_same_stands_in_a_table_for_those_who_rather_read() -> None:
    (table,) = Shown(drawn([FIRST, LAST])).texts("as-table")
    assert "7 April 2019not namedSiegenot cited" in table
    assert "2 June 2020AFPb1, 3" in table


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn([]) == ""


@given(st.lists(st.dates(), min_size=2, max_size=30, unique=True))
def test_whatever_the_dates_time_goes_right_and_no_two_dots_touch(days: list[date]) -> None:
    html = drawn([Point(str(day), None, None, day) for day in sorted(days)])
    found = places(html)
    across = [place for place, _ in found]
    assert across == sorted(across)
    assert (across[0], across[-1]) == (0.0, 100.0)
    for at, one in enumerate(found):
        assert all(abs(one[0] - other[0]) >= 8.5 or abs(one[1] - other[1]) > 22 for other in found[:at])
    ticks = [named for _, named in Shown(html).elements if named.get("class") == "tick"]
    assert len(ticks) <= 60


def test_dots_of_one_day_stand_above_each_other() -> None:
    same = [Point(str(number), None, None, LAST.published) for number in range(3)]
    assert len({down for place, down in places(drawn([FIRST, *same])) if place == 100.0}) == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    shown = Shown(drawn([Point(text, text, text, FIRST.published, (1,), (text,)), LAST]))
    tame = {"figure", "figcaption", "svg", "line", "text", "g", "circle", "details", "summary", "bdi"}
    assert shown.tags <= tame | {"table", "thead", "tbody", "tr", "th", "td", "button"}
    assert not [name for _, named in shown.elements for name in named if name.startswith("on")]
    assert shown.texts("plain-button")[0] == text
