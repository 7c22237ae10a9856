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
