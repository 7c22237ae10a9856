"""Numbers in a text, and which of them say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.check.quantities import quantities
from app.check.quantity import Quantity, same


def only(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("said", "given_"),
    [
        ("25 people", "twenty-five people"),
        ("2,200 people", "2200 people"),
        ("10 000 people", "ten thousand people"),
        ("1.5 million", "1,500,000"),
        ("$3.5bn", "3.5 billion dollars"),
        ("25 per cent", "25%"),
        ("half of the voters", "50 percent of the voters"),
        ("two thirds of the voters", "67 percent of the voters"),
        ("three-quarters of the seats", "75% of the seats"),
        ("nearly a fifth of all loans", "19 per cent of all loans"),
        ("more than half of the dead", "55 per cent of the dead"),
        ("one in five of them", "20 per cent of them"),
        ("three out of every four", "75%"),
        ("250 feet", "(76 m)"),
        ("a mast 76 m high", "a mast 76 metres high"),
        ("76m people", "76 million people"),
        ("$76 m", "76 million dollars"),
        ("40 km", "25 miles"),
        ("40 kilometres", "40 km"),
        ("3 weeks", "21 days"),
        ("the second attack", "the 2nd attack"),
        ("the fifteenth place", "number 15"),
        ("the First World War", "World War I"),
        ("dozens of rockets", "80 rockets"),
        ("52-yard pass", "52 - yard pass"),
        ("a woman aged 41", "a 41-year-old woman"),
        ("a forty-one-year-old", "she is 41 years old"),
        ("a 41-year-old", "a woman 41 years of age"),
        ("an 18-month-old", "the 18-month-old"),
        ("the 24-month-old", "the two-year-old"),
        ("at 16:50", "at 4:50 p.m."),
        ("at 4.50 pm", "at 4:50"),
        ("at 0450 GMT", "at 04:50"),
        ("no fewer than 70 boats", "at least 70 boats"),
        ("more than 70 boats", "70 boats"),
        ("A$30 million", "30 million Australian dollars"),
        ("A$30 million", "$30 million"),
        ("¥30bn", "30 billion yen"),
        ("600 MW", "0.6 gigawatts"),
        ("41°C", "41 degrees Celsius"),
        ("41 degrees", "41 degrees Celsius"),
        ("106 degrees", "106F"),
        ("104°F", "40°C"),
        ("75 basis points", "0.75 percentage points"),
        ("a quarter of a percentage point", "25 basis points"),
        ("half a point", "50 basis points"),
        ("minus 14 degrees", "-14 degrees"),
    ],
)
def test_numbers_that_say_the_same(said: str, given_: str) -> None:
    assert same(only(said), only(given_))


@pytest.mark.parametrize(
    ("said", "given_"),
    [
        ("52 people", "25 people"),
        ("25%", "25 people"),
        ("40 miles", "40 kilometres"),
        ("14.5", "145"),
        ("1.5 million", "1.5 billion"),
        ("$25", "£25"),
        ("the third attack", "three attacks"),
        ("hundreds of rockets", "dozens of rockets"),
        ("80 rockets", "dozens of rockets"),
        ("2 days", "2 weeks"),
        ("two thirds of the voters", "two of the voters"),
        ("a fifth of all loans", "25 per cent of all loans"),
        ("nearly half of them", "51 per cent of them"),
        ("more than half of them", "80 per cent of them"),
        ("a 14-year-old", "a 41-year-old"),
        ("a nine-year-old", "nine minutes"),
        ("at 4:50 a.m.", "at 4:50 p.m."),
        ("at 16:50", "at 15:50"),
        ("more than 70 boats", "nearly 70 boats"),
        ("at most 70 boats", "at least 70 boats"),
        ("US$30 million", "A$30 million"),
        ("30 billion yuan", "30 billion yen"),
        ("30 billion won", "30 billion yen"),
        ("600 MW", "600 GW"),
        ("41°C", "41°F"),
        ("75 basis points", "75 percentage points"),
    ],
)
def test_numbers_that_do_not(said: str, given_: str) -> None:
    assert not same(only(said), only(given_))


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("more than 2,000", True),
        ("about 2,200", True),
        ("nearly 2,300", True),
        ("2,200", False),
        ("more than 2,300", False),
        ("about 2,300", False),
        ("about 2,214", False),
    ],
)
def test_a_rounded_number_must_say_so_and_round_the_right_way(said: str, *, holds: bool) -> None:
    assert same(only(said), only("2,213")) is holds


def test_a_list_shares_the_unit_at_its_end() -> None:
    assert [(one.value, one.unit) for one in quantities("25 or 33 percent")] == [(25, "%"), (33, "%")]


def test_a_range_shares_the_scale_the_currency_and_the_unit_at_its_end() -> None:
    for text in ("$20-25 billion", "between 20 and 25 billion dollars"):
        assert [one.value for one in quantities(text)] == [20e9, 25e9]
        assert quantities(text)[0].unit == "$"
    years, more = quantities("three to five years")
    assert years.unit == more.unit == "time"


def test_a_number_without_a_unit_may_be_per_cent_where_one_before_it_is() -> None:
    _, implied = quantities("rose to 44 percent, up from 39 in spring")
    assert same(only("39 percent"), implied)
    assert same(only("39 voters"), implied)
    assert not same(only("38 percent"), implied)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a 5-2 win", [5, 2]),
        ("passed by 58-41", [58, 41]),
        ("the 2011-2014 plan", [2011, 2014]),
        ("nine dead-four in Selma", [9, 4]),
        ("seven and two", [7, 2]),
        ("two hundred and seven", [207]),
    ],
)
def test_every_number_of_a_score_or_behind_a_dash_is_read(text: str, values: list[float]) -> None:
    assert [one.value for one in quantities(text)] == values


@pytest.mark.parametrize(
    "text", ["no one came", "a BM-21 rocket", "one another", "at the G7", "Covid-19", "an F-16 jet"]
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert quantities(text) == []


@given(st.integers(0, 10**15))
def test_a_number_is_itself_however_its_thousands_are_separated(number: int) -> None:
    assert same(only(f"{number:,} rockets"), only(f"{number} rockets"))


@given(st.text(alphabet="0123456789,.: -kmth%$", max_size=60))
def test_any_heap_of_digits_is_read_without_complaint(text: str) -> None:
    for one in quantities(text):
        assert one.span.of(text).strip() == one.words
