"""Text made comparable, with the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.check.text import WholeSentences, clean, is_english, language_among
from index.records import Span
from index.sentences import sentences


def whole(text: str) -> WholeSentences:
    return WholeSentences(text, tuple(sentences(text)))


@given(st.text(max_size=200))
def test_every_span_of_clean_text_has_a_span_in_the_original(text: str) -> None:
    cleaned = clean(text)
    for start in range(len(cleaned.text)):
        span = cleaned.original(Span(start, start + 1))
        assert 0 <= span.start < span.end <= len(text)


def test_what_cannot_be_seen_is_taken_out_and_counted() -> None:
    text = "Haf\u200btar took Tri\u00adpoli"
    cleaned = clean(text)
    assert cleaned.text == "Haftar took Tripoli"
    start = cleaned.text.index("Tripoli")
    assert cleaned.original(Span(start, start + 7)).of(text) == "Tri\u00adpoli"


@pytest.mark.parametrize(
    "sentence", ["The truce failed", "The  truce\nfailed.", "“The truce failed.”", "the truce failed"]
)
def test_a_repeated_sentence_is_found_whatever_its_spaces_and_quote_marks(sentence: str) -> None:
    assert whole("Nobody came. The truce failed. It rained.").find(clean(sentence).text) == (1, 2)


@pytest.mark.parametrize("sentence", ["truce failed", "came. The truce", "5 million fled", "", "..."])
def test_a_piece_of_a_sentence_is_no_sentence(sentence: str) -> None:
    assert whole("Nobody came. The truce failed. Some 1.5 million fled.").find(sentence) is None


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The army took the town.", True),
        ("Haftar, Tripoli.", True),
        ("Las fuerzas de los rebeldes tomaron la ciudad para el general que las mandaba.", False),
        ("Армия взяла город.", False),
        ("的黎波里有25人死亡", False),
    ],
)
def test_english_is_told_from_other_languages(text: str, *, english: bool) -> None:
    assert is_english(text) is english


@pytest.mark.parametrize(
    ("sentence", "beside", "language"),
    [
        ("Gonzalo Ruiz culpa a la directiva.", ["es", "en"], "es"),
        ("The mayor blames the board.", ["es", "es"], "en"),
        ("The mayor met Gonzalo Ruiz.", ["en", "es"], "en"),
        ("Haftar, Tripoli.", ["en"], "en"),
        ("Армия взяла город.", ["ru"], "ru"),
    ],
)
def test_a_short_sentence_is_in_the_language_of_what_it_is_held_against(
    sentence: str, beside: list[str], language: str
) -> None:
    assert language_among(clean(sentence).text, beside) == language
