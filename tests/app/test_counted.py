import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.counted import Place, counted, counts_something_else, nearness, quantity_at
from app.vocabulary import NUMBER
from index.records import Span

KILLED = "How many people were killed?"


def counting(question: str, sentence: str) -> list[str]:
    """The numbers of the sentence that count what is asked for, whoever has read it."""
    what = counted(question)
    spans = [Span(*found.span()) for found in NUMBER.finditer(sentence)]
    places = [(span, nearness(sentence, span, what)) for span in spans]
    return [span.of(sentence) for span, place in places if place and place[0] is not Place.ELSEWHERE]


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("How many households lost power?", "household"),
        ("How many ships does the firm have?", "ship"),
        ("How many homes were damaged by the oil?", "home"),
        ("How many of the polling stations closed?", "station"),
        ("What is the number of seats in the assembly?", "seat"),
        ("How many days has he been missing?", "day"),
        ("How many shots were fired at the missing man?", "shot"),
        ("How much fuel did the barge bring?", "fuel"),
    ],
)
def test_the_noun_behind_how_many_is_counted_whatever_follows(question: str, noun: str) -> None:
    what = counted(question)
    assert (what.noun, what.told_by, what.money) == (frozenset({noun}), frozenset(), False)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many people were killed?", "dead"),
        ("What is the death toll?", "killed"),
        ("How many died?", "killed"),
        ("How many lives were lost?", "killed"),
        ("How many police officers were hurt?", "wounded"),
        ("How many staff were hurt?", "wounded"),
        ("How many people left their homes?", "displaced"),
    ],
)
def test_people_are_counted_by_the_words_for_what_befell_them(question: str, told: str) -> None:
    assert counted(question).fate
    assert counting(question, f"In all 12 were {told}.") == ["12"]


def test_other_people_are_counted_by_what_they_did() -> None:
    asked = "How many people voted in Lemvik?"
    assert counting(asked, "In Lemvik 31,000 people voted.") == ["31,000"]
    assert counting(asked, "A crowd of 300 people cheered the mayor.") == []


def test_saved_lives_and_damaged_homes_count_neither_the_dead_nor_the_displaced() -> None:
    assert not counted("How many lives were saved?").fate
    assert counting("How many homes were damaged?", "About 1,200 people fled their homes.") == []
    assert counting("How many people were displaced?", "About 1,200 people fled their homes.") == ["1,200"]
    assert counting("How many people were displaced?", "The oil damaged 140 homes.") == []


def test_so_many_of_the_nineteen_are_a_part_of_them() -> None:
    told = "Sixteen of the nineteen, and about fifty of the injured, had stood at the gate."
    assert counting("How many were hurt?", told) == []


def test_who_was_evacuated_is_not_counted_among_the_displaced() -> None:
    told = "Fifteen of its peacekeepers were evacuated."
    assert counting("How many people have been displaced?", told) == []
    assert counting("How many people were evacuated?", "Some 2,000 people were evacuated.") == ["2,000"]


@pytest.mark.parametrize("question", ["How many?", "How far is it?", "How much did it rain?", ""])
def test_where_nothing_is_counted_that_is_told(question: str) -> None:
    assert not counted(question)


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("Nine people from one village died.", ["Nine"]),
        ("Three gunmen killed more than 20 people.", ["20"]),
        ("The attack killed 30 people and injured 12.", ["30"]),
        ("The attack, killing 30 people and injuring 12, was claimed.", ["30"]),
        ("The death toll rose to 19 as divers recovered seven more bodies.", ["19"]),
        ("The death toll rose from 12 to 19.", ["19"]),
        ("The blast killed one and wounded another 30.", ["one"]),
        ("Twelve people were killed, among them three children.", ["Twelve"]),
        ("Among those killed were two sisters.", []),
        ("A 16-year-old was killed.", []),
        ("Two people aged 19 and 34 were killed.", ["Two"]),
        ("Rafiq Mia (24) was killed.", []),
        ("The 14th floor was where he died.", []),
        ("He died at 4:40 a.m.", []),
        ("Seven weeks after the explosion the dead were buried.", []),
        ("On 14 May the blast killed a guard.", []),
        ("Flight 737 was shot down, killing all on board.", []),
        ("Of the dead fish 40 percent were burnt.", []),
        ("Many were killed when two trains collided.", []),
        ("In 12 deaths the cause is known.", ["12"]),
    ],
)
def test_among_numbers_only_those_of_the_dead_are_theirs(sentence: str, numbers: list[str]) -> None:
    assert counting(KILLED, sentence) == numbers


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("Three people aged 19, 34 and 77 were injured, one of them seriously.", ["Three"]),
        ("Six of the injured are on ventilators.", []),
    ],
)
def test_a_part_of_the_injured_is_not_all(sentence: str, numbers: list[str]) -> None:
    assert counting("How many were injured?", sentence) == numbers


@pytest.mark.parametrize(
    ("question", "sentence", "numbers"),
    [
        ("How many ships does it have?", "It employs 2,400 people on 31 ships.", ["31"]),
        ("How many ships does it have?", "It sold 12 of its old ships.", ["12"]),
        ("How many stations were closed?", "Of the 412 stations, 389 opened.", []),
        ("How much fuel did it bring?", "It brought 300,000 litres of fuel in six days.", ["300,000"]),
        ("How many days did it last?", "It lasted three days for 40 men.", ["three"]),
    ],
)
def test_a_number_before_the_noun_counts_it(question: str, sentence: str, numbers: list[str]) -> None:
    assert counting(question, sentence) == numbers


def test_where_money_is_asked_for_only_money_counts() -> None:
    asked = "How much did the refit cost?"
    assert counting(asked, "After 12 years the refit was done for $3.5m.") == ["$3.5m"]
    assert counting(asked, "In six years the refit rose by 5 percent.") == []


def test_the_cells_of_a_table_are_apart() -> None:
    assert counting("How many people were rescued?", "Rescued | Deck | 51 | 41") == []


@given(st.sampled_from([KILLED, "How many ships?", "How much did it cost?"]), st.text())
def test_any_number_counts_something_or_not(question: str, sentence: str) -> None:
    what = counted(question)
    for found in NUMBER.finditer(sentence):
        span = Span(*found.span())
        near = nearness(sentence, span, what)
        assert near is None or (near[1] >= 0 and quantity_at(sentence, span) is not None)
        assert near is None or not counts_something_else(sentence, span, what)
