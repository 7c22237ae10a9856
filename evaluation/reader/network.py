"""The reader's network, for training: the six layers of MiniLM, and what scores sentences on top.

At run time the same layers run from app/reader.onnx on OpenVINO, behind the embeddings of the package's
own model. Needs torch. Knows nothing of questions.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

WIDTH, HEADS, INNER, LAYERS = 384, 12, 1536, 6
_EPSILON = 1e-12
_SCALE, _FIRST_BIAS = 15.0, -7.0
# After several rounds of the same questions it begins to know them by heart.
_DROPPED = 0.1


class Layer(nn.Module):
    """A transformer layer as BERT has it (Devlin et al. 2019, arXiv:1810.04805).

    `dropped` is the share of what each half adds that is left out at random while training: the same
    dimensions for all pieces of a text (Gal and Ghahramani 2016, arXiv:1512.05287), for a number drawn for
    each would take a tenth of the time.
    """

    def __init__(self, dropped: float = 0.0) -> None:
        super().__init__()
        self.dropped = dropped
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.after_attention = nn.LayerNorm(WIDTH, _EPSILON)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.after_all = nn.LayerNorm(WIDTH, _EPSILON)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Return new states, shape (batch, pieces, width); `bias` is 0, or very low for padding."""
        size = WIDTH // HEADS
        parts = self.qkv(states).unflatten(-1, (3, HEADS, size)).permute(2, 0, 3, 1, 4)
        query, key, value = parts[0], parts[1], parts[2]
        # Written out: torch's own attention takes three times as long backwards, in bfloat16 on a CPU.
        near = torch.matmul(query * size**-0.5, key.transpose(-1, -2))
        near = near + bias.to(near.dtype)
        mixed = torch.matmul(near.softmax(-1), value).transpose(1, 2).flatten(2)
        states = self.after_attention(states + self._thinned(self.out(mixed)))
        inner = self.down(functional.gelu(self.up(states)))
        return self.after_all(states + self._thinned(inner))

    def _thinned(self, added: Tensor) -> Tensor:
        if not self.training:
            return added
        return added * functional.dropout(torch.ones_like(added[:, :1]), self.dropped)


class Reader(nn.Module):
    """Embedded word pieces in; a score for each group of them, and borders of answers, out.

    A group's score begins as `_SCALE` times its cosine with the question's, which is what MiniLM's mean
    pooled states were trained for; training moves it from there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(_DROPPED) for _ in range(LAYERS))
        self.near = nn.Parameter(torch.ones(WIDTH))
        self.own = nn.Linear(WIDTH, 1)
        self.span = nn.Linear(WIDTH, 2)
        nn.init.zeros_(self.own.weight)
        nn.init.constant_(self.own.bias, _FIRST_BIAS)

    def forward(self, embedded: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores (passages, groups - 1) and logits of first and last pieces (passages, pieces, 2).

        `mask` is 1 for a word piece and 0 for padding; `pool`, of shape (passages, groups, pieces), has for
        each group the share of each piece in its mean. The first group is the question.
        """
        bias = padding_bias(mask, embedded.dtype)
        for layer in self.layers:
            embedded = layer(embedded, bias)
        means = torch.matmul(pool.to(embedded.dtype), embedded).float()
        question, texts = functional.normalize(means[:, :1], dim=-1), means[:, 1:]
        near = _SCALE * (question * functional.normalize(texts, dim=-1) * self.near).sum(-1)
        return near + self.own(texts).squeeze(-1), self.span(embedded).float()


def padding_bias(mask: Tensor, kind: torch.dtype) -> Tensor:
    """Return what keeps attention off padding, for masks of shape (batch, pieces)."""
    return ((1.0 - mask) * -1e4)[:, None, None, :].to(kind)


def started_from(weights: Mapping[str, Tensor]) -> Reader:
    """Return a reader whose layers are those of a BERT model, given by its weights' usual names."""
    reader = Reader()
    names = {
        "out": "attention.output.dense", "after_attention": "attention.output.LayerNorm",
        "up": "intermediate.dense", "down": "output.dense", "after_all": "output.LayerNorm",
    }  # fmt: skip
    for number, layer in enumerate(reader.layers):
        prefix = f"encoder.layer.{number}."
        for kind in ("weight", "bias"):
            parts = [weights[f"{prefix}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            getattr(layer.qkv, kind).data = torch.cat(parts).clone()
            for mine, theirs in names.items():
                getattr(getattr(layer, mine), kind).data = weights[f"{prefix}{theirs}.{kind}"].clone()
    return reader


class Embeddings:
    """BERT's embeddings, which training leaves as they are."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"]
        self._sides = weights["embeddings.token_type_embeddings.weight"]
        self._norm = [weights[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias")]

    def __call__(self, ids: Tensor, sides: Tensor) -> Tensor:
        """Return the embedded word pieces, shape (batch, pieces, width)."""
        total = self._words[ids] + self._places[: ids.shape[1]] + self._sides[sides]
        return functional.layer_norm(total, (WIDTH,), *self._norm, _EPSILON)


def weights_of(path: Path) -> dict[str, Tensor]:
    """Return the weights of a safetensors file."""
    from safetensors.torch import load_file

    return {name.removeprefix("bert."): value for name, value in load_file(path).items()}
