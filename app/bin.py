"""What was taken out of the archive, kept so that it can be brought back exactly.

    <data>/removed/<id>/record.json   the article, its file, and when it was taken out
    <data>/removed/<id>/<name>        the file itself where it was one of those that people add

A file stays here for a month; the record of an article whose file is elsewhere stays until it is brought
back. Knows nothing of the index.
"""

import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.disk import writing
from index.errors import CitewireError, UsageError
from index.records import Article
from index.survey import Change

_RECORD = "record.json"
_ID = re.compile("[0-9a-f]{16}")
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was taken out; `id` is what brings it back."""

    id: str
    article_id: str
    title: str | None
    when: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """All that it takes to bring an article back; `content_hash` is in hexadecimal digits.

    `has_file` says that the file was taken away too, and is here.
    """

    article: Article
    file: str
    content_hash: str
    when: datetime
    has_file: bool

    @property
    def change(self) -> Change:
        """The article as the index takes it."""
        return Change(self.article, self.file, bytes.fromhex(self.content_hash))


_RECORDS = TypeAdapter(Record)


class Bin:
    """The bin of one data folder. Not for several threads or processes at once.

    Raises:
        CitewireError: from any method, if the disk refuses.
    """

    def __init__(self, data: Path) -> None:
        self._path = data.absolute() / "removed"

    def note(self, change: Change, *, has_file: bool) -> Removed:
        """Write down what is about to be taken out; its file is put here with `put`."""
        removed_id = secrets.token_hex(8)
        when = datetime.now(UTC)
        record = Record(change.article, change.file, change.content_hash.hex(), when, has_file)
        draft = self._path / f".{removed_id}"
        with writing(self._path):
            draft.mkdir(parents=True)
            (draft / _RECORD).write_bytes(_RECORDS.dump_json(record, indent=1))
            draft.rename(self._path / removed_id)
        return Removed(removed_id, change.article.id, change.article.title, when)

    def put(self, removed_id: str, file: Path) -> None:
        """Move an article's file here."""
        with writing(self._path):
            file.rename(self.place(removed_id, file.name))

    def place(self, removed_id: str, name: str) -> Path:
        """Return where a file with this name is, or would be."""
        return self._path / removed_id / name

    def record(self, removed_id: str) -> Record:
        """Return what was written down.

        Raises:
            UsageError: there is nothing to bring back under this id.
        """
        found = self._read(self._path / removed_id) if _ID.fullmatch(removed_id) else None
        if found is None:
            raise UsageError("there is nothing to bring back: it was brought back already, or is too old")
        return found

    def forget(self, removed_id: str) -> None:
        """Throw away what is kept under an id."""
        with writing(self._path):
            shutil.rmtree(self._path / removed_id)

    def listed(self) -> tuple[Removed, ...]:
        """Return what can be brought back, the newest first."""
        kept = [
            Removed(name, one.article.id, one.article.title, one.when)
            for name, one in self._records().items()
        ]
        return tuple(sorted(kept, key=lambda one: one.when, reverse=True))

    def empty_old(self) -> None:
        """Throw away the files that were taken away more than a month ago."""
        oldest = datetime.now(UTC) - _KEPT
        for removed_id, record in self._records().items():
            if record.has_file and record.when < oldest:
                self.forget(removed_id)

    def _records(self) -> dict[str, Record]:
        """Return every record that can be read, by its id: a damaged one is no reason to hide the others."""
        found: dict[str, Record] = {}
        with suppress(FileNotFoundError):
            for path in self._path.iterdir():
                with suppress(CitewireError):
                    record = self._read(path) if _ID.fullmatch(path.name) else None
                    found |= {path.name: record} if record else {}
        return found

    def _read(self, folder: Path) -> Record | None:
        path = folder / _RECORD
        try:
            return _RECORDS.validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise CitewireError(f"{path} can't be read: mend it, or delete its folder") from error
