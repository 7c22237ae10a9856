"""Times of day, and which of them may be the same."""

import pytest

from app.check.clock import same_time, time_of


@pytest.mark.parametrize(
    ("written", "minutes", "sure"),
    [
        ("7:20 a.m.", 440, True),
        ("7.20pm", 1160, True),
        ("12 a.m.", 0, True),
        ("12:05 pm", 725, True),
        ("16:50", 1010, True),
        ("04:50", 290, True),
        ("4:50", 290, False),
        ("4 : 50", 290, False),
        ("1130", 690, True),
    ],
)
def test_a_time_is_read_in_minutes_and_tells_whether_its_half_of_the_day_is_sure(
    written: str, minutes: int, *, sure: bool
) -> None:
    time = time_of(written)
    assert (time.minutes, time.sure) == (minutes, sure)


@pytest.mark.parametrize(("one", "other"), [("4:50", "16:50"), ("4:50", "4:50 a.m."), ("4:50 p.m.", "16:50")])
def test_half_a_day_apart_is_the_same_where_one_leaves_it_open(one: str, other: str) -> None:
    assert same_time(time_of(one), time_of(other))


@pytest.mark.parametrize(("one", "other"), [("4:50 a.m.", "16:50"), ("4:50", "5:50"), ("4 p.m.", "4 a.m.")])
def test_otherwise_it_is_another_time(one: str, other: str) -> None:
    assert not same_time(time_of(one), time_of(other))


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time of day"):
        time_of("noon")
