"""The draft command: what it writes, how it is gone through, and how a model proposes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from evaluation.draft.by_model import objects
from evaluation.draft.command import main
from evaluation.draft.proposals import accepted, load_draft, save_draft
from evaluation.draft.review import review
from evaluation.questions import load_questions
from index.errors import UsageError
from tests.openai_server import OpenAIServer, failure

TEXTS = {
    "a": "Duke William conquered England in 1066. He died later. Marie Curie was born in Warsaw in 1867.",
    "b": "Canberra is the capital of Australia. Monaco has four traditional districts.",
    "c": "In 1986, Pinnacle acquired MeraBank. The Eiffel Tower was built in Paris in 1889.",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    rows = ({"id": name, "text": text, "language": "en"} for name, text in TEXTS.items())
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def draft(corpus: Path, tmp_path: Path) -> Path:
    out = tmp_path / "draft.jsonl"
    assert main([str(corpus), "--out", str(out), "--all", "--number", "6"]) == 0
    return out


def test_a_draft_that_falls_short_says_so(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(corpus), "--all", "--number", "400"]) == 0
    assert "fewer than the 400 wanted" in capsys.readouterr().out
    assert main([str(corpus), "--all", "--number", "2", "--out", "two.jsonl"]) == 0
    assert "fewer" not in capsys.readouterr().out


def typing(*lines: str) -> Callable[[str], str]:
    waiting: Iterator[str] = iter(lines)

    def ask(_: str) -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    return ask


def silent() -> Console:
    return Console(quiet=True)


def decisions(path: Path) -> list[Any]:
    return [line["accept"] for line in load_draft(path)]


class TestDraft:
    def test_it_is_a_question_file_with_nothing_decided(self, draft: Path) -> None:
        questions = load_questions(draft)
        assert len(questions) >= 5
        assert len({one.kind for one in questions}) == 2
        for one in questions:
            assert one.extra["accept"] is None
            assert one.answerable == bool(one.answers) == bool(one.relevant_ids)
            for evidence in one.evidence:
                assert evidence.quote in TEXTS[str(evidence.article_id)]

    def test_the_same_archive_gives_the_same(self, corpus: Path, draft: Path, tmp_path: Path) -> None:
        assert main([str(corpus), "--out", str(tmp_path / "again"), "--all", "--number", "6"]) == 0
        assert (tmp_path / "again").read_bytes() == draft.read_bytes()

    def test_a_draft_that_is_there_is_not_overwritten(
        self, corpus: Path, draft: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = draft.read_bytes()
        assert main([str(corpus), "--out", str(draft), "--all"]) == 2
        assert "is there already" in capsys.readouterr().err
        assert draft.read_bytes() == before

    @pytest.mark.parametrize(
        ("arguments", "said", "code"),
        [
            ([], "give either CORPUS or --keep FILE OUT", 2),
            (["nowhere"], "is not there", 2),
            (["news.jsonl", "--number", "0"], "is not a number of questions", 2),
            (["news.jsonl", "--engine", "tiny"], "there is no engine 'tiny'", 2),
            (["news.jsonl", "--keep", "a", "b"], "give either CORPUS or --keep FILE OUT", 2),
            (["--keep", "nowhere", "b"], "can't be read", 2),
            (["empty"], "holds no article", 2),
            (["german.jsonl"], "the rules know English only", 1),
            (["dull.jsonl"], "no good question was found", 1),
        ],
    )
    def test_what_is_wrong_is_told_in_one_line(
        self, corpus: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str, code: int
    ) -> None:
        Path("empty").mkdir()
        german = {"id": "d", "text": "Herzog Wilhelm eroberte England im Jahr 1066.", "language": "de"}
        Path("german.jsonl").write_text(json.dumps(german), encoding="utf-8")
        Path("dull.jsonl").write_text('{"id": "e", "text": "It rained.", "language": "en"}', encoding="utf-8")
        assert main(arguments) == code
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith("evaluation draft: ")
        assert said in line
        assert not list(Path.cwd().glob("*draft*"))


class TestReview:
    def test_every_decision_is_kept_and_it_goes_on_where_it_was_left(self, draft: Path) -> None:
        count = len(load_draft(draft))
        assert review(draft, silent(), typing("a", "r", "s", "q")) is False
        assert decisions(draft) == [True, False] + [None] * (count - 2)
        assert review(draft, silent(), typing(*["A"] * (count - 2))) is True
        assert decisions(draft) == [True, False] + [True] * (count - 2)

    def test_an_answer_is_on_the_disk_before_the_next_question(self, draft: Path) -> None:
        seen: list[list[Any]] = []

        def ask(_: str) -> str:
            seen.append(decisions(draft)[:2])
            return "a"

        review(draft, silent(), ask)
        assert seen[:2] == [[None, None], [True, None]]

    def test_the_end_of_the_input_is_a_quit(self, draft: Path) -> None:
        assert review(draft, silent(), typing("a")) is False
        assert decisions(draft)[0] is True

    def test_a_key_that_means_nothing_is_asked_again(self, draft: Path) -> None:
        review(draft, silent(), typing("x", "", "r"))
        assert decisions(draft)[:2] == [False, None]

    def test_an_edited_question_is_accepted_with_its_new_words(self, draft: Path) -> None:
        review(draft, silent(), typing("e", "Who was it?", "Ann; Bo ", "q"))
        [one] = accepted(draft)
        assert (one["question"], one["answers"], one["edited"]) == ("Who was it?", ["Ann", "Bo"], True)

    def test_what_is_shown_cannot_steer_the_terminal(self, draft: Path) -> None:
        lines = load_draft(draft)
        save_draft(draft, [lines[0] | {"question": "\x1b[2J\u202eWho? [bold]"}, *lines[1:]])
        console = Console(record=True, quiet=False, file=Path("shown").open("w", encoding="utf-8"))  # noqa: SIM115
        review(draft, console, typing("q"))
        console.file.close()
        shown = Path("shown").read_text(encoding="utf-8")
        assert "[2JWho? [bold]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


class TestKeep:
    def test_accepted_questions_become_a_question_file(self, draft: Path, tmp_path: Path) -> None:
        review(draft, silent(), typing("a", "r", "a", "q"))
        out = tmp_path / "kept.jsonl"
        assert main(["--keep", str(draft), str(out)]) == 0
        lines = load_draft(draft)
        assert [one.id for one in load_questions(out)] == [lines[0]["id"], lines[2]["id"]]
        assert "accept" not in json.loads(out.read_text(encoding="utf-8").splitlines()[0])

    def test_nothing_accepted_is_told(self, draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--keep", str(draft), "kept.jsonl"]) == 2
        assert "is accepted yet" in capsys.readouterr().err
        with pytest.raises(UsageError):
            accepted(draft)

    def test_the_draft_is_never_overwritten(self, draft: Path) -> None:
        review(draft, silent(), typing("a", "q"))
        before = draft.read_bytes()
        assert main(["--keep", str(draft), str(draft)]) == 2
        assert draft.read_bytes() == before

    def test_a_question_file_that_is_there_is_never_overwritten(
        self, draft: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        review(draft, silent(), typing("a", "q"))
        mine = Path("mine.jsonl")
        mine.write_text("my own questions", encoding="utf-8")
        assert main(["--keep", str(draft), str(mine)]) == 2
        assert "is there already: name a new file" in capsys.readouterr().err
        assert mine.read_text(encoding="utf-8") == "my own questions"


QUOTE = "Duke William conquered England in 1066."


class TestModel:
    @pytest.fixture
    def server(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
        said = [
            {"question": "Who conquered England in 1066?", "answer": "Duke William", "quote": QUOTE},
            {
                "question": "Who conquered France in 1066?",
                "answer": "Duke",
                "quote": "Duke William conquered France.",
            },
            {"question": "Who conquered Spain in 1066?", "answer": "Harold", "quote": QUOTE},
            {"question": "No question", "answer": "Duke William", "quote": QUOTE},
            {"question": 7, "answer": None, "quote": []},
        ]
        reply = "Sure! {broken\n" + "\n".join(map(json.dumps, said)) + "\nDone."
        with OpenAIServer(reply=lambda _: [reply]) as server:
            monkeypatch.setenv("CITEWIRE_LLM_MODEL", "tiny")
            monkeypatch.setenv("CITEWIRE_LLM_BASE_URL", server.base_url)
            monkeypatch.setenv("CITEWIRE_LLM_RETRIES", "0")
            yield server

    def test_only_what_its_quote_bears_out_is_proposed(self, server: OpenAIServer, corpus: Path) -> None:
        assert main([str(corpus), "--out", "d.jsonl", "--all", "--engine", "tiny"]) == 0
        [question] = load_questions(Path("d.jsonl"))
        assert question.question == "Who conquered England in 1066?"
        assert (question.answers, question.relevant_ids) == (("Duke William",), ("a",))
        assert question.extra["by"] == "tiny"
        asked = [request.body["messages"][-1]["content"] for request in server.received]
        assert any(QUOTE in text for text in asked)

    def test_a_failing_model_is_told_in_one_line(
        self, server: OpenAIServer, corpus: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server.script(failure(401, "Incorrect API key provided."))
        assert main([str(corpus), "--out", "d.jsonl", "--all", "--engine", "tiny"]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
        assert not Path("d.jsonl").exists()

    def test_what_it_proposed_before_it_failed_is_kept(
        self, server: OpenAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "two.jsonl"
        row = {"text": QUOTE, "language": "en"}
        path.write_text("".join(json.dumps(row | {"id": name}) + "\n" for name in "ab"), encoding="utf-8")
        calls: list[int] = []
        before = server.reply

        def reply(body: dict[str, Any]) -> Any:
            calls.append(1)
            return before(body) if len(calls) == 1 else [b"nonsense\n\n"]

        server.reply = reply
        assert main([str(path), "--out", "d.jsonl", "--all", "--engine", "tiny"]) == 0
        assert "1 proposals until then are kept" in capsys.readouterr().err
        assert len(load_questions(Path("d.jsonl"))) == 1

    def test_objects_are_found_whatever_stands_around_them(self) -> None:
        assert objects('```json\n[{"a": 1}, {"b": {"c": "}"}}]\n``` {') == [{"a": 1}, {"b": {"c": "}"}}]
        assert objects("{" * 5000) == []
