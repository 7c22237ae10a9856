"""What is kept comes back exactly, to its owner only, whatever happens to the process or the file."""

import json
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import conversations as module
from app.conversations import (
    MOST_REPLY_BYTES,
    MOST_SEARCH_CHARACTERS,
    Conversations,
    KeptTurn,
    Rating,
    history_of,
    question_rows,
)
from app.errors import one_line
from app.records import Reply, Turn, Usage
from evaluation.questions import Evidence, GoldQuestion, load_questions
from index.errors import CitewireError, UsageError
from tests.app.page_helpers import article, citation, reply

ANNA, BORIS = "token of Anna", "token of Boris"
WAR = article("Zenata was hit. Nine people died.", "war/1.txt", published=date(2020, 6, 2))


class Clock:
    """Stands still unless told to go on; each look takes a microsecond."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(microseconds=1)
        return self.moment


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "conversations.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(path: Path, clock: Clock) -> Conversations:
    return Conversations(path, clock=clock)


@pytest.fixture
def _auckland(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine's clock is twelve hours and more ahead of UTC."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "NZST-12")
        time.tzset()
        yield
    time.tzset()


def answer(question: str, text: str = "Nine [1].") -> Reply:
    return reply(text, citations=(citation(WAR, "Nine people died."),), question=question)


def begin(kept: Conversations, *questions: str, owner: str = ANNA) -> tuple[str, list[KeptTurn]]:
    """Keep a conversation of these questions; return its id and its turns."""
    first, turn = kept.keep(owner, None, answer(questions[0]))
    turns = [turn]
    turns += [kept.keep(owner, first.id, answer(question))[1] for question in questions[1:]]
    return first.id, turns


def titles(kept: Conversations, search: str = "", owner: str = ANNA) -> list[str]:
    return [one.title for one in kept.listed(owner, search)]


def questions_of(kept: Conversations, conversation: str) -> list[str]:
    return [turn.reply.question for turn in kept.turns(ANNA, conversation)]


class TestKeeping:
    def test_nothing_is_on_disk_before_something_is_asked_for(self, path: Path) -> None:
        kept = Conversations(path)
        assert not path.parent.exists()
        assert kept.listed(ANNA) == ()

    def test_a_turn_comes_back_after_a_restart_as_it_was_kept(self, path: Path, clock: Clock) -> None:
        told = replace(
            answer("How many died? 😀\x00"),
            notice="the model failed",
            usage=Usage(10, 20, estimated=True, cost=0.1, currency="EUR"),
            confidence=1 / 3,
        )
        begun, turn = Conversations(path, clock=clock).keep(ANNA, None, told)
        again = Conversations(path)
        assert again.turns(ANNA, begun.id) == (turn,)
        assert again.turn(ANNA, turn.id) == turn
        assert again.listed(ANNA) == (begun,)
        assert turn.reply == told
        assert (turn.rating, turn.history) == (None, ())

    @settings(max_examples=30, deadline=None)
    @given(told=st.from_type(Reply))
    def test_any_reply_comes_back_as_it_was(self, told: Reply) -> None:
        told = finite(told)
        with tempfile.TemporaryDirectory() as folder:
            kept = Conversations(Path(folder) / "c.sqlite")
            begun, turn = kept.keep(ANNA, None, told)
            assert turn.reply == told
            assert kept.turns(ANNA, begun.id) == (turn,)

    def test_half_a_character_becomes_a_sign_that_stands_for_it(self, kept: Conversations) -> None:
        begun, turn = kept.keep(ANNA, None, answer("Who\ud800?"))
        assert turn.reply.question == "Who\ufffd?"
        assert kept.turns(ANNA, begun.id) == (turn,)

    def test_turns_follow_each_other_and_know_what_was_said_before(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "Who?", "When?", "Where?")
        assert kept.turns(ANNA, begun) == tuple(turns)
        assert turns[2].history == history_of(turns[:2])
        assert turns[1].history == (Turn("user", "Who?"), Turn("assistant", "Nine [1]."))

    def test_a_long_conversation_is_remembered_by_its_last_questions(self, kept: Conversations) -> None:
        begun, turns = begin(kept, *(f"Question {number}?" for number in range(23)))
        assert turns[-1].history == history_of(turns[2:22])
        assert kept.turns(ANNA, begun) == tuple(turns)

    def test_moments_are_utc_and_the_list_tells_the_last_one(self, kept: Conversations) -> None:
        _, turns = begin(kept, "Who?", "When?")
        [listed] = kept.listed(ANNA)
        assert (listed.changed, listed.turns) == (turns[1].asked, 2)
        assert turns[1].asked.utcoffset() == timedelta(0)

    def test_the_conversation_changed_last_is_first(self, kept: Conversations) -> None:
        older, _ = begin(kept, "Older?")
        begin(kept, "Newer?")
        assert titles(kept) == ["Newer?", "Older?"]
        kept.keep(ANNA, older, answer("Again?"))
        assert titles(kept) == ["Older?", "Newer?"]

    def test_a_reply_that_is_too_large_is_refused_with_both_numbers(self, kept: Conversations) -> None:
        with pytest.raises(UsageError, match=r"1,\d{3},\d{3} bytes.*at most 1,000,000"):
            kept.keep(ANNA, None, answer("Who?", "x" * MOST_REPLY_BYTES))
        assert kept.listed(ANNA) == ()

    def test_there_is_a_limit_to_conversations_and_to_turns(
        self, kept: Conversations, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MOST_CONVERSATIONS", 2)
        monkeypatch.setattr(module, "MOST_TURNS", 2)
        begun, _ = begin(kept, "Who?", "When?")
        with pytest.raises(UsageError, match="has 2 questions"):
            kept.keep(ANNA, begun, answer("Where?"))
        begin(kept, "Why?")
        with pytest.raises(UsageError, match="2 conversations are kept"):
            begin(kept, "How?")
        begin(kept, "How?", owner=BORIS)
        kept.delete(ANNA, begun)
        begin(kept, "How?")
        assert titles(kept) == ["How?", "Why?"]


def finite(told: Reply) -> Reply:
    """Take out what is equal to nothing, not even to itself."""

    def number(value: float) -> float:
        return 0.0 if value != value else value

    usage = told.usage
    if usage is not None and usage.cost is not None:
        usage = replace(usage, cost=number(usage.cost))
    return replace(
        told,
        confidence=number(told.confidence),
        timings_ms={name: number(value) for name, value in told.timings_ms.items()},
        passages=tuple(replace(one, score=number(one.score)) for one in told.passages),
        usage=usage,
    )


class TestTitles:
    @pytest.mark.parametrize(
        ("question", "title"),
        [
            ("  Who\n\tdied?\u202e ", "Who died?"),
            ("word " * 12, ("word " * 12).strip()),
            (
                "What did the mayor say about the two bridges across the river last week?",
                "What did the mayor say about the two bridges across the…",
            ),
            ("谁" * 100, "谁" * 60 + "…"),
            ("a " + "b" * 100, "a…"),
        ],
    )
    def test_the_first_question_is_the_title_cut_between_words(
        self, kept: Conversations, question: str, title: str
    ) -> None:
        begin(kept, question, "Another?")
        assert titles(kept) == [title]

    def test_a_title_given_stays(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "Who?")
        kept.rename(ANNA, begun, " The\nwar ")
        kept.cut(ANNA, begun, turns[0].id)
        kept.keep(ANNA, begun, answer("When?"))
        assert titles(kept) == ["The war"]

    def test_a_rename_moves_nothing_to_the_top(self, kept: Conversations) -> None:
        older, _ = begin(kept, "Older?")
        begin(kept, "Newer?")
        kept.rename(ANNA, older, "Renamed")
        assert titles(kept) == ["Newer?", "Renamed"]

    @pytest.mark.parametrize("title", ["", " \n\u200b", "x" * 201])
    def test_a_title_has_something_to_read_and_fits_a_line(self, kept: Conversations, title: str) -> None:
        begun, _ = begin(kept, "Who?")
        with pytest.raises(UsageError, match="the title"):
            kept.rename(ANNA, begun, title)
        assert titles(kept) == ["Who?"]


class TestSearching:
    @pytest.mark.parametrize(
        "search",
        [
            "HAFTAR",
            "haftar tripoli",
            "truce",
            "  truce\n haftar ",
            "tripo",
            "zoë’s",
            "zoe's",
            "ПЕРЕМИРИЕ",
            "truce 25",
        ],
    )
    def test_every_word_is_somewhere_in_title_questions_or_answers(
        self, kept: Conversations, search: str
    ) -> None:
        told = answer("What did Haftar say in Tripoli?", "A tru**ce** [1], Zoë's перемирие, **25**[2] days.")
        begun, _ = kept.keep(ANNA, None, told)
        begin(kept, "Something else?")
        assert [one.id for one in kept.listed(ANNA, search)] == [begun.id]

    @pytest.mark.parametrize("search", ["at&t", "[sic]", "foo_bar@x.org", "www.x.org", "a*b"])
    def test_signs_that_markdown_escapes_are_found_as_typed(self, kept: Conversations, search: str) -> None:
        told = answer("Who?", r"AT\&T \[sic\] wrote to foo\_bar\@x\.org of www\.x\.org, **a\*b**. [1]")
        begun, _ = kept.keep(ANNA, None, told)
        assert [one.id for one in kept.listed(ANNA, search)] == [begun.id]

    def test_the_words_may_be_spread_over_turns_and_title(self, kept: Conversations) -> None:
        begun, _ = begin(kept, "Who bombed Zenata?", "When was the truce?")
        kept.rename(ANNA, begun, "Libya")
        assert titles(kept, "libya zenata truce") == ["Libya"]
        assert titles(kept, "libya zenata ceasefire") == []

    @pytest.mark.parametrize("search", ["%", "_", "' OR 1=1 --", '"', "*", "\\", "[1]"])
    def test_signs_are_only_signs(self, kept: Conversations, search: str) -> None:
        begin(kept, "Who?")
        assert titles(kept, search) == []

    def test_a_search_of_nothing_finds_everything(self, kept: Conversations) -> None:
        begin(kept, "Who?")
        assert titles(kept, " \u200b ") == ["Who?"]

    def test_a_search_that_is_too_long_is_refused(self, kept: Conversations) -> None:
        with pytest.raises(UsageError, match="201 characters: use at most 200"):
            kept.listed(ANNA, "x" * (MOST_SEARCH_CHARACTERS + 1))

    @settings(max_examples=40, deadline=None)
    @given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
    def test_what_was_asked_is_found_by_it(self, question: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            kept = Conversations(Path(folder) / "c.sqlite")
            begun, _ = kept.keep(ANNA, None, answer(f"about {question}"))
            whole_words = one_line(question)
            assert [one.id for one in kept.listed(ANNA, whole_words)] == [begun.id]

    def test_the_first_page_of_ten_thousand_is_not_waited_for(self, kept: Conversations, path: Path) -> None:
        begun, _ = begin(kept, "Who?", "When?")
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) "
                "INSERT INTO conversations (id, owner, title, searched, changed) "
                "SELECT 'c' || i, owner, title, searched, '2020-01-01T00:00:00.000000+00:00' "
                "FROM conversations, n"
            )
        started = datetime.now(UTC)
        listed = kept.listed(ANNA)
        assert datetime.now(UTC) - started < timedelta(seconds=2)
        assert (len(listed), listed[0].id) == (10_000, begun)


class TestOwners:
    """Two people at one page never see each other's conversations."""

    @pytest.mark.parametrize(
        "call",
        [
            lambda kept, owner, begun, turn: kept.turns(owner, begun),
            lambda kept, owner, begun, turn: kept.conversation(owner, begun),
            lambda kept, owner, begun, turn: kept.turn(owner, turn),
            lambda kept, owner, begun, turn: kept.keep(owner, begun, answer("Mine?")),
            lambda kept, owner, begun, turn: kept.cut(owner, begun, turn),
            lambda kept, owner, begun, turn: kept.rename(owner, begun, "Mine"),
            lambda kept, owner, begun, turn: kept.delete(owner, begun),
            lambda kept, owner, begun, turn: kept.restore(owner, begun),
            lambda kept, owner, begun, turn: kept.rate(owner, turn, Rating(good=False)),
        ],
        ids=["turns", "conversation", "turn", "keep", "cut", "rename", "delete", "restore", "rate"],
    )
    @pytest.mark.parametrize("owner", [BORIS, "", "' OR 1=1 --", "\ud800", ANNA.upper()])
    def test_nobody_else_reads_or_changes_a_conversation(
        self, kept: Conversations, call: Callable[..., object], owner: str
    ) -> None:
        begun, turns = begin(kept, "Who?", "When?")
        kept.rate(ANNA, turns[0].id, Rating(good=True))
        before = (kept.listed(ANNA), kept.turns(ANNA, begun))
        with pytest.raises(UsageError):
            call(kept, owner, begun, turns[0].id)
        assert (kept.listed(ANNA), kept.turns(ANNA, begun)) == before

    def test_nobody_else_has_it_listed_found_or_exported(self, kept: Conversations) -> None:
        _, turns = begin(kept, "Who?")
        kept.rate(ANNA, turns[0].id, Rating(good=True))
        assert (kept.listed(BORIS), kept.listed(BORIS, "who"), kept.rated(BORIS)) == ((), (), ())

    def test_a_turn_of_another_conversation_cuts_nothing(self, kept: Conversations) -> None:
        one, _ = begin(kept, "One?")
        _, others = begin(kept, "Other?")
        with pytest.raises(UsageError, match="no such answer in this conversation"):
            kept.cut(ANNA, one, others[0].id)
        assert questions_of(kept, one) == ["One?"]

    def test_the_file_holds_no_owners_token_and_is_for_this_user_only(
        self, kept: Conversations, path: Path
    ) -> None:
        begin(kept, "Who?")
        files = list(path.parent.iterdir())
        assert not any(ANNA.encode() in file.read_bytes() for file in files)
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}

    @pytest.mark.parametrize("unknown", ["", "nothing", "\ud800", "x" * 100_000, "1"])
    def test_what_does_not_exist_is_said_in_a_line(self, kept: Conversations, unknown: str) -> None:
        begin(kept, "Who?")
        with pytest.raises(UsageError, match=r"^there is no such conversation.*begin one$"):
            kept.turns(ANNA, unknown)
        with pytest.raises(UsageError, match=r"^there is no such answer"):
            kept.rate(ANNA, unknown, None)


class TestEditing:
    def test_a_turn_is_forgotten_with_those_after_it(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "One?", "Two?", "Three?")
        kept.cut(ANNA, begun, turns[1].id)
        assert kept.turns(ANNA, begun) == (turns[0],)
        assert kept.listed(ANNA)[0].turns == 1

    def test_the_title_follows_an_edited_first_question(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "Who dyed?")
        kept.cut(ANNA, begun, turns[0].id)
        kept.keep(ANNA, begun, answer("Who died?"))
        assert titles(kept) == ["Who died?"]
        assert titles(kept, "dyed") == []

    def test_asking_again_replaces_what_followed_in_one_step(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "One?", "Two?", "Three?")
        conversation, again = kept.keep(ANNA, begun, answer("2?"), instead_of=turns[1].id)
        assert questions_of(kept, begun) == ["One?", "2?"]
        assert conversation.turns == 2
        assert again.history == history_of(turns[:1])

    def test_where_the_new_answer_can_not_be_kept_the_old_ones_stay(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "One?", "Two?")
        with pytest.raises(UsageError, match="no such answer"):
            kept.keep(ANNA, begun, answer("1?"), instead_of="unknown")
        with pytest.raises(UsageError, match="bytes"):
            kept.keep(ANNA, begun, answer("1?", "x" * MOST_REPLY_BYTES), instead_of=turns[0].id)
        assert questions_of(kept, begun) == ["One?", "Two?"]


class TestDeleting:
    def test_a_deleted_conversation_is_out_of_sight_until_it_is_restored(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "Who?", "When?")
        kept.rate(ANNA, turns[1].id, Rating(good=False, reason="wrong year"))
        before = (kept.listed(ANNA), kept.turns(ANNA, begun), kept.rated(ANNA))
        kept.delete(ANNA, begun)
        assert (kept.listed(ANNA), kept.rated(ANNA)) == ((), ())
        for call in (kept.turns, kept.conversation, kept.delete):
            with pytest.raises(UsageError, match="may have been deleted"):
                call(ANNA, begun)
        with pytest.raises(UsageError, match="may have been deleted"):
            kept.keep(ANNA, begun, answer("Where?"))
        kept.restore(ANNA, begun)
        assert (kept.listed(ANNA), kept.turns(ANNA, begun), kept.rated(ANNA)) == before

    def test_undo_works_for_a_day_and_then_the_words_are_gone(
        self, kept: Conversations, clock: Clock, path: Path
    ) -> None:
        old, _ = begin(kept, "Xylophones?")
        new, _ = begin(kept, "Yachts?")
        last, _ = begin(kept, "Zithers?")
        kept.delete(ANNA, old)
        clock.moment += timedelta(hours=13)
        kept.delete(ANNA, new)
        clock.moment += timedelta(hours=13)
        kept.delete(ANNA, last)
        with pytest.raises(UsageError, match="no such conversation"):
            kept.restore(ANNA, old)
        kept.restore(ANNA, new)
        kept.restore(ANNA, last)
        assert titles(kept) == ["Zithers?", "Yachts?"]
        held = b"".join(file.read_bytes() for file in path.parent.iterdir())
        assert b"Yachts" in held
        assert b"Xylophones" not in held

    def test_restoring_what_is_there_changes_nothing(self, kept: Conversations) -> None:
        begun, _ = begin(kept, "Who?")
        kept.restore(ANNA, begun)
        assert titles(kept) == ["Who?"]


class TestRating:
    def test_a_rating_replaces_the_one_before_and_can_be_taken_back(self, kept: Conversations) -> None:
        begun, turns = begin(kept, "Who?")
        for rating in (Rating(good=True), Rating(good=False, reason="names\nthe wrong one"), None):
            kept.rate(ANNA, turns[0].id, rating)
            assert kept.turns(ANNA, begun) == (replace(turns[0], rating=rating),)
            assert kept.rated(ANNA) == kept.turns(ANNA, begun) if rating else kept.rated(ANNA) == ()

    def test_rated_turns_of_all_conversations_come_as_they_were_asked(self, kept: Conversations) -> None:
        one, ones = begin(kept, "1?")
        _, twos = begin(kept, "2?", "3?")
        fourth = kept.keep(ANNA, one, answer("4?"))[1]
        for turn in (fourth, twos[1], ones[0]):
            kept.rate(ANNA, turn.id, Rating(good=True))
        assert [turn.reply.question for turn in kept.rated(ANNA)] == ["1?", "3?", "4?"]
        assert kept.rated(ANNA)[1].history == history_of(twos[:1])

    def test_a_reason_is_trimmed_whole_and_not_a_book(self, kept: Conversations) -> None:
        _, turns = begin(kept, "Who?")
        kept.rate(ANNA, turns[0].id, Rating(good=True, reason="  half \ud800\n"))
        assert kept.turn(ANNA, turns[0].id).rating == Rating(good=True, reason="half \ufffd")
        with pytest.raises(UsageError, match="2,001 characters: use at most 2,000"):
            kept.rate(ANNA, turns[0].id, Rating(good=True, reason="x" * 2_001))


def loaded(folder: Path, turns: Iterator[KeptTurn] | tuple[KeptTurn, ...]) -> tuple[GoldQuestion, ...]:
    """Return what the evaluation reads out of the exported lines."""
    file = folder / "feedback.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in question_rows(turns)), encoding="utf-8")
    return load_questions(file)


class TestExport:
    """A rated answer is an evaluation question in one step."""

    def exported(self, kept: Conversations, told: Reply, rating: Rating, folder: Path) -> GoldQuestion:
        _, turn = kept.keep(ANNA, None, told)
        kept.rate(ANNA, turn.id, rating)
        [gold] = loaded(folder, kept.rated(ANNA))
        assert gold.id == f"feedback-{turn.id}"
        assert gold.kind == "feedback"
        return gold

    def test_a_good_answer_brings_its_evidence(self, kept: Conversations, tmp_path: Path) -> None:
        twice = (citation(WAR, "Zenata was hit."), citation(WAR, "Nine people died.", 2))
        told = reply("Hit [1], nine died [2].", citations=twice, question="What\nhappened?")
        gold = self.exported(kept, told, Rating(good=True, reason="to the point"), tmp_path)
        assert (gold.question, gold.answerable) == ("What happened?", True)
        assert gold.relevant_ids == ("war/1.txt",)
        assert gold.evidence == (
            Evidence("Zenata was hit.", "war/1.txt"),
            Evidence("Nine people died.", "war/1.txt"),
        )
        assert gold.extra == {
            "rating": "good",
            "reason": "to the point",
            "answer": "Hit [1], nine died [2].",
            "engine": "quotes",
            "index": "0" * 12,
            "answerable_guessed": False,
        }

    @pytest.mark.parametrize(
        ("answered", "good", "answerable", "guessed"),
        [(True, False, True, True), (False, True, False, False), (False, False, True, False)],
    )
    def test_what_an_answer_was_worth_says_whether_there_is_one(
        self, kept: Conversations, tmp_path: Path, answered: bool, good: bool, answerable: bool, guessed: bool
    ) -> None:
        told = replace(answer("Who?"), answered=answered)
        gold = self.exported(kept, told, Rating(good=good), tmp_path)
        assert (gold.answerable, gold.extra["answerable_guessed"]) == (answerable, guessed)
        # Neither a bad answer's citations nor the articles near to a refusal are evidence of anything.
        assert (gold.relevant_ids, gold.evidence) == ((), ())

    def test_what_was_said_before_goes_with_it(self, kept: Conversations, tmp_path: Path) -> None:
        _, turns = begin(kept, "Who?", "When?")
        kept.rate(ANNA, turns[1].id, Rating(good=False))
        [gold] = loaded(tmp_path, kept.rated(ANNA))
        assert gold.history == history_of(turns[:1])

    @pytest.mark.usefixtures("_auckland")
    def test_the_day_is_the_one_on_which_it_was_asked_there(
        self, kept: Conversations, clock: Clock, tmp_path: Path
    ) -> None:
        clock.moment = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
        gold = self.exported(kept, answer("Who?"), Rating(good=True), tmp_path)
        assert gold.question_date == date(2026, 3, 2)

    def test_what_nobody_rated_is_left_out(self, kept: Conversations) -> None:
        begun, _ = begin(kept, "Who?")
        assert list(question_rows(kept.turns(ANNA, begun))) == []

    @settings(max_examples=50, deadline=None)
    @given(
        st.lists(
            st.builds(
                KeptTurn,
                id=st.uuids().map(str),
                reply=st.builds(
                    answer,
                    st.text(st.characters(codec="utf-8")).map("Who {}?".format),
                    st.text(st.characters(codec="utf-8")),
                ),
                asked=st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)),
                rating=st.builds(Rating, st.booleans(), st.text(st.characters(codec="utf-8"))),
                history=st.just((Turn("user", "Where?"), Turn("assistant", ""))),
            ),
            min_size=1,
            unique_by=lambda turn: turn.id,
        )
    )
    def test_whatever_was_said_is_read_back(self, turns: list[KeptTurn]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            golds = loaded(Path(folder), tuple(turns))
        assert [gold.extra["answer"] for gold in golds] == [turn.reply.answer for turn in turns]
        assert [gold.extra["reason"] for gold in golds] == [
            turn.rating.reason for turn in turns if turn.rating
        ]


class TestThreadsAndProcesses:
    def test_ten_people_at_once_lose_nothing(self, path: Path) -> None:
        def ask(person: int) -> tuple[str, list[str]]:
            mine = Conversations(path)
            begun, _ = begin(mine, *(f"{person}-{number}?" for number in range(5)), owner=f"p{person}")
            return begun, [turn.reply.question for turn in mine.turns(f"p{person}", begun)]

        with ThreadPoolExecutor(10) as people:
            answers = list(people.map(ask, range(10)))
        for person, (begun, asked) in enumerate(answers):
            assert asked == [f"{person}-{number}?" for number in range(5)]
            assert [one.id for one in Conversations(path).listed(f"p{person}")] == [begun]

    def test_two_tabs_write_into_one_conversation(self, kept: Conversations) -> None:
        begun, _ = begin(kept, "First?")
        with ThreadPoolExecutor(4) as tabs:
            list(tabs.map(lambda n: kept.keep(ANNA, begun, answer(f"{n}?")), range(20)))
        assert sorted(questions_of(kept, begun)) == sorted(["First?", *(f"{n}?" for n in range(20))])

    def test_a_reader_goes_on_while_somebody_writes(self, kept: Conversations, path: Path) -> None:
        begin(kept, "Who?")
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE conversations SET title = 'half-way'")
            assert titles(kept) == ["Who?"]

    def test_a_killed_process_loses_at_most_the_turn_being_written(self, path: Path) -> None:
        script = (
            "import sys; from pathlib import Path\n"
            "from app.conversations import Conversations\n"
            "from tests.app.test_conversations import ANNA, answer\n"
            "kept = Conversations(Path(sys.argv[1])); begun = kept.keep(ANNA, None, answer('0?'))[0]\n"
            "for number in range(1, 900):\n"
            "    print(number, flush=True); kept.keep(ANNA, begun.id, answer(f'{number}?'))\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            while int(process.stdout.readline()) < 25:
                pass
            process.send_signal(signal.SIGKILL)
            last = int((process.stdout.read().split() or ["25"])[-1])
        kept = Conversations(path)
        [begun] = kept.listed(ANNA)
        asked = questions_of(kept, begun.id)
        assert asked == [f"{number}?" for number in range(begun.turns)]
        assert begun.turns in (last, last + 1)
        kept.keep(ANNA, begun.id, answer("On?"))


class TestTrouble:
    @pytest.mark.parametrize(
        "damage",
        [
            lambda path: path.write_bytes(b"this is no database, but long enough to look at " * 100),
            lambda path: path.write_bytes(path.read_bytes()[:6_000]),
            lambda path: alter(path, "DROP TABLE turns"),
            lambda path: alter(path, "UPDATE turns SET reply = '{}'"),
            lambda path: alter(path, "UPDATE turns SET reply = x'ff'"),
            lambda path: alter(path, "UPDATE turns SET asked = 'yesterday'"),
            lambda path: alter(path, "UPDATE turns SET reason = CAST(x'ff' AS TEXT)"),
        ],
        ids=["other bytes", "cut off", "no table", "no reply", "no JSON", "no date", "no UTF-8"],
    )
    def test_a_damaged_file_is_told_in_one_line_that_says_what_to_do(
        self, kept: Conversations, path: Path, damage: Callable[[Path], object]
    ) -> None:
        begun, _ = begin(kept, *(f"Question {number}?" for number in range(30)))
        damage(path)
        with pytest.raises(CitewireError) as told:
            kept.turns(ANNA, begun)
        assert "damaged" in str(told.value)
        assert str(path) in str(told.value)
        assert "move that file away" in str(told.value)
        assert "\n" not in str(told.value)

    def test_a_file_moved_away_or_mended_needs_no_restart(self, kept: Conversations, path: Path) -> None:
        begin(kept, "Who?")
        path.write_bytes(b"no database " * 500)
        with pytest.raises(CitewireError, match="damaged"):
            kept.listed(ANNA)
        path.unlink()
        assert kept.listed(ANNA) == ()
        begin(kept, "When?")
        assert titles(kept) == ["When?"]

    def test_a_file_of_something_else_is_left_alone(self, kept: Conversations, path: Path) -> None:
        path.parent.mkdir()
        alter(path, "CREATE TABLE somebody_elses (thing)")
        with pytest.raises(CitewireError, match="holds something else"):
            begin(kept, "Who?")
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
        assert tables == [("somebody_elses",)]

    def test_a_file_of_a_newer_program_is_left_alone(self, kept: Conversations, path: Path) -> None:
        begin(kept, "Who?")
        alter(path, "PRAGMA user_version = 7")
        with pytest.raises(CitewireError, match=r"newer Citewire \(format 7, this one knows 1\)"):
            kept.listed(ANNA)

    def test_a_place_that_can_not_be_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file where a folder should be")
        with pytest.raises(CitewireError, match="can't be used"):
            Conversations(tmp_path / "data" / "c.sqlite").listed(ANNA)
        with pytest.raises(CitewireError, match="can't be used"):
            Conversations(tmp_path).listed(ANNA)

    def test_a_full_disk_is_told_and_costs_nothing_that_was_kept(
        self, kept: Conversations, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun, turns = begin(kept, "Who?", "When?")
        connect = sqlite3.connect

        def small(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **options)
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
            return connection

        monkeypatch.setattr(sqlite3, "connect", small)
        with pytest.raises(CitewireError, match="the disk is full: make room"):
            kept.keep(ANNA, begun, answer("Where?", "x" * 100_000), instead_of=turns[0].id)
        monkeypatch.undo()
        assert kept.turns(ANNA, begun) == tuple(turns)


def alter(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
