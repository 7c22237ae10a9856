"""Sentence borders in stored text, as exact offsets.

Paragraphs are separated by a blank line and no sentence crosses one. Knows nothing of passages.
"""

import re
from collections.abc import Iterator

import sentencex

from index.records import Span

SENTENCES_VERSION = "2"

_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔।:;][\s)\]}"'”’»›」』]*$""")
_LONGEST_HEADING_WORDS = 12
# Whoever writes without spaces goes on with a number at once: `了。6月`.
_OPENING, _CLOSING = "“‘「『（", "”’」』）"
_QUOTE_OR_END = re.compile(rf"(?P<end>[。！？][{_CLOSING}]*(?=\d))|[{_OPENING}{_CLOSING}]")
# `M. Martinot`, `А. С. Пушкин`, and in scripts without capitals any letter: `د. أحمد`.
_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_]\.$")
_UNCASED = re.compile("[\u05d0-\u06ff]")
# Spanish doubles the initials of plurals: `CC. OO.`
_DOUBLED_INITIAL = re.compile(r"([A-Z])\1\.")


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the paragraphs of `text` in order, without surrounding white space."""
    at = 0
    for block in re.finditer(r"\n\s*\n|\Z", text):
        span = trimmed(text, at, block.start())
        if span is not None:
            yield span
        at = block.end()


def sentences(text: str, language: str | None = None) -> list[Span]:
    """Return the sentences of `text` in order, trimmed, none empty, none crossing a paragraph border."""
    return [span for paragraph in paragraphs(text) for span in sentences_of(text, paragraph, language)]


def sentences_of(text: str, paragraph: Span, language: str | None = None) -> list[Span]:
    """Return the sentences of one paragraph, as spans of the whole `text`."""
    body = paragraph.of(text)
    borders = sentencex.get_sentence_boundaries(language or "en", body)
    cut = [piece for border in borders for piece in _cut(body, border["start_index"], border["end_index"])]
    spans = (trimmed(text, paragraph.start + start, paragraph.start + end) for start, end in cut)
    return _joined(text, [span for span in spans if span is not None], language or "en")


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return `text[start:end]` without surrounding white space, or None if there is nothing else."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + right) if right > left else None


def is_heading(sentence: str) -> bool:
    """Say whether `sentence` looks like a heading between paragraphs: short and without an end."""
    return not _SENTENCE_END.search(sentence) and len(sentence.split()) <= _LONGEST_HEADING_WORDS


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what was left whole: a full stop of a script without spaces ends a sentence before a number.

    One that is quoted ends none.
    """
    depth = 0
    for found in _QUOTE_OR_END.finditer(text, start, end):
        depth += sum((sign in _OPENING) - (sign in _CLOSING) for sign in found[0])
        if found["end"] and depth <= 0:
            yield start, found.end()
            start, depth = found.end(), 0
    yield start, end


def _joined(text: str, spans: list[Span], language: str) -> list[Span]:
    """Join what was cut wrongly: after an initial, or before a lower-case letter, a sentence goes on."""
    joined: list[Span] = []
    for span in spans:
        if joined and _goes_on(joined[-1].of(text), span.of(text), language):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _goes_on(before: str, piece: str, language: str) -> bool:
    if piece[0].islower() or not re.search(r"\w", piece):
        return True
    # In English sentences end in initials more often than they are cut there: `in the U.S.`
    return language != "en" and (_ends_in_initial(before) or _parts_doubled_initials(before, piece))


def _ends_in_initial(text: str) -> bool:
    found = _INITIAL.search(text)
    return found is not None and (found[0][0].isupper() or bool(_UNCASED.match(found[0])))


def _parts_doubled_initials(before: str, piece: str) -> bool:
    first = before.rpartition(" ")[2]
    return bool(_DOUBLED_INITIAL.fullmatch(first) and _DOUBLED_INITIAL.match(piece))
