"""Shows a run's figures on a terminal and writes them to `scores.json`.

It knows scores only: neither how they come about nor what they are compared with.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evaluation.metrics import refused_rightly_at
from evaluation.scoring import ANYWAY, Mean, QuestionScores, Summary

SCORES = "scores.json"
_LABELS = {
    "hit@1": "first article relevant (hit@1)",
    "hit@5": "one of five relevant (hit@5)",
    "mrr": "MRR",
    "ndcg@10": "nDCG@10",
    "recall@10": "relevant among ten (recall@10)",
    "first_sentence": "first sentence holds the answer",
    "three_sentences": "first three sentences hold it",
    "complete": "whole answer is complete",
    "span_em": "bold span, exact match",
    "span_f1": "bold span, token F1",
    "answer_f1": "token F1 with the human answer",
    "cites_relevant": "cites the articles it should",
    "quotes_exact": "quotes equal the article's text",
    "refused_wrongly": "answerable, but refused",
    "refused_rightly": "unanswerable, and refused",
}
_BY_KIND = {
    "hit@1": "hit@1",
    "ndcg@10": "nDCG",
    "first_sentence": "first\nsent.",
    "complete": "com-\nplete",
    "answer_f1": "F1",
    "cites_relevant": "cites",
    "refused_wrongly": "refused\nwrongly",
    "refused_rightly": "refused\nrightly",
}
_PRICES = (0.01, 0.02, 0.05, 0.1, 0.2)
_MISSES_SHOWN = 15
_CURVE_POINTS_KEPT = 200


def print_report(console: Console, title: str, summary: Summary, rows: Sequence[QuestionScores]) -> None:
    """Print the figures, the trade of refusals, the scores by kind, and the first questions missed."""
    console.print(_overall(title, summary))
    if len(summary.by_kind) > 1:
        console.print(_by_kind(summary))
    if {"refused_wrongly", "refused_rightly"} <= summary.means.keys():
        console.print(_refusals(summary))
    _print_speed(console, summary)
    _print_misses(console, rows)


def write_scores(
    path: Path, run: Mapping[str, Any], summary: Summary, rows: Sequence[QuestionScores]
) -> None:
    """Write everything measured as one JSON object; `run` says what was run, and goes in as it is."""
    figures = asdict(summary)
    figures |= {name: _thinned(figures[name]) for name in ("abstention", "risk")}
    scores = {"run": run, "summary": figures, "questions": [asdict(row) for row in rows]}
    text = json.dumps(_finite(scores), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def verdict(row: QuestionScores) -> str:
    """Return in a few words what is wrong with a question's reply, "" where nothing is."""
    if row.error:
        return f"failed: {row.error}"
    if not row.answerable:
        return "answered, but no article does" if row.answered else ""
    if not row.answered:
        return "refused wrongly"
    if row.values.get("recall@10", 1.0) == 0.0:
        return "not retrieved"
    if row.values.get("complete", 1.0) < 1.0:
        return "incomplete"
    return "" if row.values.get("cites_relevant", 1.0) else "cites other articles"


def _overall(title: str, summary: Summary) -> Table:
    table = Table(title=escape(title), title_justify="left", box=SIMPLE)
    table.add_column("measure", no_wrap=True)
    for heading in ("as shown", "refusals ignored", "questions"):
        table.add_column(heading, justify="right")
    for name, label in _LABELS.items():
        if name in summary.means:
            shown, anyway = summary.means[name], summary.means.get(name + ANYWAY)
            table.add_row(label, _percent(shown), _percent(anyway), str(shown.count))
    if "answer_words" in summary.means:
        table.add_row("words in an answer", f"{summary.means['answer_words'].value:.0f}", "", "")
    return table


def _by_kind(summary: Summary) -> Table:
    table = Table(title="By kind, per cent", title_justify="left", box=SIMPLE, collapse_padding=True)
    table.add_column("kind", no_wrap=True)
    names = [name for name in _BY_KIND if name in summary.means]
    for name in names:
        table.add_column(_BY_KIND[name], justify="right", no_wrap=True)
    for kind, means in summary.by_kind.items():
        table.add_row(escape(kind), *(_percent(means.get(name)).rstrip("%") for name in names))
    return table


def _refusals(summary: Summary) -> Table:
    area = f"area {summary.areas['abstention']:.3f}, chance .5"
    title = f"What other thresholds would do ({area})"
    table = Table("at most", title=title, title_justify="left", box=SIMPLE)
    for heading in ("refused wrongly", "refused rightly", "confidence below"):
        table.add_column(heading, justify="right")
    for price in _PRICES:
        point = refused_rightly_at(summary.abstention, price)
        rates = (f"{point.refused_wrongly:.1%}", f"{point.refused_rightly:.1%}")
        table.add_row(f"{price:.0%}", *rates, f"{point.threshold:.4f}" if point.threshold > 0 else "none")
    return table


def _print_speed(console: Console, summary: Summary) -> None:
    stages = [f"{stage} {at['p50']:.1f} / {at['p95']:.1f}" for stage, at in summary.latency_ms.items()]
    if stages:
        console.print("milliseconds, p50 / p95: " + ", ".join(stages), highlight=False, markup=False)
    if summary.risk:
        console.print(
            f"area under risk and coverage: {summary.areas['risk']:.3f} (less is better)", highlight=False
        )


def _print_misses(console: Console, rows: Sequence[QuestionScores]) -> None:
    missed = [(row, verdict(row)) for row in rows]
    missed = [(row, wrong) for row, wrong in missed if wrong]
    for row, wrong in missed[:_MISSES_SHOWN]:
        console.print(f"{row.id} ({row.kind}): {wrong}", highlight=False, markup=False)
    if len(missed) > _MISSES_SHOWN:
        console.print(f"and {len(missed) - _MISSES_SHOWN} more in {SCORES}", highlight=False)


def _percent(mean: Mean | None) -> str:
    return "" if mean is None else f"{mean.value:.1%}"


def _thinned(points: Sequence[Any]) -> list[Any]:
    """Return a curve's points evenly thinned, with both ends, so that the file stays small."""
    step = max(1, math.ceil(len(points) / _CURVE_POINTS_KEPT))
    kept = list(points[::step])
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]


def _finite(value: Any) -> Any:
    """Return the value with null for the numbers that JSON doesn't have."""
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
