"""Who does what to whom in a parsed sentence: clauses of a predicate with its arguments.

Active and passive voice give the same clause, as do "Egypt supports Haftar" and "Egypt's support for
Haftar". Says too whether a clause is denied, and how sure it is told. Knows nothing of other sentences.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.check.denials import negates
from app.check.keys import is_named, name_group_keys, token_keys
from app.check.parse import Parse, Token
from app.check.words import word_list

_CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "VERB"})
_LIGHT = frozenset({"be", "have", "do", "get"})
_INSIDE_ARGUMENT = frozenset(
    {
        "compound",
        "amod",
        "poss",
        "nmod",
        "appos",
        "conj",
        "nummod",
        "prep",
        "pobj",
        "quantmod",
        "npadvmod",
        "det",
    }
)
_DENYING_VERBS = word_list("denying verbs")
_DENYING_ADJECTIVES = frozenset({"unable", "impossible", "unwilling", "unlikely", "false", "untrue", "fake"})
_UNSURE_AUXILIARIES = frozenset({"may", "might", "could", "would", "should", "can", "must", "shall"})
_UNSURE_ADVERBS = word_list("unsure adverbs")
_UNSURE_VERBS = word_list("unsure verbs")
_UNSURE_OTHERS = word_list("unsure nouns and adjectives")
_TAKES_UP = frozenset({"he", "she", "it"})
_OBJECT_CONTROL = frozenset({"call", "appeal", "plead"})
# Sentences of people are not nested deeper.
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate with what does it and what it is done to, as positions of words.

    `subject` and `object` hold the content words of the arguments, heads first; empty where the sentence
    doesn't say or says it by a pronoun (`hidden`). `others` are the words behind prepositions. `certainty`
    is 2 where it is told as a fact, 1 where it lies in the future, 0 where it is wished, possible or
    somebody's charge.
    """

    verb: int
    subject: tuple[int, ...]
    object: tuple[int, ...]
    others: tuple[int, ...]
    denied: bool
    certainty: int
    hidden: bool
    nominal: bool


class Sentence:
    """A parsed sentence with its clauses."""

    def __init__(self, words: Parse) -> None:
        self.words = words
        self.children: list[list[int]] = [[] for _ in words]
        for at, word in enumerate(words):
            if word.head != at:
                self.children[word.head].append(at)
        self.keys = _keys(words)
        self._depth = [self._depth_of(at) for at in range(len(words))]
        self.clauses = tuple(self._clauses())

    def content(self) -> list[int]:
        """Return the positions of the words with content, but for verbs such as "be"."""
        return [at for at, word in enumerate(self.words) if is_content(word)]

    def _depth_of(self, at: int) -> int:
        depth = 0
        while self.words[at].head != at and depth < _DEEPEST:
            at, depth = self.words[at].head, depth + 1
        return depth

    def _clauses(self) -> Iterable[Clause]:
        for at, word in enumerate(self.words):
            if word.pos == "VERB" or (word.pos == "AUX" and word.dep not in {"aux", "auxpass"}):
                yield self._verbal(at)
            elif word.pos == "NOUN" and self._children(at, "poss", "prep"):
                yield self._nominal(at)

    def _verbal(self, at: int) -> Clause:
        subjects, objects = self._subjects(at), self._objects(at)
        subjects = [self._meant(one) for one in subjects]
        hidden = any(self.words[one].pos == "PRON" for one in subjects)
        return Clause(
            at,
            self._argument(subjects),
            self._argument(objects),
            self._argument(self._others(at)),
            self._denied(at, subjects + objects),
            self._certainty(at),
            hidden or not subjects,
            nominal=False,
        )

    def _nominal(self, at: int) -> Clause:
        subjects = self._children(at, "poss")
        objects: list[int] = []
        for preposition in self._children(at, "prep"):
            inside = self._children(preposition, "pobj")
            if self.words[preposition].lemma in {"by", "from"}:
                subjects = subjects + inside
            else:
                objects += inside
        denied = any(negates(self.words, one) for one in self._children(at, "det", "neg"))
        return Clause(
            at, self._argument(subjects), (), self._argument(objects), denied, 2, not subjects, nominal=True
        )

    def _subjects(self, at: int) -> list[int]:
        word = self.words[at]
        agents = [one for by in self._children(at, "agent") for one in self._children(by, "pobj", "pcomp")]
        if agents or self._is_passive(at):
            return agents
        own = self._children(at, "nsubj", "csubj", "expl")
        if own:
            return [self._antecedent(at, one) for one in own]
        return self._borrowed_subject(at, word)

    def _meant(self, at: int) -> int:
        """Return the subject that "he" or "it" takes up within the sentence, where there is just one name."""
        if self.words[at].tag != "PRP" or self.words[at].lemma not in _TAKES_UP:
            return at
        names = [
            one
            for one in range(at)
            if self.words[one].dep in {"nsubj", "nsubjpass"} and is_named(self.words[one])
        ]
        return names[-1] if len(names) == 1 else at

    def _borrowed_subject(self, at: int, word: Token) -> list[int]:
        """Return the subject of a verb without its own, from the word that it hangs on."""
        head = word.head
        if head == at:
            return []
        if word.dep == "acl":
            return [] if word.tag == "VBN" else [head]
        if word.dep == "pcomp":
            verb = self.words[head].head
            return self._children(verb, "dobj") or self._subjects_above(verb, at)
        if self.words[head].pos not in {"VERB", "AUX"}:
            return []
        if word.dep == "xcomp":
            return self._children(head, "dobj") or self._called_upon(head) or self._subjects_above(head, at)
        if word.dep in {"conj", "advcl"}:
            return self._subjects_above(head, at)
        return []

    def _subjects_above(self, head: int, at: int) -> list[int]:
        if self.words[head].pos not in {"VERB", "AUX"} or head == at:
            return []
        if self._is_passive(head):
            return self._children(head, "nsubjpass")
        return self._subjects(head) if self._depth[at] < _DEEPEST else []

    def _called_upon(self, head: int) -> list[int]:
        if self.words[head].lemma not in _OBJECT_CONTROL:
            return []
        return [one for by in self._children(head, "prep") for one in self._children(by, "pobj")]

    def _objects(self, at: int) -> list[int]:
        word = self.words[at]
        found = [self._antecedent(at, one) for one in self._children(at, "nsubjpass")]
        found += self._children(at, "dobj", "dative", "attr", "oprd", "acomp")
        if word.dep == "acl" and word.tag == "VBN":
            found.append(word.head)
        if word.dep == "conj" and self._is_passive(at) and not found:
            found += self._children(word.head, "nsubjpass")
        for complement in self._children(at, "ccomp", "xcomp"):
            found.append(complement)
            found += self._children(complement, "nsubj", "nsubjpass", "dobj")
        return found

    def _others(self, at: int) -> list[int]:
        near = [*self._children(at, "prep", "dative", "prt"), *self._second_prepositions(at)]
        return [one for each in near for one in self._children(each, "pobj")]

    def _second_prepositions(self, at: int) -> list[int]:
        """Return prepositions that follow an object and may belong to the verb: "took it from him"."""
        objects = self._children(at, "dobj", "attr")
        return [
            one for each in objects for one in self._children(each, "prep") if self.words[one].lemma != "of"
        ]

    def _antecedent(self, verb: int, at: int) -> int:
        """Return what "which" or "who" stands for."""
        relative = self.words[verb].dep == "relcl" and self.words[at].tag in {"WDT", "WP"}
        return self.words[verb].head if relative else at

    def _is_passive(self, at: int) -> bool:
        word = self.words[at]
        if self._children(at, "auxpass", "nsubjpass", "agent"):
            return True
        if word.dep == "acl" and word.tag == "VBN":
            return True
        return (
            word.dep == "conj"
            and word.tag == "VBN"
            and not self._children(at, "nsubj", "aux")
            and (
                self._depth[at] < _DEEPEST
                and self.words[word.head].pos == "VERB"
                and self._is_passive(word.head)
            )
        )

    def _argument(self, heads: Iterable[int]) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for head in heads:
            self._gather(head, found, depth=0)
        return tuple(at for at in found if is_content(self.words[at]))

    def _gather(self, at: int, found: dict[int, None], depth: int) -> None:
        if at in found or depth > 6:
            return
        found[at] = None
        for child in self.children[at]:
            if self.words[child].dep in _INSIDE_ARGUMENT:
                self._gather(child, found, depth + 1)

    def _denied(self, at: int, arguments: Iterable[int]) -> bool:
        count = sum(negates(self.words, one) for one in self.children[at])
        for one in arguments:
            near = [one, *self._children(one, "det", "neg", "advmod")]
            count += any(negates(self.words, each) for each in near)
        count += any(
            self.words[one].lemma in _DENYING_ADJECTIVES for one in self._children(at, "acomp", "attr")
        )
        return (count + self._denied_from_above(at)) % 2 == 1

    def _denied_from_above(self, at: int) -> int:
        word = self.words[at]
        head = self.words[word.head]
        if word.dep in {"xcomp", "ccomp"} and head.lemma in _DENYING_VERBS | _DENYING_ADJECTIVES:
            # "Didn't fail to" denies twice.
            return 1 + sum(negates(self.words, one) for one in self.children[word.head])
        if word.dep == "pcomp":
            above = self.words[head.head]
            return int(head.lemma == "without") + int(
                above.lemma in _DENYING_VERBS and head.lemma in {"from", "of"}
            )
        if word.dep == "xcomp":
            return sum(self.words[one].dep == "neg" for one in self.children[word.head])
        return 0

    def _certainty(self, at: int) -> int:
        if self._unsure(at):
            return 0
        auxiliaries = {self.words[one].text.lower() for one in self._children(at, "aux")}
        return 1 if auxiliaries & {"will", "'ll", "wo"} else 2

    def _unsure(self, at: int) -> bool:
        near = [self.words[one] for one in self.children[at]]
        if any(one.dep == "aux" and one.lemma in _UNSURE_AUXILIARIES for one in near):
            return True
        if any(
            one.lemma in _UNSURE_ADVERBS or (one.dep == "mark" and one.lemma in {"if", "whether", "unless"})
            for one in near
        ):
            return True
        word = self.words[at]
        head = self.words[word.head]
        if word.dep in {"xcomp", "ccomp", "advcl", "acl"} and head.lemma in _UNSURE_VERBS | _UNSURE_OTHERS:
            return word.dep != "advcl" or any(one.tag == "TO" for one in near)
        if word.dep == "pcomp":
            return self.words[head.head].lemma in _UNSURE_VERBS
        return (
            word.dep == "conj"
            and self._depth[at] < _DEEPEST
            and head.pos == "VERB"
            and self._unsure(word.head)
        )

    def _children(self, at: int, *labels: str) -> list[int]:
        return [one for one in self.children[at] if self.words[one].dep in labels]


def _keys(words: Parse) -> list[frozenset[str]]:
    """Return each word's keys; a word of a name has those of the whole name's initials and aliases too."""
    keys = [token_keys(word) for word in words]
    run: list[int] = []
    for at, word in enumerate((*words, None)):
        if word is not None and (word.pos == "PROPN" or (run and word.text in {"of", "the"})):
            run.append(at)
            continue
        named = [one for one in run if words[one].pos == "PROPN"]
        more = name_group_keys([words[one].text for one in named])
        for one in named:
            keys[one] |= more
        run = []
    return keys


def is_content(word: Token) -> bool:
    """Say whether a word carries content of its own."""
    return (word.pos in _CONTENT and word.lemma not in _LIGHT) or is_named(word)
