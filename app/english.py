"""How common a word is in English at large: what a few articles can't tell.

The frequencies are those of the package wordfreq (Speer 2022), read from its small English list; its own
code is not imported, which would take half a second. Knows nothing of the archive.
"""

import gzip
import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgpack

from index.analysis import analyze

# A passage of the usual size.
_WORDS_A_PASSAGE = 180
_LIST = "data/small_en.msgpack.gz"


def share_of_passages(stem: str) -> float:
    """Return the share in [0, 1) of English passages that would hold a word with this stem."""
    return 1 - math.exp(-_WORDS_A_PASSAGE * _frequencies().get(stem, 0.0))


@cache
def _frequencies() -> dict[str, float]:
    """Return how often each stem stands in English, as a share of all words, without what is rare."""
    found = find_spec("wordfreq")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("wordfreq is not installed: run `make setup`")
    with gzip.open(Path(found.origin).parent / _LIST, "rb") as file:
        # wordfreq's cBpack: words in buckets, the n-th of them with the frequency 10 ** (-n / 100).
        _header, *buckets = msgpack.load(file, raw=False)
    frequencies: dict[str, float] = {}
    for centibels, words in enumerate(buckets):
        for stem in analyze(" ".join(words)):
            frequencies[stem] = frequencies.get(stem, 0.0) + 10 ** (-centibels / 100)
    return frequencies
