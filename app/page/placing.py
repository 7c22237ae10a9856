"""Where the checked sentences of a reply stand in its answer, so that each can carry its mark.

A sentence is found by its words, or else by the sources that it cites. Knows nothing of HTML.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.answer_text import AnswerPart, Markers, Words
from app.records import AnswerSentence


@dataclass(frozen=True, slots=True)
class Placed:
    """Words of an answer, the numbers of the sources after them, and the sentence that they are, if any."""

    words: tuple[Words, ...]
    numbers: Markers
    sentence: AnswerSentence | None

    @property
    def is_struck(self) -> bool:
        """Whether any of the words are struck out."""
        return any("s" in words.tags for words in self.words)


class Placing:
    """The sentences of a reply that have no place yet."""

    def __init__(self, sentences: Iterable[AnswerSentence]) -> None:
        self.left = list(sentences)

    def place(self, parts: Sequence[AnswerPart]) -> Iterator[Placed]:
        """Yield all words of a block of the answer, in order; each piece is a sentence where one fits."""
        while parts:
            found = self._by_words(parts)
            if found is None:
                words, numbers, parts = _up_to_markers(parts)
                yield Placed(words, numbers, self._by_numbers(numbers))
            else:
                sentence, words, parts = found
                numbers, parts = _markers_first(parts)
                yield Placed(words, numbers, sentence)

    def _by_words(
        self, parts: Sequence[AnswerPart]
    ) -> tuple[AnswerSentence, tuple[Words, ...], Sequence[AnswerPart]] | None:
        for place, sentence in enumerate(self.left):
            split = _after(parts, sentence.text)
            if split is not None:
                del self.left[place]
                return sentence, *split
        return None

    def _by_numbers(self, numbers: Markers) -> AnswerSentence | None:
        for place, sentence in enumerate(self.left):
            if numbers and sentence.citations == numbers:
                del self.left[place]
                return sentence
        return None


def _after(parts: Sequence[AnswerPart], wanted: str) -> tuple[tuple[Words, ...], Sequence[AnswerPart]] | None:
    """Split parts after the words `wanted`; None where they don't stand first. White space doesn't count."""
    left = _bare(wanted)
    taken: list[Words] = []
    if not left:
        return None
    for at, part in enumerate(parts):
        if not left:
            return tuple(taken), parts[at:]
        if not isinstance(part, Words):
            return None
        own = _bare(part.text)
        if left.startswith(own):
            taken.append(part)
            left = left[len(own) :]
        elif own.startswith(left):
            before, after = _cut(part, len(left))
            return (*taken, before), [after, *parts[at + 1 :]]
        else:
            return None
    return None if left else (tuple(taken), [])


def _cut(words: Words, characters: int) -> tuple[Words, Words]:
    """Split words after so many characters that aren't white space."""
    visible = (at for at, character in enumerate(words.text) if not character.isspace())
    end = next(at for count, at in enumerate(visible, start=1) if count == characters) + 1
    return Words(words.text[:end], words.tags), Words(words.text[end:], words.tags)


def _markers_first(parts: Sequence[AnswerPart]) -> tuple[Markers, Sequence[AnswerPart]]:
    match parts:
        case [tuple(numbers), *rest]:
            return numbers, rest
        case [Words(blank), tuple(numbers), *rest] if not blank.strip():
            return numbers, rest
    return (), parts


def _up_to_markers(
    parts: Sequence[AnswerPart],
) -> tuple[tuple[Words, ...], Markers, Sequence[AnswerPart]]:
    words: list[Words] = []
    for at, part in enumerate(parts):
        if isinstance(part, tuple):
            return tuple(words), part, parts[at + 1 :]
        words.append(part)
    return tuple(words), (), []


def _bare(text: str) -> str:
    # Markdown shows the character NUL as the replacement character.
    return "".join(text.split()).replace("\x00", "�")
