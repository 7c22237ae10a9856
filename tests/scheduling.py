"""In which order test files go to the workers, and which of them share one.

By itself pytest-xdist begins with the files that have most tests. Those that take longest have few: begun
last, they would leave one worker at work while all others have ended.
"""

from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling

# In these a browser, a server or a language model is at work, for minutes.
_LONGEST = ("tests/browser/", "tests/attacks/", "tests/app/model/test_real_", "tests/app/test_main.py")
# Of each, all files use one thing that takes long to make.
_TOGETHER = ("tests/attacks/", "tests/app/model/test_real_", "tests/evaluation/reader/")


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests that take longest before all others; the order is otherwise kept."""
    items.sort(key=lambda item: _place(item.nodeid, _LONGEST))


class Scheduling(LoadFileScheduling):
    """Hands out whole files, in the order of the tests."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        place = _place(nodeid, _TOGETHER)
        return _TOGETHER[place] if place < len(_TOGETHER) else super()._split_scope(nodeid)


def _place(nodeid: str, beginnings: Sequence[str]) -> int:
    """Return which of these the id of a test begins with, their number if none."""
    return next((at for at, one in enumerate(beginnings) if nodeid.startswith(one)), len(beginnings))
