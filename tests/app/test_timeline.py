from datetime import date
from typing import Any

import pytest

from app.records import Claim, Conflict, Reply, RetrievedPassage
from app.timeline import Point, asks_for_course, timeline
from tests.app.page_helpers import among, article, citation, reply

APRIL = article(
    "The siege began in April, they said then.", "april", title="Siege", published=date(2019, 4, 7)
)
JUNE = article("The siege was lifted in June, they said.", "june", source="AFP", published=date(2020, 6, 2))
COPY = article(JUNE.text, "copy", published=date(2020, 6, 3))
UNDATED = article("Somebody said something about it then.", "undated")
ALL = among(APRIL, JUNE, COPY, UNDATED)


def course(question: str = "How did the siege develop?", **changes: Any) -> Reply:
    """An answer that cites June and undated, where April and a copy of June were found too."""
    fields: dict[str, Any] = {
        "citations": (citation(JUNE, JUNE.text, 1), citation(UNDATED, UNDATED.text, 2)),
        "passages": (
            RetrievedPassage("june", 0, 40, 2.0),
            RetrievedPassage("copy", 0, 40, 2.0, copy_of="june"),
            RetrievedPassage("april", 0, 41, 1.0),
        ),
    } | changes
    return reply("x", question=question, **fields)


def test_a_course_of_events_has_its_dated_articles_in_order_each_report_once() -> None:
    assert timeline(course(), ALL) == (
        Point("april", "Siege", None, date(2019, 4, 7)),
        Point("june", None, "AFP", date(2020, 6, 2), (1,)),
    )


@pytest.mark.parametrize(
    "question",
    [
        "What happened in Tripoli?", "How did the siege develop?", "How has the front changed since May?",
        "When was the first air strike?", "Give me a timeline of the siege", "How did the fighting start?",
        "What is the history of the airport?", "What has happened since?",
    ],
)  # fmt: skip
def test_questions_about_a_course_of_events(question: str) -> None:
    assert asks_for_course(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who carried out the first strike?", "How many people were killed?", "Who was there when it fell?",
        "What did Turkey say about the embassy?", "Where is Zenata?", "",
    ],
)  # fmt: skip
def test_questions_about_something_else(question: str) -> None:
    assert not asks_for_course(question)


def test_other_questions_have_one_only_where_dated_sources_differ() -> None:
    both = {"citations": (citation(JUNE, JUNE.text, 1), citation(APRIL, APRIL.text, 2))}
    asked = course("How many fled?", **both)
    assert timeline(asked, ALL) == ()
    conflict = Conflict("fled", (Claim("2,200", 2), Claim("200,000", 1)))
    differing = course("How many fled?", conflicts=(conflict,), **both)
    points = timeline(differing, ALL)
    assert [point.article_id for point in points] == ["april", "june"]
    assert [point.figures for point in points] == [("2,200",), ("200,000",)]


def test_one_day_is_no_course_and_a_refusal_has_none() -> None:
    assert timeline(course(passages=()), ALL) == ()
    assert timeline(course(answered=False), ALL) == ()


def test_an_article_that_has_gone_is_left_out() -> None:
    assert timeline(course(), among(JUNE)) == ()
    assert len(timeline(course(citations=(citation(APRIL, APRIL.text),)), among(JUNE))) == 2


def test_what_was_read_but_is_about_somebody_else_is_left_out() -> None:
    vernholm = article("The siege of Vernholm began.", "v", published=date(2018, 1, 1))
    other = article("The siege of Skarrow began.", "o", title="Skarrow", published=date(2017, 1, 1))
    read = (RetrievedPassage("v", 0, 28, 2.0), RetrievedPassage("o", 0, 27, 1.0))
    asked = course("How did the siege of Vernholm end?", passages=read)
    points = timeline(asked, among(vernholm, other, JUNE, UNDATED))
    assert [point.article_id for point in points] == ["v", "june"]


def test_an_article_that_is_cited_twice_is_one_point() -> None:
    twice = (citation(JUNE, "The siege was lifted in June", 1), citation(JUNE, "they said", 2))
    points = timeline(course(citations=(*twice, citation(APRIL, APRIL.text, 3))), ALL)
    assert [point.numbers for point in points] == [(3,), (1, 2)]
