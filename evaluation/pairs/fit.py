"""Fit how near evidence must come to a sentence: python -m evaluation.pairs.fit FILE.

FILE holds pairs with the texts of their passages (`python -m evaluation.pairs --export FILE`); only the
seen part is used. Faithful sentences beside their own passages are told from the same sentences beside
the passages of other articles by a logistic regression. Writes app/check/weights.json.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import app.check
from app.check.evidence import Evidence, line_of, prepared
from app.check.meaning import FEATURES
from app.check.text import clean
from app.check.verdict import Checker
from evaluation.pairs.records import Pair, load_pairs
from index.encoder import MiniLM

_WEIGHTS = Path(app.check.__file__).with_name("weights.json")
_RIDGE = 1.0
# How many pairs further on the passages of another article are taken from.
_APART = (7, 101)


def main() -> int:
    """Fit, print and write the weights."""
    pairs = [pair for pair in load_pairs(Path(sys.argv[1])) if pair.faithful and pair.part == "seen"]
    rows, labels = zip(*_examples(pairs), strict=True)
    weights = _fitted(np.array(rows), np.array(labels, dtype=float))
    rounded = {
        name: round(float(weight), 2) for name, weight in zip(("bias", *FEATURES), weights, strict=True)
    }
    _WEIGHTS.write_text(json.dumps(rounded) + "\n", encoding="utf-8")
    print(f"{len(labels)} examples: {rounded}")
    return 0


def _examples(pairs: Sequence[Pair]) -> Iterator[tuple[list[float], bool]]:
    checker = Checker(MiniLM())
    for at, pair in enumerate(pairs):
        others = (pairs[(at + step) % len(pairs)] for step in _APART)
        beside = [(pair, True), *((other, False) for other in others if other.origin != pair.origin)]
        for other, related in beside:
            features = _features(checker, pair.sentence, other)
            if features:
                yield [features.get(name, 0.0) for name in FEATURES], related


def _features(checker: Checker, sentence: str, pair: Pair) -> dict[str, float]:
    evidence = [
        prepared(Evidence(text, source.title, None, source.published))
        for text, source in zip(pair.passages, pair.sources, strict=True)
    ]
    return checker.features(line_of(clean(sentence).text, None, None), evidence)


def _fitted(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the weights, the bias first, that a ridge of 1 keeps small."""
    inputs = np.hstack([np.ones((len(rows), 1)), rows])

    def loss(weights: np.ndarray) -> float:
        margins = (2 * labels - 1) * (inputs @ weights)
        return float(np.logaddexp(0, -margins).sum() + 0.5 * _RIDGE * (weights[1:] ** 2).sum())

    return np.asarray(minimize(loss, np.zeros(inputs.shape[1])).x)


if __name__ == "__main__":
    sys.exit(main())
