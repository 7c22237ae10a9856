import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.archive import Archive
from app.page.frame import archive, choices, holdings, masthead, welcome
from app.page.room import Overview, Room
from app.records import Question, Reply
from app.settings import AppSettings
from index.embedding import Encoder
from index.errors import CitewireError, NoIndexError, UsageError
from index.sync import sync
from tests.app.page_helpers import A_DAY, HOSTILE, Shown, reply
from tests.app.press import PRESS
from tests.index.indexed import write_jsonl

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
        next(room.stream("Who won?", (), {}, threading.Event()))
    with pytest.raises(CitewireError):
        room.article("a.txt")


@pytest.mark.parametrize("filters", [{"since": "incomplete"}, {"until": "2020-13-01"}, {"since": "2020"}])
def test_a_half_typed_date_is_said_rather_than_ignored(room: Room, filters: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="date"):
        next(room.stream("Who won?", (), filters, threading.Event()))


def test_the_masthead_leads_to_every_view() -> None:
    shown = Shown(masthead())
    assert [named["href"] for tag, named in shown.elements if tag == "a"] == ["#/ask", "#/archive"]
    assert [tag for tag, _ in shown.elements].count("h1") == 1


def test_what_there_is_is_told() -> None:
    assert Shown(holdings(FULL)).texts("holdings") == ["5 articles · April 2019 to June 2020"]
    one = Overview(1, (A_DAY, A_DAY))
    assert Shown(holdings(one)).texts("holdings") == ["1 article · June 2020"]
    assert Shown(holdings(Overview(2))).texts("holdings") == ["2 articles"]


def test_the_archive_says_what_it_takes() -> None:
    shown = Shown(archive(50))
    (chooser,) = [named for tag, named in shown.elements if named.get("type") == "file"]
    assert chooser["data-most-megabytes"] == "50"
    assert "up to 50 MB" in shown.text


def test_the_welcome_offers_examples_or_says_how_to_start() -> None:
    assert Shown(welcome(FULL)).texts("example") == ["Who won?", "Who lost?"]
    assert Shown(welcome(Overview(2))).texts("examples") == []
    empty = Shown(welcome(Overview(trouble="no index")))
    assert empty.texts("command") == ["python -m index FOLDER"]
    assert [named["href"] for tag, named in empty.elements if tag == "a"] == ["#/archive"]


def test_filters_hold_the_archive_s_dates_and_outlets() -> None:
    shown = Shown(choices(FULL))
    dates = [(named["name"], named["min"], named["max"]) for tag, named in shown.elements if tag == "input"]
    assert dates == [("since", "2019-04-07", "2020-06-02"), ("until", "2019-04-07", "2020-06-02")]
    assert [named["value"] for tag, named in shown.elements if tag == "option"] == ["", "Le Monde", "AFP"]
    assert "Le Monde (3)" in shown.text
    assert choices(Overview(2)) == choices(Overview(trouble="no index")) == ""


def test_who_answers_can_be_chosen_where_several_can_and_the_first_does_otherwise() -> None:
    shown = Shown(choices(replace(FULL, engines=("large", "small", "quotes"))))
    assert shown.texts("engine") == ["answered by largesmallquotes, no model"]
    options = [named["value"] for tag, named in shown.elements if tag == "option"]
    assert options[-3:] == ["large", "small", "quotes"]
    assert Shown(choices(replace(FULL, engines=("quotes",)))).texts("engine") == []


def test_the_welcome_promises_what_the_engine_keeps() -> None:
    for engines, promise in ((("quotes",), "own words"), (("large", "quotes"), "checked")):
        (said,) = Shown(welcome(replace(FULL, engines=engines))).texts("promise")
        assert promise in said


def test_an_archive_is_asked_as_chosen(press_settings: AppSettings) -> None:
    room = Room(press_settings)
    assert room.overview().engines == ("quotes",)
    assert room.engine({}) == "quotes"
    chosen = {"since": "2022-01-01", "until": "2022-12-31", "source": "Free Tribune", "engine": "quotes"}
    *_, found = room.stream("Who opened the tram line?", (), chosen, threading.Event())
    assert isinstance(found, Reply)
    assert {citation.source for citation in found.citations} == {"Free Tribune"}
    with pytest.raises(UsageError, match="no engine 'oracle'"):
        next(room.stream("Who?", (), {"engine": "oracle"}, threading.Event()))


def test_quotes_are_worked_out_a_few_at_a_time_and_no_model_waits_for_them(
    press_settings: AppSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, goes_on = threading.Semaphore(0), threading.Event()

    def stream(_: Archive, question: Question, *, engine: str, cancelled: threading.Event) -> Iterator[Reply]:
        if engine == "quotes":
            begins.release()
            assert goes_on.wait(20)
        yield reply(f"So much for {question.text}")

    monkeypatch.setattr(Archive, "stream", stream)
    room = Room(press_settings)
    answers: list[str] = []

    def ask(text: str, engine: str) -> None:
        found = [step.answer for step in room.stream(text, (), {"engine": engine}, threading.Event())]
        answers.extend(found)

    texts = [f"question {number}" for number in range(6)]
    asking = [threading.Thread(target=ask, args=(text, "quotes")) for text in texts]
    for one in asking:
        one.start()
    assert begins.acquire(timeout=20)
    assert begins.acquire(timeout=20)
    assert not begins.acquire(timeout=0.3)
    ask("a model", "tiny")
    assert answers == ["So much for a model"]
    goes_on.set()
    for one in asking:
        one.join()
    assert sorted(answers[1:]) == [f"So much for {text}" for text in texts]


def test_an_archive_that_was_emptied_says_how_to_start_anew(tmp_path: Path, encoder: Encoder) -> None:
    settings = AppSettings.model_construct(data=tmp_path / "data")
    corpus = write_jsonl(tmp_path / "one.jsonl", PRESS[:1])
    sync(settings, [corpus], encoder=encoder)
    room = Room(settings)
    assert room.overview().articles == 1
    room.shelf.remove(PRESS[0]["id"])
    assert room.overview().trouble
    assert room.overview().summary == "no articles yet"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_outlets_and_examples_are_words(text: str) -> None:
    overview = Overview(1, None, {text: 1}, (text,), None, (text, "quotes"))
    shown = Shown(welcome(overview) + choices(overview) + welcome(Overview(trouble=text)))
    assert [named["href"] for tag, named in shown.elements if tag == "a"] == ["#/archive"]
    assert not {"script", "img", "h1", "style", "svg", "iframe", "form"} & shown.tags
    assert [named["value"] for tag, named in shown.elements if tag == "option"] == ["", text, text, "quotes"]
    assert shown.texts("example") == [text]
    assert shown.texts("trouble") == [text]
