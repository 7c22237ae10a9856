"""Words that news uses for one another (app/synonyms.txt), looked up by stem. English only."""

from functools import cache
from pathlib import Path

from index.analysis import analyze

_LIST = Path(__file__).with_name("synonyms.txt")


def synonyms_of(stem: str) -> frozenset[str]:
    """Return the stems of the other words that news uses for the word with this stem."""
    return _table().get(stem, frozenset())


@cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        group = frozenset() if line.startswith("#") else frozenset(analyze(line))
        for stem in group:
            table[stem] = table.get(stem, frozenset()) | group - {stem}
    return table
