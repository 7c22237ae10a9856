from dataclasses import replace

import pytest

from app.conflicts import about, differing, figures, miscounted
from index.records import Span
from tests.app.made import chosen, found, query, ranked, stored

KILLED = query("How many people were killed in the ferry disaster?")
NINE = "Investigators said 9 people were killed in the ferry disaster."
ELEVEN = "The ministry said 11 people were killed in the ferry disaster."
NINE_DEAD = "The coastguard counted nine dead in the ferry disaster."


def test_figures_that_differ_are_all_shown_with_what_they_count() -> None:
    told = figures(KILLED, ranked(NINE, ELEVEN))
    assert [(figure.words, figure.value) for figure in told] == [("9 people", 9), ("11 people", 11)]
    assert all(figure.span.of(figure.chosen.text) == figure.words for figure in told)


def test_figures_that_agree_are_no_conflict_however_they_are_written() -> None:
    assert figures(KILLED, ranked(NINE, NINE_DEAD)) == []


def test_every_value_has_one_sentence_the_best() -> None:
    assert [one.text for one in differing(KILLED, ranked(NINE, NINE_DEAD, ELEVEN))] == [NINE, ELEVEN]


def test_numbers_of_other_things_are_not_compared() -> None:
    wounded = "The ferry disaster left 80 wounded."
    assert figures(KILLED, ranked(NINE, wounded)) == []
    both = ranked("The disaster killed 9 and wounded 80.", ELEVEN)
    assert [figure.value for figure in figures(KILLED, both)] == [9, 11]


def test_a_sentence_that_is_far_from_the_question_is_not_compared() -> None:
    best, other = ranked(NINE, ELEVEN)
    far = chosen(other.found, 0, score=best.score - 100)
    about_something_else = chosen(other.found, 0, score=best.score, coverage_with_previous=0.1)
    assert figures(KILLED, [best, far]) == []
    assert figures(KILLED, [best, about_something_else]) == []


def test_only_questions_for_a_number_have_figures() -> None:
    assert figures(query("Who was killed in the ferry disaster?"), ranked(NINE, ELEVEN)) == []
    assert figures(KILLED, []) == []


def test_figures_may_differ_within_one_article() -> None:
    one = found(stored(f"{NINE} {ELEVEN}"))
    assert len(figures(KILLED, [chosen(one, 0), chosen(one, 1)])) == 2


def test_it_is_told_in_the_words_of_the_question_what_the_figures_are_about() -> None:
    assert about(KILLED).endswith("people were killed in the ferry disaster")


def test_a_noun_is_counted_only_by_the_number_before_it() -> None:
    asked = query("How many rockets hit the airport?")
    told = ranked(
        "Over 80 rockets hit the airport.", "The rocket attacks on the airport left two planes damaged."
    )
    assert figures(asked, told) == []
    differing_counts = ranked("Over 80 rockets hit the airport.", "The army said 95 rockets hit the airport.")
    assert [figure.value for figure in figures(asked, differing_counts)] == [80, 95]


def test_a_distance_is_no_count() -> None:
    asked = query("How far is the district from the capital?")
    told = ranked(
        "The district lies 25 miles from the capital.", "A 14.5 gun stood in the district by the capital."
    )
    assert figures(asked, told) == []


def test_the_wounded_and_an_age_are_not_counted_among_the_dead() -> None:
    asked = query("How many people were killed in Verenko?")
    told = ranked(
        "At least 17 people were killed in Verenko and 43 wounded, the governor said.",
        "In Verenko nine other people were wounded.",
        "A soldier, Rafiq Mia, 24, was killed in Verenko.",
        "In Verenko 21 people were killed.",
    )
    assert [figure.words for figure in figures(asked, told)] == ["At least 17 people", "21 people"]


def test_the_number_that_the_reader_takes_for_the_answer_goes_before_the_nearest() -> None:
    text = "The death toll off Lanwe rose to 71 on Tuesday after divers recovered 29 bodies."
    asked, (one, other) = query("What is the death toll off Lanwe?"), ranked(text, "34 deaths off Lanwe.")
    at = text.index("71")
    read = replace(one, read=1.0, answer=Span(at, at + 2))
    assert [figure.words for figure in figures(asked, [read, other])] == ["71", "34 deaths"]
    doubted = replace(read, read=-1.0)
    assert [figure.words for figure in figures(asked, [doubted, other])] == ["29 bodies", "34 deaths"]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How many people were killed?",
            "One hundred and twelve people were killed.",
            "The blast killed 112 people.",
        ),
        ("How much did it cost?", "It cost $40m.", "It cost $40 million."),
        ("How much did it cost?", "It cost $40 million.", "It cost €36 million."),
        ("How many marched?", "Between 20,000 and 30,000 marched.", "Some 25,000 marched."),
        ("How many people marched?", "20,000 to 30,000 people marched.", "Some 30,000 people marched."),
        ("How many kilometres is it?", "It is 16 kilometres long.", "It is 10 miles long."),
        (
            "How many homes were damaged?",
            "The oil damaged 140 homes.",
            "About 1,200 people fled their homes.",
        ),
        ("How many were injured?", "Three people were injured.", "Three people aged 19 and 77 were injured."),
    ],
)
def test_figures_that_can_both_be_right_are_no_conflict(question: str, one: str, other: str) -> None:
    assert figures(query(question), ranked(one, other)) == []


@pytest.mark.parametrize(
    ("question", "one", "other", "told"),
    [
        (
            "How many households lost power?",
            "Some 12,000 households lost power.",
            "About 25,000 households lost power.",
            ["Some 12,000 households", "About 25,000 households"],
        ),
        (
            "How many people voted?",
            "In Lemvik 31,000 people voted.",
            "The mayor said 29,000 people voted.",
            ["31,000 people", "29,000 people"],
        ),
        (
            "How much will the clean-up cost?",
            "The clean-up will cost $3.5 million.",
            "In ten years the clean-up will cost $6m.",
            ["$3.5 million", "$6m"],
        ),
        (
            "How many people marched?",
            "Between 20,000 and 30,000 people marched.",
            "In all 45,000 people marched.",
            ["Between 20,000 and 30,000 people", "45,000 people"],
        ),
    ],
)
def test_whatever_is_counted_differing_figures_are_told(
    question: str, one: str, other: str, told: list[str]
) -> None:
    assert [figure.words for figure in figures(query(question), ranked(one, other))] == told


def test_of_a_range_both_ends_are_known() -> None:
    asked = query("How many people marched?")
    first, _ = figures(asked, ranked("20,000 to 30,000 people marched.", "In all 45,000 people marched."))
    assert (first.least, first.value) == (20_000, 30_000)


def test_a_number_that_the_reader_takes_is_none_where_nothing_asked_stands_near() -> None:
    asked = query("How many people were injured?")
    text = "The ferry, carrying 184 passengers, left at noon."
    one, other = ranked(text, "Some 12 were injured.")
    at = text.index("184")
    assert figures(asked, [replace(one, read=1.0, answer=Span(at, at + 3)), other]) == []


@pytest.mark.parametrize(
    ("question", "text", "read", "right"),
    [
        ("How many people were killed?", "It killed 30 people and injured 12.", "12", "30 people"),
        ("How many people were killed?", "Killing 30 people and injuring 12, it sank.", "12", "30 people"),
        ("How many ships has it?", "It employs 2,400 people on 31 ships.", "2,400", "31 ships"),
        ("How many people were killed?", "It killed 30 people and injured 12.", "30", None),
    ],
)
def test_where_the_reader_counts_something_else_the_right_number_is_known(
    question: str, text: str, read: str, right: str | None
) -> None:
    (one,) = ranked(text)
    at = text.index(read)
    figure = miscounted(query(question), replace(one, read=1.0, answer=Span(at, at + len(read))))
    assert (figure.words if figure else None) == right
