"""What goes into an evidence pack. Knows nothing of the files that are made of it."""

from dataclasses import dataclass
from datetime import datetime

from app.records import Reply


@dataclass(frozen=True, slots=True)
class Packed:
    """A reply and when it was asked for; `asked` is aware of its time zone."""

    asked: datetime
    reply: Reply


@dataclass(frozen=True, slots=True)
class Pack:
    """One answer, or a conversation's in order, under a title; `made` is aware of its time zone."""

    title: str
    turns: tuple[Packed, ...]
    made: datetime
