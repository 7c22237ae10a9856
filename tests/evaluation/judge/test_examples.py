import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.judge.examples import altered, of_claim, of_sentence, of_twin, wrong_words
from evaluation.judge.twins import Twin
from evaluation.pairs.records import Pair, Source
from evaluation.pairs.shelf import Shelved

PASSAGE = (
    "The ferry Orvane left Calverton on Monday with 43 passengers. Twelve of them died when it sank off "
    "Skarn, said Ilse Lindqvist, the mayor. Captain Jon Aker was not arrested. Heavy rain is expected in May."
)
SHELVED = Shelved("invented/x#0", "invented/x", PASSAGE, (), Source("Ferry sinks"))
TWIN = Twin(
    about="invented/x",
    kind="name",
    evidence="Twelve of them died when it sank off Skarn, said Ilse Lindqvist, the mayor.",
    faithful="A dozen people lost their lives, according to Mayor Ilse Lindqvist.",
    false="A dozen people lost their lives, according to Captain Jon Aker.",
)


def wrong(faithful: str, false: str) -> list[str]:
    return [false[start:end] for start, end in wrong_words(faithful, false) or ()]


@pytest.mark.parametrize(
    ("faithful", "false", "words"),
    [
        ("Twelve people died.", "Twenty people died.", ["Twenty"]),
        ("Troops of Ghana freed miners of Togo.", "Troops of Togo freed miners of Ghana.", ["Togo", "Ghana"]),
        ("It may rain today.", "It rain today.", ["rain"]),
        ("He did not go.", "He did go.", ["go"]),
        ("He went.", "He never went.", ["never"]),
    ],
)
def test_what_a_twin_has_wrong_is_where_it_differs(faithful: str, false: str, words: list[str]) -> None:
    assert wrong(faithful, false) == words


def test_where_nearly_all_words_are_others_nobody_knows_what_is_wrong() -> None:
    assert wrong_words("Twelve people died.", "Nobody was hurt at all, officials say.") is None


@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_what_is_wrong_lies_in_the_false_claim(faithful: str, false: str) -> None:
    spans = wrong_words(faithful, false) or ()
    assert all(0 <= start < end <= len(false) for start, end in spans)


def test_a_sentence_is_altered_in_one_thing_each_time() -> None:
    sentence = "The ferry Orvane left Calverton on Monday with 43 passengers."
    for seed in range(20):
        made = altered(sentence, PASSAGE, random.Random(seed))  # noqa: S311 - draws examples, no secrets
        assert len(made) >= 3
        assert sentence not in made


def test_a_twin_gives_both_claims_with_evidence_that_settles_them_and_one_more_made_by_rule() -> None:
    faithful, false, *by_rule = of_twin((TWIN, (SHELVED,)))
    assert (faithful.claim, false.claim) == (TWIN.faithful, TWIN.false)
    assert (faithful.false, false.false) == (False, True)
    assert faithful.twin == false.twin
    assert faithful.wrong == ()
    assert [false.claim[start:end] for start, end in false.wrong or ()] == ["Captain Jon Aker"]
    for one in (faithful, false):
        assert TWIN.evidence in one.evidence
        assert one.opening == "Ferry sinks. "
    assert [one.false for one in by_rule] == [False, True]
    assert {one.twin for one in by_rule}.isdisjoint({faithful.twin})


def test_of_a_false_claim_nobody_knows_which_words_are_wrong() -> None:
    pair = Pair(
        "1", "Nobody died.", ("invented/x#0",), "negation", False, "invented/x", "by hand", "",
        (PASSAGE,), (Source("Ferry sinks"),),
    )  # fmt: skip
    (only,) = of_claim(pair)
    assert (only.false, only.wrong, only.twin) == (True, None, "")


def test_a_sentence_of_a_passage_stands_beside_what_a_rule_makes_of_it() -> None:
    sentence = "Captain Jon Aker was not arrested."
    faithful, false = of_sentence((sentence, SHELVED))
    assert faithful.claim == sentence
    assert not faithful.false
    assert false.claim != sentence
    assert false.wrong
