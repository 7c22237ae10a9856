"""Evidence as it is given, and made ready once for any number of sentences.

Reads each passage's sentences, numbers, dates and names. Knows nothing of what they are compared with.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.check.dates import Day, completed, dates, published_day
from app.check.foreign import dates_in, quantities_in
from app.check.keys import stem
from app.check.names import Lexicon
from app.check.offsets import offset_dates
from app.check.quantities import quantities, without
from app.check.quantity import Quantity
from app.check.text import Clean, WholeSentences, clean, language_of
from index.analysis import analyze, words
from index.records import Span
from index.sentences import sentences

_LONGEST = 150_000
_MOST_SENTENCES = 1_500
# No sentence of people has more; a table that is taken for one might.
_MOST_FIGURES = 300


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage to check against, and what its article says of itself; `language` in ISO 639-1."""

    text: str
    title: str | None = None
    source: str | None = None
    published: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, or its headline, whose `span` is None.

    `span` lies in the clean text; `words` are in order. Numbers hold no part of a date.
    """

    text: str
    span: Span | None
    stems: frozenset[str]
    numbers: tuple[Quantity, ...]
    dates: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Evidence made ready: `lines` are the headline, where there is one, and the sentences in order.

    `language` is None where it can't be told.
    """

    title: str
    published: date | None
    clean: Clean
    lines: tuple[Line, ...]
    whole: WholeSentences
    spans: tuple[Span, ...]
    lexicon: Lexicon
    named_dates: tuple[Day, ...]
    language: str | None

    @property
    def english(self) -> bool:
        """Say whether it is in English, whose grammar is known."""
        return self.language == "en"


@lru_cache(maxsize=256)
def prepared(evidence: Evidence) -> Prepared:
    """Return evidence made ready; of a text, the first 150,000 characters and 1,500 sentences."""
    body = clean(evidence.text[:_LONGEST])
    language = language_of(body.text, evidence.language)
    spans = tuple(sentences(body.text, language)[:_MOST_SENTENCES])
    read = [_told(span.of(body.text), span, evidence.published, language) for span in spans]
    title = clean(evidence.title or "").text[:1000].strip()
    if title:
        read.insert(0, _told(title, None, evidence.published, language))
    published = (published_day(evidence.published),) if evidence.published else ()
    return Prepared(
        title,
        evidence.published,
        body,
        tuple(read),
        WholeSentences(body.text, spans),
        spans,
        Lexicon([title, clean(evidence.source or "").text[:1000], body.text], language or ""),
        (*(day for line in read for day in line.dates), *published),
        language,
    )


def _told(text: str, span: Span | None, published: date | None, language: str | None) -> Line:
    """Return a sentence of the evidence, with the dates that follow from those it names."""
    line = line_of(text, span, published, language)
    if language != "en":
        return line
    return replace(line, dates=(*line.dates, *offset_dates(text, line.dates, published)))


def line_of(text: str, span: Span | None, published: date | None, language: str | None = "en") -> Line:
    """Return a sentence of clean text with its numbers and with its dates as far as they can be told.

    `language` is its ISO 639-1 code, None where it is none that is known.
    """
    english = language == "en"
    named = dates(text) if english else dates_in(text, language)
    plain = without(text, (day.span for day in named))
    numbers = quantities(plain) if english else quantities_in(plain, language)
    stems = (stem(word) for word in words(text)) if english else analyze(text, language)
    return Line(
        text,
        span,
        frozenset(stems),
        tuple(numbers[:_MOST_FIGURES]),
        tuple(completed(day, published, text) if english else day for day in named[:_MOST_FIGURES]),
    )
