from datetime import date
from pathlib import Path

import pytest

from app.page.frame import filters, masthead, welcome
from app.page.room import Overview, Room
from app.settings import AppSettings
from index.errors import CitewireError, NoIndexError, UsageError
from tests.app.page_helpers import A_DAY, HOSTILE, Shown

FULL = Overview(5, (date(2019, 4, 7), A_DAY), {"Le Monde": 3, "AFP": 1}, ("Who won?", "Who lost?"))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(AppSettings(data=tmp_path))


def test_without_an_index_there_is_a_room_that_says_what_to_do(room: Room) -> None:
    room.warm()
    overview = room.overview()
    assert overview.summary == "no articles yet"
    assert "python -m index" in (overview.trouble or "")
    with pytest.raises(NoIndexError, match="python -m index"):
        room.ask("Who won?", (), {})
    with pytest.raises(CitewireError):
        room.article("a.txt")


@pytest.mark.parametrize("filters", [{"since": "incomplete"}, {"until": "2020-13-01"}, {"since": "2020"}])
def test_a_half_typed_date_is_said_rather_than_ignored(room: Room, filters: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="date"):
        room.ask("Who won?", (), filters)


def test_the_masthead_tells_what_there_is() -> None:
    assert Shown(masthead(FULL)).texts("holdings") == ["5 articles · April 2019 to June 2020"]
    one = Overview(1, (A_DAY, A_DAY))
    assert Shown(masthead(one)).texts("holdings") == ["1 article · June 2020"]
    assert Shown(masthead(Overview(2))).texts("holdings") == ["2 articles"]


def test_the_welcome_offers_examples_or_says_how_to_start() -> None:
    assert Shown(welcome(FULL)).texts("example") == ["Who won?", "Who lost?"]
    assert Shown(welcome(Overview(2))).texts("examples") == []
    assert Shown(welcome(Overview(trouble="no index"))).texts("command") == ["python -m index FOLDER"]


def test_filters_hold_the_archive_s_dates_and_outlets() -> None:
    shown = Shown(filters(FULL))
    dates = [(named["name"], named["min"], named["max"]) for tag, named in shown.elements if tag == "input"]
    assert dates == [("since", "2019-04-07", "2020-06-02"), ("until", "2019-04-07", "2020-06-02")]
    assert [named["value"] for tag, named in shown.elements if tag == "option"] == ["", "Le Monde", "AFP"]
    assert "Le Monde (3)" in shown.text
    assert filters(Overview(2)) == filters(Overview(trouble="no index")) == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_outlets_and_examples_are_words(text: str) -> None:
    overview = Overview(1, None, {text: 1}, (text,), None)
    shown = Shown(welcome(overview) + filters(overview) + welcome(Overview(trouble=text)))
    assert not {"script", "img", "a", "h1"} & shown.tags
    assert [named["value"] for tag, named in shown.elements if tag == "option"] == ["", text]
    assert shown.texts("example") == [text]
    assert shown.texts("trouble") == [text]
