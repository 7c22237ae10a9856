"""Fit how near evidence must come to a sentence: python -m evaluation.pairs.fit SETS.

SETS is a folder with clapnq_dev/ and squad2_dev_cs224n/. Of pairs.jsonl only the seen part is used, of
claims.jsonl every third. Faithful sentences beside their own passages are told from the same sentences
beside the passage of another article that shares most words with them, by a logistic regression in which
both sides weigh the same. Writes app/check/weights.json and prints what borders would cost.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import app.check
from app.check.evidence import line_of
from app.check.meaning import FEATURES
from app.check.text import clean
from app.check.verdict import Checker
from evaluation.edge import CommandParser, exit_code
from evaluation.pairs.cited import ready
from evaluation.pairs.make import CLAIMS, PAIRS, long_words
from evaluation.pairs.records import Pair, article_of, load_pairs
from evaluation.pairs.shelf import Shelf
from index.encoder import MiniLM

_WEIGHTS = Path(app.check.__file__).with_name("weights.json")
_RIDGE = 1.0
_EVERY = 3
_LOSSES = (0.02, 0.03, 0.05, 0.08)

Example = tuple[str, Pair, bool]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = CommandParser(prog="python -m evaluation.pairs.fit", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", type=Path, metavar="SETS", help="the folder with the public sets")
    return exit_code("evaluation.pairs.fit", lambda: _fit(parser.parse_args(arguments).sets))


def _fit(sets: Path) -> None:
    """Fit, write and print the weights."""
    shelf = Shelf(sets)
    pairs = [pair for pair in load_pairs(PAIRS) if pair.part == "seen"] + list(load_pairs(CLAIMS)[::_EVERY])
    faithful = [shelf.with_texts(pair) for pair in pairs if pair.faithful]
    with ProcessPoolExecutor() as pool:
        rows = [row for row in pool.map(_row, _examples(faithful), chunksize=40) if row]
    inputs, labels = np.array([row[:-1] for row in rows]), np.array([row[-1] for row in rows])
    weights = _fitted(inputs, labels)
    names = ("bias", *FEATURES)
    rounded = {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}
    _WEIGHTS.write_text(json.dumps(rounded) + "\n", encoding="utf-8")
    print(f"{len(labels)} examples: {rounded}")
    _print_borders(1 / (1 + np.exp(-(weights[0] + inputs @ weights[1:]))), labels)


def _examples(pairs: Sequence[Pair]) -> Iterator[Example]:
    words = [long_words(" ".join(pair.passages)) for pair in pairs]
    for pair in pairs:
        yield pair.sentence, pair, True
        mine = long_words(pair.sentence)
        own = _articles(pair)
        others = (at for at, other in enumerate(pairs) if own.isdisjoint(_articles(other)))
        yield pair.sentence, pairs[max(others, key=lambda at: len(mine & words[at]))], False


def _articles(pair: Pair) -> frozenset[str]:
    """Return the articles that a pair cites; paragraphs of one article are one."""
    return frozenset(map(article_of, pair.cited))


def _row(example: Example) -> list[float]:
    sentence, beside, own = example
    if not _checkers:
        _checkers.append(Checker(MiniLM()))
    evidence = ready(zip(beside.passages, beside.sources, strict=True))
    features = _checkers[0].features(line_of(clean(sentence).text, None, None), evidence)
    return [*(features.get(name, 0.0) for name in FEATURES), float(own)] if features else []


# A checker for each process.
_checkers: list[Checker] = []


def _fitted(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the weights, the bias first, that a ridge of 1 keeps small."""
    inputs = np.hstack([np.ones((len(rows), 1)), rows])
    shares = np.where(labels > 0, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))

    def loss(weights: np.ndarray) -> float:
        margins = (2 * labels - 1) * (inputs @ weights)
        return float((shares * np.logaddexp(0, -margins)).sum() + 0.5 * _RIDGE * (weights[1:] ** 2).sum())

    return np.asarray(minimize(loss, np.zeros(inputs.shape[1])).x)


def _print_borders(near: np.ndarray, labels: np.ndarray) -> None:
    for share in _LOSSES:
        border = np.quantile(near[labels > 0], share)
        caught = (near[labels == 0] < border).mean()
        print(f"border {border:.3f}: {share:.0%} of the faithful lost, {caught:.1%} of the foreign caught")


if __name__ == "__main__":
    sys.exit(main())
