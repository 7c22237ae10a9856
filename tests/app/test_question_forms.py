import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.question_forms import DATED, Asked, inverted, pieces_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many people were killed in Tripoli", ("how many", "people", "were", "", "killed in Tripoli")),
        ("Who built the lighthouse", ("who", "", "", "built", "the lighthouse")),
        ("Which party won the election", ("which", "party", "", "won", "the election")),
        ("Did India pull out", ("", "", "did", "", "India pull out")),
        ("When did the war start", ("when", "", "did", "", "the war start")),
        ("The lighthouse of Calverton", ("", "", "", "", "")),
        ("Why Haftar attacked Tripoli", ("", "", "", "", "")),
        ("Which districts Haftar captured in May", ("", "", "", "", "")),
        ("What Farías said about the strike", ("", "", "", "", "")),
        ("Who knows what happened", ("who", "", "", "knows", "what happened")),
        ("Who owns the mine", ("who", "", "", "owns", "the mine")),
        ("Who", ("", "", "", "", "")),
        ("", ("", "", "", "", "")),
    ],
)
def test_a_question_is_taken_apart(question: str, parts: tuple[str, ...]) -> None:
    asked = Asked.of(question)
    assert (asked.wh, asked.noun, asked.aux, asked.verb, asked.rest) == parts


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("Who owns TSU and when was it founded", ["Who owns TSU?", "When was it founded?"]),
        (
            "Who owns TSU, when was it founded and how many does it employ",
            ["Who owns TSU?", "When was it founded?", "How many does it employ?"],
        ),
        ("Who won in Verenko, and by how much", ["Who won in Verenko?", "By how much?"]),
        ("When and where was she born", ["When was she born?", "Where was she born?"]),
        ("Who knows what happened and why", []),
        ("When and where", []),
        ("Who owns the mine and the port", []),
        ("", []),
    ],
)
def test_a_question_that_asks_several_things_is_taken_apart(question: str, pieces: list[str]) -> None:
    assert pieces_of(question) == pieces


def test_a_question_is_told_as_a_statement() -> None:
    assert Asked.of("Did India pull its peacekeepers out").statement() == "India pulled its peacekeepers out"
    assert Asked.of("Were civilians killed in Zenata").statement() == "civilians were killed in Zenata"
    assert Asked.of("Did the raid on Tripoli kill civilians").statement() == (
        "the raid on Tripoli killed civilians"
    )
    assert Asked.of("Whether Haftar is in Cairo").statement() == "Haftar is in Cairo"
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


@pytest.mark.parametrize(
    ("clause", "asked"),
    [
        ("Whether Haftar attacked Tripoli?", "Did Haftar attack Tripoli"),
        ("Whether 80 rockets were fired at Mitiga?", "Were 80 rockets fired at Mitiga"),
        ("Whether the rebels of Sabha fled when it fell?", "Did the rebels of Sabha flee when it fell"),
        ("Why Haftar attacked Tripoli?", "Why did Haftar attack Tripoli"),
        ("How the war started?", "How did the war start"),
        ("Whether people wounded in Tripoli died in Tunis?", ""),
        ("Whether Haftar said he would attack?", ""),
        ("Whether there are Russians in Libya?", ""),
        ("Why did Haftar attack Tripoli?", ""),
        ("How many people were killed?", ""),
        ("Whether?", ""),
    ],
)
def test_a_clause_is_put_as_a_question_where_its_verb_is_sure(clause: str, asked: str) -> None:
    assert inverted(clause) == asked


def test_an_army_may_march_without_a_month() -> None:
    assert not DATED.search("Did Haftar march on Tripoli")
    assert [found.group() for found in DATED.finditer("march in march and on 5 March")] == [
        "in march",
        "on 5 March",
    ]


@given(st.text(max_size=60))
def test_any_text_is_put_as_a_question_or_left(text: str) -> None:
    assert isinstance(inverted(text), str)


@given(st.text(max_size=60))
def test_any_text_is_taken_apart(text: str) -> None:
    asked = Asked.of(text)
    assert asked.text == text
    assert not (asked.aux and asked.verb)
    for told in (asked.statement(), asked.asked_for(), asked.how_many(), asked.with_object("it")):
        assert isinstance(told, str)
