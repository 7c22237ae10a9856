import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from evaluation.breakdown import figures
from evaluation.questions import GoldQuestion
from evaluation.report import first_words, print_report, verdict, write_scores
from evaluation.scoring import QuestionScores, summarize


def row(
    id_: str = "q", *, answerable: bool = True, answered: bool = True, error: str = "", **values: float
) -> QuestionScores:
    named = {name.replace("_at_", "@"): value for name, value in values.items()}
    return QuestionScores(id_, "factoid", "f", answerable, answered, True, 0.5, named, error=error)


@pytest.mark.parametrize(
    ("scored", "wrong"),
    [
        (row(complete=1.0, recall_at_10=1.0, cites_relevant=1.0), ""),
        (row(complete=1.0, cites_relevant=0.0), "cites other articles"),
        (row(complete=0.0, recall_at_10=0.5), "incomplete"),
        (row(complete=0.0, recall_at_10=0.0), "not retrieved"),
        (row(complete=1.0, recall_at_10=0.0, cites_relevant=1.0), ""),
        (row(recall_at_10=0.0), "not retrieved"),
        (row(answered=False, complete=0.0), "refused wrongly"),
        (row(answerable=False, answered=False), ""),
        (row(answerable=False), "answered, but no article does"),
        (row(error="too long"), "failed: too long"),
    ],
)
def test_what_went_wrong_is_named(scored: QuestionScores, wrong: str) -> None:
    assert verdict(scored) == wrong


def test_amounts_that_are_all_one_have_no_interval_of_a_share() -> None:
    intervals = figures(
        [row(str(number), answer_sentences=1.0, complete=1.0) for number in range(3)]
    ).intervals
    assert intervals["answer_sentences"] == (1.0, 1.0)
    assert intervals["complete"].low < 0.5


def test_an_answer_that_tells_all_is_no_miss_whatever_it_was_found_in() -> None:
    rows = [
        row("elsewhere", complete=1.0, recall_at_10=0.0, cites_relevant=0.0),
        row("missed", complete=0.0, recall_at_10=0.0, cites_relevant=0.0),
    ]
    file = io.StringIO()
    print_report(Console(file=file, width=120), "two", summarize(rows), rows)
    assert "missed (factoid): not retrieved" in file.getvalue()
    assert "elsewhere" not in file.getvalue()


def test_names_with_brackets_are_printed_as_they_are() -> None:
    rows = [row("[bold]x[/bold]", complete=0.0)]
    file = io.StringIO()
    print_report(Console(file=file, width=120), "on [red]seeds[/x]", summarize(rows), rows)
    assert "[bold]x[/bold] (factoid): incomplete" in file.getvalue()
    assert "on [red]seeds[/x]" in file.getvalue()


def test_a_long_curve_is_thinned_in_the_file(tmp_path: Path) -> None:
    rows = [
        QuestionScores(str(number), "factoid", "f", number % 2 == 0, True, True, number / 1000, {})
        for number in range(1000)
    ]
    write_scores(tmp_path / "scores.json", {"engine": "quotes"}, summarize(rows), rows)
    written = json.loads((tmp_path / "scores.json").read_text())
    curve = written["summary"]["abstention"]
    assert len(curve) <= 201
    assert curve[0] == {"threshold": None, "refused_wrongly": 0.0, "refused_rightly": 0.0}
    assert curve[-1] == {"threshold": None, "refused_wrongly": 1.0, "refused_rightly": 1.0}
    assert len(written["questions"]) == 1000
    assert written["run"] == {"engine": "quotes"}


def many(article_scores: dict[str, list[float]]) -> tuple[list[QuestionScores], list[GoldQuestion]]:
    scored = [
        (f"{article} {n}", article, value)
        for article, s in article_scores.items()
        for n, value in enumerate(s)
    ]
    rows = [row(id_, complete=value) for id_, _, value in scored]
    questions = [
        GoldQuestion(id_, f"What about {id_}?", "factoid", True, relevant_ids=(article, "other"))
        for id_, article, _ in scored
    ]
    return rows, questions


def test_every_mean_has_its_interval_in_the_file(tmp_path: Path) -> None:
    rows, questions = many({"good": [1.0] * 6, "mixed": [1.0, 0.0] * 5, "seldom": [0.0] * 4})
    write_scores(tmp_path / "scores.json", {}, summarize(rows), rows, questions)
    summary = json.loads((tmp_path / "scores.json").read_text())["summary"]
    assert summary["intervals"].keys() == summary["means"].keys() == {"complete"}
    low, high = summary["intervals"]["complete"]
    assert 0.3 < low < summary["means"]["complete"]["value"] < high < 0.8
    assert summary["intervals_by_kind"] == {"factoid": {"complete": [low, high]}}
    assert summary["intervals_of_areas"].keys() == {"risk"}
    # An article is the first relevant one, and four questions tell too little of it.
    assert summary["by_article"]["mixed"] == {"complete": {"value": 0.5, "count": 10}}
    assert summary["by_article"].keys() == summary["intervals_by_article"].keys() == {"good", "mixed"}
    assert summary["intervals_by_article"]["good"]["complete"][1] == 1.0


def test_the_file_has_the_questions_words(tmp_path: Path) -> None:
    rows, questions = many({"a": [1.0]})
    write_scores(tmp_path / "scores.json", {}, summarize(rows), rows, questions)
    [written] = json.loads((tmp_path / "scores.json").read_text())["questions"]
    assert written["question"] == "What about a 0?"
    assert written["values"] == {"complete": 1.0}


def test_intervals_and_the_worst_articles_are_printed() -> None:
    rows, questions = many({f"article-{number}": [1.0] * 6 for number in range(6)} | {"bad": [0.0] * 6})
    file = io.StringIO()
    print_report(Console(file=file, width=100), "run", summarize(rows), rows, questions)
    printed = file.getvalue()
    assert "73.8–95.2" in printed
    assert "The worst of 7 articles" in printed
    assert printed.index("bad ") < printed.index("article-0")
    assert "article-5" not in printed
    assert "incomplete · What about bad 0?" in printed


@pytest.mark.parametrize("width", [80, 120])
def test_the_report_fits_its_terminal(width: int) -> None:
    shown = ("complete", "hit@1", "ndcg@10", "first_sentence", "answer_f1", "cites_relevant")
    values = dict.fromkeys((*shown, "refused_wrongly", "refused_rightly"), 1.0)
    rows = [
        QuestionScores(str(number), kind, "f", True, True, True, number / 100, values)
        for number, kind in enumerate(["disagreeing_figures", "factoid"] * 50)
    ]
    file = io.StringIO()
    print_report(Console(file=file, width=width), "run", summarize(rows), rows)
    assert all(len(line) <= width for line in file.getvalue().splitlines())
    assert "disagreeing_figures " in file.getvalue()
    assert "…" not in file.getvalue()


def test_long_questions_are_cut_after_their_first_words() -> None:
    assert first_words("one two\nthree") == "one two three"
    assert first_words("\x1b[2J gone") == "\\x1b[2J gone"
    assert first_words("1 2 3 4 5 6 7 8 9 10 11") == "1 2 3 4 5 6 7 8 9 10…"
