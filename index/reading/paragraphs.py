"""Cuts text into paragraphs and undoes hard line wrapping. Knows nothing of news."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

_SENTENCE_END = re.compile(r"[.!?…。！？؟।۔][\"'”’»)\]」』]*$")
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CJK_BORDER = re.compile(rf"{_CJK}\n{_CJK}")
_LIST_ITEM = re.compile(r"(?:[-*•–·▪]|\d{1,3}[.)])\s")
_WIDTHS = range(40, 121)
# Lines of proportional type hold more or fewer characters for the same width.
_RAGGED = 0.8


def ends_sentence(text: str) -> bool:
    """Tell whether `text` ends as a sentence does, closing quotes and brackets allowed."""
    return bool(_SENTENCE_END.search(text[-12:]))


def split(text: str, *, wrapped: bool = True, ragged: bool = False) -> list[str]:
    """Return the paragraphs of normalised `text`, each on one line, without empty ones.

    A blank line always ends a paragraph. A single line end does too, unless `wrapped` and the line was
    full: the first word of the next line would not have fitted into the width of the text.
    """
    lines = [line.strip() for line in text.split("\n")]
    blocks = [list(block) for filled, block in groupby(lines, key=bool) if filled]
    if not wrapped:
        return [line for block in blocks for line in block]
    width = _wrapping_width(blocks, ragged)
    return [paragraph for block in blocks for paragraph in _unwrap(block, width)]


def _wrapping_width(blocks: list[list[str]], ragged: bool) -> int:
    """Return the width in characters at which `blocks` are wrapped, 0 where they are not."""
    inner = [line for block in blocks for line in block[:-1]]
    longest = max((len(line) for block in blocks for line in block), default=0)
    if not inner or longest not in _WIDTHS:
        return 0
    width = int(longest * _RAGGED) if ragged else longest
    pairs = [pair for block in blocks for pair in pairwise(block)]
    full = [line for line, following in pairs if _is_full(line, following, width)]
    open_ended = sum(not ends_sentence(line) for line in full)
    is_wrapped = len(full) >= 2 and 2 * len(full) > len(inner) and 2 * open_ended > len(full)
    return width if is_wrapped else 0


def _is_full(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _unwrap(block: list[str], width: int) -> Iterator[str]:
    run = [block[0]]
    for line, following in pairwise(block):
        if _continues(line, following, width):
            run.append(following)
        else:
            yield _join(run)
            run = [following]
    yield _join(run)


def _continues(line: str, following: str, width: int) -> bool:
    if _LIST_ITEM.match(following):
        return False
    if width and _is_full(line, following, width):
        return True
    # Even alone: a full-length line that stops in mid-sentence before a lower-case word.
    midway = following[0].islower() and line[-1:].isalpha() | (line[-1:] == ",")
    return midway and len(line) in _WIDTHS and line.count(" ") >= 5


def _join(lines: list[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    text = "\n".join(lines)
    # Twice, because borders may share a character.
    for _ in range(2):
        text = _CJK_BORDER.sub(lambda border: border[0].replace("\n", ""), text)
    return text.replace("\n", " ")
