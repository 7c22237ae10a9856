"""An index as the online half sees it: articles, passages, and two ways to find them. Never writes.

Opening takes milliseconds; nothing heavy is imported unless the snapshot of vectors has to be made anew.
Every method may be called from any thread, also while a sync is at work: what it has not finished is
not seen. Knows nothing of questions.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.articles import Articles, StoredPassage
from index.errors import CitewireError, NoIndexError
from index.filters import NO_FILTERS, Filters
from index.fingerprint import IndexPlace, missing, place_of
from index.matrix import Matrix
from index.records import Article
from index.settings import IndexSettings
from index.words import DEFAULT_WEIGHTS, FieldWeights, Words

ScoredKeys = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class _State:
    """One state of an index; `stamp` tells it from others: the file itself, and its generation."""

    articles: Articles
    words: Words
    matrix: Matrix
    stamp: tuple[int, int]


class Store:
    """One index, open for reading; passages go by their keys, which no two passages ever share."""

    def __init__(self, place: IndexPlace) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._state = _opened(place)

    @classmethod
    def open(cls, settings: IndexSettings, encoder_name: str | None = None) -> "Store":
        """Open the index of these settings; `encoder_name` saves asking for it where it is known.

        Raises:
            NoIndexError: nothing is indexed, or only with other settings, which the line names.
            DamagedIndexError: what is there can't be read; the line says how to mend it.
        """
        if encoder_name is None:
            from index.embedding import make_encoder

            encoder_name = make_encoder(settings).name
        place = place_of(settings, encoder_name)
        if not place.exists():
            raise missing(place)
        store = cls(place)
        if store.counts()[0] == 0:
            store.close()
            raise NoIndexError("the index is empty: run `python -m index` on a folder of articles")
        return store

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._state.articles.close()

    @property
    def fingerprint(self) -> str:
        """The index's name: twelve hexadecimal digits."""
        return self._place.fingerprint

    def refresh(self) -> bool:
        """Look whether a sync has changed the index; return whether it had. Takes well under 1 ms."""
        with self._lock:
            before = self._state
            try:
                if _stamp(self._place, before.articles) == before.stamp:
                    return False
                self._state = _refreshed(self._place, before)
            except (CitewireError, FileNotFoundError):
                # It is being built again from nothing: what is open serves until that is done.
                return False
            return True

    def article(self, article_id: str) -> Article | None:
        """Return an article with its stored text, or None."""
        return self._state.articles.article(article_id)

    def article_ids(self) -> list[str]:
        """Return the ids of all articles, sorted."""
        return self._state.articles.ids()

    def passages(self, keys: Sequence[int]) -> list[StoredPassage]:
        """Return passages with their articles' facts and sentence vectors, in the order of `keys`.

        Keys that no passage has any more are passed over.
        """
        return self._state.articles.passages(keys)

    def passage_keys(self, article_id: str) -> list[int]:
        """Return the keys of an article's passages, in the order of its text."""
        return self._state.articles.passage_keys(article_id)

    def search_words(
        self,
        terms: Iterable[str],
        names: Iterable[str] = (),
        k: int = 100,
        filters: Filters = NO_FILTERS,
        weights: FieldWeights = DEFAULT_WEIGHTS,
    ) -> ScoredKeys:
        """Return at most `k` passages by BM25, best first.

        `terms` come from `analyze`, `names` from `name_keys` (index/analysis.py).
        """
        return self._existing(self._state.words.search(terms, names, k, filters, weights))

    def search_vectors(
        self, vector: NDArray[np.float32], k: int = 100, filters: Filters = NO_FILTERS
    ) -> ScoredKeys:
        """Return at most `k` passages by exact cosine similarity, best first; `vector`: (dimensions,)."""
        keys, scores = self._state.matrix.search(vector, k, filters)
        return self._existing(list(zip(keys.tolist(), scores.tolist(), strict=True)))

    def passage_count(self) -> int:
        """Return how many passages can be found; at once, where `counts` has to count."""
        return len(self._state.matrix.rows)

    def term_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many passages each term (from `analyze`) stands."""
        return self._state.words.frequencies(terms)

    def name_frequencies(self, keys: Iterable[str]) -> dict[str, int]:
        """Return in how many passages a name with each key (from `name_keys`) stands."""
        return self._state.words.name_frequencies(keys)

    def counts(self) -> tuple[int, int]:
        """Return how many articles and how many passages there are."""
        return self._state.articles.counts()

    def outlets(self) -> dict[str, int]:
        """Return each outlet's name with the number of its articles, the largest first."""
        return self._state.articles.outlets()

    def date_range(self) -> tuple[date, date] | None:
        """Return the first and the last publication date, or None where no article has one."""
        return self._state.articles.date_range()

    def _existing(self, found: ScoredKeys) -> ScoredKeys:
        """Leave out what a sync has written but not finished, or let go but not yet removed."""
        if not self._state.articles.unfinished():
            return found
        existing = self._state.articles.existing([key for key, _ in found])
        return [(key, score) for key, score in found if key in existing]


def _opened(place: IndexPlace) -> _State:
    articles = Articles.open(place.articles)
    try:
        # Read before the rest is opened: what changes meanwhile is noticed by the next refresh.
        stamp = _stamp(place, articles)
        return _State(articles, Words(place.words), _current_matrix(place, articles), stamp)
    except BaseException:
        articles.close()
        raise


def _refreshed(place: IndexPlace, before: _State) -> _State:
    stamp = _stamp(place, before.articles)
    if stamp[0] != before.stamp[0]:
        # The old connection is left to the threads that still read from it.
        return _opened(place)
    before.words.refresh()
    return replace(before, matrix=_current_matrix(place, before.articles), stamp=stamp)


def _stamp(place: IndexPlace, articles: Articles) -> tuple[int, int]:
    return place.articles.stat().st_ino, articles.generation()


def _current_matrix(place: IndexPlace, articles: Articles) -> Matrix:
    """Return the snapshot, made anew if a killed sync has left none that is up to date.

    While a sync is at work the last one must do: it will bring the next.
    """
    snapshot = Matrix.load(place.folder)
    if snapshot is not None and snapshot.generation == articles.generation():
        return snapshot
    # Seldom needed, and it brings everything with it that writes.
    from index.writer import BusyError, locked, mend_snapshot

    try:
        with locked(place):
            return mend_snapshot(place, articles)
    except BusyError as error:
        if snapshot is None:
            raise NoIndexError("the index is being made: try again when `python -m index` is done") from error
        return snapshot
