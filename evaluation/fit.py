"""Fit the few numbers of app/weights.json on parts of four sets: python -m evaluation.fit SETS.

SETS is a folder with clapnq_dev/ and squad2_dev_cs224n/ (evaluation/publicsets.py says how they are split);
the fixed questions on seeds/ are never looked at. Linear models are fitted, each on top of the one
before: passages and sentences by listwise softmax (ListNet, Cao et al. 2007, top one), answerability by
logistic regression. What is built on the reader is fitted on questions that it wasn't trained on. The
threshold, one number, is where `REFUSED_WRONGLY` of the answerable questions of the calibration parts are
refused, each set counting alike: people forgive a refusal less than a doubtful quote that they can check.
Below another, where it is `DOUBTED_WRONGLY`, answers are said to be doubtful.
"""

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import app.weights
from app.archive import Archive
from app.features import PASSAGE_FEATURES, SENTENCE_FEATURES
from app.refusal import (
    ANSWERABLE_FEATURES,
    READ_FEATURES,
    answerable_features,
    confidence,
    read_features,
)
from app.search import Findings
from app.sentences import Chosen, ranked_sentences
from evaluation.corpora import CLAPNQ, NEWS, OURS, SQUAD, STORIES
from evaluation.edge import CommandParser, exit_code
from evaluation.publicsets import LEARNED_FROM, Part, PublicSet, asked, holds, opened, stories
from evaluation.questions import GoldQuestion

REFUSED_WRONGLY = 0.04
DOUBTED_WRONGLY = 0.10
WEIGHTS = Path(app.weights.__file__).with_name("weights.json")

Floats = NDArray[np.float64]
Rank = Callable[[Findings], tuple[Chosen, ...]]
Values = Callable[[Archive, Findings], tuple[float, ...]]
_REGULARIZATION = 1e-3
# Every so manieth question is asked, lest the larger sets outweigh the smallest: for what ranks, and for
# answerability.
_EVERY_RANKED = {CLAPNQ: 1, NEWS: 4, SQUAD: 2, STORIES: 4}
_EVERY = {CLAPNQ: 1, NEWS: 12, SQUAD: 6, STORIES: 6}
# What the reader adds is fitted on stories, too; how search ranks, on large archives: it gains nothing there.
_READ_FROM = (*LEARNED_FROM, STORIES)
# The sets have next to no question about who said what: these weights can't be fitted on them.
_SET_BY_HAND = {"speaker": 3.0, "speaker_says": 2.0}


def _fitted(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in _SET_BY_HAND)


# How much the questions of a pairing count together: (questions of, asked of, answerable).
_PAIRINGS = {
    (CLAPNQ, CLAPNQ, True): 1.0,
    (CLAPNQ, CLAPNQ, False): 1.0,
    (SQUAD, SQUAD, True): 1.0,
    (SQUAD, SQUAD, False): 1.0,
    (NEWS, NEWS, True): 1.0,
    (NEWS, NEWS, False): 1.0,
    (STORIES, STORIES, True): 1.0,
    (STORIES, STORIES, False): 1.0,
    (CLAPNQ, OURS, False): 0.5,
    (CLAPNQ, SQUAD, False): 0.5,
    (CLAPNQ, NEWS, False): 0.5,
    (CLAPNQ, STORIES, False): 0.5,
    (SQUAD, CLAPNQ, False): 0.5,
    (NEWS, CLAPNQ, False): 0.5,
    (NEWS, STORIES, False): 0.5,
    (STORIES, CLAPNQ, False): 0.5,
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates of one question: a row of features each, and which of them are right."""

    features: Floats
    right: NDArray[np.bool_]


def fit_ranking(rankings: Sequence[Ranking]) -> Floats:
    """Return the weights under which the softmax of the scores puts most on what is right."""
    usable = [one for one in rankings if one.right.any() and not one.right.all()]
    scale = np.concatenate([one.features for one in usable]).std(axis=0) + 1e-9

    def loss(scaled: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros_like(scaled)
        for one in usable:
            rows = one.features / scale
            shares = _softmax(rows @ scaled)
            right = float(shares[one.right].sum()) + 1e-12
            total -= float(np.log(right))
            gradient -= (shares * one.right / right - shares) @ rows
        count = len(usable)
        penalty = _REGULARIZATION * float(scaled @ scaled)
        return total / count + penalty, gradient / count + 2 * _REGULARIZATION * scaled

    start = np.zeros(usable[0].features.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x / scale)


def fit_logistic(rows: Floats, right: Floats, counts: Floats) -> tuple[Floats, float]:
    """Return weights and bias of a logistic regression; `counts` is how much each row counts."""
    scale = rows.std(axis=0) + 1e-9
    inputs = np.hstack([rows / scale, np.ones((len(rows), 1))])

    def loss(scaled: Floats) -> tuple[float, Floats]:
        margin = inputs @ scaled
        penalty = _REGULARIZATION * float(scaled[:-1] @ scaled[:-1])
        total = float(counts @ (np.logaddexp(0.0, margin) - right * margin)) / float(counts.sum())
        gradient = inputs.T @ (counts * (1 / (1 + np.exp(-margin)) - right)) / counts.sum()
        gradient[:-1] += 2 * _REGULARIZATION * scaled[:-1]
        return total + penalty, gradient

    found = minimize(loss, np.zeros(inputs.shape[1]), jac=True, method="L-BFGS-B").x
    return np.asarray(found[:-1] / scale), float(found[-1])


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is found for a question, and what it counts among all."""

    features: tuple[float, ...]
    answerable: bool
    weight: float


def _labelled(evidence: Iterable[Evidence]) -> tuple[Floats, Floats, Floats]:
    """Return features, whether answerable and how much it counts, of each row."""
    rows = [(one.features, float(one.answerable), one.weight) for one in evidence]
    features, right, counts = zip(*rows, strict=True)
    return np.array(features), np.array(right), np.array(counts)


class Fitting:
    """The sets, open, and the questions of the parts that may be looked at."""

    def __init__(self, sets: Path, data: Path | None) -> None:
        self._sets: dict[str, tuple[PublicSet, ...]] = {
            name: (one,) for name, one in opened(sets, data).items()
        }
        self._sets[STORIES] = stories(data)

    def run(self) -> None:
        """Fit the models, writing each down before the next is fitted on top of it."""
        _store(passage=_named(PASSAGE_FEATURES, fit_ranking(list(self._passage_rankings()))))
        _store(sentence=_named(SENTENCE_FEATURES, fit_ranking(list(self._sentence_rankings()))))
        features, reader = fit_ranking(list(self._reader_rankings()))
        _store(reading={"features": round(float(features), 4), "reader": round(float(reader), 4)})
        self._fit_answerable()

    def _answered(
        self, part: Part, names: Sequence[str] = LEARNED_FROM
    ) -> Iterator[tuple[GoldQuestion, Findings, PublicSet]]:
        for name in names:
            for one in self._sets[name]:
                golds = islice(_answerable(one, part), 0, None, _EVERY_RANKED[name])
                for gold, findings in asked(golds, one.archive, label=one.name):
                    yield gold, findings, one

    def _passage_rankings(self) -> Iterator[Ranking]:
        for gold, findings, _ in self._answered("trained"):
            right = [found.passage.article.id in gold.relevant_ids for found in findings.found]
            yield Ranking(np.array([found.features for found in findings.found]), np.array(right))

    def _sentence_rankings(self) -> Iterator[Ranking]:
        for gold, findings, _ in self._answered("trained"):
            ranked = ranked_sentences(findings)
            rows = np.array([[one.features[name] for name in _fitted(SENTENCE_FEATURES)] for one in ranked])
            yield Ranking(rows, np.array([holds(gold, one) for one in ranked]))

    def _reader_rankings(self) -> Iterator[Ranking]:
        """Yield the sentences that the reader read: their score by features, and the reader's."""
        for gold, findings, one in self._answered("calibrated", _READ_FROM):
            read = [chosen for chosen in one.archive.rank(findings) if chosen.read is not None]
            rows = [[chosen.by_features, chosen.read] for chosen in read]
            yield Ranking(np.array(rows), np.array([holds(gold, chosen) for chosen in read]))

    def _fit_answerable(self) -> None:
        """Fit without the reader and with it; lift the one so that both share a threshold."""
        plain = fit_logistic(*_labelled(self._evidence("trained", _unread)))
        read = fit_logistic(*_labelled(self._evidence("calibrated", _read)))
        _store(
            answerable=_logistic(ANSWERABLE_FEATURES, *plain),
            answerable_read=_logistic(READ_FEATURES, *read),
        )
        without, threshold, doubtful = self._thresholds()
        lifted = plain[1] + _logit(threshold) - _logit(without)
        _store(
            answerable=_logistic(ANSWERABLE_FEATURES, plain[0], lifted),
            threshold=round(threshold, 4),
            doubtful=round(doubtful, 4),
        )

    def _evidence(self, part: Part, values: Values) -> Iterator[Evidence]:
        """Yield what is found for the questions of a part, as values."""
        for (of, on, answerable), share in _PAIRINGS.items():
            rows = [
                values(archive, findings)
                for archive, golds in self._put(part, of, on, answerable=answerable)
                for _, findings in asked(golds, archive, label=f"{of} on {on}")
            ]
            # The reader reads no question in another script: such a row has nothing to fit.
            known = [row for row in rows if row]
            yield from (Evidence(row, answerable, share / len(known)) for row in known)

    def _put(
        self, part: Part, of: str, on: str, *, answerable: bool
    ) -> Iterator[tuple[Archive, list[GoldQuestion]]]:
        """Yield archives with the questions that they are asked: their own, or dealt out among others."""
        archives = [one.archive for one in self._sets[on] if on == OURS or next(one.of(part), None)]
        for one in self._sets[of]:
            kept = (gold for gold in one.of(part) if of != on or gold.answerable == answerable)
            golds = list(islice(kept, 0, None, _EVERY[of]))
            if of == on:
                yield one.archive, golds
            else:
                yield from ((archive, golds[at :: len(archives)]) for at, archive in enumerate(archives))

    def _thresholds(self) -> tuple[float, float, float]:
        """Return the confidences, without the reader and with it, below which as many are refused wrongly.

        And the one, with the reader, below which answers are doubtful.
        """
        sure: list[list[float]] = []
        counts: list[float] = []
        for name in _READ_FROM:
            of_set = list(self._confidences(name))
            sure += of_set
            counts += [1 / len(of_set)] * len(of_set)
        without, read = np.array(sure).T
        weighed = np.array(counts)
        return (
            _share_below(REFUSED_WRONGLY, without, weighed),
            _share_below(REFUSED_WRONGLY, read, weighed),
            _share_below(DOUBTED_WRONGLY, read, weighed),
        )

    def _confidences(self, name: str) -> Iterator[list[float]]:
        """Yield how sure it is of each answerable question of a set, without the reader and with it."""
        for one in self._sets[name]:
            ranks: tuple[Rank, Rank] = (ranked_sentences, one.archive.rank)
            golds = islice(_answerable(one, "calibrated"), 0, None, _EVERY[name])
            for _, findings in asked(golds, one.archive, label=f"threshold on {name}"):
                yield [confidence(findings, rank(findings)) for rank in ranks]


def _answerable(one: PublicSet, part: Part) -> Iterator[GoldQuestion]:
    return (gold for gold in one.of(part) if gold.answerable)


def _unread(_: Archive, findings: Findings) -> tuple[float, ...]:
    values = answerable_features(findings, ranked_sentences(findings))
    return _without_set_by_hand(ANSWERABLE_FEATURES, values)


def _read(archive: Archive, findings: Findings) -> tuple[float, ...]:
    values = read_features(findings, archive.rank(findings))
    return _without_set_by_hand(READ_FEATURES, values) if values else ()


def _without_set_by_hand(names: Sequence[str], values: Sequence[float]) -> tuple[float, ...]:
    named = zip(names, values, strict=True)
    return tuple(value for name, value in named if name not in _SET_BY_HAND)


def _share_below(share: float, sure: Floats, counts: Floats) -> float:
    """Return the confidence below which that share in [0, 1] of the questions lies, each counted as told."""
    order = np.argsort(sure)
    below = np.cumsum(counts[order]) / counts.sum()
    return float(sure[order][np.searchsorted(below, share)])


def _logistic(names: Sequence[str], values: Floats, bias: float) -> dict[str, float]:
    return {**_named(names, values), "bias": round(bias, 4)}


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    """Return every weight by its feature's name: `values` for the fitted ones, in order."""
    fitted = dict(zip(_fitted(names), values, strict=True))
    return {name: round(float((fitted | _SET_BY_HAND)[name]), 4) for name in names}


def _store(**parts: object) -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    stored.update(parts)
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    app.weights.weights.cache_clear()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = CommandParser(prog="python -m evaluation.fit", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", type=Path, metavar="SETS", help="the folder with the public sets")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the indexes live")

    def run() -> None:
        options = parser.parse_args(arguments)
        Fitting(options.sets, options.data).run()
        print(WEIGHTS.read_text(encoding="utf-8"))

    return exit_code("evaluation.fit", run)


if __name__ == "__main__":
    sys.exit(main())
