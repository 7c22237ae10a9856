from hypothesis import given
from hypothesis import strategies as st

from app.answer import escaped
from app.answer_text import Words, answer_blocks
from app.page.placing import Placed, Placing
from app.records import AnswerSentence

said = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
numbers = st.lists(st.integers(1, 9), max_size=3, unique=True).map(tuple)


def placed(answer: str, *sentences: AnswerSentence) -> tuple[list[Placed], list[AnswerSentence]]:
    placing = Placing(sentences)
    made = [one for block in answer_blocks(answer) for one in placing.place(block.parts)]
    return [
        one for one in made if one.numbers or "".join(words.text for words in one.words).strip()
    ], placing.left


def sentence(text: str, *cites: int) -> AnswerSentence:
    return AnswerSentence(text, cites, "supported")


@given(st.lists(st.tuples(said, numbers, st.booleans()), min_size=1, max_size=5))
def test_every_sentence_of_an_answer_is_found_in_its_place(
    made: list[tuple[str, tuple[int, ...], bool]],
) -> None:
    sentences = [AnswerSentence(text, cites, "weak") for text, cites, _ in made]
    pieces = []
    for text, cites, struck in made:
        words = f"~~{escaped(text)}~~" if struck else escaped(text)
        pieces.append(f"{words} {''.join(f'[{number}]' for number in cites)}".strip())
    found, left = placed(" ".join(pieces), *sentences)
    assert left == []
    assert [one.sentence for one in found] == sentences
    assert [one.numbers for one in found] == [cites for _, cites, _ in made]
    assert [one.is_struck for one in found] == [struck for *_, struck in made]


def test_bold_words_inside_of_a_sentence_do_not_hide_it() -> None:
    (one,), _ = placed("It killed **five people** there. [1]", sentence("It killed five people there.", 1))
    assert one.sentence is not None
    assert one.words[1] == Words("five people", ("strong",))


def test_a_sentence_whose_words_differ_is_known_by_what_it_cites() -> None:
    found, left = placed("It fell [2]. Up. [3]", sentence("It fell down.", 2), sentence("Up.", 3))
    assert found[0].sentence == sentence("It fell down.", 2)
    assert left == []


def test_a_sentence_that_is_nowhere_is_left() -> None:
    _, left = placed("It fell. [1]", sentence("It fell.", 1), sentence("It burned."))
    assert left == [sentence("It burned.")]
