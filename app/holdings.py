"""What the archive holds, article by article, and how people add to it and take away from it.

Whatever is added is copied below the data folder first (app/added.py) and then indexed like any file; what
is taken out can be brought back (app/bin.py). An open Archive sees every change with its next question.
Knows nothing of pages.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import get_args

from filelock import FileLock, Timeout

from app.added import AddedFolder, free_name, pieces, safe_name, stage
from app.adding import (
    AddReport,
    Batch,
    FileProgress,
    New,
    Tell,
    Upload,
    counting,
    front_matter,
    report_of,
    tell_nobody,
)
from app.bin import Bin, Removed
from app.settings import AppSettings
from index.articles import Articles, Order
from index.disk import writing
from index.embedding import Encoder, make_encoder
from index.errors import CitewireError, NoIndexError, UnreadableError, UsageError
from index.fingerprint import IndexPlace, place_of
from index.kept_out import KeptOut
from index.printable import printable
from index.reading import ReadLimits, SourceFile, read
from index.reading.characters import one_line
from index.records import Failure
from index.survey import Change, content_hash_of
from index.sync import sync
from index.withdrawal import make_ready, put_back, take_out

__all__ = ["AddReport", "FileProgress", "Holdings", "Listing", "Removed", "Row"]

MOST_LISTED = 500
MOST_SEARCH_CHARACTERS = 200
# How long to wait for what somebody else adds or removes at the same time.
_PATIENCE_SECONDS = 600.0
_TITLE_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a list; `added_here` says that it was added by hand rather than indexed from a folder."""

    id: str
    title: str | None
    source: str | None
    published: date | None
    language: str | None
    characters: int
    added_here: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, and how many articles the whole list has."""

    rows: tuple[Row, ...]
    total: int


class Holdings:
    """The articles of one archive. Safe to use from several threads and processes.

    Those who change something at the same time wait for each other, but nobody waits for a
    `python -m index` at work: that is a BusyError, and nothing is changed.

    Raises:
        CitewireError: from any method: the index is damaged, the disk is full, or the model can't be used.
    """

    def __init__(self, settings: AppSettings, encoder: Encoder | None = None) -> None:
        self._settings = settings
        self._given_encoder = encoder
        self._folder = AddedFolder(settings.data)
        self._bin = Bin(settings.data)

    def listed(
        self, *, search: str = "", order: Order = "newest", offset: int = 0, limit: int = 50
    ) -> Listing:
        """Return a page of at most `MOST_LISTED` articles; none where nothing is indexed yet.

        Each word of `search` stands in the headline, outlet, byline or id, in any case.
        """
        if order not in get_args(Order):
            raise UsageError(f"the list can't be put in order by {order!r}: use {', '.join(get_args(Order))}")
        words = search[:MOST_SEARCH_CHARACTERS].split()
        with self._reading() as articles:
            if articles is None:
                return Listing((), 0)
            found, total = articles.listed(words, order, max(offset, 0), min(max(limit, 1), MOST_LISTED))
        rows = (
            Row(
                id=one.card.id,
                title=one.card.title,
                source=one.card.source,
                published=one.card.published,
                language=one.card.language,
                characters=one.characters,
                added_here=Path(one.file).parent == self._folder.path,
            )
            for one in found
        )
        return Listing(tuple(rows), total)

    def add_files(
        self, files: Sequence[Path], names: Sequence[str], progress: Tell = tell_nobody
    ) -> AddReport:
        """Add copies of files; `names` are what people call them and say of which kind each is.

        A JSONL file may hold many articles: those with the id of one that came from such a file update
        it. What is here already, equal in all but its id, isn't added again. What can't be read is not
        kept, and told; everything else is done. `progress` is called from this thread, at least twice a
        file: when it is begun, and at last with what came of it.

        Raises:
            BusyError: a sync is at work.
        """
        uploads = [Upload(printable(name)) for name in names]
        with self._changing(), self._folder.incoming() as incoming:
            self._catch_up()
            with self._reading() as articles:
                batch = Batch(articles, self._folder, KeptOut(self._settings.data).ids)
                for upload, file, name in zip(uploads, files, names, strict=True):
                    progress(FileProgress(upload.name, "reading"))
                    self._look_at(upload, file, name, incoming, batch)
                    if not upload.new:
                        progress(upload.outcome())
            self._store(uploads, incoming, progress)
        for upload in uploads:
            if upload.new:
                progress(upload.outcome())
        return report_of(uploads)

    def add_text(
        self, text: str, *, title: str = "", source: str = "", published: date | None = None, url: str = ""
    ) -> AddReport:
        """Add an article that somebody has typed or pasted; what is stated wins over what the text tells.

        Raises:
            UsageError: there is no text, a field is too long, or `url` is no address on the web.
            BusyError: a sync is at work.
        """
        fields = front_matter(title, source, published, url)
        if not text.strip():
            raise UsageError("the text is empty: paste an article")
        lines = (line.strip()[:_TITLE_CHARACTERS] for line in text.splitlines() if re.search(r"\w", line))
        called = re.sub(r"[/\\]", " ", one_line(title) or next(lines, ""))
        with self._folder.incoming() as incoming:
            written = incoming / "pasted.txt"
            with writing(written):
                written.write_bytes((fields + text).encode("utf-8", "replace"))
            return self.add_files([written], [f"{called}.txt"])

    def remove(self, article_id: str) -> Removed:
        """Take an article out of the archive; it stays out, whatever is synced, until it is brought back.

        The file of an article that was added here goes into the bin, any other file stays as it is.

        Raises:
            UsageError: there is no such article.
            BusyError: a sync is at work.
        """
        with self._changing():
            change = self._change_of(article_id)
            is_here = self._folder.holds(change.file) and Path(change.file).exists()
            removed = self._bin.note(change, has_file=is_here)
            kept_out = KeptOut(self._settings.data)
            try:
                if not is_here:
                    kept_out.add(article_id)
                take_out(self._settings, article_id, self._encoder, file_stays=not is_here)
            except BaseException:
                with suppress(CitewireError):
                    self._change_of(article_id)
                    # It is still in the index, so nothing has happened.
                    kept_out.discard(article_id)
                    self._bin.forget(removed.id)
                raise
            # The index comes first: killed in between, the article is found in its file again.
            if is_here:
                self._bin.put(removed.id, Path(change.file))
            self._bin.empty_old()
            return removed

    def undo(self, removed_id: str) -> None:
        """Bring an article back that was taken out; `removed_id` is `Removed.id`.

        Raises:
            UsageError: it was brought back already, or another article has its id by now.
            BusyError: a sync is at work.
        """
        with self._changing():
            record = self._bin.record(removed_id)
            is_back = self._is_back(record.change)
            if not record.has_file:
                self._let_in(record.change)
            elif not is_back:
                self._bring_back_file(removed_id, record.change)
            self._bin.forget(removed_id)

    def removed(self) -> tuple[Removed, ...]:
        """Return what can be brought back, what was taken out last first."""
        return self._bin.listed()

    def catch_up(self) -> None:
        """Index what was added but isn't in this index: settings have changed, or somebody was killed.

        Raises:
            BusyError: a sync is at work.
        """
        if self._folder.files():
            with self._changing():
                self._catch_up()

    @cached_property
    def _encoder(self) -> Encoder:
        return self._given_encoder or make_encoder(self._settings)

    @property
    def _place(self) -> IndexPlace:
        return place_of(self._settings, self._encoder.name)

    @contextmanager
    def _reading(self) -> Iterator[Articles | None]:
        """Give what the index holds, or None where there is nothing yet."""
        place = self._place
        try:
            articles = Articles.open(place.articles) if place.exists() else None
        except NoIndexError:
            articles = None
        try:
            yield articles
        finally:
            if articles is not None:
                articles.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let nobody else add or remove meanwhile."""
        data = self._settings.data
        with writing(data):
            data.mkdir(parents=True, exist_ok=True)
            lock = FileLock(data / "added.lock", timeout=_PATIENCE_SECONDS)
            try:
                lock.acquire()
            except Timeout:
                raise CitewireError("others are still adding articles: try again in a few minutes") from None
        try:
            make_ready(self._place)
            yield
        finally:
            lock.release()

    def _catch_up(self) -> None:
        files = self._folder.files()
        if not files:
            return
        with self._reading() as articles:
            strays = files - (articles.files().keys() if articles else set())
        if strays:
            sync(self._settings, [self._folder.path], keep=True, encoder=self._encoder)

    def _look_at(self, upload: Upload, file: Path, name: str, incoming: Path, batch: Batch) -> None:
        """Read a file, and decide of each article in it what becomes of it."""
        most_mb = self._settings.max_file_mb
        limits = ReadLimits(self._settings.max_file_bytes, self._settings.max_article_chars)
        try:
            name = safe_name(name)
            for piece in pieces(stage(file, name, incoming, most_mb), name):
                for item in read(SourceFile(piece.path, incoming, piece.name), limits):
                    upload.note(item if isinstance(item, Failure) else batch.decide(item, piece), piece)
                if upload.is_hopeless:
                    raise UnreadableError("the lines after these were not looked at: none was an article")
        except UnreadableError as error:
            upload.failed.append(Failure(upload.name, str(error)))

    def _store(self, uploads: Sequence[Upload], incoming: Path, progress: Tell) -> None:
        """Put in place and index what is new; take away again what didn't become an article."""
        new = [(upload, one) for upload in uploads for one in upload.new]
        if not new:
            return
        failures: tuple[Failure, ...] = ()
        backups = incoming / "replaced"
        kept_out = KeptOut(self._settings.data)
        let_in = {one.article_id for _, one in new} & kept_out.ids
        try:
            kept_out.discard(*let_in)
            with writing(self._folder.path):
                backups.mkdir()
                for _, one in new:
                    one.put_in_place(backups)
            failures = sync(
                self._settings,
                [one.target for _, one in new],
                keep=True,
                progress=counting(uploads, progress),
                encoder=self._encoder,
            ).failed
        finally:
            self._settle(new, backups, failures)
            kept_out.add(*let_in - {one.article_id for upload in uploads for one in upload.stored})

    def _settle(self, new: Sequence[tuple[Upload, New]], backups: Path, failures: Sequence[Failure]) -> None:
        """Keep the files of what is in the index now, and no other."""
        with self._reading() as articles:
            for upload, one in new:
                stored = articles.article(one.article_id) if articles else None
                if stored is not None and content_hash_of(stored) == one.digest:
                    upload.stored.append(one)
                else:
                    one.take_back(backups)
                    reasons = (fault.reason for fault in failures if one.is_place_of(fault))
                    upload.failed.append(Failure(upload.name, next(reasons, "could not be indexed")))

    def _change_of(self, article_id: str) -> Change:
        with self._reading() as articles:
            article = articles.article(article_id) if articles else None
            known = articles.known_article(article_id) if articles else None
        if article is None or known is None:
            raise UsageError(f"there is no article {article_id!r} in the index; it may be removed already")
        return Change(article, known.file, known.content_hash)

    def _is_back(self, change: Change) -> bool:
        """Return whether the article is in the index again, and its file is there.

        Raises:
            UsageError: another one has its id.
        """
        with self._reading() as articles:
            known = articles.known_article(change.article.id) if articles else None
        if known is not None and known.content_hash != change.content_hash:
            raise UsageError(f"another article is {change.article.id!r} by now: remove that one first")
        return known is not None and Path(known.file).exists()

    def _bring_back_file(self, removed_id: str, change: Change) -> None:
        binned = self._bin.place(removed_id, Path(change.file).name)
        target = self._folder.path / free_name(binned.name, lambda name: (self._folder.path / name).exists())
        if not binned.exists():
            # Killed before it was moved: it is where it was.
            self._catch_up()
            return
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            binned.rename(target)
        try:
            sync(self._settings, [target], keep=True, encoder=self._encoder)
            self._change_of(change.article.id)
        except BaseException:
            target.rename(binned)
            raise

    def _let_in(self, change: Change) -> None:
        kept_out = KeptOut(self._settings.data)
        # First, for a sync that comes in between must not take it out again.
        kept_out.discard(change.article.id)
        try:
            put_back(self._settings, change, self._encoder)
        except BaseException:
            kept_out.add(change.article.id)
            raise
