"""The sentences of the passages found, ranked by how well each answers the question.

By features first; then, where there is one, the reader reads the passages of the best and has its say; last
the judge says how far what is asked is to be doubted beside the best.
Knows nothing of how an answer is put together or of when to refuse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from app.features import SENTENCE_FEATURES, sentence_features
from app.followup import typed_of
from app.judge import Excerpt, Judgement, opening_of, with_room
from app.question import Query, Wants
from app.reader import Reading, Text
from app.search import Findings, Found, in_period
from app.weights import weights
from index.articles import StoredPassage
from index.records import Span
from index.sentences import is_heading

_PASSAGES_RANKED = 10
_READ_FIRST, _MOST_READ = 2, 4
# So many of the best sentences the judge may read.
_JUDGED = 8
# Where no sentence of the first passages is surer to answer than this (log-odds), it reads on: of questions
# to stories, in other words than theirs, one in four finds its answer further down (docs/LOG.md).
_SURE_ENOUGH = -1.0
# Log-odds for an article of the time that the question names: the reader doesn't see when it was published.
_IN_PERIOD = 1.0
# Below this an English reader can't be believed either (Query.vector_trust).
LEAST_TRUST = 0.5


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence with its score (higher is better) and what it is made of.

    `number` counts sentences within the passage; `span` is in the article's stored text. Of the score,
    `by_features` is what `features` alone give and `read` what the reader says; `answer` is the span of
    `text` that it takes for the answer. Both are None where it didn't read. `doubt`, only of the best, are
    the judge's log-odds that the evidence doesn't bear out what is asked.
    """

    found: Found
    number: int
    span: Span
    text: str
    score: float
    features: Mapping[str, float] = field(compare=False, repr=False)
    by_features: float = 0.0
    read: float | None = None
    answer: Span | None = None
    doubt: float | None = None


# What the reader says to sentences, by the passage's key and the sentence's number: log-odds that it
# answers, and its answer.
Readings = Mapping[tuple[int, int], tuple[float, Span | None]]


class ReadsPassages(Protocol):
    """What is needed of a reader (app/reader.py)."""

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Return what each passage says to the question, in the order given."""


class Judges(Protocol):
    """What is needed of a judge (app/judge.py)."""

    def judgement(self, said: str, told: Excerpt) -> Judgement:
        """Return how far what is said is to be doubted."""


def ranked_sentences(
    findings: Findings, reader: ReadsPassages | None = None, judge: Judges | None = None
) -> tuple[Chosen, ...]:
    """Return the sentences of the best passages, best first; headings are left out."""
    if not findings.found:
        return ()
    best = max(found.score for found in findings.found)
    ranked = findings.found[:_PASSAGES_RANKED]
    rated = [one for rank, found in enumerate(ranked) for one in _rated(findings, found, rank, best)]
    sentences = [one for one in rated if not is_heading(one.text)] or rated
    by_features = sorted(sentences, key=lambda one: -one.score)
    if reader is None or findings.query.vector_trust < LEAST_TRUST:
        return tuple(by_features)
    read = _read_on(findings.query, _to_read(findings.query, by_features), reader)
    return _judged(findings.query, _reread(findings.query, by_features, read), judge)


def reranked(findings: Findings, ranked: Sequence[Chosen]) -> Findings:
    """Return the same findings with the passages that were read first, in the order of their best sentences.

    Scores stay where they stood: only their order means something.
    """
    read = dict.fromkeys(one.found.passage.key for one in ranked if one.read is not None)
    by_key = {found.passage.key: found for found in findings.found}
    order = dict.fromkeys([*read, *by_key])
    scores = sorted((found.score for found in findings.found), reverse=True)
    found = tuple(replace(by_key[key], score=score) for key, score in zip(order, scores, strict=True))
    return replace(findings, found=found)


def _to_read(query: Query, ranked: Sequence[Chosen]) -> list[StoredPassage]:
    """Return the passages of the best sentences, best first, as many as may be read.

    Where the answer may stand in several articles, one of each further one goes before more of the same.
    """
    passages = list({one.found.passage.key: one.found.passage for one in ranked}.values())
    if not _in_several_articles(query):
        return passages[:_MOST_READ]
    best = {passage.article.number: passage for passage in reversed(passages)}
    others = [best[number] for number in dict.fromkeys(one.article.number for one in passages)]
    order = [*passages[:_READ_FIRST], *others, *passages]
    return list({one.key: one for one in order}.values())[:_MOST_READ]


def _in_several_articles(query: Query) -> bool:
    """Say whether several things are asked for, or a number, on which sources may differ."""
    return query.several or query.wants is Wants.NUMBER


def _read_on(query: Query, passages: Sequence[StoredPassage], reader: ReadsPassages) -> Readings:
    """Return what the reader says to passages: to the first few, and to the others where it is in doubt."""
    asked = typed_of(query.text)
    if _in_several_articles(query):
        return _read(asked, passages, reader)
    first = _read(asked, passages[:_READ_FIRST], reader)
    if max((score for score, _ in first.values()), default=0.0) > _SURE_ENOUGH:
        return first
    return {**first, **_read(asked, passages[_READ_FIRST:], reader)}


def _read(question: str, passages: Sequence[StoredPassage], reader: ReadsPassages) -> Readings:
    """Return what the reader says to the sentences of passages."""
    readings = reader.read(question, [_text(passage) for passage in passages])
    return {
        (passage.key, number): (float(score), _within(reading, passage, number))
        for passage, reading in zip(passages, readings, strict=True)
        for number, score in enumerate(reading.scores)
        if not np.isnan(score)
    }


def _reread(query: Query, ranked: Sequence[Chosen], read: Readings) -> tuple[Chosen, ...]:
    """Return sentences by features and reader; one that wasn't read counts as the worst that was."""
    if not read:
        return tuple(ranked)
    weigh_features, weigh_reader = weights().reading
    worst = min(score for score, _ in read.values())
    scored = []
    for one in ranked:
        score, answer = read.get((one.found.passage.key, one.number), (None, None))
        told = (worst if score is None else score) + _IN_PERIOD * in_period(query, one.found.passage)
        total = weigh_features * one.by_features + weigh_reader * told
        scored.append(replace(one, score=float(total), read=score, answer=answer))
    return tuple(sorted(scored, key=lambda one: -one.score))


def _judged(query: Query, ranked: tuple[Chosen, ...], judge: Judges | None) -> tuple[Chosen, ...]:
    if judge is None:
        return ranked
    best, *others = ranked
    return replace(best, doubt=judge.judgement(typed_of(query.text), _excerpt(ranked)).doubt), *others


def _excerpt(ranked: Sequence[Chosen]) -> Excerpt:
    """Return the best sentences, in the order of their passages."""
    best = ranked[:_JUDGED]
    picked = [best[at] for at in with_room([one.text for one in best])]
    article = picked[0].found.passage.article
    picked.sort(key=lambda one: (one.found.passage.key, one.number))
    return Excerpt(opening_of(article.title, article.published), " ".join(one.text for one in picked))


def _text(passage: StoredPassage) -> Text:
    start = passage.passage.span.start
    spans = tuple(Span(first - start, end - start) for first, end in passage.passage.sentences)
    return Text(passage.article.title or "", passage.text, spans)


def _within(reading: Reading, passage: StoredPassage, number: int) -> Span | None:
    """Return the answer that the reader sees in a sentence, as a span of the sentence."""
    answer = reading.answers[number]
    shift = passage.passage.sentences[number].start - passage.passage.span.start
    return Span(answer.start - shift, answer.end - shift) if answer else None


def _rated(findings: Findings, found: Found, rank: int, best: float) -> list[Chosen]:
    passage = found.passage
    rows = sentence_features(
        findings.query, findings.weighing, passage, rank, found.score - best, found.meanings
    )
    by_words = findings.query.vector_trust < LEAST_TRUST
    scores = np.array(rows) @ (weights().sentence_by_words if by_words else weights().sentence)
    return [
        Chosen(
            found,
            number,
            span,
            passage.words(span),
            float(scores[number]),
            dict(zip(SENTENCE_FEATURES, rows[number], strict=True)),
            by_features=float(scores[number]),
        )
        for number, span in enumerate(passage.passage.sentences)
    ]
