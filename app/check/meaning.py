"""Whether a sentence means what the evidence says: the local embedding beside the shared words.

The weights are those of a logistic regression that tells faithful sentences from ones about something
else (`python -m evaluation.pairs.fit SETS`). Knows nothing of contradictions, to which embeddings are blind.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path
from threading import Lock

from index.embedding import Encoder
from index.encoder import Floats

FEATURES = ("covered", "covered_by_one", "covered_by_some", "edges", "cosine")
_WEIGHTS = Path(__file__).with_name("weights.json")
_CACHED = 4_096
_MOST = 30.0


class Meaning:
    """The vectors of sentences, kept for the next sentence that cites the same passage."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()

    def cosine(self, said: str, told: Sequence[str]) -> float:
        """Return how near the nearest of some sentences comes to another, in [-1, 1]; 0 without any."""
        mine, *theirs = self._vectors([said, *told])
        return max((float(one @ mine) for one in theirs), default=0.0)

    def _vectors(self, texts: Sequence[str]) -> list[Floats]:
        with self._lock:
            for text in texts:
                if text not in self._kept:
                    # One at a time: a batch pads the short ones to the longest.
                    self._kept[text] = self._encoder.embed_query(text)
            found = [self._kept[text] for text in texts]
            while len(self._kept) > _CACHED:
                self._kept.popitem(last=False)
            return found


def closeness(features: Mapping[str, float]) -> float:
    """Return how likely the evidence is to be about the same, in [0, 1]; a missing feature counts as 0."""
    weights = _weights()
    total = weights["bias"] + sum(weights[name] * features.get(name, 0.0) for name in FEATURES)
    return 1 / (1 + exp(-max(min(total, _MOST), -_MOST)))


@cache
def _weights() -> dict[str, float]:
    read: dict[str, float] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return read
