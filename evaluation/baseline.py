"""Holds a run against a stored one, question by question, and says what fell beyond its noise.

It knows scores and questions only. A baseline is a small JSON file: its format, the engine, the floor, and
each question's gated scores with the fingerprint of the question that they belong to.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.measures import MEASURES, measure_of
from evaluation.metrics import mean
from evaluation.questions import GoldQuestion
from evaluation.scoring import QuestionScores
from evaluation.statistics import paired_difference
from index.errors import CitewireError, UsageError

BASELINE = Path(__file__).parent / "baseline.json"
FLOOR = 0.01
GATED = tuple(name for name, measure in MEASURES.items() if measure.gated)
_FORMAT = 2
_DECIMALS = 6
# Fewer that all got worse could well be chance: paired values that don't spread look certain.
_FEWEST_WORSE = 4


@dataclass(frozen=True, slots=True)
class Stored:
    """The gated scores of one question, and the fingerprint that it had."""

    fingerprint: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stored run; `floor` is the fall of a mean, in [0, 1], below which none matters."""

    engine: str
    floor: float
    questions: Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure's mean over the questions that both runs have, and the questions that moved it.

    `fall` is by how much the mean got worse, negative where it got better; `sure_fall` is the lower
    bound of the fall that holds with a confidence of 97.5%, one-sided.
    """

    measure: str
    before: float
    now: float
    count: int
    fall: float
    sure_fall: float
    worse: tuple[str, ...]
    better: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every gated measure's change, without the run's `new` questions and the baseline's `gone` ones."""

    changes: tuple[Change, ...]
    floor: float
    new: int
    gone: int

    @property
    def falls(self) -> tuple[Change, ...]:
        """Return the changes for the worse that fail the gate."""
        return tuple(change for change in self.changes if fails(change, self.floor))


class BelowBaselineError(CitewireError):
    """A measure fell beyond its noise."""


def fails(change: Change, floor: float) -> bool:
    """Tell whether a measure fell beyond its noise, by more than the floor, and in four questions or more.

    A measure that must never fall fails by any fall.
    """
    if measure_of(change.measure).never_falls:
        return change.fall > 0
    enough = len(change.worse) >= _FEWEST_WORSE and change.fall > max(floor, 1 / change.count)
    return enough and change.sure_fall > 0


def compare(baseline: Baseline, rows: Sequence[QuestionScores], engine: str) -> Comparison:
    """Return how a run differs from the baseline, over the questions that both have unchanged.

    Raises UsageError where the engines differ or no question is in both.
    """
    refuse_unsuitable(baseline, rows, engine)
    shared = [(baseline.questions[row.id], row) for row in rows if _same(baseline, row)]
    changes = [change for measure in GATED if (change := _change(measure, shared))]
    gone = len(baseline.questions.keys() - {row.id for row in rows})
    return Comparison(tuple(changes), baseline.floor, len(rows) - len(shared), gone)


def refuse_unsuitable(
    baseline: Baseline, questions: Iterable[QuestionScores | GoldQuestion], engine: str
) -> None:
    """Raise UsageError where a run can't be held against it: of another engine, or no question in both."""
    if engine != baseline.engine:
        raise UsageError(f"the baseline is of the engine {baseline.engine!r}, this run of {engine!r}")
    if not any(_same(baseline, question) for question in questions):
        raise UsageError("the baseline has none of these questions: store one with --save-baseline")


def _same(baseline: Baseline, question: QuestionScores | GoldQuestion) -> bool:
    stored = baseline.questions.get(question.id)
    return stored is not None and stored.fingerprint == question.fingerprint


def _change(measure: str, shared: Sequence[tuple[Stored, QuestionScores]]) -> Change | None:
    """Return a measure's change; a score that the run no longer has counts as the worst one.

    Not so where the measure is of answers only: a question refused since is left out.
    """
    sign, of_answers = measure_of(measure).better, measure_of(measure).of_answers
    worst = 0.0 if sign > 0 else 1.0
    pairs = [
        (row.id, stored.values[measure], round(row.values.get(measure, worst), _DECIMALS))
        for stored, row in shared
        if measure in stored.values and (measure in row.values or not of_answers)
    ]
    if not pairs:
        return None
    before, now = [was for _, was, _ in pairs], [value for _, _, value in pairs]
    # Turned so that more is worse.
    fall = paired_difference([sign * value for value in now], [sign * value for value in before])
    return Change(
        measure=measure,
        before=mean(before),
        now=mean(now),
        count=len(pairs),
        fall=fall.value,
        sure_fall=fall.low,
        worse=tuple(id_ for id_, was, value in pairs if sign * (value - was) < 0),
        better=tuple(id_ for id_, was, value in pairs if sign * (value - was) > 0),
    )


def load_baseline(path: Path) -> Baseline:
    """Read a baseline; raises UsageError where there is none, it isn't one, or of another format."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored.get("format") != _FORMAT and "questions" in stored:
            raise UsageError(
                f"{path} is a baseline of another version of Citewire: store it anew with --save-baseline"
            )
        return Baseline(
            engine=str(stored["engine"]),
            floor=_finite(stored["floor"]),
            questions={id_: _stored(entry) for id_, entry in stored["questions"].items()},
        )
    except OSError as error:
        raise UsageError(f"{path} can't be read: store a baseline with --save-baseline") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{path} is not a baseline: store one with --save-baseline") from error


def _stored(entry: Mapping[str, Any]) -> Stored:
    values = {str(measure): _finite(value) for measure, value in entry["values"].items()}
    return Stored(str(entry["fingerprint"]), values)


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no score")
    return number


def save_baseline(path: Path, rows: Sequence[QuestionScores], engine: str, floor: float = FLOOR) -> None:
    """Write a run as the baseline that later ones are held against."""
    questions = {
        row.id: {
            "fingerprint": row.fingerprint,
            "values": {name: round(row.values[name], _DECIMALS) for name in GATED if name in row.values},
        }
        for row in rows
    }
    head = {"format": _FORMAT, "engine": engine, "floor": floor}
    start = json.dumps(head, indent=1).removesuffix("\n}") + ',\n "questions": {\n'
    lines = (f"  {json.dumps(id_)}: {json.dumps(entry)}" for id_, entry in questions.items())
    try:
        path.write_text(start + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}): name another file") from error
