"""An interrupted run is gone on with: nothing is asked twice, nothing of another run is taken over."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import (
    AnswerSentence,
    Citation,
    Claim,
    Conflict,
    DateRange,
    Question,
    Reply,
    RetrievedPassage,
    Usage,
)
from app.settings import AppSettings
from evaluation.kept import Done, RunFolder, read_reply, refuse_stopped
from evaluation.questions import GoldQuestion
from evaluation.run import run_questions
from evaluation.scoring import Outcome, score
from index.errors import CitewireError, UsageError
from tests.evaluation.fakes import FakeArchive, make_reply

ROOT = Path(__file__).parents[2]
TEXTS = {"a.txt": "Ann shelled the port.\nNobody died.", "b.txt": "Bob fled to Spain."}
FILES = ("predictions.jsonl", "kept_back.jsonl", "asked.jsonl", "questions.jsonl", "run.json")
KILLED = """
import sys, time
from pathlib import Path
from evaluation.run import run_questions
from tests.evaluation.test_kept import TEXTS, FakeArchive, questions

class Slow(FakeArchive):
    def ask(self, question, **how):
        time.sleep(0.05)
        return super().ask(question, **how)

list(run_questions(Slow(TEXTS), questions(40), Path(sys.argv[1]), workers=int(sys.argv[2])))
"""


def questions(count: int) -> list[GoldQuestion]:
    """Every third question is refused, and keeps an answer back."""
    texts = ["Who shelled the port", "where was it that Bob fled", "Spain?"]
    return [gold(f"q{number}", texts[number % 3]) for number in range(count)]


def gold(id_: str, text: str) -> GoldQuestion:
    line = json.dumps({"id": id_, "question": text})
    return GoldQuestion(id_, text, "factoid", True, relevant_ids=("a.txt",), source_line=line)


def interrupted(out: Path, asked: Sequence[GoldQuestion], after: int, **how: Any) -> list[Outcome]:
    """Ask the first few of the questions and stop there."""
    return list(islice(run_questions(FakeArchive(TEXTS), asked, out, **how), after))


def asked_again(out: Path, asked: Sequence[GoldQuestion], texts: Any = TEXTS, **how: Any) -> list[str]:
    """Go on with a run; return the texts of the questions that the archive was asked."""
    archive = FakeArchive(texts)
    list(run_questions(archive, asked, out, **how))
    return [question.text for question in archive.asked]


def settings(**given: Any) -> AppSettings:
    return AppSettings(_env_file=None, **given)  # type: ignore[call-arg]


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


class TestGoingOn:
    def test_asks_the_rest_only_and_ends_with_the_same(self, tmp_path: Path) -> None:
        asked = questions(7)
        before = interrupted(tmp_path / "cut", asked, 4)
        archive = FakeArchive(TEXTS)
        outcomes = list(run_questions(archive, asked, tmp_path / "cut"))
        whole = list(run_questions(FakeArchive(TEXTS), asked, tmp_path / "whole"))
        assert outcomes == whole
        assert [score(outcome) for outcome in outcomes] == [score(outcome) for outcome in whole]
        assert outcomes[:4] == before
        assert [question.text for question in archive.asked] == [
            asked[4].question,
            asked[5].question,
            asked[5].question,
            asked[6].question,
        ]
        assert contents(tmp_path / "cut") == contents(tmp_path / "whole")

    @pytest.mark.parametrize("workers", [1, 3])
    def test_after_being_killed(self, tmp_path: Path, workers: int) -> None:
        asked, cut = questions(40), tmp_path / "cut"
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(cut), str(workers)], cwd=ROOT)
        wait_for_lines(cut / "predictions.jsonl", 6)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        archive = FakeArchive(TEXTS)
        list(run_questions(archive, asked, cut))
        list(run_questions(FakeArchive(TEXTS), asked, tmp_path / "whole"))
        assert contents(cut) == contents(tmp_path / "whole")
        # 13 of the 40 questions are asked a second time for what they keep back; 5 at least are done.
        assert 0 < len(archive.asked) <= 53 - 5

    @pytest.mark.parametrize("name", ["predictions.jsonl", "kept_back.jsonl", "asked.jsonl"])
    def test_drops_a_half_written_line(self, tmp_path: Path, name: str) -> None:
        asked = questions(6)
        interrupted(tmp_path / "cut", asked, 3)
        path = tmp_path / "cut" / name
        path.write_bytes(path.read_bytes()[:-20])
        assert asked_again(tmp_path / "cut", asked)[0] == asked[2].question
        asked_again(tmp_path / "whole", asked)
        assert contents(tmp_path / "cut") == contents(tmp_path / "whole")

    @pytest.mark.parametrize("damage", [b"", b"not JSON", b"[]", b'{"id": "q0"}', b'{"id": 7}', b"\xff\xfe"])
    def test_asks_again_where_a_line_is_damaged(self, tmp_path: Path, damage: bytes) -> None:
        asked = questions(3)
        interrupted(tmp_path, asked, 2)
        path = tmp_path / "predictions.jsonl"
        path.write_bytes(damage + b"\n" + path.read_bytes().split(b"\n", 1)[1])
        assert asked_again(tmp_path, asked)[0] == asked[0].question
        assert [json.loads(line)["id"] for line in path.read_bytes().splitlines()] == ["q0", "q1", "q2"]

    def test_asks_again_what_was_changed_or_is_new_and_forgets_what_is_gone(self, tmp_path: Path) -> None:
        interrupted(tmp_path, questions(6), 4)
        changed = gold("q1", "where did Bob flee to")
        now = [gold("new", "Who shelled the port first"), questions(1)[0], changed, *questions(6)[3:]]
        assert asked_again(tmp_path, now)[:2] == ["Who shelled the port first", changed.question]
        predictions = (tmp_path / "predictions.jsonl").read_text().splitlines()
        assert [json.loads(line)["id"] for line in predictions] == ["new", "q0", "q1", "q3", "q4", "q5"]

    def test_asks_again_what_could_not_be_asked(self, tmp_path: Path) -> None:
        asked = [gold("long", "x" * 2_001), *questions(3)]
        [failed, *_] = interrupted(tmp_path, asked, 3)
        assert failed.error
        assert asked_again(tmp_path, asked)[0] == asked[0].question


class TestStartingAnew:
    @pytest.mark.parametrize(
        "how", [{"engine": "other"}, {"wrong_corpus": True}, {"fresh": True}], ids=lambda how: next(iter(how))
    )
    def test_where_it_is_another_run(self, tmp_path: Path, how: dict[str, Any]) -> None:
        interrupted(tmp_path, questions(3), 2)
        assert asked_again(tmp_path, questions(3), **how)[0] == questions(1)[0].question

    @pytest.mark.parametrize(
        "changed",
        [
            {"llm_base_url": "http://host-b/v1"},
            {"llm_temperature": 0.5},
            {"llm_seed": 7},
            {"llm_reasoning_effort": "low"},
            {"llm_context_tokens": 4_096},
            {"llm_answer_tokens": 300},
            {"unsupported": "hide"},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_where_a_setting_is_another_that_replies_depend_on(
        self, tmp_path: Path, changed: dict[str, Any]
    ) -> None:
        given = {"llm_base_url": "http://host-a/v1"}
        interrupted(tmp_path, questions(3), 2, settings=settings(**given))
        asked = asked_again(tmp_path, questions(3), settings=settings(**given | changed))
        assert asked[0] == questions(1)[0].question

    @pytest.mark.parametrize(
        "changed",
        [
            {"port": 8_000, "host": "::1", "data": Path("elsewhere")},
            {"llm_retries": 9, "llm_first_token_seconds": 1, "llm_between_tokens_seconds": 1},
            {"llm_api_key": "other", "OPENAI_API_KEY": "other", "embedding_api_key": "other"},
            {"llm_headers": {"Authorization": "other"}, "llm_proxy": "http://user:other@proxy"},
            {"llm_base_url": "http://user:other@host/v1?key=other"},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_not_where_keys_or_ways_to_the_server_are_others(
        self, tmp_path: Path, changed: dict[str, Any]
    ) -> None:
        interrupted(tmp_path, questions(3), 2, settings=settings(llm_base_url="http://host/v1"))
        given = {"llm_base_url": "http://host/v1", **changed}
        assert asked_again(tmp_path, questions(3), settings=settings(**given))[0] == questions(3)[2].question

    @pytest.mark.parametrize(("now", "first"), [("Tell me.", 0), ("Say it.", 2)], ids=["other", "same"])
    def test_where_a_prompt_of_ones_own_is_another(self, tmp_path: Path, now: str, first: int) -> None:
        prompts, own = tmp_path / "standalone_system.txt", settings(prompts=tmp_path)
        prompts.write_text("Say it.")
        interrupted(tmp_path / "out", questions(3), 2, settings=own)
        prompts.write_text(now)
        asked = asked_again(tmp_path / "out", questions(3), settings=own)
        assert asked[0] == questions(3)[first].question

    def test_where_the_environment_sets_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        interrupted(tmp_path, questions(3), 2)
        monkeypatch.setenv("CITEWIRE_LLM_SEED", "7")
        assert asked_again(tmp_path, questions(3))[0] == questions(1)[0].question

    def test_where_an_article_is_another(self, tmp_path: Path) -> None:
        interrupted(tmp_path, questions(3), 2)
        assert len(asked_again(tmp_path, questions(3), TEXTS | {"b.txt": "Bob fled to Italy."})) >= 3

    def test_where_the_last_one_is_finished(self, tmp_path: Path) -> None:
        before = asked_again(tmp_path, questions(3))
        assert asked_again(tmp_path, questions(3)) == before

    def test_where_nothing_tells_what_the_last_one_was(self, tmp_path: Path) -> None:
        interrupted(tmp_path, questions(3), 2)
        (tmp_path / "run.json").write_text("{")
        assert len(asked_again(tmp_path, questions(3))) == 4

    def test_says_what_a_run_was_made_with(self, tmp_path: Path) -> None:
        asked_again(tmp_path, questions(1), engine="tiny")
        run = json.loads((tmp_path / "run.json").read_text())
        assert run["engine"] == "tiny"
        assert run["index"] == "fingerprint"
        assert run["date"] == date.today().isoformat()
        assert run["finished"] is True


words = st.text(st.characters(codec="utf-8"), max_size=12)
days = st.none() | st.dates()
shares = st.floats(0, 1)
numbers = st.integers(0, 10**6)
replies = st.builds(
    Reply,
    question=words,
    standalone_question=words,
    answered=st.booleans(),
    answer=words,
    engine=words,
    index=words,
    sentences=st.lists(
        st.builds(
            AnswerSentence,
            words,
            st.lists(numbers, max_size=3).map(tuple),
            st.sampled_from(["supported", "weak", "unsupported"]),
            words,
        ),
        max_size=3,
    ).map(tuple),
    citations=st.lists(
        st.builds(Citation, numbers, words, words | st.none(), words, days, words, words, numbers, numbers),
        max_size=3,
    ).map(tuple),
    passages=st.lists(st.builds(RetrievedPassage, words, numbers, numbers, shares), max_size=3).map(tuple),
    conflicts=st.lists(
        st.builds(Conflict, words, st.lists(st.builds(Claim, words, numbers), max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
    date_range=st.none() | st.builds(DateRange, days, days),
    timings_ms=st.dictionaries(words, st.floats(0, 1e6), max_size=3),
    confidence=shares,
    notice=words,
    usage=st.none()
    | st.builds(Usage, numbers, numbers, st.booleans(), st.none() | shares, st.none() | words),
    doubtful=st.booleans(),
)


@given(replies)
def test_a_reply_comes_back_from_its_json(reply: Reply) -> None:
    line = json.dumps({"id": "q"} | reply.to_json(), ensure_ascii=False)
    told = replace(
        reply,
        sentences=tuple(replace(sentence, reason="") for sentence in reply.sentences),
        confidence=1.0,
        notice="",
        usage=None,
        doubtful=False,
    )
    assert read_reply(line) == told


@given(replies, st.none() | replies, st.dictionaries(words, st.dictionaries(words, shares), max_size=2))
def test_what_is_done_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, reply: Reply, kept_back: Reply | None, judged: Any
) -> None:
    out, [asked] = tmp_path_factory.mktemp("run"), questions(1)
    done = Done(reply, kept_back, judged)
    with RunFolder(out, [asked], {}) as folder:
        folder.add(asked, done)
    with RunFolder(out, [asked], {}) as folder:
        assert folder.done == {asked.id: done}


@pytest.mark.parametrize("line", ["", "[]", "{}", json.dumps(make_reply().to_json() | {"citations": [1]})])
def test_what_is_no_reply_is_told(line: str) -> None:
    with pytest.raises(ValueError, match="Reply"):
        read_reply(line)


class TestWhatIsThereAlready:
    @pytest.mark.parametrize(
        "name", ["questions.jsonl", "predictions.jsonl", "kept_back.jsonl", "scores.json", "report.html"]
    )
    def test_is_not_replaced_where_no_run_left_it(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_text("mine")
        with pytest.raises(UsageError, match=f"{name} is of no run.*--out"):
            asked_again(tmp_path, questions(1))
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert (tmp_path / name).read_text() == "mine"

    def test_of_scores_is_gone_once_another_run_begins(self, tmp_path: Path) -> None:
        asked_again(tmp_path, questions(3))
        for name in ("scores.json", "report.html"):
            (tmp_path / name).write_text("of the first")
        interrupted(tmp_path, questions(3), 1)
        assert not (tmp_path / "scores.json").exists()
        assert not (tmp_path / "report.html").exists()


class TestARunInWhichAQuestionFailed:
    asked = (
        gold("q0", "Who shelled the port"),
        gold("long", "x" * 2_001),
        gold("q1", "where was it that Bob fled"),
    )

    def test_is_gone_on_with_and_asks_only_that_one(self, tmp_path: Path) -> None:
        asked_again(tmp_path, self.asked)
        assert asked_again(tmp_path, self.asked) == [self.asked[1].question]

    def test_is_not_taken_for_one_that_was_stopped(self, tmp_path: Path) -> None:
        interrupted(tmp_path, self.asked, 1)
        with pytest.raises(UsageError, match="was stopped: the same command goes on"):
            refuse_stopped(tmp_path)
        asked_again(tmp_path, self.asked)
        refuse_stopped(tmp_path)

    def test_is_finished_and_in_order_once_it_could_be_asked(self, tmp_path: Path) -> None:
        class Busy(FakeArchive):
            def ask(self, question: Question, **how: Any) -> Reply:
                if question.text == "where was it that Bob fled":
                    raise CitewireError("busy")
                return super().ask(question, **how)

        asked = questions(3)
        assert [bool(outcome.error) for outcome in run_questions(Busy(TEXTS), asked, tmp_path / "cut")] == [
            False,
            True,
            False,
        ]
        asked_again(tmp_path / "cut", asked)
        asked_again(tmp_path / "whole", asked)
        assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def wait_for_lines(path: Path, count: int) -> None:
    until = time.monotonic() + 60
    while not path.exists() or path.read_bytes().count(b"\n") < count:
        assert time.monotonic() < until
        time.sleep(0.01)
