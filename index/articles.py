"""Articles, passages and sentence vectors in SQLite: the source of truth of an index.

What is not in here does not exist for a search, whatever the vectors or the words still hold: they
are written first and this last, in one transaction. The only file that knows sqlite3; knows nothing of
files on disk, models or searches.

`generation` counts up with every change, so that a reader can tell cheaply whether it has to look again.
`unfinished` is set from before the first write of a sync until after its last: what a killed sync has
left in the other stores is looked for only then.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.disk import writing
from index.errors import CitewireError, DamagedIndexError, NoIndexError
from index.records import Article, Passage, Span

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', 0), ('next_key', 1), ('unfinished', 0), ('dimensions', 0);
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, file TEXT NOT NULL, content_hash BLOB NOT NULL,
    text TEXT NOT NULL, title TEXT, published TEXT, source TEXT, byline TEXT, url TEXT, language TEXT
);
CREATE INDEX articles_by_source ON articles (source);
CREATE INDEX articles_by_day ON articles (published);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences BLOB NOT NULL,
    tokens INTEGER NOT NULL, text TEXT NOT NULL, terms TEXT NOT NULL
);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE sentence_vectors (
    key INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE, vectors BLOB NOT NULL
);
"""

# Made by whoever writes, where they are missing: an index made before they were thought of is the same
# index, only listed more slowly until something is added to it.
_INDEXES = """
CREATE INDEX IF NOT EXISTS articles_by_title ON articles (title COLLATE NOCASE, id, source, byline);
CREATE INDEX IF NOT EXISTS articles_by_outlet ON articles (source COLLATE NOCASE, published DESC);
CREATE INDEX IF NOT EXISTS articles_by_length ON articles (length(text));
"""
Order = Literal["newest", "oldest", "title", "outlet"]
# Each is the order of an index, backwards for the newest.
_ORDERS: dict[Order, str] = {
    "newest": "a.published DESC, a.number DESC",
    "oldest": "a.published NULLS LAST, a.number",
    "title": "a.title COLLATE NOCASE NULLS LAST, a.id",
    "outlet": "a.source COLLATE NOCASE NULLS LAST, a.published DESC, a.number",
}
_MOST_SEARCHED_WORDS = 16

# A list of this many is bound in one statement; SQLite's own limit is 32,766.
_MOST_BOUND = 5_000
_BUSY_SECONDS = 30.0
_ARTICLE_COLUMNS = "a.id, a.title, a.published, a.source, a.byline, a.url, a.language"


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """What is known of an article besides its text; `number` identifies it within this index."""

    number: int
    id: str
    title: str | None
    published: date | None
    source: str | None
    byline: str | None
    url: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article as a list shows it: its facts, how many characters its text has, and its file."""

    card: ArticleCard
    characters: int
    file: str


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is found: `text` is what its span covers; `terms` a line a sentence (index/terms.py).

    `sentence_vectors` has shape (sentences, dimensions), float16, unit length; or (0, dimensions) where
    the model gives none.
    """

    key: int
    passage: Passage
    text: str
    article: ArticleCard
    terms: tuple[str, ...] = field(compare=False, repr=False)
    sentence_vectors: NDArray[np.float16] = field(compare=False, repr=False)

    def words(self, span: Span) -> str:
        """Return the words that a span of the article, within the passage, covers."""
        start = self.passage.span.start
        return self.text[span.start - start : span.end - start]


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to store under `key`, with its sentences' terms and vectors (see `StoredPassage`)."""

    key: int
    passage: Passage
    terms: tuple[str, ...]
    sentence_vectors: NDArray[np.float16] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to store, with the file that it came from and the hash of its content."""

    article: Article
    file: str
    content_hash: bytes
    passages: tuple[NewPassage, ...]


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What a sync has to know of an indexed article to see whether it changed."""

    file: str
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """What the snapshot of vectors has to know of a passage; `day` is a `date.toordinal()` or None."""

    key: int
    passage_id: str
    article_number: int
    day: int | None
    source: str | None


class Articles:
    """One SQLite file; every method may be called from any thread.

    Raises:
        DamagedIndexError: from any method, if the file is not what it should be.
        CitewireError: from the writing ones, if the disk refuses.
    """

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._path = path
        self._lock = threading.RLock()
        with self._reading():
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.create_function("holds_words", -1, _holds_words, deterministic=True)
            if read_only:
                # Not opened as read-only: SQLite must be able to recover what a killed sync has left.
                self._connection.execute("PRAGMA query_only = ON")
            else:
                self._connection.execute("PRAGMA foreign_keys = ON")

    @classmethod
    def open(cls, path: Path) -> "Articles":
        """Open an existing file for reading; raise NoIndexError where nothing was ever stored in it."""
        if not path.is_file():
            raise _damaged(path, "it is missing")
        articles = cls(path, read_only=True)
        try:
            articles._refuse_empty()
            articles.generation()
        except CitewireError:
            articles.close()
            raise
        return articles

    @classmethod
    def open_for_writing(cls, path: Path) -> "Articles":
        """Open a file, making it where there is none, for the one process that may write."""
        articles = cls(path, read_only=False)
        try:
            articles._prepare()
        except BaseException:
            articles.close()
            raise
        return articles

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def generation(self) -> int:
        """Return a number that is greater after every change."""
        return self._meta("generation")

    def unfinished(self) -> bool:
        """Return whether a sync is at work or was cut short."""
        return bool(self._meta("unfinished"))

    def dimensions(self) -> int:
        """Return the length of the vectors, 0 as long as there are none."""
        return self._meta("dimensions")

    def counts(self) -> tuple[int, int]:
        """Return how many articles and how many passages there are."""
        articles = self._one("SELECT count(*) FROM articles")[0]
        return int(articles), int(self._one("SELECT count(*) FROM passages")[0])

    def article(self, article_id: str) -> Article | None:
        """Return an article with its stored text, or None."""
        rows = self._all(f"SELECT a.text, {_ARTICLE_COLUMNS} FROM articles a WHERE a.id = ?", (article_id,))  # noqa: S608
        return _article(rows[0]) if rows else None

    def ids(self) -> list[str]:
        """Return the ids of all articles, sorted."""
        return [row[0] for row in self._all("SELECT id FROM articles ORDER BY id")]

    def listed(
        self, words: Sequence[str] = (), order: Order = "newest", offset: int = 0, limit: int = 50
    ) -> tuple[list[ListedArticle], int]:
        """Return a page of the articles, and how many there are in all.

        Only those are counted in whose headline, outlet, byline or id each of `words` stands, in any
        case. What has no date, headline or outlet comes last.
        """
        by = _ORDERS[order]
        if not words:
            rows = self._all(
                f"SELECT a.number FROM articles a ORDER BY {by} LIMIT ? OFFSET ?",  # noqa: S608
                (limit, offset),
            )
            total = self._one("SELECT count(*) FROM articles")[0]
            return self._listed([row[0] for row in rows]), int(total)
        # Found before they are put in order: one index has all that is searched, none the order too.
        found = self._all(
            "SELECT a.number FROM articles a WHERE a.number IN (SELECT number FROM articles "  # noqa: S608
            f"WHERE holds_words(?, title, source, byline, id)) ORDER BY {by}",
            ("\n".join(words[:_MOST_SEARCHED_WORDS]).casefold(),),
        )
        return self._listed([row[0] for row in found[offset : offset + limit]]), len(found)

    def same_article(self, article: Article) -> str | None:
        """Return the id of an article that tells the same in all but its id, or None."""
        # The plus keeps SQLite from putting the text into length(a.text), which would cost it the index.
        sql = (
            f"SELECT a.text, {_ARTICLE_COLUMNS} FROM articles a "  # noqa: S608
            "WHERE length(a.text) = length(?) AND +a.text = ? ORDER BY a.number"
        )
        found = map(_article, self._all(sql, (article.text, article.text)))
        return next((one.id for one in found if replace(one, id=article.id) == article), None)

    def known_article(self, article_id: str) -> KnownArticle | None:
        """Return an article's file and the hash of its content, or None."""
        rows = self._all("SELECT file, content_hash FROM articles WHERE id = ?", (article_id,))
        return KnownArticle(*rows[0]) if rows else None

    def outlets(self) -> dict[str, int]:
        """Return each outlet's name with the number of its articles, the largest first."""
        sql = (
            "SELECT source, count(*) AS n FROM articles WHERE source IS NOT NULL "
            "GROUP BY source ORDER BY n DESC, source"
        )
        return dict(self._all(sql))

    def date_range(self) -> tuple[date, date] | None:
        """Return the first and the last publication date, or None where no article has one."""
        first, last = self._one("SELECT min(published), max(published) FROM articles")
        return (date.fromisoformat(first), date.fromisoformat(last)) if first else None

    def passages(self, keys: Sequence[int]) -> list[StoredPassage]:
        """Return the passages with these keys in the order given, without those that don't exist."""
        sql = (
            'SELECT p.key, p.number, p.start, p."end", p.sentences, p.tokens, p.text, p.terms, v.vectors, '  # noqa: S608
            f"a.number, {_ARTICLE_COLUMNS} FROM passages p JOIN articles a ON a.number = p.article "
            "JOIN sentence_vectors v ON v.key = p.key WHERE p.key IN ({marks})"
        )
        dimensions = self.dimensions()
        found = {row[0]: _stored_passage(row, dimensions) for row in self._in(sql, keys)}
        return [found[key] for key in keys if key in found]

    def passage_keys(self, article_id: str) -> list[int]:
        """Return the keys of an article's passages, in the order of the text."""
        sql = (
            "SELECT p.key FROM passages p JOIN articles a ON a.number = p.article "
            "WHERE a.id = ? ORDER BY p.number"
        )
        return [row[0] for row in self._all(sql, (article_id,))]

    def existing(self, keys: Sequence[int]) -> set[int]:
        """Return those of `keys` that belong to a passage."""
        return {row[0] for row in self._in("SELECT key FROM passages WHERE key IN ({marks})", keys)}

    def passage_facts(self) -> Iterator[PassageFacts]:
        """Yield what the snapshot needs of every passage, by key."""
        sql = (
            "SELECT p.key, a.id, p.number, a.number, a.published, a.source FROM passages p "
            "JOIN articles a ON a.number = p.article ORDER BY p.key"
        )
        for key, article_id, number, article_number, published, source in self._all(sql):
            day = date.fromisoformat(published).toordinal() if published else None
            yield PassageFacts(key, f"{article_id}#{number}", article_number, day, source)

    def known(self) -> dict[str, KnownArticle]:
        """Return every article's id with its file and the hash of its content."""
        rows = self._all("SELECT id, file, content_hash FROM articles")
        return {article_id: KnownArticle(file, content_hash) for article_id, file, content_hash in rows}

    def files(self) -> dict[str, bytes]:
        """Return the SHA-256 of every file that was read without a fault."""
        return dict(self._all("SELECT path, sha256 FROM files"))

    def reserve_keys(self, count: int) -> int:
        """Mark the index as unfinished; return the first of `count` keys that no passage ever had."""
        with self.transaction():
            first = self._meta("next_key")
            self._set_meta("next_key", first + count)
            self._set_meta("unfinished", 1)
        return first

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside happen together or not at all."""
        with self._lock:
            self._run("BEGIN IMMEDIATE")
            try:
                yield
                self._run("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise

    def put(self, new: NewArticle) -> dict[int, str]:
        """Store an article in place of what had its id; return the passages it replaces, key to id."""
        replaced = self._passages_of(new.article.id)
        self._forget_passages(new.article.id)
        one = new.article
        values = (one.id, new.file, new.content_hash, one.text, one.title, _day(one.published), one.source)
        row = self._one(
            "INSERT INTO articles "
            "(id, file, content_hash, text, title, published, source, byline, url, language) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET file = excluded.file, "
            "content_hash = excluded.content_hash, text = excluded.text, title = excluded.title, "
            "published = excluded.published, source = excluded.source, byline = excluded.byline, "
            "url = excluded.url, language = excluded.language RETURNING number",
            (*values, one.byline, one.url, one.language),
        )
        for passage in new.passages:
            self._put_passage(row[0], one.text, passage)
        self._changed()
        return replaced

    def move(self, article_id: str, file: str) -> None:
        """Note that an article, otherwise unchanged, now comes from `file`."""
        self._run("UPDATE articles SET file = ? WHERE id = ?", (file, article_id))

    def remove(self, article_id: str) -> dict[int, str]:
        """Remove an article; return its passages, key to id."""
        removed = self._passages_of(article_id)
        self._forget_passages(article_id)
        self._run("DELETE FROM articles WHERE id = ?", (article_id,))
        self._changed()
        return removed

    def put_file(self, path: str, sha256: bytes) -> None:
        """Note that every article of a file with these bytes is stored."""
        self._run("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, sha256))

    def forget_file(self, path: str) -> None:
        """Note that a file has to be read again."""
        self._run("DELETE FROM files WHERE path = ?", (path,))

    def finish(self) -> None:
        """Note that every store agrees with this one."""
        with self.transaction():
            self._set_meta("unfinished", 0)

    def _listed(self, numbers: Sequence[int]) -> list[ListedArticle]:
        sql = (
            f"SELECT length(a.text), a.file, a.number, {_ARTICLE_COLUMNS} FROM articles a "  # noqa: S608
            "WHERE a.number IN ({marks})"
        )
        found = {row[2]: ListedArticle(_card(row[2:]), row[0], row[1]) for row in self._in(sql, numbers)}
        return [found[number] for number in numbers if number in found]

    def _refuse_empty(self) -> None:
        if not self._one("SELECT count(*) FROM sqlite_master")[0]:
            raise NoIndexError("indexing stopped before anything was stored: run `python -m index`")

    def _prepare(self) -> None:
        with self._reading():
            self._connection.execute("PRAGMA journal_mode = WAL")
            if self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                self._connection.executescript(f"BEGIN;{_SCHEMA}COMMIT;")
            self._connection.executescript(_INDEXES)
        self.generation()

    def _passages_of(self, article_id: str) -> dict[int, str]:
        sql = "SELECT p.key, p.number FROM passages p JOIN articles a ON a.number = p.article WHERE a.id = ?"
        return {key: f"{article_id}#{number}" for key, number in self._all(sql, (article_id,))}

    def _forget_passages(self, article_id: str) -> None:
        self._run(
            "DELETE FROM passages WHERE article = (SELECT number FROM articles WHERE id = ?)", (article_id,)
        )

    def _put_passage(self, article_number: int, text: str, new: NewPassage) -> None:
        passage = new.passage
        spans = np.array([(one.start, one.end) for one in passage.sentences], dtype="<u4")
        where = (new.key, article_number, passage.number, passage.span.start, passage.span.end)
        self._run(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*where, spans.tobytes(), passage.tokens, passage.span.of(text), "\n".join(new.terms)),
        )
        vectors = np.ascontiguousarray(new.sentence_vectors, dtype="<f2")
        self._run("INSERT INTO sentence_vectors VALUES (?, ?)", (new.key, vectors.tobytes()))
        self._set_meta("dimensions", vectors.shape[1])

    def _changed(self) -> None:
        self._run("UPDATE meta SET value = value + 1 WHERE name = 'generation'")

    def _meta(self, name: str) -> int:
        return int(self._one("SELECT value FROM meta WHERE name = ?", (name,))[0])

    def _set_meta(self, name: str, value: int) -> None:
        self._run("UPDATE meta SET value = ? WHERE name = ?", (value, name))

    def _in(self, sql: str, values: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for at in range(0, len(values), _MOST_BOUND):
            some = [int(value) for value in values[at : at + _MOST_BOUND]]
            yield from self._all(sql.format(marks=",".join("?" * len(some))), some)

    def _one(self, sql: str, values: Iterable[Any] = ()) -> tuple[Any, ...]:
        rows = self._all(sql, values)
        if not rows:
            raise _damaged(self._path, "a row is missing")
        return rows[0]

    def _all(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        with self._reading():
            return self._connection.execute(sql, tuple(values)).fetchall()

    def _run(self, sql: str, values: Iterable[Any] = ()) -> None:
        self._all(sql, values)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn what SQLite says of a broken file or a full disk into words."""
        with self._lock, writing(self._path, sqlite3.OperationalError):
            try:
                yield
            except sqlite3.DatabaseError as error:
                # A full disk or a lock is an OperationalError too, and nothing is damaged by it.
                if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
                    raise
                raise _damaged(self._path, str(error)) from error


def _holds_words(words: str, *fields: str | None) -> bool:
    """Return whether each of the words, a line each and case-folded, stands in one of the fields."""
    text = "\n".join(filter(None, fields)).casefold()
    return all(word in text for word in words.split("\n"))


def _damaged(path: Path, reason: str) -> DamagedIndexError:
    return DamagedIndexError(
        f"the index is damaged ({path.name}: {reason}): build it again with `python -m index --rebuild`"
    )


def _day(published: date | None) -> str | None:
    return published.isoformat() if published else None


def _article(row: tuple[Any, ...]) -> Article:
    text, article_id, title, published, *rest = row
    return Article(article_id, text, title, date.fromisoformat(published) if published else None, *rest)


def _card(row: tuple[Any, ...]) -> ArticleCard:
    number, article_id, title, published, *rest = row
    return ArticleCard(number, article_id, title, date.fromisoformat(published) if published else None, *rest)


def _stored_passage(row: tuple[Any, ...], dimensions: int) -> StoredPassage:
    key, number, start, end, packed, tokens, text, terms, vectors, *facts = row
    card = _card(tuple(facts))
    borders = np.frombuffer(packed, dtype="<u4").reshape(-1, 2).tolist()
    sentences = tuple(map(Span._make, borders))
    passage = Passage(card.id, number, Span(start, end), sentences, tokens)
    rows = np.frombuffer(vectors, dtype="<f2").reshape(-1, dimensions).astype(np.float16, copy=False)
    return StoredPassage(key, passage, text, card, tuple(terms.split("\n")), rows)
