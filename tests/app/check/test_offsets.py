"""Dates that a passage names by how far they lie from another."""

from datetime import date

import pytest

from app.check.dates import Day, completed, dates
from app.check.offsets import offset_dates

PUBLISHED = date(2020, 6, 2)


def offsets(text: str, published: date | None = PUBLISHED) -> list[Day]:
    return offset_dates(text, [completed(day, published, text) for day in dates(text)], published)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The herd grew to 90 in 2014, from 55 the year before.", 2013),
        ("It was built in 1871 and burnt down three years later.", 1874),
        ("A decline in 2011 followed a record the previous year.", 2010),
        ("Sales came to 90, up from 55 a year earlier.", 2019),
        ("In May 2014 he said that he had retired four years ago.", 2016),
    ],
)
def test_years_count_from_the_date_before_and_ago_from_the_day_of_publication(text: str, year: int) -> None:
    assert [(day.year, day.month) for day in offsets(text)] == [(year, None)]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("The ferry sank on 28 February 2019 and was raised six days later.", date(2019, 3, 6)),
        ("It closed on 3 March 2019 and opened two weeks later.", date(2019, 3, 17)),
        ("Talks were held on Sunday; they had failed the day before.", date(2020, 5, 30)),
        ("He left two days ago.", date(2020, 5, 31)),
    ],
)
def test_days_count_from_a_whole_date(text: str, on: date) -> None:
    assert [day.full for day in offsets(text)] == [on]


@pytest.mark.parametrize(
    "text",
    [
        "On 3 March 2019 he spoke of the day before the vote.",
        "He left Selma, and two years later he came back.",
        "In May 2019 it closed, and six days later it opened.",
        "It was founded in 1005 and closed 99 weeks later.",
    ],
)
def test_what_counts_from_something_else_is_left_out(text: str) -> None:
    assert offsets(text) == []


def test_without_a_day_of_publication_ago_is_left_out() -> None:
    assert offsets("It closed a year ago, in 1990.", None) == []
