"""A question taken apart, so that its words can be put into another one.

Knows English question forms ("How many people were killed …", "Who built …", "Did India pull …") and
nothing of the conversation.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from app.grammar import (
    BORDERS,
    Phrase,
    base_of,
    base_of_present,
    is_participle,
    is_past,
    is_plural,
    past_of,
    phrases,
    verb_at,
)
from app.vocabulary import DATE, ENGLISH_WORDS

QUESTION_WORD = r"(?:who|whom|whose|what|which|when|where|why|how)"
AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)"
# In lower case, "march" and "may" are a time only behind a preposition or before a number.
DATED = re.compile(
    r"(?:\b(?:in|on|during|since|before|after|by|until|from) |(?!\b(?-i:march|may)\b(?! \d)))"
    rf"(?:{DATE.pattern})",
    re.IGNORECASE,
)
PREPOSITION = r"(?:by|to|from|in|at|for|on|with|since|against|until|under)"
# "At what time?"
ASKS = re.compile(rf"^(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b", re.IGNORECASE)
BE = frozenset({"is", "are", "was", "were"})
DO = frozenset({"do", "does", "did"})
# What can be asked for while the rest is a whole clause; '' is yes or no.
_ADJUNCTS = frozenset({"", "when", "where", "why", "how", "by whom"})
_ASKED_FOR = re.compile(
    r"^(?P<wh>how many|how much|by whom|who|whom|what|which|when|where|why|how)\b\s*", re.IGNORECASE
)
# "Who knows what happened": what comes before the verb is no noun of theirs.
_WITHOUT_NOUN = frozenset({"who", "whom", "by whom", "when", "where", "why"})
_MOST_WORDS_OF_NOUN = 3
_MOST_WORDS_OF_SUBJECT = 5
_BEFORE_A_CLAUSE = re.compile(r"^(?:(?P<wh>when|where|why|how)|whether)\s+(?P<clause>.+)$", re.IGNORECASE)
_AND_ASKS = re.compile(rf",?\s+and\s+(?:also\s+)?(?=(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b)", re.IGNORECASE)
# In a list that ends in "and how …"; "who was" and "which is" may as well belong to what is before.
_COMMA_ASKS = re.compile(
    rf",\s+(?=(?:when|what|why|how(?:\s+(?:many|much)\s+\w+)?)\s+{AUXILIARY}\b)", re.IGNORECASE
)
# "When and where was she born?"
_SHARED = re.compile(
    rf"^(?P<first>{QUESTION_WORD})(?:\s+and\s+|,\s*)(?P<second>{QUESTION_WORD})"
    rf"(?:,?\s+and\s+(?P<third>{QUESTION_WORD}))?\s+(?P<rest>\w.*)$",
    re.IGNORECASE,
)
# "Who knows what happened and why": what is asked for is what somebody knows, not what happened.
_EMBEDS = re.compile(
    r"\b(?:says?|said|saying|knows?|knew|known|tells?|told|explain(?:s|ed)?|describe[sd]?|reveal(?:s|ed)?"
    r"|disclose[sd]?|about|of|on|clear|idea|asks?|asked|reports?|reported|states?|stated|thinks?|decided?"
    r"|learn|learned|shows?|showed|see|understand|understood|remember|found?|wonder|depends?)"
    rf"\s+(?:\w+\s+)?{QUESTION_WORD}\b",
    re.IGNORECASE,
)
_ANOTHER_CLAUSE = frozenset({"when", "while", "after", "before", "because", "since", "as", "that", "and"})


@dataclass(frozen=True)
class Asked:
    """A question without the mark at its end: `wh` `noun` `aux` `rest`, or `wh` `noun` `verb` `rest`.

    "How many" "people" "were" "killed in Tripoli"; "who" "" "built" "the lighthouse"; `wh` is '' where yes
    or no is asked for. All but `text` are '' where it has another form.
    """

    text: str
    wh: str = ""
    noun: str = ""
    aux: str = ""
    verb: str = ""
    rest: str = ""

    @classmethod
    def of(cls, text: str) -> "Asked":
        """Take a question apart."""
        asks = _ASKED_FOR.match(text)
        words = text[asks.end() if asks else 0 :].split()
        longest = min(len(words) - 1, _MOST_WORDS_OF_NOUN) if asks else 0
        at = next((at for at in range(longest + 1) if at < len(words) and _ends_noun(words[at])), None)
        if asks and asks["wh"].lower() == "who" and words and base_of_present(words[0]):
            at = 0
        if at is None or (asks is None and not _is_auxiliary(words[at])):
            return cls(text)
        wh = asks["wh"].lower() if asks else ""
        if wh in {"which", "what"} | _WITHOUT_NOUN and not _is_noun(words[:at], wh):
            return cls(text)
        aux, verb = (words[at].lower(), "") if _is_auxiliary(words[at]) else ("", words[at])
        return cls(text, wh, " ".join(words[:at]), aux, verb, " ".join(words[at + 1 :]))

    @property
    def whole_clause(self) -> bool:
        """Whether only a time, place or reason was asked for, or yes or no: nothing else is missing."""
        return bool(self.aux) and not self.noun and self.wh in _ADJUNCTS

    @property
    def passive(self) -> bool:
        """Whether something was done to its subject."""
        return self.aux in BE and any(is_participle(word) for word in self.rest.split())

    @property
    def done_to_noun(self) -> bool:
        """Whether it is like "How many people were killed …"."""
        return bool(self.noun) and self.passive and is_participle(self.rest.split()[0])

    @cached_property
    def phrases(self) -> list[Phrase]:
        """Its noun phrases, in order."""
        return phrases(self.text)

    @property
    def subject(self) -> Phrase | None:
        """The phrase right after the auxiliary; after "Who built", what was built."""
        start = len(self.text) - len(self.rest)
        return next((one for one in self.phrases if one.start == start and self.rest), None)

    @property
    def counts(self) -> bool:
        """Whether it asks about several of one kind: "How many rockets …", "Which towns …"."""
        return bool(self.noun) and is_plural(self.noun.split()[-1])

    def how_many(self) -> str:
        """Return "how many civilians were killed" for "Were civilians killed", '' for other forms."""
        words = self.rest.split()
        if len(words) < 2 or not self.whole_clause or self.aux not in BE or words[0][0].isupper():
            return ""
        counted = is_plural(words[0]) and is_participle(words[1])
        return f"how many {words[0]} {self.aux} {' '.join(words[1:])}" if counted else ""

    @property
    def asks_for_object(self) -> bool:
        """Whether it is like "What did the rebels declare", with nothing behind the verb."""
        return self.wh == "what" and self.aux == "did" and not self.noun and self._verb_at() == self._last

    def statement(self) -> str:
        """Return "India pulled its peacekeepers out" for "Did India pull …", '' for other forms."""
        words = self.rest.split()
        claimed = re.match(r"whether (?P<claim>.+)$", self.text, re.IGNORECASE)
        if claimed:
            return claimed["claim"]
        if self.wh or not words:
            return ""
        if self.aux == "did":
            return self.in_the_past()
        at = next((at for at, word in enumerate(words) if at > 0 and is_participle(word)), None)
        return " ".join([*words[:at], self.aux, *words[at:]]) if at is not None and self.aux in BE else ""

    def in_the_past(self) -> str:
        """Return "Turkey sent drones" for "When did Turkey send drones", '' without a known verb."""
        words = self.rest.split()
        at = self._verb_at()
        return " ".join([*words[:at], past_of(words[at]), *words[at + 1 :]]) if at is not None else ""

    def with_object(self, noun: str) -> str:
        """Return the rest with `noun` behind its verb, '' without a known verb."""
        words = self.rest.split()
        at = self._verb_at()
        return " ".join([*words[: at + 1], noun, *words[at + 1 :]]) if at is not None else ""

    def asked_for(self) -> str:
        """Return what was counted or chosen: "the people killed in Tripoli"; '' if it can't be told."""
        if not self.noun:
            return ""
        if self.done_to_noun:
            return f"the {self.noun} {self.rest}"
        if self.verb:
            return f"the {self.noun} that {self.verb} {self.rest}"
        told = self.in_the_past() if self.aux == "did" else ""
        return f"the {self.noun} that {told}" if told else ""

    @property
    def _last(self) -> int:
        return len(self.rest.split()) - 1

    def _verb_at(self) -> int | None:
        """Return where the verb of `rest` stands, behind its subject."""
        subject = self.subject
        return verb_at(self.rest.split(), len(subject.text.split()) if subject else 1)


def inverted(question: str) -> str:
    """Return "Why did Haftar attack" for "Why Haftar attacked", "Did …" for "Whether …".

    Without the mark at its end; '' for what isn't such a clause.
    """
    found = _BEFORE_A_CLAUSE.match(question.rstrip("?!. "))
    words = found["clause"].split() if found else []
    at = next((at for at, word in enumerate(words) if _is_auxiliary(word) or is_past(word)), 0)
    if found is None or not _is_subject(words[:at]):
        return ""
    asked = _verb_first(words, at)
    return " ".join([found["wh"], asked]) if found["wh"] and asked else asked[:1].upper() + asked[1:]


def pieces_of(question: str) -> list[str]:
    """Return what a sentence without "And" before it or a mark at its end asks, nothing where it is one."""
    return sharing(question) or coordinated(question)


def sharing(question: str) -> list[str]:
    """Return the questions that share words, "When and where was she born"; nothing where it is one."""
    shared = _SHARED.match(question)
    asking = [shared["first"], shared["second"], shared["third"]] if shared else []
    return [f"{word.capitalize()} {shared['rest']}?" for word in asking if word and shared]


def coordinated(question: str) -> list[str]:
    """Return the questions of "Who won, and by how much", nothing where it is one.

    As typed: the second may leave out what the first names.
    """
    pieces = _AND_ASKS.split(question)
    parted = len(pieces) > 1 and len(pieces[0].split()) > 1 and bool(ASKS.match(question))
    pieces = [piece for one in pieces for piece in _COMMA_ASKS.split(one)]
    if not parted or any(map(_EMBEDS.search, pieces)):
        return []
    return [f"{piece[0].upper()}{piece[1:]}?" for piece in pieces]


def _is_subject(words: list[str]) -> bool:
    """Say whether all of a clause before its verb is what it is about: a name, "the army", "80 rockets"."""
    text = " ".join(words)
    named = phrases(f", {text}")
    if named and named[0].start == 2:
        return len(named[0].text) == len(text)
    known = ENGLISH_WORDS | BORDERS
    return 0 < len(words) <= _MOST_WORDS_OF_SUBJECT and not any(word.lower() in known for word in words)


def _verb_first(words: list[str], at: int) -> str:
    """Return a statement whose verb stands at `at` as yes or no is asked; '' where another verb follows.

    "The people wounded in Tripoli returned": wounded is not what they did.
    """
    subject, verb, behind = " ".join(words[:at]), words[at], words[at + 1 :]
    if _is_auxiliary(verb):
        return " ".join([verb.lower(), subject, *behind])
    clause = list(takewhile(lambda word: word.lower() not in _ANOTHER_CLAUSE, behind))
    base = base_of(verb)
    if not base or (is_participle(verb) and any(_ends_noun(word) for word in clause)):
        return ""
    return " ".join(["did", subject, base, *behind])


def _is_noun(words: list[str], wh: str) -> bool:
    """Say whether the words after "which" or "what" are a noun, and not a clause: "districts Haftar"."""
    if wh in _WITHOUT_NOUN:
        return not words
    if words and all(word[0].isupper() for word in words):
        return False
    behind = words[1:]
    clause = any(word.lower() in ENGLISH_WORDS for word in behind)
    return not clause and not (behind and behind[-1][0].isupper() and words[0][0].islower())


def _ends_noun(word: str) -> bool:
    return _is_auxiliary(word) or is_past(word)


def _is_auxiliary(word: str) -> bool:
    return bool(re.fullmatch(AUXILIARY, word, re.IGNORECASE))
