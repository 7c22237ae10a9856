"""Text made safe to show: the only way for words of an article or a question into the page.

Knows HTML and the Markdown of `Reply.answer`; knows nothing of where the words come from.
"""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from app.times import in_words

_MARKER = re.compile(r"\[(\d{1,4})\]")
_LONGEST_URL = 2_000
# What could turn the text around it, or hide in it; harmless inside an element of its own direction.
_STEERING = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Return `text` for HTML, in an element or a quoted attribute; a parser gives back exactly `text`.

    A bare carriage return would be read as a line feed, so it goes as a character reference.
    """
    return html.escape(text, quote=True).replace("\r", "&#13;")


def plain(text: str) -> str:
    """Return `text` on one line without characters that steer its direction, for attributes."""
    return " ".join(_STEERING.sub("", text).split())


def isolated(text: str) -> str:
    """Return `text` as HTML that can't turn around what stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"


def safe_url(url: str | None) -> str | None:
    """Return the URL if a browser may be sent there: http or https, with a host, of sane length."""
    if url is None or len(url) > _LONGEST_URL or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def day(published: date | None) -> str:
    """Return a publication date as newspapers write it: 2 June 2020."""
    return in_words(published) if published else "no date given"


def month(published: date) -> str:
    """Return month and year: June 2020."""
    return f"{published:%B %Y}"


def counted(number: int, one: str) -> str:
    """Return a number with its noun: 1 article, 5 articles."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


Markers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an answer as they read, and the tags that Markdown gives them, the outermost first."""

    text: str
    tags: tuple[str, ...] = ()

    def html(self) -> str:
        """Return the words as HTML."""
        opening = "".join(f"<{tag}>" for tag in self.tags)
        closing = "".join(f"</{tag}>" for tag in reversed(self.tags))
        return f"{opening}{escape(self.text)}{closing}"


AnswerPart = Words | Markers


@dataclass(frozen=True, slots=True)
class AnswerList:
    """A list in an answer; numbered from `start` unless that is None."""

    start: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """A paragraph of an answer, or an item of `within`; markers that follow each other are one part."""

    parts: tuple[AnswerPart, ...]
    within: AnswerList | None = None

    @property
    def is_heading(self) -> bool:
        """Whether all of its words are bold."""
        words = [part for part in self.parts if isinstance(part, Words) and part.text.strip()]
        return self.within is None and bool(words) and all("strong" in part.tags for part in words)


def answer_blocks(answer: str) -> tuple[AnswerBlock, ...]:
    """Return the paragraphs and list items of an answer's Markdown, in order.

    Only paragraphs, lists, bold, italics, strike-through, escapes and [n] markers count: links, images and
    HTML stay the characters that they are. Lists inside of lists are told apart, not nested.
    """
    blocks = []
    lists: list[AnswerList] = []
    for token in _parser().parse(answer):
        if token.type in _LISTS:
            start = int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None
            lists.append(AnswerList(start))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline":
            blocks.append(AnswerBlock(_parts(token.children or []), lists[-1] if lists else None))
    return tuple(blocks)


def arranged(blocks: Iterable[AnswerBlock], html_of: Callable[[AnswerBlock], str]) -> str:
    """Return blocks as paragraphs and lists of HTML, each with what `html_of` makes of its parts."""
    made = []
    for within, together in groupby(blocks, key=lambda block: (id(block.within), block.within)):
        if within[1] is None:
            made += [_paragraph(block, html_of(block)) for block in together]
        else:
            items = "".join(f'<li dir="auto">{html_of(block)}</li>' for block in together)
            made.append(_list(within[1], items))
    return "".join(made)


def _paragraph(block: AnswerBlock, html: str) -> str:
    kind = ' class="heading"' if block.is_heading else ""
    return f'<p{kind} dir="auto">{html}</p>'


def _list(within: AnswerList, items: str) -> str:
    if within.start is None:
        return f"<ul>{items}</ul>"
    first = f' start="{within.start}"' if within.start != 1 else ""
    return f"<ol{first}>{items}</ol>"


def _parts(tokens: Iterable[Token]) -> tuple[AnswerPart, ...]:
    parts: list[AnswerPart] = []
    tags: list[str] = []
    for token in tokens:
        if token.type == "citation":
            parts = _with_marker(parts, int(token.content))
        elif token.nesting > 0:
            tags.append(token.tag)
        elif token.nesting < 0:
            tags.pop()
        else:
            parts = _with_words(parts, Words(_BREAKS.get(token.type, token.content), tuple(tags)))
    return tuple(parts)


def _with_words(parts: list[AnswerPart], words: Words) -> list[AnswerPart]:
    match parts:
        case [*before, Words(text, tags)] if tags == words.tags:
            return [*before, Words(text + words.text, tags)]
    return [*parts, words] if words.text else parts


def _with_marker(parts: list[AnswerPart], number: int) -> list[AnswerPart]:
    match parts:
        case [*before, tuple(numbers)]:
            return [*before, (*numbers, number)]
        case [*before, tuple(numbers), Words(blank)] if not blank.strip():
            return [*before, (*numbers, number)]
    return [*parts, (number,)]


_LISTS = ("bullet_list_open", "ordered_list_open")
_BREAKS = {"softbreak": " ", "hardbreak": " "}


@cache
def _parser() -> MarkdownIt:
    # "zero" knows paragraphs and text; what isn't enabled can't happen.
    parser = MarkdownIt("zero").enable(["emphasis", "strikethrough", "escape", "newline", "list"])
    parser.inline.ruler.before("emphasis", "citation", _citation)
    return parser


def _citation(state: StateInline, silent: bool) -> bool:
    """Read a marker, [3]; an escaped bracket never comes here."""
    found = _MARKER.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("citation", "", 0).content = found[1]
    state.pos = found.end()
    return True
