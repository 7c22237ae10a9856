from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.answer_text import Words
from app.pack.contents import Sheet, made, sheets, title
from app.pack.records import Pack
from app.records import Conflict, DateRange, Reply
from tests.app.pack.helpers import COUNTED, KILLED, MADE, QUOTED, REFUSED, URL, WRITTEN, cited, pack


def sheet(one: Reply) -> Sheet:
    return next(sheets(pack(one)))


def answer(one: Reply) -> list[str]:
    return [
        "".join(part.text if isinstance(part, Words) else str(list(part)) for part in block.parts)
        for block in sheet(one).answer
    ]


def test_an_articles_own_words_stand_in_quotation_marks_and_a_models_do_not() -> None:
    assert answer(QUOTED) == [f"“{KILLED}” [1]", f"“{COUNTED}” [2]"]
    assert answer(WRITTEN)[1] == "Nine women died [1]."
    assert answer(REFUSED) == ["The archive has nothing on “the World Cup”."]


def test_a_marker_that_points_at_nothing_is_left_out() -> None:
    assert "9" not in answer(QUOTED)[1]


def test_each_sentence_has_a_sign_a_word_and_the_reason() -> None:
    assert [(one.mark, one.numbers, one.reason) for one in sheet(WRITTEN).checked] == [
        ("~ weak support", (1,), "“women” is not in the source"),
        ("✗ unsupported", (), "no source is cited"),
    ]
    assert [one.mark for one in sheet(QUOTED).checked] == ["✓ supported", "✓ supported"]


def test_a_source_says_where_its_quote_stands() -> None:
    first, second = sheet(QUOTED).sources
    assert (first.article_id, first.start, first.end, first.quote) == (
        "wire/001.txt", 120, 120 + len(KILLED), KILLED,
    )  # fmt: skip
    assert (first.headline, first.outlet, first.when, first.url) == (
        "Rockets hit the region", "Libya Herald", "2 June 2020", URL,
    )  # fmt: skip
    assert (second.outlet, second.when, second.url) == ("", "no date given", None)


def test_only_web_addresses_can_be_followed() -> None:
    hostile = replace(QUOTED, citations=(cited(1, KILLED, url="javascript:alert(1)"),))
    assert sheet(hostile).sources[0].url is None


def test_differing_figures_say_who_and_when() -> None:
    (table,) = sheet(QUOTED).tables
    assert [(row.figure, row.who, row.when, row.number) for row in table.rows] == [
        ("25 people", "Libya Herald", "2 June 2020", 1),
        ("21 deaths", "Rockets hit the region", "no date given", 2),
    ]
    assert sheet(replace(QUOTED, conflicts=(Conflict("nothing", ()),))).tables == ()


def test_a_refusal_is_named_and_its_articles_are_only_near() -> None:
    assert (sheet(REFUSED).verdict, sheet(REFUSED).sources_title) == (
        "No answer in the archive",
        "Nearest articles",
    )
    assert (sheet(QUOTED).verdict, sheet(QUOTED).sources_title) == ("", "Sources")


def test_another_reading_of_the_question_is_told() -> None:
    assert sheet(WRITTEN).read_as == "How many women were killed?"
    assert sheet(replace(QUOTED, question="How  many people were killed?")).read_as == ""


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2020, 6, 1), None, "only what was published from 1 June 2020"),
        (None, date(2020, 6, 3), "only what was published to 3 June 2020"),
        (date(2020, 6, 1), date(2020, 6, 3), "only what was published from 1 June 2020 to 3 June 2020"),
        (date(2020, 6, 1), date(2020, 6, 1), "only what was published on 1 June 2020"),
        (None, None, ""),
    ],
)
def test_the_dates_that_were_searched_are_told(since: date | None, until: date | None, words: str) -> None:
    assert sheet(replace(QUOTED, date_range=DateRange(since, until))).searched == words


def test_the_circumstances_of_a_models_answer_are_told() -> None:
    assert dict(sheet(WRITTEN).facts) == {
        "Asked": "22 November 2026, 13:05 UTC",
        "Answered by": "some-model (a model; each sentence checked against what it cites)",
        "Used": "about 1,234 tokens sent, 56 received, 0.0021 USD",
        "Took": "12 ms",
        "Archive": "index 000000000000",
    }


def test_quotes_have_no_model_and_a_model_may_not_have_been_asked() -> None:
    assert dict(sheet(QUOTED).facts)["Answered by"] == "quotes (the articles’ own words, no model)"
    refused = replace(REFUSED, engine="some-model")
    assert dict(sheet(refused).facts)["Answered by"] == "some-model, which wasn’t asked"


def test_times_are_universal() -> None:
    elsewhere = datetime(2026, 11, 23, 1, 5, tzinfo=timezone(timedelta(hours=12)))
    assert made(pack(QUOTED, made=elsewhere)) == "Evidence pack, 1 question, made 22 November 2026, 13:05 UTC"
    assert MADE.tzinfo is UTC


def test_a_pack_without_a_title_or_questions_still_says_what_it_is() -> None:
    empty = Pack(" \n", (), MADE)
    assert (title(empty), list(sheets(empty))) == ("Citewire", [])
    assert made(empty).startswith("Evidence pack, 0 questions")
