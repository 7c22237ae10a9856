from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer_kinds import answers_of_kind, spans_of_kind
from tests.app.made import query


def words(question: str, sentence: str) -> list[str]:
    return [span.of(sentence) for span in spans_of_kind(query(question), sentence)]


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("How many died?", "At least 25 people died and eighty were hurt.", ["25", "eighty"]),
        ("How much did it cost?", "It cost $45 million, or 3.5%.", ["$45 million", "3.5%"]),
        ("When did it open?", "The line opened on Saturday, 1 June 2019.", ["on Saturday", "1 June 2019"]),
        ("When was it built?", "They built it in 1788.", ["1788"]),
        (
            "Who opened the line?",
            "On Saturday Mayor Petra Lindqvist cut the ribbon.",
            ["Mayor Petra Lindqvist"],
        ),
        ("Where is the tram?", "The tram runs from Port Sable to Orvane.", ["Port Sable", "Orvane"]),
        ("Why did it sink?", "The ferry sank because a pipe leaked.", ["because"]),
        ("Describe the ferry", "The ferry Odalys had 40 cabins.", []),
    ],
)
def test_words_of_the_wanted_kind_are_found(question: str, sentence: str, found: list[str]) -> None:
    assert words(question, sentence) == found


def test_a_year_is_no_number_of_things() -> None:
    assert words("How many died?", "In 2019 nobody died.") == []


def test_what_the_question_names_is_no_answer() -> None:
    assert words("Who met Petra Lindqvist?", "There Petra Lindqvist met Ilse Brandt.") == ["Ilse Brandt"]
    assert words("How many of the 40 passengers died?", "Of 40 passengers 9 died.") == ["9"]


def test_a_capital_at_the_start_of_a_sentence_makes_no_name() -> None:
    assert words("Who sank?", "Ferries sank.") == []


def test_how_well_a_sentence_answers_is_a_share() -> None:
    assert answers_of_kind(query("How many died?"), "Nobody counted.") == 0
    assert answers_of_kind(query("How many died?"), "Nine died.") == 1
    assert answers_of_kind(query("Describe it"), "Nine died.") == 0.5


QUESTIONS = ("How many?", "When was it?", "Who was it?", "Where was it?", "Why was it?", "Tell me")


@given(st.sampled_from(QUESTIONS), st.text())
def test_spans_lie_in_the_sentence_in_order(question: str, sentence: str) -> None:
    asked = query(question)
    spans = spans_of_kind(asked, sentence)
    assert all(0 <= span.start < span.end <= len(sentence) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert 0 <= answers_of_kind(asked, sentence) <= 1
