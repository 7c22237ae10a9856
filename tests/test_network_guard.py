"""The tests' own guard: what it stops, what it lets through, and that nothing slips by unnoticed."""

import socket
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.conftest import RunOffline
from tests.network_guard import NetworkForbiddenError, stays_here

CONNECT = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=2)"
SERVE_ON_LOOPBACK = (
    "import socket; server = socket.create_server(('127.0.0.1', 0));"
    "socket.create_connection(server.getsockname(), timeout=2); print('reached')"
)


@pytest.mark.parametrize(
    "address", [("127.0.0.1", 80), ("::1", 80, 0, 0), "localhost", "/run/x.sock", None, ""]
)
def test_this_machine_may_be_reached(address: object) -> None:
    assert stays_here(address)


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 80), ("2001:db8::1", 443, 0, 0), "example.org", b"example.org"]
)
def test_other_machines_may_not(address: object) -> None:
    assert not stays_here(address)


def test_a_connection_is_refused_and_remembered(network_attempts: Callable[[], list[str]]) -> None:
    with pytest.raises(NetworkForbiddenError), socket.socket() as client:
        client.connect(("192.0.2.1", 9))
    assert "192.0.2.1" in network_attempts()[0]


def test_a_name_is_not_looked_up(network_attempts: Callable[[], list[str]]) -> None:
    with pytest.raises(NetworkForbiddenError):
        socket.getaddrinfo("example.org", 443)
    assert "example.org" in network_attempts()[0]


def test_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_a_python_that_a_test_starts_is_guarded_too(network_attempts: Callable[[], list[str]]) -> None:
    done = subprocess.run([sys.executable, "-c", CONNECT], capture_output=True, text=True, check=False)
    assert "tests may not use the network" in done.stderr
    assert "192.0.2.1" in network_attempts()[0]


def test_offline_runs_have_loopback_and_nothing_else(run_offline: RunOffline) -> None:
    assert run_offline([sys.executable, "-c", SERVE_ON_LOOPBACK]).stdout == "reached\n"
    assert "Network is unreachable" in run_offline([sys.executable, "-S", "-c", CONNECT]).stderr
