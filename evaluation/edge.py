"""The edge of the evaluation's commands: errors become one line and an exit code here, and nowhere else.

Also what they all show while they work. Knows nothing of what they do.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import NoReturn

from rich.console import Console
from rich.progress import Progress

from index.errors import CitewireError, UsageError

_INTERRUPTED = 130


class CommandParser(ArgumentParser):
    """An argument parser whose complaints are UsageErrors."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with the complaint and where help is."""
        raise UsageError(f"{message}; {self.prog} --help lists the options")


def exit_code(command: str, run: Callable[[], int | None], stopped: str = "stopped") -> int:
    """Return what `run` returns (None is 0); for an error 1 or 2, after one line that says what is wrong.

    `stopped` is what is said when a person interrupts it; the code is then 130, as a shell has it.
    """
    try:
        return run() or 0
    except CitewireError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return CitewireError.exit_code
    except KeyboardInterrupt:
        print(f"\n{command}: {stopped}", file=sys.stderr)
        return _INTERRUPTED


def progress_bar() -> Progress:
    """Return a progress bar on stderr, silent where that is no terminal."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)
