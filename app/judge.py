"""The judge: a trained network that reads a sentence, or a question, beside evidence and doubts its words.

Each word piece of the sentence gets the log-odds that it is what the evidence doesn't bear out; the
sentence's are their smooth maximum (docs/JUDGE.md). After detectors of errors in summaries, word by word
(Goyal and Durrett 2021, arXiv:2104.04302). Knows nothing of findings, verdicts or refusals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.layers import layers, tokenizer
from index.encoder import Floats, padded, tokenizable
from index.records import Span

LAYERS = Path(__file__).with_name("judge.onnx")
SHA256 = "c61695db933095cd73c005929bae5af53b6b7e76013e7da3ffc889e6676b761c"

_MOST_PIECES = 256
_MOST_SAID = 128
_PAD_TO = 32
_MOST_SENTENCES, _ROOM = 4, 430
# So much less doubted than the most doubted one, a word piece beside it belongs to what is doubted.
_NEARLY_AS_MUCH = 2.0


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What the judge reads of the evidence: `opening` (headline, day) and sentences in their order."""

    opening: str
    text: str


def with_room(sentences: Sequence[str]) -> list[int]:
    """Return which of some sentences, best first, an excerpt has room for: the best, and what still fits."""
    picked: list[int] = []
    for at, sentence in enumerate(sentences):
        size = sum(len(sentences[other]) for other in picked) + len(sentence)
        if not picked or (size <= _ROOM and len(picked) < _MOST_SENTENCES):
            picked.append(at)
    return picked


def opening_of(title: str | None, published: date | None) -> str:
    """Return what an excerpt opens with."""
    return "".join(f"{part}. " for part in (title, published.isoformat() if published else "") if part)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`doubt`: log-odds that the evidence doesn't bear the sentence out; `words`: what is doubted most."""

    doubt: float
    words: Span


class Judge:
    """Judges sentences; loaded at the first, once. Safe to use from several threads."""

    def __init__(self) -> None:
        self._layers = layers(LAYERS, SHA256)

    def prepare(self) -> None:
        """Begin to load, if nobody has, without waiting for it; `judgement` tells what goes wrong."""
        self._layers.prepare()

    def judgement(self, said: str, told: Excerpt) -> Judgement:
        """Return how far a sentence, not empty, is to be doubted; of a long one the beginning counts.

        Raises:
            CitewireError: a file of the network is missing or is not the one we know.
        """
        read = word_pieces(tokenizer(), said, told)
        (doubts,) = self._layers.outputs(network_inputs([read]))
        return _judgement(said, read, doubts[0, : len(read.ids)])


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a sentence and its evidence: `own` says which are the sentence's.

    `spans` has shape (pieces, 2): where each stands in its text.
    """

    ids: Sequence[int]
    sides: Sequence[int]
    own: NDArray[np.bool_]
    spans: NDArray[np.int64]


def word_pieces(tokenizer: Any, said: str, told: Excerpt) -> Pieces:
    """Return the word pieces within the network's window."""
    said = tokenizable(said)
    own = tokenizer.encode(said, add_special_tokens=False)
    if len(own.ids) > _MOST_SAID:
        said = said[: own.offsets[_MOST_SAID - 1][1]]
    encoding = tokenizer.encode(said, tokenizable(told.opening + told.text))
    owners = np.array([owner == 0 for owner in encoding.sequence_ids[:_MOST_PIECES]], dtype=np.bool_)
    spans = np.array(encoding.offsets[:_MOST_PIECES], dtype=np.int64)
    return Pieces(encoding.ids[:_MOST_PIECES], encoding.type_ids[:_MOST_PIECES], owners, spans)


def network_inputs(read: Sequence[Pieces]) -> dict[str, NDArray[Any]]:
    """Return what the network takes, padded."""
    width = padded(max(len(one.ids) for one in read), _PAD_TO)
    ids = np.zeros((len(read), width), dtype=np.int64)
    sides, mask = np.zeros_like(ids), np.zeros(ids.shape, dtype=np.float32)
    for row, one in enumerate(read):
        size = len(one.ids)
        ids[row, :size], sides[row, :size], mask[row, :size] = one.ids, one.sides, 1.0
    return {"input_ids": ids, "token_type_ids": sides, "mask": mask}


def _judgement(said: str, read: Pieces, doubts: Floats) -> Judgement:
    """Return the judgement that `doubts`, one a word piece, come to."""
    own = np.flatnonzero(read.own)
    if not len(own):
        return Judgement(float("-inf"), Span(0, 0))
    mine = doubts[own].astype(np.float64)
    most = int(mine.argmax())
    total = float(mine[most] + np.log(np.exp(mine - mine[most]).sum()))
    first = last = most
    while first > 0 and mine[first - 1] >= mine[most] - _NEARLY_AS_MUCH:
        first -= 1
    while last + 1 < len(mine) and mine[last + 1] >= mine[most] - _NEARLY_AS_MUCH:
        last += 1
    start, end = int(read.spans[own[first], 0]), int(read.spans[own[last], 1])
    return Judgement(total, _whole_words(said, start, end))


def _whole_words(said: str, start: int, end: int) -> Span:
    while start > 0 and said[start - 1].isalnum():
        start -= 1
    while end < len(said) and said[end].isalnum():
        end += 1
    return Span(start, end)
