"""The few numbers that weigh the evidence, as fitted by `python -m evaluation.fit` (app/weights.json).

Set by hand are `sentence_by_words`, for the sets that weights are fitted on are English, and the weights of
`speaker` and `speaker_says`, for they hardly ask who said what.

Linear in the features of app/features.py and app/refusal.py; there is nothing else to a "model" here.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answerable:
    """A logistic regression: weights in the order of its features' names, and a bias."""

    weights: Floats
    bias: float

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability in [0, 1] that it gives for features in the order of the weights."""
        return 1 / (1 + math.exp(-(float(self.weights @ np.array(features)) + self.bias)))


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight vectors, in the order of the features' names, and the confidences that decide.

    `threshold` is the confidence to answer from; an answer below `doubtful` is said to be so.
    `sentence_by_words` is for sentences in a language that no network knows: where `meaning` says nothing,
    the words must stand in the sentence itself; the file has only what differs from `sentence`. `reading`
    weighs a sentence's score by features and its reader's. `answerable_read` is for whether the archive
    answers where the reader has read, `answerable` where it hasn't.
    """

    passage: Floats
    sentence: Floats
    sentence_by_words: Floats
    reading: tuple[float, float]
    answerable: Answerable
    answerable_read: Answerable
    threshold: float
    doubtful: float


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    stored = json.loads((Path(__file__).parent / "weights.json").read_text(encoding="utf-8"))
    return Weights(
        passage=_vector(stored["passage"]),
        sentence=_vector(stored["sentence"]),
        sentence_by_words=_vector({**stored["sentence"], **stored["sentence_by_words"]}),
        reading=(stored["reading"]["features"], stored["reading"]["reader"]),
        answerable=_answerable(stored["answerable"]),
        answerable_read=_answerable(stored["answerable_read"]),
        threshold=stored["threshold"],
        doubtful=stored["doubtful"],
    )


def _answerable(stored: Mapping[str, float]) -> Answerable:
    named = dict(stored)
    return Answerable(bias=named.pop("bias"), weights=_vector(named))


def _vector(stored: Mapping[str, float]) -> Floats:
    return np.array(list(stored.values()))
