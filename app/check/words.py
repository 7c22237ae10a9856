"""Lists of English words with a job in the check (app/check/words.txt), by their names."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.txt")


def word_list(name: str) -> frozenset[str]:
    """Return the words of the list with this name."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    name = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = frozenset()
        elif not line.startswith("#"):
            found[name] = found.get(name, frozenset()) | frozenset(line.split())
    return found
