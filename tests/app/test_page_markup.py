from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import escaped
from app.page.markup import answer_paragraphs, counted, day, escape, isolated, plain, safe_url
from tests.app.page_helpers import HOSTILE, Shown

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def shown(answer: str) -> str:
    parts = (part for parts in answer_paragraphs(answer) for part in parts)
    return "".join(part for part in parts if isinstance(part, str))


@given(texts)
def test_what_is_escaped_is_read_back_exactly_and_makes_no_element(text: str) -> None:
    read = Shown(escape(text))
    assert read.text == text
    assert read.elements == []


@given(texts)
def test_article_text_in_an_answer_comes_out_as_it_is(text: str) -> None:
    read = Shown(shown(f"x {escaped(text)} x"))
    assert read.elements == []
    assert read.text.split() == f"x {text} x".split()


@given(texts)
def test_no_words_become_a_marker(text: str) -> None:
    answer = f"{escaped(text)} [1]"
    markers = [part for parts in answer_paragraphs(answer) for part in parts if isinstance(part, tuple)]
    assert markers == [(1,)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("of", [escape, isolated, shown, lambda text: shown(escaped(text))])
def test_no_hostile_text_makes_an_element(text: str, of: object) -> None:
    assert callable(of)
    assert Shown(of(text)).tags <= {"bdi"}


def test_bold_is_bold_and_markers_that_follow_each_other_are_one_group() -> None:
    assert answer_paragraphs("He **died** [1][2]\n\nThen [3] and [12].") == [
        ["He <strong>died</strong> ", (1, 2)],
        ["Then ", (3,), " and ", (12,), "."],
    ]


def test_an_escaped_bracket_is_no_marker() -> None:
    assert answer_paragraphs(r"he said \[1\] [2]") == [["he said [1] ", (2,)]]


@pytest.mark.parametrize("url", ["https://example.org/a?b=1#c", "http://example.org"])
def test_a_web_address_is_linked(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScript:alert(1)", " https://example.org",
        "java\nscript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "https://", "http://[",
        "https://a/" + "b" * 3000,
    ],
)  # fmt: skip
def test_no_other_address_is(url: str | None) -> None:
    assert safe_url(url) is None


def test_attributes_get_no_characters_that_steer() -> None:
    assert plain("a\u202eb\n c\x07") == "ab c"


def test_dates_and_counts_read_as_newspapers_write_them() -> None:
    assert day(date(2020, 6, 2)) == "2 June 2020"
    assert day(None) == "no date given"
    assert counted(1, "article") == "1 article"
    assert counted(12_000, "article") == "12,000 articles"
