"""The reader: a trained network that reads the question with each passage and scores its sentences.

MiniLM's embeddings are those of the local embedding model (index/encoder.py); the layers behind them were
trained on questions with the passages that a search found for them (docs/READER.md) and stand in
reader.onnx. An extractive reader as in Chen et al. 2017 (arXiv:1704.00051), which also says for each word
piece how likely an answer begins or ends there (Devlin et al. 2019, arXiv:1810.04805). Knows nothing of
how passages are found or of when to refuse.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Floats, padded, read_network, read_tokenizer, tokenizable
from index.errors import CitewireError
from index.inference import openvino, verified
from index.records import Span

LAYERS = Path(__file__).with_name("reader.onnx")
SHA256 = "81f86216447cf1b1b5da18feb39fcf0c9819ad2a555afd6d67d15be59eeb655c"

_MOST_PIECES = 384
_MOST_QUESTION_PIECES = 96
_PAD_TO = 32
# Sentences, and the question, are pooled in groups: padded, too, so that shapes recur.
_GROUPS = 8
# The embedding model's word pieces, after their norm: where the trained layers take over.
_EMBEDDED = "node_layer_norm"
_LONGEST_ANSWER = 32
# Lifts the sums of logits above the zeros that stand where no span is allowed.
_SHIFT = 1e4
_REMEDY = "check the project out again"


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
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def prepare(self) -> None:
        """Begin to load, if nobody has, without waiting for it; `read` tells what goes wrong."""
        if self._loaded is None and not self._loading.locked():
            # Not a daemon: the network's runtime must not be torn down while it is being loaded.
            threading.Thread(target=self._load_quietly).start()

    def read(self, question: str, texts: Sequence[Text]) -> list[Reading]:
        """Return what each passage says to the question, in the order given; a long question is cut.

        Raises:
            CitewireError: a file of the network is missing or is not the one we know.
        """
        if not texts:
            return []
        tokenizer, network = self._load()
        found = word_pieces(tokenizer, question, texts)
        request = network.create_infer_request()
        request.infer(network_inputs(found))
        scores, borders = (request.get_output_tensor(which).data.copy() for which in (0, 1))
        return [_reading(*parts) for parts in zip(found, scores, borders, strict=True)]

    def _load_quietly(self) -> None:
        with suppress(CitewireError):
            self._load()

    def _load(self) -> tuple[Any, Any]:
        with self._loading:
            if self._loaded is None:
                self._loaded = _parts(LAYERS)
            return self._loaded


@lru_cache(maxsize=1)
def _parts(layers: Path) -> tuple[Any, Any]:
    """Return the tokenizer and the network: the same for all archives that a process opens."""
    return read_tokenizer(), _network(layers)


def _network(layers: Path) -> Any:
    """Return the trained layers behind the embeddings of the embedding model's network, compiled as one."""
    if not layers.is_file():
        raise CitewireError(f"{layers} is missing: {_REMEDY}")
    ov = openvino()
    front, back = read_network(), ov.Core().read_model(verified(layers, SHA256, _REMEDY))
    embedded = next(one for one in front.get_ops() if one.get_friendly_name() == _EMBEDDED)
    taken, *others = (back.input(name).get_node() for name in ("embedded", "mask", "pool"))
    taken.output(0).replace(embedded.output(0))
    wanted = [front.input(name).get_node() for name in ("input_ids", "token_type_ids")]
    joined = ov.Model([back.output(name) for name in ("scores", "borders")], [*wanted, *others])
    return ov.Core().compile_model(joined, "CPU", {"PERFORMANCE_HINT": "LATENCY"})


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
