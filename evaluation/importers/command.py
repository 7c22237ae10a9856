"""Import a foreign question set: python -m evaluation import KIND SOURCE OUT [--split NAME].

KIND is squad, beir, ragas or auto. OUT becomes a folder that `python -m evaluation --corpus OUT` takes.
"""

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from evaluation.edge import CommandParser, exit_code
from evaluation.importers.choose import AUTO, KINDS, read
from evaluation.importers.folder import refuse_taken, write_folder
from evaluation.importers.records import Skipped
from index.settings import IndexSettings, load


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, 1 where nothing could be taken in or written, 2 for wrong use."""
    stopped = "stopped; nothing was written"
    return exit_code("evaluation import", lambda: _import(_parse(arguments)), stopped)


def _import(options: Namespace) -> None:
    refuse_taken(options.out)
    items = read(options.kind, options.source, options.split)
    written = write_folder(items, options.out, load(IndexSettings).max_article_chars, _report)
    left_out = f"; {written.skipped} rows left out" if written.skipped else ""
    print(f"{written.articles} articles and {written.questions} questions: {options.out}{left_out}")


def _report(skipped: Skipped) -> None:
    print(f"evaluation import: {skipped.place}: {skipped.reason}", file=sys.stderr)


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = CommandParser(
        prog="python -m evaluation import", description="Make an archive of a foreign question set."
    )
    add = parser.add_argument
    add("kind", metavar="KIND", help=f"{', '.join(KINDS)}, or {AUTO} to recognise it")
    add("source", type=Path, metavar="SOURCE", help="its file, or its folder (BEIR)")
    add("out", type=Path, metavar="OUT", help="the folder to make")
    add("--split", metavar="NAME", help="which of BEIR's qrels to take (default: test, else the only one)")
    return parser.parse_args(arguments)
