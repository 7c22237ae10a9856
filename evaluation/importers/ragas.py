"""Datasets in the form of ragas (https://docs.ragas.io): rows of question, contexts and the right answer.

JSON, JSON Lines or CSV, with the column names of ragas 0.1 (question, contexts, ground_truth) or of 0.2 and
later (user_input, reference_contexts, retrieved_contexts, reference). Contexts become articles, the same text
once. Knows nothing of what is written from it.
"""

import ast
import json
import math
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import chain, pairwise
from pathlib import Path
from token import OP, STRING
from tokenize import generate_tokens
from typing import Any

from app.records import Turn
from evaluation.importers.files import csv_rows, is_json_lines, json_lines, json_value
from evaluation.importers.records import (
    BadRowError,
    Imported,
    ImportedArticle,
    ImportedQuestion,
    Skipped,
    hashed_id,
    text_of,
    texts_of,
)
from evaluation.questions import LONG_FORM_KIND, Evidence
from index.errors import UsageError

Row = tuple[str, Mapping[str, Any]] | Skipped

_QUESTIONS = ("question", "user_input")
# Those that a person marked count before those that some search came up with.
_CONTEXTS = ("reference_contexts", "contexts", "retrieved_contexts")
_ANSWERS = ("ground_truth", "ground_truths", "reference")
# A system's in newer sets; only where the set has no column for the right one is it that.
_ANSWER_OF_OLD_SETS = "answer"
_ROLES = {"human": "user", "user": "user", "ai": "assistant", "assistant": "assistant"}
# Before each context of a question that takes several: which of them it is.
_HOP = re.compile(r"^<\d+-hop>\s*")
_LISTS = frozenset(_CONTEXTS) | {"ground_truths", "user_input"}


def is_ragas(fields: object) -> bool:
    """Tell whether a row, or a table of columns, has a question and contexts."""
    return (
        isinstance(fields, Mapping)
        and any(name in fields for name in _QUESTIONS)
        and any(name in fields for name in _CONTEXTS)
    )


def ragas_rows(value: object, path: Path) -> list[Row] | None:
    """Return the rows of a JSON value in any form ragas writes; None where it is none of them."""
    if isinstance(value, Mapping):
        if is_ragas(value):
            return _one_or_columns(value, path)
        value = next((value[name] for name in ("data", "samples", "examples", "rows") if name in value), None)
        if isinstance(value, Mapping):
            return ragas_rows(value, path)
    if not isinstance(value, list) or not any(is_ragas(row) for row in value):
        return None
    places = ((f"{path} [{number}]", row) for number, row in enumerate(value))
    return [
        (place, row) if isinstance(row, Mapping) else Skipped(place, "is not an object")
        for place, row in places
    ]


def _one_or_columns(table: Mapping[str, Any], path: Path) -> list[Row] | None:
    """Return the rows of a table kept as columns, or the only row."""
    asked = table.get("question", table.get("user_input"))
    if isinstance(asked, str):
        return [(f"{path} [0]", table)]
    if isinstance(asked, Mapping):
        # As pandas writes a table: each column by the labels of its rows.
        labelled = {name: column for name, column in table.items() if isinstance(column, Mapping)}
        return [
            (f"{path} [{label}]", {name: column.get(label) for name, column in labelled.items()})
            for label in asked
        ]
    columns = {name: column for name, column in table.items() if isinstance(column, list)}
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        return None
    return [
        (f"{path} [{at}]", {name: column[at] for name, column in columns.items()})
        for at in range(lengths.pop())
    ]


def read_ragas(path: Path, value: object = None) -> Iterator[Imported]:
    """Yield a row's new articles, then its question; `value` is the file's JSON where it is read already.

    Raises:
        UsageError: the file can't be read or has none of the columns.
    """
    articles: set[str] = set()
    questions: set[str] = set()
    for row in _rows(path, value):
        if isinstance(row, Skipped):
            yield row
            continue
        for item in _row(*row):
            if isinstance(item, ImportedArticle):
                if item.id in articles:
                    continue
                articles.add(item.id)
            elif isinstance(item, ImportedQuestion):
                if item.id in questions:
                    yield Skipped(item.place, "repeats an earlier row")
                    continue
                questions.add(item.id)
            yield item


def _rows(path: Path, value: object) -> Iterator[Row]:
    if is_json_lines(path):
        return _known(path, json_lines(path))
    if path.name.lower().removesuffix(".gz").endswith(".csv"):
        return _known(path, csv_rows(path))
    rows = ragas_rows(json_value(path) if value is None else value, path)
    if rows is None:
        raise _unknown(path)
    return iter(rows)


def _known(path: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows; a file whose first sound row isn't of ragas is another kind of file."""
    before: list[Row] = []
    for row in rows:
        before.append(row)
        if not isinstance(row, Skipped):
            if not is_ragas(row[1]):
                raise _unknown(path)
            break
    yield from chain(before, rows)


def _unknown(path: Path) -> UsageError:
    return UsageError(
        f"{path} is no ragas dataset: it needs {' or '.join(_QUESTIONS)}, and {' or '.join(_CONTEXTS)}"
    )


def _row(place: str, fields: Mapping[str, Any]) -> list[Imported]:
    try:
        given = {name: _unpacked(name, value) for name, value in fields.items() if not _is_nan(value)}
        question, history = _asked(given)
        every = {name: _contexts(given.get(name), name) for name in _CONTEXTS}
        supporting = next((texts for texts in every.values() if texts), ())
        if not supporting:
            raise BadRowError("has no contexts")
        columns = [name for name in _ANSWERS if name in fields] or [_ANSWER_OF_OLD_SETS]
        answers = next((found for name in columns if (found := texts_of(given.get(name), name))), ())
    except BadRowError as problem:
        return [Skipped(place, str(problem))]
    ids = {text: hashed_id("ragas", (text,)) for texts in every.values() for text in texts}
    asked = ImportedQuestion(
        place,
        hashed_id("ragas-q", (question, *(turn.content for turn in history), *answers)),
        question,
        LONG_FORM_KIND,
        answers=answers,
        relevant_ids=tuple(ids[text] for text in supporting),
        evidence=tuple(Evidence(text, ids[text]) for text in supporting),
        history=history,
    )
    return [*(ImportedArticle(place, name, text) for text, name in ids.items()), asked]


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _contexts(value: object, name: str) -> tuple[str, ...]:
    """Return the different texts of a column of contexts, without the marks that count them."""
    unmarked = (_HOP.sub("", text) for text in texts_of(value, name))
    return tuple(dict.fromkeys(text for text in unmarked if text))


def _unpacked(name: str, value: Any) -> Any:
    """Return a list that CSV keeps as text, in JSON or as Python or numpy writes it; else the value.

    Raises:
        BadRowError: only some of a list's texts have commas between them.
    """
    if name not in _LISTS or not isinstance(value, str) or not value.lstrip().startswith("["):
        return value
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(value.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list):
            return found if read is json.loads else _apart(name, value.strip(), found)
    return value


def _apart(name: str, written: str, read: list[Any]) -> list[Any]:
    """Return a list as `read`, or where numpy wrote it, the texts that Python takes for one: ['a' 'b']."""
    tokens = list(generate_tokens(StringIO(written, newline=None).readline))
    tokens = [token for token in tokens if token.type in (STRING, OP)]
    if not any(one.type == after.type == STRING for one, after in pairwise(tokens)):
        return read
    texts = tokens[1:-1]
    if any(token.type != STRING for token in texts):
        raise BadRowError(f"{name} lacks a comma between texts, but not between all: save the set as JSON")
    return [ast.literal_eval(token.string) for token in texts]


def _asked(fields: Mapping[str, Any]) -> tuple[str, tuple[Turn, ...]]:
    """Return the question, and the turns before it where `user_input` is a conversation."""
    value = next((fields[name] for name in _QUESTIONS if fields.get(name)), None)
    if not isinstance(value, list):
        return text_of(value, "question"), ()
    turns = [_turn(message) for message in value]
    asked = [at for at, turn in enumerate(turns) if turn.role == "user"]
    if not asked:
        raise BadRowError("user_input has no message of a user")
    return turns[asked[-1]].content, tuple(turns[: asked[-1]])


def _turn(message: Any) -> Turn:
    if not isinstance(message, Mapping):
        raise BadRowError("user_input holds something else than messages")
    role = _ROLES.get(str(message.get("type", message.get("role"))).lower())
    if role is None:
        raise BadRowError("user_input holds a message of neither a user nor an assistant")
    return Turn("user" if role == "user" else "assistant", text_of(message.get("content"), "content"))
