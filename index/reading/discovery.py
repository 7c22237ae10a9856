"""Finds the files to read below the given paths, each once, in the same order every time."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import UsageError
from index.reading.characters import has_controls
from index.reading.phrases import word_set
from index.records import Failure

JSONL_SUFFIXES = word_set(".jsonl .ndjson")
SUFFIXES = JSONL_SUFFIXES | word_set(".txt .text .md .markdown .html .htm .xhtml .pdf")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `id` is its POSIX path below `root`, the folder that is indexed, in NFC."""

    path: Path
    root: Path
    id: str

    @property
    def place(self) -> str:
        """The absolute path through the root's real path: the root may be given in many ways."""
        return _place(self.path, self.root)


@dataclass(frozen=True, slots=True)
class Unread:
    """What is at or below `root` but can't be read, entered or reached, and why."""

    path: Path
    root: Path
    reason: str

    @property
    def failure(self) -> Failure:
        """What is said of it to people."""
        return Failure(_printable(self.path), self.reason)

    @property
    def places(self) -> set[str]:
        """Its absolute paths, itself not followed if it is a link below the root.

        One is made as `SourceFile.place` is, the other through the real folder that it is in.
        """
        return {_place(self.path, self.root), _place(self.path, self.path.parent)}


def discover(paths: Sequence[Path]) -> Iterator[SourceFile | Failure]:
    """Return what `walk` does, with a Failure for what can't be read. Raises UsageError as it does."""
    return (one.failure if isinstance(one, Unread) else one for one in walk(paths))


def walk(paths: Sequence[Path]) -> Iterator[SourceFile | Unread]:
    """Return the readable kinds of files at and below `paths`, sorted within each folder.

    Hidden files, and in folders files of other kinds, are passed over. Links are followed, and each
    real file comes once. What can't be entered or reached is Unread, whatever kind it may be. Raises
    UsageError at once for a path that does not exist.
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

    def run(self, paths: Sequence[Path]) -> Iterator[SourceFile | Unread]:
        for path in paths:
            if _is_folder(path):
                yield from self._folder(path)
            elif fault := _fault(path):
                # Its own root: it may be a link to a folder that can't be reached.
                yield Unread(path, path, fault)
            elif path.suffix.lower() in SUFFIXES:
                yield from self._file(path, path.parent)
            else:
                kinds = ", ".join(sorted(SUFFIXES))
                yield Unread(path, path, f"is of a kind that can't be read; the kinds are {kinds}")

    def _folder(self, root: Path) -> Iterator[SourceFile | Unread]:
        # A stack rather than recursion: folders may be nested without end.
        stack = [root]
        while stack:
            path = stack.pop()
            if _is_folder(path):
                entries = self._entries(path, root)
                if isinstance(entries, Unread):
                    yield entries
                else:
                    stack.extend(reversed(entries))
            elif path.suffix.lower() in SUFFIXES or _mode(path) is None:
                yield from self._file(path, root)

    def _entries(self, folder: Path, root: Path) -> list[Path] | Unread:
        """Return what is in `folder`, sorted, without hidden entries; nothing the second time."""
        if not self._is_new(folder):
            return []
        try:
            return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except OSError as error:
            return Unread(folder, root, f"can't be entered: {error.strerror or error}")

    def _file(self, path: Path, root: Path) -> Iterator[SourceFile | Unread]:
        if fault := _fault(path):
            yield Unread(path, root, fault)
        elif self._is_new(path):
            yield self._named(path, root)

    def _named(self, path: Path, root: Path) -> SourceFile | Unread:
        # macOS may keep the accents of a name apart, where people and other systems write them composed.
        name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        if has_controls(name):
            return Unread(path, root, "has control characters or broken ones in its name; rename it")
        first = self._ids.setdefault(name, path)
        if first != path:
            return Unread(path, root, f"has the same id as {first}; index the folder above both")
        return SourceFile(path, root, name)

    def _is_new(self, path: Path) -> bool:
        real = os.path.realpath(path)
        if real in self._real:
            return False
        self._real.add(real)
        return True


def _place(path: Path, root: Path) -> str:
    return str(Path(os.path.realpath(root)) / path.relative_to(root))


def _mode(path: Path) -> int | None:
    """Return the mode of what a path leads to, None where that can't be reached."""
    try:
        return path.stat().st_mode
    except OSError:
        return None


def _is_folder(path: Path) -> bool:
    # Path.is_dir raises where a folder on the way is closed.
    mode = _mode(path)
    return mode is not None and stat.S_ISDIR(mode)


def _fault(path: Path) -> str | None:
    """Return why a path leads to no regular file, or None if it does."""
    try:
        is_regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return f"can't be read: {error.strerror or error}{_link_told(path)}"
    return None if is_regular else "is not a regular file"


def _link_told(path: Path) -> str:
    """Return where a path links to, as the end of a sentence; nothing if it is no link."""
    try:
        return f"; it is a link to {_printable(path.readlink())}"
    except OSError:
        return ""


def _printable(path: Path) -> str:
    """Return the path with what no terminal can print written as escapes."""
    return "".join(c if not has_controls(c) else ascii(c)[1:-1] for c in str(path))
