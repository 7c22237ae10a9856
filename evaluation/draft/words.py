"""The lists of words that drafting uses (evaluation/draft/words.txt), by their names."""

from functools import cache
from pathlib import Path

from app.sections import read_sections

_FILE = Path(__file__).with_name("words.txt")


def words_for(name: str) -> frozenset[str]:
    """Return the words of the list with this name."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(" ".join(lines).split()) for name, lines in read_sections(_FILE).items()}
