from datetime import date

import pytest
from hypothesis import given

from app.answer import escaped
from app.answer_text import AnswerBlock, Words, answer_blocks
from app.page.markup import arranged, counted, day, escape, isolated, plain, words_html
from tests.app.page_helpers import HOSTILE, TEXTS, Shown


def words_of(block: AnswerBlock) -> str:
    return "".join(words_html(part) for part in block.parts if isinstance(part, Words))


def shown(answer: str) -> str:
    return arranged(answer_blocks(answer), words_of)


@given(TEXTS)
def test_what_is_escaped_is_read_back_exactly_and_makes_no_element(text: str) -> None:
    read = Shown(escape(text))
    assert read.text == text
    assert read.elements == []


@given(TEXTS)
def test_article_text_in_an_answer_comes_out_as_it_is(text: str) -> None:
    read = Shown(shown(f"x {escaped(text)} x"))
    assert read.tags == {"p"}
    assert read.text.split() == f"x {text} x".split()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("of", [escape, isolated, shown, lambda text: shown(escaped(text))])
def test_no_hostile_text_makes_an_element(text: str, of: object) -> None:
    assert callable(of)
    assert Shown(of(text)).tags <= {"bdi", "p", "s", "strong"}


def test_lists_and_bold_lines_are_lists_and_headings() -> None:
    answer = "**The dead [1]**\n\n- Five. [1]\n- Two.\n\nThen:\n\n3. Third\n4. Fourth **bold**"
    assert shown(answer) == (
        '<p class="heading" dir="auto"><strong>The dead </strong></p>'
        '<ul><li dir="auto">Five. </li><li dir="auto">Two.</li></ul><p dir="auto">Then:</p>'
        '<ol start="3"><li dir="auto">Third</li><li dir="auto">Fourth <strong>bold</strong></li></ol>'
    )


def test_attributes_get_no_characters_that_steer() -> None:
    assert plain("a\u202eb\n c\x07") == "ab c"


def test_dates_and_counts_read_as_newspapers_write_them() -> None:
    assert day(date(2020, 6, 2)) == "2 June 2020"
    assert day(None) == "no date given"
    assert counted(1, "article") == "1 article"
    assert counted(12_000, "article") == "12,000 articles"
