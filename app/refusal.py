"""How sure it is that the archive answers a question, and what is said when it doesn't or may not.

One logistic regression over a few features of the best evidence where the reader has read, another over more
of them where it hasn't; the threshold was chosen on the curve of refusals (docs/LOG.md). Knows nothing of how
answers are worded otherwise.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.features import known_of, words_of
from app.question import Query, Term
from app.search import Findings, in_period
from app.sentences import LEAST_TRUST, Chosen
from app.vocabulary import DATE, ENGLISH
from app.weights import weights
from index.analysis import analyze

ANSWERABLE_FEATURES = (
    "meaning", "meaning_anywhere", "coverage_with_previous", "passage_coverage", "nearness",
    "heaviest_missing", "headline_coverage", "background", "kind", "missing_everywhere",
    "speaker_says",
)  # fmt: skip
# Where the reader has read: how much all of its scores together promise, the judge's doubt of what is asked,
# how near any sentence comes at all, and whether the one whose words are asked for speaks. Of what else was
# found nothing tells more: what a set's questions share with what misleads is that set's way of asking
# (docs/LOG.md).
READ_FEATURES = ("meaning_anywhere", "speaker_says", "read_all", "doubt")
_MOST_NAMED = 3
_WORD = re.compile(r"\w+")
_HALF_A_TITLE = re.compile(r"\b(?:prime|vice|deputy|chief|attorney|permanent)$", re.IGNORECASE)
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
# None of 949 answerable questions that it was fitted on has less confidence; of those put to another archive
# two in five do, before a name that nothing has speaks against them, too.
_NOTHING = 0.02


def answerable_features(findings: Findings, ranked: tuple[Chosen, ...]) -> list[float]:
    """Return `ANSWERABLE_FEATURES` for the best sentence; all zero where nothing was found."""
    if not ranked:
        return [0.0] * len(ANSWERABLE_FEATURES)
    best = ranked[0]
    words = words_of(best.found.passage)
    meanings = _meanings(findings)
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


def _meanings(findings: Findings) -> NDArray[np.float64]:
    """Return the cosines of all sentences found with the question, as far as they can be believed."""
    return findings.query.vector_trust * np.concatenate([found.meanings for found in findings.found])


def _speaker_says(findings: Findings, best: Chosen) -> float:
    """Return 1 where the one whose words are asked for says something on all of what is asked, else less."""
    if not findings.query.speaker or best.features["speaker"] < 1:
        return 0.0
    return max(0.0, 2 * best.features["coverage_with_previous"] - 1)


def confidence(findings: Findings, ranked: tuple[Chosen, ...]) -> float:
    """Return the probability in [0, 1] that the archive answers the question.

    Where whatever is told of something is asked for, and one passage has all its words, it is as sure as
    without reading: there may be no sentence that answers.
    """
    if not ranked:
        return 0.0
    read = read_features(findings, ranked)
    if not read:
        return max(_sure_unread(findings, ranked), _by_words(findings, ranked[0]))
    sure = weights().answerable_read.probability(read)
    if findings.query.broad and _has_the_topic(findings, ranked[0]):
        sure = max(sure, _sure_unread(findings, ranked))
    against = _against(findings)
    return max(sure / (sure + against * (1 - sure)), _by_words(findings, ranked[0]))


def _sure_unread(findings: Findings, ranked: tuple[Chosen, ...]) -> float:
    return weights().answerable.probability(answerable_features(findings, ranked))


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


def read_features(findings: Findings, ranked: tuple[Chosen, ...]) -> list[float]:
    """Return `READ_FEATURES`; empty where the reader didn't read."""
    read = np.array([one.read for one in ranked if one.read is not None])
    if not len(read):
        return []
    return [
        float(_meanings(findings).max()),
        _speaker_says(findings, ranked[0]),
        float(np.logaddexp.reduce(read)),
        ranked[0].doubt or 0.0,
    ]


def refuses(sure: float) -> bool:
    """Say whether that confidence is too low to answer."""
    return sure < weights().threshold


def doubts(sure: float) -> bool:
    """Say whether that confidence is too low to leave an answer without a word of doubt."""
    return sure < weights().doubtful


def finds_nothing(sure: float) -> bool:
    """Say whether the search found nothing near the question, so that no model need be asked."""
    return sure < _NOTHING


def refusal(findings: Findings) -> str:
    """Return the one sentence that says what the archive doesn't have."""
    missing = _missing(findings)
    if missing:
        return f"The archive does not answer this: it has nothing on {missing}."
    within = _within(findings.query)
    return f"The archive does not answer this: articles come near it{within}, but none says."


def doubt(findings: Findings) -> str:
    """Return what is said beside quotes that may not answer what is asked."""
    missing = _missing(findings)
    why = f": it has nothing on {missing}" if missing else ""
    return f"The archive may not answer this{why}. What is quoted comes nearest."


def _within(query: Query) -> str:
    return " within the chosen dates or outlets" if _restricted(query) else ""


def _restricted(query: Query) -> bool:
    return bool(query.dates or query.question.as_of or query.question.sources)


def _missing(findings: Findings) -> str:
    """Return what no passage found has, quoted, and where it was looked for; empty where all is there.

    The names and numbers, or else the weightiest words.
    """
    missing = findings.weighing.missing(_known_anywhere(findings))
    # What an outlet is called need not stand in its articles.
    outlets, dated = findings.query.outlets, _words_of_a_time_covered(findings)
    absent = [term for term in missing if term.stem not in outlets and term.word not in dated]
    absent = [term for term in absent if term.is_name] or absent
    words = _whole(absent, findings.weighing.weights)
    heaviest = sorted(words, key=lambda word: -words[word])[:_MOST_NAMED]
    phrases = _phrases(findings.query.text, [word for word in words if word in heaviest])
    named = [f"“{phrase}”" for phrase in phrases]
    listed = f"{', '.join(named[:-1])} or {named[-1]}" if len(named) > 1 else "".join(named)
    return listed and listed + _within(findings.query)


def _words_of_a_time_covered(findings: Findings) -> frozenset[str]:
    """Return the question's words for a time that something found was published in: it need not name it."""
    if not any(in_period(findings.query, found.passage) for found in findings.found):
        return frozenset()
    return frozenset(word for time in DATE.finditer(findings.query.text) for word in _WORD.findall(time[0]))


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
    """Join words that stand side by side in the question: “World Cup”, not “World” or “Cup”.

    Half of a title or of a name takes the rest along, though the archive has that: “prime minister”, not
    “prime”; “High Council”, not “High”.
    """
    phrases: list[str] = []
    for word in missing:
        if phrases and f"{phrases[-1]} {word}" in question:
            phrases[-1] += f" {word}"
        else:
            phrases.append(word)
    return [_with_other_half(question, phrase) for phrase in phrases]


def _with_other_half(question: str, phrase: str) -> str:
    half = re.escape(phrase)
    if _HALF_A_TITLE.search(phrase):
        whole = re.search(rf"\b{half} [^\W\d_]+", question)
    else:
        whole = re.search(rf"(?<=\w ){half}(?: [A-Z][^\W\d_]+)+", question) if phrase[0].isupper() else None
    return whole[0] if whole else phrase
