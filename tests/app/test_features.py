import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.features import (
    PASSAGE_FEATURES,
    SENTENCE_FEATURES,
    Weighing,
    passage_features,
    sentence_features,
    weigh,
    words_of,
)
from app.question import Query
from index.articles import StoredPassage
from tests.app.made import query, stored

ASKED = query("Who opened the Calverton tram line?")
TEXT = "Mayor Petra Lindqvist opened the Calverton tram line. Nothing else happened."


def of_passage(asked: Query, passage: StoredPassage, weighing: Weighing | None = None) -> dict[str, float]:
    meanings = np.zeros(len(passage.passage.sentences), np.float32)
    values = passage_features(asked, weighing or weigh(asked, {}, 10), passage, 0.0, meanings)
    return dict(zip(PASSAGE_FEATURES, values, strict=True))


def of_sentences(asked: Query, passage: StoredPassage) -> list[dict[str, float]]:
    meanings = np.full(len(passage.passage.sentences), 0.5, np.float32)
    rows = sentence_features(asked, weigh(asked, {}, 10), passage, 0, 0.0, meanings)
    return [dict(zip(SENTENCE_FEATURES, row, strict=True)) for row in rows]


def test_rare_words_weigh_more() -> None:
    weighing = weigh(ASKED, {"tram": 90_000, "line": 1}, 100_000)
    assert weighing.weights["line"] > weighing.weights["tram"] > 0


def test_in_a_small_archive_a_common_word_that_is_absent_weighs_less_than_a_name_that_is_there() -> None:
    asked = query("How many people did Haftar kill?")
    weighing = weigh(asked, {"haftar": 5}, 10)
    assert weighing.weights["haftar"] > weighing.weights["kill"] > weighing.weights["peopl"]


def test_coverage_is_the_share_of_the_question_that_a_passage_has() -> None:
    assert of_passage(ASKED, stored(TEXT))["coverage"] == 1
    assert of_passage(ASKED, stored("Something else."))["coverage"] == 0
    assert 0 < of_passage(ASKED, stored("A tram."))["coverage"] < 1


def test_a_headline_covers_too() -> None:
    assert of_passage(ASKED, stored("It was late.", title="Calverton tram line opened"))["coverage"] == 1


def test_a_name_counts_in_another_spelling_and_a_synonym_in_part() -> None:
    haftar = query("Where did general Hifter go?")
    assert (
        of_passage(haftar, stored("Then general Haftar went home."))["coverage"]
        == of_passage(haftar, stored("Then general Hifter went home."))["coverage"]
    )
    killed = query("killed")
    assert 0 < of_passage(killed, stored("Nine deaths."))["coverage"] < 1


def test_what_is_missing_is_named_in_the_order_of_the_question() -> None:
    known = words_of(stored("The tram was late.")).known
    assert [term.word for term in weigh(ASKED, {}, 10).missing(known)] == ["opened", "Calverton", "line"]


def test_words_that_stand_together_count_as_near() -> None:
    scattered = (
        "The line was long, said all those who had waited for many hours for a tram in the old Calverton."
    )
    near, far = of_passage(ASKED, stored(TEXT)), of_passage(ASKED, stored(scattered))
    assert near["nearness"] > far["nearness"]


def test_a_sentence_that_has_what_is_asked_for_shows_it() -> None:
    first, second = of_sentences(ASKED, stored(TEXT))
    assert first["coverage"] > second["coverage"]
    assert first["kind"] > second["kind"] == 0
    assert first["kind_person"] == first["kind"]
    assert first["kind_number"] == first["kind_date"] == 0
    assert (first["opening"], second["opening"]) == (1, 0)


def test_the_sentence_before_counts_for_what_it_says() -> None:
    _, second = of_sentences(ASKED, stored("The Calverton tram line opened. Petra Lindqvist did it."))
    assert second["coverage_with_previous"] > second["coverage"]


def test_a_speaker_is_heard_where_he_speaks() -> None:
    asked = query("What did Turkey say about its embassy?")
    spoken, silent = of_sentences(
        asked, stored("The Turkish ministry condemned it. The Turkish embassy is old.")
    )
    assert (spoken["speaker"], silent["speaker"]) == (1, 0)


@given(st.text(min_size=1, max_size=200).filter(str.strip), st.text(max_size=60))
def test_every_passage_has_all_features_as_finite_numbers(text: str, more: str) -> None:
    asked = query(f"Who opened the line {more}")
    passage = stored(text)
    assert np.isfinite(list(of_passage(asked, passage).values())).all()
    rows = of_sentences(asked, passage)
    assert len(rows) == len(passage.passage.sentences)
    assert all(0 <= row["coverage"] <= 1.000001 for row in rows)
