"""A question that a browser sent becomes the turn that it is shown: growing, then checked, or why not.

Knows nothing of Gradio.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from app.page.desk import History, Kept, Visit, kept_turn
from app.page.room import Room
from app.page.turn import failed_turn, growing_turn, stopped_turn, turn
from app.records import Progress, Reply, Turn
from index.errors import CitewireError

_FAILED = "Something went wrong here, and the answer is lost. Ask again; the terminal says more."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser sent: the question, its number among those of the page, and what was chosen for it."""

    number: int
    text: str
    chosen: Mapping[str, str]

    @classmethod
    def of(cls, question: Any, chosen: Any) -> "Asked":
        """Take what is usable of what a browser sent, whatever it is."""
        given = chosen if isinstance(chosen, dict) else {}
        number = given.get("number")
        return cls(
            number if type(number) is int else 0,
            question if isinstance(question, str) else "",
            {str(name): value for name, value in given.items() if isinstance(value, str)},
        )

    @property
    def thread(self) -> str:
        """The page's own name for the conversation that the question belongs to."""
        return self.chosen.get("thread", "")

    def visit(self, owner: str) -> Visit:
        """Return where the question belongs, as the page says; `owner` is whose page it is."""
        return Visit(owner, self.chosen.get("conversation", ""), self.chosen.get("replaces", ""))


@dataclass(frozen=True, slots=True)
class Unkept:
    """What was said in a conversation that can't be kept: a page's own memory, instead of the desk's.

    `thread` is the page's name for the conversation.
    """

    thread: str = ""
    history: History = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn as HTML; `unkept` is what the page has to remember from now on, None where nothing changed."""

    html: str
    unkept: Unkept | None = None


def turns_of(
    room: Room,
    asked: Asked,
    visit: Visit,
    unkept: Unkept,
    cancelled: threading.Event,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Iterator[Shown]:
    """Yield the turn as it grows, at last as it stays. Never fails; closing it stops the model, too.

    The finished turn is kept in the visitor's conversation, if it `is_wanted` still.
    """
    try:
        yield from _steps(room, asked, visit, unkept, cancelled, is_wanted)
    except CitewireError as error:
        yield Shown(failed_turn(asked.number, asked.text, str(error)))
    except Exception:
        # The edge: whatever it is, people get a line and the terminal the rest.
        logger.exception("a question could not be answered")
        yield Shown(failed_turn(asked.number, asked.text, _FAILED))


def _steps(
    room: Room,
    asked: Asked,
    visit: Visit,
    unkept: Unkept,
    cancelled: threading.Event,
    is_wanted: Callable[[], bool],
) -> Iterator[Shown]:
    engine = room.engine(asked.chosen)
    history = _earlier(room, asked, visit, unkept)
    had_words = False
    with closing(room.stream(asked.text, history, asked.chosen, cancelled)) as steps:
        for step in steps:
            if isinstance(step, Progress):
                had_words = had_words or bool(step.answer)
                yield Shown(growing_turn(asked.number, asked.text, engine, step))
            elif cancelled.is_set() and not step.answered:
                yield Shown(stopped_turn(asked.number, step, had_words=had_words))
            elif is_wanted():
                yield _finished(room, asked, visit, history, step)


def _earlier(room: Room, asked: Asked, visit: Visit, unkept: Unkept) -> History:
    if unkept.history and unkept.thread == asked.thread and not visit.replaces:
        return unkept.history
    try:
        return room.desk.earlier(visit)
    except CitewireError:
        # Deleted meanwhile, or damaged: the question is answered all the same, as the first of a new one.
        return ()


def _finished(room: Room, asked: Asked, visit: Visit, history: History, reply: Reply) -> Shown:
    kept = room.desk.keep(visit, reply)
    if isinstance(kept, Kept):
        return Shown(kept_turn(asked.number, reply, kept, room.article), Unkept())
    said = replace(reply, notice=f"{reply.notice}. {kept}" if reply.notice else kept)
    messages = (Turn("user", asked.text), Turn("assistant", reply.answer))
    return Shown(turn(asked.number, said, room.article), Unkept(asked.thread, (*history, *messages)))
