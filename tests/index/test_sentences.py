"""Sentences: exact spans that cover every word, stay within a paragraph and survive abbreviations."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.records import Span
from index.sentences import is_heading, paragraphs, sentences, sentences_of

LANGUAGES = st.sampled_from([None, "en", "ar", "zh", "th", "ru", "xx"])
BORDERS = ("\n\n", "\r\n\r\n", "\n \t\n", "\r\n", "\n", "  ", "\u2028", "\x85", "* * *", "...")
WORDS = ("He left. ", "Gen. Haftar ", "U.S. ", "“No.” ", "e\u0301", "a" * 300)
OTHER_SCRIPTS = ("قال الجنرال. ", "؟ ", "他说。", "สวัสดี ", "👩\u200d👩\u200d👧", "🎉! ")
PIECES = st.one_of(st.text(max_size=12), st.sampled_from(BORDERS + WORDS + OTHER_SCRIPTS))
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def found(text: str, language: str | None = None) -> list[str]:
    return [span.of(text) for span in sentences(text, language)]


def solid(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None)
@given(TEXTS, LANGUAGES)
@example("\r\n\r\n", None)
@example("one\r\n\r\ntwo", None)
def test_every_character_but_space_is_in_exactly_one_sentence(text: str, language: str | None) -> None:
    spans = sentences(text, language)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert solid("".join(span.of(text) for span in spans)) == solid(text)


@settings(deadline=None)
@given(TEXTS, LANGUAGES)
def test_sentences_are_trimmed_and_cross_no_blank_line(text: str, language: str | None) -> None:
    for sentence in found(text, language):
        assert sentence
        assert sentence == sentence.strip()
        assert not re.search(r"\n\s*\n", sentence)


@settings(deadline=None)
@given(TEXTS)
def test_paragraphs_are_what_blank_lines_separate(text: str) -> None:
    pieces = [piece.strip() for piece in re.split(r"\n\s*\n", text)]
    assert [span.of(text) for span in paragraphs(text)] == [piece for piece in pieces if piece]


@pytest.mark.parametrize(
    "sentence",
    [
        "Gen. Khalifa Haftar met U.S. envoys in Tripoli.",
        "Lt. Col. Mohamed Gnunu spoke to reporters.",
        "Mr. Smith met Mrs. Jones and Dr. Brown at No. 5 Downing Street.",
        "It fell 3.5 km away from the U.N. compound.",
        "No. 5 was hit at 5 p.m. on Jan. 3.",
        "The U.S. Embassy in Tripoli, Libya, closed.",
        "Sen. Chris Murphy and Gov. Andrew Cuomo disagreed.",
        "The rebels, e.g. the Kaniyat, fled.",
        'He said: "We will win. We will not stop."',
        "Prices rose by 2.5 percent, to $1.20 a litre.",
        "The article is at www.example.com today.",
    ],
)
def test_what_looks_like_an_end_but_is_none(sentence: str) -> None:
    assert found(f"They came. {sentence} Then they left.") == ["They came.", sentence, "Then they left."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed! Why? Nobody knows…", ["He left.", "She stayed!", "Why?", "Nobody knows…"]),
        ("He is in the U.S. The talks go on.", ["He is in the U.S.", "The talks go on."]),
        ("وقال الجنرال. ثم ذهب؟ نعم.", ["وقال الجنرال.", "ثم ذهب؟", "نعم."]),
        ("他说。然后走了！真的？", ["他说。", "然后走了！", "真的？"]),
        ("One.\r\nTwo.\r\n\r\nThree", ["One.", "Two.", "Three"]),
        ("A headline\n\nA text.", ["A headline", "A text."]),
        (" \r\n\t \n\n", []),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Il a vu M. Martinot. Il part.", ["Il a vu M. Martinot.", "Il part."]),
        ("fr", "Le S. D.I.S. 13 est venu. Oui.", ["Le S. D.I.S. 13 est venu.", "Oui."]),
        ("es", "Temen CC. OO. y UGT despidos. Ya.", ["Temen CC. OO. y UGT despidos.", "Ya."]),
        ("ru", "Роман А. С. Пушкина. Он тут.", ["Роман А. С. Пушкина.", "Он тут."]),
        ("ar", "قال د. أحمد ذلك. ثم ذهب.", ["قال د. أحمد ذلك.", "ثم ذهب."]),
        ("ko", "회의 진행 중. 다음 주.", ["회의 진행 중.", "다음 주."]),
        ("en", "He is in the U.S. The talks go on.", ["He is in the U.S.", "The talks go on."]),
    ],
)
def test_an_initial_ends_a_sentence_in_english_only(language: str, text: str, expected: list[str]) -> None:
    assert found(text, language) == expected


@pytest.mark.parametrize("language", ["zh", "ja", None])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("引发围观。6月中旬开始。", ["引发围观。", "6月中旬开始。"]),
        ("氾濫した。10日も雨！2人", ["氾濫した。", "10日も雨！", "2人"]),
        ("「氾濫した。10日も雨」と話した。", ["「氾濫した。10日も雨」と話した。"]),
    ],
)
def test_a_number_right_after_a_full_stop_starts_a_sentence(
    language: str | None, text: str, expected: list[str]
) -> None:
    assert found(text, language) == expected


def test_a_line_break_alone_ends_no_paragraph() -> None:
    assert found("The ministry said on\nSunday that it won.") == ["The ministry said on\nSunday that it won."]


def test_one_paragraph_gives_spans_of_the_whole_text() -> None:
    text = "First. Second.\n\nThird. Fourth."
    spans = sentences_of(text, Span(16, 30))
    assert [span.of(text) for span in spans] == ["Third.", "Fourth."]


def test_an_unknown_language_is_read_like_english() -> None:
    assert found("Mr. Smith left. He ran.", "qq") == ["Mr. Smith left.", "He ran."]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Rockets in Zenata", True),
        ("Rockets fell on Zenata.", False),
        ("What is known so far:", False),
        ("“We won’t stop.”", False),
        ("他说。", False),
        ("وقال الجنرال؟", False),
        ("a line of very many words that goes on and on without any end at all", False),
    ],
)
def test_headings_are_short_and_have_no_end(line: str, expected: bool) -> None:
    assert is_heading(line) is expected
