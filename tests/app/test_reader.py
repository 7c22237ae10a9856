import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app.reader
from app.reader import Reader, Reading, Text
from index.errors import CitewireError
from index.records import Span
from index.sentences import sentences

FERRY = (
    "The ferry Orvane left Calverton on Monday morning with a full deck. Twelve people died when it sank, "
    "mayor Ilse Lindqvist said. Heavy rain is expected over the weekend."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def passage(text: str, title: str = "") -> Text:
    return Text(title, text, tuple(Span(*span) for span in sentences(text)))


def best(reading: Reading, text: Text) -> str:
    return text.sentences[int(np.nanargmax(reading.scores))].of(text.text)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("How many people died?", "Twelve"),
        ("When did the ferry leave Calverton?", "The ferry"),
        ("What weather is expected?", "Heavy"),
    ],
)
def test_the_sentence_that_answers_has_the_highest_score(reader: Reader, question: str, opening: str) -> None:
    text = passage(FERRY, "Ferry sinks")
    (reading,) = reader.read(question, [text])
    assert best(reading, text).startswith(opening)


def test_what_answers_scores_above_what_does_not(reader: Reader) -> None:
    texts = [passage(FERRY), passage("The museum bought two paintings. They hang in the east wing.")]
    first, second = reader.read("How many people died when the ferry sank?", texts)
    assert np.nanmax(first.scores) > np.nanmax(second.scores)


def test_nothing_to_read_gives_nothing(reader: Reader) -> None:
    assert reader.read("Who?", []) == []


def test_a_passage_reads_the_same_alone_and_beside_a_longer_one(reader: Reader) -> None:
    short, long = passage(FERRY), passage(" ".join([FERRY] * 4))
    (alone,) = reader.read("How many people died?", [short])
    beside, _ = reader.read("How many people died?", [short, long])
    assert alone.scores == pytest.approx(beside.scores, abs=0.15)


def test_sentences_beyond_the_window_have_no_score(reader: Reader) -> None:
    text = passage(" ".join([FERRY] * 20))
    (reading,) = reader.read("How many people died?", [text])
    assert not np.isnan(reading.scores[0])
    assert np.isnan(reading.scores[-1])
    assert reading.answers[-1] is None


@pytest.mark.parametrize("question", ["", " ", "why " * 5_000, "\ud800 died?", "كم عدد القتلى؟", "\x00"])
def test_any_question_is_read(reader: Reader, question: str) -> None:
    (reading,) = reader.read(question, [passage(FERRY)])
    assert np.isfinite(reading.scores).all()


@settings(max_examples=40, deadline=None)
@given(words=st.text(max_size=400), title=st.text(max_size=40), question=st.text(max_size=80))
def test_an_answer_lies_within_its_sentence(reader: Reader, words: str, title: str, question: str) -> None:
    text = passage(words, title)
    (reading,) = reader.read(question, [text])
    assert len(reading.scores) == len(reading.answers) == len(text.sentences)
    for answer, sentence in zip(reading.answers, text.sentences, strict=True):
        if answer is not None:
            assert sentence.start <= answer.start <= answer.end <= sentence.end


def test_several_threads_read_at_once(reader: Reader) -> None:
    text = passage(FERRY)
    (expected,) = reader.read("How many people died?", [text])
    found: list[Reading] = []

    def read() -> None:
        found.extend(reader.read("How many people died?", [text]))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for one in found:
        assert one.scores == pytest.approx(expected.scores, abs=0.01)


def test_another_file_in_its_place_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "reader.onnx"
    other.write_bytes(b"something else")
    monkeypatch.setattr(app.reader, "LAYERS", other)
    with pytest.raises(CitewireError, match=r"not the file we know.*check the project out again"):
        Reader().read("Who?", [passage(FERRY)])


def test_a_missing_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.reader, "LAYERS", tmp_path / "none.onnx")
    with pytest.raises(CitewireError, match=r"none.onnx is missing: check the project out again"):
        Reader().read("Who?", [passage(FERRY)])


def test_it_can_be_loaded_ahead_of_the_first_question() -> None:
    early = Reader()
    early.prepare()
    early.prepare()
    (reading,) = early.read("How many people died?", [passage(FERRY)])
    assert np.isfinite(reading.scores).all()


def test_what_goes_wrong_ahead_is_told_when_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.reader, "LAYERS", tmp_path / "none.onnx")
    early = Reader()
    early.prepare()
    with pytest.raises(CitewireError, match=r"none.onnx is missing"):
        early.read("Who?", [passage(FERRY)])
