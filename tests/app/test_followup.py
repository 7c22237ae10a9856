import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.followup import points_back, standalone
from app.records import Turn

FERRY = Turn("user", "How many people were killed when the ferry sank off Calverton?")


def asked(*questions: str) -> list[Turn]:
    turns = [
        [Turn("user", question), Turn("assistant", "An answer about giraffes.")] for question in questions
    ]
    return [turn for pair in turns for turn in pair]


@pytest.mark.parametrize(
    "text",
    [
        "And when?",
        "Why?",
        "How many of them were children?",
        "What did she say about it?",
        "What about Port Sable?",
        "And in Port Sable?",
        "no, in 2019",
        "Sorry, I meant the tram",
        "Who else?",
    ],
)
def test_what_leaves_something_out_points_back(text: str) -> None:
    assert points_back(text)
    read = standalone(text, [FERRY])
    assert read.startswith(text)
    assert "ferry sank off Calverton" in read


@pytest.mark.parametrize(
    "text",
    [
        "Who opened the Calverton tram line?",
        "What did Captain Ilse Brandt say about her ferry?",
        "And who won the Eurovision Song Contest in 2018?",
        "No one opened the tram line in Calverton?",
        "So far, who has visited the Orvane museum?",
        "Is there a lighthouse in Calverton?",
    ],
)
def test_a_question_with_its_own_subject_is_left_alone(text: str) -> None:
    assert not points_back(text)
    assert standalone(text, [FERRY]) == text


def test_without_earlier_questions_nothing_is_added() -> None:
    assert standalone("And when?", []) == "And when?"
    assert standalone("And when?", [Turn("assistant", "Hello."), Turn("user", "  ")]) == "And when?"


def test_what_was_answered_is_not_taken_for_a_question() -> None:
    assert "giraffes" not in standalone("And when?", asked("Who built the lighthouse?"))


def test_only_the_topic_at_hand_is_carried_on() -> None:
    read = standalone(
        "And when?", asked("How many died on the ferry?", "Who built the Calverton lighthouse?")
    )
    assert "lighthouse" in read
    assert "ferry" not in read


def test_a_chain_of_follow_ups_reaches_back_to_its_subject() -> None:
    read = standalone("And why?", asked("Who built the Calverton lighthouse?", "And when?"))
    assert "built the Calverton lighthouse" in read


def test_a_follow_up_that_asks_something_else_drops_what_was_asked_before() -> None:
    assert "how many" not in standalone("And when?", [FERRY]).lower()


def test_one_that_asks_nothing_new_wants_the_same_again() -> None:
    assert "how many" in standalone("And in Port Sable?", [FERRY]).lower()


def test_a_correction_takes_the_place_of_the_date() -> None:
    read = standalone("no, in 2019", asked("Who opened the Calverton tram line in 2018?"))
    assert read.startswith("no, in 2019")
    assert "Who opened the Calverton tram line" in read
    assert "2018" not in read


def test_a_long_conversation_stays_short() -> None:
    read = standalone("And why?", asked("Who built the lighthouse?", *["And when?"] * 5_000))
    assert len(read) < 500
    assert len(standalone("And why?", [Turn("user", "A question about " + "walls " * 100_000)])) < 500


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=5))
def test_the_words_of_the_question_always_come_first(text: str, earlier: list[str]) -> None:
    assert standalone(text, asked(*earlier)).startswith(text)
