"""The kinds of foreign sets by name, and which of them a path is. Knows nothing of their fields."""

from collections.abc import Iterator
from pathlib import Path

from evaluation.importers.beir import is_beir, read_beir
from evaluation.importers.files import csv_rows, is_json_lines, json_lines, json_value
from evaluation.importers.ragas import is_ragas, ragas_rows, read_ragas
from evaluation.importers.records import Imported, Skipped
from evaluation.importers.squad import is_squad, is_squad_row, read_squad, squad_rows
from index.errors import UsageError

KINDS = ("squad", "beir", "ragas")
AUTO = "auto"


def read(kind: str, source: Path, split: str | None = None) -> Iterator[Imported]:
    """Return what the set at `source` holds, read as it is asked for.

    Raises:
        UsageError: there is no such kind or path, or `source` is of another kind; the latter may come
            with the first item only.
    """
    if kind not in (*KINDS, AUTO):
        raise UsageError(f"there is no kind {kind!r}: use {', '.join((*KINDS, AUTO))}")
    if not source.exists():
        raise UsageError(f"{source} is not there: name the set to import")
    if kind == "beir" or (kind == AUTO and source.is_dir()):
        if not source.is_dir():
            raise UsageError(
                f"{source} is a file: BEIR is a folder with corpus.jsonl, queries.jsonl and qrels/"
            )
        if kind == AUTO and not is_beir(source):
            raise UsageError(f"{source} is no BEIR folder: name its SQuAD or ragas file, or another folder")
        return read_beir(source, split)
    if split is not None:
        raise UsageError("--split is for BEIR folders only")
    if source.is_dir():
        raise UsageError(f"{source} is a folder: name the file in it")
    return read_squad(source) if kind == "squad" else _file(kind, source)


def _file(kind: str, source: Path) -> Iterator[Imported]:
    if kind == "ragas":
        return read_ragas(source)
    is_csv = source.name.lower().removesuffix(".gz").endswith(".csv")
    if is_csv or is_json_lines(source):
        rows = csv_rows(source) if is_csv else json_lines(source)
        first = next((row[1] for row in rows if not isinstance(row, Skipped)), None)
        if is_squad_row(first):
            return read_squad(source)
        if not is_ragas(first):
            raise _unknown(source)
        return read_ragas(source)
    value = json_value(source)
    if is_squad(value) or squad_rows(value, source) is not None:
        return read_squad(source, value)
    if ragas_rows(value, source) is None:
        raise _unknown(source)
    return read_ragas(source, value)


def _unknown(source: Path) -> UsageError:
    return UsageError(f"{source} is recognised as none of {', '.join(KINDS)}: look whether it is complete")
