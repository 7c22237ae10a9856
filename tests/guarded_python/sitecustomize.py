"""Puts the guard into every Python that a test starts: this folder is on its PYTHONPATH."""

import importlib.util
import os
from pathlib import Path

_record = os.environ.get("NETWORK_GUARD_RECORD")
_source = Path(__file__).parents[1] / "network_guard.py"
_spec = importlib.util.spec_from_file_location("network_guard", _source)
if _record and _spec and _spec.loader:
    _guard = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_guard)
    _guard.install(Path(_record))
