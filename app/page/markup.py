"""Text made safe to show: the only way for words of an article or a question into the page.

Knows HTML and the Markdown of `Reply.answer`; knows nothing of where the words come from.
"""

import html
import re
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

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
    return f"{published.day} {published:%B %Y}" if published else "no date given"


def month(published: date) -> str:
    """Return month and year: June 2020."""
    return f"{published:%B %Y}"


def counted(number: int, one: str) -> str:
    """Return a number with its noun: 1 article, 5 articles."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


AnswerPart = str | tuple[int, ...]


def answer_paragraphs(answer: str) -> list[list[AnswerPart]]:
    """Return each paragraph of an answer's Markdown as HTML and, between, the numbers of its markers.

    Markers that follow each other are one tuple. Of Markdown only bold, italics and escapes count:
    links, images and HTML stay the characters that they are.
    """
    return [_parts(token.children or []) for token in _parser().parse(answer) if token.type == "inline"]


def _parts(tokens: list[Token]) -> list[AnswerPart]:
    parts: list[AnswerPart] = []
    for token in tokens:
        if token.type == "citation":
            parts = _with_marker(parts, int(token.content))
            continue
        words = _TAGS.get(token.type) or escape(token.content)
        if parts and isinstance(parts[-1], str):
            parts[-1] += words
        else:
            parts.append(words)
    return parts


def _with_marker(parts: list[AnswerPart], number: int) -> list[AnswerPart]:
    match parts:
        case [*before, tuple(numbers)]:
            return [*before, (*numbers, number)]
        case [*before, tuple(numbers), str(blank)] if not blank.strip():
            return [*before, (*numbers, number)]
    return [*parts, (number,)]


_TAGS = {
    "softbreak": " ",
    "hardbreak": "<br>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
}


@cache
def _parser() -> MarkdownIt:
    # "zero" knows paragraphs and text; what isn't enabled can't happen.
    parser = MarkdownIt("zero").enable(["emphasis", "escape", "newline"])
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
