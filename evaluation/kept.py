"""The files of a run, written as it goes, so that one that was killed can be gone on with.

    run.json            what the run is made with, and whether it is finished
    questions.jsonl     the questions as they came
    predictions.jsonl   each reply in the contract's form, with its question's "id"
    kept_back.jsonl     in the same form, what a refusal kept back
    asked.jsonl         what else is known of each question asked: the parts of its replies that are not
                        in the contract's form, and judgements; a question counts as asked with this line

What is made of them at the end, scores.json and report.html, is taken away when a run begins.

Knows nothing of archives or scores.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import TypeAdapter

from app.records import Reply, Usage
from evaluation.questions import GoldQuestion
from index.errors import UsageError

RUN = "run.json"
QUESTIONS = "questions.jsonl"
PREDICTIONS = "predictions.jsonl"
KEPT_BACK = "kept_back.jsonl"
ASKED = "asked.jsonl"
SCORES = "scores.json"
PAGE = "report.html"
_FINISHED = "finished"
_FAILED = "failed"
_LINES = (PREDICTIONS, KEPT_BACK, ASKED)
_OF_THE_END = (SCORES, PAGE)

Judged = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a question: the reply, the answer that it kept back, citation scores by their judge."""

    reply: Reply
    kept_back: Reply | None = None
    judged: Judged = field(default_factory=dict)


class RunFolder:
    """The folder of one run, open for writing; `done` is what an interrupted one left, by question.

    Taken over is what belongs to the same questions, where `made_with` is the same and that run was not
    finished; `fresh` takes nothing over. Half-written lines are dropped. Every line is written in one go.

    Raises UsageError where the folder can't be written, or holds files of these names that no run left.
    """

    def __init__(
        self,
        folder: Path,
        questions: Sequence[GoldQuestion],
        made_with: Mapping[str, Any],
        *,
        fresh: bool = False,
    ) -> None:
        self._folder, self._made_with = folder, made_with
        self._order = {gold.id: place for place, gold in enumerate(questions)}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _refuse_others(folder)
            goes_on = not fresh and _made_of_unfinished(folder / RUN) == made_with
            self.done = _left(folder, questions) if goes_on else {}
            self._begin(questions)
            # Unbuffered: no line stays behind in the program when it is killed.
            self._files = {name: (folder / name).open("ab", buffering=0) for name in _LINES}
        except OSError as error:
            raise UsageError(
                f"{folder} can't be written ({error.strerror}): name another with --out"
            ) from error

    def __enter__(self) -> "RunFolder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()

    def add(self, gold: GoldQuestion, done: Done) -> None:
        """Write down what came of a question; nothing where just that is written already."""
        before = self.done.get(gold.id)
        if before == done:
            return
        if before is None:
            self._write(PREDICTIONS, {"id": gold.id} | done.reply.to_json())
            if done.kept_back is not None:
                self._write(KEPT_BACK, {"id": gold.id} | done.kept_back.to_json())
        self._write(ASKED, _asked(gold, done))

    def finish(self, failed: int = 0) -> None:
        """Put the lines into the order of the questions, and the run down as finished.

        Where so many questions `failed`, it isn't: it can be gone on with, and asks them again.
        """
        if self.done:
            for name in _LINES:
                self._keep(name, self._order.keys())
        self._save_run({_FINISHED: False, _FAILED: failed} if failed else {_FINISHED: True})

    def _begin(self, questions: Sequence[GoldQuestion]) -> None:
        # In this order: were it stopped in between, no line of another run would count as one of this,
        # nor scores of another belong to these lines.
        for name in _OF_THE_END:
            (self._folder / name).unlink(missing_ok=True)
        for name in reversed(_LINES):
            self._keep(name, self.done.keys())
        self._save_run({_FINISHED: False})
        _replace(self._folder / QUESTIONS, "".join(f"{gold.source_line}\n" for gold in questions).encode())

    def _keep(self, name: str, ids: Any) -> None:
        """Keep only the last line of each of the ids, in the order of the questions."""
        lines = {id_: line for id_, line in _lines(self._folder / name).items() if id_ in ids}
        ordered = sorted(lines, key=lambda id_: self._order[id_])
        _replace(self._folder / name, b"".join(lines[id_] + b"\n" for id_ in ordered))

    def _save_run(self, state: Mapping[str, Any]) -> None:
        text = json.dumps({**self._made_with, **state}, ensure_ascii=False, indent=1)
        _replace(self._folder / RUN, f"{text}\n".encode())

    def _write(self, name: str, value: Mapping[str, Any]) -> None:
        self._files[name].write(f"{json.dumps(value, ensure_ascii=False)}\n".encode())


def refuse_stopped(folder: Path) -> None:
    """Raise UsageError where the run in a folder was stopped before its last question."""
    run = _stored(folder / RUN)
    if isinstance(run, dict) and run.get(_FINISHED) is False and _FAILED not in run:
        raise UsageError(f"the run in {folder} was stopped: the same command goes on")


def read_reply(line: str | bytes) -> Reply:
    """Return the reply that a line of the contract's JSON tells: the inverse of `Reply.to_json`.

    What isn't in that JSON has its default; fields that it doesn't know are passed over. Raises ValueError
    where the line tells no reply.
    """
    return _replies().validate_json(line, strict=True)


@dataclass(frozen=True, slots=True)
class _Beyond:
    """What of a reply its JSON leaves out."""

    confidence: float
    notice: str
    usage: Usage | None
    doubtful: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line of asked.jsonl; `question` is the fingerprint, `beyond` of the reply and what it kept back."""

    id: str
    question: str
    beyond: tuple[_Beyond, ...]
    judged: dict[str, dict[str, float]]


@cache
def _replies() -> TypeAdapter[Reply]:
    return TypeAdapter(Reply)


@cache
def _asked_lines() -> TypeAdapter[_Asked]:
    return TypeAdapter(_Asked)


def _asked(gold: GoldQuestion, done: Done) -> Mapping[str, Any]:
    replies = [reply for reply in (done.reply, done.kept_back) if reply is not None]
    judged = {judge: dict(scores) for judge, scores in done.judged.items()}
    line = _Asked(gold.id, gold.fingerprint, tuple(_beyond(reply) for reply in replies), judged)
    told: dict[str, Any] = _asked_lines().dump_python(line, mode="json")
    return told


def _beyond(reply: Reply) -> _Beyond:
    reasons = tuple(sentence.reason for sentence in reply.sentences)
    return _Beyond(reply.confidence, reply.notice, reply.usage, reply.doubtful, reasons)


def _left(folder: Path, questions: Sequence[GoldQuestion]) -> dict[str, Done]:
    """Return what is whole of an interrupted run and belongs to the questions as they are now."""
    predictions, kept_back, asked = (_lines(folder / name) for name in _LINES)
    found = {
        gold.id: _done(gold, predictions[gold.id], kept_back.get(gold.id), asked[gold.id])
        for gold in questions
        if gold.id in predictions and gold.id in asked
    }
    return {id_: done for id_, done in found.items() if done is not None}


def _done(gold: GoldQuestion, prediction: bytes, kept_back: bytes | None, asked: bytes) -> Done | None:
    """Return what the lines of a question tell; None where they are damaged or of another question."""
    lines = [line for line in (prediction, kept_back) if line is not None]
    try:
        told = _asked_lines().validate_json(asked, strict=True)
        if told.question != gold.fingerprint:
            return None
        replies = [_whole(read_reply(line), beyond) for line, beyond in zip(lines, told.beyond, strict=True)]
    except ValueError:
        return None
    return Done(replies[0], replies[1] if len(replies) > 1 else None, told.judged)


def _whole(reply: Reply, beyond: _Beyond) -> Reply:
    sentences = tuple(
        replace(sentence, reason=reason)
        for sentence, reason in zip(reply.sentences, beyond.reasons, strict=True)
    )
    return replace(
        reply,
        sentences=sentences,
        confidence=beyond.confidence,
        notice=beyond.notice,
        usage=beyond.usage,
        doubtful=beyond.doubtful,
    )


def _refuse_others(folder: Path) -> None:
    """Raise UsageError where a file that a run would replace is there, but nothing tells of a run."""
    if (folder / RUN).exists():
        return
    # An empty one holds nothing to lose, and is what a run leaves that was killed as it began.
    for path in (folder / name for name in (QUESTIONS, *_LINES, *_OF_THE_END)):
        if path.exists() and path.stat().st_size:
            raise UsageError(f"{path} is of no run and would be replaced: name another folder with --out")


def _made_of_unfinished(path: Path) -> Any:
    """Return what a run was made with that can be gone on with, None where there is none."""
    run = _stored(path)
    if not isinstance(run, dict) or run.get(_FINISHED) is not False:
        return None
    return {name: value for name, value in run.items() if name not in (_FINISHED, _FAILED)}


def _stored(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _lines(path: Path) -> dict[str, bytes]:
    """Return the last whole line of each id; what is no line with an id is passed over."""
    if not path.exists():
        return {}
    # What follows the last line's end was cut off while it was written.
    *whole, _ = path.read_bytes().split(b"\n")
    return {id_: line for line in whole if (id_ := _id_of(line)) is not None}


def _id_of(line: bytes) -> str | None:
    try:
        id_ = json.loads(line)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return id_ if isinstance(id_, str) else None


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)
