"""The sentences of the passages found, ranked by how well each answers the question.

Knows nothing of how an answer is put together or of when to refuse.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from app.features import SENTENCE_FEATURES, sentence_features
from app.search import Findings, Found
from app.weights import weights
from index.records import Span
from index.sentences import is_heading

_PASSAGES_READ = 10


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence with its score (higher is better) and the features that made it.

    `number` counts sentences within the passage; `span` is in the article's stored text.
    """

    found: Found
    number: int
    span: Span
    text: str
    score: float
    features: Mapping[str, float] = field(compare=False, repr=False)


def ranked_sentences(findings: Findings) -> tuple[Chosen, ...]:
    """Return the sentences of the best passages, best first; headings are left out."""
    if not findings.found:
        return ()
    best = max(found.score for found in findings.found)
    read = findings.found[:_PASSAGES_READ]
    rated = [one for rank, found in enumerate(read) for one in _rated(findings, found, rank, best)]
    sentences = [one for one in rated if not is_heading(one.text)] or rated
    return tuple(sorted(sentences, key=lambda one: -one.score))


def _rated(findings: Findings, found: Found, rank: int, best: float) -> list[Chosen]:
    passage = found.passage
    rows = sentence_features(
        findings.query, findings.weighing, passage, rank, found.score - best, found.meanings
    )
    scores = np.array(rows) @ weights().sentence
    start = passage.passage.span.start
    return [
        Chosen(
            found,
            number,
            span,
            passage.text[span.start - start : span.end - start],
            float(scores[number]),
            dict(zip(SENTENCE_FEATURES, rows[number], strict=True)),
        )
        for number, span in enumerate(passage.passage.sentences)
    ]
