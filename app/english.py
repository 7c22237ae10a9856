"""How common a word is in English, or another language, at large: what a few articles can't tell.

The frequencies are those of the package wordfreq (Speer 2022), read from its small lists, a language's when
it is first asked for; its own code is not imported, which would take half a second. Knows nothing of the
archive.
"""

import gzip
import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgpack

from app.vocabulary import ENGLISH, FUNCTION_STEMS, QUESTION_WORDS
from index.analysis import analyze
from index.errors import CitewireError

# A passage of the usual size.
_WORDS_A_PASSAGE = 180
# One list for what is one language to wordfreq.
_LISTED_AS = {"no": "nb", "nn": "nb", "bs": "sh", "hr": "sh", "sr": "sh"}
# Of other languages than English, a word in a thousand carries little content.
_IDLE = 1e-3


def share_of_passages(stem: str, language: str = ENGLISH) -> float:
    """Return the share in [0, 1) of a language's passages that would hold a word with this stem.

    `language` is an ISO 639-1 code; nothing is known of a language without a list.

    Raises:
        CitewireError: the package with the lists is missing.
    """
    return 1 - math.exp(-_WORDS_A_PASSAGE * _frequencies(language).get(stem, 0.0))


@cache
def function_stems(language: str) -> frozenset[str]:
    """Return the stems of the words that carry no content of their own in a language (ISO 639-1)."""
    if language == ENGLISH:
        return FUNCTION_STEMS
    common = frozenset(stem for stem, share in _frequencies(language).items() if share >= _IDLE)
    return common.union(analyze(QUESTION_WORDS.get(language, ""), language))


@cache
def _frequencies(language: str) -> dict[str, float]:
    """Return how often each stem stands in a language, as a share of all words, without what is rare."""
    found = find_spec("wordfreq")
    if found is None or found.origin is None:
        raise CitewireError("the package wordfreq is missing: run `make setup` again")
    words_of = Path(found.origin).parent / f"data/small_{_LISTED_AS.get(language, language)}.msgpack.gz"
    if not words_of.is_file():
        return {}
    with gzip.open(words_of, "rb") as file:
        # wordfreq's cBpack: words in buckets, the n-th of them with the frequency 10 ** (-n / 100).
        _header, *buckets = msgpack.load(file, raw=False)
    frequencies: dict[str, float] = {}
    for centibels, words in enumerate(buckets):
        for stem in analyze(" ".join(words), language):
            frequencies[stem] = frequencies.get(stem, 0.0) + 10 ** (-centibels / 100)
    return frequencies
