"""Write the trained layers as the file that app/reader.py reads.

    python -m evaluation.reader.export IN [IN …] OUT

IN is what `evaluation.reader.train` wrote; of several runs, one begun from the other, the mean of each weight
is taken (Wortsman et al. 2022, arXiv:2203.05482). OUT is an ONNX file whose inputs are embedded word pieces
and a mask. Weights become 8-bit integers, a scale for each output (symmetric, as ONNX's DequantizeLinear
reads them): a quarter of the size, and scores that differ in the second decimal. Needs torch and onnx.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from evaluation.reader.network import WIDTH, Reader

_OPSET = 17
_SMALLEST_MATRIX = 10_000


def main() -> int:
    """Run the command; return its exit code."""
    dynamic = {
        "embedded": {0: "passages", 1: "pieces"},
        "mask": {0: "passages", 1: "pieces"},
        "pool": {0: "passages", 1: "groups", 2: "pieces"},
        "scores": {0: "passages", 1: "texts"},
        "borders": {0: "passages", 1: "pieces"},
    }
    inputs = (torch.zeros(2, 16, WIDTH), torch.ones(2, 16), torch.full((2, 3, 16), 1 / 16))
    return export("evaluation.reader.export", __doc__, Reader(), inputs, dynamic, outputs=2)


def export(
    command: str, about: str | None, network: torch.nn.Module, inputs: tuple[torch.Tensor, ...],
    dynamic: Mapping[str, Mapping[int, str]], *, outputs: int,
) -> int:  # fmt: skip
    """Write the network that the command line names the weights of; print its file's size and checksum.

    `dynamic` has the names of its inputs, then of its last `outputs`, each with the dimensions that vary.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {command}", description=about)
    parser.add_argument("layers", type=Path, metavar="IN", nargs="+")
    parser.add_argument("file", type=Path, metavar="OUT")
    options = parser.parse_args()
    network.load_state_dict(_mean([torch.load(path) for path in options.layers]))
    model = _quantized(_as_onnx(network.eval(), inputs, dynamic, outputs))
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    options.file.write_bytes(data)
    print(f"{len(data):,} bytes, sha256 {hashlib.sha256(data).hexdigest()}")
    return 0


def _mean(runs: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of each weight."""
    return {name: sum(run[name] for run in runs) / len(runs) for name in runs[0]}


def _as_onnx(
    network: torch.nn.Module, inputs: tuple[torch.Tensor, ...], dynamic: Mapping[str, Mapping[int, str]],
    outputs: int,
) -> Any:  # fmt: skip
    names = list(dynamic)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        torch.onnx.export(
            network, inputs, str(path), input_names=names[:-outputs], output_names=names[-outputs:],
            dynamic_axes=dynamic, opset_version=_OPSET, dynamo=False,
        )  # fmt: skip
        return onnx.load(path)


def _quantized(model: Any) -> Any:
    """Return the model with every large matrix as integers behind a DequantizeLinear."""
    graph, before = model.graph, []
    for tensor in list(graph.initializer):
        matrix = numpy_helper.to_array(tensor)
        if matrix.ndim != 2 or matrix.size < _SMALLEST_MATRIX:
            continue
        scale = np.maximum(np.abs(matrix).max(axis=0) / 127, 1e-12).astype(np.float32)
        rounded = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
        graph.initializer.remove(tensor)
        parts = {"integers": rounded, "scale": scale, "zero": np.zeros(scale.shape, dtype=np.int8)}
        names = [f"{tensor.name}.{part}" for part in parts]
        graph.initializer.extend(
            numpy_helper.from_array(part, name) for name, part in zip(names, parts.values(), strict=True)
        )
        before.append(helper.make_node("DequantizeLinear", names, [tensor.name], axis=1))
    for node in reversed(before):
        graph.node.insert(0, node)
    return model


if __name__ == "__main__":
    sys.exit(main())
