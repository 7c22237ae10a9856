"""Text made safe to show: the only way for words of an article or a question into the page.

Knows HTML; knows nothing of where the words come from.
"""

import html
import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby

from app.answer_text import AnswerBlock, AnswerList, Words
from app.times import in_words

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


def day(published: date | None) -> str:
    """Return a publication date as newspapers write it: 2 June 2020."""
    return in_words(published) if published else "no date given"


def month(published: date) -> str:
    """Return month and year: June 2020."""
    return f"{published:%B %Y}"


def counted(number: int, one: str) -> str:
    """Return a number with its noun: 1 article, 5 articles."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def words_html(words: Words) -> str:
    """Return words of an answer as HTML, with the tags that Markdown gives them."""
    opening = "".join(f"<{tag}>" for tag in words.tags)
    closing = "".join(f"</{tag}>" for tag in reversed(words.tags))
    return f"{opening}{escape(words.text)}{closing}"


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
