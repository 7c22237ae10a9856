"""A snapshot of all passage vectors for exact search: one memory-mapped matrix, sorted by day.

Sorted, because nearly every question about news has dates: the rows that a date filter lets through
are one contiguous slice, so that a filter makes the scan shorter rather than longer.

    <index>/snapshot-<generation>/vectors.npy   float32, (passages, dimensions), unit length
    <index>/snapshot-<generation>/rows.npy      the key, day, outlet and article of each row
    <index>/snapshot-<generation>/outlets.json  the names that outlet numbers stand for

A snapshot is written aside and renamed into place, then never changed: a reader sees one or the next,
whole. Knows nothing of where vectors and facts come from.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.articles import PassageFacts
from index.disk import writing
from index.filters import NO_FILTERS, Filters, outlet_key

Floats = NDArray[np.float32]
Fetch = Callable[[Sequence[str]], Iterable[tuple[int, Floats]]]

_PREFIX = "snapshot-"
_ROW = np.dtype([("key", "<i8"), ("day", "<i4"), ("outlet", "<i4"), ("article", "<i8")])
# The day of an article without one: before every other, and no `date.toordinal()`.
_UNDATED = 0
# The key of a row whose vector could not be had; passages count from 1.
_NO_KEY = 0
_ROWS_AT_ONCE = 4_096
# Copying the rows of few outlets together is quicker than scanning all rows up to about this share.
_FEW = 0.2


@dataclass(frozen=True, slots=True)
class Matrix:
    """One snapshot, open for searching from any thread."""

    folder: Path
    generation: int
    vectors: Floats = field(repr=False)
    rows: NDArray[np.void] = field(repr=False)
    outlets: tuple[str, ...] = field(repr=False)

    @classmethod
    def load(cls, home: Path) -> "Matrix | None":
        """Open the newest snapshot below an index's folder; None where there is none to be read."""
        for folder in sorted(home.glob(f"{_PREFIX}*"), key=_generation_of, reverse=True):
            try:
                vectors = np.load(folder / "vectors.npy", mmap_mode="r")
                rows = np.load(folder / "rows.npy")
                outlets = json.loads((folder / "outlets.json").read_text(encoding="utf-8"))
            except (OSError, ValueError, EOFError):
                continue
            if vectors.ndim == 2 and rows.dtype == _ROW and len(vectors) == len(rows):
                return cls(folder, _generation_of(folder), vectors, rows, tuple(outlets))
        return None

    def search(
        self, query: Floats, k: int, filters: Filters = NO_FILTERS
    ) -> tuple[NDArray[np.int64], Floats]:
        """Return keys and cosine similarities of the `k` nearest passages, best first.

        `query` has shape (dimensions,) and any length; fewer than `k` come back where fewer pass.
        """
        if len(self.rows) == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        unit = np.asarray(query, dtype=np.float32) / max(float(np.linalg.norm(query)), 1e-12)
        first, last = self._days(filters)
        chosen = self._chosen(first, last, filters)
        scores = self._scores(unit, first, last, chosen)
        best = _best(scores, k)
        at = best + first if chosen is None else chosen[best]
        keys = self.rows["key"][at]
        held = keys != _NO_KEY
        return keys[held], scores[best][held]

    def _days(self, filters: Filters) -> tuple[int, int]:
        """Return the slice of rows that the days let through."""
        days = self.rows["day"]
        earliest = filters.first_day if filters.first_day is not None else _UNDATED + 1
        first = int(np.searchsorted(days, earliest, "left")) if filters.needs_date else 0
        last = len(days)
        if filters.last_day is not None:
            last = int(np.searchsorted(days, filters.last_day, "right"))
        return first, max(first, last)

    def _chosen(self, first: int, last: int, filters: Filters) -> NDArray[np.intp] | None:
        """Return the rows of the wanted outlets within the slice, or None for all of them."""
        if not filters.sources:
            return None
        wanted = [number for number, name in enumerate(self.outlets) if name in filters.outlets]
        return np.flatnonzero(np.isin(self.rows["outlet"][first:last], wanted)) + first

    def _scores(self, unit: Floats, first: int, last: int, chosen: NDArray[np.intp] | None) -> Floats:
        if chosen is None:
            return np.asarray(self.vectors[first:last] @ unit)
        if len(chosen) < _FEW * (last - first):
            return np.asarray(self.vectors[chosen] @ unit)
        return np.asarray((self.vectors[first:last] @ unit)[chosen - first])


def write_snapshot(
    home: Path, generation: int, dimensions: int, facts: Iterable[PassageFacts], fetch: Fetch
) -> Matrix:
    """Write and open the snapshot of a generation, in place of earlier ones.

    Rows are taken over from the newest snapshot that can be read; `fetch` is asked for the others by
    passage id and yields (key, vector). A vector that it gives under another key, or doesn't give, is
    left out of searches.
    """
    ordered = sorted(facts, key=lambda fact: (_UNDATED if fact.day is None else fact.day, fact.key))
    rows, outlets = _table(ordered)
    draft = home / f"new-{_PREFIX}{generation}"
    with writing(home):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write_vectors(draft / "vectors.npy", ordered, rows, dimensions, fetch, Matrix.load(home))
        np.save(draft / "rows.npy", rows)
        (draft / "outlets.json").write_text(json.dumps(outlets), encoding="utf-8")
        final = home / f"{_PREFIX}{generation}"
        shutil.rmtree(final, ignore_errors=True)
        draft.replace(final)
        for other in home.glob(f"{_PREFIX}*"):
            if other != final:
                shutil.rmtree(other, ignore_errors=True)
    written = Matrix.load(home)
    if written is None:
        raise FileNotFoundError(final)
    return written


def _table(ordered: Sequence[PassageFacts]) -> tuple[NDArray[np.void], list[str]]:
    outlets = sorted({outlet_key(fact.source) for fact in ordered})
    numbers = {name: number for number, name in enumerate(outlets)}
    table = [
        (
            fact.key,
            _UNDATED if fact.day is None else fact.day,
            numbers[outlet_key(fact.source)],
            fact.article_number,
        )
        for fact in ordered
    ]
    return np.array(table, dtype=_ROW), outlets


def _write_vectors(
    path: Path,
    ordered: Sequence[PassageFacts],
    rows: NDArray[np.void],
    dimensions: int,
    fetch: Fetch,
    old: Matrix | None,
) -> None:
    """Write the matrix block by block; plain writes, since a full disk under a memory map is a crash."""
    taken_over = _Rows(old, dimensions)
    header = {"descr": "<f4", "fortran_order": False, "shape": (len(rows), dimensions)}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for at in range(0, len(rows), _ROWS_AT_ONCE):
            some = slice(at, at + _ROWS_AT_ONCE)
            block, held = taken_over.block(rows["key"][some])
            _fetch_into(block, held, ordered[some], fetch)
            rows["key"][some][~held] = _NO_KEY
            file.write(np.ascontiguousarray(block, dtype="<f4").tobytes())


def _fetch_into(block: Floats, held: NDArray[np.bool_], facts: Sequence[PassageFacts], fetch: Fetch) -> None:
    lacking = {facts[at].key: at for at in np.flatnonzero(~held).tolist()}
    if not lacking:
        return
    for key, vector in fetch([facts[at].passage_id for at in lacking.values()]):
        at = lacking.get(key)
        if at is not None:
            block[at] = vector / max(float(np.linalg.norm(vector)), 1e-12)
            held[at] = True


class _Rows:
    """The vectors of a former snapshot, by key."""

    def __init__(self, old: Matrix | None, dimensions: int) -> None:
        usable = old is not None and old.vectors.shape[1] == dimensions
        self._vectors = old.vectors if old is not None and usable else np.zeros((0, dimensions), np.float32)
        keys = old.rows["key"] if old is not None and usable else np.zeros(0, np.int64)
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def block(self, keys: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the vectors of `keys`, and which of them were there; the others are zero."""
        block = np.zeros((len(keys), self._vectors.shape[1]), dtype=np.float32)
        at = np.searchsorted(self._keys, keys)
        held = at < len(self._keys)
        held[held] = self._keys[at[held]] == keys[held]
        block[held] = self._vectors[self._order[at[held]]]
        return block, held


def _best(scores: Floats, k: int) -> NDArray[np.intp]:
    """Return the positions of the `k` greatest scores, greatest first, the earlier first among equals."""
    if k < 1:
        return np.zeros(0, dtype=np.intp)
    some = np.argpartition(scores, -k)[-k:] if k < len(scores) else np.arange(len(scores))
    return some[np.lexsort((some, -scores[some]))]


def _generation_of(folder: Path) -> int:
    tail = folder.name.removeprefix(_PREFIX)
    return int(tail) if tail.isdigit() else -1
