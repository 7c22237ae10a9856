"""Reads what a run left in its folder back into records.

It knows the files' formats only, older runs' included; nothing is judged or drawn here.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.records import Reply
from evaluation.kept import KEPT_BACK, PREDICTIONS, QUESTIONS, SCORES, read_reply, refuse_stopped
from evaluation.lines import numbered_lines
from evaluation.questions import GoldQuestion, load_questions
from evaluation.scoring import Mean, QuestionScores
from evaluation.statistics import Interval
from index.errors import UsageError


class _Saved(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class RefusalRates(_Saved):
    """A point of the abstention curve; `threshold` is None where it is infinite."""

    refused_wrongly: float
    refused_rightly: float
    threshold: float | None = None


class Risk(_Saved):
    """A point of the curve of risk over coverage."""

    coverage: float
    risk: float
    threshold: float | None = None


class SavedSummary(_Saved):
    """The figures of a run; runs made before there were intervals have none."""

    means: Mapping[str, Mean] = {}
    by_kind: Mapping[str, Mapping[str, Mean]] = {}
    intervals: Mapping[str, Interval] = {}
    intervals_by_kind: Mapping[str, Mapping[str, Interval]] = {}
    intervals_of_areas: Mapping[str, Interval] = {}
    abstention: tuple[RefusalRates, ...] = ()
    risk: tuple[Risk, ...] = ()
    areas: Mapping[str, float] = {}
    latency_ms: Mapping[str, Mapping[str, float]] = {}


class _Row(_Saved):
    id: str
    kind: str
    answerable: bool
    answered: bool
    correct: bool | None = None
    fingerprint: str = ""
    confidence: float = math.nan
    values: Mapping[str, float] = {}
    timings_ms: Mapping[str, float] = {}
    error: str = ""


class _Scores(_Saved):
    run: Mapping[str, Any] = {}
    summary: SavedSummary
    questions: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a run: what was wanted, what came, and how that scored.

    `reply` is None where asking failed; `kept_back` is the answer that a wrong refusal kept back.
    """

    gold: GoldQuestion
    row: QuestionScores
    reply: Reply | None = None
    kept_back: Reply | None = None


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A whole run; `about` is what its scores.json says of itself."""

    about: Mapping[str, Any]
    summary: SavedSummary
    asked: tuple[Asked, ...]


def read_run(folder: Path) -> SavedRun:
    """Return the run of a folder, its questions in their order; those without scores are left out.

    Raises:
        UsageError: the run was stopped, or a file is missing, damaged, or of another run.
    """
    refuse_stopped(folder)
    scores = _scores(folder / SCORES)
    replies, kept_back = _replies(folder / PREDICTIONS), _replies(folder / KEPT_BACK, optional=True)
    rows = {row.id: QuestionScores(**dict(row)) for row in scores.questions}
    asked = tuple(
        Asked(gold, rows[gold.id], replies.get(gold.id), kept_back.get(gold.id))
        for gold in load_questions(folder / QUESTIONS)
        if gold.id in rows
    )
    if not asked:
        raise UsageError(f"{folder}: {SCORES} and {QUESTIONS} have no question in common: run it again")
    return SavedRun(scores.run, scores.summary, asked)


def _scores(path: Path) -> _Scores:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(
            f"{path} is not there: name a folder that python -m evaluation wrote (its --out)"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} can't be read: {error}") from error
    try:
        return _Scores.model_validate(_without_nulls(json.loads(text)))
    except (ValidationError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} is damaged ({_complaint(error)}): run the evaluation again") from error


def _without_nulls(value: Any) -> Any:
    """Return the value without the entries that are null: what stands for infinity, or for no value."""
    if isinstance(value, Mapping):
        kept = {key: _without_nulls(item) for key, item in value.items() if item is not None}
        return {key: item for key, item in kept.items() if not _valueless(item)}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _valueless(item: Any) -> bool:
    return isinstance(item, Mapping) and item.keys() == {"count"}


def _replies(path: Path, *, optional: bool = False) -> dict[str, Reply]:
    """Return the replies by their question's id; the last where one was asked again."""
    if optional and not path.exists():
        return {}
    return dict(_reply(path, number, line) for number, line in numbered_lines(path))


def _reply(path: Path, number: int, line: str) -> tuple[str, Reply]:
    try:
        return str(json.loads(line)["id"]), read_reply(line)
    except (ValidationError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"{path} line {number} is not a reply ({_complaint(error)}): run the evaluation again"
        ) from error


def _complaint(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first: Mapping[str, Any] = error.errors(include_url=False)[0]
        place: Sequence[object] = first["loc"]
        return f"{'.'.join(map(str, place))}: {first['msg']}"
    return "not the JSON that belongs there"
