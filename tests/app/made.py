"""Passages, sentences and queries made by hand, for the stages between a question and its answer."""

from datetime import date
from typing import Any

import numpy as np

from app.features import SENTENCE_FEATURES
from app.question import Query, understand
from app.quotes import Quote
from app.records import Question
from app.search import Found
from app.sentences import Chosen
from index.articles import ArticleCard, StoredPassage
from index.records import Passage, Span
from index.sentences import sentences
from index.terms import line_of

TODAY = date(2022, 7, 1)


def query(text: str, **restrictions: Any) -> Query:
    return understand(Question(text, **restrictions), TODAY)


def stored(text: str, number: int = 1, *, at: int = 0, **facts: Any) -> StoredPassage:
    """The passage `text`, which begins at `at` in its article; `number` is the article's and its key."""
    spans = tuple(Span(span.start + at, span.end + at) for span in sentences(text))
    known = {"title": None, "published": None, "source": None, "byline": None, "url": None, "language": None}
    card = ArticleCard(number=number, id=f"article-{number}", **{**known, **facts})
    passage = Passage(card.id, 0, Span(at, at + len(text)), spans)
    terms = tuple(line_of(span.of(text), card.language) for span in sentences(text))
    return StoredPassage(number, passage, text, card, terms, np.zeros((0, 8), np.float16))


def found(passage: StoredPassage, score: float = 1.0, copies: tuple[StoredPassage, ...] = ()) -> Found:
    meanings = np.zeros(len(passage.passage.sentences), np.float32)
    return Found(passage, score, (), meanings, copies)


def chosen(one: Found, number: int, score: float = 0.0, **features: float) -> Chosen:
    """Sentence `number` of a passage, as ranked; features that aren't named are 1."""
    span = one.passage.passage.sentences[number]
    start = one.passage.passage.span.start
    text = one.passage.text[span.start - start : span.end - start]
    return Chosen(one, number, span, text, score, dict.fromkeys(SENTENCE_FEATURES, 1.0) | features)


def ranked(*texts: str) -> list[Chosen]:
    """The first sentence of each text, each an article of its own, the first one best."""
    return [
        chosen(found(stored(text, number)), 0, score=-0.1 * number)
        for number, text in enumerate(texts, start=1)
    ]


def quote(text: str, bold: Span | None = None, number: int = 1) -> Quote:
    passage = stored(text, number)
    span = Span(0, len(text))
    return Quote(passage=passage, span=span, core=span, text=text, bold=bold, score=0.0)
