"""Read an exported network's weights back as what training goes on from.

Of its 8-bit weights the floats are as near as half a step. Needs torch and onnx. Knows nothing of training.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from evaluation.reader.network import LAYERS

_OF_A_LAYER = ("qkv", "out", "up", "down")
_MATRIX = "onnx::MatMul_"


def restored(file: Path, heads: Sequence[str]) -> dict[str, torch.Tensor]:
    """Return the weights by their names; `heads` are the linear units behind the layers, in their order."""
    graph = onnx.load(file).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    matrices = {name: array for name, array in stored.items() if name.startswith(_MATRIX) and "." not in name}
    matrices |= {node.output[0]: _floats(node, stored) for node in graph.node if _is_quantized(node)}
    names = [f"layers.{layer}.{part}.weight" for layer in range(LAYERS) for part in _OF_A_LAYER]
    names += [f"{head}.weight" for head in heads]
    in_order = sorted(matrices, key=lambda name: int(name.removeprefix(_MATRIX)))
    weights = {name: matrices[which].T for name, which in zip(names, in_order, strict=True)}
    others = {name: array for name, array in stored.items() if "::" not in name}
    return {name: torch.tensor(array.copy()) for name, array in (weights | others).items()}


def _is_quantized(node: Any) -> bool:
    return bool(node.op_type == "DequantizeLinear")


def _floats(node: Any, stored: dict[str, Any]) -> Any:
    integers, scale, _ = (stored[name] for name in node.input)
    return integers.astype(np.float32) * scale
