import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.records import Question, Reply
from evaluation.__main__ import evenly, main, results_name
from evaluation.baseline import BASELINE, load_baseline
from evaluation.corpora import OWN_QUESTIONS, Corpus, Opened, choose_corpus
from evaluation.questions import GoldQuestion
from tests.evaluation.fakes import LONGEST_QUESTION, FakeArchive

TEXTS = {"a.txt": "Ann shelled the port.\nAbout 25 people died there.", "b.txt": "Bob fled to Spain."}
QUESTIONS = [
    {"id": "deaths", "kind": "factoid", "question": "How many people died?", "answerable": True}
    | {"answers": ["25"], "relevant_ids": ["a.txt"]},
    {"id": "where", "kind": "factoid", "question": "where was it that Bob fled", "answerable": True}
    | {"answers": ["Spain"], "relevant_ids": ["b.txt"]},
    {"id": "moon", "kind": "unanswerable_far", "question": "moon?", "answerable": False},
]
Run = Callable[..., int]


class Stopping(FakeArchive):
    """Is interrupted at its second question."""

    def ask(self, question: Question, *, engine: str = "quotes", answer_anyway: bool = False) -> Reply:
        if self.asked:
            raise KeyboardInterrupt
        return super().ask(question, engine=engine, answer_anyway=answer_anyway)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS))
    return path


@pytest.fixture
def run(tmp_path: Path, questions: Path) -> Run:
    """Run the command on the small archive, or on another, and leave its files in `out`."""

    def run_with(*options: str, texts: dict[str, str] = TEXTS) -> int:
        def open_archive(corpus: Corpus, data: Path | None, engine: str) -> Opened:
            return Opened(FakeArchive(texts), tmp_path / "results")

        chosen = ["--questions", str(questions), "--out", str(tmp_path / "out"), *options]
        return main(chosen, open_archive)

    return run_with


def scores(tmp_path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((tmp_path / "out" / "scores.json").read_text())
    return loaded


def test_a_run_prints_its_figures_and_leaves_its_files(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    printed = capsys.readouterr()
    assert "hit@1" in printed.out
    assert "unanswerable, and refused" in printed.out
    assert printed.err == ""
    means = scores(tmp_path)["summary"]["means"]
    assert means["complete"] == {"value": 1.0, "count": 2}
    assert means["refused_rightly"] == {"value": 1.0, "count": 1}
    assert means["quotes_exact"]["value"] == 1.0
    assert len((tmp_path / "out" / "predictions.jsonl").read_text().splitlines()) == 3


def test_scores_are_strict_json(run: Run, tmp_path: Path) -> None:
    run()
    text = (tmp_path / "out" / "scores.json").read_text()
    assert "Infinity" not in text
    assert "NaN" not in text


def test_on_the_wrong_corpus_refusing_is_right(run: Run, tmp_path: Path) -> None:
    assert run("--wrong-corpus", texts={"x.txt": "Something else."}) == 0
    assert scores(tmp_path)["summary"]["means"]["refused_rightly"] == {"value": 1.0, "count": 3}


def test_a_corpus_without_the_questions_articles_is_pointed_out(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(texts={"a.txt": TEXTS["a.txt"]}) == 0
    assert "1 answerable questions name articles that this corpus doesn't have" in capsys.readouterr().err


def test_the_check_fails_when_answers_get_worse_beyond_noise_and_says_where(
    run: Run, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alike = [QUESTIONS[0] | {"id": f"deaths-{number}"} for number in range(8)]
    questions.write_text("".join(json.dumps(question) + "\n" for question in [*alike, *QUESTIONS[1:]]))
    baseline = ("--baseline", str(tmp_path / "baseline.json"))
    assert run(*baseline, "--save-baseline") == 0
    assert run(*baseline, "--check") == 0
    capsys.readouterr()
    worse = TEXTS | {"a.txt": "Ann shelled the port.\nMany people died there."}
    assert run(*baseline, "--check", texts=worse) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "beyond noise" in line
    assert 'complete 1.000 -> 0.111 (deaths-0 "How many people died?", ' in line
    assert "and 3 more)" in line


def test_the_check_lets_one_question_move_and_names_it(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = ("--baseline", str(tmp_path / "baseline.json"))
    assert run(*baseline, "--save-baseline") == 0
    worse = TEXTS | {"a.txt": "Ann shelled the port.\nMany people died there."}
    assert run(*baseline, "--check", texts=worse) == 0
    assert 'complete: 1.000 before, 0.500 now, of 2\n  worse: deaths "How many' in capsys.readouterr().out


def test_the_check_lets_two_of_two_questions_fall(run: Run, questions: Path, tmp_path: Path) -> None:
    alike = [QUESTIONS[0] | {"id": f"deaths-{number}"} for number in range(2)]
    questions.write_text("".join(json.dumps(question) + "\n" for question in alike))
    baseline = ("--baseline", str(tmp_path / "baseline.json"))
    assert run(*baseline, "--save-baseline") == 0
    assert run(*baseline, "--check", texts=TEXTS | {"a.txt": "Ann shelled the port.\nMany people died."}) == 0


class TestTheBaseline:
    def test_of_other_questions_lies_beside_their_results(self, run: Run, tmp_path: Path) -> None:
        shipped = BASELINE.read_bytes()
        assert run("--save-baseline") == 0
        assert BASELINE.read_bytes() == shipped
        assert load_baseline(tmp_path / "out" / "baseline.json").questions.keys() == {
            "deaths",
            "where",
            "moon",
        }
        assert run("--check") == 0

    @pytest.mark.parametrize("options", [["--limit", "2"], ["--wrong-corpus"], ["--engine", "tiny"]])
    def test_that_ships_is_of_the_whole_plain_run_only(
        self, run: Run, tmp_path: Path, options: list[str]
    ) -> None:
        shipped = BASELINE.read_bytes()
        assert run("--questions", str(OWN_QUESTIONS), "--save-baseline", *options) == 0
        assert BASELINE.read_bytes() == shipped
        assert (tmp_path / "out" / "baseline.json").exists()

    @pytest.mark.parametrize(
        ("engine", "change", "said"),
        [("gpt", {}, "of the engine 'gpt'"), ("quotes", {"id": "other"}, "none of these questions")],
    )
    def test_that_does_not_suit_is_told_before_anything_is_asked(
        self,
        run: Run,
        questions: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        engine: str,
        change: dict[str, str],
        said: str,
    ) -> None:
        stored = ("--baseline", str(tmp_path / "baseline.json"))
        assert run(*stored, "--save-baseline", "--engine", engine) == 0
        questions.write_text(json.dumps(QUESTIONS[0] | {"id": "deaths"} | change) + "\n")
        capsys.readouterr()
        assert run(*stored, "--check", "--out", str(tmp_path / "new")) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert said in line
        assert not (tmp_path / "new").exists()


class TestWhatIsThereAlready:
    def test_of_a_published_set_is_not_written_over(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = tmp_path / "set"
        folder.mkdir()
        (folder / "corpus.jsonl").touch()
        theirs = "".join(json.dumps(question) + "\n" for question in QUESTIONS)
        (folder / "questions.jsonl").write_text(theirs)
        assert run("--corpus", str(folder), "--out", str(folder), "--limit", "2") == 2
        assert "questions.jsonl is of no run and would be replaced" in capsys.readouterr().err
        assert (folder / "questions.jsonl").read_text() == theirs

    @pytest.mark.parametrize(
        "command", [["report"], ["compare", "before"]], ids=lambda command: str(command[0])
    )
    def test_of_a_run_that_was_stopped_is_not_read(
        self,
        run: Run,
        questions: Path,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        command: list[str],
    ) -> None:
        assert run("--out", str(tmp_path / "before")) == run() == 0
        opened = Opened(Stopping(TEXTS), tmp_path)
        arguments = ["--questions", str(questions), "--out", str(tmp_path / "out")]
        assert main(arguments, lambda *_: opened) == 130
        capsys.readouterr()
        name, *others = command
        assert main([name, *(str(tmp_path / other) for other in others), str(tmp_path / "out")]) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert "was stopped: the same command goes on" in line

    def test_of_articles_gets_no_results_among_them(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        news = tmp_path / "news"
        news.mkdir()
        for inside in (news, news / "results", news / "deep" / ".." / "results"):
            assert run("--corpus", str(news), "--out", str(inside)) == 2
            assert "where results would become articles" in capsys.readouterr().err
        for outside in (tmp_path / "news-results", news / ".citewire" / "results"):
            assert run("--corpus", str(news), "--out", str(outside)) == 0


class TestTheFolderOfResults:
    def test_of_the_plain_command_is_named_by_corpus_and_questions(self) -> None:
        corpus = choose_corpus(None, None)
        assert results_name(corpus, "quotes", None, wrong_corpus=False) == f"{corpus.name}-seeds"

    def test_is_another_for_every_kind_of_run(self, tmp_path: Path) -> None:
        def name(
            questions: Path, engine: str = "quotes", limit: int | None = None, *, wrong: bool = False
        ) -> str:
            return results_name(choose_corpus(None, questions), engine, limit, wrong_corpus=wrong)

        mine, theirs = tmp_path / "a" / "seeds.jsonl", tmp_path / "b" / "seeds.jsonl"
        names = [
            name(OWN_QUESTIONS),
            name(mine),
            name(theirs),
            name(mine, "gpt"),
            name(mine, limit=2),
            name(mine, wrong=True),
            name(mine, "gpt", 2, wrong=True),
        ]
        assert len(set(names)) == len(names)

    def test_is_one_folder_whatever_the_engine_is_called(self, tmp_path: Path) -> None:
        named = results_name(choose_corpus(None, None), "../org/model:7b", None, wrong_corpus=False)
        assert Path(named).name == named


def test_a_run_says_when_and_on_what_it_was_made(run: Run, tmp_path: Path) -> None:
    assert run("--limit", "2") == 0
    about = scores(tmp_path)["run"]
    assert about["date"] == date.today().isoformat()
    assert (about["index"], about["limit"], about["judge"]) == ("fingerprint", 2, None)
    assert date.today().isoformat() in (tmp_path / "out" / "report.html").read_text()


def test_a_mistyped_article_is_named_with_its_question(
    run: Run, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typo = [QUESTIONS[0] | {"relevant_ids": ["a.txt", "typo"]}, *QUESTIONS[1:]]
    questions.write_text("".join(json.dumps(question) + "\n" for question in typo))
    assert run() == 0
    [line] = capsys.readouterr().err.splitlines()
    assert "1 answerable questions name articles that this corpus doesn't have: typo (deaths)" in line
    assert "correct their relevant_ids" in line
    assert "--wrong-corpus" not in line


def test_only_where_nearly_all_articles_are_unknown_the_corpus_may_be_wrong(
    run: Run, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [QUESTIONS[0] | {"id": f"deaths-{number}"} for number in range(5)]
    questions.write_text("".join(json.dumps(question) + "\n" for question in many))
    assert run(texts={"x.txt": "Something else."}) == 0
    [line] = capsys.readouterr().err.splitlines()
    assert "a.txt (deaths-0), a.txt (deaths-1), a.txt (deaths-2) and 2 more; if nothing" in line
    assert line.endswith("say --wrong-corpus")


def test_a_run_leaves_a_page_to_look_at(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert str(tmp_path / "out" / "report.html") in capsys.readouterr().out
    assert (tmp_path / "out" / "report.html").is_file()


@pytest.mark.parametrize("command", ["compare", "draft", "import", "report"])
def test_other_commands_are_named_and_called(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert f"\n  {command} " in capsys.readouterr().out
    assert main([command, "--nonsense"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("evaluation")


def test_two_runs_are_compared(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    (tmp_path / "out").rename(tmp_path / "before")
    run(texts=TEXTS | {"a.txt": "Ann shelled the port.\nMany people died there."})
    capsys.readouterr()
    assert main(["compare", str(tmp_path / "before"), str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "deaths (factoid): How many people died?" in printed
    assert "A: About 25 people died there. [1]" in printed
    assert "B: Many people died there. [1]" in printed


def test_a_failed_question_fails_the_run_and_nothing_else(run: Run, questions: Path, tmp_path: Path) -> None:
    with questions.open("a") as file:
        file.write(json.dumps(QUESTIONS[0] | {"id": "long", "question": "x" * (LONGEST_QUESTION + 1)}))
    assert run() == 1
    assert len((tmp_path / "out" / "predictions.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--limit", "0"], "not a number of questions"),
        (["--limit", "many"], "not a number of questions"),
        (["--nonsense"], "--nonsense"),
        (["--questions", "nowhere.jsonl"], "can't be read"),
        (["--corpus", "nowhere"], "is not there"),
        (["--check", "--baseline", "nowhere.json"], "--save-baseline"),
        (["--judge", "nobody"], "there is no model 'nobody'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    run: Run, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert run(*options) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert said in line


def test_an_interrupted_run_keeps_what_it_has(
    tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    opened = Opened(Stopping(TEXTS), tmp_path)
    assert main(["--questions", str(questions), "--out", str(out)], lambda *_: opened) == 130
    assert "stopped" in capsys.readouterr().err
    assert len((out / "predictions.jsonl").read_text().splitlines()) == 1


def test_a_limit_takes_questions_from_the_whole_file() -> None:
    questions = [GoldQuestion(str(number), "?", "factoid", True) for number in range(10)]
    assert [gold.id for gold in evenly(questions, 4)] == ["0", "2", "5", "7"]
    assert evenly(questions, None) == evenly(questions, 99) == tuple(questions)
