"""What visitors keep: their conversations as HTML, in a list and as they were shown, each owner's apart.

Knows nothing of Gradio or of requests; every call names the owner, and without the right one finds nothing.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from app.conversations import Conversation, Conversations, KeptTurn, Rating, question_rows
from app.pack import MEDIA_TYPES, Pack, Packed, as_bytes, checked_kind, file_name
from app.page.markup import counted, day, escape
from app.page.turn import turn
from app.records import Reply, Turn
from app.reports import ArticleOf
from index.errors import CitewireError, UsageError

History = tuple[Turn, ...]
_KIND_NAMES = {"md": "Markdown", "html": "HTML", "pdf": "PDF"}
_UNKEPT = "This answer isn’t kept"
_LOST = "the terminal says more"
_MOST_LISTED = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, in which conversation ("" begins one), and the turn that is asked anew, if one is."""

    owner: str
    conversation: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a turn is kept."""

    conversation: str
    turn: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as it is shown again: the HTML of its turns."""

    id: str
    title: str
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A file for a visitor."""

    name: str
    media_type: str
    content: bytes


class Desk:
    """The conversations of every visitor. Safe to use from several threads."""

    def __init__(self, conversations: Conversations, article_of: ArticleOf) -> None:
        self._conversations = conversations
        self._article_of = article_of

    def earlier(self, visit: Visit) -> History:
        """Return what was said before in the conversation that a question belongs to.

        Raises:
            CitewireError: it can't be read, or there is none of theirs.
        """
        if visit.replaces:
            return self._conversations.turn(visit.owner, visit.replaces).history
        if not visit.conversation:
            return ()
        return self._conversations.history(visit.owner, visit.conversation)

    def keep(self, visit: Visit, reply: Reply) -> Kept | str:
        """Keep a turn and return where, or in one line why it isn't kept. Never fails."""
        try:
            conversation, kept = self._kept(visit, reply)
            return Kept(conversation.id, kept.id)
        except CitewireError as error:
            return f"{_UNKEPT}: {error}"
        except Exception:
            # Whatever it is, the answer stands; people get a line and the terminal the rest.
            logger.exception("a turn could not be kept")
            return f"{_UNKEPT}: {_LOST}"

    def _kept(self, visit: Visit, reply: Reply) -> tuple[Conversation, KeptTurn]:
        try:
            return self._conversations.keep(
                visit.owner, visit.conversation or None, reply, instead_of=visit.replaces or None
            )
        except UsageError:
            if not visit.conversation:
                raise
            # It was deleted meanwhile, or is full: the answer begins another.
            return self._conversations.keep(visit.owner, None, reply)

    def listed(self, owner: str, search: str = "") -> str:
        """Return the visitor's conversations as items of a list, the newest first."""
        found = self._conversations.listed(owner, search)
        if not found:
            return _nothing_listed(search)
        more = len(found) - _MOST_LISTED
        rest = f'<li class="hint">and {more:,} more: search for them</li>' if more > 0 else ""
        return "".join(map(_item, found[:_MOST_LISTED])) + rest

    def opened(self, owner: str, conversation: str, first: int = 1) -> Opened:
        """Return a conversation's turns as they were shown, numbered upwards from `first`."""
        turns = self._conversations.turns(owner, conversation)
        title = self._conversations.conversation(owner, conversation).title
        article_of = _remembering(self._article_of)
        shown = (
            turn(number, one.reply, article_of, kept=one.id, rating=one.rating)
            for number, one in enumerate(turns, start=first)
        )
        return Opened(conversation, title, tuple(shown))

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title."""
        self._conversations.rename(owner, conversation, title)

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation; `restore` brings it back for a day."""
        self._conversations.delete(owner, conversation)

    def restore(self, owner: str, conversation: str) -> None:
        """Bring a deleted conversation back."""
        self._conversations.restore(owner, conversation)

    def rate(self, owner: str, turn_id: str, rating: Rating | None) -> None:
        """Note what a visitor thinks of an answer; None forgets it."""
        self._conversations.rate(owner, turn_id, rating)

    def ratings(self, owner: str) -> Download:
        """Return a visitor's rated answers as questions for an evaluation, a line of JSON each."""
        rows = question_rows(self._conversations.rated(owner))
        lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        return Download("citewire-ratings.jsonl", "application/x-ndjson", lines.encode("utf-8"))

    def pack(self, owner: str, conversation: str, turn_id: str, kind: str) -> Download:
        """Return a conversation, or one turn of it, as an evidence pack: Markdown, HTML or PDF.

        Raises:
            CitewireError: there is no such kind, or the visitor has no such conversation or turn.
        """
        turns = self._packed_turns(owner, conversation, turn_id)
        title = turns[0].reply.question if turn_id else self._title(owner, conversation)
        pack = Pack(title, tuple(Packed(one.asked, one.reply) for one in turns), datetime.now(UTC))
        known = checked_kind(kind)
        return Download(file_name(pack, known), MEDIA_TYPES[known], as_bytes(pack, known))

    def _packed_turns(self, owner: str, conversation: str, turn_id: str) -> tuple[KeptTurn, ...]:
        if turn_id:
            return (self._conversations.turn(owner, turn_id),)
        return self._conversations.turns(owner, conversation)

    def _title(self, owner: str, conversation: str) -> str:
        return self._conversations.conversation(owner, conversation).title


def kept_turn(number: int, reply: Reply, kept: Kept, article_of: ArticleOf) -> str:
    """Return a finished turn's HTML, after what tells the page's script where it is kept."""
    places = f'data-kept="{escape(kept.turn)}" data-conversation="{escape(kept.conversation)}"'
    return f'<template class="kept" {places}></template>{turn(number, reply, article_of, kept=kept.turn)}'


def _item(conversation: Conversation) -> str:
    title, changed = escape(conversation.title), conversation.changed.astimezone()
    saves = "".join(
        f'<button type="button" class="save plain-button" data-kind="{kind}">Save as {name}</button>'
        for kind, name in _KIND_NAMES.items()
    )
    return (
        f'<li class="kept-conversation" data-conversation="{escape(conversation.id)}">'
        f'<button type="button" class="open"><span class="title" dir="auto">{title}</span>'
        f'<span class="when">{counted(conversation.turns, "question")} · '
        f'<time datetime="{changed.isoformat(timespec="seconds")}">{day(changed.date())}</time>'
        "</span></button>"
        f'<details class="more"><summary aria-label="More about: {title}">⋯</summary><div class="menu">'
        f'<button type="button" class="rename plain-button">Rename</button>{saves}'
        '<button type="button" class="delete plain-button">Delete</button></div></details></li>'
    )


def _nothing_listed(search: str) -> str:
    if search.strip():
        return '<li class="hint">No conversation has all of these words.</li>'
    return '<li class="hint">What you ask is kept here, for you alone.</li>'


def _remembering(article_of: ArticleOf) -> ArticleOf:
    """Read each article once, however many turns show it."""
    return cache(article_of)
