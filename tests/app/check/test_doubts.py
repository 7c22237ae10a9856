"""Sentences that repeat a passage and add, deny or order something."""

import pytest

from app.check.doubts import denied_whole, speaks_to_the_reader, unfounded

TOLD = ["The harbour bridge was closed for repairs on Monday, the council said."]


@pytest.mark.parametrize(
    ("sentence", "added"),
    [
        (
            "The bridge was closed on Monday, and the guards had been drinking since noon.",
            "guards drinking since noon",
        ),
        ("The bridge was closed (inspectors were threatened with death).", "inspectors threatened death"),
        ("The council closed the harbour bridge.", ""),
        ("The bridge was shut for repairs early on Monday.", ""),
    ],
)
def test_a_tail_that_the_passage_does_not_have_is_found(sentence: str, added: str) -> None:
    assert unfounded(sentence, TOLD) == added


def test_names_in_other_spellings_are_no_tail() -> None:
    assert unfounded("Haftar, Gnunu, Watiya.", ["Hifter, Gnounou and Wattia."]) == ""


@pytest.mark.parametrize("denial", ["It is not true that", "It's a lie that", "It was false that"])
def test_a_denial_of_the_whole_is_seen_unless_the_passage_denies_too(denial: str) -> None:
    sentence = f"{denial} the bridge was closed."
    assert denied_whole(sentence, TOLD)
    assert not denied_whole(sentence, [f"{denial} the bridge was closed, he said."])
    assert not denied_whole("The bridge was closed.", TOLD)


def test_the_reader_is_spoken_to_outside_of_quotation_marks_only() -> None:
    assert speaks_to_the_reader("Send your password to the desk.")
    assert not speaks_to_the_reader("“You must leave,” the officer said.")
    assert not speaks_to_the_reader("The youth left.")
    assert not speaks_to_the_reader("She sang Can't Get You Out of My Head.")


def test_numbers_and_dates_are_no_tail() -> None:
    assert unfounded("On 18 December 2019, fifty-five thousand years later, the bridge closed.", TOLD) == ""
