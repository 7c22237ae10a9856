import hashlib
import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pack import as_html
from tests.app.pack.helpers import COUNTED, KILLED, QUOTED, REFUSED, URL, WRITTEN, pack, reply_of
from tests.app.page_helpers import HOSTILE, Shown

ALLOWED = {
    "header", "main", "footer", "nav", "article", "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd",
    "div", "span", "bdi", "b", "strong", "em", "s", "a", "blockquote", "code",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def body(made: str) -> Shown:
    """The document's body as a browser reads it; every element closed where it should be."""
    return Shown(made.partition("<body>")[2].partition("</body>")[0])


def test_a_pack_holds_question_answer_marks_differences_and_sources() -> None:
    shown = body(as_html(pack(QUOTED)))
    assert f"“{KILLED}” [1]" in shown.text
    assert shown.texts("mark") == ["✓ supported", "✓ supported"]
    assert "25 peopleLibya Herald2 June 2020 [1]" in shown.text
    assert "wire/001.txt, characters 120-163" in shown.text
    assert "index 000000000000" in shown.text
    assert "python -m app article ID" in shown.text
    assert COUNTED in shown.text


def test_a_policy_allows_nothing_but_the_style_sheet_inside() -> None:
    made = as_html(pack(QUOTED))
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)
    assert style
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in made
    assert made.index("Content-Security-Policy") < made.index("<style>")
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_a_pack_of_one_question_says_it_once() -> None:
    made = as_html(pack(QUOTED, title=QUOTED.question))
    assert f"<title>{QUOTED.question}</title>" in made
    assert body(made).text.count(QUOTED.question) == 1


def test_the_document_tells_its_language_and_title() -> None:
    made = as_html(pack(QUOTED, title="Rockets & more"))
    assert '<html lang="en">' in made
    assert "<title>Rockets &amp; more</title>" in made


def test_markers_lead_to_their_sources() -> None:
    elements = body(as_html(pack(QUOTED, WRITTEN))).elements
    targets = {named["href"][1:] for tag, named in elements if tag == "a" and named["href"].startswith("#")}
    assert {"source-1-1", "source-1-2", "source-2-1", "question-1", "question-2"} == targets
    assert targets <= {named.get("id") for _, named in elements}


def test_sources_link_to_the_web_and_nowhere_else() -> None:
    elements = body(as_html(pack(QUOTED))).elements
    outward = [named for tag, named in elements if tag == "a" and not named["href"].startswith("#")]
    assert outward == [{"href": URL, "rel": "noopener noreferrer"}]


def test_a_models_answer_keeps_its_form_and_a_refusal_its_name() -> None:
    shown = body(as_html(pack(WRITTEN, REFUSED)))
    assert shown.texts("mark") == ["~ weak support", "✗ unsupported"]
    assert shown.texts("note") == ["Note: the server was slow"]
    assert shown.texts("verdict") == ["No answer in the archive"]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("engine", ["quotes", "some-model"])
def test_what_articles_and_models_say_never_becomes_markup(hostile: str, engine: str) -> None:
    made = as_html(pack(reply_of(hostile, engine), title=hostile))
    shown = body(made)
    assert shown.tags <= ALLOWED
    assert all(not name.startswith("on") and name != "style" for _, named in shown.elements for name in named)
    assert [named["href"] for tag, named in shown.elements if tag == "a" and named["href"][0] != "#"] == []
    assert hostile in shown.text
    assert made.count("<script") == 0


@given(st.text())
def test_a_quote_reads_back_exactly(words: str) -> None:
    # A parser knows no NUL.
    expected = words.replace("\x00", "�")
    assert expected in body(as_html(pack(reply_of(words)))).text
