"""The regressions behind app/weights.json, on made-up numbers; how the commands that fit are called."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from evaluation import fit
from evaluation.fit import Ranking, fit_logistic, fit_ranking
from evaluation.pairs import fit as pairs_fit
from evaluation.pairs import make

# Two features of three candidates: the first is highest in what is right, the second says nothing.
TELLING = (
    ((0.9, 0.2), (0.1, 0.8), (0.3, 0.5)),
    ((0.2, 0.2), (0.8, 0.5), (0.1, 0.8)),
    ((0.3, 0.2), (0.2, 0.5), (0.7, 0.8)),
)


def ranking(rows: Sequence[Sequence[float]], *right: bool) -> Ranking:
    return Ranking(np.array(rows), np.array(right))


def rankings() -> list[Ranking]:
    return [ranking(rows, *np.arange(3) == at) for at, rows in enumerate(TELLING)]


def test_what_tells_the_right_candidate_weighs_most_and_puts_it_first() -> None:
    weights = fit_ranking(rankings())
    assert weights[0] > abs(weights[1])
    assert [int((one.features @ weights).argmax()) for one in rankings()] == [0, 1, 2]


def test_a_question_with_nothing_or_everything_right_teaches_nothing() -> None:
    idle = [ranking(TELLING[0], False, False, False), ranking(TELLING[1], True, True, True)]
    assert fit_ranking([*rankings(), *idle]) == pytest.approx(fit_ranking(rankings()))


def chances(rights: Sequence[tuple[float, bool, float]]) -> list[float]:
    """Return the probabilities at 0 and 1 of a regression over (feature, right, count)."""
    feature, right, count = np.array(rights, dtype=np.float64).T
    [weight], bias = fit_logistic(feature[:, None], right, count)
    return [float(1 / (1 + np.exp(-(weight * at + bias)))) for at in (0, 1)]


def test_probabilities_are_the_shares_that_are_right() -> None:
    counted = [(0, False, 3), (0, True, 1), (1, False, 1), (1, True, 3)]
    assert chances(counted) == pytest.approx([0.25, 0.75], abs=0.01)


def test_a_row_that_counts_twice_is_two_rows() -> None:
    once = [(0, False, 1), (0, True, 1), (1, False, 1), (1, True, 2)]
    repeated = [(0, False, 1), (0, True, 1), (1, False, 1), (1, True, 1), (1, True, 1)]
    assert chances(once) == pytest.approx(chances(repeated), abs=0.01)


@pytest.mark.parametrize("main", [fit.main, pairs_fit.main, make.main])
def test_wrong_use_is_one_line_and_exit_code_2(
    main: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "SETS" in line


def test_sets_that_are_not_there_are_told_before_anything_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fit.main([str(tmp_path / "nowhere"), "--data", str(tmp_path / "data")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "is not there" in line
    assert not (tmp_path / "data").exists()
