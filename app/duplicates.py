"""The same report in several papers: one rule, for the search and for whoever takes its pieces.

Knows nothing of how reports were found.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import NamedTuple, TypeVar
from zlib import crc32

from rapidfuzz import fuzz

# Texts are one report from here up, in percent of rapidfuzz's ratio: 100 less the share of characters
# to insert or delete.
_SAME = 88.0
# Texts whose lengths are further apart than this can't be.
_LEAST_LENGTH = 0.7

# Long texts that share fewer of their words aren't either; far quicker to tell than the ratio.
_LEAST_SHARED = 0.7
_LONG_IN_WORDS = 20
_BITS = 2_048

Item = TypeVar("Item")


class Report(NamedTuple):
    """A passage's text and what identifies its article: passages of one article are never copies."""

    article: Hashable
    text: str


def same_report(left: Report, right: Report) -> bool:
    """Say whether two passages of different articles tell the same, word for word or nearly so."""
    if left.article == right.article:
        return False
    shorter, longer = sorted((len(left.text), len(right.text)))
    if shorter < _LEAST_LENGTH * longer or not _share_words(left.text, right.text):
        return False
    return fuzz.ratio(left.text, right.text, score_cutoff=_SAME) > 0


def _share_words(left: str, right: str) -> bool:
    """Compare the words as bits: those that fall together make texts look more alike."""
    one, other = _vocabulary(left), _vocabulary(right)
    fewer = min(one.bit_count(), other.bit_count())
    return fewer < _LONG_IN_WORDS or (one & other).bit_count() >= _LEAST_SHARED * fewer


@lru_cache(maxsize=4_096)
def _vocabulary(text: str) -> int:
    """Return a number with a bit set for each word (a Bloom filter with one hash)."""
    bits = 0
    for word in set(text.split()):
        bits |= 1 << crc32(word.encode(errors="surrogatepass")) % _BITS
    return bits


def folded(items: Iterable[Item], report_of: Callable[[Item], Report]) -> list[list[Item]]:
    """Put each item under the first that is the same report; a group's first item is the first given."""
    groups: list[tuple[Report, list[Item]]] = []
    for item in items:
        report = report_of(item)
        home = next((group for first, group in groups if same_report(first, report)), None)
        if home is None:
            groups.append((report, [item]))
        else:
            home.append(item)
    return [group for _, group in groups]
