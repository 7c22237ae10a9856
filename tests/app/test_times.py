from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import DateRange
from app.times import named_period, period_elsewhere, with_full_months, without_dates

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
        ("What happened on 17 Feb 2028?", between("2028-02-17", "2028-02-17")),
        ("What happened on Sept. 3, 2028?", between("2028-09-03", "2028-09-03")),
        ("What happened on 07/07/2032?", between("2032-07-07", "2032-07-07")),
        ("What happened on 17.2.2028?", between("2028-02-17", "2028-02-17")),
        ("What happened before 02/17/2028?", between(None, "2028-02-16")),
        ("What happened on 3/4/2028?", between("2028-03-04", "2028-04-03")),
        ("What happened in Jul 2028?", between("2028-07-01", "2028-07-31")),
        ("Who was hurt in the last week of May 2020?", between("2020-05-01", "2020-05-31")),
        ("Who ruled last month, in May 2019?", between("2019-05-01", "2019-05-31")),
        ("What happened between May and July 2032?", between("2032-05-01", "2032-07-31")),
        ("What happened from 28 May to 3 June 2032?", between("2032-05-28", "2032-06-03")),
        ("Who won the 2020 elections?", between("2020-01-01", "2020-12-31")),
        ("tuna quota 2020 tonnes", between("2020-01-01", "2020-12-31")),
        ("Who won 2020 elections?", between("2020-01-01", "2020-12-31")),
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
        "What happened on 30/30/2020?",
        "Where did 2000 people flee to?",
        "How many of the 1,950 houses burnt?",
        "Who ruled between 2018 and 2015?",
        "May he rule?",
        "Who was hurt in the last month of the siege?",
        "What does Russia Today say?",
        "Who owns USA Today?",
        "How did 2060 members vote?",
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


def test_an_abbreviated_month_beside_a_number_is_written_out() -> None:
    assert (
        with_full_months("killed as of Jul 7, on 17 Feb. 2028") == "killed as of July 7, on 17 February 2028"
    )
    assert with_full_months("What did Jan say of Mar?") == "What did Jan say of Mar?"


def test_dates_can_be_taken_out() -> None:
    assert without_dates("people killed in June 2018 in Port Sable") == "people killed in Port Sable"
    assert without_dates("nothing dated") == "nothing dated"


@pytest.mark.parametrize(
    ("language", "text", "period", "rest"),
    [
        ("fr", "Que s'est-il passé le 22 mars 2021 ?", between("2021-03-22", "2021-03-22"), "passé le"),
        ("fr", "le 1er mars 2021", between("2021-03-01", "2021-03-01"), "le"),
        ("es", "¿Qué pasó en Galicia en julio de 2020?", between("2020-07-01", "2020-07-31"), "Galicia"),
        ("de", "Was geschah im Juni 2020?", between("2020-06-01", "2020-06-30"), "geschah"),
        ("ru", "Что произошло в июне 2020 года?", between("2020-06-01", "2020-06-30"), "произошло"),
        ("pl", "Co się stało w czerwcu 2020?", between("2020-06-01", "2020-06-30"), "stało"),
        ("uk", "у червні 2020 року", between("2020-06-01", "2020-06-30"), "у"),
        ("tr", "Haziran 2020'de ne oldu?", between("2020-06-01", "2020-06-30"), "oldu"),
        ("he", "מה קרה ביוני 2020?", between("2020-06-01", "2020-06-30"), "קרה"),
        ("hi", "जून 2020 में क्या हुआ?", between("2020-06-01", "2020-06-30"), "हुआ"),
        ("ar", "ماذا حدث في السودان في سبتمبر 2020؟", between("2020-09-01", "2020-09-30"), "السودان"),
        ("ar", "في ٥ سبتمبر ٢٠٢٠", between("2020-09-05", "2020-09-05"), "في"),
        ("zh", "2021年11月北京地铁有什么消息？", between("2021-11-01", "2021-11-30"), "北京地铁"),
        ("ja", "2020年7月4日の豪雨", between("2020-07-04", "2020-07-04"), "豪雨"),
        ("ko", "2020년 7월 장마", between("2020-07-01", "2020-07-31"), "장마"),
        ("es", "Quién es Marta 2020", between("2020-01-01", "2020-12-31"), "Marta"),
    ],
)
def test_a_time_in_another_language_is_read_and_left_out(
    language: str, text: str, period: DateRange, rest: str
) -> None:
    named = period_elsewhere(text, language)
    assert named is not None
    assert named[0] == period
    assert rest in named[1]
    assert not any(one.isdecimal() for one in named[1])


@pytest.mark.parametrize(
    "text", ["Que s'est-il passé ?", "le 31 février 2021", "entre 2019 et 2021", "2.020 euros"]
)
def test_what_is_unsure_in_another_language_is_no_time(text: str) -> None:
    assert period_elsewhere(text, "fr") is None
