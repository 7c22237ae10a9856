"""Stored passages as evidence, and the way back from a verdict's quote to the article's stored text."""

from app.check.evidence import Evidence
from index.articles import StoredPassage
from index.records import Span


def evidence_of(passage: StoredPassage) -> Evidence:
    """Return a stored passage as something to check against."""
    card = passage.article
    return Evidence(passage.text, card.title, card.source, card.published, card.language)


def in_article(passage: StoredPassage, quote: Span) -> Span:
    """Return where in the article's stored text a quote of the passage's text stands."""
    start = passage.passage.span.start
    return Span(start + quote.start, start + quote.end)
