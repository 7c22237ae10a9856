"""The program's own page, served by a process of its own, as `python -m app` does."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]


class PageServer:
    """The page of an index, on a port that stays the same however often it is started.

    `settings` are environment variables. As a context manager it is killed at the end if it still runs.
    """

    def __init__(self, data: Path, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        self._command = [sys.executable, "-m", "app", "--data", str(data)]
        self._environment = os.environ | settings | {"CITEWIRE_PORT": str(port)}
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.end(kill=True)

    def start(self) -> None:
        """Return when it serves."""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert self.url in line, line + self._process.stdout.read()

    def end(self, *, kill: bool = False) -> str:
        """Have it end, or kill it where it stands; return what it has said."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        said, _ = self._process.communicate(timeout=20)
        return said


@contextmanager
def served_page(data: Path, *, secret: str | None = None, **settings: str) -> Iterator[str]:
    """Serve the page of an index and yield its address; `settings` are environment variables.

    What the server says must hold no traceback and no `secret`.
    """
    server = PageServer(data, **settings)
    try:
        server.start()
        yield server.url
    finally:
        said = server.end()
        assert "Traceback" not in said, said
        assert secret is None or secret not in said
