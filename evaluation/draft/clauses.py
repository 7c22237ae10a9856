"""The one main clause of a sentence that can be asked about: subject, verb, and what follows.

What can't be taken apart safely gives None: denials, reported speech, conditions, several subjects. Knows
nothing of questions.
"""

import re
from dataclasses import dataclass

from app.check.parse import Token
from app.check.words import word_list
from evaluation.draft.tree import Tree
from evaluation.draft.words import words_for

_KEPT = frozenset({"dobj", "attr", "acomp", "oprd", "prt", "prep", "agent", "dative", "advmod", "xcomp"})
_DROPPED = frozenset({"advcl", "conj", "cc", "punct", "appos", "preconj"})
_ASIDES = frozenset({"relcl", "acl", "appos", "advcl", "amod", "advmod", "prep", "npadvmod"})
_IN_VERB = frozenset({"aux", "auxpass"})
_MODALS = frozenset({"will", "can"})
# "Late on Friday evening".
_LONGEST_DEICTIC = 4
_DENYING = word_list("negations")


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a clause: the word it hangs by, its words, and whether it stands before the subject."""

    head: int
    words: tuple[int, ...]
    fronted: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause: its verb with auxiliaries, the subject, and the other parts in order."""

    tree: Tree
    verb: int
    auxiliaries: tuple[int, ...]
    subject: Group
    parts: tuple[Group, ...]

    @property
    def passive(self) -> bool:
        """Tell whether the subject is what something is done to."""
        return self.tree.words[self.subject.head].dep == "nsubjpass"

    @property
    def copula(self) -> bool:
        """Tell whether the verb is a "be" of its own."""
        return self.tree.words[self.verb].lemma == "be"

    @property
    def finite(self) -> Token:
        """The word that carries the tense."""
        return self.tree.words[self.auxiliaries[0] if self.auxiliaries else self.verb]


def main_clause(tree: Tree) -> Clause | None:
    """Return the clause of a sentence, None where it can't be asked about safely."""
    return clause_at(tree, tree.roots[0]) if len(tree.roots) == 1 else None


def clause_at(tree: Tree, verb: int) -> Clause | None:
    """Return the clause of a verb, None where it can't be asked about safely."""
    subjects = tree.those(verb, "nsubj", "nsubjpass")
    if tree.words[verb].pos not in {"VERB", "AUX"} or len(subjects) != 1 or subjects[0] > verb:
        return None
    auxiliaries = tuple(tree.those(verb, *_IN_VERB))
    if not _tensed(tree, verb, auxiliaries) or not all(subjects[0] < one < verb for one in auxiliaries):
        return None
    parts = _parts(tree, verb, subjects[0])
    if parts is None or any(part.fronted and not anchored(tree, part.words) for part in parts):
        return None
    return Clause(tree, verb, auxiliaries, _group(tree, subjects[0], fronted=False), parts)


def _tensed(tree: Tree, verb: int, auxiliaries: tuple[int, ...]) -> bool:
    finite = tree.words[auxiliaries[0] if auxiliaries else verb]
    if not re.fullmatch(r"[A-Za-z]+", finite.text):
        return False
    return finite.tag in {"VBD", "VBZ", "VBP"} or (finite.tag == "MD" and finite.lemma in _MODALS)


def _parts(tree: Tree, verb: int, subject: int) -> tuple[Group, ...] | None:
    parts: list[Group] = []
    cut = len(tree.words)
    for at in tree.children[verb]:
        word = tree.words[at]
        if (
            at == subject
            or word.dep in _IN_VERB | {"mark"}
            or word.pos in {"SPACE", "PUNCT"}
            or _deictic(tree, at)
        ):
            continue
        if word.lemma in _DENYING:
            return None
        if word.dep in _DROPPED:
            if not _loose(tree, at, verb, subject, complete=any(not part.fronted for part in parts)):
                return None
            cut = min(cut, at) if at > verb else cut
        elif word.dep not in _KEPT or at > cut:
            return None
        elif at > verb and tree.words[min(tree.part(at)) - 1].text == ",":
            if word.dep not in {"prep", "advmod"}:
                return None
        else:
            parts.append(_group(tree, at, fronted=at < subject))
    return tuple(parts)


def _deictic(tree: Tree, at: int) -> bool:
    """Say whether a part is a time that counts from the day of the article: "on Friday", "last year"."""
    words = tree.tokens(tree.part(at))
    return (
        tree.words[at].dep in {"npadvmod", "prep", "advmod"}
        and len(words) <= _LONGEST_DEICTIC
        and all(word.text.lower() in words_for("deictic") for word in words)
    )


def _loose(tree: Tree, at: int, verb: int, subject: int, *, complete: bool) -> bool:
    """Say whether a further clause can go without the main one changing its meaning."""
    word = tree.words[at]
    if word.dep in {"cc", "punct"}:
        return True
    if word.dep == "conj":
        return at > verb and complete
    part = tree.part(at)
    marks = {one.lemma for one in tree.tokens(tree.those(at, "mark", "advmod"))}
    if at < subject:
        return word.dep == "advcl" and not marks and tree.words[max(part) + 1].text == ","
    return at > verb and complete and not marks & words_for("conditional")


def _group(tree: Tree, at: int, *, fronted: bool) -> Group:
    return Group(at, tuple(tree.part(at, without=frozenset(_asides(tree, at)))), fronted)


def _asides(tree: Tree, at: int) -> list[int]:
    """Return what stands aside within a part: clauses and appositions behind a comma, brackets."""
    found: list[int] = []
    for one in tree.part(at):
        word = tree.words[one]
        first = min(tree.part(one))
        behind_comma = first > 0 and tree.words[first - 1].text in {",", "(", "-LRB-", "--", "–", "—"}
        in_list = word.dep == "amod" and one < word.head
        if word.dep in _ASIDES and behind_comma and not in_list and one != at:
            found.append(one)
    return found


def anchored(tree: Tree, positions: tuple[int, ...] | list[int]) -> bool:
    """Say whether a part names somebody or something, and has nothing that only the text before explains."""
    words = tree.tokens(positions)
    if any(word.lemma in words_for("pronouns") | words_for("tied") for word in words):
        return False
    if any(word.text.lower() in words_for("pronouns") | words_for("tied") for word in words):
        return False
    return all(_clear(tree, at) for at in positions)


def named(tree: Tree, positions: tuple[int, ...] | list[int]) -> bool:
    """Say whether a part holds a name."""
    return any(
        word.pos == "PROPN" and word.text[:1].isupper() and word.lemma not in word_list("calendar")
        for word in tree.tokens(positions)
    )


def _clear(tree: Tree, at: int) -> bool:
    """Say whether "the ..." tells of itself which one is meant."""
    word = tree.words[at]
    definite = any(tree.words[one].text.lower() == "the" for one in tree.those(at, "det"))
    if word.pos not in {"NOUN", "ADJ", "NUM"} or not definite:
        return True
    part = tree.tokens(tree.part(at))
    if tree.those(at, "relcl", "acl") or any(tree.words[one].lemma == "of" for one in tree.those(at, "prep")):
        return True
    return word.lemma in words_for("clear") or any(
        (one.pos == "PROPN" and one.text[:1].isupper()) or one.tag in {"JJS", "RBS"} for one in part
    )
