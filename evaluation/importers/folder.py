"""The folder that comes out: corpus.jsonl and questions.jsonl, there whole or not at all.

Both are written in a hidden folder beside it, which takes its name at the end. Knows nothing of foreign
formats.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from evaluation.importers.records import Imported, ImportedArticle, ImportedQuestion, Skipped
from index.disk import writing
from index.errors import CitewireError, UsageError


@dataclass(frozen=True, slots=True)
class Written:
    """How many articles and questions were taken in, and how many rows left out."""

    articles: int
    questions: int
    skipped: int


def refuse_taken(out: Path) -> None:
    """Raise UsageError where something is in the place of the new folder already."""
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise UsageError(f"{out} is there already: name a new folder, or remove it first")


def write_folder(
    items: Iterable[Imported], out: Path, most_characters: int, report: Callable[[Skipped], None]
) -> Written:
    """Write what an importer yields, and tell `report` of every row that is left out.

    A text longer than `most_characters` and an id that is taken are left out too. The folder appears only
    when everything is written.

    Raises:
        UsageError: `out` is there already.
        CitewireError: nothing is left to write, or the disk fails.
    """
    refuse_taken(out)
    unfinished = out.parent / f".{out.name}.{os.getpid()}.unfinished"
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
    try:
        written = _write(items, unfinished, most_characters, report)
        if not written.articles or not written.questions:
            missing = "question" if written.articles else "article"
            raise CitewireError(f"no {missing} is left to write: {written.skipped} rows were left out")
        with writing(out):
            unfinished.replace(out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return written


def _write(
    items: Iterable[Imported], folder: Path, most_characters: int, report: Callable[[Skipped], None]
) -> Written:
    ids: dict[type, set[str]] = {ImportedArticle: set(), ImportedQuestion: set()}
    skipped = 0
    with (
        (folder / "corpus.jsonl").open("w", encoding="utf-8", newline="\n") as corpus,
        (folder / "questions.jsonl").open("w", encoding="utf-8", newline="\n") as questions,
    ):
        files: dict[type, IO[str]] = {ImportedArticle: corpus, ImportedQuestion: questions}
        for item in items:
            left_out = item if isinstance(item, Skipped) else _refused(item, ids[type(item)], most_characters)
            if left_out is not None:
                skipped += 1
                report(left_out)
            elif not isinstance(item, Skipped):
                ids[type(item)].add(item.id)
                _put(files[type(item)], item.line(), folder)
    return Written(len(ids[ImportedArticle]), len(ids[ImportedQuestion]), skipped)


def _refused(
    item: ImportedArticle | ImportedQuestion, taken: set[str], most_characters: int
) -> Skipped | None:
    if item.id in taken:
        return Skipped(item.place, f"the id {item.id!r} is already taken")
    if isinstance(item, ImportedArticle) and len(item.text) > most_characters:
        return Skipped(
            item.place, f"has {len(item.text):,} characters; one article may have {most_characters:,}"
        )
    return None


def _put(file: IO[str], fields: dict[str, Any], folder: Path) -> None:
    with writing(folder):
        file.write(json.dumps(fields, ensure_ascii=False) + "\n")
