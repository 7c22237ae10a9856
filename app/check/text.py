"""Text made comparable, with the way back to the original's offsets, and whether it is English.

Removes what readers can't see, so that nothing hides in a text. Knows nothing of what sentences say.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from app.vocabulary import ENGLISH_WORDS, FOREIGN_WORDS
from index.reading.language import likeliest_among, likeliest_language, recognised_language
from index.records import Span

# Zero-width, bidirectional and other signs that take no room on the page, and the private "tag" letters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SAME_SIGN = str.maketrans("“”„‟«»‹›‘’‚‛′`´‐‑‒–—―−", '""""""""' + "'" * 7 + "-" * 7)
_QUOTE_MARK_OR_SPACE = re.compile(r"[\"'\s]+")
_ENDING = ".,;:!?…-\"' "
# So many words that none of them is a little one of English seldom are English.
_A_SENTENCE = 5
_CLOSING = re.compile(f"[{re.escape(_ENDING)}]*")


@dataclass(frozen=True, slots=True)
class Clean:
    """Text without invisible signs, in NFKC, with plain quote marks and dashes.

    `offsets` holds for each of its characters the offset of the original's; None where they are equal.
    """

    text: str
    offsets: tuple[int, ...] | None
    length: int

    def original(self, span: Span) -> Span:
        """Return the original's span for a span of `text` that isn't empty."""
        if self.offsets is None:
            return span
        return Span(self.offsets[span.start], self.offsets[span.end - 1] + 1)


def clean(text: str) -> Clean:
    """Return `text` as it is compared."""
    plain = _CONTROL.sub(" ", text)
    if not _INVISIBLE.search(plain) and unicodedata.is_normalized("NFKC", plain):
        return Clean(plain.translate(_SAME_SIGN), None, len(text))
    signs: list[str] = []
    offsets: list[int] = []
    for at, sign in enumerate(plain):
        kept = "" if _INVISIBLE.match(sign) else unicodedata.normalize("NFKC", sign)
        signs.append(kept)
        offsets.extend([at] * len(kept))
    return Clean("".join(signs).translate(_SAME_SIGN), tuple(offsets), len(text))


def squeezed(text: str) -> str:
    """Return clean text without white space, quote marks and signs at its start."""
    return _QUOTE_MARK_OR_SPACE.sub("", text).lstrip(_ENDING)


@lru_cache(maxsize=512)
def is_english(text: str) -> bool:
    """Say whether clean text is in English, as far as its letters and little words can tell."""
    known = recognised_language(text)
    if known is not None:
        return known == "en"
    letters = [sign for sign in text[:2000] if sign.isalpha()]
    if sum(sign < "\u0250" for sign in letters) < 0.8 * len(letters):
        return False
    return _english_lead(text) >= 0


@lru_cache(maxsize=512)
def language_of(text: str, stated: str | None) -> str | None:
    """Return the ISO 639-1 code of the language of an article's clean text, None where it can't be told.

    `stated` is what the article says, which counts where the text leaves a doubt.
    """
    known = recognised_language(text) or stated
    if known is not None or not is_english(text):
        return known
    unsure = _english_lead(text) == 0 and len(text.split()) >= _A_SENTENCE
    return likeliest_language(text) if unsure else "en"


def language_among(text: str, given: Collection[str | None]) -> str | None:
    """Return the language of a clean sentence beside texts in the languages `given`, nearest first.

    English where its words say so or the texts are; else, where it is too short to tell, the nearest's.
    """
    others = [one for one in given if one != "en"]
    if not others:
        return "en" if is_english(text) else recognised_language(text)
    known = recognised_language(text)
    if known is not None:
        return known
    nearest, seems_english = next(iter(given)), is_english(text) and _english_lead(text) > 0
    likely = likeliest_among(text, {"en", *(one for one in others if one)})
    if likely is None:
        return "en" if seems_english else nearest
    # The recogniser takes a few names for any language.
    return "en" if seems_english and nearest == "en" else likely


def _english_lead(text: str) -> int:
    """Return how many more little words of English a text has than of other languages."""
    typed = re.findall(r"[a-z]+", text[:2000].lower())
    return sum(word in ENGLISH_WORDS for word in typed) - sum(word in FOREIGN_WORDS for word in typed)


class WholeSentences:
    """The sentences of a clean text, ready to be recognised whatever their white space and quote marks."""

    def __init__(self, text: str, sentences: tuple[Span, ...]) -> None:
        pieces = [squeezed(span.of(text)) for span in sentences]
        self._joined = "".join(pieces)
        self._starts = [0, *accumulate(len(piece) for piece in pieces)]

    def find(self, sentence: str) -> tuple[int, int] | None:
        """Return the numbers [first, last) of the sentences that `sentence` repeats whole, if any."""
        sought = squeezed(sentence).rstrip(_ENDING)
        if not sought:
            return None
        spellings = {sought, sought[0].swapcase() + sought[1:]}
        return next((found for one in spellings if (found := self._find(one)) is not None), None)

    def _find(self, sought: str) -> tuple[int, int] | None:
        at = self._joined.find(sought)
        while at >= 0:
            first = bisect_left(self._starts, at)
            closing = _CLOSING.match(self._joined, at + len(sought))
            end = closing.end() if closing else at + len(sought)
            last = bisect_left(self._starts, end)
            if self._starts[first] == at and self._starts[last] == end and last > first:
                return first, last
            at = self._joined.find(sought, at + 1)
        return None
