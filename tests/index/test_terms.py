"""The stored terms of a sentence say the same as analysing it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import analyze, name_keys
from index.terms import keys, known, line_of, marked, stems


@pytest.mark.parametrize(
    "sentence", ["Haftar's forces shelled Tripoli.", "no names here", "…", "", "Tripoli"]
)
def test_stems_and_names_come_back_from_a_line(sentence: str) -> None:
    line = line_of(sentence)
    assert list(stems(line)) == analyze(sentence)
    assert keys(line) == name_keys(sentence)


@given(st.text(max_size=80))
def test_any_text_becomes_one_line_and_comes_back(text: str) -> None:
    line = line_of(text)
    assert "\n" not in line
    assert list(stems(line)) == analyze(text)
    assert keys(line) == name_keys(text)


def test_what_is_known_of_a_line_tells_names_from_stems() -> None:
    line = line_of("Haftar spoke.")
    [name] = set(name_keys("Haftar")) - {key for key in name_keys("Haftar") if key.startswith("@")}
    assert {"haftar", "spoke", marked(name)} <= known(line)
    assert name not in known(line)


def test_several_lines_are_known_together() -> None:
    assert known([line_of("Rockets fell."), line_of("It rained.")]) == known(
        line_of("Rockets fell.")
    ) | known(line_of("It rained."))


def test_the_language_chooses_the_stems() -> None:
    assert stems(line_of("Häuser", "de")) != stems(line_of("Häuser", "en"))
