"""Which names of an article are people, and which are surely none, by what the article calls them.

Only what is said counts: "Ann Lee was a painter", "Mr Lee", "Lee (born 1950)", "the Lee Museum". A name that
nothing is said of is neither. Knows nothing of questions.
"""

import re
from collections.abc import Iterable

from evaluation.draft.tree import Tree
from evaluation.draft.words import words_for

_BORN = re.compile(r"\b([A-Z][\w.'’-]+) ?\( ?(?:born|b\.|\d{4} ?[–-] ?\d{4})")
_WHO = re.compile(r"\b([A-Z][\w'’-]+) ?, who\b")


class People:
    """The names of one article, by their last word."""

    def __init__(self, text: str, trees: Iterable[Tree]) -> None:
        self._people = set(_BORN.findall(text)) | set(_WHO.findall(text))
        self._others: set[str] = set()
        for tree in trees:
            for at, word in enumerate(tree.words):
                if word.pos == "PROPN":
                    self._take(tree, at)

    def is_person(self, tree: Tree, at: int) -> bool | None:
        """Tell whether the word, or the name that ends with it, is somebody; None where nothing says so."""
        word = tree.words[at]
        if word.pos == "NOUN" or word.text.lower() in words_for("people"):
            return word.text.lower() in words_for("people") or word.lemma in words_for("people")
        if word.pos != "PROPN" or word.text in self._people & self._others:
            return None
        return True if word.text in self._people else False if word.text in self._others else None

    def _take(self, tree: Tree, at: int) -> None:
        word = tree.words[at]
        beside = tree.tokens(tree.those(at, "compound", "amod"))
        if any(tree.words[one].lemma in {"the", "a", "an"} for one in tree.those(at, "det")):
            self._others.add(word.text)
        elif any(
            one.text.lower().strip(".") in words_for("titles") or one.lemma in words_for("people")
            for one in beside
        ):
            self._people.add(word.text)
        described = [tree.words[one] for one in tree.those(at, "appos")]
        if word.dep == "appos":
            described.append(tree.words[word.head])
        if word.dep == "nsubj" and tree.words[word.head].lemma == "be":
            described += [tree.words[one] for one in tree.those(word.head, "attr")]
        for noun in described:
            if noun.pos == "NOUN":
                (self._people if noun.lemma in words_for("people") else self._others).add(word.text)
