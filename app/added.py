"""The folder of the articles that people add: safe names, one article a file, nothing half-written.

    <data>/added/           what was added, as it came
    <data>/added/.incoming/ what is looked at before it is added; of no use once that is done

A line of a JSONL file becomes a file of its own, so that one article can be taken away without the others.
Knows nothing of the index.
"""

import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.disk import writing
from index.errors import UnreadableError
from index.kept_out import added_folder
from index.reading.discovery import JSONL_SUFFIXES, SUFFIXES

# File systems take 255 bytes for a name; some room is left for what tells equal names apart.
_MOST_BYTES = 200
_LONGEST_SUFFIX = 20
_NAMELESS = "article"
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*]')
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
_LEFT_BEHIND_SECONDS = 24 * 3_600
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that holds one article, or nothing that can be read, and the name that it should have.

    `line` is the line of the JSONL file that it comes from, counted from 1, or None.
    """

    path: Path
    name: str
    line: int | None = None


class AddedFolder:
    """The folder in one data folder. Not for several threads or processes at once."""

    def __init__(self, data: Path) -> None:
        self.path = Path(os.path.realpath(added_folder(data)))

    def holds(self, file: str) -> bool:
        """Return whether a file of the index is one of this folder's, and of one article."""
        path = Path(file)
        return path.parent == self.path and not _has_several(path)

    def files(self) -> set[str]:
        """Return the paths of all files that were added."""
        if not self.path.is_dir():
            return set()
        visible = (path for path in self.path.iterdir() if not path.name.startswith("."))
        return {str(path) for path in visible if is_readable(path.name) and path.is_file()}

    def names(self) -> set[str]:
        """Return the names that are taken, case-folded: some file systems don't tell them apart."""
        return {path.name.casefold() for path in self.path.iterdir()} if self.path.is_dir() else set()

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Give a new folder for what is looked at, on the same disk; it goes with the block.

        Raises:
            CitewireError: the disk refuses.
        """
        home = self.path / ".incoming"
        with writing(home):
            home.mkdir(parents=True, exist_ok=True)
            _clear_left_behind(home)
            folder = Path(tempfile.mkdtemp(dir=home))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def is_readable(name: str) -> bool:
    """Return whether files with such a name can be read."""
    return Path(name).suffix.lower() in SUFFIXES


def safe_name(name: str) -> str:
    """Return a file's name as every file system takes it, and as no path: at most 200 bytes of UTF-8.

    Folders before the name go, as do invisible characters; what some system forbids becomes `_`.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    shown = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in name)
    stem, suffix = _split(_UNSAFE.sub("_", " ".join(shown.split())).strip(" ."))
    if not stem or f".{stem}".lower() in SUFFIXES:
        stem, suffix = _NAMELESS, suffix or (f".{stem}" if stem else "")
    stem = "_" + stem if _RESERVED.match(stem) else stem
    suffix = _cut(suffix, _LONGEST_SUFFIX)
    return _cut(stem, _MOST_BYTES - len(suffix.encode())) + suffix


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return a safe name, with a number behind it where `is_taken` says that it is."""
    stem, suffix = _split(name)
    number = 1
    while is_taken(name):
        number += 1
        name = f"{stem} ({number}){suffix}"
    return name


def stage(file: Path, name: str, folder: Path, most_mb: int) -> Path:
    """Copy a file that came in into `folder` and return the copy, whose name says its kind only.

    Raises:
        UnreadableError: it is of a kind that can't be read, or has more than `most_mb` megabytes.
        CitewireError: the disk refuses.
    """
    if not is_readable(name):
        raise UnreadableError(f"is of a kind that can't be read; the kinds are {', '.join(sorted(SUFFIXES))}")
    with writing(folder):
        size = file.stat().st_size
        if size > most_mb * _MEGABYTE:
            raise UnreadableError(
                f"has {size / _MEGABYTE:,.1f} MB; a file may have {most_mb:,} MB"
                " (raise CITEWIRE_MAX_FILE_MB, or split it)"
            )
        handle, staged = tempfile.mkstemp(dir=folder, suffix=Path(name).suffix.lower())
        os.close(handle)
        shutil.copyfile(file, staged)
    return Path(staged)


def pieces(staged: Path, name: str) -> Iterator[Piece]:
    """Yield a staged file, or a file for each line of it that isn't blank where it is JSONL.

    Raises:
        UnreadableError: it is JSONL without any line.
        CitewireError: the disk refuses.
    """
    if staged.suffix not in JSONL_SUFFIXES or _is_no_utf8(staged):
        yield Piece(staged, name)
        return
    stem, _ = _split(name)
    found = 0
    with staged.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                found += 1
                path = staged.with_name(f"{staged.stem}-{number}.jsonl")
                with writing(path):
                    path.write_bytes(line.rstrip(b"\r\n") + b"\n")
                yield Piece(path, safe_name(f"{stem} {number}.jsonl"), number)
    if not found:
        raise UnreadableError("is empty")


def _split(name: str) -> tuple[str, str]:
    """Return a name without its suffix, and the suffix with its dot; both may be empty."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if stem and suffix else (name, "")


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode("utf-8", "ignore").rstrip(" .")


def _is_no_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) in _OTHER_ENCODINGS


def _has_several(path: Path) -> bool:
    """Return whether it is JSONL of more than one line: not put here by us."""
    if path.suffix.lower() not in JSONL_SUFFIXES:
        return False
    try:
        with path.open("rb") as lines:
            return len(list(islice(filter(bytes.strip, lines), 2))) > 1
    except OSError:
        return False


def _clear_left_behind(home: Path) -> None:
    """Remove what killed processes have left, and nothing that another may be at work on."""
    oldest = time.time() - _LEFT_BEHIND_SECONDS
    for folder in home.iterdir():
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
