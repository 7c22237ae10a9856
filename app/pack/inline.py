"""Words of articles and answers inside of Markdown: they stay the words that they are.

Knows nothing of packs.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from app.answer import escaped
from app.answer_text import AnswerBlock, AnswerPart, Words
from app.pack.visible import visible_line

# What could end an address in angle brackets, or stand for something else in it.
_BREAKS_ADDRESS = re.compile(r"[<>\"\\`{}|^\x00-\x20\x7f-\xa0\u2000-\u206f\ud800-\udfff\ufeff]")
_SIGNS = {"strong": "**", "s": "~~"}


def inline(text: str) -> str:
    """Return `text` for Markdown, inside of a line; no markup in it counts."""
    return escaped(visible_line(text), starts_line=False)


def line(text: str) -> str:
    """Return `text` for Markdown, as a line or as its beginning; no markup in it counts."""
    return escaped(visible_line(text))


def code(text: str) -> str:
    """Return `text` for Markdown as code, with its characters as they are (CommonMark 6.1)."""
    shown = visible_line(text)
    if not shown:
        return ""
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def address(url: str) -> str:
    """Return a link to a URL that is safe to follow, shown as it is."""
    return f"<{_BREAKS_ADDRESS.sub(lambda found: quote(found[0], errors='replace'), url)}>"


def answer_markdown(blocks: Iterable[AnswerBlock], marker: Callable[[int], str]) -> str:
    """Return an answer's blocks as Markdown; `marker` gives what stands for the number of a source."""
    return arranged(blocks, lambda block: "".join(_runs(block.parts, marker)).strip())


def arranged(blocks: Iterable[AnswerBlock], text_of: Callable[[AnswerBlock], str]) -> str:
    """Return blocks as paragraphs and lists, each with what `text_of` makes of it."""
    paragraphs: list[str] = []
    for within, together in groupby(blocks, key=lambda block: (id(block.within), block.within)):
        texts = map(text_of, together)
        kind = within[1]
        if kind is None:
            paragraphs += texts
        elif kind.start is None:
            paragraphs.append("\n".join(f"- {text}" for text in texts))
        else:
            paragraphs.append("\n".join(f"{at}. {text}" for at, text in enumerate(texts, start=kind.start)))
    return "\n\n".join(filter(None, paragraphs))


def _runs(parts: Iterable[AnswerPart], marker: Callable[[int], str]) -> Iterator[str]:
    begun, after_marker = False, False
    for signs, together in groupby(parts, key=_signs):
        if signs is None:
            yield "".join(marker(number) for part in together if isinstance(part, tuple) for number in part)
        else:
            run = _run("".join(part.text for part in together if isinstance(part, Words)), signs, begun)
            # Behind a marker these two would make it a link or a definition.
            yield f"\\{run}" if after_marker and run[:1] in ("(", ":") else run
        begun, after_marker = True, signs is None


def _signs(part: AnswerPart) -> tuple[str, ...] | None:
    """Return the signs of a part's bold and strike-through; None for markers."""
    return (
        tuple(sign for tag, sign in _SIGNS.items() if tag in part.tags) if isinstance(part, Words) else None
    )


def _run(text: str, signs: tuple[str, ...], begun: bool) -> str:
    """Return words with their signs, which must not touch white space."""
    words = inline(text) if begun else line(text)
    if not words:
        return " " if text else ""
    before = " " if text[0].isspace() else ""
    after = " " if text[-1].isspace() else ""
    return f"{before}{''.join(signs)}{words}{''.join(reversed(signs))}{after}"
