"""Compares a run with a stored one, question by question, and says what fell.

It knows scores only. A baseline is a small JSON file: engine, tolerance, and each question's gated
scores with the fingerprint of the question that they belong to.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.metrics import mean
from evaluation.scoring import QuestionScores
from index.errors import CitewireError, UsageError

BASELINE = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.04
_DECIMALS = 6
LOWER_IS_BETTER = frozenset({"refused_wrongly"})
GATED = (
    "hit@1",
    "hit@5",
    "mrr",
    "ndcg@10",
    "recall@10",
    "first_sentence",
    "complete",
    "complete_anyway",
    "answer_f1",
    "cites_relevant",
    "quotes_exact",
    "refused_wrongly",
    "refused_rightly",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """The gated scores of one question, and the fingerprint that it had."""

    fingerprint: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stored run; `tolerance` is the fall of a mean, in [0, 1], that counts as noise."""

    engine: str
    tolerance: float
    questions: Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure's mean over the questions that both runs have, and the questions that moved it."""

    measure: str
    before: float
    now: float
    count: int
    worse: tuple[str, ...]
    better: tuple[str, ...]

    @property
    def fall(self) -> float:
        """Return by how much the mean got worse; negative where it got better."""
        gain = self.now - self.before
        return gain if self.measure in LOWER_IS_BETTER else -gain


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every gated measure's change, and how many of the run's questions the baseline doesn't have."""

    changes: tuple[Change, ...]
    tolerance: float
    new: int

    @property
    def falls(self) -> tuple[Change, ...]:
        """Return the changes for the worse that are more than the tolerance."""
        return tuple(change for change in self.changes if change.fall > self.tolerance)


class BelowBaselineError(CitewireError):
    """A measure fell by more than the tolerance."""


def compare(baseline: Baseline, rows: Sequence[QuestionScores], engine: str) -> Comparison:
    """Return how a run differs from the baseline, over the questions that both have unchanged.

    Raises UsageError where the engines differ or no question is in both.
    """
    if engine != baseline.engine:
        raise UsageError(f"the baseline is of the engine {baseline.engine!r}, this run of {engine!r}")
    shared = [(baseline.questions[row.id], row) for row in rows if _same(baseline, row)]
    if not shared:
        raise UsageError("the baseline has none of these questions: store one with --save-baseline")
    changes = [change for measure in GATED if (change := _change(measure, shared))]
    return Comparison(tuple(changes), baseline.tolerance, len(rows) - len(shared))


def _same(baseline: Baseline, row: QuestionScores) -> bool:
    stored = baseline.questions.get(row.id)
    return stored is not None and stored.fingerprint == row.fingerprint


def _change(measure: str, shared: Sequence[tuple[Stored, QuestionScores]]) -> Change | None:
    """Return a measure's change; a score that the run no longer has counts as the worst one."""
    worst = 1.0 if measure in LOWER_IS_BETTER else 0.0
    pairs = [
        (row.id, stored.values[measure], round(row.values.get(measure, worst), _DECIMALS))
        for stored, row in shared
        if measure in stored.values
    ]
    if not pairs:
        return None
    sign = -1 if measure in LOWER_IS_BETTER else 1
    return Change(
        measure=measure,
        before=mean([before for _, before, _ in pairs]),
        now=mean([now for _, _, now in pairs]),
        count=len(pairs),
        worse=tuple(id_ for id_, before, now in pairs if sign * (now - before) < 0),
        better=tuple(id_ for id_, before, now in pairs if sign * (now - before) > 0),
    )


def load_baseline(path: Path) -> Baseline:
    """Read a baseline; raises UsageError where there is none or it isn't one."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Baseline(
            engine=str(stored["engine"]),
            tolerance=float(stored["tolerance"]),
            questions={id_: _stored(entry) for id_, entry in stored["questions"].items()},
        )
    except OSError as error:
        raise UsageError(f"{path} can't be read: store a baseline with --save-baseline") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{path} is not a baseline: store one with --save-baseline") from error


def _stored(entry: Mapping[str, Any]) -> Stored:
    values = {str(measure): float(value) for measure, value in entry["values"].items()}
    return Stored(str(entry["fingerprint"]), values)


def save_baseline(
    path: Path, rows: Sequence[QuestionScores], engine: str, tolerance: float = TOLERANCE
) -> None:
    """Write a run as the baseline that later ones are held against."""
    questions = {
        row.id: {
            "fingerprint": row.fingerprint,
            "values": {name: round(row.values[name], _DECIMALS) for name in GATED if name in row.values},
        }
        for row in rows
    }
    lines = (f"  {json.dumps(id_)}: {json.dumps(entry)}" for id_, entry in questions.items())
    head = f'{{\n "engine": {json.dumps(engine)},\n "tolerance": {tolerance},\n "questions": {{\n'
    try:
        path.write_text(head + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}): name another file") from error
