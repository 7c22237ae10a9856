"""The invented news and its questions, from which the reader and the weights learn."""

from collections import Counter

import pytest

from evaluation.corpora import NEWS_FOLDER
from evaluation.publicsets import Part, part_of
from evaluation.questions import GoldQuestion, load_questions
from index.reading import ReadLimits, discover, read
from index.records import Failure


@pytest.fixture(scope="module")
def articles() -> dict[str, str]:
    (file,) = discover([NEWS_FOLDER / "corpus.jsonl"])
    assert not isinstance(file, Failure)
    found = [one for one in read(file, ReadLimits()) if not isinstance(one, Failure)]
    return {one.id: one.text for one in found}


@pytest.fixture(scope="module")
def questions() -> tuple[GoldQuestion, ...]:
    return load_questions(NEWS_FOLDER / "questions.jsonl")


@pytest.mark.parametrize(
    ("ids", "answerable", "not_"), [("0123456789", 6, 4), ("abcdefg", 3, 2), ("hijlmno", 9, 6)]
)
def test_each_article_has_so_many_answerable_questions_or_more_and_so_many_that_are_not(
    articles: dict[str, str],
    questions: tuple[GoldQuestion, ...],
    ids: str,
    answerable: int,
    not_: int,
) -> None:
    count = Counter((_about(one), one.answerable) for one in questions)
    assert {about for about, _ in count} == set(articles)
    # As they were written; those of a to g are asked at a distance, and some of them are short.
    own = [name for name in articles if name[0] in ids]
    assert own
    assert min(count[name, True] for name in own) >= answerable
    assert min(count[name, False] for name in own) >= not_


def test_every_article_that_is_said_to_answer_has_an_answer(
    articles: dict[str, str], questions: tuple[GoldQuestion, ...]
) -> None:
    for one in questions:
        for name in one.relevant_ids:
            assert any(answer in articles[name] for answer in one.answers), one.id


def test_reports_of_one_event_are_in_one_part(articles: dict[str, str]) -> None:
    parts: dict[str, set[Part]] = {}
    for name in articles:
        one = GoldQuestion(id=name, question="?", kind="factoid", answerable=True, relevant_ids=(name,))
        parts.setdefault(name.split("#")[0], set()).add(part_of(one))
    assert len(parts) < len(articles), "some events are told more than once"
    assert all(len(found) == 1 for found in parts.values())


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
    """Return the article that a question was written to; others may answer it, too."""
    return str((one.relevant_ids or one.extra["lookalike_ids"])[0])
