"""The reader: a trained network that reads the question with each passage and scores its sentences.

Its layers (app/layers.py) were trained on questions with the passages that a search found for them
(docs/READER.md) and stand in reader.onnx. An extractive reader as in Chen et al. 2017 (arXiv:1704.00051),
which also says for each word piece how likely an answer begins or ends there (Devlin et al. 2019,
arXiv:1810.04805). Knows nothing of how passages are found or of when to refuse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.layers import layers, tokenizer
from index.encoder import Floats, padded, tokenizable
from index.records import Span

LAYERS = Path(__file__).with_name("reader.onnx")
SHA256 = "dee3c6c95af7faa2473b66d08ec7f219190efa82b10b155b37106cc54fe0da82"

_MOST_PIECES = 384
_MOST_QUESTION_PIECES = 96
_PAD_TO = 32
# Sentences, and the question, are pooled in groups: padded, too, so that shapes recur.
_GROUPS = 8
_LONGEST_ANSWER = 32
# Lifts the sums of logits above the zeros that stand where no span is allowed.
_SHIFT = 1e4


@dataclass(frozen=True, slots=True)
class Text:
    """What is read: a passage's words, the spans of its sentences in them, and its headline."""

    title: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one passage.

    `scores` has shape (sentences,): log-odds of each against "none of these answers", NaN for a sentence
    beyond the network's window. `answers` are the likeliest spans of an answer, one a sentence, in the
    passage's words; None where there is none.
    """

    scores: Floats
    answers: tuple[Span | None, ...]


class Reader:
    """Reads questions with passages; loaded at the first, once. Safe to use from several threads."""

    def __init__(self) -> None:
        self._layers = layers(LAYERS, SHA256)

    def prepare(self) -> None:
        """Begin to load, if nobody has, without waiting for it; `read` tells what goes wrong."""
        self._layers.prepare()

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Return what each passage says to the question, in the order given; a long question is cut.

        Raises:
            CitewireError: a file of the network is missing or is not the one we know.
        """
        if not texts:
            return []
        found = word_pieces(tokenizer(), question, texts)
        scores, borders = self._layers.outputs(network_inputs(found))
        return [_reading(*parts) for parts in zip(found, scores, borders, strict=True)]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a question and a passage: `question` and `sentences` are ranges of them.

    `spans` has shape (pieces, 2): where each stands in the passage's words. A sentence beyond the window
    has None.
    """

    ids: Sequence[int]
    sides: Sequence[int]
    question: tuple[int, int]
    sentences: tuple[tuple[int, int] | None, ...]
    spans: NDArray[np.int64]


def word_pieces(tokenizer: Any, question: str, texts: Sequence[Text]) -> list[Pieces]:
    """Return the word pieces of the question with each passage; a long question is cut."""
    asked = _cut(tokenizer, tokenizable(question))
    encodings = tokenizer.encode_batch([(asked, tokenizable(_opening(one) + one.text)) for one in texts])
    return [_pieces(*both) for both in zip(encodings, texts, strict=True)]


def _cut(tokenizer: Any, question: str) -> str:
    encoding = tokenizer.encode(question, add_special_tokens=False)
    if len(encoding.ids) <= _MOST_QUESTION_PIECES:
        return question
    return question[: encoding.offsets[_MOST_QUESTION_PIECES - 1][1]]


def _opening(text: Text) -> str:
    return f"{text.title}. " if text.title else ""


def _pieces(encoding: Any, text: Text) -> Pieces:
    """Return the pieces within the network's window."""
    owners = np.array([-1 if owner is None else owner for owner in encoding.sequence_ids[:_MOST_PIECES]])
    spans = np.array(encoding.offsets[:_MOST_PIECES], dtype=np.int64) - len(_opening(text))
    asked = np.flatnonzero(owners == 0)
    own = owners == 1
    ranges = []
    for start, end in text.sentences:
        inside = np.flatnonzero(own & (spans[:, 0] >= start) & (spans[:, 1] <= end))
        ranges.append((int(inside[0]), int(inside[-1]) + 1) if len(inside) else None)
    question = (int(asked[0]), int(asked[-1]) + 1) if len(asked) else (0, 1)
    return Pieces(
        encoding.ids[:_MOST_PIECES], encoding.type_ids[:_MOST_PIECES], question, tuple(ranges), spans
    )


def network_inputs(found: Sequence[Pieces]) -> dict[str, NDArray[Any]]:
    """Return what the network takes, padded: `pool` has each group's mean as shares of its word pieces."""
    width = padded(max(len(one.ids) for one in found), _PAD_TO)
    groups = padded(1 + max(len(one.sentences) for one in found), _GROUPS)
    ids = np.zeros((len(found), width), dtype=np.int64)
    sides, mask = np.zeros_like(ids), np.zeros(ids.shape, dtype=np.float32)
    pool = np.zeros((len(found), groups, width), dtype=np.float32)
    for row, one in enumerate(found):
        size = len(one.ids)
        ids[row, :size], sides[row, :size], mask[row, :size] = one.ids, one.sides, 1.0
        for group, pieces in enumerate((one.question, *one.sentences)):
            if pieces is not None:
                pool[row, group, slice(*pieces)] = 1 / (pieces[1] - pieces[0])
    return {"input_ids": ids, "token_type_ids": sides, "mask": mask, "pool": pool}


def _reading(found: Pieces, scores: Floats, borders: Floats) -> Reading:
    """Return a passage's reading; `scores` has shape (groups - 1,), `borders` (width, 2)."""
    known = [pieces is not None for pieces in found.sentences]
    own = np.where(known, scores[: len(known)], np.nan).astype(np.float32)
    return Reading(own, tuple(_answer(pieces, found, borders) for pieces in found.sentences))


def _answer(pieces: tuple[int, int] | None, found: Pieces, borders: Floats) -> Span | None:
    """Return the likeliest span that begins and ends in a sentence, at most `_LONGEST_ANSWER` pieces."""
    if pieces is None:
        return None
    begins, ends = borders[slice(*pieces)].T
    sums = np.triu(np.tril(begins[:, None] + ends[None, :] + _SHIFT, _LONGEST_ANSWER - 1))
    first, last = np.unravel_index(int(sums.argmax()), sums.shape)
    spans = found.spans[slice(*pieces)]
    return Span(int(spans[first, 0]), int(spans[last, 1]))
