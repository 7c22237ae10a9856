"""A parsed sentence as a tree: who hangs on whom, and the words of a part of it. Knows no question."""

import re
from collections.abc import Collection, Iterable

from app.check.parse import Parse, Token

_TIDY = (
    (re.compile(r"``\s*|\s*''"), '"'),
    (re.compile(r"\s+([,.;:!?%)\]])"), r"\1"),
    (re.compile(r"([(\[$£€])\s+"), r"\1"),
    (re.compile(r"\s+('s|'|n't|’s|’)(?=[\s,.;:!?)]|$)"), r"\1"),
    (re.compile(r"(?<=\w) ([-–]) (?=\w)"), r"\1"),
    (re.compile(r"\s*\(\s*\)"), ""),
    (re.compile(r"\s+"), " "),
)


def tidy(text: str) -> str:
    """Return a text without the blanks that tokenizers put around signs: "Ann 's" becomes "Ann's"."""
    for pattern, plain in _TIDY:
        text = pattern.sub(plain, text)
    return text.strip()


class Tree:
    """A parse with the children of each word; a part of it is a sorted list of positions."""

    def __init__(self, text: str, words: Parse) -> None:
        self.text = text
        self.words = words
        self.children: list[list[int]] = [[] for _ in words]
        for at, word in enumerate(words):
            if word.head != at:
                self.children[word.head].append(at)

    @property
    def roots(self) -> list[int]:
        """The words that hang on none: more than one where the parser saw several sentences."""
        return [at for at, word in enumerate(self.words) if word.head == at and word.pos != "SPACE"]

    def those(self, at: int, *labels: str) -> list[int]:
        """Return the children of a word with one of these labels."""
        return [one for one in self.children[at] if self.words[one].dep in labels]

    def part(self, at: int, without: Collection[int] = ()) -> list[int]:
        """Return a word with all that hangs on it, but for the words `without` and what hangs on those."""
        found, stack = [], [at]
        while stack:
            one = stack.pop()
            if one not in without:
                found.append(one)
                stack.extend(self.children[one])
        return sorted(found)

    def tokens(self, positions: Iterable[int]) -> list[Token]:
        """Return the words at these positions."""
        return [self.words[at] for at in positions]

    def says(self, positions: Iterable[int]) -> str:
        """Return the words at these positions as text, spaced as there, without signs at its ends."""
        pieces: list[str] = []
        end = -1
        for word in self.tokens(positions):
            pieces.append(("" if word.start == end else " ") + word.text)
            end = word.end
        return tidy("".join(pieces)).strip(" ,;-–—(")
