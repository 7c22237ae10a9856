import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from evaluation.report import print_report, verdict, write_scores
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
        (row(answered=False, complete=0.0), "refused wrongly"),
        (row(answerable=False, answered=False), ""),
        (row(answerable=False), "answered, but no article does"),
        (row(error="too long"), "failed: too long"),
    ],
)
def test_what_went_wrong_is_named(scored: QuestionScores, wrong: str) -> None:
    assert verdict(scored) == wrong


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
