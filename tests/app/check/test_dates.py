"""Dates in a text, and which of them bear one another out."""

from datetime import date

import pytest

from app.check.dates import Day, at_odds, bears_out, completed, dates

PUBLISHED = date(2020, 6, 2)  # a Tuesday


def only(text: str) -> Day:
    (found,) = dates(text)
    return found


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("on June 2", "on 2 June 2020"),
        ("on 2 June 2020", "on Tue 02nd June 2020"),
        ("on 2 June 2020", "June 2 , 2020"),
        ("on 2020-06-02", "on 2nd June 2020"),
        ("in June", "on 2 June 2020"),
        ("in 2020", "on 2 June 2020"),
        ("on 1 June 2020", "on Monday"),
        ("on 1 June 2020", "yesterday"),
        ("on Tuesday", "on 2 June"),
        ("on Tuesday", "on 2 June 2020"),
        ("in May 2020", "last month"),
        ("in November 2019", "last November"),
        ("in 2019", "last year"),
        ("in the 1990s", "in 1994"),
        ("last week", "last week"),
    ],
)
def test_dates_that_a_passage_of_that_day_bears_out(said: str, given: str) -> None:
    assert bears_out(completed(only(said), PUBLISHED), completed(only(given), PUBLISHED, given))


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("on June 3", "on 2 June 2020"),
        ("on Wednesday", "on Tuesday"),
        ("in 2012", "in 2011"),
        ("on 2 June 2020", "on Monday"),
        ("in July", "on 2 June 2020"),
        ("last autumn", "last spring"),
        ("in the 1980s", "in 1994"),
    ],
)
def test_dates_that_it_does_not(said: str, given: str) -> None:
    assert not bears_out(completed(only(said), None), completed(only(given), PUBLISHED, given))


def test_more_than_the_passage_names_is_not_borne_out_but_not_at_odds() -> None:
    said, given = only("on 2 June 2020"), only("on 2 June")
    assert not bears_out(said, given)
    assert not at_odds(said, given)


@pytest.mark.parametrize("text", ["it may go", "they march on", "2000 people", "May I?", "1,500 men"])
def test_words_and_numbers_that_are_no_dates(text: str) -> None:
    assert dates(text) == []


def test_a_weekday_ahead_lies_after_publication() -> None:
    text = "will meet on Friday"
    assert completed(only(text), PUBLISHED, text).full == date(2020, 6, 5)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("from July 8-10", [(7, 8), (7, 10)]),
        ("July 8-10, 2019", [(7, 8), (7, 10)]),
        ("from July 8 to 10", [(7, 8), (7, 10)]),
        ("from 8 to 10 July", [(7, 8), (7, 10)]),
        ("between the 8th and 10th July", [(7, 8), (7, 10)]),
        ("8-10 July", [(7, 8), (7, 10)]),
        ("on July 8 and 10 people died", [(7, 8)]),
        ("July 8 to 9 August", [(7, 8), (8, 9)]),
    ],
)
def test_a_stretch_of_days_names_both_its_ends(text: str, days: list[tuple[int, int]]) -> None:
    assert [(day.month, day.day) for day in dates(text)] == days


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("the 2008-09 season", [2008]),
        ("his 1999/00 season", [1999]),
        ("in 1914-18", [1914, 1918]),
        ("from 2008-2012", [2008, 2012]),
        ("by mid-2027", [2027]),
        ("pre-2008 debts", [2008]),
    ],
)
def test_years_joined_by_a_dash(text: str, years: list[int]) -> None:
    assert [day.year for day in dates(text)] == years


def test_the_months_of_a_quarter_are_months() -> None:
    assert [day.month for day in dates("the January-March quarter")] == [1, 3]
