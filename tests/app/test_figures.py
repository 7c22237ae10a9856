import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures import range_of, value_of


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
        ("One hundred and twelve", 112),
        ("two and a half", 2.5),
        ("two and a half million", 2_500_000),
        ("a million and a half", 1_500_000),
        ("$40m", 40_000_000),
        ("€3 bn", 3_000_000_000),
        ("some 12k", 12_000),
    ],
)
def test_a_number_is_read(number: str, value: float) -> None:
    assert value_of(number) == value


@pytest.mark.parametrize("number", ["", "many", "dozens", "hundreds", "thousands of", "half", "third", "3,5"])
def test_what_says_no_figure_has_no_value(number: str) -> None:
    assert value_of(number) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Between 20,000 and 30,000 people", (20_000, 30_000)),
        ("20-30", (20, 30)),
        ("two to three dozen", (24, 36)),
        ("$10 to 15 billion", (10e9, 15e9)),
        ("500,000 to 2 million", (500_000, 2e6)),
        ("seven", (7, 7)),
        ("hundreds", None),
        ("five to hundreds", None),
        ("many", None),
    ],
)
def test_a_range_has_two_ends_of_one_scale(words: str, said: tuple[float, float] | None) -> None:
    assert range_of(words) == said


@given(st.integers(0, 10**12))
def test_digits_say_the_same_with_and_without_separators(number: int) -> None:
    assert value_of(str(number)) == value_of(f"{number:,}") == number


@given(st.text())
def test_any_text_is_a_figure_or_none(text: str) -> None:
    value = value_of(text)
    assert value is None or value >= 0
