"""The one error family that people see; translated to a line and an exit code only at the edges.

    CitewireError            a failure: exit code 1
    ├── UsageError           the call or a setting is wrong: exit code 2
    ├── UnreadableError      one file or line can't be read; the others still are
    ├── NoIndexError         nothing has been indexed yet, or not with these settings
    └── DamagedIndexError    what is on disk doesn't fit together

Each message is one line that says what happened and what to do.
"""


class CitewireError(Exception):
    """A failure that a person can act on."""

    exit_code = 1


class UsageError(CitewireError):
    """The command, a question or a setting is wrong."""

    exit_code = 2


class UnreadableError(CitewireError):
    """One file, or one line of it, can't become an article."""


class NoIndexError(CitewireError):
    """There is no index made with the current settings."""


class DamagedIndexError(CitewireError):
    """The index on disk contradicts itself and must be built again."""
