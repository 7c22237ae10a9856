"""The judge's network, for training: the layers of the reader's, and a doubt for each word piece on top.

At run time the same layers run from app/judge.onnx on OpenVINO (app/layers.py). Needs torch. Knows
nothing of claims.
"""

import torch
from torch import Tensor, nn

from evaluation.reader.network import LAYERS, WIDTH, Layer, padding_bias

_FIRST_BIAS = -3.0
# Its claims are few: without, it knows them by heart after three rounds.
_DROPPED = 0.1


class Judge(nn.Module):
    """Embedded word pieces in; for each the log-odds that it is what the evidence doesn't say, out."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(_DROPPED) for _ in range(LAYERS))
        self.doubt = nn.Linear(WIDTH, 1)
        nn.init.zeros_(self.doubt.weight)
        nn.init.constant_(self.doubt.bias, _FIRST_BIAS)

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """Return doubts, shape (claims, pieces); `mask` is 1 for a word piece and 0 for padding."""
        bias = padding_bias(mask, embedded.dtype)
        for layer in self.layers:
            embedded = layer(embedded, bias)
        return torch.as_tensor(self.doubt(embedded).squeeze(-1).float())


def doubt_of(doubts: Tensor, own: Tensor) -> Tensor:
    """Return each claim's doubt: the smooth maximum over the pieces that are its `own` (True)."""
    return torch.logsumexp(doubts.masked_fill(~own, -1e4), 1)
