from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app.judge
from app.check.evidence import Evidence, Prepared, line_of, prepared
from app.check.excerpts import excerpt
from app.check.likeness import nearest
from app.judge import Excerpt, Judge
from index.errors import CitewireError

TOLD = Excerpt(
    "Ferry sinks. 2020-01-02. ",
    "The ferry Orvane left Calverton on Monday with 43 passengers. Twelve of them died when it sank off "
    "Skarn, said Ilse Lindqvist, the mayor. Captain Jon Aker was not arrested.",
)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def shown(said: str, *evidence: Evidence) -> Excerpt:
    ready: list[Prepared] = [prepared(one) for one in evidence]
    return excerpt(nearest(line_of(said, None, None), ready, 8), ready)


@pytest.mark.parametrize(
    ("faithful", "false"),
    [
        ("A dozen people lost their lives.", "Two dozen people lost their lives."),
        ("The Orvane set out from Calverton.", "The Orvane set out from Skarn."),
        ("The mayor told of twelve dead.", "The captain told of twelve dead."),
        ("Jon Aker has not been arrested.", "Jon Aker has been arrested."),
        ("On Monday 43 passengers went aboard.", "On Friday 43 passengers went aboard."),
    ],
)
def test_what_the_evidence_does_not_say_is_doubted_more(judge: Judge, faithful: str, false: str) -> None:
    assert judge.judgement(faithful, TOLD).doubt < judge.judgement(false, TOLD).doubt


def test_the_words_that_are_doubted_are_told(judge: Judge) -> None:
    said = "The Orvane left Calverton on Monday with 97 passengers."
    assert "97" in judge.judgement(said, TOLD).words.of(said)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_whatever_is_said_the_doubted_words_lie_in_it(judge: Judge, said: str) -> None:
    found = judge.judgement(said, TOLD)
    assert 0 <= found.words.start <= found.words.end <= len(said)


def test_words_are_told_whole(judge: Judge) -> None:
    said = "Xylographically minded Qorvantists boarded the ferry."
    start, end = judge.judgement(said, TOLD).words
    assert not (start and said[start - 1].isalnum())
    assert not said[end : end + 1].isalnum()


def test_of_a_sentence_beyond_its_window_the_beginning_counts(judge: Judge) -> None:
    long = "Twelve people died. " * 400
    found = judge.judgement(long, TOLD)
    assert found.doubt > float("-inf")
    assert found.words.end < 1_000


def test_nothing_said_is_nothing_doubted(judge: Judge) -> None:
    assert judge.judgement("", TOLD).doubt == float("-inf")


def test_an_excerpt_has_the_nearest_sentences_in_the_order_of_the_text() -> None:
    text = "Rain fell in Skarn. The ferry Orvane sank. Nobody sang. Twelve people died when the Orvane sank."
    found = shown(
        "Twelve people died when the ferry Orvane sank.", Evidence(text, "Ferry", None, date(2020, 1, 2))
    )
    assert found.opening == "Ferry. 2020-01-02. "
    assert found.text.endswith("Twelve people died when the Orvane sank.")
    assert found.text.index("The ferry Orvane sank.") < found.text.index("Twelve people died")


def test_an_excerpt_is_short_and_keeps_the_nearest_sentence_whole() -> None:
    filler = " ".join(
        f"The committee number {number} met in the old town hall of Skarn." for number in range(90)
    )
    long = (
        "Twelve people died when the Orvane sank off Skarn, " + "and the search went on, " * 30 + "he said."
    )
    assert len(shown("The committee met in the town hall of Skarn.", Evidence(filler)).text) <= 430
    assert shown("Twelve people died when the Orvane sank.", Evidence(long)).text == long


def test_of_evidence_without_a_sentence_nothing_is_read() -> None:
    assert excerpt([], []) == Excerpt("", "")


def test_a_missing_network_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.judge, "LAYERS", app.judge.LAYERS.with_name("none.onnx"))
    with pytest.raises(CitewireError, match="check the project out again"):
        Judge().judgement("Twelve people died.", TOLD)
