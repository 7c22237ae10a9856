"""What goes to a model and what comes back: messages, pieces of an answer, and a failure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.records import Usage
from index.errors import CitewireError


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an answer; the last one has no text, but `finish` and `usage`.

    `finish` is "stop", "length" (cut off: `notice` says so in a sentence), "cancelled" (by the user), or
    another word of the server's. `usage` is None where nothing was sent.
    """

    text: str = ""
    usage: Usage | None = None
    finish: str | None = None
    notice: str = ""


# In the place of a piece: for a while none came.
LULL = Chunk()


class ModelError(CitewireError):
    """A model didn't answer, or not to the end; what it streamed before stands.

    `usage` is what it took until then, estimated; None where nothing was answered. `silent`: nothing came in
    all the time that it was given.
    """

    def __init__(self, line: str, usage: Usage | None = None, *, silent: bool = False) -> None:
        super().__init__(line)
        self.usage = usage
        self.silent = silent


class ModelCancelledError(ModelError):
    """The user gave up a call that has nothing to show for it."""


def gathered(chunks: Iterable[Chunk]) -> Chunk:
    """Return a whole stream as one chunk: all of its text, and what its last chunk says."""
    texts, last = [], Chunk()
    for last in chunks:
        texts.append(last.text)
    return Chunk("".join(texts), last.usage, last.finish, last.notice)
