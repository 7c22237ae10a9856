"""A visitor's conversations as HTML: listed, opened as they were shown, saved; nobody else's."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.conversations import Conversations, Rating
from app.page.desk import Desk, Kept, Visit, kept_turn
from app.page.turn import turn
from app.records import AnswerSentence, Reply
from index.errors import CitewireError, UsageError
from tests.app.page_helpers import HOSTILE, Shown, among, article, citation, reply

ME, YOU = "me", "you"
FALL = article("It fell. Nobody was hurt.", title="A fall")
ARTICLE_OF = among(FALL)


def told(question: str = "What fell?") -> Reply:
    cited = citation(FALL, "It fell.")
    return reply(
        "It fell. [1]", (AnswerSentence("It fell.", (1,), "supported"),), (cited,), question=question
    )


Keep = Callable[..., Kept]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Conversations(tmp_path / "conversations.sqlite"), ARTICLE_OF)


@pytest.fixture
def keep(desk: Desk) -> Keep:
    def keep(question: str = "What fell?", conversation: str = "", owner: str = ME) -> Kept:
        kept = desk.keep(Visit(owner, conversation), told(question))
        assert isinstance(kept, Kept)
        return kept

    return keep


def titles(html: str) -> list[str]:
    return Shown(html).texts("title")


def test_conversations_are_listed_for_their_owner_the_newest_first(desk: Desk, keep: Keep) -> None:
    first = keep("Who fell?")
    keep("Why?", first.conversation)
    keep("When?")
    keep("Where?", owner=YOU)
    shown = Shown(desk.listed(ME))
    assert shown.texts("title") == ["When?", "Who fell?"]
    assert [when.split(" · ")[0] for when in shown.texts("when")] == ["1 question", "2 questions"]
    assert titles(desk.listed(YOU)) == ["Where?"]
    assert titles(desk.listed("a stranger")) == []


def test_the_list_can_be_searched_and_says_when_there_is_nothing(desk: Desk, keep: Keep) -> None:
    assert "kept here, for you alone" in Shown(desk.listed(ME)).text
    keep("Who fell?")
    assert titles(desk.listed(ME, "FELL nobody")) == []
    assert "all of these words" in Shown(desk.listed(ME, "nowhere")).text
    assert titles(desk.listed(ME, "who FELL")) == ["Who fell?"]


def test_a_conversation_opens_as_it_was_shown(desk: Desk, keep: Keep) -> None:
    first = keep("Who fell?")
    second = keep("Why?", first.conversation)
    desk.rate(ME, second.turn, Rating(False, "not asked"))
    opened = desk.opened(ME, first.conversation, first=7)
    assert opened.title == "Who fell?"
    assert opened.turns == (
        turn(7, told("Who fell?"), ARTICLE_OF, kept=first.turn),
        turn(8, told("Why?"), ARTICLE_OF, kept=second.turn, rating=Rating(False, "not asked")),
    )


def test_the_page_is_told_where_a_turn_is_kept(keep: Keep) -> None:
    kept = keep()
    note, shown = Shown(kept_turn(2, told(), kept, ARTICLE_OF)).elements[:2]
    assert note == (
        "template",
        {"class": "kept", "data-kept": kept.turn, "data-conversation": kept.conversation},
    )
    assert shown[1]["data-kept"] == kept.turn


def test_a_conversation_is_renamed_deleted_and_brought_back(desk: Desk, keep: Keep) -> None:
    conversation = keep().conversation
    desk.rename(ME, conversation, "The fall")
    assert titles(desk.listed(ME)) == ["The fall"]
    desk.delete(ME, conversation)
    assert titles(desk.listed(ME)) == []
    desk.restore(ME, conversation)
    assert titles(desk.listed(ME)) == ["The fall"]


@pytest.mark.parametrize(
    "misuse",
    [
        lambda desk, kept: desk.opened(YOU, kept.conversation),
        lambda desk, kept: desk.rename(YOU, kept.conversation, "mine"),
        lambda desk, kept: desk.delete(YOU, kept.conversation),
        lambda desk, kept: desk.rate(YOU, kept.turn, Rating(True)),
        lambda desk, kept: desk.pack(YOU, kept.conversation, "", "md"),
        lambda desk, kept: desk.pack(YOU, "", kept.turn, "md"),
        lambda desk, kept: desk.earlier(Visit(YOU, kept.conversation)),
        lambda desk, kept: desk.earlier(Visit(YOU, "", kept.turn)),
    ],
)
def test_another_s_conversation_does_not_exist(
    desk: Desk, keep: Keep, misuse: Callable[[Desk, Kept], object]
) -> None:
    kept = keep()
    with pytest.raises(CitewireError):
        misuse(desk, kept)
    assert titles(desk.listed(ME)) == ["What fell?"]


def test_rated_answers_are_saved_as_questions_of_their_owner(desk: Desk, keep: Keep) -> None:
    kept = keep("Who fell?")
    keep("Why?", kept.conversation)
    desk.rate(YOU, keep("Where?", owner=YOU).turn, Rating(True))
    desk.rate(ME, kept.turn, Rating(False, "names nobody"))
    saved = desk.ratings(ME)
    (row,) = map(json.loads, saved.content.decode("utf-8").splitlines())
    assert (row["question"], row["reason"]) == ("Who fell?", "names nobody")
    assert saved.name.endswith(".jsonl")


@pytest.mark.parametrize(("kind", "opening"), [("md", b"# "), ("html", b"<!doctype"), ("pdf", b"%PDF-")])
def test_an_answer_or_a_conversation_is_saved_as_a_file(
    desk: Desk, keep: Keep, kind: str, opening: bytes
) -> None:
    first = keep("Who fell?")
    second = keep("Why?", first.conversation)
    whole, one = desk.pack(ME, first.conversation, "", kind), desk.pack(ME, "", second.turn, kind)
    for saved in (whole, one):
        assert saved.content.lower().lstrip().startswith(opening.lower())
        assert saved.name.endswith(f".{kind}")
    if kind == "md":
        assert "Who fell?" in whole.content.decode()
        assert "Who fell?" not in one.content.decode()


def test_a_kind_of_file_that_there_is_not_is_said(desk: Desk, keep: Keep) -> None:
    with pytest.raises(UsageError, match="Markdown"):
        desk.pack(ME, keep().conversation, "", "docx")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_are_words(desk: Desk, keep: Keep, text: str) -> None:
    kept = keep()
    desk.rename(ME, kept.conversation, text)
    shown = Shown(desk.listed(ME))
    assert shown.tags == {"li", "button", "span", "time", "details", "summary", "div"}
    assert {name for _, named in shown.elements for name in named} <= {
        "class", "type", "dir", "datetime", "aria-label", "data-conversation", "data-kind"
    }  # fmt: skip
