"""Brings loopback up in a network namespace that has nothing, then becomes the given command.

    unshare --map-root-user --net python loopback_only.py COMMAND [ARGUMENT ...]

It knows Linux only.
"""

import fcntl
import os
import socket
import struct
import sys

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1

if __name__ == "__main__":
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the tests name the command
