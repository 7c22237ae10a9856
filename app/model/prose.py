"""The complete text of a model as blocks of plain sentences, each with the numbers of what it cites.

Reads Markdown and leaves the words: nothing that a model writes becomes a link, a picture or markup. Of a
link its text stays, of a picture nothing, of HTML what stands between the tags, of a web address the host.
`Said.text` is plain characters: whoever puts it into Markdown or HTML escapes it.
Knows nothing of passages: [n] is taken for a marker of passage n, as MarkerReader writes it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.answer_text import add_markers
from app.model.marker_forms import INVISIBLE
from app.model.source_lists import without_source_lists
from index.sentences import sentences as sentence_spans

BlockKind = Literal["paragraph", "item", "heading", "row"]

# Nobody writes such a paragraph, and hostile ones take the parser's time by the square of their length.
_LONGEST_PARAGRAPH = 10_000
_LONGEST_MARKDOWN = 60_000
# The time that cutting a text into sentences takes can grow in the same way.
_LONGEST_PIECE = 5_000
_LONGEST_LABEL = 2

# In the text between parsing and cutting into sentences, a marker is one private character.
_FIRST_MARK = 0xF0000
_MARKS = "[\U000f0000-\U000f0063]"
_MARKER = re.compile(r"\[(\d\d?)\]")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in plain words and the numbers of the passages that it cites, each once, in order."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item, a heading or a table's row. `label` is an item's own: "1.", "-" or ""."""

    kind: BlockKind
    label: str
    sentences: tuple[Said, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """All numbers that the block's sentences cite, each once, in order."""
        return _unique(number for said in self.sentences for number in said.numbers)


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a model's complete text, its markers already as [n]; none without a sentence.

    A list of sources that a model adds at the end isn't part of the answer.
    """
    text = without_source_lists(_visible(text))
    if len(text) > _LONGEST_MARKDOWN or any(len(part) > _LONGEST_PARAGRAPH for part in text.split("\n\n")):
        lines = [_Line("paragraph", "", _with_marks(part)) for part in text.split("\n\n")]
    else:
        lines = _lines(_parser().parse(text))
    return _without_lone_markers(_block(line) for line in lines)


def _unique(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))


# Characters

_UNSEEN = re.compile(f"(?![\u200c\u200d])[{INVISIBLE}]")
# What joins letters in Persian or pictures in emoji is a disguise beside Latin ones.
_JOINED = "[\u0600-\u1fff\u2190-\uffff\U00010000-\U000effff]"
_STRAY_JOINERS = re.compile(f"(?<!{_JOINED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_JOINED})")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
# Some servers begin the answer inside the thoughts: then only their end is in the text.
_THOUGHTS = re.compile(
    r"\A(?:(?!<think).)*</think(?:ing)?>|<(think(?:ing)?)>.*?(?:</\1>|\Z)|</?think(?:ing)?>",
    re.DOTALL | re.IGNORECASE,
)
_BULLETS = re.compile(r"^([ \t]*)[•‣▪◦●·][ \t]+", re.MULTILINE)


def _visible(text: str) -> str:
    text = _STRAY_JOINERS.sub("", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))
    return _BULLETS.sub(r"\1- ", _THOUGHTS.sub(" ", text))


# Markdown into lines of words


@dataclass(slots=True)
class _Line:
    kind: BlockKind
    label: str
    words: str


@dataclass(slots=True)
class _Table:
    head: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    rows: int = 0


@cache
def _parser() -> MarkdownIt:
    # A line of dashes below a sentence makes no heading of it, an indented one is no code, and no
    # definition far below makes links of markers.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.disable(["html_block", "lheading", "code", "reference"])
    # A link of any kind is only its text: one that the parser refused would stay in full.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    add_markers(parser, _MARKER, "text", _mark)
    return parser


def _mark(found: re.Match[str]) -> str:
    return chr(_FIRST_MARK + int(found[1]))


def _with_marks(text: str) -> str:
    return _MARKER.sub(_mark, text)


class _Walk:
    """Goes through a parser's tokens and gathers the lines of words between them."""

    def __init__(self, fenced: bool) -> None:
        self._fenced = fenced
        self.lines: list[_Line] = []
        self._kind: BlockKind = "paragraph"
        self._labels: list[str] = []
        self._table = _Table()

    def see(self, token: Token) -> None:
        if token.type == "inline":
            words = _inline(token.children or [])
            if self._kind == "row":
                self._table.row.append(words)
            else:
                self._add(words)
        elif token.type == "fence":
            self._add_fence(token)
        elif token.type.startswith(("table", "thead", "tr")):
            self._see_table(token.type)
        else:
            self._see_border(token)

    def _see_border(self, token: Token) -> None:
        match token.type:
            case "list_item_open":
                self._labels.append(f"{token.info}{token.markup}" if token.info else "-")
            case "list_item_close":
                self._labels.pop()
            case "heading_open":
                self._kind = "heading"
            case "heading_close":
                self._kind = "paragraph"

    def _see_table(self, border: str) -> None:
        match border:
            case "table_open":
                self._table, self._kind = _Table(), "row"
            case "tr_open":
                self._table.row = []
            case "thead_close":
                self._table.head = self._table.row
            case "tr_close":
                self._end_row()
            case "table_close":
                self._end_table()

    def _add(self, words: str) -> None:
        if self._kind == "paragraph" and self._labels:
            label, self._labels[-1] = self._labels[-1], ""
            if len(label) > _LONGEST_LABEL + 1:
                # "2020. It was ..." is no list: a year or a figure must not slip by as a label.
                label, words = "", f"{label} {words}"
            self.lines.append(_Line("item", label, words))
        else:
            self.lines.append(_Line(self._kind, "", words))

    def _add_fence(self, token: Token) -> None:
        if token.info.strip().lower() in ("markdown", "md") and not self._fenced:
            self.lines.extend(_lines(_parser().parse(token.content), fenced=True))
            return
        for part in token.content.split("\n\n"):
            self._add(_with_marks(part))

    def _end_row(self) -> None:
        if self._table.head:
            self._table.rows += 1
            self.lines.append(_Line("row", "", _row(self._table.head, self._table.row)))

    def _end_table(self) -> None:
        if not self._table.rows:
            self.lines.append(_Line("row", "", _row([], self._table.head)))
        self._kind = "paragraph"


def _lines(tokens: Sequence[Token], fenced: bool = False) -> list[_Line]:
    walk = _Walk(fenced)
    for token in tokens:
        walk.see(token)
    return walk.lines


def _row(head: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row as one statement: Tripoli; dead: 25; wounded: 3. Cells of markers only stay markers."""
    words = ""
    for place, cell in enumerate(cells):
        if not _words_of(cell):
            words += cell
            continue
        title = _words_of(head[place]).rstrip(":") if place < len(head) and words else ""
        words += ("; " if words else "") + (f"{title}: " if title else "") + cell
    return words


def _words_of(marked: str) -> str:
    return re.sub(_MARKS, "", marked).strip()


_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|h[1-6]|hr)\b", re.IGNORECASE)


def _inline(tokens: Iterable[Token]) -> str:
    return "".join(map(_inline_words, tokens))


def _inline_words(token: Token) -> str:
    match token.type:
        case "text" | "text_special":
            return token.content
        case "code_inline":
            return _with_marks(token.content)
        case "softbreak" | "hardbreak":
            return " "
        case "html_inline" if _BREAKING_TAG.match(token.content):
            return " "
    return ""


# Words around markers

_ADDRESS = re.compile(
    rf"\b[a-z][a-z0-9+.-]{{1,20}}://(?:[^\s/@]*@)?(?:www\.)?([^\s/?#<>()\[\]\"'{_MARKS[1:-1]}]*)"
    rf"(?:[/?#:][^\s<>\"'{_MARKS[1:-1]}]*[^\s<>\"'.,;:!?)\]{_MARKS[1:-1]}])?/?",
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(
    rf"\bwww\.([^\s/?#<>()\[\]\"'{_MARKS[1:-1]}]+)(?:[/?#][^\s<>\"'{_MARKS[1:-1]}]*)?", re.IGNORECASE
)
_SCHEME = re.compile(r"\b(?:javascript|vbscript|data|mailto|file|blob|about|tel):(?=\S)", re.IGNORECASE)

_RUN = rf"{_MARKS}(?:[\s,;&]*(?:and\s+)?(?:also\s+)?{_MARKS})*"
_POINTING = (
    r"(?:(?:see|also|cf|sources?|passages?|excerpts?|refs?|references?|citations?|as|per|from|via|in|e\.g|i\.e"
    r"|according to)\b[.:,]*\s*)"
)
_ASIDE = re.compile(rf"[(\[]\s*{_POINTING}*+({_RUN})[\s.]*[)\]]", re.IGNORECASE)
_EMPTY = re.compile(rf"\s[(\[]\s*{_POINTING}*+[)\]]", re.IGNORECASE)
_TOLD = (
    "stated|reported|described|mentioned|noted|cited|shown|detailed|outlined|indicated|explained|confirmed"
    "|said|seen"
)
_NAMED = re.compile(
    rf"\b((?:according\s+to|as\s+per|(?:{_TOLD})\s+(?:in|by)|see|from)\s+)"
    rf"(?:the\s+)?(?:(?:sources?|passages?|excerpts?)\s+)?({_RUN})"
    rf"|\b(?:The\s+)?(?-i:Source|Passage|Excerpt)s?\s+({_RUN})",
    re.IGNORECASE,
)
_SPEAKING = re.compile(
    rf"(\A|[.!?]\s+)({_RUN})\s+(?=(?:says?|said|states?|stated|reports?|reported|notes?|noted|mentions?|mentioned"
    r"|describes?|described|confirms?|confirmed|adds?|added|claims?|claimed|indicates?|indicated|shows?|showed"
    r"|explains?|explained|quotes?|quoted|writes?|wrote|suggests?|suggested)\b)"
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?]\s*)\Z")
_BLANKS = re.compile(r"\s+")
_LOST_BLANK = re.compile(r" (?=[.,](?:\s|\Z))")
_CLOSING = ",.;:!?…)]}”’»%،؛؟。，、；：！？"


def _tidy(words: str) -> str:
    """Return the words of a line on one line, without addresses and without brackets around markers only."""
    words = _BLANKS.sub(" ", words)
    words = _SCHEME.sub("", _BARE_ADDRESS.sub(r"\1", _ADDRESS.sub(r"\1", words)))
    words = _EMPTY.sub("", _ASIDE.sub(lambda found: _marks(found[1]), words))
    words = _SPEAKING.sub(lambda found: f"{found[1]}{_the_source(found[2], True)}{_marks(found[2])} ", words)
    words = _NAMED.sub(_named, words)
    return _LOST_BLANK.sub("", _BLANKS.sub(" ", words)).strip()


def _named(found: re.Match[str]) -> str:
    before, run = found[1] or "", found[2] or found[3]
    at_start = not before and bool(_SENTENCE_START.search(found.string[: found.start()][-3:]))
    return f"{before}{_the_source(run, at_start)}{_marks(run)}"


def _marks(run: str) -> str:
    return "".join(re.findall(_MARKS, run))


def _the_source(run: str, at_start: bool) -> str:
    several = len(set(_marks(run))) > 1
    return f"{'The' if at_start else 'the'} source{'s' if several else ''}"


def _taken_out(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the words without markers, and each marker as (where it stood in them, number)."""
    words = ""
    places: list[tuple[int, int]] = []
    parts = re.split(f"((?:{_MARKS})+)", marked)
    for part, run in zip(parts[::2], [*parts[1::2], ""], strict=True):
        words = _beside(words, part) if places else part
        places.extend((len(words), ord(mark) - _FIRST_MARK) for mark in run)
    return words.rstrip(), places


def _beside(left: str, right: str) -> str:
    """Join what stood around a marker as if it had never been there."""
    following = right.lstrip()
    if not following:
        return left + right
    if not left and following[0] in ",.;:":
        return following[1:].lstrip()
    if following[0] in _CLOSING:
        left, right = left.rstrip(), following
        return left + (right[1:] if left.endswith(right[0]) and right[0] in ",.;:" else right)
    if not left or left[-1].isspace():
        return left + right.lstrip()
    return f"{left} {right}" if right[0].isalnum() else left + right


# Sentences


def _block(line: _Line) -> Block:
    words, places = _taken_out(_tidy(line.words))
    whole = line.kind in ("heading", "row") or not words
    cut = [(0, words)] if whole else list(_cut(words))
    numbers: list[list[int]] = [[] for _ in cut]
    for place, sentence in _owners(words, places, [start for start, _ in cut]):
        numbers[sentence].append(place)
    said = tuple(Said(text, _unique(cited)) for (_, text), cited in zip(cut, numbers, strict=True))
    return Block(line.kind, line.label, said)


def _cut(words: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with its start, reading a ramble without end in pieces."""
    start = 0
    while start < len(words):
        end = start + _LONGEST_PIECE
        if end < len(words):
            end = words.rfind(" ", start + 1, end) + 1 or end
        piece = words[start:end]
        yield from ((start + span.start, span.of(piece)) for span in sentence_spans(piece))
        start = end


def _owners(
    words: str, places: Sequence[tuple[int, int]], starts: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield each marker's number with the index of its sentence.

    A marker between two sentences belongs to the first, unless the model puts its markers ahead of them:
    one at the very beginning, none at the end.
    """
    ahead = bool(places) and places[0][0] == 0 and places[-1][0] < len(words.rstrip(".!?"))
    sentence = 0
    for place, number in places:
        while sentence + 1 < len(starts) and (
            starts[sentence + 1] < place or (ahead and starts[sentence + 1] == place)
        ):
            sentence += 1
        yield number, sentence


def _without_lone_markers(found: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that say something; markers that stand alone go to the sentence before them.

    At the very beginning, they go to the sentence after.
    """
    kept: list[Block] = []
    early: tuple[int, ...] = ()
    for block in found:
        speaking = tuple(said for said in block.sentences if re.search(r"\w", said.text))
        if not speaking:
            if kept:
                kept[-1] = _with_numbers(kept[-1], -1, block.numbers)
            else:
                early += block.numbers
            continue
        kept.append(_with_numbers(replace(block, sentences=speaking), 0, early))
        early = ()
    return tuple(kept)


def _with_numbers(block: Block, place: int, numbers: tuple[int, ...]) -> Block:
    said = list(block.sentences)
    said[place] = replace(said[place], numbers=_unique([*said[place].numbers, *numbers]))
    return replace(block, sentences=tuple(said))
