"""Files that browsers have sent and that wait to be taken into the archive.

They lie in a folder of the program's own that ends with it; a file that is too large is given up while it
arrives. Knows nothing of articles.
"""

import secrets
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.disk import writing
from index.errors import UsageError

_MOST_WAITING = 2_000
_BYTES_IN_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has arrived, and what its sender calls it."""

    path: Path
    name: str


class Arriving:
    """A file on its way."""

    def __init__(self, file: BinaryIO, path: Path, most_bytes: int) -> None:
        self._file = file
        self._path = path
        self._most = most_bytes
        self._bytes = 0

    def write(self, chunk: bytes) -> None:
        """Add what has come.

        Raises:
            UsageError: it is larger than the archive takes.
            CitewireError: the disk refuses.
        """
        self._bytes += len(chunk)
        if self._bytes > self._most:
            raise too_large(self._most)
        with writing(self._path):
            self._file.write(chunk)


class Arrivals:
    """What every visitor has sent; each finds only their own. Safe to use from several threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str], Arrival] = {}
        self._folder: Path | None = None

    @contextmanager
    def arriving(self, owner: str, name: str, announced: int = 0) -> Iterator[tuple[str, Arriving]]:
        """Take in a file: write to what is yielded; leaving with an error forgets it.

        The text yielded with it is what `waiting` knows it by. `announced` is how many bytes it is said to
        have.

        Raises:
            UsageError: it is said to be larger than the archive takes, or too many files wait.
        """
        if announced > self.most_bytes:
            raise too_large(self.most_bytes)
        token = secrets.token_hex(16)
        path = self._place() / token
        with self._lock:
            if len(self._waiting) >= _MOST_WAITING:
                raise UsageError(f"{_MOST_WAITING:,} files wait to be added already: add those first")
            self._waiting[owner, token] = Arrival(path, name)
        try:
            with _opened(path) as file:
                yield token, Arriving(file, path, self.most_bytes)
                with writing(path):
                    file.flush()
        except BaseException:
            self.forget(owner, [token])
            raise

    def waiting(self, owner: str, tokens: Iterable[str]) -> list[Arrival]:
        """Return a visitor's files, those that are there."""
        with self._lock:
            found = (self._waiting.get((owner, token)) for token in tokens)
            return [arrival for arrival in found if arrival is not None]

    def forget(self, owner: str, tokens: Iterable[str]) -> None:
        """Delete a visitor's files."""
        with self._lock:
            gone = [self._waiting.pop((owner, token), None) for token in tokens]
        for arrival in gone:
            if arrival is not None:
                with suppress(OSError):
                    arrival.path.unlink(missing_ok=True)

    def _place(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="citewire-"))
                # Also when the program ends.
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            return self._folder


def _opened(path: Path) -> BinaryIO:
    with writing(path):
        return path.open("wb")


def too_large(most_bytes: int) -> UsageError:
    """Return what is said of a file that is larger than the archive takes."""
    megabytes = most_bytes // _BYTES_IN_MB
    return UsageError(
        f"larger than {megabytes:,} MB, the most a file may have here: split it, or set CITEWIRE_MAX_FILE_MB"
    )
