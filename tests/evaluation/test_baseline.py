from pathlib import Path

import pytest

from evaluation.baseline import Baseline, Stored, compare, load_baseline, save_baseline
from evaluation.scoring import QuestionScores
from index.errors import UsageError


def row(id_: str, fingerprint: str = "f", **values: float) -> QuestionScores:
    renamed = {name.replace("hit_at_1", "hit@1"): value for name, value in values.items()}
    return QuestionScores(id_, "factoid", fingerprint, True, True, True, 0.5, renamed)


def baseline(tmp_path: Path, *rows: QuestionScores, tolerance: float = 0.02) -> Baseline:
    save_baseline(tmp_path / "baseline.json", rows, "quotes", tolerance)
    return load_baseline(tmp_path / "baseline.json")


def test_the_same_run_is_within_the_baseline(tmp_path: Path) -> None:
    rows = [row("a", complete=1.0, mrr=1 / 3), row("b", complete=0.0, refused_wrongly=1.0)]
    comparison = compare(baseline(tmp_path, *rows), rows, "quotes")
    assert comparison.falls == ()
    assert not any(change.worse or change.better for change in comparison.changes)


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row('"a"\n', complete=1.0, answer_words=12.0))
    assert stored == Baseline("quotes", 0.02, {'"a"\n': Stored("f", {"complete": 1.0})})


def test_a_fall_names_the_questions_that_made_it(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row("a", complete=1.0), row("b", complete=1.0), row("c", complete=0.0))
    now = [row("a", complete=0.0), row("b", complete=0.0), row("c", complete=1.0)]
    [fall] = compare(stored, now, "quotes").falls
    assert (fall.measure, fall.worse, fall.better) == ("complete", ("a", "b"), ("c",))
    assert fall.fall == pytest.approx(1 / 3)


def test_more_wrong_refusals_are_a_fall_and_fewer_are_not(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row("a", refused_wrongly=0.0), row("b", refused_wrongly=1.0))
    assert compare(stored, [row("a", refused_wrongly=1.0), row("b", refused_wrongly=1.0)], "quotes").falls
    better = compare(stored, [row("a", refused_wrongly=0.0), row("b", refused_wrongly=0.0)], "quotes")
    assert not better.falls
    assert better.changes[0].better == ("b",)


def test_noise_is_let_through(tmp_path: Path) -> None:
    rows = [row(str(number), mrr=1.0) for number in range(10)]
    now = [row("0", mrr=0.9), *rows[1:]]
    assert compare(baseline(tmp_path, *rows), now, "quotes").falls == ()
    assert compare(baseline(tmp_path, *rows, tolerance=0.005), now, "quotes").falls


def test_a_measure_that_is_gone_is_a_fall(tmp_path: Path) -> None:
    assert compare(baseline(tmp_path, row("a", quotes_exact=1.0)), [row("a")], "quotes").falls


def test_only_questions_that_are_the_same_are_compared(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row("a", complete=1.0), row("b", complete=1.0), row("gone", complete=1.0))
    now = [row("a", complete=1.0), row("b", "changed", complete=0.0), row("new", complete=0.0)]
    comparison = compare(stored, now, "quotes")
    assert comparison.falls == ()
    assert comparison.new == 2


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row("a", complete=1.0))
    with pytest.raises(UsageError, match="none of these questions"):
        compare(stored, [row("z")], "quotes")
    with pytest.raises(UsageError, match="'quotes', this run of 'gpt'"):
        compare(stored, [row("a")], "gpt")


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"engine": "quotes"}', '{"engine":"q","tolerance":0,"questions":[]}']
)
def test_a_file_that_is_no_baseline_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "baseline.json").write_text(content)
    with pytest.raises(UsageError, match="--save-baseline"):
        load_baseline(tmp_path / "baseline.json")
