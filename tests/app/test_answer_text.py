from hypothesis import given
from hypothesis import strategies as st

from app.answer import escaped
from app.answer_text import AnswerList, Words, answer_blocks
from tests.app.page_helpers import TEXTS


def test_bold_is_bold_and_markers_that_follow_each_other_are_one_group() -> None:
    first, second = answer_blocks("He **died** [1][2]\n\nThen [3] and [12].")
    assert first.parts == (Words("He "), Words("died", ("strong",)), Words(" "), (1, 2))
    assert second.parts == (Words("Then "), (3,), Words(" and "), (12,), Words("."))


def test_an_escaped_bracket_is_no_marker() -> None:
    (block,) = answer_blocks(r"he said \[1\] [2]")
    assert block.parts == (Words("he said [1] "), (2,))


@given(TEXTS)
def test_no_words_become_a_marker(text: str) -> None:
    (block,) = answer_blocks(f"{escaped(text)} [1]")
    assert [part for part in block.parts if isinstance(part, tuple)] == [(1,)]


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3))
def test_whatever_a_sentence_says_it_is_struck_out_whole_and_an_item_stays_one(said: list[str]) -> None:
    answer = "\n".join(f"- ~~{escaped(text)}~~ [1]" for text in said)
    blocks = answer_blocks(answer)
    assert [block.within for block in blocks] == [AnswerList()] * len(said)
    for block, text in zip(blocks, said, strict=True):
        words = [part for part in block.parts if isinstance(part, Words) and part.text.strip()]
        assert [part.tags for part in words] == [("s",)]
        assert words[0].text.split() == text.split()
