"""Write the judge's layers as the file that app/judge.py reads.

    python -m evaluation.judge.export IN [IN …] OUT

As `evaluation.reader.export`, to the mean of several runs and to weights as 8-bit integers. Needs torch and
onnx.
"""

import argparse
import sys
from pathlib import Path

import torch

from evaluation.judge.network import Judge
from evaluation.reader.export import as_onnx, mean, write
from evaluation.reader.network import WIDTH


def main() -> int:
    """Run the command; print the file's size and checksum."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.judge.export", description=__doc__)
    parser.add_argument("layers", type=Path, metavar="IN", nargs="+")
    parser.add_argument("file", type=Path, metavar="OUT")
    options = parser.parse_args()
    judge = Judge()
    judge.load_state_dict(mean([torch.load(path) for path in options.layers]))
    of_pieces = {0: "claims", 1: "pieces"}
    dynamic = {"embedded": of_pieces, "mask": of_pieces, "doubts": of_pieces}
    inputs = (torch.zeros(2, 16, WIDTH), torch.ones(2, 16))
    write(as_onnx(judge.eval(), inputs, dynamic, outputs=1), options.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
