"""What the reader of a format hands to the cleaning: raw text and the facts that the format states."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as its file tells it, not yet cleaned; None where the format doesn't say.

    `wrapped` is true where a line end inside a paragraph may be mere line wrapping; `ragged` where the
    wrapped lines differ in length because the type was proportional (PDF).
    """

    text: str
    title: str | None = None
    published: date | None = None
    source: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    wrapped: bool = True
    ragged: bool = False
