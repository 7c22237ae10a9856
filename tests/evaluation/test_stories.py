"""The running stories and their questions: archives of articles about one affair each."""

import pytest

from evaluation.corpora import STORIES_FOLDER
from evaluation.publicsets import PARTS, part_of
from evaluation.questions import GoldQuestion, load_questions
from index.reading import ReadLimits, discover, read
from index.records import Failure

STORIES = sorted(one.name for one in STORIES_FOLDER.iterdir())


def articles_of(story: str) -> dict[str, str]:
    (file,) = discover([STORIES_FOLDER / story / "corpus.jsonl"])
    assert not isinstance(file, Failure)
    found = [one for one in read(file, ReadLimits()) if not isinstance(one, Failure)]
    return {one.id: one.text for one in found}


def questions_of(story: str) -> tuple[GoldQuestion, ...]:
    return load_questions(STORIES_FOLDER / story / "questions.jsonl")


def test_every_part_has_stories() -> None:
    assert {part_of(questions_of(story)[0]) for story in STORIES} == set(PARTS)


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_in_one_part_and_no_question_stands_there_twice(story: str) -> None:
    questions = questions_of(story)
    assert len({part_of(one) for one in questions}) == 1
    assert len({one.question.casefold() for one in questions}) == len(questions)
    assert 0.5 < sum(one.answerable for one in questions) / len(questions) < 0.7


@pytest.mark.parametrize("story", STORIES)
def test_what_answers_and_what_misleads_stands_in_its_article(story: str) -> None:
    articles = articles_of(story)
    for one in questions_of(story):
        assert one.answerable == bool(one.answers) == bool(one.evidence), one.id
        for evidence in one.evidence:
            assert evidence.quote in articles[str(evidence.article_id)], one.id
        for answer in one.answers:
            assert any(answer in evidence.quote for evidence in one.evidence), one.id
        if not one.answerable:
            [about] = one.extra["lookalike_ids"]
            assert one.extra["misleading"] in articles[about], one.id
