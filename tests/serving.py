"""The program's own page, served by a process of its own, as `python -m app` does."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def served_page(data: Path, *, secret: str | None = None, **settings: str) -> Iterator[str]:
    """Serve the page of an index and yield its address; `settings` are environment variables.

    What the server says must hold no traceback and no `secret`.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "--data", str(data)],
        cwd=ROOT,
        env=os.environ | settings | {"CITEWIRE_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    try:
        line = server.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in line, line + server.stdout.read()
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=20)
        assert "Traceback" not in said, said
        assert secret is None or secret not in said
