import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures import value_of


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("2,200", 2_200),
        ("some 200,000", 200_000),
        ("2,00,000", 200_000),
        ("1.5 million", 1_500_000),
        ("$45 million", 45_000_000),
        ("25%", 25),
        ("twenty-five", 25),
        ("ninety nine", 99),
        ("a hundred", 100),
        ("two hundred thousand", 200_000),
        ("one million two hundred thousand", 1_200_000),
        ("Two dozen", 24),
        ("half million", 500_000),
    ],
)
def test_a_number_is_read(number: str, value: float) -> None:
    assert value_of(number) == value


@pytest.mark.parametrize("number", ["", "many", "dozens", "hundreds", "thousands of", "half", "third", "3,5"])
def test_what_says_no_figure_has_no_value(number: str) -> None:
    assert value_of(number) is None


@given(st.integers(0, 10**12))
def test_digits_say_the_same_with_and_without_separators(number: int) -> None:
    assert value_of(str(number)) == value_of(f"{number:,}") == number


@given(st.text())
def test_any_text_is_a_figure_or_none(text: str) -> None:
    value = value_of(text)
    assert value is None or value >= 0
