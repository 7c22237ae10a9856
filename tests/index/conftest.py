"""What several tests of the index start from."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_NOBODY = 65534


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder for a user whom permissions bind, which they don't root."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.geteuid() == 0
        if root:
            try:
                os.chown(folder, _NOBODY, _NOBODY)
                os.seteuid(_NOBODY)
            except OSError as error:
                pytest.skip(f"no other user can be had here: {error.strerror}")
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)
