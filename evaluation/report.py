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

from evaluation.breakdown import Breakdown, Figures, break_down
from evaluation.kept import SCORES
from evaluation.measures import importance, measure_of
from evaluation.metrics import refused_rightly_at
from evaluation.questions import GoldQuestion
from evaluation.scoring import ANYWAY, Mean, QuestionScores, Summary
from evaluation.statistics import Interval
from index.printable import printable

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
# What an article is judged by: the first of these that its questions have.
_FOREMOST = ("complete", "answer_f1", "cites_relevant", "hit@1", "refused_rightly")
_ARTICLES_SHOWN = 5
_WORDS_SHOWN = 10
_PRICES = (0.01, 0.02, 0.05, 0.1, 0.2)
_MISSES_SHOWN = 15
_CURVE_POINTS_KEPT = 200


def print_report(
    console: Console,
    title: str,
    summary: Summary,
    rows: Sequence[QuestionScores],
    questions: Sequence[GoldQuestion] = (),
) -> None:
    """Print the figures with their intervals, the trade of refusals, and the first questions missed.

    `questions` are those of the rows: without them neither articles nor the questions' words are shown.
    """
    breakdown = break_down(rows, questions)
    _print_table(console, title, _overall(breakdown.overall))
    if len(breakdown.by_kind) > 1:
        by_kind = _by_group("kind", breakdown.by_kind)
        _print_table(console, "By kind, per cent, with 95% intervals", by_kind)
    if len(breakdown.by_article) > 1:
        worst = _worst_articles(breakdown.by_article)
        title = f"The worst of {len(breakdown.by_article)} articles with five questions or more, likewise"
        _print_table(console, title, _by_group("article", worst))
    if {"refused_wrongly", "refused_rightly"} <= summary.means.keys():
        area = f"area {summary.areas['abstention']:.3f}{_believed(breakdown.areas.get('abstention'))}"
        _print_table(console, f"What other thresholds would do ({area}, chance .5)", _refusals(summary))
    _print_speed(console, summary, breakdown)
    _print_misses(console, rows, {gold.id: gold.question for gold in questions})


def write_scores(
    path: Path,
    run: Mapping[str, Any],
    summary: Summary,
    rows: Sequence[QuestionScores],
    questions: Sequence[GoldQuestion] = (),
) -> None:
    """Write everything measured as one JSON object; `run` says what was run, and goes in as it is.

    Its "summary" has, beside the summary's own fields, `intervals` ({measure: [low, high]}),
    `intervals_by_kind`, `intervals_of_areas`, and `by_article` with `intervals_by_article` for the
    articles with five questions or more. With the `questions` of the rows each row has its "question".
    """
    breakdown = break_down(rows, questions)
    figures = asdict(summary) | {
        "intervals": breakdown.overall.intervals,
        "intervals_by_kind": {kind: group.intervals for kind, group in breakdown.by_kind.items()},
        "intervals_of_areas": breakdown.areas,
        "by_article": {
            article: {name: asdict(mean) for name, mean in group.means.items()}
            for article, group in breakdown.by_article.items()
        },
        "intervals_by_article": {article: group.intervals for article, group in breakdown.by_article.items()},
    }
    figures |= {name: _thinned(figures[name]) for name in ("abstention", "risk")}
    words = {gold.id: {"question": gold.question} for gold in questions}
    scored = [asdict(row) | words.get(row.id, {}) for row in rows]
    scores = {"run": run, "summary": figures, "questions": scored}
    text = json.dumps(_finite(scores), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def first_words(text: str) -> str:
    """Return the first words of a question on one line, printable, with an ellipsis where there are more."""
    words = printable(" ".join(text.split())).split()
    return " ".join(words[:_WORDS_SHOWN]) + ("…" if len(words) > _WORDS_SHOWN else "")


def verdict(row: QuestionScores) -> str:
    """Return in a few words what is wrong with a question's reply, "" where nothing is."""
    if row.error:
        return f"failed: {row.error}"
    if not row.answerable:
        return "answered, but no article does" if row.answered else ""
    if not row.answered:
        return "refused wrongly"
    # What the search missed doesn't matter where another article told all that was expected.
    if row.values.get("recall@10", 1.0) == 0.0 and not _told_all(row):
        return "not retrieved"
    if row.values.get("complete", 1.0) < 1.0:
        return "incomplete"
    return "" if row.values.get("cites_relevant", 1.0) else "cites other articles"


def _print_table(console: Console, title: str, table: Table) -> None:
    # Not the table's own title, which would be wrapped to the width of the columns.
    console.print(title, style="italic", highlight=False, markup=False)
    console.print(table)
    if not table.show_edge:
        console.print()


def _overall(overall: Figures) -> Table:
    table = Table(box=SIMPLE, collapse_padding=True)
    table.add_column("measure", no_wrap=True)
    for heading in ("as shown", "95%\ninterval", "refusals\nignored", "questions"):
        table.add_column(heading, justify="right", no_wrap=True)
    shown = [name for name in overall.means if not name.endswith(ANYWAY)]
    for name in sorted(shown, key=importance):
        mean, (low, high) = overall.means[name], overall.intervals[name]
        if measure_of(name).share:
            figures = _percent(mean), _span(low, high, ".1f"), _percent(overall.means.get(name + ANYWAY))
        else:
            figures = f"{mean.value:.1f}", f"{low:.1f}–{high:.1f}", ""
        table.add_row(escape(printable(measure_of(name).label)), *figures, str(mean.count))
    return table


def _worst_articles(by_article: Mapping[str, Figures]) -> dict[str, Figures]:
    """Return the articles that are surely worst: those whose interval ends lowest."""

    def at_best(article: str) -> float:
        intervals = by_article[article].intervals
        foremost = next((name for name in _FOREMOST if name in intervals), None)
        return intervals[foremost].high if foremost else 1.0

    return {article: by_article[article] for article in sorted(by_article, key=at_best)[:_ARTICLES_SHOWN]}


def _by_group(heading: str, groups: Mapping[str, Figures]) -> Table:
    table = Table(box=SIMPLE, padding=(0, 0), show_edge=False)
    table.add_column(heading, no_wrap=True, overflow="ellipsis", max_width=22)
    names = [name for name in _BY_KIND if any(name in group.means for group in groups.values())]
    for name in names:
        table.add_column(_BY_KIND[name], justify="right", no_wrap=True)
    for label, group in groups.items():
        table.add_row(
            escape(printable(label)), *(_percent(group.means.get(name)).rstrip("%") for name in names)
        )
        table.add_row("", *(_span_of(group.intervals.get(name)) for name in names), style="dim")
    return table


def _refusals(summary: Summary) -> Table:
    table = Table("at most", box=SIMPLE)
    for heading in ("refused wrongly", "refused rightly", "confidence below"):
        table.add_column(heading, justify="right")
    for price in _PRICES:
        point = refused_rightly_at(summary.abstention, price)
        rates = (f"{point.refused_wrongly:.1%}", f"{point.refused_rightly:.1%}")
        table.add_row(f"{price:.0%}", *rates, f"{point.threshold:.4f}" if point.threshold > 0 else "none")
    return table


def _print_speed(console: Console, summary: Summary, breakdown: Breakdown) -> None:
    stages = [f"{stage} {at['p50']:.1f} / {at['p95']:.1f}" for stage, at in summary.latency_ms.items()]
    if stages:
        console.print("milliseconds, p50 / p95: " + ", ".join(stages), highlight=False, markup=False)
    if summary.risk:
        area = f"{summary.areas['risk']:.3f}{_believed(breakdown.areas.get('risk'))}"
        console.print(f"area under risk and coverage: {area} (less is better)", highlight=False)


def _print_misses(console: Console, rows: Sequence[QuestionScores], words: Mapping[str, str]) -> None:
    missed = [(row, verdict(row)) for row in rows if not _told_all(row)]
    missed = [(row, wrong) for row, wrong in missed if wrong]
    for row, wrong in missed[:_MISSES_SHOWN]:
        asked = f" · {first_words(words[row.id])}" if row.id in words else ""
        told = printable(f"{row.id} ({row.kind}): {wrong}")
        console.print(told + asked, highlight=False, markup=False)
    if len(missed) > _MISSES_SHOWN:
        console.print(f"and {len(missed) - _MISSES_SHOWN} more in {SCORES}", highlight=False)


def _told_all(row: QuestionScores) -> bool:
    """Tell whether an answer holds all that was expected, from whichever articles: it is no miss then."""
    return row.answerable and row.answered and not row.error and row.values.get("complete") == 1.0


def _percent(mean: Mean | None) -> str:
    return "" if mean is None else f"{mean.value:.1%}"


def _span_of(interval: Interval | None) -> str:
    return _span(*interval, ".0f") if interval else ""


def _span(low: float, high: float, form: str) -> str:
    """Return an interval of shares in per cent, or one number where both ends look the same."""
    ends = dict.fromkeys(f"{100 * end:{form}}" for end in (low, high))
    return "–".join(ends)


def _believed(interval: Interval | None) -> str:
    return f" [{interval.low:.3f}–{interval.high:.3f}]" if interval else ""


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
