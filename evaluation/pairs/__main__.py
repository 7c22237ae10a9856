"""Measure the support check on labelled pairs: python -m evaluation.pairs [FILE] --sets SETS.

Without FILE these are the project's own pairs; SETS is a folder with clapnq_dev/ and squad2_dev_cs224n/,
where the passages of most of them stand. Without it only pairs on articles of our own are measured.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from app.records import Support
from evaluation.edge import CommandParser, exit_code
from evaluation.pairs.make import PAIRS
from evaluation.pairs.measure import Figures, Judged, Share, figures, of_part
from evaluation.pairs.records import FAITHFUL_KINDS, Pair, load_pairs, write_pairs
from evaluation.pairs.shelf import Shelf

Judge = Callable[[Pair], tuple[Support, str]]
_LABELS = {
    "numbers_and_names_caught": "altered numbers and names called unsupported",
    "numbers_and_names_caught_or_weak": "... or weak",
    "altered_caught": "all altered called unsupported (recall)",
    "altered_caught_or_weak": "... or weak",
    "precision": "called unsupported, and altered (precision)",
    "faithful_called_unsupported": "faithful called unsupported",
    "faithful_called_unsupported_or_weak": "... or weak",
}


def main(arguments: Sequence[str] | None = None, judge: Judge | None = None) -> int:
    """Run the command; return 0, or 1 or 2 after one line that says what is wrong.

    `judge` stands in for the project's own check.
    """

    def run() -> None:
        options = _parse(arguments)
        pairs = _with_texts(load_pairs(options.file), options.sets)
        if options.export is not None:
            write_pairs(options.export, pairs)
            print(f"{len(pairs)} pairs with the texts of their passages: {options.export}")
            return
        _show(judged_by(judge or _own_check(), pairs), options)

    return exit_code("evaluation.pairs", run)


def judged_by(judge: Judge, pairs: Iterable[Pair]) -> tuple[Judged, ...]:
    """Return every pair with the judge's verdict and reason."""
    return tuple(Judged(pair, *judge(pair)) for pair in pairs)


def _own_check() -> Judge:
    # Imported here: a wrong option is told at once, without loading models.
    from app.check.verdict import Checker
    from app.settings import AppSettings
    from evaluation.pairs.cited import evidence_of
    from index.embedding import make_encoder
    from index.settings import load

    checker = Checker(make_encoder(load(AppSettings)))

    def judge(pair: Pair) -> tuple[Support, str]:
        verdict = checker.check(pair.sentence, evidence_of(pair))
        return verdict.support, verdict.reason

    return judge


def _with_texts(pairs: Sequence[Pair], sets: Path | None) -> tuple[Pair, ...]:
    if all(pair.passages for pair in pairs):
        return tuple(pairs)
    shelf = Shelf(sets)
    there = [pair for pair in pairs if pair.passages or shelf.holds(pair)]
    if len(there) < len(pairs):
        left_out = f"{len(pairs) - len(there)} of {len(pairs)} pairs left out"
        print(f"evaluation.pairs: {left_out}: say where the public sets are with --sets", file=sys.stderr)
    return tuple(shelf.with_texts(pair) for pair in there)


def _show(judged: Sequence[Judged], options: argparse.Namespace) -> None:
    parts = {
        "seen": of_part(judged, "seen"),
        "unseen": of_part(judged, "unseen"),
        "altogether": tuple(judged),
    }
    measured = {name: figures(rows) for name, rows in parts.items() if rows}
    wrong = [one for one in (judged if options.unseen else parts["seen"]) if one.wrong]
    if options.json:
        told: dict[str, Any] = {name: as_json(one) for name, one in measured.items()}
        if options.wrong:
            told["wrong"] = [_wrong_as_json(one) for one in wrong]
        print(json.dumps(told, ensure_ascii=False))
        return
    console = Console()
    for name, one in measured.items():
        console.print(_matrix(name, one))
    console.print(_figures(measured))
    if options.wrong:
        _print_wrong(console, wrong)


def as_json(measured: Figures) -> dict[str, Any]:
    """Return the figures as plain values, each share with its `value` (null of nothing)."""
    told = asdict(measured)
    for name in _LABELS:
        told[name]["value"] = getattr(measured, name).value
    return told


def _matrix(name: str, measured: Figures) -> Table:
    total = sum(row.total for row in measured.matrix)
    table = Table("kind", title=f"{name}: {total} pairs", title_justify="left", box=SIMPLE)
    for heading in ("supported", "weak", "unsupported", "right"):
        table.add_column(heading, justify="right")
    for number, row in enumerate(measured.matrix):
        faithful = row.kind in FAITHFUL_KINDS
        right = row.supported + row.weak if faithful else row.unsupported
        counts = (str(row.supported), str(row.weak), str(row.unsupported))
        following = measured.matrix[number + 1 : number + 2]
        last_faithful = faithful and any(one.kind not in FAITHFUL_KINDS for one in following)
        table.add_row(row.kind, *counts, _percent(Share(right, row.total)), end_section=last_faithful)
    return table


def _figures(measured: dict[str, Figures]) -> Table:
    table = Table("", *measured, box=SIMPLE)
    for name, label in _LABELS.items():
        table.add_row(label, *(_told(getattr(one, name)) for one in measured.values()))
    table.add_row("F1", *("" if one.f1 is None else f"{one.f1:.3f}" for one in measured.values()))
    return table


def _told(share: Share) -> str:
    return f"{_percent(share)} ({share.hits}/{share.total})"


def _percent(share: Share) -> str:
    return "" if share.value is None else f"{share.value:.1%}"


def _print_wrong(console: Console, wrong: Sequence[Judged]) -> None:
    for one in wrong:
        head = f"{one.pair.id} {one.support}: {one.pair.sentence}"
        told = [f"changed: {one.pair.change}"] if one.pair.change else []
        told += [f"reason: {one.reason}", f"cites {', '.join(one.pair.cited)}"]
        console.print("\n    ".join((head, *told)), highlight=False, markup=False)


def _wrong_as_json(one: Judged) -> dict[str, Any]:
    kept = ("id", "sentence", "cited", "kind", "change")
    return {name: getattr(one.pair, name) for name in kept} | {"support": one.support, "reason": one.reason}


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = CommandParser(
        prog="python -m evaluation.pairs", description="Measure the support check on pairs."
    )
    add = parser.add_argument
    add("file", type=Path, nargs="?", default=PAIRS, metavar="FILE", help="pairs (default: our own)")
    add("--sets", type=Path, metavar="SETS", help="the folder of the two public sets")
    add("--wrong", action="store_true", help="list the misjudged pairs of the seen part")
    add("--unseen", action="store_true", help="with --wrong: those of the unseen part, too")
    add("--json", action="store_true", help="one JSON object instead of tables")
    add("--export", type=Path, metavar="FILE", help="write the pairs with their passages' texts, and stop")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
