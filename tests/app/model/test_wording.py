"""A checked answer as Markdown and sentences."""

from app.answer import Citations
from app.model.wording import Line, Piece, markdown_of, worded
from app.model.written import Judged, JudgedBlock, Place
from app.records import Support
from index.records import Span
from tests.app.made import stored

PASSAGE = stored("Rockets fell. It rained.")


def judged(text: str, support: Support = "supported") -> Judged:
    return Judged(text, (Place(PASSAGE, Span(0, 13)),), support, "why")


def test_nothing_in_a_sentence_is_markup() -> None:
    shown = markdown_of([Line("paragraph", "", (Piece("See <b>![x](http://e.example)</b> [9] `x`"),))])
    assert shown == "See \\<b\\>\\!\\[x\\](http\\://e.example)\\</b\\> \\[9\\] \\`x\\`"


def test_items_stand_together_and_paragraphs_apart() -> None:
    lines = [
        Line("paragraph", "", (Piece("Two things:"),)),
        Line("item", "-", (Piece("Rockets fell.", (1,)),)),
        Line("item", "-", (Piece("It rained.", (1, 2)),)),
        Line("paragraph", "", (Piece("That is all."),)),
    ]
    assert markdown_of(lines) == ("Two things:\n\n- Rockets fell. [1]\n- It rained. [1][2]\n\nThat is all.")


def test_the_same_words_have_one_number() -> None:
    citations = Citations()
    answer = worded([JudgedBlock("paragraph", "", (judged("A."), judged("B.")))], citations, "strike")
    assert answer.markdown == "A. [1] B. [1]"
    assert [one.quote for one in citations.items] == ["Rockets fell."]


def test_unsupported_sentences_are_struck_hidden_or_shown() -> None:
    block = JudgedBlock("paragraph", "", (judged("A."), judged("B.", "unsupported")))
    assert worded([block], Citations(), "strike").markdown == "A. [1] ~~B.~~ [1]"
    assert worded([block], Citations(), "show").markdown == "A. [1] B. [1]"
    hidden = worded([block], Citations(), "hide")
    assert (hidden.markdown, len(hidden.sentences), hidden.left_out) == ("A. [1]", 1, 1)


def test_a_block_with_nothing_left_leaves_no_gap() -> None:
    blocks = [
        JudgedBlock("item", "-", (judged("B.", "unsupported"),)),
        JudgedBlock("item", "-", (judged("A."),)),
    ]
    assert worded(blocks, Citations(), "hide").markdown == "- A. [1]"
