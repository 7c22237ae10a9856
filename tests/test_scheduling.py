from pathlib import Path

import pytest

from tests import scheduling
from tests.scheduling import longest_first

ROOT = Path(__file__).parents[1]


class Named:
    """As much of a test as is looked at."""

    def __init__(self, nodeid: str) -> None:
        self.nodeid = nodeid


def test_what_takes_longest_begins_first_and_else_the_order_is_kept() -> None:
    given = [
        "tests/app/test_a.py::b",
        "tests/attacks/test_x.py::c",
        "tests/browser/test_y.py::d",
        "tests/a.py::e",
    ]
    items = list(map(Named, given))
    longest_first(items)  # type: ignore[arg-type]
    assert [item.nodeid for item in items] == [given[2], given[1], given[0], given[3]]


@pytest.mark.parametrize("beginning", sorted({*scheduling._LONGEST, *scheduling._TOGETHER}))
def test_what_is_named_is_there(beginning: str) -> None:
    folder, _, name = beginning.rpartition("/")
    assert list((ROOT / folder).glob(f"{name}*" if name else "test_*.py"))
