"""Write a run's page: python -m evaluation report FOLDER.

Makes report.html beside the run's other files. Here errors become a line and an exit code.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from evaluation.html.page import write_page
from index.errors import CitewireError, UsageError

__all__ = ["main", "write_page"]


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, 1 where the page can't be written, 2 where the folder holds no run."""
    try:
        path = write_page(_folder(arguments))
    except CitewireError as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return CitewireError.exit_code
    print(f"report: {path}")
    return 0


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; python -m evaluation report --help tells more")


def _folder(arguments: Sequence[str]) -> Path:
    parser = _Parser(
        prog="python -m evaluation report", description="Show a run as one HTML file that needs no network."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the run left its scores.json")
    folder: Path = parser.parse_args(arguments).folder
    return folder
