"""The Markdown of `Reply.answer`, read: paragraphs, lists, bold, italics, strike-through and [n] markers.

Knows nothing of how it is shown, nor where its words come from.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_MARKER = re.compile(r"\[(\d{1,4})\]")

Markers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an answer as they read, and the tags that Markdown gives them, the outermost first."""

    text: str
    tags: tuple[str, ...] = ()


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


# An answer is shown, copied as text and copied as Markdown: it is read once.
@lru_cache(maxsize=64)
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


def add_markers(
    parser: MarkdownIt, marker: re.Pattern[str], kind: str, content: Callable[[re.Match[str]], str]
) -> None:
    """Have a parser read each marker, like [3], as a token of a kind, with what `content` makes of it.

    A marker whose bracket is escaped stays the words that it is.
    """

    def citation(state: StateInline, silent: bool) -> bool:
        found = marker.match(state.src, state.pos)
        if found is None:
            return False
        if not silent:
            state.push(kind, "", 0).content = content(found)
        state.pos = found.end()
        return True

    parser.inline.ruler.before("emphasis", "citation", citation)


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
    add_markers(parser, _MARKER, "citation", lambda found: found[1])
    return parser
