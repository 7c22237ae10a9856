"""The word index against the other candidate, bm25s: building, one more article, a query, a dated query.

Both take the same analysed terms of made-up passages, score by BM25 with k1 1.2 and b 0.75, and keep what
they build on disk. Names and headlines are left out: bm25s has one field.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from evaluation.bench.corpus import made_up_articles
from index.analysis import analyze
from index.filters import Filters
from index.words import FieldWeights, WordEntry, Words, WordsWriter

_PASSAGES_AN_ARTICLE = 10
_SENTENCES_A_PASSAGE = 6
_FOUND = 40
_WINDOW = 90
_BODY_ONLY = FieldWeights(body=1.0, title=0.0, names=0.0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds to build and to add one article; milliseconds, median, of a query and of a dated one.

    `first` are the keys that each query found, best first.
    """

    build: float
    add: float
    query: float
    dated: float
    first: tuple[tuple[int, ...], ...]


def compare_words(seeds: Path, passages: int, questions: Sequence[str]) -> tuple[Figures, Figures, float]:
    """Return the figures of tantivy and of bm25s, and the share of the ten best that they agree on."""
    entries = _entries(seeds, passages)
    queries = [list(dict.fromkeys(analyze(question))) for question in questions]
    with tempfile.TemporaryDirectory() as name:
        ours = _tantivy(entries, queries, Path(name) / "tantivy")
        theirs = _bm25s(entries, queries, Path(name) / "bm25s")
    shared = [
        len({*one[:10]} & {*other[:10]}) / 10 for one, other in zip(ours.first, theirs.first, strict=True)
    ]
    return ours, theirs, sum(shared) / len(shared)


def _entries(seeds: Path, passages: int) -> list[WordEntry]:
    articles = made_up_articles(
        seeds, passages // _PASSAGES_AN_ARTICLE, _SENTENCES_A_PASSAGE * _PASSAGES_AN_ARTICLE
    )
    entries: list[WordEntry] = []
    for article in articles:
        terms = analyze(article.text)
        size = -(-len(terms) // _PASSAGES_AN_ARTICLE)
        for at in range(0, len(terms), size):
            day = article.day.toordinal()
            entries.append(WordEntry(len(entries) + 1, terms[at : at + size], (), (), day, article.source))
    return entries


def _tantivy(entries: Sequence[WordEntry], queries: Sequence[list[str]], folder: Path) -> Figures:
    *most, last = entries
    writer = WordsWriter(folder)

    def added(some: Sequence[WordEntry]) -> None:
        writer.add(some)
        writer.commit()

    build = _seconds(lambda: added(most))
    add = _seconds(lambda: added([last]))
    writer.close()
    words = Words(folder)

    def find(terms: list[str], filters: Filters) -> tuple[int, ...]:
        return tuple(key for key, _ in words.search(terms, (), _FOUND, filters, _BODY_ONLY))

    return _figures(build, add, queries, find, [entry.day or 0 for entry in entries])


def _bm25s(entries: Sequence[WordEntry], queries: Sequence[list[str]], folder: Path) -> Figures:
    import bm25s

    days = np.array([entry.day for entry in entries])

    def made(some: Sequence[WordEntry]) -> Any:
        index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        index.index([list(entry.body) for entry in some], show_progress=False)
        index.save(str(folder))
        return index

    build = _seconds(lambda: made(entries[:-1]))
    started = time.perf_counter()
    index = made(entries)
    add = time.perf_counter() - started

    def find(terms: list[str], filters: Filters) -> tuple[int, ...]:
        mask = None
        if filters.since is not None and filters.until is not None:
            mask = ((days >= filters.since.toordinal()) & (days <= filters.until.toordinal())).astype("f4")
        found = index.retrieve([terms], k=_FOUND, show_progress=False, weight_mask=mask)
        return tuple(int(at) + 1 for at in found.documents[0])

    return _figures(build, add, queries, find, days.tolist())


def _figures(
    build: float,
    add: float,
    queries: Sequence[list[str]],
    find: Callable[[list[str], Filters], tuple[int, ...]],
    days: Sequence[int],
) -> Figures:
    everything = Filters()
    since = date.fromordinal(sorted(days)[len(days) // 2])
    dated = Filters(since, date.fromordinal(since.toordinal() + _WINDOW))
    first = tuple(find(terms, everything) for terms in queries)
    took = [
        median(1000 * _seconds(lambda terms=terms, filters=filters: find(terms, filters)) for _ in range(9))  # type: ignore[misc]
        for filters in (everything, dated)
        for terms in queries
    ]
    half = len(queries)
    return Figures(build, add, median(took[:half]), median(took[half:]), first)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
