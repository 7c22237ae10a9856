import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.asked import Asked


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many people were killed in Tripoli", ("how many", "people", "were", "", "killed in Tripoli")),
        ("Who built the lighthouse", ("who", "", "", "built", "the lighthouse")),
        ("Which party won the election", ("which", "party", "", "won", "the election")),
        ("Did India pull out", ("", "", "did", "", "India pull out")),
        ("When did the war start", ("when", "", "did", "", "the war start")),
        ("The lighthouse of Calverton", ("", "", "", "", "")),
        ("Who", ("", "", "", "", "")),
        ("", ("", "", "", "", "")),
    ],
)
def test_a_question_is_taken_apart(question: str, parts: tuple[str, ...]) -> None:
    asked = Asked.of(question)
    assert (asked.wh, asked.noun, asked.aux, asked.verb, asked.rest) == parts


def test_a_question_is_told_as_a_statement() -> None:
    assert Asked.of("Did India pull its peacekeepers out").statement() == "India pulled its peacekeepers out"
    assert Asked.of("Were civilians killed in Zenata").statement() == "civilians were killed in Zenata"
    assert Asked.of("When did India pull out").statement() == ""
    assert Asked.of("Did India zigzag").statement() == ""


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How many people were killed in Tripoli", "the people killed in Tripoli"),
        ("How many rockets hit the airport", "the rockets that hit the airport"),
        ("Which town did the army retake in May", "the town that the army retook in May"),
        ("Who built the lighthouse", ""),
    ],
)
def test_what_was_asked_for_is_named_by_the_rest(question: str, named: str) -> None:
    assert Asked.of(question).asked_for() == named


def test_the_object_that_was_asked_for_goes_behind_the_verb() -> None:
    assert Asked.of("How many rockets did they fire at Tripoli").with_object("rockets") == (
        "they fire rockets at Tripoli"
    )


def test_several_are_counted() -> None:
    assert (
        Asked.of("Were civilians killed in Zenata").how_many() == "how many civilians were killed in Zenata"
    )
    assert Asked.of("Was Haftar killed in Zenata").how_many() == ""


@given(st.text(max_size=60))
def test_any_text_is_taken_apart(text: str) -> None:
    asked = Asked.of(text)
    assert asked.text == text
    assert not (asked.aux and asked.verb)
    for told in (asked.statement(), asked.asked_for(), asked.how_many(), asked.with_object("it")):
        assert isinstance(told, str)
