from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.html.charts import Point, Value, curve, histogram, number_rows, round_ticks, share_rows
from evaluation.statistics import Interval

SHARES = st.floats(0, 1)


@given(st.floats(0.001, 1e9), st.booleans())
def test_ticks_are_even_few_and_reach_above(highest: float, whole: bool) -> None:
    ticks = round_ticks(highest, whole=whole)
    assert ticks[0] == 0
    assert ticks[-1] >= highest * (1 - 1e-6)
    assert 2 <= len(ticks) <= 6
    steps = [after - before for before, after in pairwise(ticks)]
    assert steps == pytest.approx([steps[0]] * len(steps))


@pytest.mark.parametrize("highest", [0.0, -1.0, float("nan"), float("inf")])
def test_ticks_exist_where_there_is_no_highest(highest: float) -> None:
    assert round_ticks(highest)[-1] == 1.0


@given(st.lists(st.tuples(SHARES, SHARES), min_size=1), st.booleans())
def test_a_curve_stays_in_its_box(shares: list[tuple[float, float]], chance: bool) -> None:
    plot = curve([Point(x, y, "") for x, y in shares], None, chance=chance)
    assert all(plot.box.left <= dot.x <= plot.box.right for dot in plot.dots)
    assert all(plot.box.top <= dot.y <= plot.box.bottom for dot in plot.dots)


def test_more_is_further_up_and_to_the_right() -> None:
    low, high = curve([Point(0.1, 0.1, "low"), Point(0.9, 0.9, "high")], None).dots
    assert low.x < high.x
    assert low.y > high.y
    assert (low.tip, high.tip) == ("low", "high")


def test_a_row_has_whiskers_only_with_an_interval() -> None:
    with_ends, without = share_rows(
        [Value("a", 0.5, Interval(0.4, 0.7), "50%", ""), Value("b", 0.5, None, "50%", "")]
    ).rows
    assert with_ends.low is not None
    assert with_ends.high is not None
    assert with_ends.low < with_ends.x < with_ends.high
    assert (without.low, without.high) == (None, None)
    assert without.x == with_ends.x
    assert without.y > with_ends.y


def test_numbers_beyond_one_get_a_scale_of_their_own() -> None:
    plot = number_rows([Value("words", 74, Interval(60, 81), "74", "")])
    assert [tick.label for tick in plot.x_ticks] == ["0", "20", "40", "60", "80", "100"]


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_a_histogram_counts_every_number_once(numbers: list[float]) -> None:
    plot = histogram(numbers, [])
    drawn = [int(bar.tip.rsplit(": ", 1)[1]) for bar in plot.bars]
    assert sum(drawn) + plot.beyond == len(numbers)


def test_one_slow_question_does_not_press_the_others_together() -> None:
    plot = histogram([20.0 + number / 10 for number in range(100)] + [5_000.0], [(25.0, "p50")])
    assert plot.beyond == 1
    assert sum(bar.height > 0 for bar in plot.bars) > 3
    assert [mark.label for mark in plot.marks] == ["p50"]
