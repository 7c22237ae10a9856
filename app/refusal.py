"""How sure it is that the archive answers a question, and what is said when it doesn't.

Logistic regressions over a few features of the best evidence; the threshold was chosen on the curve of
refusals (docs/LOG.md). Knows nothing of how answers are worded otherwise.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from app.features import known_of, words_of
from app.question import Query, Term
from app.search import Findings
from app.sentences import LEAST_TRUST, Chosen
from app.vocabulary import DATE, ENGLISH
from app.weights import weights
from index.analysis import analyze

ANSWERABLE_FEATURES = (
    "meaning", "meaning_anywhere", "coverage_with_previous", "passage_coverage", "nearness",
    "heaviest_missing", "headline_coverage", "background", "kind", "missing_everywhere",
    "speaker_says",
)  # fmt: skip
# Where the reader has read, its best score, and how much all of its scores together promise; the judge's
# doubt of what is asked.
ABOUT_FEATURES = (*ANSWERABLE_FEATURES, "read_best", "read_all")
READ_FEATURES = (*ABOUT_FEATURES, "doubt")
# Whether it says what is asked, reader and judge alone tell: what a set's questions share with what misleads
# is that set's way of asking, and helps with no other (docs/LOG.md).
ANSWERED_FEATURES = ("speaker_says", "read_all", "doubt")
_MOST_NAMED = 3
# By how much a name that nothing found has raises the odds against an answer. Of the questions of three sets
# that nothing is trained on, 1 of 695 answerable ones has such a name, and 6 of 666 others.
_UNKNOWN_NAME = 4.0
# Nobody is quoted who isn't named.
_UNKNOWN_SPEAKER = 16.0
# The same outside English, where names are told less surely, to the power of the share in [0, 1] of what is
# asked that nothing found has. Set by hand on 116 questions in 17 languages (docs/LOG.md).
_UNKNOWN_ELSEWHERE = 24.0
# Nearly all of a question's words must stand together to outweigh a network's no.
_BESIDE_NETWORKS = 8
_SHORTEST_NAME = 4
# One of 1,206 answerable questions has less confidence; of those put to a wrong archive half and more do.
_NOTHING = 0.001


def answerable_features(findings: Findings, ranked: tuple[Chosen, ...]) -> list[float]:
    """Return `ANSWERABLE_FEATURES` for the best sentence; all zero where nothing was found."""
    if not ranked:
        return [0.0] * len(ANSWERABLE_FEATURES)
    best = ranked[0]
    trust = findings.query.vector_trust
    words = words_of(best.found.passage)
    meanings = trust * np.concatenate([found.meanings for found in findings.found])
    missing = [findings.weighing.weights[term.stem] for term in findings.weighing.missing(words.known)]
    return [
        best.features["meaning"],
        float(meanings.max()),
        best.features["coverage_with_previous"],
        best.features["passage_coverage"],
        best.features["nearness"],
        max(missing, default=0.0) / max(findings.weighing.weights.values()),
        findings.weighing.share(words.title),
        float(meanings.mean()),
        best.features["kind"],
        1 - findings.weighing.share(_known_anywhere(findings)),
        _speaker_says(findings, best),
    ]


def _speaker_says(findings: Findings, best: Chosen) -> float:
    """Return 1 where the one whose words are asked for says something on all of what is asked, else less."""
    if not findings.query.speaker or best.features["speaker"] < 1:
        return 0.0
    return max(0.0, 2 * best.features["coverage_with_previous"] - 1)


def confidence(findings: Findings, ranked: tuple[Chosen, ...]) -> float:
    """Return the probability in [0, 1] that the archive answers the question.

    Where the reader has read: that it has what is asked about, times that it then says what is asked; where
    whatever is told of something is asked for, and one passage has all its words, the first says all.
    """
    if not ranked:
        return 0.0
    features, read = answerable_features(findings, ranked), read_features(ranked)
    if not read:
        return max(weights().answerable.probability(features), _by_words(findings, ranked[0]))
    both = dict(zip(READ_FEATURES, (*features, *read), strict=True))
    about = weights().about_read.probability([both[name] for name in ABOUT_FEATURES])
    answered = weights().answered_read.probability([both[name] for name in ANSWERED_FEATURES])
    sure = about if findings.query.broad and _has_the_topic(findings, ranked[0]) else about * answered
    against = _against(findings)
    return max(sure / (sure + against * (1 - sure)), _by_words(findings, ranked[0]))


def _by_words(findings: Findings, best: Chosen) -> float:
    """Return how sure the words make where the networks don't know the language of the question; else 0.

    A power of the share of its words that the best sentence and its surroundings have: the second where no
    network can be believed, a higher one beside one that reads the script. Set by hand, for the sets that
    weights are fitted on are English.
    """
    query = findings.query
    if query.vector_trust >= LEAST_TRUST and query.language == ENGLISH:
        return 0.0
    power = 2 if query.vector_trust < LEAST_TRUST else _BESIDE_NETWORKS
    return best.features["coverage_with_previous"] ** power


def _has_the_topic(findings: Findings, best: Chosen) -> bool:
    return not findings.weighing.missing(known_of(best.found.passage))


def _against(findings: Findings) -> float:
    """Return by how much names that stand, in any spelling, nowhere among what was found raise the odds."""
    if findings.query.language != ENGLISH:
        return float(_UNKNOWN_ELSEWHERE ** (1 - findings.weighing.share(_known_anywhere(findings))))
    unknown = unknown_names(findings)
    if any(one in findings.query.speaker for one in unknown):
        return _UNKNOWN_SPEAKER
    return _UNKNOWN_NAME if unknown else 1.0


def unknown_names(findings: Findings) -> tuple[Term, ...]:
    """Return the names of an English question that stand, in any spelling, nowhere among what was found."""
    missing = findings.weighing.missing(_known_anywhere(findings))
    names = [term for term in missing if term.is_name and term.word.isalpha()]
    return tuple(one for one in names if len(one.word) >= _SHORTEST_NAME and not DATE.match(one.word))


def read_features(ranked: tuple[Chosen, ...]) -> list[float]:
    """Return what `READ_FEATURES` has beyond `ANSWERABLE_FEATURES`; empty where the reader didn't read."""
    read = np.array([one.read for one in ranked if one.read is not None])
    if not len(read):
        return []
    return [float(read.max()), float(np.logaddexp.reduce(read)), ranked[0].doubt or 0.0]


def refuses(sure: float) -> bool:
    """Say whether that confidence is too low to answer."""
    return sure < weights().threshold


def finds_nothing(sure: float) -> bool:
    """Say whether the search found nothing near the question, so that no model need be asked."""
    return sure < _NOTHING


def refusal(findings: Findings) -> str:
    """Return the one sentence that says what the archive doesn't have."""
    missing = _missing(findings)
    within = " within the chosen dates or outlets" if _restricted(findings.query) else ""
    if missing:
        return f"The archive does not answer this: it has nothing on {missing}{within}."
    return f"The archive does not answer this: articles come near it{within}, but none says."


def _restricted(query: Query) -> bool:
    return bool(query.dates or query.question.as_of or query.question.sources)


def _missing(findings: Findings) -> str:
    """Return what no passage found has, quoted: the names and numbers, or else the weightiest words."""
    absent = findings.weighing.missing(_known_anywhere(findings))
    absent = [term for term in absent if term.is_name] or absent
    words = _whole(absent, findings.weighing.weights)
    heaviest = sorted(words, key=lambda word: -words[word])[:_MOST_NAMED]
    phrases = _phrases(findings.query.text, [word for word in words if word in heaviest])
    named = [f"“{phrase}”" for phrase in phrases]
    return f"{', '.join(named[:-1])} or {named[-1]}" if len(named) > 1 else "".join(named)


def _known_anywhere(findings: Findings) -> frozenset[str]:
    empty: frozenset[str] = frozenset()
    return empty.union(*(known_of(found.passage) for found in findings.found))


def _whole(absent: Sequence[Term], weights: Mapping[str, float]) -> dict[str, float]:
    """Return missing words as typed, with their weights.

    Of a script without spaces, whose words are pairs of characters, the missing pairs that follow each other
    are one.
    """
    named: dict[str, float] = {}
    before, run = None, ""
    for term in absent:
        follows = before is not None and before.word == term.word and run.endswith(term.stem[0])
        pair = len(analyze(term.word)) > 1
        weight = weights[term.stem]
        if pair and follows:
            weight = max(weight, named.pop(run))
            run += term.stem[1:]
        else:
            run = term.stem if pair else term.word
        named[run] = max(weight, named.get(run, 0.0))
        before = term if pair else None
    return named


def _phrases(question: str, missing: list[str]) -> list[str]:
    """Join words that stand side by side in the question: “World Cup”, not “World” or “Cup”."""
    phrases: list[str] = []
    for word in missing:
        if phrases and f"{phrases[-1]} {word}" in question:
            phrases[-1] += f" {word}"
        else:
            phrases.append(word)
    return phrases
