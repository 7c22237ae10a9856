"""Bring the index in line with files and folders: `python -m index [PATH ...]` (default seeds/).

Exit code 0 when anything is indexed or nothing had to be done, 1 when nothing could be done, 2 for wrong
use. `--json` prints one object on standard output; everything for people goes to standard error.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import CitewireError
from index.printable import printable
from index.records import SyncReport

if TYPE_CHECKING:
    from index.fingerprint import IndexPlace
    from index.sync import Progress

_MOST_FAILURES_SHOWN = 20
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors become one line on standard error."""
    options = _parser().parse_args(arguments)
    try:
        report, kept_out = _run(options)
    except CitewireError as error:
        _say(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        _say("stopped: what was finished is kept, the next run goes on from there")
        return _INTERRUPTED
    if options.json:
        print(json.dumps(asdict(report)))
    else:
        _summarise(report, kept_out)
    return 1 if report.failed and not report.articles else 0


def _run(options: argparse.Namespace) -> tuple[SyncReport, int]:
    """Sync; return what was done, and how many articles are kept out of this and every sync."""
    # Only after the options are read, so that --help and wrong use answer at once.
    from index.embedding import make_encoder
    from index.fingerprint import place_of
    from index.kept_out import KeptOut
    from index.settings import IndexSettings, load
    from index.sync import sync

    settings = load(IndexSettings, data=options.data)
    encoder = make_encoder(settings)
    _tell_of_others(place_of(settings, encoder.name))
    with _progress() as progress:
        report = sync(
            settings,
            options.paths,
            keep=options.keep,
            rebuild=options.rebuild,
            # What was added on the page is nowhere else: a new index, whole or begun, would have lost it.
            with_added=True,
            progress=progress,
            encoder=encoder,
        )
    return report, len(KeptOut(settings.data).ids)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description="Add these files and folders (.txt .md .html .pdf .jsonl) to the index, or bring them up "
        "to date; unchanged articles cost nothing. What was indexed from elsewhere stays.",
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, default=[Path("seeds")], metavar="PATH", help="default: seeds/"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the index lives (default .citewire/)")
    parser.add_argument("--keep", action="store_true", help="keep articles whose files have disappeared")
    parser.add_argument("--rebuild", action="store_true", help="forget this index and build it again")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    return parser


def _tell_of_others(place: "IndexPlace") -> None:
    """Say that there are indexes made with other settings when one is about to be added to them."""
    from index.fingerprint import differences

    if place.exists():
        return
    for folder, difference in differences(place).items():
        _say(
            f"{folder.name} was made with other settings ({difference}): "
            f"{place.folder.name} is built beside it; remove {folder} when it is no longer needed"
        )


@contextmanager
def _progress() -> "Iterator[Callable[[Progress], None] | None]":
    """Give what shows a bar on a terminal, or None where there is no terminal to show it on."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("indexing"), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(now: "Progress") -> None:
            told = f"{now.articles:,} articles, {now.passages:,} passages"
            bar.update(task, completed=now.bytes_done, total=now.bytes_total, description=told)

        yield show


def _summarise(report: SyncReport, kept_out: int) -> None:
    _say(
        f"{report.added} added, {report.updated} updated, {report.removed} removed, "
        f"{report.unchanged} unchanged, {len(report.failed)} failed: now {report.articles} articles, "
        f"{report.passages} passages ({report.seconds:.1f} s)"
    )
    if kept_out:
        _say(f"  kept out: {kept_out} that were removed on the page, where they can be brought back")
    for failure in report.failed[:_MOST_FAILURES_SHOWN]:
        _say(f"  failed: {failure.path}: {failure.reason}")
    if len(report.failed) > _MOST_FAILURES_SHOWN:
        _say(f"  and {len(report.failed) - _MOST_FAILURES_SHOWN} more (all of them with --json)")


def _say(line: str) -> None:
    """Print a line for people; what a file's name puts in must not break the terminal or its encoding."""
    encoding = sys.stderr.encoding or "utf-8"
    print(printable(line).encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
