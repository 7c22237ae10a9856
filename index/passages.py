"""Articles cut into passages: whole sentences, sized in tokens, at paragraph borders where it can be.

A passage is a span of the stored text and nothing else; headline and date are put before it only when
it is embedded (`context_of`). Knows nothing of vectors.
"""

import importlib.util
import os
import re
from functools import lru_cache
from pathlib import Path

import tiktoken

from index.records import Article, Passage, Span
from index.sentences import SENTENCES_VERSION, paragraphs, sentences_of

PASSAGES_VERSION = f"1.{SENTENCES_VERSION}"

_ENCODING = "cl100k_base"
# A paragraph border is taken early once a passage is this full, rather than cutting the next paragraph.
_FULL_ENOUGH = 0.6


def cut(article: Article, size: int) -> list[Passage]:
    """Return the passages of `article`, each of at most `size` tokens, in order, without overlap.

    Every sentence is in exactly one passage; a sentence longer than `size` is cut between words.
    """
    blocks = _blocks(article, size)
    groups = _packed(blocks, size)
    return [_passage(article.id, number, group) for number, group in enumerate(groups)]


def context_of(article: Article) -> str:
    """Return what is put before a passage when it is embedded: headline and date, '' if neither."""
    dated = article.published.strftime("%-d %B %Y") if article.published else ""
    return ". ".join(part for part in (article.title, dated) if part)


def count_tokens(texts: list[str]) -> list[int]:
    """Return how many tokens (tiktoken, cl100k_base) each text has."""
    return [len(tokens) for tokens in _encoding().encode_ordinary_batch(texts, num_threads=1)]


_Sized = tuple[Span, int]


def _blocks(article: Article, size: int) -> list[list[_Sized]]:
    """Return each paragraph as its sentences with their sizes."""
    spans = [sentences_of(article.text, block, article.language) for block in paragraphs(article.text)]
    sizes = iter(count_tokens([span.of(article.text) for block in spans for span in block]))
    sized = [[(span, next(sizes)) for span in block] for block in spans]
    return [[piece for whole in block for piece in _fitting(article.text, whole, size)] for block in sized]


def _fitting(text: str, sentence: _Sized, size: int) -> list[_Sized]:
    span, tokens = sentence
    if tokens <= size:
        return [sentence]
    pieces = _halves(text, span)
    if len(pieces) == 1:
        return [sentence]
    counts = count_tokens([piece.of(text) for piece in pieces])
    return [part for piece in zip(pieces, counts, strict=True) for part in _fitting(text, piece, size)]


def _halves(text: str, span: Span) -> list[Span]:
    """Cut a span at the white space nearest its middle, or in the middle where there is none."""
    if span.end - span.start < 2:
        return [span]
    middle = (span.start + span.end) // 2
    reach = 2000
    window = re.finditer(r"\s+", text[max(span.start + 1, middle - reach) : min(span.end - 1, middle + reach)])
    offset = max(span.start + 1, middle - reach)
    gaps = [(offset + gap.start(), offset + gap.end()) for gap in window]
    left, right = min(gaps, key=lambda gap: abs(gap[0] - middle), default=(middle, middle))
    return [Span(span.start, left), Span(right, span.end)]


def _packed(blocks: list[list[_Sized]], size: int) -> list[list[_Sized]]:
    groups: list[list[_Sized]] = []
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


def _passage(article_id: str, number: int, group: list[_Sized]) -> Passage:
    spans = tuple(span for span, _ in group)
    whole = Span(spans[0].start, spans[-1].end)
    return Passage(article_id, number, whole, spans, sum(tokens for _, tokens in group))


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    """Load tiktoken's table from the copy that llama-index ships: tiktoken's own way is a download."""
    spec = importlib.util.find_spec("llama_index.core")
    if spec is not None and spec.origin is not None:
        shipped = Path(spec.origin).parent / "_static" / "tiktoken_cache"
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(shipped))
    return tiktoken.get_encoding(_ENCODING)
