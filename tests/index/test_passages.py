"""Passages: exact spans of the stored text, of whole sentences where it can be, never too large."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.passages import context_of, count_tokens, cut
from index.records import Article, Passage
from index.sentences import sentences
from tests.index.test_sentences import LANGUAGES, TEXTS, solid

SIZES = st.sampled_from([32, 48, 256])
LONG_TEXTS = st.tuples(st.lists(TEXTS, max_size=4), st.integers(1, 12)).map(
    lambda drawn: "".join(drawn[0]) * drawn[1]
)

HOSTILE = {
    "one huge word": "a" * 20_000,
    "a huge word without spaces in Chinese": "停火协议" * 3_000,
    "emoji joined to families": "👩‍👩‍👧‍👦" * 500,
    "a sentence that never ends": "and then " * 3_000,
    "paragraphs of a letter": "a\n\n" * 2_000,
    "paragraphs of a letter with Windows line ends": "a\r\n\r\n" * 500,
    "words far apart": "x " * 1_000 + " " * 9_000 + "y " * 1_000,
    "right to left": "قال الجنرال إن الهدنة صامدة. " * 300,
    "dots": "." * 10_000,
    "signs that are several tokens each": "\U00012000\U0001f9ff" * 500,
    "only white space": " \r\n\t\n\u2028" * 50,
    "nothing": "",
}


def passages(text: str, size: int = 256, language: str | None = None) -> list[Passage]:
    return cut(Article("a.txt", text, language=language), size)


def check(text: str, found: list[Passage], size: int) -> None:
    """What holds for every text: see the assertions."""
    assert [one.number for one in found] == list(range(len(found)))
    spans = [span for one in found for span in one.sentences]
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert solid("".join(span.of(text) for span in spans)) == solid(text)
    for one in found:
        whole = one.span.of(text)
        assert one.sentences
        assert (one.span.start, one.span.end) == (one.sentences[0].start, one.sentences[-1].end)
        assert solid("".join(span.of(text) for span in one.sentences)) == solid(whole)
        assert [one.tokens] == count_tokens([whole])
        assert one.tokens <= size
        for span in one.sentences:
            assert span.of(text) == span.of(text).strip() != ""
            assert not re.search(r"\n\s*\n", span.of(text))


@settings(deadline=None)
@given(LONG_TEXTS, SIZES, LANGUAGES)
@example("one\r\n\r\ntwo" * 40, 32, None)
def test_any_text_is_cut_into_exact_spans_that_fit(text: str, size: int, language: str | None) -> None:
    check(text, passages(text, size, language), size)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("size", [32, 256])
def test_texts_that_have_no_good_borders_are_cut_all_the_same(name: str, size: int) -> None:
    check(HOSTILE[name], passages(HOSTILE[name], size), size)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["He left.", "The talks in Geneva go on.", "Why?"]), max_size=60), SIZES)
def test_sentences_that_fit_stay_whole(told: list[str], size: int) -> None:
    text = " ".join(told)
    assert [span for one in passages(text, size) for span in one.sentences] == sentences(text)


def test_a_short_article_is_one_passage() -> None:
    text = "Rockets fell on Zenata.\n\nNobody was hurt. The ministry said so."
    [only] = passages(text)
    assert only.span.of(text) == text
    assert [span.of(text) for span in only.sentences] == [
        "Rockets fell on Zenata.",
        "Nobody was hurt.",
        "The ministry said so.",
    ]


def test_a_new_paragraph_opens_a_passage_when_the_last_is_well_filled() -> None:
    first = "The army said that the road was open again. " * 4
    second = "The governor said that he knew nothing of it. " * 4
    [one, two] = passages(f"{first}\n\n{second}", 64)
    assert one.sentences[-1].of(f"{first}\n\n{second}").startswith("The army")
    assert two.sentences[0].of(f"{first}\n\n{second}").startswith("The governor")
    assert len(one.sentences) == len(two.sentences) == 4


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    text = "and then " * 200
    words = [word for one in passages(text, 32) for span in one.sentences for word in span.of(text).split()]
    assert words == text.split()


def test_passages_have_names_of_their_own() -> None:
    text = "He left. " * 200
    found = passages(text, 32)
    assert len({one.id for one in found}) == len(found) > 1
    assert {one.article_id for one in found} == {"a.txt"}


def test_the_same_text_is_always_cut_alike() -> None:
    text = HOSTILE["words far apart"]
    assert passages(text, 64) == passages(text, 64)


@pytest.mark.parametrize(
    ("title", "published", "expected"),
    [
        ("Rockets", date(2020, 6, 2), "Rockets. 2 June 2020"),
        ("Rockets", None, "Rockets"),
        (None, date(2020, 6, 2), "2 June 2020"),
        (None, None, ""),
    ],
)
def test_the_context_is_what_is_known_of_headline_and_day(
    title: str | None, published: date | None, expected: str
) -> None:
    assert context_of(Article("a.txt", "Text.", title, published)) == expected


def test_tokens_are_counted_without_a_network_and_special_words_are_just_words() -> None:
    assert count_tokens([]) == []
    assert count_tokens(["", "hello world"]) == [0, 2]
    assert count_tokens(["<|endoftext|>"])[0] > 1
