"""What visitors asked and were told, kept in SQLite across reloads and restarts, each owner's apart.

An owner is whoever knows a secret token; without it nothing of theirs is found, and the file holds only
its hash. Each call opens the file, makes its change whole and closes it: safe from any thread or process,
and a process that is killed loses at most the turn being written. Knows nothing of pages, cookies or the
archive.
"""

import hashlib
import json
import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.errors import one_line
from app.records import Reply, Turn
from index.disk import writing
from index.errors import CitewireError, UsageError

MOST_CONVERSATIONS = 10_000
MOST_TURNS = 1_000
MOST_REPLY_BYTES = 1_000_000
MOST_TITLE_CHARACTERS = 200
MOST_REASON_CHARACTERS = 2_000
MOST_SEARCH_CHARACTERS = 200
UNDO = timedelta(days=1)

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner BLOB NOT NULL, title TEXT NOT NULL,
    named INTEGER NOT NULL DEFAULT 0, searched TEXT NOT NULL, changed TEXT NOT NULL, deleted TEXT
);
CREATE INDEX IF NOT EXISTS conversations_by_owner ON conversations (owner, changed);
CREATE INDEX IF NOT EXISTS conversations_deleted ON conversations (deleted) WHERE deleted IS NOT NULL;
CREATE TABLE IF NOT EXISTS turns (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    conversation INTEGER NOT NULL REFERENCES conversations (number) ON DELETE CASCADE,
    asked TEXT NOT NULL, good INTEGER, reason TEXT NOT NULL DEFAULT '', searched TEXT NOT NULL,
    reply BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS turns_by_conversation ON turns (conversation);
"""
_SHOWN = (
    "SELECT c.id, c.title, c.changed, (SELECT count(*) FROM turns t WHERE t.conversation = c.number) "
    "FROM conversations c WHERE "
)
_LISTED = _SHOWN + "c.owner = ? AND c.deleted IS NULL "
# Every word of a JSON list is in the title or in one of the turns.
_HAS_EVERY_WORD = (
    "AND NOT EXISTS (SELECT 1 FROM json_each(?) word WHERE instr(c.searched, word.value) = 0 AND NOT EXISTS "
    "(SELECT 1 FROM turns t WHERE t.conversation = c.number AND instr(t.searched, word.value) > 0)) "
)
_NEWEST_FIRST = "ORDER BY c.changed DESC, c.number DESC"

_BUSY_SECONDS = 10.0
_TITLE_CHARACTERS = 60
# Enough for any follow-up, and it keeps what is remembered of a long conversation small.
_REMEMBERED_TURNS = 20
_BROKEN = re.compile("no such|could not decode", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a list; `changed` (UTC) is when its last turn was kept, `turns` how many it has."""

    id: str
    title: str
    changed: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What a reader thinks of an answer, and why if they said so."""

    good: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question with the whole reply to it; `asked` (UTC) is when it was kept.

    `history` is what was said before in its conversation, oldest first, at most the last 20 questions with
    their answers.
    """

    id: str
    asked: datetime
    reply: Reply
    rating: Rating | None
    history: tuple[Turn, ...] = ()


def _now() -> datetime:
    return datetime.now(UTC)


class Conversations:
    """One file of conversations. Every method may be called from any thread; nothing happens before one is.

    An `owner` is a visitor's secret token, not empty; `conversation` and `turn` are ids.

    Raises:
        UsageError: from any method, if the owner has no such conversation or turn, or a limit is passed.
        CitewireError: from any method, if the file is damaged or the disk refuses.
    """

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = _now) -> None:
        self._path = path
        self._clock = clock

    def listed(self, owner: str, search: str = "") -> tuple[Conversation, ...]:
        """Return the owner's conversations, the one changed last first.

        With `search`, only those in whose title, questions and answers each of its words occurs, in any
        case, with or without accents, also as a part of a word.
        """
        words = json.dumps(_folded(_checked_search(search)).split())
        with self._reading() as connection:
            rows = connection.execute(_LISTED + _HAS_EVERY_WORD + _NEWEST_FIRST, (_hashed(owner), words))
            return tuple(map(_conversation, rows))

    def conversation(self, owner: str, conversation: str) -> Conversation:
        """Return one conversation."""
        with self._reading() as connection:
            return _one(connection, _number(connection, owner, conversation))

    def turns(self, owner: str, conversation: str) -> tuple[KeptTurn, ...]:
        """Return a conversation's turns in their order."""
        with self._reading() as connection:
            return _turns(connection, _number(connection, owner, conversation))

    def turn(self, owner: str, turn: str) -> KeptTurn:
        """Return one turn."""
        with self._reading() as connection:
            return _last(connection, *_place(connection, owner, turn))

    def history(self, owner: str, conversation: str) -> tuple[Turn, ...]:
        """Return what the next question of a conversation is asked with."""
        with self._reading() as connection:
            number = _number(connection, owner, conversation)
            return history_of(_turns(connection, number, latest=_REMEMBERED_TURNS + 1))

    def keep(
        self, owner: str, conversation: str | None, reply: Reply, *, instead_of: str | None = None
    ) -> tuple[Conversation, KeptTurn]:
        """Add a turn to a conversation, or begin one with it; return both.

        A conversation is titled by its first question until it is renamed. `instead_of` is a turn of it
        that is forgotten with all that follow it, in the same step: nothing is lost if this fails.
        Halves of characters (lone surrogates) in the reply become U+FFFD; all else is kept as it is.
        """
        packed = _packed(reply)
        now = _text(self._clock())
        with self._writing() as connection:
            if conversation is None:
                number = _begin(connection, owner, now)
            else:
                number = _number(connection, owner, conversation)
            if instead_of is not None:
                _cut(connection, owner, number, instead_of)
            _add(connection, number, now, reply, packed)
            return _one(connection, number), _last(connection, number)

    def cut(self, owner: str, conversation: str, turn: str) -> None:
        """Forget a turn and those after it."""
        with self._writing() as connection:
            _cut(connection, owner, _number(connection, owner, conversation), turn)

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation a title, on one line of 1 to `MOST_TITLE_CHARACTERS` characters."""
        title = _checked_title(title)
        with self._writing() as connection:
            connection.execute(
                "UPDATE conversations SET title = ?, named = 1, searched = ? WHERE number = ?",
                (title, _folded(title), _number(connection, owner, conversation)),
            )

    def delete(self, owner: str, conversation: str) -> None:
        """Hide a conversation from every other method but `restore`.

        What anybody deleted more than `UNDO` ago is gone for good.
        """
        now = self._clock()
        with self._writing() as connection:
            number = _number(connection, owner, conversation)
            connection.execute("DELETE FROM conversations WHERE deleted < ?", (_text(now - UNDO),))
            connection.execute("UPDATE conversations SET deleted = ? WHERE number = ?", (_text(now), number))

    def restore(self, owner: str, conversation: str) -> None:
        """Take a deletion back; changes nothing where nothing was deleted."""
        with self._writing() as connection:
            number = _number(connection, owner, conversation, deleted=True)
            connection.execute("UPDATE conversations SET deleted = NULL WHERE number = ?", (number,))

    def rate(self, owner: str, turn: str, rating: Rating | None) -> None:
        """Note what the owner thinks of an answer, in place of an earlier rating; None takes it back.

        A reason has at most `MOST_REASON_CHARACTERS` characters.
        """
        good, reason = (rating.good, _checked_reason(rating.reason)) if rating else (None, "")
        with self._writing() as connection:
            _, number = _place(connection, owner, turn)
            connection.execute(
                "UPDATE turns SET good = ?, reason = ? WHERE number = ?", (good, reason, number)
            )

    def rated(self, owner: str) -> tuple[KeptTurn, ...]:
        """Return the owner's rated turns in the order in which they were asked."""
        sql = (
            "SELECT DISTINCT c.number FROM conversations c JOIN turns t ON t.conversation = c.number "
            "WHERE c.owner = ? AND c.deleted IS NULL AND t.good IS NOT NULL"
        )
        with self._reading() as connection:
            numbers = [row[0] for row in connection.execute(sql, (_hashed(owner),))]
            turns = chain.from_iterable(_turns(connection, number) for number in numbers)
            return tuple(sorted((one for one in turns if one.rating), key=lambda one: one.asked))

    def _reading(self) -> AbstractContextManager[sqlite3.Connection]:
        return self._transaction("BEGIN")

    def _writing(self) -> AbstractContextManager[sqlite3.Connection]:
        return self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """All that is done inside happens together or not at all."""
        with _told(self._path), closing(self._connected()) as connection:
            connection.execute(begin)
            yield connection
            connection.execute("COMMIT")

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            # What somebody asks is not for the other users of their machine.
            self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._prepare(connection)
            # So that readers go on while somebody writes. The file remembers it; where others keep this
            # one from it now, it works without, and the next one does it.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        connection.execute("COMMIT")
        if version > _SCHEMA_VERSION:
            raise CitewireError(
                f"{self._path} was written by a newer Citewire (format {version}, this one knows "
                f"{_SCHEMA_VERSION}): use that one, or move the file away to begin anew"
            )
        if version == _SCHEMA_VERSION:
            return
        if tables:
            raise _damaged(self._path, "it holds something else")
        connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}PRAGMA user_version = {_SCHEMA_VERSION};COMMIT;")


def history_of(turns: Iterable[KeptTurn]) -> tuple[Turn, ...]:
    """Return the messages of turns: what a question that follows them is asked with."""
    return tuple(
        message
        for turn in turns
        for message in (Turn("user", turn.reply.question), Turn("assistant", turn.reply.answer))
    )


def question_rows(turns: Iterable[KeptTurn]) -> Iterator[dict[str, Any]]:
    """Yield the rated turns as lines of a question file, ready for `json.dumps`; others are left out.

    What a reader found good is taken as right: the articles and quotes that an answer cites are the
    evidence, and a refusal means that the archive doesn't answer. What they found bad is taken to have an
    answer that was not given; where an answer was, that is only a guess, and `answerable_guessed` says so.
    """
    for turn in turns:
        if turn.rating is not None:
            yield _question_row(turn, turn.rating)


def _question_row(turn: KeptTurn, rating: Rating) -> dict[str, Any]:
    reply = turn.reply
    right = reply.citations if rating.good and reply.answered else ()
    return {
        "id": f"feedback-{turn.id}",
        "question": one_line(reply.question),
        "kind": "feedback",
        "answerable": reply.answered or not rating.good,
        "answerable_guessed": reply.answered and not rating.good,
        "history": [{"role": one.role, "content": one.content} for one in turn.history],
        "relevant_ids": list(dict.fromkeys(one.article_id for one in right)),
        "evidence": [
            {"article_id": one.article_id, "quote": one.quote} for one in right if one.quote.strip()
        ],
        # The asker's day, not UTC's: "this week" counted from it.
        "question_date": turn.asked.astimezone().date().isoformat(),
        "rating": "good" if rating.good else "bad",
        "reason": rating.reason,
        "answer": reply.answer,
        "engine": reply.engine,
        "index": reply.index,
    }


def _last(connection: sqlite3.Connection, conversation: int, until: int | None = None) -> KeptTurn:
    """Return a conversation's last turn, or the one with that number, reading no more than it remembers."""
    return _turns(connection, conversation, latest=_REMEMBERED_TURNS + 1, until=until)[-1]


def _turns(
    connection: sqlite3.Connection, conversation: int, *, latest: int = MOST_TURNS, until: int | None = None
) -> tuple[KeptTurn, ...]:
    """Return the latest turns of a conversation, or of those up to a number, in their order."""
    sql = (
        "SELECT id, asked, reply, good, reason FROM turns WHERE conversation = ? "
        "AND (? IS NULL OR number <= ?) ORDER BY number DESC LIMIT ?"
    )
    rows = connection.execute(sql, (conversation, until, until, latest)).fetchall()
    turns: list[KeptTurn] = []
    for turn_id, asked, packed, good, reason in reversed(rows):
        reply = _replies().validate_json(packed)
        rating = None if good is None else Rating(bool(good), reason)
        history = history_of(turns[-_REMEMBERED_TURNS:])
        turns.append(KeptTurn(turn_id, datetime.fromisoformat(asked), reply, rating, history))
    return tuple(turns)


def _begin(connection: sqlite3.Connection, owner: str, now: str) -> int:
    hashed = _hashed(owner)
    sql = "SELECT count(*) FROM conversations WHERE owner = ? AND deleted IS NULL"
    if connection.execute(sql, (hashed,)).fetchone()[0] >= MOST_CONVERSATIONS:
        raise UsageError(f"{MOST_CONVERSATIONS:,} conversations are kept, the most there can be: delete some")
    sql = "INSERT INTO conversations (id, owner, title, searched, changed) VALUES (?, ?, '', '', ?)"
    number = connection.execute(sql, (_new_id(), hashed, now)).lastrowid
    return int(number or 0)


def _add(connection: sqlite3.Connection, conversation: int, now: str, reply: Reply, packed: bytes) -> None:
    sql = "SELECT count(*) FROM turns WHERE conversation = ?"
    turns = connection.execute(sql, (conversation,)).fetchone()[0]
    if turns >= MOST_TURNS:
        raise UsageError(
            f"this conversation has {MOST_TURNS:,} questions, the most there can be: begin another"
        )
    if turns == 0:
        title = _title(reply.question)
        connection.execute(
            "UPDATE conversations SET title = ?, searched = ? WHERE number = ? AND NOT named",
            (title, _folded(title), conversation),
        )
    connection.execute(
        "INSERT INTO turns (id, conversation, asked, searched, reply) VALUES (?, ?, ?, ?, ?)",
        (_new_id(), conversation, now, _folded(f"{reply.question}\n{_unmarked(reply.answer)}"), packed),
    )
    connection.execute("UPDATE conversations SET changed = ? WHERE number = ?", (now, conversation))


def _cut(connection: sqlite3.Connection, owner: str, conversation: int, turn: str) -> None:
    place, number = _place(connection, owner, turn)
    if place != conversation:
        raise _no_such_turn()
    connection.execute("DELETE FROM turns WHERE conversation = ? AND number >= ?", (conversation, number))


def _number(connection: sqlite3.Connection, owner: str, conversation: str, *, deleted: bool = False) -> int:
    sql = "SELECT number FROM conversations WHERE id = ? AND owner = ? AND (deleted IS NULL OR ?)"
    row = connection.execute(sql, (_whole(conversation), _hashed(owner), deleted)).fetchone()
    if row is None:
        raise UsageError(
            "there is no such conversation: it may have been deleted; choose another or begin one"
        )
    return int(row[0])


def _place(connection: sqlite3.Connection, owner: str, turn: str) -> tuple[int, int]:
    """Return the numbers of a turn's conversation and of the turn."""
    sql = (
        "SELECT c.number, t.number FROM turns t JOIN conversations c ON c.number = t.conversation "
        "WHERE t.id = ? AND c.owner = ? AND c.deleted IS NULL"
    )
    row = connection.execute(sql, (_whole(turn), _hashed(owner))).fetchone()
    if row is None:
        raise _no_such_turn()
    return int(row[0]), int(row[1])


def _no_such_turn() -> UsageError:
    return UsageError("there is no such answer in this conversation: it may have been deleted")


def _one(connection: sqlite3.Connection, number: int) -> Conversation:
    return _conversation(connection.execute(_SHOWN + "c.number = ?", (number,)).fetchone())


def _conversation(row: tuple[Any, ...]) -> Conversation:
    conversation_id, title, changed, turns = row
    return Conversation(conversation_id, title, datetime.fromisoformat(changed), turns)


@cache
def _replies() -> TypeAdapter[Reply]:
    return TypeAdapter(Reply)


def _packed(reply: Reply) -> bytes:
    packed = _whole(json.dumps(_replies().dump_python(reply, mode="json"), ensure_ascii=False)).encode()
    if len(packed) > MOST_REPLY_BYTES:
        raise UsageError(
            f"this answer takes {len(packed):,} bytes, too many to keep (at most {MOST_REPLY_BYTES:,}): "
            "save it in another way"
        )
    return packed


def _whole(text: str) -> str:
    """Return `text` with U+FFFD for halves of characters, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _folded(text: str) -> str:
    """Return `text` as it is searched: without case and accents."""
    plain = unicodedata.normalize("NFKD", _whole(text)).casefold().replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _unmarked(answer: str) -> str:
    """Return the words of an answer without what makes them bold, struck out or cited, and unescaped."""
    words = re.sub(r"(?<!\\)(?:\*\*|~~)|\s*(?<!\\)\[\d+\]", "", answer)
    return re.sub(r"\\([^\w\s]|_)", r"\1", words)


def _title(question: str) -> str:
    words = one_line(question)
    if len(words) <= _TITLE_CHARACTERS:
        return words or "A question without words"
    head = words[: _TITLE_CHARACTERS + 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head[:-1]}…"


def _checked_title(title: str) -> str:
    title = one_line(title)
    if not title:
        raise UsageError("the title is empty: type a name for the conversation")
    if len(title) > MOST_TITLE_CHARACTERS:
        raise UsageError(f"the title has {len(title):,} characters: use at most {MOST_TITLE_CHARACTERS:,}")
    return title


def _checked_reason(reason: str) -> str:
    reason = _whole(reason).strip()
    if len(reason) > MOST_REASON_CHARACTERS:
        raise UsageError(f"the reason has {len(reason):,} characters: use at most {MOST_REASON_CHARACTERS:,}")
    return reason


def _checked_search(search: str) -> str:
    if len(search) > MOST_SEARCH_CHARACTERS:
        raise UsageError(f"the search has {len(search):,} characters: use at most {MOST_SEARCH_CHARACTERS:,}")
    return one_line(search)


def _hashed(owner: str) -> bytes:
    if not owner:
        raise UsageError("nobody is named whose conversations these are: allow the page to set its cookie")
    return hashlib.sha256(owner.encode("utf-8", "surrogatepass")).digest()


def _new_id() -> str:
    return secrets.token_hex(12)


def _text(moment: datetime) -> str:
    """Return a moment so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a broken file or a full disk into words."""
    with writing(path, sqlite3.OperationalError):
        try:
            yield
        except sqlite3.DatabaseError as error:
            # A full disk or a lock is an OperationalError too, and nothing is damaged by it.
            if isinstance(error, sqlite3.OperationalError) and not _BROKEN.search(str(error)):
                raise
            raise _damaged(path, str(error)) from error
        except ValueError as error:
            raise _damaged(path, "a reply or a date in it can't be read") from error


def _damaged(path: Path, reason: str) -> CitewireError:
    return CitewireError(
        f"the kept conversations are damaged ({path}: {reason}): move that file away to begin anew; "
        "the archive is not touched"
    )
