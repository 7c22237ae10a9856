"""Writes one index: Chroma and the words first, SQLite last, then away with what was replaced.

Keys are never used twice, so that at any moment a kill leaves SQLite pointing at vectors and words that
are there; whatever else they hold is unknown to SQLite, is passed over by searches, and is cleared away by
`mend` when the next sync begins. Knows nothing of files.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.analysis import analyze, name_keys
from index.articles import Articles, NewArticle, NewPassage, StoredPassage
from index.disk import writing
from index.encoder import PassageText, PassageVectors
from index.errors import CitewireError
from index.fingerprint import IndexPlace
from index.matrix import Matrix, write_snapshot
from index.passages import context_of
from index.records import Article, Passage
from index.survey import Change, FileRead, Move
from index.terms import keys, line_of, stems
from index.words import WordEntry, WordsWriter

if TYPE_CHECKING:
    from index.embedding import Encoder
    from index.vectors import VectorEntry, Vectors

_MENDED_AT_ONCE = 64


class BusyError(CitewireError):
    """Another process is writing this index."""


@dataclass(frozen=True, slots=True)
class CutArticle:
    """A changed article and its passages."""

    change: Change
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What is embedded and stored together."""

    cut: tuple[CutArticle, ...] = ()
    moves: tuple[Move, ...] = ()
    files: tuple[FileRead, ...] = ()

    def texts(self) -> list[PassageText]:
        """Return what is embedded, a text a passage, in order."""
        return [_text(one.change.article, passage) for one in self.cut for passage in one.passages]


class IndexWriter:
    """The one writer of an index; `locked` sees to it that there is only one."""

    def __init__(self, place: IndexPlace) -> None:
        place.create()
        self._place = place
        self._opened: Vectors | None = None
        self.articles = Articles.open_for_writing(place.articles)
        try:
            self._words = WordsWriter(place.words)
        except BaseException:
            self.articles.close()
            raise

    def close(self) -> None:
        """Let go of every store; what was not finished is made good by the next sync."""
        self._words.close()
        if self._opened is not None:
            self._opened.close()
        self.articles.close()

    def needs_mending(self) -> bool:
        """Return whether a sync was cut short, or a store has gone or lost passages."""
        passages = self.articles.counts()[1]
        without_vectors = passages > 0 and not self._place.vectors.is_dir()
        return self.articles.unfinished() or without_vectors or self._words.reader().count() != passages

    def mend(self, encoder: "Encoder") -> None:
        """Make words and vectors hold exactly the passages that SQLite knows."""
        self.articles.reserve_keys(0)
        known = {fact.key: fact for fact in self.articles.passage_facts()}
        ids = {fact.passage_id: key for key, fact in known.items()}
        worded = self._words.reader().keys()
        vectored = self._vectors.keys()
        self._words.remove(worded - known.keys())
        self._vectors.remove([one for one, key in vectored.items() if ids.get(one) != key])
        self._mend_words(sorted(known.keys() - worded))
        self._mend_vectors(sorted(known.keys() - set(vectored.values())), encoder)
        self._words.commit()

    def store(self, batch: Batch, vectors: Sequence[PassageVectors]) -> None:
        """Store a batch, each of its articles in place of what had its id, all of them or none.

        `vectors` belong to `batch.texts()`.
        """
        first = self.articles.reserve_keys(len(vectors))
        rows = iter(zip(range(first, first + len(vectors)), vectors, strict=True))
        prepared = [self._prepared(one, rows) for one in batch.cut]
        self._vectors.put([entry for _, entries in prepared for entry in entries])
        self._words.commit()
        replaced: dict[int, str] = {}
        with self.articles.transaction():
            for article, _ in prepared:
                replaced |= self.articles.put(article)
            self._note_files(batch)
        still_there = {passage.id for one in batch.cut for passage in one.passages}
        self._forget(replaced, still_there)

    def remove(self, article_ids: Sequence[str], *, files_stay: bool = False) -> None:
        """Remove articles.

        Their files count as new when they are met again, even with the same bytes, unless `files_stay`.
        """
        if not article_ids:
            return
        self.articles.reserve_keys(0)
        removed: dict[int, str] = {}
        with self.articles.transaction():
            for article_id in article_ids:
                known = self.articles.known_article(article_id)
                removed |= self.articles.remove(article_id)
                if known is not None and not files_stay:
                    self.articles.forget_file(known.file)
        self._forget(removed, set())

    def finish(self) -> None:
        """Bring the snapshot of vectors in line and note that all stores agree."""
        self._words.commit()
        snapshot = Matrix.load(self._place.folder)
        if snapshot is None or snapshot.generation != self.articles.generation():
            _write_snapshot(self._place, self.articles, lambda: self._vectors)
        if self.articles.unfinished():
            self.articles.finish()

    @property
    def _vectors(self) -> "Vectors":
        if self._opened is None:
            self._opened = _open_vectors(self._place)
        return self._opened

    def _prepared(
        self, one: CutArticle, rows: Iterator[tuple[int, PassageVectors]]
    ) -> tuple[NewArticle, list["VectorEntry"]]:
        """Add an article's words; return the form in which SQLite and Chroma take it."""
        from index.vectors import VectorEntry

        article = one.change.article
        new, entries = [], []
        for passage, (key, vectors) in zip(one.passages, rows, strict=False):
            terms = tuple(line_of(one.of(article.text), article.language) for one in passage.sentences)
            new.append(NewPassage(key, passage, terms, vectors.sentences.astype(np.float16)))
            entries.append(VectorEntry(key, passage, article, vectors.passage))
            self._words.add([_word_entry(key, terms, article)])
        return NewArticle(article, one.change.file, one.change.content_hash, tuple(new)), entries

    def _note_files(self, batch: Batch) -> None:
        for move in batch.moves:
            self.articles.move(move.article_id, move.file)
        for file in batch.files:
            if file.sha256 is None:
                self.articles.forget_file(file.path)
            else:
                self.articles.put_file(file.path, file.sha256)

    def _forget(self, replaced: dict[int, str], still_there: set[str]) -> None:
        """Remove passages that SQLite has let go; the words see it with the next commit."""
        self._words.remove(replaced)
        self._vectors.remove([one for one in replaced.values() if one not in still_there])

    def _mend_words(self, keys: Sequence[int]) -> None:
        for article, passages in self._stored(keys):
            self._words.add(_word_entry(one.key, one.terms, article) for one in passages)

    def _mend_vectors(self, keys: Sequence[int], encoder: "Encoder") -> None:
        from index.vectors import VectorEntry

        for article, passages in self._stored(keys):
            vectors = encoder.embed_passages([_text(article, one.passage) for one in passages])
            entries = zip(passages, vectors, strict=True)
            self._vectors.put(
                [VectorEntry(one.key, one.passage, article, row.passage) for one, row in entries]
            )

    def _stored(self, keys: Sequence[int]) -> Iterator[tuple[Article, list[StoredPassage]]]:
        """Yield the articles of these passages, each with those of its passages that are asked for."""
        for at in range(0, len(keys), _MENDED_AT_ONCE):
            found: dict[str, list[StoredPassage]] = {}
            for stored in self.articles.passages(keys[at : at + _MENDED_AT_ONCE]):
                found.setdefault(stored.article.id, []).append(stored)
            for article_id, passages in found.items():
                article = self.articles.article(article_id)
                if article is not None:
                    yield article, passages


@contextmanager
def mended_writer(place: IndexPlace, encoder: "Encoder") -> Iterator[IndexWriter]:
    """Open an index for who holds `locked`, after making good what a killed sync has left."""
    with closing(IndexWriter(place)) as writer:
        if writer.needs_mending():
            writer.mend(encoder)
        yield writer


def mend_snapshot(place: IndexPlace, articles: Articles) -> Matrix:
    """Write the snapshot of an index that has lost it; only for who holds `locked`."""
    opened: list[Vectors] = []

    def vectors() -> "Vectors":
        opened[:] = opened or [_open_vectors(place)]
        return opened[0]

    try:
        return _write_snapshot(place, articles, vectors)
    finally:
        for one in opened:
            one.close()


@contextmanager
def locked(place: IndexPlace) -> Iterator[None]:
    """Hold the right to write an index.

    Raises:
        BusyError: another process holds it.
    """
    with writing(place.lock_file):
        place.data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.lock_file, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise BusyError(
                f"another `python -m index` is at work on {place.folder.name}: wait for it to end"
            ) from None
    try:
        yield
    finally:
        lock.release()


def remove_index(place: IndexPlace) -> None:
    """Delete an index, whatever state it is in."""
    with writing(place.folder):
        if place.folder.exists():
            shutil.rmtree(place.folder)


def _open_vectors(place: IndexPlace) -> "Vectors":
    # chromadb takes a second to import; a sync that finds nothing to do never needs it.
    from index.vectors import Vectors

    return Vectors(place.vectors)


def _write_snapshot(place: IndexPlace, articles: Articles, vectors: Callable[[], "Vectors"]) -> Matrix:
    def fetch(passage_ids: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        return vectors().fetch(passage_ids)

    generation = articles.generation()
    return write_snapshot(place.folder, generation, articles.dimensions(), articles.passage_facts(), fetch)


def _text(article: Article, passage: Passage) -> PassageText:
    start = passage.span.start
    sentences = tuple((one.start - start, one.end - start) for one in passage.sentences)
    return PassageText(context_of(article), passage.span.of(article.text), sentences)


def _word_entry(key: int, terms: Sequence[str], article: Article) -> WordEntry:
    title = article.title or ""
    return WordEntry(
        key,
        body=[stem for line in terms for stem in stems(line)],
        title=analyze(title, article.language),
        names=[*name_keys(title), *(key for line in terms for key in keys(line))],
        day=article.published.toordinal() if article.published else None,
        source=article.source,
    )
