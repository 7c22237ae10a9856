"""The invented news and its questions, from which the reader and the weights learn."""

from collections import Counter
from pathlib import Path

import pytest

import evaluation
from evaluation.questions import GoldQuestion, load_questions
from index.reading import ReadLimits, discover, read
from index.records import Failure

FOLDER = Path(evaluation.__file__).parent / "invented"


@pytest.fixture(scope="module")
def articles() -> dict[str, str]:
    (file,) = discover([FOLDER / "corpus.jsonl"])
    assert not isinstance(file, Failure)
    found = [one for one in read(file, ReadLimits()) if not isinstance(one, Failure)]
    return {one.id: one.text for one in found}


@pytest.fixture(scope="module")
def questions() -> tuple[GoldQuestion, ...]:
    return load_questions(FOLDER / "questions.jsonl")


def test_each_article_has_six_answerable_questions_and_four_that_are_not(
    articles: dict[str, str], questions: tuple[GoldQuestion, ...]
) -> None:
    count = Counter((_about(one), one.answerable) for one in questions)
    assert {about for about, _ in count} == set(articles)
    assert set(count.items()) == {((name, True), 6) for name in articles} | {
        ((name, False), 4) for name in articles
    }


def test_what_answers_is_a_part_of_a_sentence_that_the_article_has(
    articles: dict[str, str], questions: tuple[GoldQuestion, ...]
) -> None:
    for one in questions:
        for evidence in one.evidence:
            assert evidence.quote in articles[_about(one)], one.id
        assert one.answerable == bool(one.answers) == bool(one.evidence), one.id
        for answer in one.answers:
            assert any(answer in evidence.quote for evidence in one.evidence), one.id


def test_what_misleads_stands_in_the_article(
    articles: dict[str, str], questions: tuple[GoldQuestion, ...]
) -> None:
    unanswerable = [one for one in questions if not one.answerable]
    assert all(one.extra["misleading"] in articles[_about(one)] for one in unanswerable)


def test_no_question_is_asked_twice(questions: tuple[GoldQuestion, ...]) -> None:
    assert len({one.question.casefold() for one in questions}) == len(questions)


def _about(one: GoldQuestion) -> str:
    (about,) = one.relevant_ids or one.extra["lookalike_ids"]
    return str(about)
