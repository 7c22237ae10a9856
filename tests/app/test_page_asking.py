"""What a browser is shown for a question, step by step, without browser or server."""

import threading
from collections.abc import Generator
from typing import Any, cast

import pytest

from app.page.asking import Asked, Shown, turns_of
from app.page.room import Room
from app.records import Progress, Reply, Turn
from index.errors import UsageError
from index.records import Article
from tests.app.page_helpers import Shown as Read
from tests.app.page_helpers import article, reply

ASKED = Asked(3, "What fell?", {"engine": "tiny"})
EARLIER = (Turn("user", "a"), Turn("assistant", "b"))
GROWING = Progress("answering", "What fell?", "It f")


class FakeRoom:
    """Gives out its steps; an exception among them is raised; notes when it is closed."""

    def __init__(self, *steps: Progress | Reply | Exception) -> None:
        self._steps = steps
        self.closed = False

    def engine(self, chosen: Any) -> str:
        return str(chosen.get("engine", "quotes"))

    def article(self, article_id: str) -> Article:
        return article("It fell.", article_id)

    def stream(self, *_: object) -> Generator[Progress | Reply, None, None]:
        try:
            for step in self._steps:
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.closed = True


def shown(*steps: Progress | Reply | Exception, stopped: bool = False) -> list[Shown]:
    cancelled = threading.Event()
    if stopped:
        cancelled.set()
    return list(turns_of(cast(Room, FakeRoom(*steps)), ASKED, EARLIER, cancelled))


def test_a_turn_grows_and_then_stays_and_only_then_is_remembered() -> None:
    growing, final = shown(GROWING, reply("It fell.", engine="tiny"))
    assert growing.history is None
    assert Read(growing.html).texts("stage")[0].startswith("tiny is writing")
    assert final.history == (*EARLIER, Turn("user", "What fell?"), Turn("assistant", "It fell."))
    assert Read(final.html).elements[0][1]["data-turn"] == "3"


def test_what_was_stopped_is_an_answer_if_there_is_one_and_else_says_so() -> None:
    assert shown(GROWING, reply("It fell."), stopped=True)[-1].history is not None
    last = shown(GROWING, reply("No.", answered=False), stopped=True)[-1]
    assert last.history is None
    assert Read(last.html).texts("stopped")[0].startswith("Stopped. Nothing")
    silent = Progress("searching", "What fell?")
    assert Read(shown(silent, reply("No.", answered=False), stopped=True)[-1].html).texts("stopped") == [
        "Stopped."
    ]


def test_a_clear_error_is_its_own_line_and_any_other_is_none_of_the_reader_s(
    caplog: pytest.LogCaptureFixture,
) -> None:
    (said,) = shown(UsageError("there is no engine 'x'"))
    assert Read(said.html).texts("failure") == ["there is no engine 'x'"]
    *_, hidden = shown(GROWING, RuntimeError("sk-secret"))
    assert "sk-secret" not in hidden.html
    assert "Ask again" in Read(hidden.html).texts("failure")[0]
    assert "could not be answered" in caplog.text


def test_closing_it_closes_what_it_reads() -> None:
    room = FakeRoom(GROWING, GROWING)
    steps = cast(Generator[Shown, None, None], turns_of(cast(Room, room), ASKED, (), threading.Event()))
    next(steps)
    steps.close()
    assert room.closed


@pytest.mark.parametrize(
    "chosen", [None, [], "x", {"number": "1"}, {"number": True}, {"number": 1.5}, {3: 4}]
)
def test_nothing_that_a_browser_sends_breaks_it(chosen: object) -> None:
    assert Asked.of(None, chosen) == Asked(0, "", {"number": "1"} if chosen == {"number": "1"} else {})
    assert Asked.of("What?", {"number": 2, "source": "AFP", "since": 3}) == Asked(
        2, "What?", {"source": "AFP"}
    )
