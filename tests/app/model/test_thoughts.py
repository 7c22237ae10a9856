"""What a reasoning model thinks aloud is kept apart from its answer, however the stream cuts it."""

from hypothesis import given
from hypothesis import strategies as st

from app.model.thoughts import Thoughts

PIECES = st.sampled_from(
    ["<think>", "</think>", "<thinking>", "</thinking>", "<", "think", ">", " ", "\n", "a"]
)


def answer_in(pieces: list[str]) -> str:
    thoughts = Thoughts()
    return "".join([thoughts.feed(piece) for piece in pieces]) + thoughts.finish()


@given(st.lists(PIECES, max_size=12), st.data())
def test_any_split_gives_the_same_answer(tokens: list[str], data: st.DataObject) -> None:
    text = "".join(tokens)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert answer_in(pieces) == answer_in([text])


@given(st.text("ab <>/think\n"))
def test_thoughts_before_an_answer_leave_the_answer_alone(answer: str) -> None:
    assert answer_in([f"<think>Is it Haftar?</think>\n\n{answer}"]) == answer.lstrip()


@given(st.text(max_size=20))
def test_without_thoughts_the_text_stays_as_it_is(text: str) -> None:
    assert answer_in([f"Haftar {text}"]) == f"Haftar {text}"


def test_thoughts_that_never_end_are_no_answer() -> None:
    thoughts = Thoughts()
    assert thoughts.feed("<think>Is it Haftar, or is it") + thoughts.finish() == ""
    assert thoughts.taken > 10
