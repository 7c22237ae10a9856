"""Trained layers behind the embedding model's own embeddings: loaded at the first use, once a process.

What reads word pieces here (app/reader.py, app/judge.py) was trained from MiniLM's layers on, its
embeddings left as they were: so a file holds the layers alone. Knows nothing of what they were trained for.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from index.encoder import Floats, read_network, read_tokenizer
from index.errors import CitewireError
from index.inference import openvino, verified

# The embedding model's word pieces, after their norm: where the trained layers take over.
_EMBEDDED = "node_layer_norm"
_REMEDY = "check the project out again"


class Layers:
    """A network of trained layers; get it from `layers`. Safe to use from several threads."""

    def __init__(self, file: Path, sha256: str) -> None:
        self._file, self._sha256 = file, sha256
        self._loading = threading.Lock()
        self._loaded: Any = None

    def prepare(self) -> None:
        """Begin to load, if nobody has, without waiting for it; `outputs` tells what goes wrong."""
        if self._loaded is None and not self._loading.locked():
            # Not a daemon: the network's runtime must not be torn down while it is being loaded.
            threading.Thread(target=self._load_quietly).start()

    def outputs(self, inputs: Mapping[str, NDArray[Any]]) -> list[Floats]:
        """Return what the network makes of its inputs (`input_ids`, `token_type_ids` and its own).

        Raises:
            CitewireError: a file of the network is missing or is not the one we know.
        """
        request = self._load().create_infer_request()
        request.infer(dict(inputs))
        return [request.get_output_tensor(which).data.copy() for which in range(len(request.output_tensors))]

    def _load_quietly(self) -> None:
        with suppress(CitewireError):
            tokenizer()
            self._load()

    def _load(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = _network(self._file, self._sha256)
            return self._loaded


@cache
def layers(file: Path, sha256: str) -> Layers:
    """Return the network of a file: the same for all who use it in a process."""
    return Layers(file, sha256)


@cache
def tokenizer() -> Any:
    """Return the embedding model's tokenizer, which neither pads nor cuts; raise CitewireError without it."""
    return read_tokenizer()


def _network(file: Path, sha256: str) -> Any:
    """Return the layers, whose first input are embeddings, behind the embedding model's, compiled as one."""
    if not file.is_file():
        raise CitewireError(f"{file} is missing: {_REMEDY}")
    ov = openvino()
    front, back = read_network(), ov.Core().read_model(verified(file, sha256, _REMEDY))
    embedded = next(one for one in front.get_ops() if one.get_friendly_name() == _EMBEDDED)
    taken, *others = (one.get_node() for one in back.inputs)
    taken.output(0).replace(embedded.output(0))
    wanted = [front.input(name).get_node() for name in ("input_ids", "token_type_ids")]
    joined = ov.Model([one.input_value(0) for one in back.get_results()], [*wanted, *others])
    return ov.Core().compile_model(joined, "CPU", {"PERFORMANCE_HINT": "LATENCY"})
