import json
from datetime import date
from pathlib import Path

import pytest

from app.records import Question, Turn
from evaluation.questions import GoldQuestion
from evaluation.run import as_asked, missing_articles, run_questions
from index.errors import UsageError
from tests.evaluation.fakes import LONGEST_QUESTION, FakeArchive

ARCHIVE = {"a.txt": "Ann shelled the port.\nNobody died.", "b.txt": "Bob fled to Spain."}


def gold(
    id_: str, question: str, *, answerable: bool = True, relevant: tuple[str, ...] = ("a.txt",)
) -> GoldQuestion:
    line = json.dumps({"id": id_, "note": "kept"})
    return GoldQuestion(id_, question, "factoid", answerable, relevant_ids=relevant, source_line=line)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_prediction_is_the_contracts_reply_with_the_id(tmp_path: Path) -> None:
    archive = FakeArchive(ARCHIVE)
    [outcome] = run_questions(archive, [gold("q1", "who shelled the port")], tmp_path)
    [prediction] = lines(tmp_path / "predictions.jsonl")
    assert outcome.reply is not None
    assert prediction == {"id": "q1"} | json.loads(json.dumps(outcome.reply.to_json()))
    assert prediction["answer"] == "Ann shelled the port. [1]"


def test_the_engine_asked_for_answers(tmp_path: Path) -> None:
    questions = [gold("q1", "who shelled the port"), gold("q2", "moon?")]
    outcomes = run_questions(FakeArchive(ARCHIVE), questions, tmp_path, engine="other")
    replies = [reply for outcome in outcomes for reply in (outcome.reply, outcome.answer_anyway)]
    assert {reply.engine for reply in replies if reply} == {"other"}


def test_the_questions_are_kept_beside_as_they_came(tmp_path: Path) -> None:
    list(run_questions(FakeArchive(ARCHIVE), [gold("q1", "who"), gold("q2", "where")], tmp_path))
    assert lines(tmp_path / "questions.jsonl") == [{"id": "q1", "note": "kept"}, {"id": "q2", "note": "kept"}]


def test_what_a_wrong_refusal_kept_back_is_asked_for(tmp_path: Path) -> None:
    [outcome] = run_questions(FakeArchive(ARCHIVE), [gold("q1", "Spain?")], tmp_path)
    assert outcome.reply is not None
    assert outcome.answer_anyway is not None
    assert not outcome.reply.answered
    assert outcome.answer_anyway.answered
    assert [line["id"] for line in lines(tmp_path / "kept_back.jsonl")] == ["q1"]


def test_a_right_refusal_is_left_alone(tmp_path: Path) -> None:
    archive = FakeArchive(ARCHIVE)
    questions = [gold("q1", "moon?", answerable=False)]
    list(run_questions(archive, questions, tmp_path))
    list(run_questions(archive, [gold("q1", "moon?")], tmp_path, wrong_corpus=True))
    assert len(archive.asked) == 2


def test_history_and_date_are_put_with_the_question() -> None:
    history = (Turn("user", "Who?"),)
    asked = GoldQuestion("q", "Why?", "follow_up", True, history=history, question_date=date(2020, 6, 2))
    assert as_asked(asked) == Question("Why?", history=history, as_of=date(2020, 6, 2))


def test_quotes_are_compared_with_the_articles(tmp_path: Path) -> None:
    class Shifted(FakeArchive):
        def article(self, article_id: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
            return FakeArchive({article_id: " " + self.texts[article_id]}).article(article_id)

    question = [gold("q1", "who shelled the port")]
    [exact] = run_questions(FakeArchive(ARCHIVE), question, tmp_path)
    [shifted] = run_questions(Shifted(ARCHIVE), question, tmp_path)
    assert (exact.exact_quotes, shifted.exact_quotes) == (1.0, 0.0)


def test_a_question_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    questions = [gold("long", "x" * (LONGEST_QUESTION + 1)), gold("q2", "who shelled the port")]
    failed, done = run_questions(FakeArchive(ARCHIVE), questions, tmp_path)
    assert failed.error == "the question is too long"
    assert failed.reply is None
    assert done.reply is not None
    assert [line["id"] for line in lines(tmp_path / "predictions.jsonl")] == ["q2"]


def test_replies_are_on_disk_before_the_next_question(tmp_path: Path) -> None:
    outcomes = run_questions(FakeArchive(ARCHIVE), [gold("q1", "who"), gold("q2", "who")], tmp_path)
    next(outcomes)
    assert len(lines(tmp_path / "predictions.jsonl")) == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="--out"):
        list(run_questions(FakeArchive(ARCHIVE), [gold("q1", "who")], tmp_path / "file"))


def test_questions_without_their_articles_are_found() -> None:
    questions = [
        gold("here", "?"),
        gold("partly", "?", relevant=("x.txt", "b.txt")),
        gold("elsewhere", "?", relevant=("x.txt",)),
        gold("nowhere", "?", answerable=False, relevant=()),
    ]
    assert missing_articles(FakeArchive(ARCHIVE), questions) == ("elsewhere",)
