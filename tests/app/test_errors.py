import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import MOST_CHARACTERS, checked_question, one_line
from index.errors import UsageError


@pytest.mark.parametrize("empty", ["", "  \n\t ", "???", "___", "\u200b\ufeff", "\ud800"])
def test_a_question_without_a_word_is_wrong_use(empty: str) -> None:
    with pytest.raises(UsageError, match="the question is empty"):
        checked_question(empty)


def test_a_question_too_long_is_told_both_lengths() -> None:
    with pytest.raises(UsageError, match=r"100,000 characters.*at most 2,000") as raised:
        checked_question("a" * 100_000)
    assert "\n" not in str(raised.value)


def test_the_longest_question_is_taken() -> None:
    assert checked_question("a" * MOST_CHARACTERS) == "a" * MOST_CHARACTERS


def test_a_question_becomes_one_line() -> None:
    assert checked_question(" Who\r\n said\x1b \u202ethis? ") == "Who said this?"


@given(st.text(alphabet=st.characters(codec=None)))
def test_one_line_can_always_be_written_and_changes_no_more(text: str) -> None:
    line = one_line(text)
    line.encode("utf-8")
    assert line.splitlines() in ([], [line])
    assert one_line(line) == line
