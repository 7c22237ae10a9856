"""Write the judge's layers as the file that app/judge.py reads.

    python -m evaluation.judge.export IN [IN …] OUT

As `evaluation.reader.export`, to the mean of several runs and to weights as 8-bit integers. Needs torch and
onnx.
"""

import sys

import torch

from evaluation.judge.network import Judge
from evaluation.reader.export import export
from evaluation.reader.network import WIDTH


def main() -> int:
    """Run the command; return its exit code."""
    of_pieces = {0: "claims", 1: "pieces"}
    dynamic = {"embedded": of_pieces, "mask": of_pieces, "doubts": of_pieces}
    inputs = (torch.zeros(2, 16, WIDTH), torch.ones(2, 16))
    return export("evaluation.judge.export", __doc__, Judge(), inputs, dynamic, outputs=1)


if __name__ == "__main__":
    sys.exit(main())
