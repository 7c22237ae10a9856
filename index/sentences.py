"""Sentence borders in stored text, as exact offsets.

Paragraphs are separated by a blank line and no sentence crosses one. Knows nothing of passages.
"""

import re
from collections.abc import Iterator

import sentencex

from index.records import Span

SENTENCES_VERSION = "1"

_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔।:;][\s)\]}"'”’»›」』]*$""")
_LONGEST_HEADING_WORDS = 12


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
    cut = [(border["start_index"], border["end_index"]) for border in borders]
    spans = (trimmed(text, paragraph.start + start, paragraph.start + end) for start, end in cut)
    return _joined(text, [span for span in spans if span is not None])


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return `text[start:end]` without surrounding white space, or None if there is nothing else."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + right) if right > left else None


def is_heading(sentence: str) -> bool:
    """Say whether `sentence` looks like a heading between paragraphs: short and without an end."""
    return not _SENTENCE_END.search(sentence) and len(sentence.split()) <= _LONGEST_HEADING_WORDS


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Join what was cut wrongly: a piece that starts in lower case goes on with the sentence before."""
    joined: list[Span] = []
    for span in spans:
        piece = span.of(text)
        if joined and (piece[0].islower() or not re.search(r"\w", piece)):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined
