"""Evidence packs: an answer or a conversation as a file that a fact-checker can keep.

Markdown, HTML and PDF hold the same (app/pack/contents.py); app/pack/clipping.py is what "copy" copies.
Knows nothing of the page, nor where conversations are kept.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Literal, get_args

from app.pack.markdown import as_markdown
from app.pack.records import Pack, Packed
from app.pack.webpage import as_html
from index.errors import UsageError

__all__ = [
    "MEDIA_TYPES", "Kind", "Pack", "Packed", "as_bytes", "as_html", "as_markdown", "as_pdf", "checked_kind",
    "file_name",
]  # fmt: skip

Kind = Literal["md", "html", "pdf"]
MEDIA_TYPES: Mapping[Kind, str] = MappingProxyType(
    {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8", "pdf": "application/pdf"}
)

_LONGEST_NAME = 48
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


def as_pdf(pack: Pack) -> bytes:
    """Return a pack as a PDF file with its fonts inside; CitewireError where they don't fit on disk."""
    # The library and its fonts take a second to load: only who wants a PDF waits for them.
    from app.pack.pdf import as_pdf

    return as_pdf(pack)


def as_bytes(pack: Pack, kind: Kind) -> bytes:
    """Return the file of a kind; UsageError where there is no such kind."""
    checked_kind(kind)
    if kind == "pdf":
        return as_pdf(pack)
    return (as_html(pack) if kind == "html" else as_markdown(pack)).encode("utf-8")


def file_name(pack: Pack, kind: Kind) -> str:
    """Return a name that every system takes: a-z, 0-9 and hyphens, then the kind; at most 80 characters.

    It is citewire, the day that the pack was made, and the words of the title as far as ASCII has them.
    UsageError where there is no such kind.
    """
    checked_kind(kind)
    bare = unicodedata.normalize("NFKD", pack.title[:1_000]).encode("ascii", "ignore").decode().lower()
    words = _NOT_IN_A_NAME.sub("-", bare).strip("-")
    if len(words) > _LONGEST_NAME:
        words = words[: _LONGEST_NAME + 1].rpartition("-")[0] or words[:_LONGEST_NAME]
    day = pack.made.astimezone(UTC).date().isoformat()
    return "-".join(filter(None, ("citewire", day, words))) + f".{kind}"


def checked_kind(kind: str) -> Kind:
    """Return a kind of file that somebody asks for; UsageError where there is no such kind."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    for known in kinds:
        if kind == known:
            return known
    raise UsageError("an evidence pack is Markdown, HTML or PDF: choose md, html, pdf")
