import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.pack import as_markdown
from app.pack.inline import code, inline, line
from app.pack.visible import visible_line
from tests.app.pack.helpers import COUNTED, KILLED, QUOTED, REFUSED, URL, WRITTEN, pack, reply_of
from tests.app.page_helpers import HOSTILE

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> list[Token]:
    return [
        inner for token in READER.parse(markdown) for inner in (token, *(token.children or []))
    ]  # fmt: skip


def links(markdown: str) -> list[str]:
    return [str(token.attrGet("href")) for token in tokens(markdown) if token.type == "link_open"]


def text(markdown: str) -> str:
    words = (
        token.content if token.type in ("text", "code_inline") else " "
        for token in tokens(markdown)
        if token.type in ("text", "code_inline", "softbreak", "hardbreak", "paragraph_open")
    )  # fmt: skip
    return "".join(words)


def test_a_pack_holds_question_answer_marks_differences_and_sources() -> None:
    made = as_markdown(pack(QUOTED))
    assert made.startswith("# Rockets\n\nEvidence pack, 1 question, made 22 November 2026, 13:05 UTC\n\n")
    assert "## How many people were killed?\n" in made
    assert r"“The rockets **killed 25 people** in the region.” \[1\]" in made
    assert r"| 25 people | Libya Herald | 2 June 2020 | \[1\] |" in made
    assert rf"- **✓ supported**: {COUNTED} \[2\]" in made
    assert "Article `wire/001.txt`, characters 120-163" in made
    assert f"\n> {KILLED}\n" in made
    assert "- Archive: index 000000000000" in made
    assert "python -m app article ID" in made.splitlines()[-1]
    assert links(made) == ["https://news.example/rockets?day=2&page=(1)"]
    assert URL in made


def test_a_pack_of_one_question_says_it_once() -> None:
    made = as_markdown(pack(QUOTED, title=QUOTED.question))
    assert made.startswith("# Citewire\n\nEvidence pack, 1 question")
    assert made.count(QUOTED.question) == 1


def test_questions_of_a_conversation_are_numbered_in_order() -> None:
    headings = re.findall(r"^## .*$", as_markdown(pack(QUOTED, WRITTEN, REFUSED)), re.MULTILINE)
    assert headings == [
        "## 1. How many people were killed?",
        "## 2. And women?",
        "## 3. Who won the World Cup?",
    ]


def test_lists_and_headings_of_a_models_answer_stay() -> None:
    made = as_markdown(pack(WRITTEN))
    assert (
        "**What is known**\n\nNine women died \\[1\\].\n\n- It was confirmed \\[1\\]\n- Nobody was hurt"
        in made
    )
    assert "*Read as:* How many women were killed?" in made
    assert "**Note:** the server was slow" in made
    assert "*Why:* no source is cited" in made


def test_a_refusal_says_so_before_anything_else() -> None:
    made = as_markdown(pack(REFUSED))
    assert made.index("**No answer in the archive**") < made.index("### Nearest articles")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_articles_and_models_say_never_becomes_markup(hostile: str) -> None:
    for engine in ("quotes", "some-model"):
        made = as_markdown(pack(reply_of(hostile, engine), title=hostile))
        found = {token.type for token in tokens(made)}
        assert not found & {"html_block", "html_inline", "image", "code_block", "fence"}
        assert links(made) == []
        assert visible_line(hostile) in text(made).replace("\n", " ")


@given(st.text())
def test_any_text_stays_the_text_that_it_is(words: str) -> None:
    shown = visible_line(words)
    for markdown in (line(words), f"“{inline(words)}", f"- {line(words)}", f"> {line(words)}"):
        assert not {token.type for token in tokens(markdown)} & {
            "html_inline",
            "html_block",
            "link_open",
            "image",
        }
        assert text(markdown).strip().removeprefix("“") == shown.strip()
    assert not shown or text(f"x {code(words)} y").strip() == f"x {shown} y"


@given(st.text(alphabet="[]()*_~`#>-+=.:|<!&\\ \n1a\u202e\r", max_size=40))
def test_signs_of_markdown_stay_signs(words: str) -> None:
    made = as_markdown(pack(reply_of(words), title=words))
    found = {token.type for token in tokens(made)}
    assert not found & {
        "html_block",
        "html_inline",
        "image",
        "link_open",
        "code_block",
        "fence",
        "lheading_open",
    }
    assert [token.tag for token in tokens(made) if token.type == "heading_open"].count("h2") == 1
