"""What the page says and draws above the questions: the verdict in words, the plots, the measures.

It makes them of a saved run; it knows no markup.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.html import charts, labels
from evaluation.html.diagnosis import Diagnosis, Finding
from evaluation.html.saved import Asked, RefusalRates, SavedRun, SavedSummary
from evaluation.measures import importance, measure_of
from evaluation.scoring import ANYWAY, Mean, can_be_judged, judged
from evaluation.statistics import Interval, mean_interval


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many questions, in figures and words; `between` is the text of its interval."""

    count: int
    of: int
    percent: str
    between: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the run came out: counts, and the shares that matter, None where they have no questions.

    `judged` counts the questions that tell what they expect; only of these can `as_it_should` and `right`
    be told. The others are `unjudged`.
    """

    questions: int
    judged: int
    as_it_should: int
    right: Share | None
    refused_wrongly: Share | None
    refused_rightly: Share | None
    answered_wrongly: Share | None
    otherwise: int
    failed: int
    unjudged: int


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many questions came out so, and how long its bar is beside the longest (0 to 100)."""

    finding: Finding
    name: str
    explained: str
    count: int
    percent: str
    length: float


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One line of the table of all measures; empty texts where there is nothing to say."""

    name: str
    shown: str
    between: str
    anyway: str
    count: int


@dataclass(frozen=True, slots=True)
class KindPanel:
    """A measure's means by kind."""

    name: str
    note: str
    rows: charts.Rows


def verdict(run: SavedRun, found: Sequence[Diagnosis]) -> Verdict:
    """Return the counts behind the headline, each share with its 95% bootstrap interval."""
    pairs = [(item.row, diagnosis.finding) for item, diagnosis in zip(run.asked, found, strict=True)]
    telling = [not item.row.answerable or can_be_judged(item.gold) for item in run.asked]
    answerable = [finding for row, finding in pairs if row.answerable]
    expecting = [
        finding for (row, finding), tells in zip(pairs, telling, strict=True) if row.answerable and tells
    ]
    unanswerable = [finding for row, finding in pairs if not row.answerable]
    apart = (Finding.RIGHT, Finding.REFUSED_WRONGLY, Finding.FAILED, Finding.UNJUDGED)
    return Verdict(
        questions=len(pairs),
        judged=sum(telling),
        as_it_should=sum(finding is Finding.RIGHT for _, finding in pairs),
        right=_share(expecting, Finding.RIGHT),
        refused_wrongly=_share(answerable, Finding.REFUSED_WRONGLY),
        refused_rightly=_share(unanswerable, Finding.RIGHT),
        answered_wrongly=_share(unanswerable, Finding.ANSWERED_WRONGLY),
        otherwise=sum(finding not in apart for finding in expecting),
        failed=sum(finding is Finding.FAILED for _, finding in pairs),
        unjudged=len(pairs) - sum(telling),
    )


def finding_counts(found: Sequence[Diagnosis]) -> tuple[FindingCount, ...]:
    """Return how often each finding occurs, right first, then by frequency; what never occurs is left out."""
    counts = Counter(diagnosis.finding for diagnosis in found)
    ordered = sorted(counts, key=lambda finding: (finding is not Finding.RIGHT, -counts[finding]))
    longest = max(counts.values(), default=1)
    return tuple(
        FindingCount(
            finding,
            labels.FINDINGS[finding],
            labels.EXPLAINED[finding],
            counts[finding],
            percent(counts[finding] / len(found)),
            round(100 * counts[finding] / longest, 2),
        )
        for finding in ordered
    )


def risk_curve(run: SavedRun) -> charts.Curve | None:
    """Return risk over coverage with the point that the run chose; None without points."""
    points = [
        charts.Point(
            point.coverage,
            point.risk,
            f"answering {percent(point.coverage)}: {percent(point.risk)} wrong" + _below(point.threshold),
        )
        for point in run.summary.risk
    ]
    chosen = _chosen_risk(run.asked)
    return charts.curve(points, chosen) if points else None


def left_out_of_risk(run: SavedRun) -> int:
    """Return how many of the questions asked the curve of risk leaves out, as nobody can judge them."""
    return sum(item.row.correct is None and not item.row.error for item in run.asked)


def refusal_curve(run: SavedRun) -> charts.Curve | None:
    """Return refused rightly over refused wrongly with the chosen point; None where one kind is missing."""
    wrongly, rightly = (run.summary.means.get(name) for name in ("refused_wrongly", "refused_rightly"))
    if wrongly is None or rightly is None:
        return None
    points = [
        charts.Point(point.refused_wrongly, point.refused_rightly, _rates(point) + _below(point.threshold))
        for point in run.summary.abstention
    ]
    chosen = charts.Point(
        wrongly.value,
        rightly.value,
        f"as shown: {percent(rightly.value)} rightly, {percent(wrongly.value)} wrongly",
    )
    return charts.curve(points, chosen, chance=True)


def kind_panels(summary: SavedSummary) -> tuple[list[KindPanel], list[KindPanel]]:
    """Return the panels by kind: the foremost measures', and all others'; none for a single kind."""
    if len(summary.by_kind) < 2:
        return [], []
    names = [name for name in measure_names(summary.means) if not name.endswith(ANYWAY)]
    panels = {name: panel for name in names if (panel := _kind_panel(name, summary))}
    return (
        [panel for name, panel in panels.items() if name in labels.FOREMOST],
        [panel for name, panel in panels.items() if name not in labels.FOREMOST],
    )


def measure_lines(summary: SavedSummary) -> list[MeasureLine]:
    """Return a line for each measure in the summary, the important ones first."""
    return [
        MeasureLine(
            labels.measure(name),
            value(mean.value, name),
            between(summary.intervals.get(name), name),
            value(anyway.value, name) if (anyway := summary.means.get(name + ANYWAY)) else "",
            mean.count,
        )
        for name, mean in ((name, summary.means[name]) for name in measure_names(summary.means))
        if not name.endswith(ANYWAY)
    ]


def latency_rows(summary: SavedSummary) -> charts.Rows | None:
    """Return p50 to p95 of each stage in milliseconds, drawn as a dot with a line to the right."""
    values = [
        charts.Value(
            labels.stage(name),
            at["p50"],
            Interval(at["p50"], at["p95"]),
            f"{at['p50']:.0f} / {at['p95']:.0f}",
            f"{labels.stage(name)}: half within {at['p50']:.1f} ms, 95% within {at['p95']:.1f} ms",
        )
        for name, at in summary.latency_ms.items()
        if {"p50", "p95"} <= at.keys()
    ]
    return charts.number_rows(values, wide=True) if values else None


def latency_histogram(run: SavedRun) -> charts.Histogram | None:
    """Return how long questions took in all; None where no time was taken."""
    totals = [item.row.timings_ms["total"] for item in run.asked if "total" in item.row.timings_ms]
    totals = [total for total in totals if math.isfinite(total) and total >= 0]
    at = run.summary.latency_ms.get("total", {})
    marks = [(at[name], name) for name in ("p50", "p95") if name in at]
    return charts.histogram(totals, marks) if totals else None


def slowest(run: SavedRun) -> float:
    """Return the milliseconds of the slowest question, 0.0 where no time was taken."""
    return max((item.row.timings_ms.get("total", 0.0) for item in run.asked), default=0.0)


def measure_names(means: Iterable[str]) -> list[str]:
    """Return the measures' names: the important ones first, unknown ones last."""
    return sorted(means, key=importance)


def percent(share: float) -> str:
    """Return a share as per cent, with a decimal where it is needed to tell it from none or all."""
    whole = f"{share:.0%}"
    return f"{share:.1%}" if whole in ("0%", "100%") and share not in (0.0, 1.0) else whole


def value(number: float, name: str) -> str:
    """Return a measure's value as people read it."""
    if measure_of(name).share:
        return f"{number:.1%}"
    return f"{number:,.0f}" if abs(number) >= 10 else f"{number:.2g}"


def between(interval: Interval | None, name: str) -> str:
    """Return an interval as "62–81%", "" where there is none."""
    if interval is None:
        return ""
    if measure_of(name).share:
        return _shares_between(interval)
    low, high = interval
    return f"{low:,.0f}–{high:,.0f}" if high >= 10 else f"{low:.2g}–{high:.2g}"


def _shares_between(interval: Interval) -> str:
    return f"{100 * interval.low:.0f}–{100 * interval.high:.0f}%"


def _share(findings: Sequence[Finding], wanted: Finding) -> Share | None:
    if not findings:
        return None
    hits = [float(finding is wanted) for finding in findings]
    count, share = int(sum(hits)), sum(hits) / len(hits)
    return Share(count, len(hits), percent(share), _shares_between(mean_interval(hits)))


def _chosen_risk(asked: Sequence[Asked]) -> charts.Point | None:
    """Return the share of questions answered, and of those the share answered wrongly.

    Over the questions that the curve is over: those of which either can be told.
    """
    rows = judged(item.row for item in asked)
    answered = [row for row in rows if row.answered]
    if not answered:
        return None
    coverage, risk = len(answered) / len(rows), sum(not row.correct for row in answered) / len(answered)
    return charts.Point(
        coverage, risk, f"as shown: {percent(coverage)} answered, {percent(risk)} of it wrong"
    )


def _rates(point: RefusalRates) -> str:
    return f"{percent(point.refused_rightly)} rightly for {percent(point.refused_wrongly)} wrongly"


def _below(threshold: float | None) -> str:
    return "" if threshold is None else f" (confidence {threshold:.3f})"


def _kind_panel(name: str, summary: SavedSummary) -> KindPanel | None:
    found = {kind: means[name] for kind, means in summary.by_kind.items() if name in means}
    if not found:
        return None
    values = [
        _kind_value(kind, mean, name, summary.intervals_by_kind.get(kind, {}).get(name))
        for kind, mean in found.items()
    ]
    shares = measure_of(name).share and all(0.0 <= mean.value <= 1.0 for mean in found.values())
    note = "less is better" if measure_of(name).better < 0 else ""
    return KindPanel(
        labels.measure(name), note, charts.share_rows(values) if shares else charts.number_rows(values)
    )


def _kind_value(kind: str, mean: Mean, name: str, interval: Interval | None) -> charts.Value:
    shown = percent(mean.value) if measure_of(name).share else value(mean.value, name)
    within = f", 95% interval {between(interval, name)}" if interval else ""
    tip = f"{labels.kind(kind)}: {value(mean.value, name)} of {mean.count} questions{within}"
    return charts.Value(f"{labels.kind(kind)} ({mean.count})", mean.value, interval, shown, tip)


def area(summary: SavedSummary, name: str) -> str:
    """Return an area with its interval as words, "" where the run has none."""
    if name not in summary.areas:
        return ""
    interval = summary.intervals_of_areas.get(name)
    ends = f" ({interval.low:.3f}–{interval.high:.3f})" if interval else ""
    return f"{summary.areas[name]:.3f}{ends}"
