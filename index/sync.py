"""Brings an index in line with files: reads what changed, cuts, embeds and stores it, removes what is gone.

Embedding is nearly all of the work, so the next batch is read and the last one stored while a batch is
embedded. A sync may be killed at any moment: what its batches have stored stays, and the next sync goes
on from there. Knows nothing of how anything is read or stored.
"""

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from index.embedding import Encoder, make_encoder
from index.fingerprint import place_of
from index.kept_out import KeptOut, added_folder
from index.passages import cut
from index.reading import ReadLimits, SourceFile, read
from index.reading.discovery import Unread, walk
from index.records import Article, Failure, SyncReport
from index.settings import IndexSettings
from index.survey import Change, FileRead, Move, Survey
from index.writer import Batch, CutArticle, IndexWriter, locked, mended_writer, remove_index

# A batch is stored at once: large enough to sort passages by length, small enough to lose little.
_BATCH_PASSAGES = 256
_BATCH_ITEMS = 512


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is: bytes of the files found, and what was embedded so far."""

    bytes_done: int
    bytes_total: int
    articles: int
    passages: int


Report = Callable[[Progress], None]


def sync(
    settings: IndexSettings,
    paths: Sequence[Path],
    *,
    keep: bool = False,
    rebuild: bool = False,
    with_added: bool = False,
    progress: Report | None = None,
    encoder: Encoder | None = None,
) -> SyncReport:
    """Bring the index of these settings in line with these files and folders.

    Unchanged articles are left alone, changed ones replaced; indexed articles below `paths` that are no
    longer there are removed unless `keep`; what was taken out by hand (index/kept_out.py) stays out.
    `rebuild` begins with an empty index. `with_added` takes in, besides, what was added by hand but isn't in
    the index. `progress` is called now and then from this thread.

    Raises:
        CitewireError: nothing can be written, another sync is at work, or the model can't be used. What
            is indexed stays whole.
    """
    started = time.perf_counter()
    found = walk(paths)
    encoder = encoder or make_encoder(settings)
    place = place_of(settings, encoder.name)
    limits = ReadLimits(settings.max_file_bytes, settings.max_article_chars)
    with locked(place):
        if rebuild:
            remove_index(place)
        with mended_writer(place, encoder) as writer:
            gauge = _Gauge(progress)
            articles = writer.articles
            files = articles.files()
            if with_added:
                found = chain(found, _left_out(added_folder(settings.data), files))
            survey = Survey(
                paths,
                articles.known(),
                files,
                lambda source: gauge.follow(source, read(source, limits)),
                KeptOut(settings.data).ids,
            )
            _store_all(
                writer,
                encoder,
                _batches(survey.changes(gauge.measure(found)), settings.passage_tokens),
                gauge,
            )
            vanished = [] if keep else survey.vanished()
            writer.remove(vanished)
            writer.finish()
            counts = articles.counts()
    return SyncReport(
        added=survey.added,
        updated=survey.updated,
        removed=len(vanished),
        unchanged=survey.unchanged,
        failed=tuple(survey.failed),
        articles=counts[0],
        passages=counts[1],
        seconds=round(time.perf_counter() - started, 3),
    )


def _left_out(added: Path, files: Collection[str]) -> Iterator[SourceFile | Unread]:
    """Yield what was added by hand and is in no `files`: the index is new, or a sync of it was cut short."""
    if os.path.lexists(added):
        yield from (one for one in walk([added]) if isinstance(one, Unread) or one.place not in files)


def _store_all(writer: IndexWriter, encoder: Encoder, batches: Iterator[Batch], gauge: "_Gauge") -> None:
    """Embed here; meanwhile one thread reads ahead and stores what is ready."""
    with ThreadPoolExecutor(2) as pool:
        stored: Future[None] | None = None
        upcoming = pool.submit(next, batches, None)
        while (batch := upcoming.result()) is not None:
            upcoming = pool.submit(next, batches, None)
            vectors = encoder.embed_passages(batch.texts())
            if stored is not None:
                stored.result()
            stored = pool.submit(writer.store, batch, vectors)
            gauge.embedded(len(batch.cut), len(vectors))
        if stored is not None:
            stored.result()


def _batches(changes: Iterable[Change | Move | FileRead], passage_tokens: int) -> Iterator[Batch]:
    """Gather what belongs together; a file's end comes after all of its articles."""
    cuts: list[CutArticle] = []
    moves: list[Move] = []
    files: list[FileRead] = []
    passages = 0
    for item in changes:
        if isinstance(item, Change):
            one = CutArticle(item, tuple(cut(item.article, passage_tokens)))
            passages += len(one.passages)
            cuts.append(one)
        elif isinstance(item, Move):
            moves.append(item)
        else:
            files.append(item)
        if passages >= _BATCH_PASSAGES or len(cuts) + len(moves) + len(files) >= _BATCH_ITEMS:
            yield Batch(tuple(cuts), tuple(moves), tuple(files))
            cuts, moves, files, passages = [], [], [], 0
    if cuts or moves or files:
        yield Batch(tuple(cuts), tuple(moves), tuple(files))


class _Gauge:
    """Counts for the progress: within a file, by the characters of the articles read from it."""

    def __init__(self, report: Report | None) -> None:
        self._report = report
        self._total = 0
        self._done = 0
        self._articles = 0
        self._passages = 0

    def measure(self, found: Iterable[SourceFile | Unread]) -> list[SourceFile | Unread]:
        """Return all that was found, having added up the sizes."""
        listed = list(found)
        self._total = sum(_size(one.path) for one in listed if isinstance(one, SourceFile))
        return listed

    def follow(self, source: SourceFile, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """Yield the items of one file while counting."""
        before, size = self._done, _size(source.path)
        for item in items:
            if isinstance(item, Article):
                self._done = min(self._done + len(item.text), before + size)
            yield item
        self._done = before + size

    def embedded(self, articles: int, passages: int) -> None:
        """Count a batch and tell."""
        self._articles += articles
        self._passages += passages
        if self._report is not None:
            self._report(Progress(self._done, self._total, self._articles, self._passages))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
