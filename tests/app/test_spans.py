import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spans import answer_span, number_range, number_with_unit
from index.records import Span
from tests.app.made import query


def answer(question: str, sentence: str) -> str | None:
    span = answer_span(query(question), sentence)
    return span.of(sentence) if span else None


@pytest.mark.parametrize(
    ("question", "sentence", "bold"),
    [
        (
            "How many people fled?",
            "Since April 4, an estimated 2,200 people have fled the fighting.",
            "an estimated 2,200 people",
        ),
        ("How many were wounded?", "The fighting killed at least 25 and wounded 80.", "80"),
        ("How many were killed?", "The fighting killed at least 25 and wounded 80.", "at least 25"),
        ("When did the line open?", "The line opened on 1 June 2019 after long delays.", "1 June 2019"),
        (
            "Who opened the tram line?",
            "On Friday Mayor Petra Lindqvist opened the tram line, and Ilse Brandt drove it.",
            "Mayor Petra Lindqvist",
        ),
        (
            "Why did the ferry sink?",
            "The ferry sank because a fuel pipe leaked.",
            "because a fuel pipe leaked",
        ),
    ],
)
def test_the_words_that_answer_stand_out(question: str, sentence: str, bold: str) -> None:
    assert answer(question, sentence) == bold


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many were killed?", "Nobody knows the toll."),
        ("When did it open?", "It opened late."),
        ("Describe the ferry", "The ferry sank."),
    ],
)
def test_where_nothing_stands_out_nothing_is_set_off(question: str, sentence: str) -> None:
    assert answer(question, sentence) is None


def test_a_number_takes_its_unit_along() -> None:
    sentence = "Nearly 40 soldiers and 3 of their dogs."
    assert number_with_unit(sentence, Span(7, 9)).of(sentence) == "Nearly 40 soldiers"
    assert number_with_unit(sentence, Span(23, 24)).of(sentence) == "3"


def test_what_links_a_number_to_the_rest_is_no_unit() -> None:
    assert (
        answer("How much was offered?", "Mexico was offered $1.2 billion over five years.") == "$1.2 billion"
    )


@pytest.mark.parametrize(
    ("sentence", "bold"),
    [
        ("One hundred and twelve people fled.", "One hundred and twelve people"),
        ("Some 1.5m people fled.", "Some 1.5m people"),
        ("About two and a half million people fled.", "About two and a half million people"),
        ("Between 20,000 and 30,000 people fled.", "Between 20,000 and 30,000 people"),
        ("Police said 20 to 30 families fled.", "20 to 30 families"),
        ("Police said 20–30 families fled.", "20–30 families"),
    ],
)
def test_a_number_is_shown_whole_as_far_as_it_is_written(sentence: str, bold: str) -> None:
    assert answer("How many fled?", sentence) == bold


@pytest.mark.parametrize(
    ("sentence", "end"), [("It rose from 20 to 30.", "30"), ("20 and 30 fled.", "20"), ("It was 3-2.", "3")]
)
def test_two_numbers_that_are_no_range_stay_apart(sentence: str, end: str) -> None:
    at = sentence.index(end)
    assert number_range(sentence, Span(at, at + len(end))).of(sentence) == end


QUESTIONS = (
    "How many died?",
    "When was it?",
    "Who was it?",
    "Where was it?",
    "Why was it?",
    "Tell me of ferries",
)
TEXT = "The ferry, 25 people Ilse Brandt because on Monday 4 April – that “said” died. and"
WORDS = st.sampled_from(TEXT.split())


@given(st.sampled_from(QUESTIONS), st.lists(WORDS).map(" ".join) | st.text())
def test_the_span_lies_in_the_sentence_and_begins_and_ends_with_a_word(question: str, sentence: str) -> None:
    span = answer_span(query(question), sentence)
    if span is not None:
        assert 0 <= span.start < span.end <= len(sentence)
        assert span.of(sentence) == span.of(sentence).strip()


def test_a_unit_is_a_whole_word_and_not_the_beginning_of_one() -> None:
    sentence = "The 78 injured mentioned by the ministry included persons treated on the spot."
    assert answer("How many were injured?", sentence) == "78 injured"


def test_who_did_it_is_named_before_what_was_done() -> None:
    told = "The Harbour Union announced its rejection of the truce that Mayor Ilse Brandt had offered."
    assert answer("Who rejected the truce?", told) == "Harbour Union"


def test_a_place_stands_behind_a_word_of_place() -> None:
    told = "The River Police divers were evacuated from Lindholm because of the flood."
    assert answer("Where were the divers evacuated from?", told) == "Lindholm"


def test_who_somebody_is_stands_behind_the_name() -> None:
    told = "The bridge is closed, said Ilse Brandt, a spokeswoman for the port, on Monday."
    assert answer("Who is Ilse Brandt?", told) == "a spokeswoman for the port"
    assert answer("Who is Ilse Brandt?", "Ilse Brandt closed the Old Bridge.") is None


def test_a_part_of_the_count_is_not_the_count() -> None:
    told = "The ministry said three civilians - including two women - were killed by the rockets."
    assert answer("How many people were killed by the rockets?", told) == "three civilians"


@pytest.mark.parametrize(
    ("question", "sentence", "read", "bold"),
    [
        (
            "Who drove it?",
            "Lindqvist opened the line, and Ilse Brandt drove it.",
            "Ilse Brandt",
            "Ilse Brandt",
        ),
        (
            "How many fled?",
            "Since then an estimated 2,200 people have fled.",
            "2,200",
            "an estimated 2,200 people",
        ),
        (
            "How many fled?",
            "Since then more than 2,200 people fled.",
            "2,200 people",
            "more than 2,200 people",
        ),
        (
            "What did she call it?",
            "She called the line “a gift, too late”.",
            "“a gift, too late”",
            "a gift, too late",
        ),
        ("Who?", "The ferry line (CFL) of Calverton asked for help.", "CFL) of Calverton", "of Calverton"),
        (
            "Who?",
            "It was the ferry line of Calverton (CFL), she said.",
            "line of Calverton (CFL",
            "line of Calverton",
        ),
        ("Who?", "It was the ferry line (CFL) of Calverton, she said.", "line (CFL) of", "line (CFL) of"),
        (
            "How many fled?",
            "Since then an estimated 2,200 people fled.",
            "200 people",
            "an estimated 2,200 people",
        ),
        ("What did it cost?", "It cost $1.5 million in all.", "5 million", "$1.5 million"),
        ("Who?", "It was the lighthouse keeper.", "house keep", "lighthouse keeper"),
        ("Who?", "It was Petra Ann Lindqvist’s tram line.", "Petra", "Petra Ann Lindqvist"),
        ("Who?", "Petra Lindqvist Friday opened the line.", "Petra", "Petra Lindqvist"),
        ("Who?", "It was the mayor, Petra Lindqvist.", "the mayor", "the mayor"),
        ("What happened?", "The tram line opened.", "The tram line opened", None),
        ("What happened?", "The tram line opened.", "", None),
    ],
)
def test_what_the_reader_takes_for_the_answer_goes_before_patterns(
    question: str, sentence: str, read: str, bold: str | None
) -> None:
    at = sentence.index(read)
    span = answer_span(query(question), sentence, Span(at, at + len(read)))
    assert (span.of(sentence) if span else None) == bold


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_whatever_the_reader_takes_the_span_lies_in_the_sentence(sentence: str, start: int, end: int) -> None:
    start, end = sorted((min(start, len(sentence)), min(end, len(sentence))))
    span = answer_span(query("How many people fled?"), sentence, Span(start, end))
    assert span is None or 0 <= span.start < span.end <= len(sentence)
