"""The records that travel between the stages of the offline half: plain, frozen, comparable.

Offsets count Unicode code points (Python string indices) in an article's stored text.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of code points in an article's stored text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that the span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Say whether both cover a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """A clean article; every field but `id` and `text` is None where the source doesn't tell.

    `text` is the stored text, the body without headline or furniture: all offsets count in it.
    `language` is an ISO 639-1 code.
    """

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    source: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a line of one, that could not be taken in, and why, in words for people."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article, the unit that is embedded and searched.

    `span` covers the sentences and what stands between them; `sentences` are in order.
    """

    article_id: str
    number: int
    span: Span
    sentences: tuple[Span, ...]
    tokens: int = 0

    @property
    def id(self) -> str:
        """The passage's name, unique in an index."""
        return f"{self.article_id}#{self.number}"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, in articles, and how long it took."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = field(default=())
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0
