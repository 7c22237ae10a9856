"""Forbids and records every use of a network beyond this machine, in the process that installs it.

It sees what Python's own sockets do, through audit events. It doesn't see sockets that compiled
libraries open by themselves: for those, `run_offline` in conftest.py takes the network away.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

RECORD_VARIABLE = "NETWORK_GUARD_RECORD"
ADDRESS_POSITION = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


class NetworkForbiddenError(OSError):
    """Something tried to leave this machine."""


def stays_here(address: object) -> bool:
    """Tell whether a socket address, or a host name to look up, stays on this machine.

    A file path (Unix socket) and None (the peer already connected, or every interface) do.
    """
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(address, tuple) and isinstance(host, int):
        return True  # netlink: talks to the kernel
    if isinstance(host, bytes):
        host = os.fsdecode(host)
    if not isinstance(host, str) or host in {"", "localhost", socket.gethostname()}:
        return True
    if not isinstance(address, tuple) and "/" in host:
        return True
    try:
        numeric = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return numeric.is_loopback or numeric.is_unspecified


def install(record: Path) -> None:
    """Forbid, for the rest of this process, and write each attempt as a line to `record`."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ADDRESS_POSITION:
            return
        address = arguments[ADDRESS_POSITION[event]]
        if stays_here(address):
            return
        with record.open("a", encoding="utf-8") as lines:
            lines.write(f"{event} {address!r} by {' '.join(sys.argv[:3])}\n")
        raise NetworkForbiddenError(f"tests may not use the network: {event} to {address!r}")

    sys.addaudithook(watch)
