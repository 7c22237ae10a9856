"""The terms of a passage's sentences as they are stored, so that no search has to analyse text again.

A sentence is one line: its stems in order, a tab, and the keys of its names, each marked so that it can't
be taken for a stem. Knows nothing of where lines are stored or what they are searched for.
"""

from collections.abc import Iterable

from index.analysis import analyze, name_keys

_KEY = "~"
_BORDER = "\t"


def line_of(sentence: str, language: str | None = None) -> str:
    """Return the line of one sentence; `language` (ISO 639-1) chooses the stemmer."""
    keys = (marked(key) for key in name_keys(sentence))
    return f"{' '.join(analyze(sentence, language))}{_BORDER}{' '.join(keys)}"


def marked(key: str) -> str:
    """Return a name's key as it stands in a line."""
    return f"{_KEY}{key}"


def stems(line: str) -> tuple[str, ...]:
    """Return a line's stems, in the order of the sentence."""
    return tuple(line.partition(_BORDER)[0].split(" ")) if line[:1] != _BORDER else ()


def keys(line: str) -> list[str]:
    """Return the keys of a line's names, without their mark."""
    return [key.removeprefix(_KEY) for key in line.partition(_BORDER)[2].split()]


def known(lines: str | Iterable[str]) -> frozenset[str]:
    """Return all that stands in a line or several: stems, and keys with their mark."""
    return frozenset((lines if isinstance(lines, str) else " ".join(lines)).split())
