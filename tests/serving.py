"""The program's own page, served by a process of its own, as `python -m app` does."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Self

from tests.forked import begun, processes

ROOT = Path(__file__).parents[1]

_SECONDS_TO_END = 20


class PageServer:
    """The page of an index, on a port that stays the same however often it is started.

    Its process is `Forked`, unless it is to begin `Afresh`; `settings` are environment variables. As a
    context manager it is killed at the end if it still runs.
    """

    def __init__(self, data: Path, begin: "Begin | None" = None, /, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        self._begin = begin or Forked
        self._arguments = ["--data", str(data)]
        self._environment = os.environ | settings | {"CITEWIRE_PORT": str(port)}
        self._process: Afresh | Forked | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.runs():
            self.end(kill=True)

    def start(self) -> None:
        """Return when it serves."""
        self._process = self._begin(self._arguments, self._environment)
        line = self._process.said.readline()
        assert self.url in line, line + self._process.said.read()

    def end(self, *, kill: bool = False) -> str:
        """Have it end, or kill it where it stands; return what it has said."""
        assert self._process is not None
        self._process.send(signal.SIGKILL if kill else signal.SIGTERM)
        return self._process.wait()


class Afresh:
    """`python -m app` in a Python of its own, as on a command line; `said` is what it prints."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        self.said: IO[str] = self._process.stdout

    def runs(self) -> bool:
        return self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self) -> str:
        """Return what it has said since it was last read."""
        said, _ = self._process.communicate(timeout=_SECONDS_TO_END)
        return said


class Forked:
    """The same from its `main` on, forked from a process that has imported everything (tests/forked.py)."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        reading, writing = processes().Pipe(duplex=False)
        with reading, writing:
            self._process = begun(_main, arguments, environment, writing)
            self.said: IO[str] = os.fdopen(os.dup(reading.fileno()), encoding="utf-8")

    def runs(self) -> bool:
        return self._process.is_alive()

    def send(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def wait(self) -> str:
        self._process.join(_SECONDS_TO_END)
        assert not self._process.is_alive(), "it goes on"
        with self.said:
            return self.said.read()


def _main(arguments: list[str], environment: dict[str, str], output: "Connection[str, str]") -> None:
    for standard in (sys.stdout, sys.stderr):
        os.dup2(output.fileno(), standard.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    from app.__main__ import main

    sys.exit(main(arguments))


Begin = type[Afresh] | type[Forked]


@contextmanager
def served_page(
    data: Path, begin: Begin | None = None, /, *, secret: str | None = None, **settings: str
) -> Iterator[str]:
    """Serve the page of an index and yield its address; `begin` and `settings` are PageServer's.

    What the server says must hold no traceback and no `secret`.
    """
    server = PageServer(data, begin, **settings)
    try:
        server.start()
        yield server.url
    finally:
        said = server.end()
        assert "Traceback" not in said, said
        assert secret is None or secret not in said
