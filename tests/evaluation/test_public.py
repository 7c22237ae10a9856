from collections.abc import Sequence
from pathlib import Path

import pytest

from evaluation import public
from evaluation.corpora import CLAPNQ, NEWS, OURS, SQUAD, STORIES
from evaluation.public import main
from evaluation.publicsets import PARTS, Part, PublicSet
from evaluation.questions import LONG_FORM_KIND, GoldQuestion
from tests.evaluation.conftest import SmallSets
from tests.evaluation.fakes import FakeArchive
from tests.evaluation.sets import gold, title_in

ARTICLES = {part: title_in(part) for part in PARTS}
TEXTS = {
    ARTICLES["trained"]: "The ferry of Calverton sank with 31 aboard.",
    ARTICLES["calibrated"]: "The tram of Orvane cost 45 million crowns.",
    ARTICLES["unseen"]: "The market of Vernholm burnt on Friday.",
}


def about(part: Part, question: str, answer: str) -> GoldQuestion:
    return gold(question, ARTICLES[part], answer)


def nothing_about(part: Part, question: str) -> GoldQuestion:
    return gold(question, extra={"lookalike_ids": [ARTICLES[part]]})


# What the archive does with each is plain: it answers where two words are shared.
QUESTIONS = (
    about("trained", "How many were on the ferry of Calverton?", "31"),
    about("trained", "What did the ferry of Calverton carry?", "sheep"),
    about("calibrated", "What did the tram of Orvane cost?", "45 million crowns"),
    about("unseen", "When did the market of Vernholm burn?", "Friday"),
    about("unseen", "Friday?", "Friday"),
    nothing_about("trained", "Why did the ferry of Calverton sink?"),
    nothing_about("unseen", "Why?"),
)


@pytest.fixture(autouse=True)
def without_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "stories", lambda data: ())


@pytest.fixture
def table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[list[str]]:
    """The cells of the table of one set, row by row."""
    monkeypatch.setenv("COLUMNS", "200")
    only = {name: made(name, QUESTIONS if name == SQUAD else QUESTIONS[:1]) for name in (SQUAD, OURS)}
    monkeypatch.setattr(public, "opened", lambda sets, data: only)
    assert main([str(tmp_path), "--data", str(tmp_path / "data")]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.replace("┃", "│").splitlines()
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


def made(name: str, questions: Sequence[GoldQuestion]) -> PublicSet:
    return PublicSet(name, tuple(questions), FakeArchive(TEXTS))  # type: ignore[arg-type]


def row(table: list[list[str]], label: str) -> list[str]:
    [cells] = [cells for cells in table if cells[0] == label]
    return cells[1:]


def test_the_title_says_how_many_questions_are_in_each_part(table: list[list[str]]) -> None:
    titles = [cells[0] for cells in table if " all, " in cells[0]]
    assert titles == [f"{SQUAD}: 7 all, 3 trained, 1 calibrated, 3 unseen"], "our own articles teach nothing"


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        # The second question about the ferry is answered, wrongly; the one about Friday is refused.
        ("whole answer is complete", ["60.0%", "50.0%", "100.0%", "50.0%"]),
        ("whole answer is complete, refusals ignored", ["80.0%", "50.0%", "100.0%", "100.0%"]),
        ("answerable, but refused", ["20.0%", "0.0%", "0.0%", "50.0%"]),
        # Of those without an answer, "Why?" is the less sure one, and less so than any with an answer.
        ("unanswerable refused where 5% of the answerable are", ["50.0%", "0.0%", "0.0%", "100.0%"]),
        ("words in an answer, median", ["8", "8", "8", "7"]),
    ],
)
def test_each_part_is_scored_by_itself(table: list[list[str]], label: str, cells: list[str]) -> None:
    assert row(table, label) == cells


def test_each_part_has_a_column_and_no_measure_is_told_of_parts_that_it_is_not_of(
    table: list[list[str]],
) -> None:
    assert ["", "all", *PARTS] in table
    assert [cells for cells in table if cells[0] == "unanswerable, and refused"] == []


def test_a_part_can_be_asked_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    one = made(SQUAD, QUESTIONS)
    monkeypatch.setattr(public, "opened", lambda sets, data: {SQUAD: one})
    assert main([str(tmp_path), "--data", str(tmp_path / "data"), "--part", "unseen"]) == 0
    assert f"{SQUAD}: 3 all, 3 unseen" in capsys.readouterr().out
    asked = {question.text for question in one.archive.asked}  # type: ignore[attr-defined]
    assert asked == {gold.question for gold in one.of("unseen")}


def test_stories_are_scored_together_each_on_its_own_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    told = made(f"{STORIES}/a", QUESTIONS[:2]), made(f"{STORIES}/b", QUESTIONS[2:])
    monkeypatch.setattr(public, "opened", lambda sets, data: {})
    monkeypatch.setattr(public, "stories", lambda data: told)
    assert main([str(tmp_path), "--data", str(tmp_path / "data")]) == 0
    assert f"{STORIES}: 7 all, 3 trained, 1 calibrated, 3 unseen" in capsys.readouterr().out
    for one in told:
        asked = {question.text for question in one.archive.asked}  # type: ignore[attr-defined]
        assert asked == {gold.question for gold in one.questions}


def test_a_part_in_which_nothing_is_answered_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    asked = [*QUESTIONS[:3], about("unseen", "Friday?", "Friday")]
    monkeypatch.setattr(public, "opened", lambda sets, data: {SQUAD: made(SQUAD, asked)})
    assert main([str(tmp_path), "--data", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out.count("none answered") == 1


def test_prose_is_compared_with_the_passage_found_first_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    asked = [
        gold(f"What of {part}: the tram of Orvane?", article, "45 million crowns", kind=LONG_FORM_KIND)
        for part, article in ARTICLES.items()
    ]
    texts = dict.fromkeys(ARTICLES.values(), "The tram of Orvane cost 45 million crowns.")
    one = PublicSet(CLAPNQ, tuple(asked), FakeArchive(texts))  # type: ignore[arg-type]
    monkeypatch.setattr(public, "opened", lambda sets, data: {CLAPNQ: one})
    assert main([str(tmp_path), "--data", str(tmp_path / "data")]) == 0
    lines = [line.strip("│").split("│") for line in capsys.readouterr().out.splitlines()]
    # Three of the passage's seven words but "the"; three of three.
    [cells] = [cells[1:] for cells in lines if "passage found first" in cells[0]]
    assert [cell.strip() for cell in cells] == ["60.0%"] * 4


def test_wrong_use_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "nowhere"), "--data", str(tmp_path)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("evaluation.public: ")
    assert "is not there" in line


def test_the_sets_are_asked_and_their_replies_kept(
    small_sets: SmallSets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = str(small_sets.data), tmp_path / "out"
    assert main([str(small_sets.folder), "--data", data, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    for name in (CLAPNQ, SQUAD, NEWS):
        assert f"{name}: 6 all, 4 trained, 1 calibrated, 1 unseen" in " ".join(printed.split())
        assert len((out / name / "predictions.jsonl").read_text().splitlines()) == 6
    assert not (out / OURS).exists()
