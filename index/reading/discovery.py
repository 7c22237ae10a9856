"""Finds the files to read below the given paths, each once, in the same order every time."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import UsageError
from index.reading.characters import has_controls
from index.reading.phrases import word_set
from index.records import Failure

SUFFIXES = word_set(".txt .text .md .markdown .html .htm .xhtml .pdf .jsonl .ndjson")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `id` is its POSIX path below `root`, the folder that is indexed."""

    path: Path
    root: Path
    id: str


def discover(paths: Sequence[Path]) -> Iterator[SourceFile | Failure]:
    """Return the readable kinds of files at and below `paths`, sorted within each folder.

    Hidden files, and in folders files of other kinds, are passed over. Links are followed, and each
    real file comes once. What can't be entered is a Failure. Raises UsageError at once for a path that
    does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path} does not exist; name a file or a folder of articles")
    return _Discovery().run(paths)


class _Discovery:
    """One walk, with what it has met so far."""

    def __init__(self) -> None:
        self._real: set[str] = set()
        self._ids: dict[str, Path] = {}

    def run(self, paths: Sequence[Path]) -> Iterator[SourceFile | Failure]:
        for path in paths:
            if path.is_dir():
                yield from self._folder(path, path)
            elif path.suffix.lower() in SUFFIXES:
                yield from self._file(path, path.parent)
            else:
                kinds = ", ".join(sorted(SUFFIXES))
                yield Failure(str(path), f"is of a kind that can't be read; the kinds are {kinds}")

    def _folder(self, folder: Path, root: Path) -> Iterator[SourceFile | Failure]:
        # A stack rather than recursion: folders may be nested without end.
        stack = [folder]
        while stack:
            path = stack.pop()
            if path.is_dir():
                entries = self._entries(path)
                if isinstance(entries, Failure):
                    yield entries
                else:
                    stack.extend(reversed(entries))
            elif path.suffix.lower() in SUFFIXES:
                yield from self._file(path, root)

    def _entries(self, folder: Path) -> list[Path] | Failure:
        """Return what is in `folder`, sorted, without hidden entries; nothing the second time."""
        if not self._is_new(folder):
            return []
        try:
            return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except OSError as error:
            return Failure(_printable(folder), f"can't be entered: {error.strerror or error}")

    def _file(self, path: Path, root: Path) -> Iterator[SourceFile | Failure]:
        try:
            is_regular = stat.S_ISREG(path.stat().st_mode)
        except OSError as error:
            yield Failure(_printable(path), f"can't be read: {error.strerror or error}")
            return
        if not is_regular:
            yield Failure(_printable(path), "is not a regular file")
        elif self._is_new(path):
            yield self._named(path, root)

    def _named(self, path: Path, root: Path) -> SourceFile | Failure:
        name = path.relative_to(root).as_posix()
        if has_controls(name):
            return Failure(_printable(path), "has control characters or broken ones in its name; rename it")
        first = self._ids.setdefault(name, path)
        if first != path:
            return Failure(str(path), f"has the same id as {first}; index the folder above both")
        return SourceFile(path, root, name)

    def _is_new(self, path: Path) -> bool:
        real = os.path.realpath(path)
        if real in self._real:
            return False
        self._real.add(real)
        return True


def _printable(path: Path) -> str:
    """Return the path with what no terminal can print written as escapes."""
    return "".join(c if not has_controls(c) else ascii(c)[1:-1] for c in str(path))
