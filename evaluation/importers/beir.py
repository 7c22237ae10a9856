"""BEIR folders (https://github.com/beir-cellar/beir): corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv.

Each may be packed by gzip. The corpus streams; queries and judgements of the split are held in memory.
Knows nothing of what is written from it.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from evaluation.importers.files import json_lines, lines, named
from evaluation.importers.records import (
    BadRowError,
    Imported,
    ImportedArticle,
    ImportedQuestion,
    Skipped,
    id_of,
    optional_text,
    text_of,
)
from index.errors import UsageError
from index.reading.front_matter import as_url

DEFAULT_SPLIT = "test"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Query:
    place: str
    id: str
    text: str


def is_beir(folder: Path) -> bool:
    """Tell whether a folder has the two JSONL files of BEIR."""
    return folder.is_dir() and all(named(folder, name) for name in ("corpus.jsonl", "queries.jsonl"))


def read_beir(folder: Path, split: str | None = None) -> Iterator[Imported]:
    """Yield every article, then each query of the split that has a relevant one, in the judgements' order.

    Without `split` it is "test", else the only one there is.

    Raises:
        UsageError: a file or the split is missing, or a file can't be read.
    """
    corpus, queries = (_must(folder, name) for name in ("corpus.jsonl", "queries.jsonl"))
    qrels = _qrels(folder, split)
    articles: set[str] = set()
    for item in _articles(corpus):
        if isinstance(item, ImportedArticle):
            articles.add(item.id)
        yield item
    asked: dict[str, str] = {}
    for query in _queries(queries):
        if isinstance(query, Skipped):
            yield query
        elif query.id in asked:
            yield Skipped(query.place, f"the id {query.id!r} is already taken")
        else:
            asked[query.id] = query.text
    yield from _questions(qrels, asked, articles)


def _must(folder: Path, name: str) -> Path:
    found = named(folder, name)
    if found is None:
        raise UsageError(f"{folder} has no {name} (or {name}.gz): name a BEIR folder")
    return found


def _qrels(folder: Path, split: str | None) -> Path:
    files = sorted(
        path for path in (folder / "qrels").glob("*.tsv*") if path.name.endswith((".tsv", ".tsv.gz"))
    )
    splits = {path.name.removesuffix(".gz").removesuffix(".tsv"): path for path in reversed(files)}
    if not splits:
        raise UsageError(f"{folder} has no judgements: qrels/*.tsv are missing")
    if split is None:
        split = DEFAULT_SPLIT if len(splits) > 1 else next(iter(splits))
    if split not in splits:
        raise UsageError(f"{folder} has no split {split!r}: choose --split of {', '.join(sorted(splits))}")
    return splits[split]


def _articles(path: Path) -> Iterator[ImportedArticle | Skipped]:
    return _rows(path, _article)


def _rows(path: Path, made: Callable[[str, dict[str, Any]], Row]) -> Iterator[Row | Skipped]:
    """Yield what `made` makes of each line's place and object, a Skipped where that is a bad row."""
    for row in json_lines(path):
        if isinstance(row, Skipped):
            yield row
            continue
        place, fields = row
        try:
            yield made(place, fields)
        except BadRowError as problem:
            yield Skipped(place, str(problem))


def _article(place: str, fields: dict[str, Any]) -> ImportedArticle:
    title = optional_text(fields.get("title"))
    # Some sets have documents that are a title only.
    text = optional_text(fields.get("text")) or title
    metadata = fields.get("metadata")
    url = as_url(metadata.get("url")) if isinstance(metadata, dict) else None
    return ImportedArticle(place, id_of(fields.get("_id"), "_id"), text_of(text, "text"), title, url)


def _queries(path: Path) -> Iterator[_Query | Skipped]:
    return _rows(path, _query)


def _query(place: str, fields: dict[str, Any]) -> _Query:
    return _Query(place, id_of(fields.get("_id"), "_id"), text_of(fields.get("text"), "text"))


def _questions(qrels: Path, asked: dict[str, str], articles: set[str]) -> Iterator[Imported]:
    relevant: dict[str, dict[str, float]] = {}
    places: dict[str, str] = {}
    for line in lines(qrels):
        if isinstance(line, Skipped):
            yield line
            continue
        place, text = line
        try:
            judged = _judgement(text)
            # Not `<= 0`: what isn't a number is not relevant either.
            if judged is None or not judged[2] > 0:
                continue
            query, article, relevance = judged
            if query not in asked:
                raise BadRowError(f"names a query that isn't there: {query!r}")
            if article not in articles:
                raise BadRowError(f"names an article that isn't there: {article!r}")
        except BadRowError as problem:
            yield Skipped(place, str(problem))
            continue
        places.setdefault(query, place)
        relevant.setdefault(query, {})[article] = relevance
    for query, grades in relevant.items():
        yield ImportedQuestion(
            places[query],
            query,
            asked[query],
            "retrieval",
            relevant_ids=tuple(grades),
            extra={"relevance": grades},
        )


def _judgement(line: str) -> tuple[str, str, float] | None:
    """Return query, article and relevance of a line of three columns, or TREC's four; None for a header."""
    columns = line.split("\t") if "\t" in line else line.split()
    if len(columns) not in (3, 4):
        raise BadRowError(f"has {len(columns)} columns instead of query-id, corpus-id, score")
    query, article, score = columns[0], columns[-2], columns[-1].strip()
    if score.lower() in {"score", "relevance", "rel"}:
        return None
    return id_of(query, "query-id"), id_of(article, "corpus-id"), _grade(score)


def _grade(score: str) -> float:
    """Return a relevance, as a whole number where it is one."""
    try:
        grade = float(score)
    except ValueError:
        grade = math.inf
    if math.isinf(grade):
        raise BadRowError(f"its relevance is no number: {score[:40]!r}")
    return int(grade) if grade.is_integer() else grade
