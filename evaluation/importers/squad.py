"""SQuAD 1.1 and 2.0 (https://rajpurkar.github.io/SQuAD-explorer/): one JSON file, a paragraph an article.

Also as Hugging Face exports it: rows of id, title, context, question, answers, in JSON or JSON Lines.
An article's id is a hash of its title and text, so it stays the same when paragraphs are added, and the same
paragraph given twice is one article. Knows nothing of what is written from it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.importers.files import is_json_lines, json_lines, json_value
from evaluation.importers.records import (
    BadRowError,
    Imported,
    ImportedArticle,
    ImportedQuestion,
    Skipped,
    hashed_id,
    id_of,
    optional_text,
    text_of,
)
from evaluation.questions import Evidence
from index.errors import UsageError
from index.reading.characters import normalise_field


def is_squad(value: object) -> bool:
    """Tell whether a JSON value has SQuAD's form: an object whose "data" holds paragraphs."""
    data = value.get("data") if isinstance(value, dict) else None
    return isinstance(data, list) and any(isinstance(one, dict) and "paragraphs" in one for one in data)


def is_squad_row(value: object) -> bool:
    """Tell whether a JSON value is a question with its paragraph, as Hugging Face exports SQuAD."""
    return (
        isinstance(value, Mapping)
        and all(isinstance(value.get(name), str) for name in ("context", "question"))
        and isinstance(value.get("answers"), Mapping)
    )


def squad_rows(value: object, path: Path) -> list[tuple[str, Any]] | None:
    """Return the places and rows of a JSON value that Hugging Face exported; None where it is none."""
    rows = value.get("data") if isinstance(value, dict) else value
    if not isinstance(rows, list) or not any(is_squad_row(row) for row in rows):
        return None
    return [(f"{path} [{number}]", row) for number, row in enumerate(rows)]


def read_squad(path: Path, value: object = None) -> Iterator[Imported]:
    """Yield a paragraph's article before its questions; `value` is the file's JSON where it is read already.

    Raises:
        UsageError: the file can't be read or isn't SQuAD's JSON.
    """
    if is_json_lines(path):
        yield from _rows(json_lines(path))
        return
    value = json_value(path) if value is None else value
    rows = squad_rows(value, path)
    if rows is not None:
        yield from _rows(rows)
    elif is_squad(value) and isinstance(value, dict):
        yield from _entries(path, value)
    else:
        raise UsageError(
            f'{path} is not SQuAD: it has neither "data" with "paragraphs" nor rows of context and question'
        )


def _rows(rows: Iterable[tuple[str, Any] | Skipped]) -> Iterator[Imported]:
    """Yield what rows hold that have a question and its whole paragraph each."""
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, Skipped):
            yield row
            continue
        place, fields = row
        if not isinstance(fields, dict):
            yield Skipped(place, "is not an object")
            continue
        try:
            article = _article(place, optional_text(fields.get("title")), fields)
            question = _question(place, article, fields | _as_published(fields.get("answers")))
        except BadRowError as problem:
            yield Skipped(place, str(problem))
            continue
        if article.id not in seen:
            seen.add(article.id)
            yield article
        yield question


def _as_published(answers: object) -> dict[str, Any]:
    """Return the fields of the published form for answers kept as columns; none at all is "no answer"."""
    texts = answers.get("text") if isinstance(answers, Mapping) else None
    if not isinstance(texts, list):
        raise BadRowError("answers has no list of texts")
    return {"answers": [{"text": text} for text in texts], "is_impossible": not texts}


def _entries(path: Path, value: dict[str, Any]) -> Iterator[Imported]:
    seen: set[str] = set()
    for number, entry in enumerate(value["data"]):
        place = f"{path} data[{number}]"
        paragraphs = entry.get("paragraphs") if isinstance(entry, dict) else None
        if not isinstance(paragraphs, list):
            yield Skipped(place, "has no paragraphs")
            continue
        for at, paragraph in enumerate(paragraphs):
            yield from _paragraph(
                f"{place}.paragraphs[{at}]", optional_text(entry.get("title")), paragraph, seen
            )


def _paragraph(place: str, title: str | None, paragraph: Any, seen: set[str]) -> Iterator[Imported]:
    try:
        if not isinstance(paragraph, dict):
            raise BadRowError("is not an object")
        article = _article(place, title, paragraph)
    except BadRowError as problem:
        yield Skipped(place, str(problem))
        return
    if article.id not in seen:
        seen.add(article.id)
        yield article
    asked = paragraph.get("qas")
    if not isinstance(asked, list):
        yield Skipped(place, "has no qas")
        return
    for number, row in enumerate(asked):
        yield _row(f"{place}.qas[{number}]", article, row)


def _article(place: str, title: str | None, fields: Mapping[str, Any]) -> ImportedArticle:
    text = text_of(fields.get("context"), "context")
    return ImportedArticle(place, hashed_id("squad", (title or "", text)), text, _spaced(title))


def _row(place: str, article: ImportedArticle, row: Any) -> Imported:
    try:
        if not isinstance(row, dict):
            raise BadRowError("is not an object")
        return _question(place, article, row)
    except BadRowError as problem:
        return Skipped(place, str(problem))


def _question(place: str, article: ImportedArticle, row: Mapping[str, Any]) -> ImportedQuestion:
    impossible = row.get("is_impossible", False)
    if not isinstance(impossible, bool):
        raise BadRowError("is_impossible is neither true nor false")
    name, question = id_of(row.get("id")), text_of(row.get("question"), "question")
    if impossible:
        plausible = _answer_texts(row.get("plausible_answers", []), "plausible_answers")
        extra: dict[str, Any] = {"plausible_answers": list(plausible)} if plausible else {}
        return ImportedQuestion(place, name, question, "unanswerable", answerable=False, extra=extra)
    answers = _answer_texts(row.get("answers"), "answers")
    there = tuple(answer for answer in answers if answer in article.text)
    if not there:
        raise BadRowError("no answer stands in the paragraph" if answers else "has no answers")
    evidence = tuple(Evidence(answer, article.id) for answer in there)
    return ImportedQuestion(
        place, name, question, "factoid", answers=there, relevant_ids=(article.id,), evidence=evidence
    )


def _answer_texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadRowError(f"{name} is not a list of objects")
    texts = (one.get("text") for one in value)
    cleaned = (normalise_field(text).strip() for text in texts if isinstance(text, str))
    return tuple(dict.fromkeys(text for text in cleaned if text))


def _spaced(title: str | None) -> str | None:
    """Return a title with the blanks that SQuAD writes as underscores."""
    return (title.replace("_", " ").strip() or None) if title else None
