"""What speaks for a passage, and for a sentence of it, as numbers between about 0 and 1.

Word evidence is weighed by inverse document frequency over the archive; a name counts as found in any
usual spelling. Knows nothing of how the numbers are weighed (app/weights.py) or of answers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.answer_kinds import answers_of_kind
from app.english import share_of_passages
from app.question import Query, Term, Wants
from app.vocabulary import FUNCTION_STEMS, SPEECH
from index import terms as stored_terms
from index.articles import StoredPassage
from index.sentences import is_heading

# Two question words count as near each other in a sentence within this many words.
_NEAR = 4
# How many passages' worth of general English is mixed into an archive's own counts of words.
_BACKGROUND = 1_000
# What a synonym counts for beside the question's own word.
_SYNONYM = 0.6

PASSAGE_FEATURES = ("words", "meaning", "coverage", "nearness", "together")
SENTENCE_FEATURES = (
    "passage", "first_passage", "rank", "meaning", "coverage", "coverage_with_title",
    "coverage_with_previous", "passage_coverage", "nearness", "length", "short", "new_words", "kind",
    "kind_number", "kind_date", "kind_person", "kind_place", "kind_reason", "opening",
    "coverage_times_meaning", "speaker",
)  # fmt: skip


class SentenceWords(NamedTuple):
    """The words of one sentence as the features need them: `line` is its stored terms (index/terms.py)."""

    text: str
    line: str
    known: frozenset[str]

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems, in the order of the sentence."""
        return stored_terms.stems(self.line)


class PassageWords(NamedTuple):
    """The words of a passage, sentence by sentence, and of its headline."""

    sentences: tuple[SentenceWords, ...]
    title: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighing:
    """The question's terms with their weights (inverse document frequency); `total` is their sum.

    `worth` gives for each word that a passage may have the term that it is found for, and what for.
    """

    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    total: float
    worth: Mapping[str, tuple[tuple[str, float], ...]]
    vocabulary: frozenset[str]

    def among(self, line: str) -> frozenset[str]:
        """Return the words of a sentence's stored terms that count for the question."""
        return self.vocabulary.intersection(line.split())

    def share(self, known: frozenset[str]) -> float:
        """Return the share in [0, 1] of the question's weight that is among `known` words."""
        words = self.vocabulary & known
        if not words:
            return 0.0
        best: dict[str, float] = {}
        for word in words:
            for stem, worth in self.worth[word]:
                best[stem] = max(worth, best.get(stem, 0.0))
        return math.fsum(best.values()) / self.total

    def missing(self, known: frozenset[str]) -> list[Term]:
        """Return the terms that are not among `known` words, in the question's order."""
        return [term for term in self.terms if not _found(term, known)]


def weigh(query: Query, frequencies: Mapping[str, int], passages: int) -> Weighing:
    """Weigh terms by BM25's inverse document frequency; `frequencies` counts passages that hold each.

    The question's language at large stands in for `_BACKGROUND` further passages: in an archive of a few
    articles, "admit" would weigh more than a name just because it happens not to be there.
    """
    weights = {}
    for term in query.terms:
        seen = min(frequencies.get(term.stem, 0), passages)
        count = seen + _BACKGROUND * share_of_passages(term.stem, query.language)
        rest = passages + _BACKGROUND - count
        weights[term.stem] = math.log(1 + (rest + 0.5) / (count + 0.5))
    worth = _worth(query.terms, weights)
    return Weighing(query.terms, weights, max(math.fsum(weights.values()), 1e-9), worth, frozenset(worth))


def _worth(terms: Sequence[Term], weights: Mapping[str, float]) -> dict[str, tuple[tuple[str, float], ...]]:
    worth: dict[str, tuple[tuple[str, float], ...]] = {}
    for term in terms:
        weight = weights[term.stem]
        words = dict.fromkeys(term.synonyms, _SYNONYM * weight)
        words |= dict.fromkeys([term.stem, *map(stored_terms.marked, term.keys)], weight)
        for word, value in words.items():
            worth[word] = (*worth.get(word, ()), (term.stem, value))
    return worth


def words_of(passage: StoredPassage) -> PassageWords:
    """Return the words of a passage."""
    sentences = tuple(
        SentenceWords(passage.words(span), line, stored_terms.known(line))
        for span, line in zip(passage.passage.sentences, passage.terms, strict=True)
    )
    return PassageWords(sentences, _title_of(passage), known_of(passage))


def known_of(passage: StoredPassage) -> frozenset[str]:
    """Return all words of a passage and of its headline; quicker than `words_of` where that is enough."""
    return _title_of(passage).union(stored_terms.known(passage.terms))


def passage_features(
    query: Query,
    weighing: Weighing,
    passage: StoredPassage,
    words_score: float,
    meanings: NDArray[np.float32],
) -> list[float]:
    """Return `PASSAGE_FEATURES`; `meanings` are the sentences' cosines with the question, at least one."""
    inside = [weighing.among(line) for line in passage.terms]
    title = _title_of(passage)
    shares = [weighing.share(words) for words in inside]
    trusted = meanings * query.vector_trust
    return [
        words_score / weighing.total,
        float(trusted.max()),
        weighing.share(title.union(*inside)),
        max(_nearness(weighing, *both) for both in zip(passage.terms, inside, strict=True)),
        float((trusted + np.array(shares)).max()),
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
                _nearness(weighing, sentence.line, sentence.known),
                min(len(sentence.stems), 60) / 30,
                float(len(sentence.stems) < 6 or is_heading(sentence.text)),
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
    if term.stem in known or any(stored_terms.marked(key) in known for key in term.keys):
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


def _nearness(weighing: Weighing, line: str, known: frozenset[str]) -> float:
    """Return the weighted share of neighbouring question words that stand near each other in a sentence.

    `line` is its stored terms, `known` those of them that may count.
    """
    wanted = weighing.weights.keys() & known
    if len(wanted) < 2:
        return 0.0
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(stored_terms.stems(line)):
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


def _title_of(passage: StoredPassage) -> frozenset[str]:
    return _title_words(passage.article.title or "", passage.article.language)


@lru_cache(maxsize=4_096)
def _title_words(title: str, language: str | None) -> frozenset[str]:
    return stored_terms.known(stored_terms.line_of(title, language))
