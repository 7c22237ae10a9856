"""Search: words and vectors find candidates, the features' weights order them, near-copies fold together.

Fusing is by trust: BM25's share of what the question could score, the closest sentence's cosine and the
share of the question that a passage covers are on one scale across questions, so fitted weights
can add them up, where reciprocal rank fusion throws the distances away and min-max inflates poor lists.
Knows nothing of answers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.duplicates import Report, folded
from app.features import Weighing, passage_features, weigh
from app.question import Query, in_language
from app.records import DateRange
from app.vocabulary import ENGLISH
from app.weights import weights
from index.analysis import analyze, words
from index.articles import StoredPassage
from index.embedding import Encoder
from index.filters import Filters
from index.reading.language import likeliest_among, likeliest_language
from index.store import Store

T = TypeVar("T")

_CANDIDATES = 25
_KEPT = 20
# Copies are looked for among twice as many as are kept: every pair of them is compared.
_FOLDED = 2 * _KEPT
_MOST_OF_ONE_ARTICLE = 3
_PERIOD_BONUS = 1.0
_LATEST_BONUS = 2.0
# A story of days has its old news as well: how old is counted within what is nearest to the question.
_MOST_RELEVANT = 10
_A_YEAR = 365
_BEFORE_PERIOD_DAYS = 2
_AFTER_PERIOD_DAYS = 31


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found, and the same report elsewhere in `copies`.

    `score` is made of `features` and of the time that the question names, and only its order means
    something; `meanings` are the cosines of the passage's sentences with the question.
    """

    passage: StoredPassage
    score: float
    features: tuple[float, ...]
    meanings: NDArray[np.float32]
    copies: tuple[StoredPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found, best first, with the weights of the question's terms in this archive."""

    query: Query
    weighing: Weighing
    found: tuple[Found, ...]


def search(store: Store, encoder: Encoder, query: Query) -> Findings:
    """Return the passages for a question, at most 20, best first, no two the same report.

    A question is taken for English first. Where other languages are found, and it is in one of them, it is
    searched for anew; the query of the findings is then the one in that language.
    """
    meaning = encoder.embed_query(query.text) if query.vector_trust > 0 else None
    findings = _searched(store, query, meaning)
    language = _language(store, findings)
    return findings if language == query.language else _searched(store, in_language(query, language), meaning)


def _language(store: Store, findings: Findings) -> str:
    """Return the language of the question: one of what was found, or English.

    Where it is too short to tell, the one in which most of its words stand in the archive.
    """
    text, found = findings.query.text, findings.found
    if not found and findings.query.vector_trust == 0:
        return likeliest_language(text)
    among = {ENGLISH, *(one.passage.article.language or ENGLISH for one in found)}
    if among == {ENGLISH}:
        return ENGLISH

    def known(language: str) -> tuple[int, bool, str]:
        return _known(store, text, language), language == ENGLISH, language

    return likeliest_among(text, among) or max(among, key=known)


def _known(store: Store, text: str, language: str) -> int:
    """Return how many of a text's words, stemmed as a language's, stand in the archive."""
    stems = [frozenset(analyze(word, language)) for word in words(text)]
    frequencies = store.term_frequencies(frozenset().union(*stems))
    return sum(any(frequencies[stem] for stem in one) for one in stems)


def _searched(store: Store, query: Query, meaning: NDArray[np.float32] | None) -> Findings:
    """Return what is found by words and by the question's vector, None where it can't be believed."""
    filters = _filters(query)
    by_words = dict(store.search_words(_stems(query), _keys(query), _CANDIDATES, filters))
    by_vectors = dict(store.search_vectors(meaning, _CANDIDATES, filters)) if meaning is not None else {}
    weighing = weigh(query, _frequencies(store, query), store.passage_count())
    keys = list(dict.fromkeys([*by_words, *by_vectors]))
    scored = [
        _scored(query, weighing, passage, by_words, by_vectors, meaning) for passage in store.passages(keys)
    ]
    ordered = _by_time(query, sorted(scored, key=lambda one: (-one.score, one.passage.key)))
    return Findings(query, weighing, tuple(_spread(_folded(ordered[:_FOLDED]))[:_KEPT]))


def together(whole: Findings, parts: Sequence[Findings]) -> Findings:
    """Return what was found for a question and for its parts, best passages first, as found for the whole."""
    first: dict[int, Found] = {}
    for found in in_turn(*(part.found for part in parts), whole.found):
        first.setdefault(found.passage.key, found)
    return replace(whole, found=tuple(first.values())[:_KEPT])


def in_turn(*rankings: Sequence[T]) -> Iterator[T]:
    """Yield the best of each ranking, then the second of each, and so on."""
    return (one for row in zip_longest(*rankings) for one in row if one is not None)


def _filters(query: Query) -> Filters:
    dates = query.dates or DateRange(None, None)
    return Filters(dates.since, dates.until, query.question.as_of, query.question.sources)


def _stems(query: Query) -> list[str]:
    return [term.stem for term in query.terms]


def _keys(query: Query) -> list[str]:
    return [key for term in query.terms for key in term.keys]


def _frequencies(store: Store, query: Query) -> dict[str, int]:
    """Count passages with each term; a name counts where any of its spellings stands."""
    by_stem = store.term_frequencies(_stems(query))
    by_key = store.name_frequencies(_keys(query))
    return {term.stem: max([by_stem[term.stem], *(by_key[key] for key in term.keys)]) for term in query.terms}


def _scored(
    query: Query,
    weighing: Weighing,
    passage: StoredPassage,
    by_words: dict[int, float],
    by_vectors: dict[int, float],
    meaning: NDArray[np.float32] | None,
) -> Found:
    meanings = _meanings(passage, meaning, by_vectors.get(passage.key, 0.0))
    features = passage_features(query, weighing, passage, by_words.get(passage.key, 0.0), meanings)
    return Found(passage, float(weights().passage @ features), tuple(features), meanings)


def _meanings(
    passage: StoredPassage, meaning: NDArray[np.float32] | None, of_passage: float
) -> NDArray[np.float32]:
    """Return each sentence's cosine; the passage's own where the model gives no sentence vectors."""
    count = len(passage.passage.sentences)
    if meaning is None:
        return np.zeros(count, np.float32)
    if len(passage.sentence_vectors) != count:
        return np.full(count, of_passage, np.float32)
    return np.asarray(passage.sentence_vectors.astype(np.float32) @ meaning, dtype=np.float32)


def _by_time(query: Query, ordered: list[Found]) -> list[Found]:
    """Put forward what was published in the time that the question names, or last where it asks for that."""
    if not ordered or (query.period is None and not query.latest):
        return ordered
    days = [one.passage.article.published for one in ordered[:_MOST_RELEVANT]]
    told = [day.toordinal() for day in days if day]
    newest, span = max(told, default=0), min(max(told, default=0) - min(told, default=0), _A_YEAR)

    def bonus(one: Found) -> float:
        published = one.passage.article.published
        if published is None or not told:
            return 0.0
        if query.period is not None:
            return _PERIOD_BONUS * in_period(query, one.passage)
        return -_LATEST_BONUS * min(max(newest - published.toordinal(), 0) / max(span, 1), 1.0)

    raised = [replace(one, score=one.score + bonus(one)) for one in ordered]
    return sorted(raised, key=lambda one: (-one.score, one.passage.key))


def in_period(query: Query, passage: StoredPassage) -> bool:
    """Say whether a passage's article, by its day, can be about the time that a question names."""
    published = passage.article.published
    if query.period is None or published is None:
        return False
    return _within(query.period, published.toordinal())


def _within(period: DateRange, day: int) -> bool:
    """Say whether an article of that day can be about the period: news follows what it reports."""
    # "Before May" ends where it says; what is dated from both sides is told of afterwards.
    afterwards = _AFTER_PERIOD_DAYS if period.since else 0
    first = period.since.toordinal() - _BEFORE_PERIOD_DAYS if period.since else day
    last = period.until.toordinal() + afterwards if period.until else day
    return first <= day <= last


def _folded(ordered: Sequence[Found]) -> list[Found]:
    """Fold near-copies of other articles under the best of them."""
    groups = folded(ordered, lambda one: Report(one.passage.article.number, one.passage.text))
    return [replace(best, copies=tuple(copy.passage for copy in copies)) for best, *copies in groups]


def _spread(ordered: Sequence[Found]) -> list[Found]:
    """Let no article have more than a few passages before others have had their turn."""
    first: list[Found] = []
    rest: list[Found] = []
    taken: dict[int, int] = {}
    for one in ordered:
        number = one.passage.article.number
        taken[number] = taken.get(number, 0) + 1
        (first if taken[number] <= _MOST_OF_ONE_ARTICLE else rest).append(one)
    return [*first, *rest]
