from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import DateRange
from app.times import named_period, without_dates

NOW = date(2020, 6, 17)  # a Wednesday


def between(first: str | None, last: str | None) -> DateRange:
    return DateRange(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("What happened in June 2020?", between("2020-06-01", "2020-06-30")),
        ("What happened in february 2020?", between("2020-02-01", "2020-02-29")),
        ("What happened in 2019?", between("2019-01-01", "2019-12-31")),
        ("What happened on 4 April 2019?", between("2019-04-04", "2019-04-04")),
        ("What happened on the 4th of April 2019?", between("2019-04-04", "2019-04-04")),
        ("What happened on April 4, 2019?", between("2019-04-04", "2019-04-04")),
        ("What happened on 2019-04-04?", between("2019-04-04", "2019-04-04")),
        ("Who ruled before May 2020?", between(None, "2020-04-30")),
        ("Who ruled until May 2020?", between(None, "2020-05-31")),
        ("Who ruled after May 2020?", between("2020-06-01", None)),
        ("Who ruled since May 2020?", between("2020-05-01", None)),
        ("Who ruled between 2015 and 2018?", between("2015-01-01", "2018-12-31")),
        ("Who ruled from May 2015 to June 2016?", between("2015-05-01", "2016-06-30")),
        ("What was said today?", between("2020-06-17", "2020-06-17")),
        ("What was said yesterday?", between("2020-06-16", "2020-06-16")),
        ("What was said this week?", between("2020-06-15", "2020-06-17")),
        ("What was said last week?", between("2020-06-08", "2020-06-17")),
        ("What was said this month?", between("2020-06-01", "2020-06-17")),
        ("What was said last month?", between("2020-05-01", "2020-06-17")),
        ("What was said this year?", between("2020-01-01", "2020-06-17")),
        ("What was said last year?", between("2019-01-01", "2019-12-31")),
    ],
)
def test_a_time_that_is_named_becomes_days(text: str, period: DateRange) -> None:
    assert named_period(text, NOW) == period


@pytest.mark.parametrize(
    "text",
    [
        "Who ruled?",
        "What happened in June?",
        "What happened on 31 June 2020?",
        "What happened on 2020-02-30?",
        "Where did 2000 people flee to?",
        "How many of the 1,950 houses burnt?",
        "Who ruled between 2018 and 2015?",
        "May he rule?",
    ],
)
def test_what_is_unsure_is_no_time(text: str) -> None:
    assert named_period(text, NOW) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_of_two_centuries_is_understood_however_it_is_written(day: date) -> None:
    for written in (f"{day:%-d %B %Y}", f"{day:%B %-d, %Y}", day.isoformat()):
        assert named_period(f"What happened on {written}?", NOW) == DateRange(day, day)
    assert named_period(f"before {day:%-d %B %Y}", NOW) == DateRange(None, day - timedelta(days=1))


@given(st.text(max_size=60), st.dates(date(1901, 1, 1)))
def test_any_text_on_any_day_gives_an_ordered_range_or_nothing(text: str, now: date) -> None:
    for words in (text, f"{text} last month", f"{text} yesterday", f"{text} last week"):
        period = named_period(words, now)
        assert period is None or not (period.since and period.until) or period.since <= period.until


def test_dates_can_be_taken_out() -> None:
    assert without_dates("people killed in June 2018 in Port Sable") == "people killed in Port Sable"
    assert without_dates("nothing dated") == "nothing dated"
