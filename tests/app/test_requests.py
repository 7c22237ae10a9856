from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.question import understand
from app.records import Question
from app.requests import Requested, requested


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("Compare the death tolls", "How many people were killed?"),
        ("What is the death toll?", "How many people were killed?"),
        ("What's the latest death toll in Calverton?", "How many people were killed in Calverton?"),
        ("the number of dead in the Calverton fire", "How many people were killed in the Calverton fire?"),
        ("Give me the number of injured", "How many people were wounded?"),
        ("number of displaced people in Calverton", "How many people fled their homes in Calverton?"),
        ("give me the number of boats at sea", "How many boats at sea?"),
        ("What is the number of victims identified so far?", "How many victims identified so far?"),
        ("List the countries that back the treaty", "Which countries back the treaty?"),
        ("Please name all the ministers who resigned", "Which ministers resigned?"),
        ("Tell me how many boats sank", "How many boats sank"),
        ("Could you explain why the ferry sank?", "Why the ferry sank"),
        ("Summarise in one line how the ferry came to sink.", "How the ferry came to sink"),
        ("Please explain under what circumstances it sank", "Under what circumstances it sank"),
        ("Give me a quote by Ilse Lindqvist", "What did Ilse Lindqvist say?"),
        ("Any word from the UN on the embargo?", "What did the UN say about the embargo?"),
        ("statement by the harbour master", "What did the harbour master say?"),
        ("Norway's position on the embargo", "What did Norway say about the embargo?"),
        ("What was Norway's role in the talks?", "What did Norway do in the talks?"),
        ("I'd like to know who owns the ferry", "Who owns the ferry"),
        ("define force majeure", "What is force majeure?"),
        ("What's the meaning of force majeure?", "What is force majeure?"),
        ("What does TSU stand for?", "What is TSU?"),
        ("What is the most recent death toll in Calverton?", "How many people were killed in Calverton?"),
        ("Compare what Rome and Paris said about it", "What did Rome and Paris say about it?"),
        ("How do the reports differ on the number of dead?", "How many people were killed?"),
        ("Do the papers disagree on who owns the ferry?", "Who owns the ferry"),
    ],
)
def test_a_request_is_put_as_the_question_that_articles_answer(request_: str, question: str) -> None:
    assert requested(request_).text == question
    assert not requested(request_).broad


@pytest.mark.parametrize(
    "request_",
    [
        "Tell me about the ferry Orvane",
        "Can you tell me more about the ferry Orvane?",
        "What's the latest on the ferry Orvane?",
        "Summarise the ferry Orvane",
        "Give me a short overview of the ferry Orvane",
        "What do we know about the ferry Orvane?",
        "What do the articles say about the ferry Orvane?",
        "I need background on the ferry Orvane",
        "Is there any news on the ferry Orvane?",
        "any information about the ferry Orvane",
        "Are there any articles on the ferry Orvane?",
        "Which articles mention the ferry Orvane?",
        "search for the ferry Orvane",
        "key facts about the ferry Orvane",
        "Summarise the ferry Orvane in 3 bullet points",
        "Summarise the ferry Orvane in bullet points",
        "Summarise the ferry Orvane in at most 50 words",
        "the most recent news on the ferry Orvane",
    ],
)
def test_whatever_is_told_of_a_topic_may_be_asked_for(request_: str) -> None:
    assert requested(request_) == Requested("About the ferry Orvane", broad=True)


@pytest.mark.parametrize(
    ("request_", "topic"),
    [
        ("timeline of the offensive", "About the offensive"),
        ("How did the offensive unfold?", "About the offensive"),
        ("How has the strike on the docks developed?", "About the strike on the docks"),
    ],
)
def test_how_something_went_is_broad(request_: str, topic: str) -> None:
    assert requested(request_) == Requested(topic, broad=True)


def test_how_something_went_is_told_in_the_order_of_time() -> None:
    assert understand(Question("How did the offensive unfold?"), date(2026, 1, 1)).about_time


@pytest.mark.parametrize(
    "text",
    [
        "Who told the mayor about the fire?",
        "What happened in Calverton?",
        "Which news agency reported the fire?",
        "Who wants details about the deal?",
        "Tell me more",
        "ferry orvane captain",
        "Deaths in Calverton",
        "What did the mayor say about the fire?",
        "What is the name of the ferry?",
        "Compare",
        "statement of accounts 2019",
        "What is the difference between fog and mist?",
    ],
)
def test_a_question_stays_as_it_is(text: str) -> None:
    assert requested(text) == Requested(text)


@given(st.text(max_size=80))
def test_whatever_is_typed_something_is_asked(text: str) -> None:
    assert requested(text).text.strip() or not text.strip()


def test_the_accounts_of_all_are_wanted_where_they_are_to_be_compared() -> None:
    assert requested("Compare the death tolls").compared
    assert understand(Question("Compare the death tolls"), date(2026, 1, 1)).several


def test_the_latest_is_still_wanted_and_a_model_is_still_told_what_was_asked_of_it() -> None:
    query = understand(Question("What's the latest on the ferry Orvane?"), date(2026, 1, 1))
    assert query.latest
    assert query.broad
    assert query.wording == "What's the latest on the ferry Orvane?"


def test_a_claim_is_searched_for_without_what_asks_whether_it_is_true() -> None:
    asked = requested("Can you fact-check: the ferry sank off Hvalnes.")
    assert asked == Requested("Whether the ferry sank off Hvalnes?", claimed=True)
