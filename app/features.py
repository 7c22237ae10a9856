"""What speaks for a passage, and for a sentence of it, as numbers between about 0 and 1.

Word evidence is weighed by inverse document frequency over the archive; a name counts as found in any
usual spelling. Knows nothing of how the numbers are weighed (app/weights.py) or of answers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.question import Query, Term, Wants
from app.vocabulary import FUNCTION_STEMS, SPEECH
from app.wanted import answers_of_kind
from index.analysis import analyze, name_keys
from index.articles import StoredPassage
from index.sentences import is_heading

# Two question words count as near each other in a sentence within this many words.
_NEAR = 4
# What a synonym counts for beside the question's own word.
_SYNONYM = 0.6

PASSAGE_FEATURES = ("words", "meaning", "coverage", "nearness", "together")
SENTENCE_FEATURES = (
    "passage", "first_passage", "rank", "meaning", "coverage", "coverage_with_title",
    "coverage_with_previous", "passage_coverage", "nearness", "length", "short", "new_words", "kind",
    "kind_number", "kind_date", "kind_person", "kind_place", "kind_reason", "opening",
    "coverage_times_meaning", "speaker",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """The words of one sentence as the features need them."""

    text: str
    stems: tuple[str, ...]
    known: frozenset[str]
    heading: bool


@dataclass(frozen=True, slots=True)
class PassageWords:
    """The words of a passage, sentence by sentence, and of its headline."""

    sentences: tuple[SentenceWords, ...]
    title: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighing:
    """The question's terms with their weights (inverse document frequency); `total` is their sum."""

    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    total: float

    def share(self, known: frozenset[str]) -> float:
        """Return the share in [0, 1] of the question's weight that is among `known` words."""
        return sum(self.weights[term.stem] * _found(term, known) for term in self.terms) / self.total

    def missing(self, known: frozenset[str]) -> list[Term]:
        """Return the terms that are not among `known` words, in the question's order."""
        return [term for term in self.terms if not _found(term, known)]


def weigh(query: Query, frequencies: Mapping[str, int], passages: int) -> Weighing:
    """Weigh terms by BM25's inverse document frequency; `frequencies` counts passages that hold each."""
    weights = {}
    for term in query.terms:
        count = min(frequencies.get(term.stem, 0), passages)
        weights[term.stem] = math.log(1 + (passages - count + 0.5) / (count + 0.5))
    return Weighing(query.terms, weights, max(sum(weights.values()), 1e-9))


def words_of(passage: StoredPassage) -> PassageWords:
    """Return the analysed words of a passage (kept for the passages used last)."""
    start = passage.passage.span.start
    borders = tuple((span.start - start, span.end - start) for span in passage.passage.sentences)
    return _words_of(passage.text, borders, passage.article.title or "", passage.article.language)


def passage_features(
    query: Query,
    weighing: Weighing,
    passage: StoredPassage,
    words_score: float,
    meanings: NDArray[np.float32],
) -> list[float]:
    """Return `PASSAGE_FEATURES`; `meanings` are the sentences' cosines with the question, at least one."""
    words = words_of(passage)
    inside = [weighing.share(sentence.known) for sentence in words.sentences]
    closest = max(_nearness(weighing, sentence) for sentence in words.sentences)
    trusted = meanings * query.vector_trust
    return [
        words_score / weighing.total,
        float(trusted.max()),
        weighing.share(words.known),
        closest,
        float((trusted + np.array(inside)).max()),
    ]


def sentence_features(
    query: Query,
    weighing: Weighing,
    passage: StoredPassage,
    rank: int,
    behind: float,
    meanings: NDArray[np.float32],
) -> list[list[float]]:
    """Return `SENTENCE_FEATURES` of each sentence; `behind` (<= 0) is the passage's score less the best."""
    words = words_of(passage)
    covered = weighing.share(words.known)
    rows = []
    for at, sentence in enumerate(words.sentences):
        previous = words.sentences[at - 1].known if at else frozenset()
        meaning = float(meanings[at]) * query.vector_trust
        own = weighing.share(sentence.known)
        kind = answers_of_kind(query, sentence.text)
        rows.append(
            [
                behind,
                float(rank == 0),
                1 / (rank + 1),
                meaning,
                own,
                weighing.share(sentence.known | words.title),
                weighing.share(sentence.known | words.title | previous),
                covered,
                _nearness(weighing, sentence),
                min(len(sentence.stems), 60) / 30,
                float(len(sentence.stems) < 6 or sentence.heading),
                min(_new_words(query, sentence), 10) / 10,
                kind,
                *(kind * (query.wants is wants) for wants in _KINDS),
                float(at == 0),
                own * meaning,
                _speaks(query, sentence),
            ]
        )
    return rows


_KINDS = (Wants.NUMBER, Wants.DATE, Wants.PERSON, Wants.PLACE, Wants.REASON)


def _found(term: Term, known: frozenset[str]) -> float:
    """Return 1 where the term or another spelling of its name is among `known`, less for a synonym."""
    if term.stem in known or any(f"~{key}" in known for key in term.keys):
        return 1.0
    return 0.0 if term.synonyms.isdisjoint(known) else _SYNONYM


def _speaks(query: Query, sentence: SentenceWords) -> float:
    """Return 1 where the one whose words are asked for speaks in the sentence, 0.5 where nobody's are."""
    if not query.speaker:
        return 0.5
    speech = SPEECH.search(sentence.text)
    named = any(_found(term, sentence.known) == 1.0 for term in query.speaker)
    return float(speech is not None and named)


def _new_words(query: Query, sentence: SentenceWords) -> int:
    return len(set(sentence.stems) - query.every_stem - FUNCTION_STEMS)


def _nearness(weighing: Weighing, sentence: SentenceWords) -> float:
    """Return the weighted share of neighbouring question words that stand near each other."""
    wanted = weighing.weights.keys() & sentence.known
    if len(wanted) < 2:
        return 0.0
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(sentence.stems):
        if stem in wanted:
            places.setdefault(stem, []).append(at)
    total = close = 0.0
    for left, right in zip(weighing.terms, weighing.terms[1:], strict=False):
        weight = weighing.weights[left.stem] + weighing.weights[right.stem]
        total += weight
        if _within(places.get(left.stem, ()), places.get(right.stem, ())):
            close += weight
    return close / total if total else 0.0


def _within(left: Sequence[int], right: Sequence[int]) -> bool:
    return any(0 < abs(a - b) <= _NEAR for a in left for b in right)


@lru_cache(maxsize=4_096)
def _words_of(
    text: str, borders: tuple[tuple[int, int], ...], title: str, language: str | None
) -> PassageWords:
    sentences = tuple(_sentence_words(text[start:end], language) for start, end in borders)
    of_title = _known(title, tuple(analyze(title, language)))
    known = frozenset().union(of_title, *(sentence.known for sentence in sentences))
    return PassageWords(sentences, of_title, known)


def _sentence_words(text: str, language: str | None) -> SentenceWords:
    stems = tuple(analyze(text, language))
    return SentenceWords(text, stems, _known(text, stems), is_heading(text))


def _known(text: str, stems: tuple[str, ...]) -> frozenset[str]:
    """Return stems, and name keys marked so that the two can't be taken for each other."""
    return frozenset(stems).union(f"~{key}" for key in name_keys(text))
