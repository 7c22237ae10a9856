"""Whether a sentence denies what the evidence says, or says the opposite of it, as far as words tell.

Clauses are compared in app/check/roles.py; this catches what no clause matches. Knows nothing of names.
"""

from collections.abc import Sequence

from app.check.clauses import Sentence, is_content
from app.check.denials import DENIALS, NEGATIONS, STRONG, denies_by_prefix, negates
from app.check.keys import alike, opposite

_UNCLEAR_DENIALS = frozenset({"without", "hardly", "barely"})
_DENYING_VERBS = frozenset({"deny", "refuse", "fail"})
# "Fail" and "failure", "deny" and "denial", "refuse" and "refusal" begin alike.
_ROOT = 3


def new_denial(said: Sentence, parsed: Sequence[Sentence]) -> float:
    """Return 1 where the sentence denies something and the evidence denies nothing of the kind, else 0."""
    # A negation that is part of a name or a title denies nothing.
    denying = [
        at
        for at, word in enumerate(said.words)
        if _clearly_denies(said, at) and (word.head == at or not said.words[word.head].text[0].isupper())
    ]
    return float(bool(denying) and not any(_denies_some_of(one, said, denying) for one in parsed[:2]))


def _clearly_denies(said: Sentence, at: int) -> bool:
    lemma = said.words[at].lemma
    return lemma in _DENYING_VERBS or (lemma not in _UNCLEAR_DENIALS and negates(said.words, at))


def _denies_some_of(told: Sentence, said: Sentence, denying: Sequence[int]) -> bool:
    """Say whether a denial in `told` stands beside a word that `said` has too, or is the same word's."""
    roots = {said.words[at].lemma[:_ROOT] for at in denying if said.words[at].pos == "VERB"}
    if any(word.lemma[:_ROOT] in roots for word in told.words):
        return True
    if denies_by_prefix(told.words, [word for word in said.words if is_content(word)]):
        return True
    content = [said.keys[at] for at in said.content()]
    for at, word in enumerate(told.words):
        if word.lemma in DENIALS:
            near = {at, word.head, told.words[word.head].head, *told.children[at]}
            if any(
                is_content(told.words[one]) and alike(told.keys[one], keys)
                for one in near
                for keys in content
            ):
                return True
    return False


def dropped_denial(said: Sentence, parsed: Sequence[Sentence]) -> float:
    """Return 1 where the nearest sentence denies what the sentence has without a denial, else 0."""
    if not parsed or any(word.lemma in STRONG for word in said.words):
        return 0.0
    told = parsed[0]
    heads = [told.words[at].head for at, word in enumerate(told.words) if word.lemma in NEGATIONS]
    return float(
        any(
            is_content(told.words[head]) and alike(told.keys[head], keys)
            for head in heads
            for keys in said.keys
        )
    )


def opposite_there(said: Sentence, parsed: Sequence[Sentence]) -> float:
    """Return 1 where the evidence lacks a word of the sentence, and the nearest sentence has its opposite."""
    if not parsed:
        return 0.0
    return float(
        any(
            any(opposite(keys, other) for other in parsed[0].keys)
            and not any(alike(keys, other) for one in parsed for other in one.keys)
            for keys in said.keys
        )
    )
