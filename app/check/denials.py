"""Words that deny, refuse or end what they govern, by their lemmas. English only."""

from collections.abc import Iterable, Sequence

from app.check.parse import Token
from app.check.words import word_list

NEGATIONS = word_list("negations")
# What says as much as a negation.
STRONG = NEGATIONS | word_list("strong denials")
# What may say the same as a negation, in other words.
DENIALS = STRONG | word_list("other denials")
_AFTER_NO_DENIAL = word_list("after no denial")
_PREFIXES = ("un", "non", "dis", "in", "im", "ir", "il")
_SHORTEST_REST = 4
# So many letters tell that "unchangeable" denies "change".
_PREFIXED = 5


def negates(words: Sequence[Token], at: int) -> bool:
    """Say whether the word at `at` is a negation that denies what it stands with.

    "Not only", "not every" and "no more than" don't: they say how much.
    """
    if words[at].lemma not in NEGATIONS or says_how_much(words, at):
        return False
    return not any(word.lemma in _AFTER_NO_DENIAL for word in words[at + 1 : at + 2])


def says_how_much(words: Sequence[Token], at: int) -> bool:
    """Say whether the word at `at` opens a bound: "no more than", "no fewer than"."""
    following = [word.lemma for word in words[at + 1 : at + 3]]
    return following[:1] in (["more"], ["few"], ["less"], ["late"]) and following[1:] == ["than"]


def denies_by_prefix(words: Iterable[Token], plain: Iterable[Token]) -> bool:
    """Say whether one of the words denies one of the plain words by its prefix: "unchangeable", "change"."""
    begun = {word.lemma[:_PREFIXED] for word in plain}
    return any((rest := _without_prefix(word.lemma)) and rest[:_PREFIXED] in begun for word in words)


def _without_prefix(lemma: str) -> str:
    """Return what a word such as "unchangeable" or "non-English" denies, "" where it denies nothing."""
    for prefix in _PREFIXES:
        rest = lemma.removeprefix(prefix).removeprefix("-")
        if rest != lemma and len(rest) >= _SHORTEST_REST:
            return rest
    return ""
