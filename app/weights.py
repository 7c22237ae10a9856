"""The few numbers that weigh the evidence, as fitted by `python -m evaluation.fit` (app/weights.json).

Linear in the features of app/features.py and app/refusal.py; there is nothing else to a "model" here.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight vectors, in the order of the features' names; `threshold` is the confidence to answer from."""

    passage: Floats
    sentence: Floats
    answerable: Floats
    bias: float
    threshold: float


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    stored = json.loads((Path(__file__).parent / "weights.json").read_text(encoding="utf-8"))
    return Weights(
        passage=np.array(list(stored["passage"].values())),
        sentence=np.array(list(stored["sentence"].values())),
        answerable=np.array(list(stored["answerable"].values())),
        bias=stored["bias"],
        threshold=stored["threshold"],
    )
