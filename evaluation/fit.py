"""Fit the few numbers of app/weights.json on one half of the public sets: python -m evaluation.fit SETS.

SETS is a folder with clapnq_dev/ and squad2_dev_cs224n/. Each is split in two by the hash of what its
questions are about, so that no article is in both halves; only the first half is looked at here, and the
fixed questions on seeds/ never are. Three linear models are fitted, each on top of the one before:
passages and sentences by listwise softmax (ListNet, Cao et al. 2007, top one), answerability by logistic
regression. The threshold, one number, is read off the curve over all of clapnq: the lowest at which
`REFUSED_RIGHTLY` of its unanswerable questions are refused, because people forgive a refusal less than
a doubtful quote that they can check.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

import app.weights
from app.archive import Archive
from app.features import PASSAGE_FEATURES, SENTENCE_FEATURES
from app.question import understand
from app.records import Question
from app.refusal import ANSWERABLE_FEATURES, answerable_features, confidence
from app.search import Findings
from app.sentences import Chosen, ranked_sentences
from evaluation import metrics
from evaluation.__main__ import SEEDS, choose_corpus, index_and_open
from evaluation.questions import GoldQuestion, load_questions

CLAPNQ, SQUAD = "clapnq_dev", "squad2_dev_cs224n"
FITTED_HALF = 0
REFUSED_RIGHTLY = 0.41
WEIGHTS = Path(app.weights.__file__).with_name("weights.json")

Floats = NDArray[np.float64]
_REGULARIZATION = 1e-3
# For answerability every so manieth question is asked, lest the larger set outweigh the other.
_EVERY = {CLAPNQ: 1, SQUAD: 3}
# The public sets have next to no question about who said what: these weights can't be fitted on them.
_SET_BY_HAND = {"speaker": 3.0, "speaker_says": 2.0}


def _fitted(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in _SET_BY_HAND)


# How much a question of each pairing counts: (questions of, asked of, answerable).
_PAIRINGS = {
    (CLAPNQ, CLAPNQ, True): 3.0,
    (CLAPNQ, CLAPNQ, False): 3.0,
    (SQUAD, SQUAD, True): 1.0,
    (SQUAD, SQUAD, False): 0.5,
    (CLAPNQ, "seeds", False): 0.5,
    (CLAPNQ, SQUAD, False): 0.5,
    (SQUAD, CLAPNQ, False): 0.25,
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates of one question: a row of features each, and which of them are right."""

    features: Floats
    right: NDArray[np.bool_]


def half_of(gold: GoldQuestion) -> int:
    """Return 0 or 1: the half that a public question is in, the same for all about one title."""
    about = gold.relevant_ids or tuple(gold.extra.get("lookalike_ids") or ()) or (gold.id,)
    return int(hashlib.md5(about[0].split("#")[0].encode(), usedforsecurity=False).hexdigest(), 16) % 2


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


class Fitting:
    """The public sets, open, and the questions of the half that may be looked at."""

    def __init__(self, sets: Path, data: Path | None) -> None:
        corpora = {name: choose_corpus(sets / name, None) for name in (CLAPNQ, SQUAD)}
        self._archives = {name: _open(corpus, data) for name, corpus in corpora.items()}
        self._archives["seeds"] = _open(choose_corpus(SEEDS, None), data)
        self._every_clapnq = load_questions(corpora[CLAPNQ].questions)
        self._golds = {
            name: [gold for gold in load_questions(corpus.questions) if half_of(gold) == FITTED_HALF]
            for name, corpus in corpora.items()
        }

    def run(self) -> None:
        """Fit the three models, writing each down before the next is fitted on top of it."""
        _store(passage=_named(PASSAGE_FEATURES, fit_ranking(list(self._passage_rankings()))))
        _store(sentence=_named(SENTENCE_FEATURES, fit_ranking(list(self._sentence_rankings()))))
        self._fit_answerable()

    def _searched(
        self, of: str, asked: str, keep: Callable[[GoldQuestion], bool], every: int = 1
    ) -> Iterator[tuple[GoldQuestion, Findings]]:
        golds = [gold for gold in self._golds[of] if keep(gold)][::every]
        for gold in track(golds, f"{of} on {asked}"):
            yield gold, _findings(self._archives[asked], gold.question)

    def _passage_rankings(self) -> Iterator[Ranking]:
        for name in (CLAPNQ, SQUAD):
            for gold, findings in self._searched(name, name, _answerable):
                right = [found.passage.article.id in gold.relevant_ids for found in findings.found]
                yield Ranking(np.array([found.features for found in findings.found]), np.array(right))

    def _sentence_rankings(self) -> Iterator[Ranking]:
        for name in (CLAPNQ, SQUAD):
            for gold, findings in self._searched(name, name, _answerable):
                ranked = ranked_sentences(findings)
                rows = np.array(
                    [[one.features[name] for name in _fitted(SENTENCE_FEATURES)] for one in ranked]
                )
                yield Ranking(rows, np.array([_holds(gold, one) for one in ranked]))

    def _fit_answerable(self) -> None:
        rows, right, counts = [], [], []
        for (of, asked, answerable), weight in _PAIRINGS.items():
            own = of == asked

            def kept(gold: GoldQuestion, own: bool = own, answerable: bool = answerable) -> bool:
                return not own or gold.answerable == answerable

            for _, findings in self._searched(of, asked, kept, _EVERY[of]):
                row = answerable_features(findings, ranked_sentences(findings))
                rows.append(row[: len(_fitted(ANSWERABLE_FEATURES))])
                right.append(float(answerable))
                counts.append(weight)
        weights, bias = fit_logistic(np.array(rows), np.array(right), np.array(counts))
        _store(answerable=_named(ANSWERABLE_FEATURES, weights), bias=round(bias, 4))
        _store(threshold=round(float(np.quantile(self._confidences(), REFUSED_RIGHTLY)), 4))

    def _confidences(self) -> list[float]:
        """Return how sure the fitted model is of every unanswerable clapnq question, of both halves."""
        archive = self._archives[CLAPNQ]
        asked = (gold.question for gold in self._every_clapnq if not gold.answerable)
        found = [_findings(archive, text) for text in track(list(asked), "choosing the threshold")]
        return [confidence(findings, ranked_sentences(findings)) for findings in found]


def _open(corpus: object, data: Path | None) -> Archive:
    opened = index_and_open(corpus, data, "quotes").archive  # type: ignore[arg-type]
    assert isinstance(opened, Archive)  # noqa: S101 - only the command's own fakes are anything else
    return opened


def _findings(archive: Archive, text: str) -> Findings:
    return archive.search(understand(Question(text), date.today()))


def _answerable(gold: GoldQuestion) -> bool:
    return gold.answerable


def _holds(gold: GoldQuestion, one: Chosen) -> bool:
    if one.found.passage.article.id not in gold.relevant_ids:
        return False
    if not gold.long_form:
        return metrics.holds_any(one.text, gold.answers)
    quotes = [evidence.quote for evidence in gold.evidence]
    return metrics.holds_any(one.text, quotes) or any(metrics.holds(quote, one.text) for quote in quotes)


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    """Return every weight by its feature's name: `values` for the fitted ones, in order."""
    fitted = dict(zip(_fitted(names), values, strict=True))
    return {name: round(float((fitted | _SET_BY_HAND)[name]), 4) for name in names}


def _store(**parts: object) -> None:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    stored.update(parts)
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    app.weights.weights.cache_clear()


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.fit", description=__doc__.split("\n")[0])
    parser.add_argument("sets", type=Path, metavar="SETS", help="the folder with the public sets")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the indexes live")
    options = parser.parse_args()
    Fitting(options.sets, options.data).run()
    print(WEIGHTS.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
