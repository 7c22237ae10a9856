"""Markdown becomes plain paragraphs: the words of links stay, pictures and marks go."""

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from index.reading.characters import normalise
from index.reading.draft import Draft
from index.reading.front_matter import read_front_matter

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# A first-level heading further down is a section's, not the article's.
_TITLE_WITHIN = 4
# No one writes such a paragraph, and hostile ones take the parser's time by the square of their length.
_LONGEST_BLOCK = 20_000


def read_markdown(text: str) -> Draft:
    """Return the draft of a Markdown text: front matter, the first heading as title, its paragraphs.

    Text with a paragraph beyond all measure is taken as it is, without reading marks into it.
    """
    draft = read_front_matter(text)
    if any(len(block) > _LONGEST_BLOCK for block in draft.text.split("\n\n")):
        return draft
    blocks = _blocks(_parser().parse(normalise(draft.text)))
    title = next((words for level, words in blocks[:_TITLE_WITHIN] if level == "h1"), None)
    body = "\n\n".join(words for level, words in blocks if not (level == "h1" and words == title))
    return replace(draft, text=body, title=draft.title or title, wrapped=False)


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    # Needed for Markdown only.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _blocks(tokens: list["Token"]) -> list[tuple[str, str]]:
    """Return (tag of the block, its words) in order; a table's row is one block."""
    blocks: list[tuple[str, str]] = []
    tag = "p"
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            blocks.append(("tr", " | ".join(cells or [])))
            cells = None
        elif token.nesting == 1:
            tag = token.tag
        elif token.type in {"inline", "fence", "code_block", "html_block"}:
            words = _words(token)
            if cells is not None:
                cells.append(words)
            else:
                blocks.append((tag, words))
    return [(level, words) for level, words in blocks if words.strip()]


def _words(token: "Token") -> str:
    if token.type == "html_block":
        return _without_tags(token.content)
    return _inline(token.children) if token.children is not None else token.content.strip()


def _inline(tokens: list["Token"]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline", "text_special"}:
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
    return "".join(parts).strip()


def _without_tags(markup: str) -> str:
    # Only Markdown with blocks of HTML in it needs a parser of HTML.
    from index.reading.html import plain_text

    return plain_text(markup)
