"""What holds for every test: no network, and no settings from the shell that started them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import network_guard
from tests.scheduling import Scheduling, longest_first

pytest_plugins = ["tests.real_model"]

HERE = Path(__file__).parent
RunOffline = Callable[..., subprocess.CompletedProcess[str]]


def pytest_configure(config: pytest.Config) -> None:
    """Guard this process, and every Python started from it, before any test module is imported."""
    for name in [name for name in os.environ if name.startswith(("CITEWIRE_", "OPENAI_"))]:
        del os.environ[name]
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        # Only hands the tests out: each process that runs them is guarded by itself.
        return
    handle, record = tempfile.mkstemp(prefix="network-attempts-")
    os.close(handle)
    config.add_cleanup(lambda: Path(record).unlink(missing_ok=True))
    os.environ[network_guard.RECORD_VARIABLE] = record
    paths = [str(HERE / "guarded_python"), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    network_guard.install(Path(record))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture
def network_attempts() -> Callable[[], list[str]]:
    """A function that returns, and forgets, the attempts made so far to reach a network."""

    def take() -> list[str]:
        record = Path(os.environ[network_guard.RECORD_VARIABLE])
        attempts = record.read_text(encoding="utf-8").splitlines()
        record.write_text("", encoding="utf-8")
        return attempts

    return take


@pytest.fixture(autouse=True)
def _no_network(network_attempts: Callable[[], list[str]]) -> Iterator[None]:
    """Fail the test that tried, even if the code under test swallowed the error."""
    yield
    attempts = network_attempts()
    assert not attempts, "tried to reach a network:\n" + "\n".join(attempts)


@pytest.fixture(scope="session")
def namespace_without_network() -> list[str]:
    """What to put before a command to run it where only loopback exists; skips where that can't be."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no `unshare` on this system")
    prefix = [unshare, "--map-root-user", "--net", sys.executable, str(HERE / "loopback_only.py")]
    trial = subprocess.run([*prefix, "true"], capture_output=True, text=True, check=False)
    if trial.returncode != 0:
        pytest.skip(f"no network namespaces on this system: {trial.stderr.strip()}")
    return prefix


@pytest.fixture
def run_offline(namespace_without_network: list[str]) -> RunOffline:
    """Run a command where no network exists at all, compiled libraries included.

    Takes the command and subprocess.run's keywords; returns its completed process with the output as
    text. A command that works this way needs no network.
    """

    def run(command: list[str], **keywords: Any) -> subprocess.CompletedProcess[str]:
        options: dict[str, Any] = {"capture_output": True, "text": True, "check": False, "timeout": 120}
        return subprocess.run([*namespace_without_network, *command], **(options | keywords))

    return run
