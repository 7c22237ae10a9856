from pathlib import Path

import pytest

from evaluation.baseline import Baseline, Stored, compare, load_baseline, save_baseline
from evaluation.scoring import QuestionScores
from index.errors import UsageError


def row(id_: str, fingerprint: str = "f", **values: float) -> QuestionScores:
    return QuestionScores(id_, "factoid", fingerprint, True, True, True, 0.5, values)


def rows(*complete: float) -> list[QuestionScores]:
    return [row(str(number), complete=value) for number, value in enumerate(complete)]


def baseline(tmp_path: Path, *rows: QuestionScores, floor: float = 0.01) -> Baseline:
    save_baseline(tmp_path / "baseline.json", rows, "quotes", floor)
    return load_baseline(tmp_path / "baseline.json")


def test_the_same_run_is_within_the_baseline(tmp_path: Path) -> None:
    run = [row("a", complete=1.0, mrr=1 / 3), row("b", complete=0.0, refused_wrongly=1.0)]
    comparison = compare(baseline(tmp_path, *run), run, "quotes")
    assert comparison.falls == ()
    assert not any(change.worse or change.better for change in comparison.changes)


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row('"a"\n', complete=1.0, answer_words=12.0))
    assert stored == Baseline("quotes", 0.01, {'"a"\n': Stored("f", {"complete": 1.0})})


def test_a_fall_beyond_noise_names_the_questions_that_made_it(tmp_path: Path) -> None:
    stored = baseline(tmp_path, *rows(*[1.0] * 19, 0.0))
    [fall] = compare(stored, rows(*[0.0] * 9, *[1.0] * 10, 1.0), "quotes").falls
    assert (fall.measure, fall.before, fall.now) == ("complete", 0.95, 0.55)
    assert (fall.worse, fall.better) == (tuple("012345678"), ("19",))
    assert fall.fall == pytest.approx(0.4)
    assert 0 < fall.sure_fall < 0.4


def test_a_few_questions_that_got_worse_are_noise_and_many_are_not(tmp_path: Path) -> None:
    stored = baseline(tmp_path, *rows(*[1.0] * 100))
    for lost, falls in [(1, 0), (3, 0), (4, 1), (20, 1)]:
        assert len(compare(stored, rows(*[0.0] * lost, *[1.0] * (100 - lost)), "quotes").falls) == falls


def test_as_many_better_as_worse_is_noise(tmp_path: Path) -> None:
    stored = baseline(tmp_path, *rows(*[1.0, 0.0] * 50))
    comparison = compare(stored, rows(*[0.0, 1.0] * 10, *[1.0, 0.0] * 40), "quotes")
    assert not comparison.falls
    assert len(comparison.changes[0].worse) == len(comparison.changes[0].better) == 10


def test_a_fall_below_the_floor_does_not_matter_however_sure(tmp_path: Path) -> None:
    run = [row(str(number), mrr=0.5) for number in range(200)]
    slightly_worse = [row(str(number), mrr=0.492) for number in range(200)]
    assert not compare(baseline(tmp_path, *run), slightly_worse, "quotes").falls
    assert compare(baseline(tmp_path, *run, floor=0.001), slightly_worse, "quotes").falls


def test_a_single_question_never_fails_the_gate_by_itself(tmp_path: Path) -> None:
    assert not compare(baseline(tmp_path, *rows(1.0)), rows(0.0), "quotes").falls
    assert not compare(baseline(tmp_path, *rows(1.0, 1.0)), rows(0.0, 1.0), "quotes").falls


@pytest.mark.parametrize("count", [2, 3])
def test_nor_do_so_few_that_all_got_worse(tmp_path: Path, count: int) -> None:
    assert not compare(baseline(tmp_path, *rows(*[1.0] * count)), rows(*[0.0] * count), "quotes").falls


def test_unless_its_measure_must_never_fall(tmp_path: Path) -> None:
    run = [row(str(number), quotes_exact=1.0) for number in range(100)]
    one_misquotes = [*run[1:], row("0", quotes_exact=0.9)]
    [fall] = compare(baseline(tmp_path, *run), one_misquotes, "quotes").falls
    assert (fall.measure, fall.worse) == ("quotes_exact", ("0",))


def test_more_wrong_refusals_are_a_fall_and_fewer_are_not(tmp_path: Path) -> None:
    few = [row(str(number), refused_wrongly=float(number < 2)) for number in range(40)]
    many = [row(str(number), refused_wrongly=float(number < 10)) for number in range(40)]
    [fall] = compare(baseline(tmp_path, *few), many, "quotes").falls
    assert fall.fall == pytest.approx(0.2)
    better = compare(baseline(tmp_path, *many), few, "quotes")
    assert not better.falls
    assert len(better.changes[0].better) == 8


def test_a_measure_that_is_gone_is_a_fall(tmp_path: Path) -> None:
    assert compare(baseline(tmp_path, row("a", quotes_exact=1.0)), [row("a")], "quotes").falls


def test_but_not_one_of_answers_where_the_question_is_refused_now(tmp_path: Path) -> None:
    run = [row(str(number), citation_recall=1.0) for number in range(20)]
    refused = [*run[:10], *(row(str(number)) for number in range(10, 20))]
    [change] = compare(baseline(tmp_path, *run), refused, "quotes").changes
    assert (change.count, change.fall) == (10, 0.0)


def test_only_questions_that_are_the_same_are_compared(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row("a", complete=1.0), row("b", complete=1.0), row("gone", complete=1.0))
    now = [row("a", complete=1.0), row("b", "changed", complete=0.0), row("new", complete=0.0)]
    comparison = compare(stored, now, "quotes")
    assert comparison.falls == ()
    assert (comparison.new, comparison.gone) == (2, 1)


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    stored = baseline(tmp_path, row("a", complete=1.0))
    with pytest.raises(UsageError, match="none of these questions"):
        compare(stored, [row("z")], "quotes")
    with pytest.raises(UsageError, match="'quotes', this run of 'gpt'"):
        compare(stored, [row("a")], "gpt")


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "[]",
        '{"engine": "quotes"}',
        '{"format":2,"engine":"q","floor":0,"questions":[]}',
        '{"format":2,"engine":"q","floor":NaN,"questions":{}}',
        '{"format":2,"engine":"q","floor":0,"questions":{"a":{"fingerprint":"f","values":{"complete":NaN}}}}',
        '{"format":2,"engine":"q","floor":0,"questions":{"a":{"fingerprint":"f","values":{"complete":1e999}}}}',
    ],
)
def test_a_file_that_is_no_baseline_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "baseline.json").write_text(content)
    with pytest.raises(UsageError, match="--save-baseline"):
        load_baseline(tmp_path / "baseline.json")


def test_a_baseline_of_an_older_format_is_told(tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text('{"engine": "quotes", "tolerance": 0.04, "questions": {}}')
    with pytest.raises(UsageError, match="another version of Citewire: store it anew with --save-baseline"):
        load_baseline(tmp_path / "baseline.json")
