"""Reads question files (JSON Lines, one question a line) into frozen records.

It knows the format and by which words an answer is met, and nothing about the corpus, the app or the scores.
"""

import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from app.records import Turn
from evaluation.lines import numbered_lines
from evaluation.metrics import match_words
from index.errors import UsageError

LONG_FORM_KIND = "longform"
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article that support the expected answer; `article_id` is None where not told."""

    quote: str
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what a right reply to it looks like.

    Any string of `answers` is right. Where `answer_groups` is given, it decides instead: each group
    must be met by one of its strings. `relevance` grades the articles of `relevant_ids`; one without a grade
    has 1. `source_line` is the line of the file, with every field that this project doesn't know.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    answers: tuple[str, ...] = ()
    answer_groups: tuple[tuple[str, ...], ...] = ()
    relevant_ids: tuple[str, ...] = ()
    must_cite_all: bool = False
    evidence: tuple[Evidence, ...] = ()
    question_date: date | None = None
    relevance: Mapping[str, float] = field(default_factory=dict, hash=False)
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    source_line: str = field(default="", compare=False)

    @property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of which a complete answer holds one string each; empty if unknown."""
        return self.answer_groups or ((self.answers,) if self.answers else ())

    @property
    def references(self) -> tuple[str, ...]:
        """Return the strings that are a whole right answer each; empty if it takes several groups."""
        if self.answers:
            return self.answers
        return self.answer_groups[0] if len(self.answer_groups) == 1 else ()

    @property
    def grades(self) -> Mapping[str, float]:
        """Return how relevant each article of `relevant_ids` is, above 0."""
        return {article: self.relevance.get(article, 1.0) for article in self.relevant_ids}

    @property
    def long_form(self) -> bool:
        """Tell whether the references are prose, to be compared by overlap and not by containment."""
        return self.kind == LONG_FORM_KIND

    @property
    def fingerprint(self) -> str:
        """Return 12 hex digits that change when anything in the question's line changes."""
        return hashlib.sha256(self.source_line.encode()).hexdigest()[:12]


def _none_is_empty(value: object) -> object:
    return () if value is None else value


def _none_is_no_grade(value: object) -> object:
    return {} if value is None else value


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
# As the index keeps it: blanks around it count, and how its accents are stored doesn't.
_ArticleId = Annotated[str, StringConstraints(min_length=1), AfterValidator(_composed)]
_Grade = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Texts = Annotated[tuple[_Text, ...], BeforeValidator(_none_is_empty)]
_Group = Annotated[tuple[_Text, ...], Field(min_length=1)]


class _EvidenceLine(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    article_id: _ArticleId | None = None
    quote: _Text

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, value: object) -> object:
        return value if isinstance(value, dict) else {"quote": value}


class _TurnLine(BaseModel):
    role: Literal["user", "assistant"]
    content: str


class _QuestionLine(BaseModel):
    """The format of one line, for checking; what it doesn't name stays in `model_extra`."""

    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)

    id: _Text
    question: _Text
    kind: _Text
    answerable: Annotated[bool, Field(strict=True)]
    history: Annotated[tuple[_TurnLine, ...], BeforeValidator(_none_is_empty)] = ()
    answers: _Texts = ()
    answer_groups: Annotated[tuple[_Group, ...], BeforeValidator(_none_is_empty)] = ()
    relevant_ids: Annotated[tuple[_ArticleId, ...], BeforeValidator(_none_is_empty)] = ()
    must_cite_all: Annotated[bool, Field(strict=True)] = False
    evidence: Annotated[tuple[_EvidenceLine, ...], BeforeValidator(_none_is_empty)] = ()
    question_date: date | None = None
    relevance: Annotated[dict[_ArticleId, _Grade], BeforeValidator(_none_is_no_grade)] = {}


# By how the names of pydantic's errors begin.
_COMPLAINTS = {
    "missing": "field required",
    "tuple": "must be a list",
    "string_type": "must be a text",
    "string_too_short": "is empty",
    "too_short": "is an empty list",
    "bool": "must be true or false",
    "literal": "must be {expected}",
    "dict": "must be an object",
    "model": "must be an object",
    "date": "must be a day such as 2020-06-02",
    "float": "must be a number above 0",
    "greater": "must be a number above 0",
    "finite": "must be a number above 0",
}


def load_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """Return the questions of a JSON Lines file in its order; blank lines are skipped.

    What is doubtful in them is told on stderr, once in a process however often they are loaded.

    Raises UsageError where the file can't be read, holds no question, or has lines that aren't one;
    the message names the first such line and says how many more there are.
    """
    questions: dict[str, GoldQuestion] = {}
    problems: list[str] = []
    for number, line in numbered_lines(path):
        try:
            question = _parse(line)
        except ValueError as problem:
            problems.append(f"{path} line {number}: {problem}")
            continue
        if question.id in questions:
            problems.append(f"{path} line {number}: the id {question.id!r} is already taken")
        questions[question.id] = question
    if problems:
        more = f" (and {len(problems) - 1} more lines like it)" if len(problems) > 1 else ""
        raise UsageError(problems[0] + more)
    if not questions:
        raise UsageError(f"{path} holds no questions: give a file with one JSON object a line")
    for doubt in doubts(questions.values()):
        _tell(doubt)
    return tuple(questions.values())


def doubts(questions: Iterable[GoldQuestion]) -> Iterator[str]:
    """Yield a line for each thing that questions may say and that is hardly meant, with their ids."""
    questions = tuple(questions)
    never_met = [
        gold.id
        for gold in questions
        if not gold.long_form and not all(any(map(match_words, group)) for group in gold.needed)
    ]
    if never_met:
        yield f"{_named(never_met)}: no answer can meet what is expected, an article or punctuation alone"
    told_anyway = [gold.id for gold in questions if gold.needed and not gold.answerable]
    if told_anyway:
        yield f"{_named(told_anyway)}: answers are expected, yet it is unanswerable; they are not looked at"


def _named(ids: Sequence[str]) -> str:
    shown = ", ".join(map(repr, ids[:_MOST_NAMED]))
    return f"questions {shown}" + (f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else "")


@cache
def _tell(doubt: str) -> None:
    print(f"evaluation: {doubt}", file=sys.stderr)


def _parse(line: str) -> GoldQuestion:
    """Return the question of one line; a ValueError says in words for people what is wrong with it."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError("this is not a JSON object") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("this is not a JSON object: a number or its nesting is too long") from error
    if not isinstance(value, dict):
        raise ValueError("this is not a JSON object")
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("it holds half of a character (a lone surrogate)") from error
    try:
        return _record(_QuestionLine.model_validate(value), line)
    except ValidationError as error:
        raise ValueError(_complaint(error)) from error


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    said = next(
        (words for start, words in _COMPLAINTS.items() if first["type"].startswith(start)), "is wrong"
    )
    return f"{place}: {said.format(**first.get('ctx', {}))}"


def _record(line: _QuestionLine, source_line: str) -> GoldQuestion:
    return GoldQuestion(
        id=line.id,
        question=line.question,
        kind=line.kind,
        answerable=line.answerable,
        history=tuple(Turn(turn.role, turn.content) for turn in line.history),
        answers=line.answers,
        answer_groups=line.answer_groups,
        relevant_ids=line.relevant_ids,
        must_cite_all=line.must_cite_all,
        evidence=tuple(Evidence(item.quote, item.article_id) for item in line.evidence),
        question_date=line.question_date,
        relevance=line.relevance,
        extra=line.model_extra or {},
        source_line=source_line,
    )
