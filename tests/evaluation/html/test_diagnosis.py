"""Each class by an example made by hand."""

import dataclasses
from typing import Any

import pytest

from app.records import Reply
from evaluation.html.diagnosis import Diagnosis, Finding, diagnose, met_groups
from evaluation.questions import GoldQuestion
from tests.evaluation.html.made import answer, gold, refusal, scored

SINGER = gold(relevant_ids=("a.txt",), answers=("Mira Holt", "Holt"))
BOTH = gold(
    relevant_ids=("a.txt", "b.txt"), must_cite_all=True, answer_groups=(("25",), ("twenty-one", "a score"))
)
NOWHERE = gold(answerable=False)
PROSE = gold(kind="longform", relevant_ids=("a.txt",), answers=("She sings every Monday, they say.",))


def diagnosed(question: GoldQuestion, reply: Reply | None, **scoring: Any) -> Diagnosis:
    return diagnose(question, reply, scored(question, reply, **scoring))


@pytest.mark.parametrize(
    ("question", "reply", "finding"),
    [
        pytest.param(SINGER, answer("Mira Holt sings."), Finding.RIGHT, id="holds the words"),
        pytest.param(SINGER, answer("Ann Berg sings."), Finding.WRONG_SPAN, id="right article, other words"),
        pytest.param(
            SINGER, answer("Ann Berg sings.", article="b.txt"), Finding.NOT_USED, id="found, another cited"
        ),
        pytest.param(
            SINGER,
            answer("Ann Berg sings.", article="b.txt", found=("b.txt", "c.txt")),
            Finding.NOT_RETRIEVED,
            id="not found",
        ),
        pytest.param(
            SINGER, answer("Mira Holt sings.", support="unsupported"), Finding.UNSUPPORTED, id="not borne out"
        ),
        pytest.param(
            SINGER, answer("Mira Holt sings.", support="weak"), Finding.RIGHT, id="weakly borne out"
        ),
        pytest.param(SINGER, refusal(), Finding.REFUSED_WRONGLY, id="refused"),
        pytest.param(SINGER, None, Finding.FAILED, id="no reply"),
        pytest.param(NOWHERE, refusal(), Finding.RIGHT, id="nothing answers, refused"),
        pytest.param(NOWHERE, answer("Mira Holt does."), Finding.ANSWERED_WRONGLY, id="nothing answers"),
        pytest.param(
            BOTH,
            answer("It was 25.", found=("a.txt", "c.txt")),
            Finding.NOT_RETRIEVED,
            id="needs both, found one",
        ),
        pytest.param(BOTH, answer("It was 25."), Finding.NOT_USED, id="needs both, cites one"),
        pytest.param(PROSE, answer("Whatever it says."), Finding.RIGHT, id="prose, well cited"),
        pytest.param(
            PROSE, answer("It says so.", article="b.txt"), Finding.NOT_USED, id="prose, badly cited"
        ),
        pytest.param(gold(), answer("Mira Holt sings."), Finding.UNJUDGED, id="nothing known"),
        pytest.param(
            gold(answers=("Holt",)), answer("Ann Berg sings."), Finding.WRONG_SPAN, id="no articles known"
        ),
    ],
)
def test_a_reply_has_the_class_of_the_first_thing_that_went_wrong(
    question: GoldQuestion, reply: Reply | None, finding: Finding
) -> None:
    assert diagnosed(question, reply).finding is finding


def test_some_parts_of_an_answer_are_incomplete() -> None:
    question = dataclasses.replace(BOTH, must_cite_all=False)
    assert diagnosed(question, answer("It was 25.")) == Diagnosis(Finding.INCOMPLETE, "1 of 2 expected parts")
    assert diagnosed(question, answer("It was 25, or 21.")).finding is Finding.RIGHT


def test_right_words_from_another_article_are_right_and_say_so() -> None:
    found = diagnosed(SINGER, answer("Mira Holt sings.", article="b.txt"))
    assert found == Diagnosis(Finding.RIGHT, "from other articles than expected")


@pytest.mark.parametrize(
    ("found", "kept_back", "why"),
    [
        (("a.txt",), answer("Mira Holt sings."), "the answer it kept back was right"),
        (("a.txt",), answer("Ann Berg sings."), "the answer it kept back was not right either"),
        (("c.txt",), answer("Ann Berg sings."), "what it needs was not retrieved"),
    ],
)
def test_a_wrong_refusal_says_what_it_cost(found: tuple[str, ...], kept_back: Reply, why: str) -> None:
    assert diagnosed(SINGER, refusal(found), kept_back=kept_back).why == why


def test_a_models_wrong_refusal_kept_no_answer_back() -> None:
    refused = refusal(engine="tiny")
    assert diagnosed(SINGER, refused, kept_back=refused).why == "what it needs was retrieved"


def test_a_failure_says_its_error() -> None:
    assert diagnosed(SINGER, None, error="too long") == Diagnosis(Finding.FAILED, "too long")


def test_a_quote_that_is_not_the_articles_text_supports_nothing() -> None:
    row = dataclasses.replace(scored(SINGER, answer("Mira Holt sings.")), values={"quotes_exact": 0.5})
    assert diagnose(SINGER, answer("Mira Holt sings."), row).finding is Finding.UNSUPPORTED


def test_in_a_corpus_without_the_answers_every_answer_is_wrong() -> None:
    row = dataclasses.replace(scored(SINGER, answer("Mira Holt sings.")), answerable=False)
    assert diagnose(SINGER, answer("Mira Holt sings."), row).finding is Finding.ANSWERED_WRONGLY


def test_what_is_missing_is_named_and_a_long_list_cut() -> None:
    question = gold(relevant_ids=tuple("abcde"), must_cite_all=True, answers=("x",))
    assert diagnosed(question, answer("y", article="a", found=("a",))).why == (
        "not among the passages found: b, c, d and 1 more"
    )


def test_a_refusals_words_meet_nothing() -> None:
    assert met_groups(SINGER, refusal(answer="Nothing is known of Mira Holt.")) == (False,)
    assert met_groups(SINGER, answer("Mira Holt sings.")) == (True,)
