"""Compares two saved runs question by question: what changed, by how much, and whether beyond noise.

It knows the files of a run and their scores; nothing of archives, and nothing of how a comparison is shown.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.kept import PREDICTIONS, QUESTIONS, SCORES, refuse_stopped
from evaluation.lines import numbered_lines
from evaluation.measures import importance, measure_of
from evaluation.metrics import mean
from evaluation.statistics import (
    Area,
    Difference,
    Marked,
    area_of,
    areas_under_abstention,
    areas_under_risk,
    mcnemar,
    paired_area_difference,
    paired_difference,
    sign_test,
    surest_sign_test,
)
from index.errors import UsageError

SIGNIFICANT = 0.05
_SAME = 1e-9


class SavedQuestion(BaseModel):
    """One question of a saved run; `question` is its words and `answer` the reply's, "" where unknown."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    id: str
    kind: str
    fingerprint: str
    answerable: bool
    correct: bool | None = None
    confidence: float
    values: Mapping[str, float | None]
    error: str = ""
    question: str = ""
    answer: str = ""


class _Summary(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False)

    latency_ms: Mapping[str, Mapping[str, float | None]] = {}


class _Scores(BaseModel):
    run: Mapping[str, Any]
    summary: _Summary
    questions: tuple[SavedQuestion, ...]


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run as its folder tells it; `about` says what was run, latencies are milliseconds."""

    name: str
    about: Mapping[str, Any]
    questions: Mapping[str, SavedQuestion]
    latency_ms: Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure over the questions that have it in both runs.

    `better` is 1 where more of it is better, -1 where less, 0 where neither. `p` is McNemar's, None
    for measures that aren't yes or no; these have a `sign_p`, the sign test's. No question moves an area
    by itself: there it is the least p that so many moved questions could have. A `share` is in [0, 1],
    others are amounts.
    """

    measure: str
    label: str
    better: int
    before: float
    after: float
    count: int
    difference: Difference
    p: float | None = None
    sign_p: float = 1.0
    share: bool = True

    @property
    def beyond_noise(self) -> bool:
        """Tell whether the difference is one: p < 0.05, and but for yes or no 0 outside of the interval.

        The interval alone would be sure of a few questions that all moved alike.
        """
        if self.p is not None:
            return self.p < SIGNIFICANT
        outside = self.difference.low > 0 or self.difference.high < 0
        return outside and self.sign_p < SIGNIFICANT

    @property
    def verdict(self) -> str:
        """Return "better", "worse" or, where neither way is, "changed"; "" within noise."""
        if not self.beyond_noise:
            return ""
        gain = self.better * self.difference.value
        return "better" if gain > 0 else "worse" if gain < 0 else "changed"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question whose scores moved: each measure's value before and after, and both answers."""

    id: str
    kind: str
    question: str
    moved: Mapping[str, tuple[float, float]]
    answers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Left:
    """How many questions are left out: asked in one run only, or changed in between."""

    only_before: int
    only_after: int
    changed: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two runs over their common questions; `reworded` counts other answers with the same scores."""

    before: SavedRun
    after: SavedRun
    common: int
    left: Left
    overall: tuple[MeasureChange, ...]
    by_kind: Mapping[str, tuple[MeasureChange, ...]]
    worse: tuple[QuestionChange, ...]
    better: tuple[QuestionChange, ...]
    reworded: int


Pairs = Sequence[tuple[SavedQuestion, SavedQuestion]]


def load_run(place: Path) -> SavedRun:
    """Read a run from its folder or its scores.json, with the questions' and replies' words if beside it.

    Raises UsageError where there is no such file, it isn't one, or its run was stopped.
    """
    path = place / SCORES if place.is_dir() else place
    refuse_stopped(path.parent)
    try:
        scores = _Scores.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} can't be read ({error.strerror}): name the folder of a run, or its {SCORES}"
        ) from error
    except ValidationError as error:
        raise UsageError(f"{path} is not the {SCORES} of a run: run the evaluation again") from error
    words = _words_of(path.with_name(QUESTIONS), "question")
    answers = _words_of(path.with_name(PREDICTIONS), "answer")
    questions = {
        row.id: row.model_copy(
            update={"question": row.question or words.get(row.id, ""), "answer": answers.get(row.id, "")}
        )
        for row in scores.questions
    }
    return SavedRun(str(place), scores.run, questions, scores.summary.latency_ms)


def _words_of(path: Path, field: str) -> dict[str, str]:
    """Return one field of each line by its id: an extra, so lines without both are passed over."""
    words: dict[str, str] = {}
    if not path.is_file():
        return words
    for _, line in numbered_lines(path):
        try:
            value = json.loads(line)
            words[str(value["id"])] = _whole(str(value[field]))
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return words


def _whole(text: str) -> str:
    """Return a text that can be written: halves of characters (lone surrogates) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def compare_runs(before: SavedRun, after: SavedRun) -> Pairing:
    """Return how the second run differs from the first, over the questions that both asked unchanged.

    Raises UsageError where there are none.
    """
    shared = [id_ for id_ in after.questions if id_ in before.questions]
    pairs = [(before.questions[id_], after.questions[id_]) for id_ in shared]
    pairs = [(was, now) for was, now in pairs if was.fingerprint == now.fingerprint]
    if not pairs:
        raise UsageError(
            f"{before.name} and {after.name} have no question in common: compare runs of the same questions"
        )
    kinds = dict.fromkeys(now.kind for _, now in pairs)
    worse, better, reworded = _moved(pairs)
    return Pairing(
        before=before,
        after=after,
        common=len(pairs),
        left=Left(
            len(before.questions) - len(shared), len(after.questions) - len(shared), len(shared) - len(pairs)
        ),
        overall=(*_changes(pairs), *_area_changes(pairs)),
        by_kind={kind: _changes([pair for pair in pairs if pair[1].kind == kind]) for kind in kinds},
        worse=worse,
        better=better,
        reworded=reworded,
    )


def _changes(pairs: Pairs) -> tuple[MeasureChange, ...]:
    """Return each measure's change over the questions that have it in both runs, by importance."""
    names = {name for was, _ in pairs for name in was.values}
    changes = (_change(name, list(_values(name, pairs))) for name in sorted(names, key=importance))
    return tuple(change for change in changes if change)


def _values(name: str, pairs: Pairs) -> Iterable[tuple[float, float]]:
    for was, now in pairs:
        first, second = was.values.get(name), now.values.get(name)
        if first is not None and second is not None:
            yield first, second


def _change(name: str, values: Sequence[tuple[float, float]]) -> MeasureChange | None:
    if not values:
        return None
    before, after = [first for first, _ in values], [second for _, second in values]
    yes_or_no = measure_of(name).share and {*before, *after} <= {0.0, 1.0}
    return MeasureChange(
        measure=name,
        label=measure_of(name).label,
        better=measure_of(name).better,
        before=mean(before),
        after=mean(after),
        count=len(values),
        difference=paired_difference(before, after),
        p=mcnemar([value == 1 for value in before], [value == 1 for value in after]) if yes_or_no else None,
        sign_p=sign_test(before, after),
        share=measure_of(name).share,
    )


def _area_changes(pairs: Pairs) -> tuple[MeasureChange, ...]:
    """Return the changes of the areas under refusals and under risk, over what neither run failed at.

    Risk is over what can be judged in both.
    """
    asked = [(was, now) for was, now in pairs if not was.error and not now.error]
    sorts = [{question.answerable for question in run} for run in zip(*asked, strict=True)]
    changes = []
    if sorts and all(len(sort) == 2 for sort in sorts):
        label = "area under the curve of refusals"
        changes.append(_area_change("abstention_area", label, 1, areas_under_abstention, asked, "answerable"))
    judged = [(was, now) for was, now in asked if was.correct is not None and now.correct is not None]
    if judged:
        label = "area under risk and coverage"
        changes.append(_area_change("risk_area", label, -1, areas_under_risk, judged, "correct"))
    return tuple(changes)


def _area_change(name: str, label: str, better: int, area: Area, pairs: Pairs, mark: str) -> MeasureChange:
    before, after = (
        Marked([question.confidence for question in run], [getattr(question, mark) for question in run])
        for run in zip(*pairs, strict=True)
    )
    difference = paired_area_difference(area, before, after)
    value = area_of(area, before)
    points = (zip(one.confidence, one.marks, strict=True) for one in (before, after))
    moved = sum(was != now for was, now in zip(*points, strict=True))
    return MeasureChange(
        name,
        label,
        better,
        value,
        value + difference.value,
        len(pairs),
        difference,
        sign_p=surest_sign_test(moved),
    )


def _moved(pairs: Pairs) -> tuple[tuple[QuestionChange, ...], tuple[QuestionChange, ...], int]:
    """Return the questions that got worse, those that got better, and the count of other answers only.

    Where measures of one question moved both ways, the most important one tells.
    """
    worse: list[QuestionChange] = []
    better: list[QuestionChange] = []
    reworded = 0
    for was, now in pairs:
        moved = _moved_measures(was, now)
        telling = next(((name, ends) for name, ends in moved.items() if measure_of(name).better), None)
        if telling is None:
            reworded += was.answer != now.answer
            continue
        name, (first, second) = telling
        change = QuestionChange(now.id, now.kind, now.question, moved, (was.answer, now.answer))
        (better if (second - first) * measure_of(name).better > 0 else worse).append(change)
    return tuple(worse), tuple(better), reworded


def _moved_measures(was: SavedQuestion, now: SavedQuestion) -> dict[str, tuple[float, float]]:
    moved: dict[str, tuple[float, float]] = {}
    for name in sorted(was.values, key=importance):
        first, second = was.values[name], now.values.get(name)
        if first is not None and second is not None and not math.isclose(first, second, abs_tol=_SAME):
            moved[name] = first, second
    return moved
