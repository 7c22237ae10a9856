"""Neural networks on OpenVINO: the only file that imports it, and how a network's file is verified.

Knows nothing of what networks compute.
"""

import hashlib
import sys
from pathlib import Path
from typing import Any

from index.errors import CitewireError


def openvino() -> Any:
    """Import openvino without its telemetry, which reports every import to a server of its makers'.

    None in `sys.modules` is Python's way to say that a module can't be imported; openvino does without it.
    """
    modules: dict[str, Any] = sys.modules
    modules["openvino_telemetry"] = None
    import openvino

    return openvino


def verified(path: Path, sha256: str, remedy: str) -> Path:
    """Return the path of a file after checking that it is the one we know.

    Raises:
        CitewireError: it isn't; the message ends with `remedy`, what to do.
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise CitewireError(
            f"{path} is not the file we know (sha256 {found[:12]}…, expected {sha256[:12]}…): {remedy}"
        )
    return path
