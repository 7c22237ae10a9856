"""Questions by rules: what is asked, what is answered, and what is left alone."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.draft.asking import KINDS
from evaluation.draft.by_rules import proposals
from evaluation.draft.choosing import in_turn, spread
from evaluation.draft.near import exchanged
from evaluation.draft.proposals import Proposal
from evaluation.draft.tree import tidy
from index.records import Article


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing secret


def asked(text: str) -> dict[str, tuple[str, ...]]:
    return {one.question: one.answers for one in proposals(Article("a", text, language="en"))}


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (
            "The Eiffel Tower was built in Paris in 1889.",
            "In what year was the Eiffel Tower built in Paris?",
            "1889",
        ),
        ("In 1986, Pinnacle acquired MeraBank.", "In what year did Pinnacle acquire MeraBank?", "1986"),
        (
            "On January 13, 2016, Hue Jackson joined the Browns.",
            "When did Hue Jackson join the Browns?",
            "January 13, 2016",
        ),
        ("Marie Curie was born in Warsaw in 1867.", "Where was Marie Curie born in 1867?", "Warsaw"),
        (
            "The Treaty of Trianon was signed in Versailles.",
            "Where was the Treaty of Trianon signed?",
            "Versailles",
        ),
        ("Duke William conquered England in 1066.", "Who conquered England in 1066?", "Duke William"),
        ("Canberra is the capital of Australia.", "What is the capital of Australia?", "Canberra"),
        ("The capital of Australia is Canberra.", "What is the capital of Australia?", "Canberra"),
        (
            "Monaco has four traditional districts.",
            "How many traditional districts does Monaco have?",
            "four",
        ),
        (
            "The Harvard Museum employs 250 people.",
            "How many people does the Harvard Museum employ?",
            "250",
        ),
        ("Dilip Joshi is an Indian film actor.", "Who is Dilip Joshi?", "an Indian film actor"),
        (
            "The bridge of Sidon was designed by Ann Lee in 1901.",
            "By whom was the bridge of Sidon designed in 1901?",
            "Ann Lee",
        ),
        (
            "The United Nations has strongly condemned the bombing of Mitiga Airport near Tripoli.",
            "Who has strongly condemned the bombing of Mitiga Airport near Tripoli?",
            "The United Nations",
        ),
        (
            "Harmon announced that Bradley Bell would leave the Daily Planet.",
            "Who announced that Bradley Bell would leave the Daily Planet?",
            "Harmon",
        ),
    ],
)
def test_a_plain_sentence_becomes_a_grammatical_question(text: str, question: str, answer: str) -> None:
    found = asked(text)
    assert question in found
    assert found[question][0] == answer


def test_a_number_is_right_in_words_and_in_digits() -> None:
    [answers] = asked("Monaco has four traditional districts.").values()
    assert {"four", "4", "four districts"} <= set(answers)


@pytest.mark.parametrize(
    "text",
    [
        "He conquered England in 1066.",
        "Its capital is Canberra, in 1990.",
        "The building was completed in 1990.",
        "However, this was built by the company in 1990.",
        "William did not conquer England in 1066.",
        "If Duke William conquers England, Harold will leave London.",
        "Did Duke William conquer England in 1066?",
        "Duke William would conquer England in 1066.",
        "Duke William also conquered England in 1066.",
        "the storm\n\n||| 17",
        "",
    ],
)
def test_what_does_not_stand_alone_is_left_alone(text: str) -> None:
    assert asked(text) == {}


def test_a_day_that_counts_from_the_article_is_not_told() -> None:
    [question] = asked("The Ministry of Defence on Friday accused General Haftar of bombing Tripoli.")
    assert "Friday" not in question


def test_tokenized_text_is_asked_about_in_plain_text_and_quoted_as_it_is() -> None:
    text = "In 1986 , the Ann Lee Fund acquired MeraBank ."
    [one] = [each for each in proposals(Article("a", text, language="en")) if each.asks == "when"]
    assert one.question == "In what year did the Ann Lee Fund acquire MeraBank?"
    assert one.quote == text


def test_signs_are_put_back_to_their_words() -> None:
    assert tidy("Ann 's `` Song '' , a two - part ( long ) one !") == 'Ann\'s "Song", a two-part (long) one!'


PIECES = (
    "Ann Lee the of in 1901 on , . ( ) \" was built by Paris 12 ships has sank and who that not ' - \u202e"
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=25).map(lambda some: f"Ann {' '.join(some)}.")
    | st.text(max_size=80)
)
def test_whatever_the_text_evidence_is_verbatim_and_the_answer_comes_from_it(text: str) -> None:
    for one in proposals(Article("a", text)):
        assert one.quote in text
        assert one.question.endswith("?")
        assert one.answers[0].split()[0] in tidy(one.quote)
        assert one.asks in KINDS


def proposal(number: int, asks: str = "who", article: str = "a", **more: str) -> Proposal:
    question = more.pop("question", f"Who did thing {number}?")
    return Proposal(question, ("x",), asks, article, more.pop("quote", f"Quote {number}."), "rules", **more)


class TestSpread:
    def test_kinds_take_turns(self) -> None:
        pool = [proposal(n, asks, f"a{n % 4}") for n, asks in enumerate(["who"] * 20 + ["when"] * 4)]
        chosen = spread(pool, 8, seeded(1))
        assert Counter(one.asks for one in chosen) == {"who": 4, "when": 4}

    def test_articles_with_fewest_come_first(self) -> None:
        pool = [proposal(n, article=f"a{n % 4}") for n in range(20)]
        chosen = spread(pool, 8, seeded(1))
        assert Counter(one.article_id for one in chosen) == {"a0": 2, "a1": 2, "a2": 2, "a3": 2}

    def test_no_sentence_and_no_question_comes_twice(self) -> None:
        pool = [proposal(1), proposal(1, "when", question="When?"), proposal(2, question="WHEN?", quote="Q")]
        assert len(spread(pool, 9, seeded(1))) < 3

    def test_the_same_seed_gives_the_same(self) -> None:
        pool = [proposal(n, "who", f"a{n % 3}") for n in range(30)]
        assert spread(pool, 9, seeded(3)) == spread(pool, 9, seeded(3))

    def test_unanswerable_ones_stand_between_the_others(self) -> None:
        plain, near = [proposal(n) for n in range(6)], [proposal(n, changed="x") for n in range(2)]
        places = [at for at, one in enumerate(in_turn(plain, near)) if one.changed]
        assert places == [2, 6]


class TestNear:
    POOL = (
        proposal(1, question="Who sold the Bell Tower to Ann Lee in 1990?", quote="Bo sold it in 1990."),
        proposal(2, question="Who came?", quote="Cy came in 1995."),
    )

    def test_a_year_is_exchanged_for_another_of_the_archive(self) -> None:
        [one] = exchanged(self.POOL, ["Bo sold the Bell Tower to Ann Lee in 1990."], seeded(1))
        assert one.question == "Who sold the Bell Tower to Ann Lee in 1995?"
        assert (one.answers, one.changed) == ((), "1990 -> 1995")
        assert one.line()["answerable"] is False

    def test_what_some_article_may_support_is_not_asked(self) -> None:
        texts = ["Nothing here.", "In 1995 the Bell Tower was sold again, by Ann Lee to Di."]
        assert exchanged(self.POOL, texts, seeded(1)) == []

    def test_a_person_is_exchanged_for_another(self) -> None:
        pool = [
            proposal(1, question="When did Ann Lee buy the Bell Tower of Ghent?", about="Ann Lee"),
            proposal(2, question="Who came?", about="Bo Rand"),
        ]
        [one] = exchanged(pool, ["Bo Rand came.", "Ann Lee bought the Bell Tower of Ghent."], seeded(1))
        assert one.question == "When did Bo Rand buy the Bell Tower of Ghent?"
