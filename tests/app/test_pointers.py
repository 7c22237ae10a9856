import pytest

from app.asked import Asked
from app.pointers import pointers, resolved


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How many of them were civilians", ["of them"]),
        ("Who did he meet there", ["he", "there"]),
        ("How far from Tripoli is it", ["it"]),
        ("Did Haftar's forces attack them", ["them"]),
        ("What happened to their houses", ["their houses"]),
        ("Who was killed in that attack", ["that attack"]),
        ("Who governed Syria then", ["then"]),
    ],
)
def test_what_points_back_is_found(text: str, words: list[str]) -> None:
    assert [found[str(found.lastgroup)] for found in pointers(text)] == words


@pytest.mark.parametrize(
    "text",
    [
        "What did Captain Brandt say about her ferry",
        "Did Macron say he would visit Beirut",
        "When Merkel visited Ankara, what did she say",
        "Is it true that Turkey sent drones",
        "How long does it take to cross the desert",
        "Are there lighthouses in Norway",
        "Why did oil prices fall this week",
        "Which people that voted were under 30",
        "Who was in Tripoli when Haftar got there",
    ],
)
def test_a_pronoun_with_its_name_in_the_question_does_not_point_back(text: str) -> None:
    assert pointers(text) == []


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("What did she say about it", "Who is Haftar"),
        ("What did he say", "What did Trump and Macron tell Merkel"),
        ("Where is it", "Why did passengers leave the tram and the bus"),
        ("Who lives there", "Why did Haftar resign"),
        ("What happened then", "Why did Haftar resign"),
        ("When did they declare it", "What did the rebels declare"),
    ],
)
def test_what_is_not_clear_is_not_guessed(text: str, before: str) -> None:
    assert resolved(text, Asked.of(before), "") == ""


def test_a_thing_named_again_is_the_one_named_before() -> None:
    before = Asked.of("Who claimed the attack on the refinery in Abqaiq")
    assert resolved("Who was hurt in that attack", before, "") == (
        "Who was hurt in the attack on the refinery in Abqaiq"
    )
