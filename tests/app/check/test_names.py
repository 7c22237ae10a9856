"""Names in a sentence, and whether a text has them."""

import pytest

from app.check.names import Lexicon, missing, names


def absent(sentence: str, text: str) -> list[str]:
    lexicon = Lexicon([text])
    return [word for name in names(sentence) for word in missing(name, lexicon)]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("They blamed Hifter.", "Haftar denied it."),
        ("Planes hit Watiya.", "the Al-Wattia Air Force Base"),
        ("It hit Libyan towns.", "towns in Libya"),
        ("It backs the GNA.", "the Government of National Accord"),
        ("It backs the Government of National Accord.", "the GNA said"),
        ("It left the US.", "American troops"),
        ("It left the United States.", "the US withdrew"),
        ("It is in the Netherlands.", "a Dutch town"),
        ("It was Haftar’s.", "Haftar said"),
        ("It fired BM-21 rockets.", "BM-21 Grad rockets"),
        ("It met Prime Minister Sarraj.", "Fayez al-Sarraj spoke"),
    ],
)
def test_other_spellings_and_forms_of_a_name_are_found(sentence: str, text: str) -> None:
    assert absent(sentence, text) == []


@pytest.mark.parametrize(
    ("sentence", "text", "word"),
    [
        ("They blamed Sarraj.", "Haftar denied it.", "Sarraj"),
        ("It fired BM-27 rockets.", "BM-21 Grad rockets", "BM-27"),
        ("It backs the LNA.", "the Government of National Accord", "LNA"),
        ("It is in Iran.", "a town in Iraq", "Iran"),
        ("It is in Haiti.", "Haftar said", "Haiti"),
    ],
)
def test_other_names_are_not(sentence: str, text: str, word: str) -> None:
    assert absent(sentence, text) == [word]


def test_the_word_that_opens_a_sentence_is_a_name_only_if_a_tagger_says_so() -> None:
    assert names("Fighters left.") == []
    assert [name.text for name in names("Haftar left.", frozenset({0}))] == ["Haftar"]


def test_titles_are_no_names() -> None:
    (name,) = names("He met Prime Minister Fayez al-Sarraj.")
    assert name.words == ("Fayez", "al-Sarraj")
