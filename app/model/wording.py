"""A model's checked sentences as an answer: numbered citations, Markdown, and marks for what is unsupported.

Everything is escaped: nothing of a model's or an article's making becomes markup. Knows nothing of models.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.answer import Citations, escaped
from app.model.written import JudgedBlock
from app.records import AnswerSentence
from app.settings import Unsupported


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence as it is shown: plain words, and the numbers of what it cites."""

    text: str
    numbers: tuple[int, ...] = ()
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, list item, heading or table row (`kind`, see app/model/prose.py) of pieces."""

    kind: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """An answer: its Markdown, its sentences, and how many were left out for want of support."""

    markdown: str
    sentences: tuple[AnswerSentence, ...]
    left_out: int


def worded(blocks: Sequence[JudgedBlock], citations: Citations, unsupported: Unsupported) -> Worded:
    """Put judged sentences together; `citations` takes their quotes, numbered in order of first use."""
    lines, sentences, left_out = [], [], 0
    for block in blocks:
        pieces = []
        for one in block.sentences:
            if one.support == "unsupported" and unsupported == "hide":
                left_out += 1
                continue
            numbers = tuple(
                dict.fromkeys(citations.number(place.passage, place.span) for place in one.places)
            )
            struck = one.support == "unsupported" and unsupported == "strike"
            pieces.append(Piece(one.text, numbers, struck))
            sentences.append(AnswerSentence(one.text, numbers, one.support, one.reason))
        lines.append(Line(block.kind, block.label, tuple(pieces)))
    return Worded(markdown_of(lines), tuple(sentences), left_out)


def markdown_of(lines: Sequence[Line]) -> str:
    """Return Markdown with [n] markers, in which only bold, strike-through and lists are markup."""
    shown = ""
    before = ""
    for line in lines:
        text = _line(line)
        if text:
            together = before == line.kind == "item"
            shown += ("\n" if together else "\n\n") * bool(shown) + text
            before = line.kind
    return shown


def _line(line: Line) -> str:
    text = " ".join(_piece(piece) for piece in line.pieces)
    if not text:
        return ""
    if line.kind == "heading":
        return f"**{text}**"
    return f"{line.label} {text}" if line.kind == "item" else text


def _piece(piece: Piece) -> str:
    markers = "".join(f"[{number}]" for number in piece.numbers)
    words = escaped(piece.text)
    shown = f"~~{words}~~" if piece.struck else words
    return f"{shown} {markers}" if markers else shown
