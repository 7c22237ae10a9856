import pytest

from app.pointers import pointers, resolved
from app.question_forms import Asked


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
        ("Who gave that figure", ["that figure"]),
        ("What did that cost", ["that cost"]),
        ("Who gave the same figure", ["the same figure"]),
        ("Where does that figure come from", ["that figure"]),
        ("Which ship caused this collision", ["this collision"]),
        ("Has that decision been appealed", ["that decision"]),
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
        "Which people that vote are under 30",
        "Did the minister say that planes bombed the port",
        "What is the law that bans strikes",
        "Who owns the ship that sank",
        "What was the storm that hit in May",
        "Who was the doctor that wept in the corridor",
        "What did the pupil do that made the headmaster angry",
        "What evidence did the opposition have that it was on time",
        "What happened this Friday",
        "What happened this summer",
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
        ("What did he say", "Did the LNA shell Mitiga"),
        ("What did he say", "Who attacked Tripoli"),
        ("Where is he", "Did Haftar's men shoot Ali"),
        ("What did he say", "Did Turkey send drones to Tripoli"),
        ("What did he say", "Was the truce signed by Merkel and Macron"),
        ("Who did it", "What happened at Mitiga airport"),
        ("Who ended it", "What happened in Tripoli"),
    ],
)
def test_what_is_not_clear_is_not_guessed(text: str, before: str) -> None:
    assert resolved(text, Asked.of(before), "") == ""


def test_a_thing_named_again_is_the_one_named_before() -> None:
    before = Asked.of("Who claimed the attack on the refinery in Abqaiq")
    assert resolved("Who was hurt in that attack", before, "") == (
        "Who was hurt in the attack on the refinery in Abqaiq"
    )


@pytest.mark.parametrize(
    ("before", "person"),
    [
        ("Did Haftar attack Tripoli", "Haftar"),
        ("How many people were killed when Haftar attacked Tripoli", "Haftar"),
        ("Was the airport hit by Haftar", "Haftar"),
        ("What did the UN say about Haftar", "Haftar"),
        ("Did the army arrest President Bazoum", "President Bazoum"),
        ("Did the army arrest the mayor", "the mayor"),
        ("What did Mr. Guterres say", "Mr. Guterres"),
    ],
)
def test_he_is_the_one_who_can_be_no_place(before: str, person: str) -> None:
    assert resolved("Where was he born", Asked.of(before), "") == f"Where was {person} born"


def test_a_sentence_of_the_answer_does_not_end_at_a_title() -> None:
    answer = "On Monday, Mr. Tomasz Wieliczko opened it. Petra Lindqvist was there [1]."
    assert resolved("Was he elected", Asked.of("Who opened the tram line"), answer) == (
        "Was Mr. Tomasz Wieliczko elected"
    )
