"""What people type around a question, and in other words than articles have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plain_message import plain, spelled_out


@pytest.mark.parametrize(
    "opener",
    [
        "Hey, ",
        "hi there, ",
        "Hello! ",
        "Good morning, ",
        "Dear team, ",
        "OK, ",
        "ok so ",
        "Well, ",
        "Great. ",
        "Now ",
        "Sorry, ",
        "Thanks a lot! ",
        "Hm, ",
        "Quick question: ",
        "Q: ",
        "just wondering, ",
        "I was wondering ",
        "Hi, quick question - ",
    ],
)
def test_what_leads_up_to_a_question_is_left_out(opener: str) -> None:
    assert plain(f"{opener}who owns the mine?").lower() == "who owns the mine?"


@pytest.mark.parametrize(
    "message",
    [
        "Great Britain voted when?",
        "Now TV was fined, by whom?",
        "Well, Rome fell",
        "No, who lost it?",
        "Hello",
        "Right now who owns the mine?",
        "Thanks to which animals is it clean?",
        "Questions that were asked",
    ],
)
def test_what_is_said_otherwise_stays(message: str) -> None:
    assert plain(message) == message


def test_capitals_throughout_tell_no_names() -> None:
    assert plain("WHAT CAUSED THE FIRE IN ROME?") == "what caused the fire in rome?"
    assert plain("WHAT CAUSED IT?", follows=True) == "what caused it?"
    assert plain("UN, NATO?") == "UN, NATO?"
    assert plain("What did the UN say?") == "What did the UN say?"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("What did Min. Lerda say?", "What did Lerda say?"),
        ("Pres Olguín and Gov. Ruiz", "Olguín and Ruiz"),
        ("Atty. Gen. Ruiz, Sec.-Gen. Guterres", "Ruiz, Guterres"),
        ("Min Aung Hlaing and Gen Z", "Min Aung Hlaing and Gen Z"),
        ("as of Jul 7", "as of July 7"),
        ("who'll be heard", "who be heard"),
        ("Who’re they? They weren’t paid, won't be", "Who they? They were paid, will be"),
        ("the governor's gen. assembly", "the governor's gen. assembly"),
    ],
)
def test_words_are_spelt_as_articles_spell_them(typed: str, words: str) -> None:
    assert " ".join(spelled_out(typed).split()) == words


@given(st.text(min_size=1, max_size=80))
def test_whatever_is_typed_something_is_left(message: str) -> None:
    assert plain(message)
