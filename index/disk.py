"""Failures of the disk, told in words for people. Knows nothing of what is written.

Each store hands in its vendor's exceptions. A full disk looks different in every one of them, and in
Chroma's like anything else, so the room that is left is looked at too.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import CitewireError

_FULL = re.compile(r"no space left|disk is full|disk full|disk quota exceeded|file too large", re.IGNORECASE)
_FORBIDDEN = re.compile(r"permission denied|read-?only", re.IGNORECASE)
# With less room than this, whatever went wrong most likely went wrong for the lack of it: a store that
# could not write has given back what it took by the time that it says so.
_NO_ROOM_BYTES = 20_000_000


@contextmanager
def writing(place: Path, *vendor_errors: type[Exception]) -> Iterator[None]:
    """Raise a CitewireError in place of an OSError, or one of `vendor_errors`, about `place`."""
    expected: tuple[type[Exception], ...] = (OSError, *vendor_errors)
    try:
        yield
    except expected as error:
        raise CitewireError(explain(place, error)) from error


def explain(place: Path, error: Exception) -> str:
    """Return the line about a failure to use `place`: what is the matter and what to do."""
    reason = " ".join(str(error).split())
    if is_full(place) or _FULL.search(reason):
        return f"the disk is full: make room for {place} and run it again; what was finished is kept"
    if _FORBIDDEN.search(reason):
        return f"{place} can't be written: check its permissions, or choose another folder with --data"
    return f"{place} can't be used ({reason}): run it again"


def is_full(place: Path) -> bool:
    """Return whether there is next to no room left where `place` is or would be."""
    existing = next((path for path in (place, *place.parents) if path.exists()), Path())
    return shutil.disk_usage(existing).free < _NO_ROOM_BYTES
