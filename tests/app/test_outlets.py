"""Outlets that a question names as its source, or in passing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.archive import Archive
from app.outlets import outlets_in
from app.question import understand
from app.records import Question
from app.settings import AppSettings
from index.embedding import Encoder
from index.sync import sync
from tests.index.indexed import write_jsonl

KNOWN = ("Beta Times", "Times", "The Ellis Courier", "Gamma Post")


@pytest.mark.parametrize(
    ("text", "rest", "wanted"),
    [
        ("According to the Beta Times, who won the cup?", "Who won the cup?", ("Beta Times",)),
        ("who won the cup according to the beta times?", "who won the cup?", ("Beta Times",)),
        ("How many, according to the Ellis Courier, died?", "How many died?", ("The Ellis Courier",)),
        ("Who won, as reported by Gamma Post?", "Who won?", ("Gamma Post",)),
        (
            "According to the Beta Times and Gamma Post, who won?",
            "Who won?",
            ("Beta Times", "Gamma Post"),
        ),
        ("What did Gamma Post report about the fire?", "What is reported about the fire?", ("Gamma Post",)),
        ("Summarise the articles from the Times on Rome", "Summarise the articles on Rome", ("Times",)),
    ],
)
def test_an_outlet_that_a_question_wants_to_hear_is_told_from_what_it_asks(
    text: str, rest: str, wanted: tuple[str, ...]
) -> None:
    found = outlets_in(text, KNOWN)
    assert (found.rest, found.wanted) == (rest, wanted)


@pytest.mark.parametrize(
    "text",
    ["Who owns the Beta Times?", "According to the mayor, who won?", "According to Gamma Posts, who won?"],
)
def test_any_other_question_stays_as_it_is(text: str) -> None:
    found = outlets_in(text, KNOWN)
    assert (found.rest, found.wanted) == (text, ())


@given(st.lists(st.sampled_from(["According to", "the", "Times", ",", "who won?", "Beta Times", "and"])))
def test_something_is_always_left_to_ask(words: list[str]) -> None:
    text = " ".join(words)
    assert outlets_in(text, KNOWN).rest.strip() or not text


def test_each_of_several_questions_is_restricted() -> None:
    asked = understand(Question("According to Gamma Post, who won and when?"), date(2030, 1, 1), KNOWN)
    assert [part.question.sources for part in asked.parts] == [("Gamma Post",)] * 2


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Archive:
    folder = tmp_path_factory.mktemp("papers")
    cup = "{} won the Verenko cup on Saturday, beating Athletic by three goals to two."
    articles = (
        {"id": "beta", "source": "Beta Times", "text": cup.format("Rovers")},
        {"id": "gamma", "source": "Gamma Post", "text": cup.format("Calverton United")},
    )
    settings = AppSettings.model_construct(data=folder / "data")
    sync(settings, [write_jsonl(folder / "papers.jsonl", articles)], encoder=encoder)
    return Archive.open(settings)


def test_only_the_outlet_that_is_named_is_searched_and_that_is_said(papers: Archive) -> None:
    reply = papers.ask(Question("According to the Gamma Post, who won the Verenko cup?"), answer_anyway=True)
    assert {one.source for one in reply.citations} == {"Gamma Post"}
    assert "Only articles of Gamma Post were searched" in reply.notice
    assert "Only articles" not in papers.ask(Question("Who won the Verenko cup?")).notice


def test_an_outlet_of_the_archive_is_never_said_to_be_missing(papers: Archive) -> None:
    reply = papers.ask(Question("Did the Beta Times print zebra recipes?"))
    assert not reply.answered
    assert "Beta" not in reply.answer
    assert "zebra" in reply.answer
