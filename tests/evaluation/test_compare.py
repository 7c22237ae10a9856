import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.compare import main
from evaluation.report import write_scores
from evaluation.scoring import QuestionScores, summarize

Written = Mapping[str, Any]
NO_NUMBER = (
    b'{"run": {}, "summary": {}, "questions": [{"id": "factoid-0", "kind": "factoid", "fingerprint": "f",'
    b' "answerable": true, "correct": true, "confidence": 0.5, "values": {"complete": 1e999}}]}'
)


def row(id_: str, kind: str = "factoid", fingerprint: str = "f", **values: float) -> QuestionScores:
    return QuestionScores(id_, kind, fingerprint, True, True, True, 0.5, values)


def rows(*complete: float, kind: str = "factoid") -> list[QuestionScores]:
    return [row(f"{kind}-{number}", kind, complete=value) for number, value in enumerate(complete)]


def save(
    folder: Path,
    rows: list[QuestionScores],
    answers: Mapping[str, str] | None = None,
    about: Written | None = None,
) -> Path:
    folder.mkdir()
    write_scores(folder / "scores.json", about or {"engine": "quotes"}, summarize(rows), rows)
    lines(folder / "questions.jsonl", [{"id": row.id, "question": f"What about {row.id}?"} for row in rows])
    if answers is not None:
        lines(folder / "predictions.jsonl", [{"id": id_, "answer": said} for id_, said in answers.items()])
    return folder


def lines(path: Path, objects: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(value) + "\n" for value in objects))


def compared(tmp_path: Path, before: Path, after: Path) -> Written:
    assert main([str(before), str(after), "--json", str(tmp_path / "compared.json")]) == 0
    written: Written = json.loads((tmp_path / "compared.json").read_text())
    return written


def test_a_run_equals_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = save(tmp_path / "a", rows(1.0, 0.0, 1.0))
    written = compared(tmp_path, run, run)
    assert written["measures"]["complete"] == {
        "before": 2 / 3, "after": 2 / 3, "count": 3, "difference": 0.0, "interval": [0.0, 0.0],
        "p": 1.0, "beyond_noise": False, "verdict": "",
    }  # fmt: skip
    assert written["worse"] == written["better"] == []
    assert "the same in both: complete" in capsys.readouterr().out


def test_a_difference_beyond_noise_is_marked_and_one_within_is_not(tmp_path: Path) -> None:
    before = save(tmp_path / "a", rows(*[1.0] * 100))
    few = save(tmp_path / "few", rows(*[0.0] * 5, *[1.0] * 95))
    many = save(tmp_path / "many", rows(*[0.0] * 10, *[1.0] * 90))
    within = compared(tmp_path, before, few)["measures"]["complete"]
    # McNemar, 5 changes to 0: 2 / 2^5.
    assert (within["p"], within["verdict"]) == (0.0625, "")
    beyond = compared(tmp_path, before, many)["measures"]["complete"]
    assert (beyond["p"], beyond["verdict"]) == (2 / 2**10, "worse")
    assert beyond["difference"] == pytest.approx(-0.1)
    assert beyond["interval"][0] < -0.1 < beyond["interval"][1] < 0
    assert compared(tmp_path, many, before)["measures"]["complete"]["verdict"] == "better"


def test_measures_between_yes_and_no_are_judged_by_their_interval(tmp_path: Path) -> None:
    before = save(tmp_path / "a", [row(str(number), mrr=0.5) for number in range(30)])
    after = save(tmp_path / "b", [row(str(number), mrr=0.5 + 0.01 * (number % 3)) for number in range(30)])
    mrr = compared(tmp_path, before, after)["measures"]["mrr"]
    assert mrr["p"] is None
    assert mrr["verdict"] == "better"


@pytest.mark.parametrize(("moved", "verdict"), [(1, ""), (5, ""), (6, "worse")])
def test_a_few_questions_that_all_moved_alike_are_noise(tmp_path: Path, moved: int, verdict: str) -> None:
    before = save(tmp_path / "a", [row(str(number), mrr=1.0) for number in range(moved)])
    after = save(tmp_path / "b", [row(str(number), mrr=0.5) for number in range(moved)])
    assert compared(tmp_path, before, after)["measures"]["mrr"]["verdict"] == verdict


def test_one_question_does_not_move_an_area_beyond_noise(tmp_path: Path) -> None:
    before = save(tmp_path / "a", [row("q", complete=1.0)])
    after = save(tmp_path / "b", [replace(row("q", complete=0.0), correct=False)])
    risk = compared(tmp_path, before, after)["measures"]["risk_area"]
    assert (risk["difference"], risk["verdict"]) == (1.0, "")


def test_what_nobody_can_judge_has_no_risk(tmp_path: Path) -> None:
    plain = [replace(row(str(number), refused_wrongly=0.0), correct=None) for number in range(3)]
    before, after = save(tmp_path / "a", plain), save(tmp_path / "b", [*plain, row("judged", complete=1.0)])
    assert "risk_area" not in compared(tmp_path, before, after)["measures"]


def test_it_is_said_where_more_than_the_answers_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    about = {"engine": "quotes", "corpus": ["/news"], "index": "one", "wrong_corpus": False}
    before = save(tmp_path / "a", rows(1.0), about=about)
    after = save(tmp_path / "b", rows(1.0), about=about | {"corpus": ["/other"], "wrong_corpus": True})
    compared(tmp_path, before, before)
    assert "not only the answers differ" not in capsys.readouterr().out
    compared(tmp_path, before, after)
    printed = capsys.readouterr().out
    assert "not only the answers differ, but also: the articles, --wrong-corpus\n" in printed
    assert "engine quotes, /other, --wrong-corpus)" in " ".join(printed.split())


def test_more_wrong_refusals_are_worse(tmp_path: Path) -> None:
    before = save(tmp_path / "a", [row(str(number), refused_wrongly=0.0) for number in range(10)])
    after = save(tmp_path / "b", [row(str(number), refused_wrongly=1.0) for number in range(10)])
    written = compared(tmp_path, before, after)
    assert written["measures"]["refused_wrongly"]["verdict"] == "worse"
    assert len(written["worse"]) == 10


def test_amounts_are_neither_better_nor_worse(tmp_path: Path) -> None:
    before = save(tmp_path / "a", [row(str(number), answer_words=10.0) for number in range(10)])
    after = save(tmp_path / "b", [row(str(number), answer_words=20.0) for number in range(10)])
    written = compared(tmp_path, before, after)
    assert written["measures"]["answer_words"]["verdict"] == "changed"
    assert written["worse"] == written["better"] == []


def test_each_kind_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steady = rows(1.0, 1.0, kind="factoid")
    before = save(tmp_path / "a", steady + rows(*[1.0] * 8, kind="time"))
    after = save(tmp_path / "b", steady + rows(*[0.0] * 8, kind="time"))
    by_kind = compared(tmp_path, before, after)["by_kind"]
    assert by_kind["factoid"]["complete"]["verdict"] == ""
    assert by_kind["time"]["complete"]["verdict"] == "worse"
    printed = capsys.readouterr().out
    assert "\ntime " in printed
    assert "\nfactoid " not in printed


def test_what_moved_alike_with_refusals_ignored_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save(tmp_path / "a", [row("q", complete=1.0, complete_anyway=1.0, mrr=1.0, mrr_anyway=0.5)])
    after = save(tmp_path / "b", [row("q", complete=0.0, complete_anyway=0.0, mrr=0.5, mrr_anyway=1.0)])
    assert compared(tmp_path, before, after)["measures"]["complete_anyway"]["difference"] == -1.0
    printed = capsys.readouterr().out
    assert "complete 1 -> 0, mrr 1 -> 0.5, mrr_anyway 0.5 -> 1" in printed
    assert "whole answer is complete, refusals ignored" not in printed
    assert "MRR, refusals ignored" in printed


def test_questions_that_moved_are_shown_with_both_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save(tmp_path / "a", [row("q", complete=1.0, mrr=0.5)], {"q": "About **25** died. [1]"})
    after = save(tmp_path / "b", [row("q", complete=0.0, mrr=1.0)], {"q": "Many\ndied. [1]"})
    # One measure got worse, another better: the answer tells more than the ranking.
    assert compared(tmp_path, before, after)["worse"] == [
        {
            "id": "q", "kind": "factoid", "question": "What about q?",
            "moved": {"complete": [1.0, 0.0], "mrr": [0.5, 1.0]},
            "answers": ["About **25** died. [1]", "Many\ndied. [1]"],
        }
    ]  # fmt: skip
    printed = capsys.readouterr().out
    assert "q (factoid): What about q?" in printed
    assert "complete 1 -> 0, mrr 0.5 -> 1" in printed
    assert "A: About **25** died. [1]" in printed
    assert "B: Many died. [1]" in printed


def test_other_words_with_the_same_scores_are_counted(tmp_path: Path) -> None:
    before = save(tmp_path / "a", rows(1.0, 1.0), {"factoid-0": "25.", "factoid-1": "Spain."})
    after = save(tmp_path / "b", rows(1.0, 1.0), {"factoid-0": "About 25.", "factoid-1": "Spain."})
    assert compared(tmp_path, before, after)["questions"]["reworded"] == 1


def test_what_is_not_in_both_or_has_changed_is_left_out_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save(
        tmp_path / "a", [row("same", complete=1.0), row("old", complete=0.0), row("x", complete=1.0)]
    )
    after = save(
        tmp_path / "b",
        [row("same", complete=1.0), row("new", complete=0.0), row("x", fingerprint="g", complete=0.0)],
    )
    written = compared(tmp_path, before, after)
    assert written["questions"] == {
        "compared": 1, "only_before": 1, "only_after": 1, "changed": 1, "reworded": 0,
    }  # fmt: skip
    assert written["measures"]["complete"]["count"] == 1
    assert "left out: 1 only in A, 1 only in B, 1 with another wording" in capsys.readouterr().out


def test_the_curve_of_refusals_is_compared_by_its_area(tmp_path: Path) -> None:
    def run(folder: str, sure: float, unsure: float) -> Path:
        asked = [
            QuestionScores(
                str(n), "factoid", "f", n % 2 == 0, True, n % 2 == 0, unsure if n % 2 else sure, {}
            )
            for n in range(40)
        ]
        return save(tmp_path / folder, asked)

    measures = compared(tmp_path, run("chance", 0.5, 0.5), run("perfect", 0.9, 0.1))["measures"]
    assert (measures["abstention_area"]["before"], measures["abstention_area"]["after"]) == (0.5, 1.0)
    assert measures["abstention_area"]["verdict"] == measures["risk_area"]["verdict"] == "better"


def test_the_file_alone_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = save(tmp_path / "a", rows(1.0)), save(tmp_path / "b", rows(0.0))
    moved = (before / "scores.json").rename(tmp_path / "before.json")
    assert main([str(moved), str(after / "scores.json")]) == 0
    assert "worse: 1" in capsys.readouterr().out


def test_only_so_many_questions_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = save(tmp_path / "a", rows(*[1.0] * 9)), save(tmp_path / "b", rows(*[0.0] * 9))
    assert main([str(before), str(after), "--show", "2"]) == 0
    printed = capsys.readouterr().out
    assert "factoid-1 (" in printed
    assert "factoid-2 (" not in printed
    assert "and 7 more" in printed


def test_damaged_lines_beside_the_scores_are_passed_over(tmp_path: Path) -> None:
    before, after = save(tmp_path / "a", rows(1.0)), save(tmp_path / "b", rows(0.0))
    (after / "predictions.jsonl").write_text('[]\n{"id": "factoid-0", "answer": "Yes."}\n{"id": "fact')
    [worse] = compared(tmp_path, before, after)["worse"]
    assert worse["answers"] == ["", "Yes."]


def test_what_a_terminal_would_obey_is_shown_as_escapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save(
        tmp_path / "a", [row("[red]\x1b[2J", complete=1.0)], {"[red]\x1b[2J": "\x1b[31mYes. \ud800"}
    )
    after = save(tmp_path / "b", [row("[red]\x1b[2J", complete=0.0)])
    compared(tmp_path, before, after)
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "[red]\\x1b[2J (factoid)" in printed
    assert "A: \\x1b[31mYes. ?" in printed


def test_runs_without_a_common_question_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = save(tmp_path / "a", [row("a", complete=1.0)])
    after = save(tmp_path / "b", [row("b", complete=1.0)])
    assert main([str(before), str(after)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "no question in common" in line


@pytest.mark.parametrize(
    "content", [None, b"", b"[]", b"\xff\xfe", b'{"run": {}, "questions": []}', NO_NUMBER]
)
def test_what_is_no_run_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    run = save(tmp_path / "a", rows(1.0))
    (tmp_path / "b").mkdir()
    if content is not None:
        (tmp_path / "b" / "scores.json").write_bytes(content)
    assert main([str(run), str(tmp_path / "b")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "scores.json" in line


@pytest.mark.parametrize("options", [[], ["one"], ["a", "b", "--show", "many"], ["a", "b", "--nonsense"]])
def test_wrong_use_is_one_line(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(options) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = save(tmp_path / "a", rows(1.0))
    assert main([str(run), str(run), "--json", str(tmp_path / "nowhere" / "x.json")]) == 2
    assert "--json" in capsys.readouterr().err
