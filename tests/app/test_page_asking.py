"""What a browser is shown for a question, step by step, and what of it is kept; no browser, no server."""

import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, cast

import pytest

from app.conversations import Conversations
from app.page.asking import Asked, Shown, Unkept, turns_of
from app.page.desk import Desk, History, Visit
from app.page.room import Room
from app.records import Progress, Reply, Turn
from index.errors import UsageError
from index.records import Article
from tests.app.page_helpers import Shown as Read
from tests.app.page_helpers import article, reply

ASKED = Asked(3, "What fell?", {"engine": "tiny", "thread": "1"})
EARLIER = (Turn("user", "a"), Turn("assistant", "b"))
GROWING = Progress("answering", "What fell?", "It f")
ME = "me"


class FakeRoom:
    """Gives out its steps; an exception among them is raised; notes its history, and when it is closed."""

    def __init__(self, data: Path, *steps: Progress | Reply | Exception) -> None:
        self._steps = steps
        self.closed = False
        self.history: History = ()
        self.conversations = Conversations(data / "conversations.sqlite")
        self.desk = Desk(self.conversations, self.article)

    def engine(self, chosen: Any) -> str:
        return str(chosen.get("engine", "quotes"))

    def article(self, article_id: str) -> Article:
        return article("It fell.", article_id)

    def stream(self, text: str, history: History, *_: object) -> Generator[Progress | Reply, None, None]:
        self.history = history
        try:
            for step in self._steps:
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.closed = True


Ask = Callable[..., list[Shown]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Ask a room that takes these steps; returns what is shown. `room` is that of the last question."""

    def ask(
        *steps: Progress | Reply | Exception,
        visit: Visit = Visit(ME),  # noqa: B008 - it can't be changed
        unkept: Unkept = Unkept(),  # noqa: B008
        stopped: bool = False,
        wanted: bool = True,
    ) -> list[Shown]:
        cancelled = threading.Event()
        if stopped:
            cancelled.set()
        room = FakeRoom(tmp_path, *steps)
        ask.room = room  # type: ignore[attr-defined]
        return list(turns_of(cast(Room, room), ASKED, visit, unkept, cancelled, lambda: wanted))

    return ask


def kept(data: Path, owner: str = ME) -> list[list[str]]:
    """Return the questions of each of an owner's conversations."""
    conversations = Conversations(data / "conversations.sqlite")
    return [
        [turn.reply.question for turn in conversations.turns(owner, one.id)]
        for one in conversations.listed(owner)
    ]


def test_a_turn_grows_and_then_stays_and_only_then_is_kept(ask: Ask, tmp_path: Path) -> None:
    growing, final = ask(GROWING, reply("It fell.", engine="tiny", question="What fell?"))
    assert growing.unkept is None
    assert Read(growing.html).texts("stage")[0].startswith("tiny is writing")
    note, turn = Read(final.html).elements[:2]
    assert note[1]["data-kept"] == turn[1]["data-kept"] != ""
    assert turn[1]["data-turn"] == "3"
    assert kept(tmp_path) == [["What fell?"]]


def test_a_follow_up_knows_what_was_kept_of_its_conversation_and_joins_it(ask: Ask, tmp_path: Path) -> None:
    (first,) = ask(reply("It fell.", question="What fell?"))
    conversation = Read(first.html).elements[0][1]["data-conversation"]
    ask(reply("On Monday.", question="When?"), visit=Visit(ME, conversation))
    assert ask.room.history == (Turn("user", "What fell?"), Turn("assistant", "It fell."))  # type: ignore[attr-defined]
    assert kept(tmp_path) == [["What fell?", "When?"]]


def test_a_question_asked_anew_takes_the_place_of_what_came_after(ask: Ask, tmp_path: Path) -> None:
    (first,) = ask(reply("It fell.", question="What fell?"))
    conversation = Read(first.html).elements[0][1]["data-conversation"]
    (second,) = ask(reply("Monday.", question="When?"), visit=Visit(ME, conversation))
    ask(reply("Here.", question="Where?"), visit=Visit(ME, conversation))
    anew = Visit(ME, conversation, replaces=Read(second.html).elements[0][1]["data-kept"])
    ask(UsageError("the question is empty"), visit=anew)
    assert kept(tmp_path) == [["What fell?", "When?", "Where?"]]
    ask(reply("At noon.", question="At what time?"), visit=anew)
    assert ask.room.history == (Turn("user", "What fell?"), Turn("assistant", "It fell."))  # type: ignore[attr-defined]
    assert kept(tmp_path) == [["What fell?", "At what time?"]]


def test_nobody_adds_to_or_learns_of_another_s_conversation(ask: Ask, tmp_path: Path) -> None:
    (first,) = ask(reply("It fell.", question="What fell?"))
    conversation = Read(first.html).elements[0][1]["data-conversation"]
    ask(reply("On Monday.", question="When?"), visit=Visit("you", conversation))
    assert ask.room.history == ()  # type: ignore[attr-defined]
    assert kept(tmp_path) == [["What fell?"]]
    assert kept(tmp_path, "you") == [["When?"]]


def test_a_conversation_deleted_meanwhile_goes_on_as_a_new_one(ask: Ask, tmp_path: Path) -> None:
    (first,) = ask(reply("It fell.", question="What fell?"))
    conversation = Read(first.html).elements[0][1]["data-conversation"]
    Conversations(tmp_path / "conversations.sqlite").delete(ME, conversation)
    ask(reply("On Monday.", question="When?"), visit=Visit(ME, conversation))
    assert kept(tmp_path) == [["When?"]]


def test_what_is_not_wanted_any_more_is_not_kept(ask: Ask, tmp_path: Path) -> None:
    assert ask(GROWING, reply("It fell."), wanted=False)[1:] == []
    assert kept(tmp_path) == []


@pytest.mark.parametrize("owner", ["", ME])
def test_what_cannot_be_kept_is_answered_says_so_in_place_and_is_remembered_by_the_page(
    ask: Ask, tmp_path: Path, owner: str
) -> None:
    if owner:
        (tmp_path / "conversations.sqlite").write_bytes(b"this is no database " * 100)
    (shown,) = ask(reply("It fell.", notice="the model was slow"), visit=Visit(owner))
    assert Read(shown.html).texts("answer")
    (notice,) = Read(shown.html).texts("notice")
    assert "the model was slow" in notice
    assert "isn’t kept" in notice
    assert shown.unkept is not None
    ask(reply("On Monday."), visit=Visit(owner), unkept=shown.unkept)
    assert ask.room.history == (Turn("user", "What fell?"), Turn("assistant", "It fell."))  # type: ignore[attr-defined]


def test_what_one_page_remembers_is_forgotten_with_its_conversation(ask: Ask) -> None:
    ask(reply("It fell."), unkept=Unkept("another", EARLIER))
    assert ask.room.history == ()  # type: ignore[attr-defined]
    ask(reply("It fell."), unkept=Unkept("1", EARLIER))
    assert ask.room.history == EARLIER  # type: ignore[attr-defined]


def test_what_was_stopped_is_an_answer_if_there_is_one_and_else_says_so(ask: Ask, tmp_path: Path) -> None:
    last = ask(GROWING, reply("No.", answered=False), stopped=True)[-1]
    assert Read(last.html).texts("stopped")[0].startswith("Stopped. Nothing")
    silent = Progress("searching", "What fell?")
    assert Read(ask(silent, reply("No.", answered=False), stopped=True)[-1].html).texts("stopped") == [
        "Stopped."
    ]
    assert kept(tmp_path) == []
    ask(GROWING, reply("It fell.", question="What fell?"), stopped=True)
    assert kept(tmp_path) == [["What fell?"]]


def test_a_clear_error_is_its_own_line_and_any_other_is_none_of_the_reader_s(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    (said,) = ask(UsageError("there is no engine 'x'"))
    assert Read(said.html).texts("failure") == ["there is no engine 'x'"]
    *_, hidden = ask(GROWING, RuntimeError("sk-secret"))
    assert "sk-secret" not in hidden.html
    assert "Ask again" in Read(hidden.html).texts("failure")[0]
    assert "could not be answered" in caplog.text


def test_closing_it_closes_what_it_reads_and_keeps_nothing(tmp_path: Path) -> None:
    room = FakeRoom(tmp_path, GROWING, GROWING)
    steps = turns_of(cast(Room, room), ASKED, Visit(ME), Unkept(), threading.Event())
    next(steps)
    cast(Generator[Shown, None, None], steps).close()
    assert room.closed
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    "chosen", [None, [], "x", {"number": "1"}, {"number": True}, {"number": 1.5}, {3: 4}]
)
def test_nothing_that_a_browser_sends_breaks_it(chosen: object) -> None:
    assert Asked.of(None, chosen) == Asked(0, "", {"number": "1"} if chosen == {"number": "1"} else {})
    assert Asked.of("What?", {"number": 2, "source": "AFP", "since": 3}) == Asked(
        2, "What?", {"source": "AFP"}
    )


def test_where_a_question_belongs_is_the_page_s_word_and_whose_it_is_is_not() -> None:
    sent = {"conversation": "c", "replaces": "t", "thread": "4", "owner": "somebody else"}
    asked = Asked.of("What?", sent)
    assert (asked.visit(ME), asked.thread) == (Visit(ME, "c", "t"), "4")
    assert Asked.of("What?", {"conversation": 3}).visit(ME) == Visit(ME)


def test_an_error_that_nobody_thought_of_keeps_no_answer_from_its_reader(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Conversations, "keep", fails)
    (shown,) = ask(reply("It fell."))
    assert Read(shown.html).texts("answer")
    assert "the terminal says more" in Read(shown.html).texts("notice")[0]
    assert "could not be kept" in caplog.text
