import math
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import metrics
from evaluation.statistics import (
    Interval,
    Marked,
    area_interval,
    areas_under_abstention,
    areas_under_risk,
    mcnemar,
    mean_interval,
    paired_area_difference,
    paired_difference,
    sign_test,
    surest_sign_test,
)


def scipy_stats() -> Any:
    # Takes seconds, and every worker imports this module.
    from scipy import stats

    return stats


scores = st.lists(st.floats(0, 1), min_size=1, max_size=40)
pairs = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=40)
changes = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60)
replies = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=1, max_size=20)


class TestTheIntervalOfAMean:
    def test_of_yes_and_no_is_that_of_the_binomial(self) -> None:
        # 50 of 100: a resample's mean is Binomial(100, 1/2) / 100, whose 2.5% and 97.5% points are 40 and 60.
        low, high = mean_interval([1.0, 0.0] * 50)
        assert low == pytest.approx(0.40, abs=0.011)
        assert high == pytest.approx(0.60, abs=0.011)

    def test_of_two_values_reaches_both(self) -> None:
        # A quarter of the resamples is (0, 0), a quarter (1, 1): both are inside of 95%.
        assert mean_interval([0.0, 1.0]) == Interval(0.0, 1.0)

    def test_of_values_all_right_leaves_room_for_what_was_not_asked(self) -> None:
        low, high = mean_interval([1.0] * 20)
        assert high == 1.0
        assert low == pytest.approx(scipy_stats().binomtest(20, 20).proportion_ci(0.95, "exact").low)
        assert mean_interval([0.0] * 20) == pytest.approx((0.0, 1 - low))

    def test_of_one_value_says_next_to_nothing(self) -> None:
        assert mean_interval([0.5]) == pytest.approx((0.0125, 0.9875))

    def test_of_equal_values_without_bounds_is_that_value(self) -> None:
        assert mean_interval([12.0, 12.0]) == (12.0, 12.0)

    def test_of_equal_amounts_is_that_amount_even_below_one(self) -> None:
        assert mean_interval([1.0, 1.0, 1.0], share=False) == (1.0, 1.0)
        assert mean_interval([1.0, 1.0, 1.0]) != (1.0, 1.0)

    @pytest.mark.parametrize("size", [15, 400])
    def test_is_that_of_scipy(self, size: int) -> None:
        values = np.random.default_rng(7).beta(2, 1, size)
        theirs = scipy_stats().bootstrap(
            (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(3)
        )
        ours = mean_interval(values.tolist())
        width = theirs.confidence_interval.high - theirs.confidence_interval.low
        assert ours == pytest.approx(tuple(theirs.confidence_interval), abs=0.06 * width)

    def test_covers_the_true_mean_about_as_often_as_it_says(self) -> None:
        random = np.random.default_rng(11)
        samples = random.random((300, 80)) < 0.7
        covered = [low <= 0.7 <= high for low, high in (mean_interval(row.tolist()) for row in samples)]
        assert 0.90 <= np.mean(covered) <= 0.99

    @given(scores)
    def test_holds_the_mean_and_stays_in_bounds(self, values: list[float]) -> None:
        low, high = mean_interval(values)
        assert -1e-12 <= low <= high <= 1 + 1e-12
        if len(set(values)) > 1:
            assert min(values) - 1e-12 <= low
            assert high <= max(values) + 1e-12
        else:
            assert low <= values[0] <= high

    @given(scores, st.randoms())
    def test_depends_on_the_values_only(self, values: list[float], random) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        shuffled = values.copy()
        random.shuffle(shuffled)
        assert mean_interval(values) == mean_interval(shuffled)

    @pytest.mark.parametrize("values", [[], [math.nan], [1.0, math.inf]])
    def test_of_no_numbers_is_refused(self, values: list[float]) -> None:
        with pytest.raises(ValueError, match="finite"):
            mean_interval(values)

    def test_of_six_thousand_different_values_is_quick(self) -> None:
        values = np.random.default_rng(1).random(6_000).tolist()
        start = time.process_time()
        mean_interval(values)
        assert time.process_time() - start < 2.0


class TestADifference:
    def test_is_the_second_mean_less_the_first(self) -> None:
        change = paired_difference([0.0, 1.0, 0.5], [1.0, 1.0, 1.0])
        assert change.value == pytest.approx(0.5)
        assert change.low <= 0.5 <= change.high

    @pytest.mark.parametrize(("lost", "beyond_noise"), [(1, False), (3, False), (4, True), (10, True)])
    def test_takes_four_questions_all_worse(self, lost: int, beyond_noise: bool) -> None:
        # A resample misses all that got worse with a chance of (1 - lost/n)^n: 4.8% for 3 of 100, 1.7% for 4.
        before = [1.0] * 100
        after = [0.0] * lost + [1.0] * (100 - lost)
        assert (paired_difference(before, after).high < 0) is beyond_noise

    def test_is_of_pairs_not_of_two_samples(self) -> None:
        before = [index / 100 for index in range(100)]
        after = [value + 0.01 + 0.001 * (index % 2) for index, value in enumerate(before)]
        assert paired_difference(before, after).low > 0.01

    def test_is_that_of_scipy(self) -> None:
        random = np.random.default_rng(5)
        before = random.random(200)
        after = before + random.normal(0.02, 0.2, 200)
        theirs = scipy_stats().bootstrap(
            (before, after),
            lambda first, second, axis: np.mean(second - first, axis=axis),
            n_resamples=20_000,
            paired=True,
            vectorized=True,
            method="percentile",
            rng=np.random.default_rng(3),
        )
        assert paired_difference(before.tolist(), after.tolist())[1:] == pytest.approx(
            tuple(theirs.confidence_interval), abs=0.004
        )

    @given(scores)
    def test_of_a_run_with_itself_is_nothing(self, values: list[float]) -> None:
        assert paired_difference(values, values) == (0.0, 0.0, 0.0)

    @given(pairs)
    def test_is_within_its_bounds(self, both: list[tuple[float, float]]) -> None:
        change = paired_difference([first for first, _ in both], [second for _, second in both])
        assert change.low <= change.high
        differences = [second - first for first, second in both]
        assert min(differences) - 1e-9 <= change.low
        assert change.high <= max(differences) + 1e-9

    def test_of_unpaired_values_is_refused(self) -> None:
        with pytest.raises(ValueError, match="1 values before, 2 after"):
            paired_difference([1.0], [1.0, 0.0])


class TestMcNemar:
    def test_by_hand(self) -> None:
        # 6 lost, none gained: 2 * (1/2)^6.
        assert mcnemar([True] * 8, [False] * 6 + [True] * 2) == 2 / 64
        # 1 gained, 4 lost: 2 * (1 + 5) / 32.
        assert mcnemar([False] + [True] * 4, [True] + [False] * 4) == 12 / 32

    def test_without_a_change_or_with_an_even_split_there_is_nothing(self) -> None:
        assert mcnemar([], []) == 1.0
        assert mcnemar([True, False], [True, False]) == 1.0
        assert mcnemar([True, False], [False, True]) == 1.0

    def test_of_thousands_of_changes_is_exact(self) -> None:
        p = mcnemar([True] * 5_000, [False] * 2_600 + [True] * 2_400)
        assert p == pytest.approx(float(Fraction(2, 2**2_600)))
        many = mcnemar([False] * 2_400 + [True] * 2_600, [True] * 2_400 + [False] * 2_600)
        assert many == pytest.approx(scipy_stats().binomtest(2_400, 5_000).pvalue)

    @given(changes)
    def test_is_the_binomial_test_of_scipy(self, pairs: list[tuple[bool, bool]]) -> None:
        before, after = [was for was, _ in pairs], [now for _, now in pairs]
        gained = sum(not was and now for was, now in pairs)
        changed = sum(was != now for was, now in pairs)
        expected = scipy_stats().binomtest(gained, changed).pvalue if changed else 1.0
        assert mcnemar(before, after) == pytest.approx(expected)

    def test_of_unpaired_values_is_refused(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            mcnemar([True, True], [True])


def counts_of(confidence: list[float], marks: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts of the set itself: the one resample in which everything comes up once."""
    levels = sorted(set(confidence))
    both = list(zip(confidence, marks, strict=True))
    with_mark, without = ([float(both.count((level, mark))) for level in levels] for mark in (True, False))
    return np.array([with_mark]), np.array([without])


class TestAreas:
    @given(replies)
    def test_of_the_set_itself_are_those_of_the_metrics(self, pairs: list[tuple[float, bool]]) -> None:
        confidence, marks = [value for value, _ in pairs], [mark for _, mark in pairs]
        counts = counts_of(confidence, marks)
        risk = metrics.area_under_risk(metrics.risk_coverage_curve(confidence, marks))
        assert areas_under_risk(*counts)[0] == pytest.approx(risk)
        abstention = metrics.area_under_abstention(metrics.abstention_curve(confidence, marks))
        if len(set(marks)) == 2:
            assert areas_under_abstention(*counts)[0] == pytest.approx(abstention)
        else:
            assert math.isnan(areas_under_abstention(*counts)[0])

    def test_their_intervals_hold_them(self) -> None:
        random = np.random.default_rng(2)
        answerable = random.random(200) < 0.5
        confidence = (random.random(200) + 0.5 * answerable).tolist()
        area = metrics.area_under_abstention(metrics.abstention_curve(confidence, answerable.tolist()))
        low, high = area_interval(areas_under_abstention, Marked(confidence, answerable.tolist()))
        assert low < area < high
        assert 0.05 < high - low < 0.2

    def test_of_confidences_that_say_nothing_and_everything_differ_beyond_noise(self) -> None:
        answerable = [True, False] * 50
        nothing = Marked([0.5] * 100, answerable)
        everything = Marked([0.9, 0.1] * 50, answerable)
        change = paired_area_difference(areas_under_abstention, nothing, everything)
        assert change == pytest.approx((0.5, 0.5, 0.5))
        assert paired_area_difference(areas_under_abstention, nothing, nothing) == (0.0, 0.0, 0.0)

    def test_where_only_one_sort_was_asked_there_is_none(self) -> None:
        with pytest.raises(ValueError, match="no resample"):
            area_interval(areas_under_abstention, Marked([0.1, 0.2], [True, True]))
        with pytest.raises(ValueError, match="1 confidences for 2 marks"):
            area_interval(areas_under_risk, Marked([0.1], [True, True]))
        with pytest.raises(ValueError, match="1 values before, 2 after"):
            paired_area_difference(areas_under_risk, Marked([0.1], [True]), Marked([0.1] * 2, [True] * 2))


class TestTheSignTest:
    @given(pairs)
    def test_is_that_of_a_fair_coin(self, both: list[tuple[float, float]]) -> None:
        signs = [np.sign(round(after - before, 12)) for before, after in both]
        up, moved = signs.count(1), len(signs) - signs.count(0)
        expected = scipy_stats().binomtest(up, moved).pvalue if moved else 1.0
        assert sign_test(*zip(*both, strict=True)) == pytest.approx(expected)

    @pytest.mark.parametrize(("moved", "beyond_noise"), [(1, False), (5, False), (6, True)])
    def test_takes_six_that_all_moved_the_same_way(self, moved: int, beyond_noise: bool) -> None:
        p = sign_test([0.5] * 20, [0.6] * moved + [0.5] * (20 - moved))
        assert (p < 0.05) is beyond_noise
        assert surest_sign_test(moved) == p

    def test_takes_a_rounding_error_for_no_change(self) -> None:
        assert sign_test([0.1 + 0.2] * 9, [0.3] * 9) == 1.0

    def test_of_other_lengths_is_refused(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            sign_test([1.0, 1.0], [1.0])
