"""A question that a browser sent becomes the turn that it is shown: growing, then checked, or why not.

Knows nothing of Gradio.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from app.page.room import Room
from app.page.turn import failed_turn, growing_turn, stopped_turn, turn
from app.records import Progress, Reply, Turn
from index.errors import CitewireError

_FAILED = "Something went wrong here, and the answer is lost. Ask again; the terminal says more."

logger = logging.getLogger(__name__)

History = tuple[Turn, ...]


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


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn as HTML, and the conversation with it; `history` is None where the turn adds nothing to it."""

    html: str
    history: History | None = None


def turns_of(room: Room, asked: Asked, history: History, cancelled: threading.Event) -> Iterator[Shown]:
    """Yield the turn as it grows, at last as it stays. Never fails; closing it stops the model, too."""
    try:
        yield from _steps(room, asked, history, cancelled)
    except CitewireError as error:
        yield Shown(failed_turn(asked.number, asked.text, str(error)))
    except Exception:
        # The edge: whatever it is, people get a line and the terminal the rest.
        logger.exception("a question could not be answered")
        yield Shown(failed_turn(asked.number, asked.text, _FAILED))


def _steps(room: Room, asked: Asked, history: History, cancelled: threading.Event) -> Iterator[Shown]:
    engine = room.engine(asked.chosen)
    had_words = False
    with closing(room.stream(asked.text, history, asked.chosen, cancelled)) as steps:
        for step in steps:
            if isinstance(step, Progress):
                had_words = had_words or bool(step.answer)
                yield Shown(growing_turn(asked.number, asked.text, engine, step))
            elif cancelled.is_set() and not step.answered:
                yield Shown(stopped_turn(asked.number, step, had_words=had_words))
            else:
                yield Shown(turn(asked.number, step, room.article), _with(history, asked, step))


def _with(history: History, asked: Asked, reply: Reply) -> History:
    return (*history, Turn("user", asked.text), Turn("assistant", reply.answer))
