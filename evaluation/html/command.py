"""Write a run's page: python -m evaluation report FOLDER.

Makes report.html beside the run's other files.
"""

from collections.abc import Sequence
from pathlib import Path

from evaluation.edge import CommandParser, exit_code
from evaluation.html.page import write_page


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, 1 where the page can't be written, 2 where the folder holds no run."""
    return exit_code("evaluation", lambda: print(f"report: {write_page(_folder(arguments))}"))


def _folder(arguments: Sequence[str]) -> Path:
    parser = CommandParser(
        prog="python -m evaluation report", description="Show a run as one HTML file that needs no network."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the run left its scores.json")
    folder: Path = parser.parse_args(arguments).folder
    return folder
