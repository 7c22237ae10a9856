"""What changed among the files since the index last saw them.

Compares bytes first, then the content of each article; decides which file owns an id and which articles
are gone. What can't be read is never taken for gone. Knows nothing of how an index stores anything.

Two files may give articles the same id: the first one found keeps it, the other is reported.
"""

import hashlib
import json
import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.articles import KnownArticle
from index.reading import SourceFile
from index.reading.discovery import Unread
from index.records import Article, Failure

Read = Callable[[SourceFile], Iterable[Article | Failure]]


@dataclass(frozen=True, slots=True)
class Change:
    """An article that is new or has another content than before."""

    article: Article
    file: str
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class Move:
    """An article that is what it was, but comes from another file."""

    article_id: str
    file: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file was read to its end; `sha256` of its bytes, or None if it must be read again next time."""

    path: str
    sha256: bytes | None


class Survey:
    """One pass over the files below `roots`; the counts are complete once `changes` is exhausted.

    Articles whose id is in `kept_out` are passed over as if they weren't there.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        known: Mapping[str, KnownArticle],
        files: Mapping[str, bytes],
        read: Read,
        kept_out: Collection[str] = (),
    ) -> None:
        self.failed: list[Failure] = []
        self.added = 0
        self.updated = 0
        self.unchanged = 0
        self._roots = [os.path.realpath(root) for root in roots]
        self._known = known
        self._files = files
        self._read = read
        self._kept_out = kept_out
        self._ids_of: dict[str, list[str]] = {}
        for article_id, one in known.items():
            self._ids_of.setdefault(one.file, []).append(article_id)
        # So many places may be unreadable that not every file can be compared with each.
        self._sorted_files = sorted(self._ids_of)
        self._visited: set[str] = set()
        self._owners: dict[str, str] = {}

    def changes(self, found: Iterable[SourceFile | Unread]) -> Iterator[Change | Move | FileRead]:
        """Yield what has to be stored, in the order in which files were found."""
        for one in found:
            if isinstance(one, Unread):
                self.failed.append(one.failure)
                for place in one.places:
                    self._spare_below(place)
                continue
            file = one.place
            if file not in self._visited:
                self._visited.add(file)
                yield from self._changes_of(one, file)

    def vanished(self) -> list[str]:
        """Return the ids of indexed articles below the roots that no file gives any more."""
        return [
            article_id
            for article_id, one in self._known.items()
            if article_id not in self._owners and self._is_given(one.file)
        ]

    def _changes_of(self, source: SourceFile, file: str) -> Iterator[Change | Move | FileRead]:
        try:
            file.encode()
        except UnicodeEncodeError:
            self.failed.append(Failure(file, "its name isn't valid UTF-8: rename it"))
            return
        digest = _digest(source.path)
        if digest is not None and digest == self._files.get(file) and self._own_all(file):
            return
        faults = len(self.failed)
        unread = False
        for item in self._read(source):
            if isinstance(item, Failure):
                self.failed.append(item)
                unread = True
            else:
                yield from self._change(item, file)
        if unread:
            self._spare(file)
        if len(self.failed) > faults or self._has_lost(file):
            digest = None
        if digest is not None or file in self._files:
            yield FileRead(file, digest)

    def _has_lost(self, file: str) -> bool:
        """Return whether an article of the file is gone.

        Kept, or not yet removed when a sync is killed, it would never be looked for again if the file
        counted as read.
        """
        return any(article_id not in self._owners for article_id in self._ids_of.get(file, []))

    def _own_all(self, file: str) -> bool:
        """Take an unchanged file's articles as seen, unless another file has one of them by now."""
        ids = self._ids_of.get(file, [])
        if any(article_id in self._owners for article_id in ids):
            return False
        self._spare(file)
        self.unchanged += len(ids)
        return True

    def _change(self, article: Article, file: str) -> Iterator[Change | Move]:
        if article.id in self._kept_out:
            return
        fault = _unstorable(article) or self._claimed_elsewhere(article.id, file)
        if fault:
            self.failed.append(Failure(file, fault))
            return
        self._owners[article.id] = file
        before = self._known.get(article.id)
        content_hash = content_hash_of(article)
        if before is None:
            self.added += 1
        elif before.content_hash == content_hash:
            self.unchanged += 1
            if before.file != file:
                yield Move(article.id, file)
            return
        else:
            self.updated += 1
        yield Change(article, file, content_hash)

    def _claimed_elsewhere(self, article_id: str, file: str) -> str | None:
        """Return why `file` can't have this id, or None."""
        owner = self._owners.get(article_id)
        if owner == file:
            return f"the id {article_id!r} is repeated in it; the first article is kept"
        before = self._known.get(article_id)
        if owner is None and before is not None and before.file != file and not self._is_given(before.file):
            owner = before.file if os.path.lexists(before.file) else None
        if owner is None:
            return None
        return f"the id {article_id!r} is taken by {owner}, which is kept: give one of them another id"

    def _spare_below(self, place: str) -> None:
        """Keep the articles of every file at or below a place that can't be read."""
        self._spare(place)
        below = place.rstrip(os.sep) + os.sep
        first = bisect_left(self._sorted_files, below)
        last = bisect_right(self._sorted_files, below, key=lambda file: file[: len(below)])
        for file in self._sorted_files[first:last]:
            self._spare(file)

    def _spare(self, file: str) -> None:
        """Take a file's articles as seen, but for those that another file has by now."""
        for article_id in self._ids_of.get(file, []):
            self._owners.setdefault(article_id, file)

    def _is_given(self, file: str) -> bool:
        return any(_is_below(file, root) for root in self._roots)


def content_hash_of(article: Article) -> bytes:
    """Return what two articles share only if they are equal."""
    content = json.dumps(asdict(article), sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).digest()


def _is_below(file: str, place: str) -> bool:
    return file == place or file.startswith(place.rstrip(os.sep) + os.sep)


def _digest(path: Path) -> bytes | None:
    """Return the SHA-256 of a file's bytes; None for one that can't be opened: the reader says why."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None


def _unstorable(article: Article) -> str | None:
    """Return why an article can't be stored: a lone surrogate, as a JSON escape may give, is no text."""
    told = (article.id, article.text, article.title, article.source, article.byline, article.url)
    try:
        "".join(part for part in told if part is not None).encode()
    except UnicodeEncodeError as error:
        return f"{article.id!a} holds {error.object[error.start]!a}, which is no character"
    return None
