import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.grammar import (
    are_people,
    at_place,
    base_of,
    base_of_present,
    is_plural,
    may_be_people,
    new_names,
    participle_of,
    past_of,
    phrases,
    verb_at,
)


def found(text: str) -> list[str]:
    return [phrase.text for phrase in phrases(text)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many people were killed when the ferry sank off Calverton", ["the ferry", "Calverton"]),
        ("What did the rebels of Sabha declare", ["the rebels of Sabha", "Sabha"]),
        ("Which district did Haftar's forces retake", ["Haftar's forces"]),
        ("How many rockets hit Mitiga airport", ["Mitiga airport"]),
        ("Who did Erdogan meet in Moscow on 5 March 2020", ["Erdogan", "Moscow"]),
        ("Why did the US impose sanctions on Russia in June", ["the US", "Russia"]),
        ("Did the drone attack kill anybody", ["the drone attack"]),
        ("Did Haftar attack Tripoli", ["Haftar", "Tripoli"]),
        ("Will the LNA storm Mitiga", ["the LNA", "Mitiga"]),
        ("Did the Mitiga raid succeed", ["the Mitiga raid"]),
        ("Who joined the UN visit", ["the UN visit"]),
        ("What made the UN visit Libya", ["the UN", "Libya"]),
        ("Who led the march on Tripoli in March", ["the march on Tripoli", "Tripoli"]),
        ("Did the U.S. support Gen. Khalifa Haftar", ["the U.S.", "Gen. Khalifa Haftar"]),
        ("Did Min. Lerda meet Dra. Altamirano", ["Min. Lerda", "Dra. Altamirano"]),
        ("Did John F. Kennedy visit Berlin", ["John F. Kennedy", "Berlin"]),
        ("Who is the president of Union No. 1", ["the president of Union No. 1", "Union No. 1"]),
        (
            "Why was the claim against the ministry thrown out",
            ["the claim against the ministry", "the ministry"],
        ),
        ("why", []),
    ],
)
def test_names_and_what_has_an_article_are_phrases(question: str, expected: list[str]) -> None:
    assert found(question) == expected


@given(st.text(max_size=80))
def test_phrases_are_pieces_of_the_text(text: str) -> None:
    for phrase in phrases(text):
        assert text[phrase.start : phrase.end] == phrase.text
        assert phrase.text.startswith(phrase.core)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What did Angela Merkel say", "person"),
        ("What did President Erdogan say", "person"),
        ("What did Mr. Guterres say", "person"),
        ("What did John F. Kennedy say", "person"),
        ("What did the U.S. say", "organisation"),
        ("What happened in Tripoli", "place"),
        ("Where is Mitiga airport", "place"),
        ("What did Turkey send", "country"),
        ("What did the GNA say", "organisation"),
        ("What did the Red Crescent say", "organisation"),
        ("What did the doctor say", "role"),
        ("What did the rebels say", "plural"),
    ],
)
def test_a_phrase_has_a_kind(question: str, kind: str) -> None:
    kinds = {"person", "place", "country", "organisation", "role", "plural"}
    (phrase,) = phrases(question)
    assert getattr(phrase, kind)
    if kind in {"person", "role", "plural"}:
        assert not any(getattr(phrase, other) for other in kinds - {kind})


@pytest.mark.parametrize(
    ("base", "past"),
    [
        ("declare", "declared"), ("carry", "carried"), ("stop", "stopped"), ("open", "opened"),
        ("sink", "sank"), ("fire", "fired"), ("attack", "attacked"), ("retake", "retook"),
        ("visit", "visited"), ("stay", "stayed"), ("arm", "armed"), ("back", "backed"), ("march", "marched"),
        ("deal", "dealt"), ("control", "controlled"),
        ("die", "died"), ("hit", "hit"), ("injure", "injured"), ("evacuate", "evacuated"),
    ],
)  # fmt: skip
def test_verbs_go_into_the_past_and_back(base: str, past: str) -> None:
    assert past_of(base) == past
    assert base_of(past) == base


def test_what_is_no_verb_in_the_past_has_no_base_form() -> None:
    assert base_of("table") == ""
    assert base_of("xqed") == ""


def test_a_participle_is_the_past_form_where_the_verb_is_regular() -> None:
    assert [participle_of(past) for past in ("sank", "wrote", "opened")] == ["sunk", "written", "opened"]


@pytest.mark.parametrize(
    ("clause", "verb"),
    [
        ("police raid homes", "raid"),
        ("the drone attack kill anybody", "kill"),
        ("the air force commander resign", "resign"),
        ("oil prices fall", "fall"),
        ("police fire tear gas", "fire"),
    ],
)
def test_the_verb_of_a_clause_is_found_behind_nouns_that_look_like_one(clause: str, verb: str) -> None:
    words = clause.split()
    assert verb_at(words, 1) == words.index(verb)


def test_a_clause_without_a_known_verb_has_none() -> None:
    assert verb_at(["the", "army", "zigzag"], 1) is None


@pytest.mark.parametrize(
    ("present", "base"),
    [("owns", "own"), ("carries", "carry"), ("crosses", "cross"), ("own", ""), ("is", "")],
)
def test_a_verb_in_the_present_goes_back_to_its_base_form(present: str, base: str) -> None:
    assert base_of_present(present) == base


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who caused the fire", "event"),
        ("Who left the church", "place"),
        ("Who bought the crane", "thing"),
        ("Who met the minister", "person"),
        ("Who led the army", "organisation"),
    ],
)
def test_a_noun_is_of_one_kind(question: str, kind: str) -> None:
    assert phrases(question)[0].kind == kind


def test_an_ending_tells_who_may_be_people() -> None:
    assert all(
        may_be_people(noun) for noun in ("dockers", "contractors", "wives", "firemen", "deputies", "minors")
    )
    assert not any(may_be_people(noun) for noun in ("homes", "rockets", "apartments", "containers", ""))


def test_people_are_told_from_things() -> None:
    assert all(are_people(noun) for noun in ("people", "Passengers", "doctors", "women"))
    assert not any(are_people(noun) for noun in ("houses", "rockets", "towns", ""))


@pytest.mark.parametrize("noun", ["rebels", "people", "women", "cities"])
def test_several(noun: str) -> None:
    assert is_plural(noun)


@pytest.mark.parametrize("noun", ["war", "press", "crisis", "news", "virus", "gas", "Honduras"])
def test_one(noun: str) -> None:
    assert not is_plural(noun)


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("Who lives in Tripoli", "in Tripoli"),
        ("How many rockets hit Mitiga airport", "at Mitiga airport"),
        ("Who came out of Tripoli", "in Tripoli"),
        ("What sank off Calverton", "off Calverton"),
    ],
)
def test_a_place_is_told_with_its_preposition(question: str, where: str) -> None:
    assert at_place(phrases(question)[-1]) == where


def test_only_names_that_are_new_are_given_and_no_dates() -> None:
    told = "Haftar's forces seized the Al-Assabia area near Tripoli on Monday, the LNA said, near Al-Assabia."
    assert list(new_names(told, "What did Haftar's forces seize near Tripoli?")) == [
        "the Al-Assabia area",
        "the LNA",
    ]
