import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.archive import Archive
from app.check.verdict import Checker
from app.model.refusals import REFUSAL
from app.records import Question, Reply, Turn
from app.settings import AppSettings
from evaluation.citations import CitedText
from evaluation.questions import GoldQuestion
from evaluation.run import as_asked, missing_articles, run_questions
from evaluation.scoring import ANYWAY, Outcome, score
from index.errors import CitewireError, UsageError
from index.store import Store
from index.sync import sync
from tests.evaluation.fakes import LONGEST_QUESTION, FakeArchive
from tests.fakes import FakeEncoder
from tests.index.indexed import write_jsonl
from tests.openai_server import OpenAIServer, Stream, failure

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


class TestAModel:
    """A scripted server answers as the model of a real archive."""

    questions = (gold("q1", "Who shelled the port?"), gold("q2", "Who shelled the port?"))

    @pytest.fixture
    def server(self) -> Iterator[OpenAIServer]:
        with OpenAIServer(reply=lambda request: ["Ann shelled the port [1]."]) as running:
            yield running

    @pytest.fixture
    def archive(self, server: OpenAIServer, tmp_path: Path) -> Iterator[Archive]:
        articles = [{"id": id_, "text": text} for id_, text in ARCHIVE.items()]
        settings = AppSettings.model_construct(
            data=tmp_path / "data", llm_model="tiny", llm_base_url=server.base_url, llm_retries=0
        )
        encoder = FakeEncoder()
        sync(settings, [write_jsonl(tmp_path / "articles.jsonl", articles)], encoder=encoder)
        with Store.open(settings, encoder.name) as store:
            yield Archive(store, encoder, settings)

    def asked(self, archive: Archive, out: Path) -> Iterator[Outcome]:
        return run_questions(archive, self.questions, out, engine="tiny", workers=1)

    def test_that_fails_is_not_scored_by_the_quotes_that_stand_in(
        self, archive: Archive, server: OpenAIServer, tmp_path: Path
    ) -> None:
        server.script(failure(500, "out of order"))
        failed, done = self.asked(archive, tmp_path / "out")
        assert "tiny" in failed.error
        assert "failed (status 500)" in failed.error
        assert failed.reply is None
        assert score(failed).values["hit@1"] == 0.0
        assert done.reply is not None
        assert done.reply.engine == "tiny"
        assert [line["id"] for line in lines(tmp_path / "out" / "predictions.jsonl")] == ["q2"]

    def test_that_failed_is_asked_again_where_the_run_is_gone_on_with(
        self, archive: Archive, server: OpenAIServer, tmp_path: Path
    ) -> None:
        server.script(failure(500, "out of order"))
        assert next(self.asked(archive, tmp_path / "out")).error
        assert [outcome.error for outcome in self.asked(archive, tmp_path / "out")] == ["", ""]

    def test_that_refuses_is_asked_once_and_has_no_figures_that_ignore_refusals(
        self, archive: Archive, server: OpenAIServer, tmp_path: Path
    ) -> None:
        server.script(Stream((REFUSAL,)), failure(500, "out of order"))
        outcomes = list(self.asked(archive, tmp_path / "out"))
        assert len(server.received) == len(outcomes)
        assert outcomes[0].reply is not None
        assert not outcomes[0].reply.answered
        assert [name for one in outcomes for name in score(one).values if name.endswith(ANYWAY)] == []
        assert (tmp_path / "out" / "kept_back.jsonl").read_text() == ""


class TestCitations:
    class Judge:
        name = "judge"

        def __init__(self) -> None:
            self.asked = 0

        def supports(self, sentence: str, passages: Sequence[CitedText]) -> bool:
            self.asked += 1
            return sentence in passages[0].article.text

    def test_are_judged_by_those_who_are_named(self, tmp_path: Path) -> None:
        archive = FakeArchive(ARCHIVE)
        outcomes = run_questions(
            archive, [gold("q1", "who shelled the port")], tmp_path, judges=[self.Judge()]
        )
        assert next(outcomes).citation_scores["citation_recall[judge]"] == 1.0

    def test_are_judged_by_the_archives_own_check_where_it_has_one(self, tmp_path: Path) -> None:
        class Checked(FakeArchive):
            @property
            def checker(self) -> Checker:
                return Checker(FakeEncoder())

        question = [gold("q1", "who shelled the port")]
        [outcome] = run_questions(Checked(ARCHIVE), question, tmp_path)
        assert outcome.citation_scores == {"citation_recall": 1.0, "citation_precision": 1.0}
        [unjudged] = run_questions(FakeArchive(ARCHIVE), question, tmp_path)
        assert unjudged.citation_scores == {}

    def test_are_not_judged_again_where_a_run_is_gone_on_with(self, tmp_path: Path) -> None:
        judge, questions = (
            self.Judge(),
            [gold("q1", "who shelled the port"), gold("q2", "who shelled the port then")],
        )
        for outcome in run_questions(FakeArchive(ARCHIVE), questions, tmp_path, judges=[judge]):
            first = outcome
            break
        [again, _] = run_questions(FakeArchive(ARCHIVE), questions, tmp_path, judges=[judge])
        assert again == first
        assert judge.asked == 2

    def test_that_cannot_be_judged_stop_the_run_which_can_be_gone_on_with(self, tmp_path: Path) -> None:
        class Failing(self.Judge):  # type: ignore[name-defined, misc]
            def supports(self, sentence: str, passages: Sequence[CitedText]) -> bool:
                if self.asked:
                    raise CitewireError("the judge is gone")
                return super().supports(sentence, passages)  # type: ignore[no-any-return]

        archive, questions = FakeArchive(ARCHIVE), [gold(f"q{n}", "who shelled the port") for n in range(3)]
        with pytest.raises(CitewireError, match="the judge is gone"):
            list(run_questions(archive, questions, tmp_path, judges=[Failing()]))
        [first, *_] = run_questions(archive, questions, tmp_path, judges=[self.Judge()])
        assert first.citation_scores["citation_recall[judge]"] == 1.0
        assert len(archive.asked) == 2 + 2


class TestSeveralAtATime:
    questions = tuple(gold(f"q{number}", f"who shelled the port {number}") for number in range(12))

    class Slow(FakeArchive):
        """The earlier a question, the longer its answer takes."""

        def __init__(self, texts: Mapping[str, str]) -> None:
            super().__init__(texts)
            self.at_once = self.most_at_once = 0
            self.lock = threading.Lock()

        def ask(self, question: Question, **how: Any) -> Reply:
            with self.lock:
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            time.sleep(0.03 / (1 + int(question.text.split()[-1])))
            with self.lock:
                self.at_once -= 1
            return super().ask(question, **how)

    @pytest.mark.parametrize("workers", [1, 3])
    def test_outcomes_and_lines_come_in_the_order_of_the_questions(
        self, tmp_path: Path, workers: int
    ) -> None:
        archive = self.Slow(ARCHIVE)
        outcomes = list(run_questions(archive, self.questions, tmp_path, workers=workers))
        ids = [question.id for question in self.questions]
        assert [outcome.gold.id for outcome in outcomes] == ids
        assert [line["id"] for line in lines(tmp_path / "predictions.jsonl")] == ids
        assert archive.most_at_once == workers

    def test_a_model_is_asked_several_questions_at_once_and_quotes_one(self, tmp_path: Path) -> None:
        quotes, model = self.Slow(ARCHIVE), self.Slow(ARCHIVE)
        list(run_questions(quotes, self.questions, tmp_path / "a"))
        list(run_questions(model, self.questions, tmp_path / "b", engine="model"))
        assert (quotes.most_at_once, model.most_at_once) == (1, 4)

    def test_an_interruption_leaves_whole_lines(self, tmp_path: Path) -> None:
        class Interrupted(FakeArchive):
            def ask(self, question: Question, **how: Any) -> Reply:
                if question.text.endswith(" 7"):
                    raise KeyboardInterrupt
                return super().ask(question, **how)

        with pytest.raises(KeyboardInterrupt):
            list(run_questions(Interrupted(ARCHIVE), self.questions, tmp_path, workers=2))
        assert [line["id"] for line in lines(tmp_path / "predictions.jsonl")] == [f"q{n}" for n in range(7)]


def test_questions_without_their_articles_are_found() -> None:
    questions = [
        gold("here", "?"),
        gold("partly", "?", relevant=("x.txt", "b.txt")),
        gold("elsewhere", "?", relevant=("x.txt",)),
        gold("nowhere", "?", answerable=False, relevant=()),
    ]
    assert missing_articles(FakeArchive(ARCHIVE), questions) == ("elsewhere",)
