"""What comes in to be added, and what becomes of each article in it.

New, here already, in place of an older one, or not to be had: decided against the index and against what
else comes in with it. Knows nothing of how it is indexed.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Literal

from app.added import AddedFolder, Piece, free_name
from index.articles import Articles
from index.errors import UsageError
from index.reading.characters import one_line
from index.reading.front_matter import as_url
from index.records import Article, Failure
from index.survey import content_hash_of
from index.sync import Progress

MOST_FIELD_CHARACTERS = 1_000
# JSONL that begins with so many lines that are no article has none.
_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far a file is; `reason` says why it failed, or what else there is to say."""

    name: str
    state: Literal["reading", "done", "failed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What came of adding, in articles; `ids` are those of what was added or updated, in order."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    ids: tuple[str, ...] = ()


Tell = Callable[[FileProgress], None]


def tell_nobody(_: FileProgress) -> None:
    """Pass over what is told: for who adds without anybody looking."""


@dataclass(frozen=True, slots=True)
class New:
    """An article that is to be added, or to take the place of what has its id."""

    article_id: str
    digest: bytes
    staged: Path
    target: Path
    is_update: bool

    def put_in_place(self, backups: Path) -> None:
        """Move the file to where it belongs, after keeping a copy of what is there.

        What should be there may be gone: somebody has deleted it by hand.
        """
        if self.target.exists():
            shutil.copyfile(self.target, backups / self.target.name)
        self.staged.replace(self.target)

    def take_back(self, backups: Path) -> None:
        """Undo that, as far as it was done."""
        if self.staged.exists():
            return
        backup = backups / self.target.name
        if backup.exists():
            backup.replace(self.target)
        else:
            self.target.unlink(missing_ok=True)

    def is_place_of(self, failure: Failure) -> bool:
        """Return whether a failure of a sync is about this file, or about its line."""
        return failure.path in {str(self.target), f"{self.target}:1"}


@dataclass(frozen=True, slots=True)
class Same:
    """An article that is here already, under this id."""

    article_id: str


@dataclass(slots=True)
class Upload:
    """A file that came in, and what became of the articles in it."""

    name: str
    new: list[New] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    stored: list[New] = field(default_factory=list)

    @property
    def is_hopeless(self) -> bool:
        """Whether many articles were looked for and none found."""
        return len(self.failed) >= _MOST_FAULTS and not self.new and not self.same

    def note(self, found: New | Same | Failure, piece: Piece) -> None:
        """Take down what was found in a piece of the file."""
        if isinstance(found, New):
            self.new.append(found)
        elif isinstance(found, Same):
            self.same.append(found.article_id)
        else:
            where = self.name if piece.line is None else f"{self.name}:{piece.line}"
            self.failed.append(Failure(where, found.reason))

    def outcome(self) -> FileProgress:
        """Return what came of the file, for people."""
        if not self.stored and not self.same:
            return FileProgress(self.name, "failed", self.failed[0].reason if self.failed else "is empty")
        if len(self.stored) + len(self.same) + len(self.failed) == 1:
            return FileProgress(self.name, "done", f"is here already: {self.same[0]}" if self.same else "")
        updated = sum(one.is_update for one in self.stored)
        counts = {
            "added": len(self.stored) - updated,
            "updated": updated,
            "here already": len(self.same),
            "failed": len(self.failed),
        }
        told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        return FileProgress(self.name, "done", told)


class Batch:
    """What is added together: decides of each article whether it is new, and under which name it goes."""

    def __init__(self, articles: Articles | None, folder: AddedFolder, kept_out: frozenset[str]) -> None:
        self._articles = articles
        self._folder = folder
        self._kept_out = kept_out
        self._names = folder.names()
        self._ids: set[str] = set()
        self._facts: dict[bytes, str] = {}

    def decide(self, article: Article, piece: Piece) -> New | Same | Failure:
        """Return what becomes of an article that was read from a piece of a file."""
        facts = content_hash_of(replace(article, id=""))
        same = self._facts.get(facts)
        if same is None and self._articles is not None:
            same = self._articles.same_article(article)
        if same is not None:
            return Same(same)
        found = self._as_line(article, piece) if piece.line is not None else self._as_file(article, piece)
        if isinstance(found, New):
            self._ids.add(found.article_id)
            self._names.add(found.target.name.casefold())
            self._facts[facts] = found.article_id
        return found

    def _as_file(self, article: Article, piece: Piece) -> New:
        # A file's article goes by its name, so that must be free as an id too.
        name = free_name(piece.name, self._is_taken)
        return self._new(replace(article, id=name), piece, name)

    def _as_line(self, article: Article, piece: Piece) -> New | Failure:
        # A line names its article itself.
        known = self._articles.known_article(article.id) if self._articles else None
        if article.id in self._ids:
            return Failure(
                piece.name, f"the id {article.id!r} is taken by another article that is added with it"
            )
        if known is None:
            return self._new(article, piece, free_name(piece.name, self._names_have))
        file = Path(known.file)
        if self._folder.holds(known.file) and file.suffix == piece.path.suffix:
            return self._new(article, piece, file.name, is_update=True)
        return Failure(
            piece.name, f"the id {article.id!r} is taken by another article: give one of them another"
        )

    def _new(self, article: Article, piece: Piece, name: str, *, is_update: bool = False) -> New:
        return New(article.id, content_hash_of(article), piece.path, self._folder.path / name, is_update)

    def _names_have(self, name: str) -> bool:
        return name.casefold() in self._names

    def _is_taken(self, name: str) -> bool:
        known = self._articles.known_article(name) if self._articles else None
        return self._names_have(name) or name in self._ids or name in self._kept_out or known is not None


def report_of(uploads: Sequence[Upload]) -> AddReport:
    """Return what came of all that came in together."""
    stored = [one for upload in uploads for one in upload.stored]
    updated = sum(one.is_update for one in stored)
    return AddReport(
        added=len(stored) - updated,
        updated=updated,
        unchanged=sum(len(upload.same) for upload in uploads),
        failed=tuple(failure for upload in uploads for failure in upload.failed),
        ids=tuple(one.article_id for one in stored),
    )


def counting(uploads: Sequence[Upload], progress: Tell) -> Callable[[Progress], None]:
    """Return what tells of the file that is being indexed how far it is: files come in their order."""
    uploads = [upload for upload in uploads if upload.new]
    ends = list(accumulate(len(upload.new) for upload in uploads))

    def tell(now: Progress) -> None:
        at = next((at for at, end in enumerate(ends) if now.articles < end), len(ends) - 1)
        total = len(uploads[at].new)
        done = min(now.articles - (ends[at] - total), total)
        progress(FileProgress(uploads[at].name, "reading", f"{done:,} of {total:,} articles"))

    return tell


def front_matter(title: str, source: str, published: date | None, url: str) -> str:
    """Return the facts that are stated as front matter, which every reader of text understands."""
    fields = {"title": one_line(title), "source": one_line(source), "url": url.strip() or None}
    for name, value in fields.items():
        if value is not None and len(value) > MOST_FIELD_CHARACTERS:
            raise UsageError(
                f"the {name} has {len(value):,} characters; it may have {MOST_FIELD_CHARACTERS:,}"
            )
    if fields["url"] and as_url(fields["url"]) is None:
        raise UsageError("the address must begin with http:// or https://, or be left empty")
    # JSON's strings are YAML's.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items() if value]
    if published is not None:
        lines.append(f"date: {published.isoformat()}\n")
    return f"---\n{''.join(lines)}---\n" if lines else ""
