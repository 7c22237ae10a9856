from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pack.clipping import markdown, plain_text
from app.records import Reply
from tests.app.pack.helpers import QUOTED, REFUSED, URL, WRITTEN, cited, reply_of
from tests.app.pack.test_markdown import links, tokens
from tests.app.page_helpers import HOSTILE


def test_text_has_the_answer_then_a_note_for_each_source() -> None:
    assert plain_text(QUOTED) == (
        "“The rockets killed 25 people in the region.” [1]\n\n"
        "“Staff counted 21 deaths by the evening.” [2]\n\n"
        "Sources\n"
        "[1] Libya Herald, 2 June 2020: Rockets hit the region\n"
        "    “The rockets killed 25 people in the region.” (wire/001.txt 120-163)\n"
        f"    {URL}\n"
        "[2] no date given: Rockets hit the region\n"
        "    “Staff counted 21 deaths by the evening.” (002.txt 120-159)\n"
    )


def test_markdown_has_the_sources_as_footnotes() -> None:
    assert markdown(QUOTED) == (
        "“The rockets **killed 25 people** in the region.” [^1]\n\n"
        "“Staff counted **21 deaths** by the evening.” [^2]\n\n"
        "[^1]: Libya Herald, 2 June 2020, Rockets hit the region: "
        f"“The rockets killed 25 people in the region.” (`wire/001.txt` 120-163) <{URL}>\n\n"
        "[^2]: no date given, Rockets hit the region: "
        "“Staff counted 21 deaths by the evening.” (`002.txt` 120-159)\n"
    )


@pytest.mark.parametrize("copied", [plain_text, markdown])
def test_what_is_not_supported_says_so_in_the_copy(copied: Callable[[Reply], str]) -> None:
    made = copied(WRITTEN)
    assert "weak support: Nine women died (“women” is not in the source)" in made
    assert "✗ unsupported: Nobody was hurt (no source is cited)" in made
    assert "supported" not in copied(QUOTED)


def test_digits_behind_arabic_keep_their_order() -> None:
    arabic = replace(REFUSED, citations=(cited(1, "قتل", source="الجزيرة", article_id="مقال", url=None),))
    assert "[1] الجزيرة\u200e, 2 June 2020: " in plain_text(arabic)
    assert "“قتل”\u200e (مقال\u200e 120-123)" in plain_text(arabic)
    assert "[^1]: الجزيرة\u200e, 2 June 2020, " in markdown(arabic)
    assert "“قتل”\u200e (`مقال`\u200e 120-123)" in markdown(arabic)


def test_lists_stay_lists() -> None:
    assert "\n- It was confirmed [1]\n- Nobody was hurt\n" in plain_text(WRITTEN)
    assert "\n- It was confirmed [^1]\n- Nobody was hurt\n" in markdown(WRITTEN)


def test_a_refusal_is_copied_as_one() -> None:
    assert plain_text(REFUSED).startswith(
        "No answer in the archive.\n\nThe archive has nothing on “the World Cup”.\n\nNearest articles\n[1] "
    )
    assert markdown(REFUSED).startswith("**No answer in the archive.**\n\n")
    assert "Nearest articles: [^1]" in markdown(REFUSED)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_copied_becomes_markup(hostile: str) -> None:
    found = {token.type for token in tokens(markdown(reply_of(hostile, "some-model")))}
    assert not found & {"html_block", "html_inline", "image"}
    assert links(markdown(reply_of(hostile))) == []


@given(st.text())
def test_a_copy_has_nothing_that_steers_or_hides(words: str) -> None:
    for copied in (plain_text(reply_of(words)), markdown(reply_of(words))):
        assert not set(copied) & set("\x00\x1b\r\u202a\u202e\u2066")
        assert copied.encode()


def test_words_behind_a_footnote_cannot_make_it_a_link() -> None:
    behind = reply_of("fell [1](https://evil.example) rose", "some-model")
    assert links(markdown(behind)) == []
    assert markdown(behind).startswith(r"fell [^1]\(https\://evil.example) rose")
