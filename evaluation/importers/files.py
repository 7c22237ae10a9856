"""Foreign files read piece by piece: lines (plain or gzip), JSON values, rows of CSV, each with its place.

A broken row costs that row only; a file that can't be read at all is a UsageError. Knows no format's fields.
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from evaluation.importers.records import Skipped
from index.errors import UsageError

LONGEST_LINE_BYTES = 64_000_000
LARGEST_JSON_BYTES = 1_000_000_000
_MEGABYTE = 1_000_000


def named(folder: Path, name: str) -> Path | None:
    """Return the file of that name in a folder, plain or with `.gz` behind it; None where neither is."""
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file's bytes, unpacked where its name ends in .gz.

    Raises:
        UsageError: it can't be opened or read to its end; also for what happens inside the block.
    """
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            yield cast("IO[bytes]", file)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UsageError(f"{path} is no whole gzip file: fetch it again, or unpack it yourself") from error
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror or error}") from error


def lines(path: Path, most_bytes: int = LONGEST_LINE_BYTES) -> Iterator[tuple[str, str] | Skipped]:
    """Yield (place, text) for each line that isn't blank; a Skipped for one too long or not UTF-8.

    Raises:
        UsageError: the file can't be read.
    """
    with opened(path) as file:
        for number, line in enumerate(_pieces(file, most_bytes), start=1):
            place = f"{path}:{number}"
            if line is None:
                yield Skipped(place, f"is longer than {most_bytes / _MEGABYTE:,.0f} MB")
                continue
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError as error:
                yield Skipped(place, f"is not UTF-8 at byte {error.start} of the line")
                continue
            if text:
                yield place, text


def is_json_lines(path: Path) -> bool:
    """Tell by its name whether a file is JSON Lines, packed or not."""
    return path.name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]] | Skipped]:
    """Yield (place, object) for each line of a JSON Lines file, a Skipped for what is none.

    Raises:
        UsageError: the file can't be read.
    """
    for line in lines(path):
        if isinstance(line, Skipped):
            yield line
            continue
        place, text = line
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            yield Skipped(place, "is not JSON")
            continue
        yield (place, value) if isinstance(value, dict) else Skipped(place, "is not a JSON object")


def json_value(path: Path, most_bytes: int = LARGEST_JSON_BYTES) -> Any:
    """Return the value of a JSON file, which is held in memory whole.

    Raises:
        UsageError: the file can't be read, is too large, or isn't JSON.
    """
    with opened(path) as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise UsageError(
            f"{path} has more than {most_bytes / _MEGABYTE:,.0f} MB: split it into several files"
        )
    if not data.strip():
        raise UsageError(f"{path} is empty")
    try:
        return json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{path} is not JSON: {error.msg} at line {error.lineno} column {error.colno}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{path} is not JSON that can be read: a number or its nesting is too long"
        ) from error


def csv_rows(path: Path) -> Iterator[tuple[str, dict[str, str]] | Skipped]:
    """Yield (place, fields by column) for each row of a CSV file with a header.

    Raises:
        UsageError: the file can't be read.
    """
    with opened(path) as file, _long_fields():
        # What isn't UTF-8 comes as lone surrogates, so that it costs its row only.
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        reader = csv.reader(text)
        header: list[str] | None = None
        for place, row in _numbered(path, reader):
            if isinstance(row, csv.Error):
                yield Skipped(place, f"is no row of CSV: {row}")
            elif any("\udc80" <= letter <= "\udcff" for cell in row for letter in cell):
                yield Skipped(place, "is not UTF-8")
            elif header is None:
                header = [name.strip() for name in row]
            elif len(row) > len(header):
                yield Skipped(place, f"has {len(row)} fields, the header {len(header)}")
            else:
                yield place, dict(zip(header, row, strict=False))


def _numbered(path: Path, reader: Any) -> Iterator[tuple[str, list[str] | csv.Error]]:
    while True:
        place = f"{path}:{reader.line_num + 1}"
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield place, error
            continue
        if any(cell.strip() for cell in row):
            yield place, row


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let a field be as long as a line may be: csv's own limit is a setting of the whole process."""
    before = csv.field_size_limit(LONGEST_LINE_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _pieces(file: IO[bytes], most_bytes: int) -> Iterator[bytes | None]:
    """Yield lines without keeping more than `most_bytes` of one; None for a longer one."""
    while line := file.readline(most_bytes + 1):
        if len(line) <= most_bytes or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
            pass
        yield None
