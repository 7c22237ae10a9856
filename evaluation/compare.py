"""Compare two runs: python -m evaluation compare BEFORE AFTER [--show N] [--json FILE].

Shows what `evaluation.paired` found out about two saved runs, on a terminal and as JSON; it computes nothing.
"""

import json
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evaluation.edge import CommandParser, exit_code
from evaluation.paired import (
    MeasureChange,
    Pairing,
    QuestionChange,
    SavedRun,
    compare_runs,
    load_run,
)
from evaluation.report import first_words
from evaluation.scoring import ANYWAY
from index.errors import UsageError
from index.printable import printable

_SHOWN = 10
_WRONG_CORPUS = "wrong_corpus"
_GROUNDS = {"corpus": "the articles", "index": "the index", _WRONG_CORPUS: "--wrong-corpus"}
_ANSWER_SHOWN = 240
_EXPLANATION = (
    "A difference is marked where it is beyond noise: McNemar's p below 0.05 for yes or no, else 0 outside "
    "of the 95% interval and the sign test's p below 0.05, which takes six questions that moved. About one "
    "in twenty is marked by chance."
)


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, 1 for a failure, 2 for wrong use, such as runs without a common question."""

    def run() -> None:
        options = _parse(arguments)
        pairing = compare_runs(load_run(options.before), load_run(options.after))
        if options.json:
            _write_json(options.json, pairing)
        print_comparison(Console(), pairing, options.show)

    return exit_code("evaluation compare", run)


def print_comparison(console: Console, pairing: Pairing, show: int = _SHOWN) -> None:
    """Print the measures over all questions and by kind, then the questions that moved, `show` of each."""
    for letter, run in (("A", pairing.before), ("B", pairing.after)):
        console.print(printable(f"{letter}: {run.name} ({_about(run)})"), highlight=False, markup=False)
    apart = _differing(pairing)
    if apart:
        console.print(f"not only the answers differ, but also: {', '.join(apart)}", highlight=False)
    console.print(f"{pairing.common} questions compared; {_left_out(pairing)}\n", highlight=False)
    _print_overall(console, pairing.overall)
    if len(pairing.by_kind) > 1 and any(map(_moved, pairing.by_kind.values())):
        console.print(_by_kind(pairing.by_kind), "")
    console.print(_EXPLANATION, highlight=False)
    _print_speed(console, pairing)
    _print_questions(console, "worse", pairing.worse, show)
    _print_questions(console, "better", pairing.better, show)
    if pairing.reworded:
        console.print(f"{pairing.reworded} more have other answers with the same scores", highlight=False)


def to_json(pairing: Pairing) -> dict[str, Any]:
    """Return everything of a comparison as a JSON object; p is null where McNemar's test doesn't apply."""
    return {
        "before": {"name": pairing.before.name, "run": pairing.before.about},
        "after": {"name": pairing.after.name, "run": pairing.after.about},
        "questions": {
            "compared": pairing.common,
            "only_before": pairing.left.only_before,
            "only_after": pairing.left.only_after,
            "changed": pairing.left.changed,
            "reworded": pairing.reworded,
        },
        "measures": _measures_json(pairing.overall),
        "by_kind": {kind: _measures_json(changes) for kind, changes in pairing.by_kind.items()},
        "latency_ms": {"before": pairing.before.latency_ms, "after": pairing.after.latency_ms},
        "worse": [_question_json(change) for change in pairing.worse],
        "better": [_question_json(change) for change in pairing.better],
    }


def _measures_json(changes: Iterable[MeasureChange]) -> dict[str, dict[str, Any]]:
    return {
        change.measure: {
            "before": change.before,
            "after": change.after,
            "count": change.count,
            "difference": change.difference.value,
            "interval": [change.difference.low, change.difference.high],
            "p": change.p,
            "beyond_noise": change.beyond_noise,
            "verdict": change.verdict,
        }
        for change in changes
    }


def _question_json(change: QuestionChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "question": change.question,
        "moved": {name: list(ends) for name, ends in change.moved.items()},
        "answers": list(change.answers),
    }


def _write_json(path: Path, pairing: Pairing) -> None:
    text = json.dumps(to_json(pairing), ensure_ascii=False, indent=1, allow_nan=False)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}): name another with --json") from error


def _about(run: SavedRun) -> str:
    corpus = run.about.get("corpus")
    places = [str(place) for place in corpus] if isinstance(corpus, list) else []
    wrong = ["--wrong-corpus"] if run.about.get(_WRONG_CORPUS) else []
    return ", ".join(["engine " + str(run.about.get("engine", "unknown")), *places, *wrong])


def _differing(pairing: Pairing) -> list[str]:
    """Return in words what both runs tell of themselves, but not alike, apart from the engine."""
    before, after = pairing.before.about, pairing.after.about
    return [
        words
        for name, words in _GROUNDS.items()
        if name in before and name in after and before[name] != after[name]
    ]


def _left_out(pairing: Pairing) -> str:
    left = pairing.left
    counts = {
        "only in A": left.only_before,
        "only in B": left.only_after,
        "with another wording or other expectations": left.changed,
    }
    told = [f"{count} {why}" for why, count in counts.items() if count]
    return f"left out: {', '.join(told)}" if told else "none left out"


def _print_overall(console: Console, changes: Sequence[MeasureChange]) -> None:
    table = _table("measure")
    for change in _moved(changes):
        table.add_row(escape(printable(change.label)), *_cells(change))
    if table.row_count:
        console.print(table, "")
    same = [change.measure for change in changes if not _has_moved(change)]
    if same:
        console.print(f"the same in both: {printable(', '.join(same))}\n", highlight=False, markup=False)


def _by_kind(by_kind: Mapping[str, Sequence[MeasureChange]]) -> Table:
    """Return what moved in each kind, the measures by their names; refusals ignored are in the JSON only."""
    table = _table("kind, measure")
    for kind, changes in by_kind.items():
        shown = [change for change in _moved(changes) if not change.measure.endswith(ANYWAY)]
        if shown:
            table.add_row(escape(printable(kind)), style="bold")
        for change in shown:
            table.add_row(escape(printable(f"  {change.measure}")), *_cells(change))
    return table


def _table(heading: str) -> Table:
    table = Table(box=SIMPLE, padding=(0, 0), show_edge=False)
    table.add_column(heading, overflow="fold")
    for name in ("A", "B", "B - A", "95% interval", "p", "of", ""):
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _moved(changes: Sequence[MeasureChange]) -> list[MeasureChange]:
    """Return the changes that are any, without those that moved alike with refusals ignored and not."""
    differences = {change.measure: change.difference for change in changes}
    return [
        change
        for change in changes
        if _has_moved(change)
        and not (
            change.measure.endswith(ANYWAY)
            and differences.get(change.measure.removesuffix(ANYWAY)) == change.difference
        )
    ]


def _has_moved(change: MeasureChange) -> bool:
    return change.difference != (0.0, 0.0, 0.0)


def _cells(change: MeasureChange) -> tuple[str, ...]:
    scale, form = (100, ".1f") if change.share else (1, ".2f")
    difference = [f"{scale * value:+{form}}" for value in change.difference]
    return (
        f"{scale * change.before:{form}}",
        f"{scale * change.after:{form}}",
        difference[0],
        f"{difference[1]} {difference[2]}",
        "" if change.p is None else f"{change.p:.3f}",
        str(change.count),
        change.verdict,
    )


def _print_speed(console: Console, pairing: Pairing) -> None:
    before, after = (run.latency_ms.get("total", {}) for run in (pairing.before, pairing.after))
    told = [
        f"{share} {was:.1f} -> {now:.1f}"
        for share in ("p50", "p95")
        if (was := before.get(share)) is not None and (now := after.get(share)) is not None
    ]
    if told:
        console.print(f"milliseconds, each run over all its questions: {', '.join(told)}", highlight=False)


def _print_questions(console: Console, way: str, changes: Sequence[QuestionChange], show: int) -> None:
    console.print(f"\n{way}: {len(changes)}", highlight=False)
    for change in changes[:show]:
        told = f"  {printable(f'{change.id} ({change.kind})')}: {first_words(change.question)}"
        moves = ", ".join(
            f"{printable(name)} {was:.3g} -> {now:.3g}" for name, (was, now) in _told(change).items()
        )
        console.print(told, f"    {moves}", sep="\n", highlight=False, markup=False)
        if change.answers[0] != change.answers[1]:
            for letter, answer in zip("AB", change.answers, strict=True):
                console.print(f"    {letter}: {_shortened(answer)}", highlight=False, markup=False)
    if len(changes) > show:
        console.print(f"  and {len(changes) - show} more: --show N, or --json FILE for all", highlight=False)


def _told(change: QuestionChange) -> dict[str, tuple[float, float]]:
    """Return the measures that moved, without those that moved alike with refusals ignored."""
    return {
        name: ends
        for name, ends in change.moved.items()
        if not (name.endswith(ANYWAY) and change.moved.get(name.removesuffix(ANYWAY)) == ends)
    }


def _shortened(answer: str) -> str:
    line = printable(" ".join(answer.split())) or "(no reply at hand)"
    return line if len(line) <= _ANSWER_SHOWN else line[:_ANSWER_SHOWN] + "…"


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = CommandParser(
        prog="python -m evaluation compare",
        description="Tell how run B differs from run A, over the questions that both asked unchanged.",
        epilog=_EXPLANATION,
    )
    add = parser.add_argument
    add("before", type=Path, metavar="A", help="the folder of a run, or its scores.json")
    add("after", type=Path, metavar="B", help="the folder of another, or its scores.json")
    add(
        "--show",
        type=_count,
        default=_SHOWN,
        metavar="N",
        help="questions to show of each (default: %(default)s)",
    )
    add("--json", type=Path, metavar="FILE", help="write all of it as JSON")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number of questions")
