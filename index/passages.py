"""Articles cut into passages: whole sentences, sized in tokens, at paragraph borders where it can be.

A passage is a span of the stored text and nothing else; headline and date are put before it only when
it is embedded (`context_of`). Knows nothing of vectors.
"""

import importlib.util
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import tiktoken

from index.records import Article, Passage, Span
from index.sentences import SENTENCES_VERSION, paragraphs, sentences_of, trimmed

PASSAGES_VERSION = f"2.{SENTENCES_VERSION}"

_ENCODING = "cl100k_base"
# A paragraph border is taken early once a passage is this full, rather than cutting the next paragraph.
_FULL_ENOUGH = 0.6
# How far from the middle of a sentence that is too long a border between words is looked for.
_REACH = 2_000


def cut(article: Article, size: int) -> list[Passage]:
    """Return the passages of `article`, each of at most `size` tokens, in order, without overlap.

    Every sentence is in exactly one passage; a sentence longer than `size` is cut between words, and a
    word longer than that between characters. Only a single character can be above a `size` of a few tokens.
    """
    groups = _within_size(article.text, _packed(_blocks(article, size), size), size)
    return [
        Passage(article.id, number, _whole(group), tuple(span for span, _ in group), tokens)
        for number, (group, tokens) in enumerate(groups)
    ]


def context_of(article: Article) -> str:
    """Return what is put before a passage when it is embedded: headline and date, '' if neither."""
    dated = article.published.strftime("%-d %B %Y") if article.published else ""
    return ". ".join(part for part in (article.title, dated) if part)


def count_tokens(texts: list[str]) -> list[int]:
    """Return how many tokens (tiktoken, cl100k_base) each text has."""
    return [len(tokens) for tokens in _encoding().encode_ordinary_batch(texts, num_threads=1)]


_Sized = tuple[Span, int]
_Group = list[_Sized]


def _blocks(article: Article, size: int) -> list[_Group]:
    """Return each paragraph as its sentences with their sizes."""
    spans = [sentences_of(article.text, block, article.language) for block in paragraphs(article.text)]
    sizes = iter(count_tokens([span.of(article.text) for block in spans for span in block]))
    sized = [[(span, next(sizes)) for span in block] for block in spans]
    return [[piece for whole in block for piece in _cut_to_fit(article.text, whole, size)] for block in sized]


def _cut_to_fit(text: str, sentence: _Sized, size: int) -> list[_Sized]:
    span, tokens = sentence
    if tokens <= size:
        return [sentence]
    pieces = _halves(text, span)
    if len(pieces) == 1:
        return [sentence]
    counts = count_tokens([piece.of(text) for piece in pieces])
    return [part for piece in zip(pieces, counts, strict=True) for part in _cut_to_fit(text, piece, size)]


def _halves(text: str, span: Span) -> list[Span]:
    """Cut a trimmed span at the white space nearest its middle, or in the middle where none is near."""
    if span.end - span.start < 2:
        return [span]
    middle = (span.start + span.end) // 2
    first, last = max(span.start + 1, middle - _REACH), min(span.end - 1, middle + _REACH)
    gaps = [(first + gap.start(), first + gap.end()) for gap in re.finditer(r"\s+", text[first:last])]
    left, right = min(gaps, key=lambda gap: abs(gap[0] - middle), default=(middle, middle))
    # White space may go on where the reach ends.
    pieces = (trimmed(text, span.start, left), trimmed(text, right, span.end))
    return [piece for piece in pieces if piece is not None]


def _packed(blocks: list[_Group], size: int) -> list[_Group]:
    groups: list[_Group] = []
    current: list[_Sized] = []
    for block in blocks:
        whole = sum(tokens for _, tokens in block)
        filled = sum(tokens for _, tokens in current)
        if current and filled + whole > size and filled >= _FULL_ENOUGH * size:
            groups.append(current)
            current = []
        for sentence in block:
            if current and sum(tokens for _, tokens in current) + sentence[1] > size:
                groups.append(current)
                current = []
            current.append(sentence)
    return [*groups, current] if current else groups


def _within_size(text: str, groups: list[_Group], size: int) -> Iterator[tuple[_Group, int]]:
    """Yield groups with their tokens; what stands between sentences may have made one too large."""
    counts = count_tokens([_whole(group).of(text) for group in groups])
    for group, tokens in zip(groups, counts, strict=True):
        if tokens <= size or len(group) == 1:
            yield group, tokens
        else:
            middle = len(group) // 2
            yield from _within_size(text, [group[:middle], group[middle:]], size)


def _whole(group: _Group) -> Span:
    return Span(group[0][0].start, group[-1][0].end)


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    """Load tiktoken's table from the copy that llama-index ships: tiktoken's own way is a download."""
    spec = importlib.util.find_spec("llama_index.core")
    if spec is not None and spec.origin is not None:
        shipped = Path(spec.origin).parent / "_static" / "tiktoken_cache"
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(shipped))
    return tiktoken.get_encoding(_ENCODING)
