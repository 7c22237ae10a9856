from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import escaped
from app.answer_text import AnswerBlock, AnswerList, Words, answer_blocks
from app.links import safe_url
from app.page.markup import arranged, counted, day, escape, isolated, plain, words_html
from tests.app.page_helpers import HOSTILE, Shown

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def words_of(block: AnswerBlock) -> str:
    return "".join(words_html(part) for part in block.parts if isinstance(part, Words))


def shown(answer: str) -> str:
    return arranged(answer_blocks(answer), words_of)


def markers_of(answer: str) -> list[tuple[int, ...]]:
    return [part for block in answer_blocks(answer) for part in block.parts if isinstance(part, tuple)]


@given(texts)
def test_what_is_escaped_is_read_back_exactly_and_makes_no_element(text: str) -> None:
    read = Shown(escape(text))
    assert read.text == text
    assert read.elements == []


@given(texts)
def test_article_text_in_an_answer_comes_out_as_it_is(text: str) -> None:
    read = Shown(shown(f"x {escaped(text)} x"))
    assert read.tags == {"p"}
    assert read.text.split() == f"x {text} x".split()


@given(st.lists(texts.filter(str.strip), min_size=1, max_size=3))
def test_whatever_a_sentence_says_it_is_struck_out_whole_and_an_item_stays_one(said: list[str]) -> None:
    answer = "\n".join(f"- ~~{escaped(text)}~~ [1]" for text in said)
    blocks = answer_blocks(answer)
    assert [block.within for block in blocks] == [AnswerList()] * len(said)
    for block, text in zip(blocks, said, strict=True):
        words = [part for part in block.parts if isinstance(part, Words) and part.text.strip()]
        assert [part.tags for part in words] == [("s",)]
        assert words[0].text.split() == text.split()


@given(texts)
def test_no_words_become_a_marker(text: str) -> None:
    assert markers_of(f"{escaped(text)} [1]") == [(1,)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("of", [escape, isolated, shown, lambda text: shown(escaped(text))])
def test_no_hostile_text_makes_an_element(text: str, of: object) -> None:
    assert callable(of)
    assert Shown(of(text)).tags <= {"bdi", "p", "s", "strong"}


def test_bold_is_bold_and_markers_that_follow_each_other_are_one_group() -> None:
    first, second = answer_blocks("He **died** [1][2]\n\nThen [3] and [12].")
    assert first.parts == (Words("He "), Words("died", ("strong",)), Words(" "), (1, 2))
    assert second.parts == (Words("Then "), (3,), Words(" and "), (12,), Words("."))


def test_lists_and_bold_lines_are_lists_and_headings() -> None:
    answer = "**The dead [1]**\n\n- Five. [1]\n- Two.\n\nThen:\n\n3. Third\n4. Fourth **bold**"
    assert shown(answer) == (
        '<p class="heading" dir="auto"><strong>The dead </strong></p>'
        '<ul><li dir="auto">Five. </li><li dir="auto">Two.</li></ul><p dir="auto">Then:</p>'
        '<ol start="3"><li dir="auto">Third</li><li dir="auto">Fourth <strong>bold</strong></li></ol>'
    )


def test_an_escaped_bracket_is_no_marker() -> None:
    (block,) = answer_blocks(r"he said \[1\] [2]")
    assert block.parts == (Words("he said [1] "), (2,))


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
