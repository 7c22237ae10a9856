"""Words of a question that mean something said before it ("he", "it", "of them", "there"), and what.

A pronoun that a name inside the question stands for is left alone. What is meant is looked for in the
question before; in the answer to it only where the question asked for just that, and the answer gives one
name. Knows nothing of other follow-ups.
"""

import re
from dataclasses import dataclass
from itertools import permutations

from app.grammar import Phrase, at_place, is_past, is_plural, is_time, is_verb, new_names
from app.question_forms import AUXILIARY, BE, DATED, Asked
from index.sentences import sentences

_POINTER = re.compile(
    r"\b(?:(?P<among>of (?:them|those|these))"
    r"|(?P<owned>(?:his|her|their|its) (?!(?:in|on|at|to|by|from|for|and|as|when|after)\b)[a-z]+)"
    r"|(?P<subject>he|she|they|it)|(?P<object>him|her|them)"
    r"|(?P<place>(?:(?:from|to|near|into|out of|around) )?there)"
    r"|(?P<time>(?:(?:in|on|at|by) )?(?:that|the same) (?:day|year|month|week|time)|then(?=\W*$))"
    r"|(?:(?:in|on|at|of|during|after|before|by|from|did|was|is|about|to|for|over) )?"
    r"(?P<again>(?:(?<= )(?:that|this)|those|these|the same) (?=[a-z])(?!one\b)[a-z]+)"
    r"|(?P<vague>this one|that one|the former|the latter|(?:that|this|so|these|those)(?=\W*$)))\b",
    re.IGNORECASE,
)
_BEFORE_A_NOUN = re.compile(
    rf"\b(?:{AUXILIARY}|in|on|at|of|during|after|before|by|from|about|to|for|over|with|against|behind) $",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"\b(?:is|was|are|were|has|will|would|does|did) there\b(?!\W*$)"
    r"|\bthere (?:is|was|are|were|will|has|have)\b"
    r"|\b(?:is|was|will|would) it (?:true|possible|clear|known|likely|legal|safe|that|about|from|to|worth)\b"
    r"|\b(?:does|did|will|would) it take\b"
    r"|\bthis (?:week|weekend|month|quarter|year|morning|afternoon|evening|season|spring|summer|autumn|fall"
    r"|winter|time|century|decade|[a-z]*day)\b"
    r"|\bso far\b|\b(?:before|after|since|until|by) then\b",
    re.IGNORECASE,
)
_OPENING_CLAUSE = re.compile(r"^(?:when|after|before|while|since|as|if)\b[^,]*,", re.IGNORECASE)
_ENDS_CLAUSE = re.compile(r"\W*$|\s+(?:in|on|at|when|after|before|then|there|by|from|for|about)\b")
_NAMED_PLACE = re.compile(r"\b(?:in|at|near|to|from) (?:the )?[A-Z]")
# "It" is then what happened or what was said, rather than a thing.
_NO_THING = re.compile(
    r"\b(?:caus|trigger|prompt|provok|led to|happen|mean|take\b|took|say|said|claim|announce|report"
    r"|(?:do|done|doing) it\b"
    r"|who (?:else )?(?:did|does) it(?=\W*$|\W* (?:in|on|at|to|for|with|by|and|again|first)\b))",
    re.IGNORECASE,
)
_IT_SAID = re.compile(
    r"\b(?:did|does|do|has|had|will|would) it (?:say|said|claim|announce|report)", re.IGNORECASE
)
_NO_NOUNS = frozenset(
    {"it", "he", "she", "they", "we", "you", "i", "the", "a", "an", "his", "her", "its", "their"}
)
_PLACE_ASKED = frozenset({"city", "town", "district", "country", "village", "place", "region", "suburb"})
_OWNED = re.compile(r"(?:his|her|its|their|my|your|our)\b", re.IGNORECASE)
_JOINED = (" and ", " or ")
_OWNS = ("'s", "’s", "'", "’")
_CLAUSE = re.compile(r"\b(?:when|while|because|that|whether|if|as) $", re.IGNORECASE)
_MOST_POINTERS = 4
_MOST_ANSWER_CHARACTERS = 600
_MOST_NAME_WORDS = 5
# Between what an answer has in bold: two names are two.
_APART = " ; "


@dataclass(frozen=True, slots=True)
class _Before:
    """The question before, taken apart, and what was answered to it."""

    asked: Asked
    answer: str

    def answered(self) -> str:
        """Return the one name that the answer gives and the question doesn't, '' if none or several.

        What an answer has in bold is what was asked for; else its first sentence is taken.
        """
        told = re.sub(r"\[\d+\]", "", self.answer[:_MOST_ANSWER_CHARACTERS]).strip()
        bold = _APART.join(re.findall(r"\*\*(.+?)\*\*", told))
        first = next((span.of(told) for span in sentences(told)), "")
        names = list(new_names(bold or first, self.asked.text))
        if len(names) != 1 or len(names[0].split()) > _MOST_NAME_WORDS:
            return ""
        # Any word has a capital at the start of a sentence: "Nobody".
        return names[0] if bold or " " in names[0] or not told.startswith(names[0]) else ""


def pointers(text: str) -> list[re.Match[str]]:
    """Return the words of a question, without "And" before it, that mean something said before."""
    plain = _IMPERSONAL.sub(lambda found: " " * len(found[0]), text)
    opening = _OPENING_CLAUSE.match(plain)
    if opening and names_in(plain):
        return []
    return [found for found in _POINTER.finditer(plain) if _unbound(found, plain)]


def resolved(text: str, asked: Asked, answer: str) -> str:
    """Return `text` with names for all that points back, '' where one of them isn't clear."""
    found = pointers(text)
    before = _Before(asked, answer)
    clear = asked.rest and len(found) <= _MOST_POINTERS
    meant = [_meant(pointer, text, before) for pointer in found] if clear else []
    if not meant or not all(meant) or any(one in two for one, two in permutations(meant, 2)):
        return ""
    for pointer, words in reversed(list(zip(found, meant, strict=True))):
        start, end = pointer.span(str(pointer.lastgroup))
        text = text[:start] + words + text[end:]
    return text


def names_in(text: str) -> list[str]:
    """Return the capitalised words of a question, but for the first of a sentence, "I" and the calendar's."""
    found = re.findall(r"(?<!^)(?<![.!?] )\b(?:(?:[A-Z]\.){2,}|[A-Z][\w’'-]+)", text.strip())
    return [name for name in found if name not in {"I", "I'm"} and not is_time(name)]


def _unbound(found: re.Match[str], text: str) -> bool:
    """Say whether no name of the question itself can be meant."""
    start, end = found.span(str(found.lastgroup))
    named = len(names_in(text[:start]))
    kind = found.lastgroup
    if kind in {"among", "time"}:
        return True
    if kind == "owned":
        return not named
    if kind == "subject":
        return not named or (found[kind].lower() in {"it", "they"} and bool(_ENDS_CLAUSE.match(text[end:])))
    if kind == "object":
        return named <= 1
    if kind == "place":
        return not _NAMED_PLACE.search(text[:start])
    return not names_in(text) and (kind == "vague" or not _opens_a_clause(found["again"], start, end, text))


def _opens_a_clause(words: str, start: int, end: int, text: str) -> bool:
    """Say whether "that" with the word behind it is no thing: "that voted", but "gave that figure"."""
    that, *_, noun = words.lower().split()
    if that != "that":
        return is_time(noun)
    if _BEFORE_A_NOUN.search(text[:start]):
        # "What did that cost", but "What did he do that made …".
        return noun in _NO_NOUNS or is_time(noun) or (is_past(noun) and not is_verb(noun))
    before = re.findall(r"[\w’'-]+", text[:start])
    of_several = is_plural(noun) or (bool(before) and is_plural(before[-1]))
    return noun in _NO_NOUNS or is_past(noun) or of_several or not _ENDS_CLAUSE.match(text[end:])


def _meant(pointer: re.Match[str], text: str, before: _Before) -> str:
    kind, words = pointer.lastgroup, pointer[str(pointer.lastgroup)].lower()
    if kind == "among":
        group = _counted(before.asked) or _several(before.asked)
        return f"of {group}" if group else ""
    if kind == "owned":
        owner, owned = words.split()
        return _owned(owner, owned, before)
    if kind == "place":
        return _place(words.removesuffix("there"), before)
    if kind == "time":
        dates = [found.group() for found in DATED.finditer(before.asked.text)]
        return dates[0] if len(dates) == 1 else ""
    if kind == "again":
        alike = [one.text for one in before.asked.phrases if one.head.lower() == words.split()[-1]]
        return alike[0] if len(alike) == 1 else ""
    if words in {"he", "she", "him", "her"}:
        return _person(before)
    if words == "it":
        if _IT_SAID.search(text):
            return _body(before.asked)
        return "" if _NO_THING.search(text) else _thing(before)
    return _several(before.asked) if words in {"they", "them"} else ""


def _owned(owner: str, owned: str, before: _Before) -> str:
    if owner == "their":
        meant = _several(before.asked)
    else:
        meant = _thing(before) if owner == "its" else _person(before)
    if not meant:
        return ""
    short = len(meant.split()) <= 3 and not meant.endswith("s")
    return f"{meant}’s {owned}" if short else f"the {owned} of {meant}"


def _person(before: _Before) -> str:
    """Return whom "he" or "she" means: the subject, or the only one there who can't be a place."""
    asked, subject = before.asked, before.asked.subject
    if subject and asked.wh == "who" and asked.aux in BE and subject.end == len(asked.text):
        return subject.text
    if subject and subject.person and asked.aux and not asked.text.startswith(" and ", subject.end):
        return subject.core
    people = [one for one in asked.phrases if one.person and not one.role]
    if any(asked.text[: one.start].endswith(_JOINED) for one in people):
        return ""
    sure = [one for one in people if _surely_a_person(one, asked.text)]
    names = dict.fromkeys(one.core for one in sure)
    roles = [one.text for one in asked.phrases if one.role]
    owners = [found[1] for one in asked.phrases if (found := re.match(r"([A-Z][\w ]+)[’']s? ", one.core))]
    # "Did Haftar's men shoot Ali?": he may be either.
    known = [*names, *roles, *(owners if len(sure) == len(people) else [])]
    if len(known) == 1:
        return known[0]
    return before.answered() if not known and asked.wh in {"who", "by whom"} else ""


def _surely_a_person(phrase: Phrase, text: str) -> bool:
    """Say whether a name is somebody's: what somebody attacks or is sent to may be a town."""
    return (
        phrase.titled
        or phrase.before in {"by", "with", "about"}
        or bool(_CLAUSE.search(text[: phrase.start]))
    )


def _thing(before: _Before) -> str:
    """Return what "it" means: what was declared or chosen, what the question is about, or the only thing."""
    asked, subject = before.asked, before.asked.subject
    if asked.asks_for_object:
        return f"what {asked.in_the_past()}"
    if asked.wh in {"which", "what"} and asked.noun and not asked.counts:
        return before.answered() or asked.asked_for()
    owner = _owner_named(asked)
    if owner:
        return owner
    things = [one for one in asked.phrases if _neuter(one)]
    if asked.wh == "what" and asked.verb == "happened" and any(one.place for one in things):
        return ""
    if subject in things and subject is not None and (asked.aux in BE or asked.verb):
        return _with_its_day(subject, asked)
    outside = [one for one in things if one.before != "of" and not (one.place and one.before)]
    if subject in outside and subject is not None:
        return subject.text
    known = outside or things
    return known[0].text if len(known) == 1 else ""


def _body(asked: Asked) -> str:
    """Return what a question is about if it is a body that can say something: "TSU", "the ministry"."""
    subject = asked.subject
    if subject is None or not subject.organisation or subject.plural or subject.text.endswith(_OWNS):
        return ""
    return "" if asked.text.startswith(_JOINED, subject.end) else subject.text


def _with_its_day(phrase: Phrase, asked: Asked) -> str:
    """Return "the earthquake on 6 February 2023", which another day's wouldn't be."""
    day = DATED.match(asked.text, phrase.end + 1) if asked.aux in BE else None
    return f"{phrase.text} {day.group()}" if day else phrase.text


def _neuter(phrase: Phrase) -> bool:
    owned = _OWNED.match(phrase.core)
    return not phrase.plural and not phrase.person and not phrase.role and not owned


def _owner_named(asked: Asked) -> str:
    """Return the named subject of "How much did Norlake pay for its stake": a person has no "its"."""
    subject = asked.subject
    owns = subject is not None and re.search(r"\bits\b", asked.text[subject.end :], re.IGNORECASE)
    return subject.text if owns and subject is not None and subject.named else ""


def _several(asked: Asked) -> str:
    """Return whom or what "they" means: those counted, the subject, or the only ones there."""
    several = [one for one in asked.phrases if one.plural]
    groups = [one for one in several if not one.text.lower().startswith(("its", "their"))]
    counted = _counted(asked)
    if counted:
        return "" if groups else counted
    if asked.subject in groups and asked.subject is not None:
        return asked.subject.text
    bodies = dict.fromkeys(one.core for one in asked.phrases if one.organisation and one.named)
    # "India … its peacekeepers": they may be either.
    known = [one.text for one in groups] or (list(bodies) if not several else [])
    return known[0] if len(known) == 1 else ""


def _counted(asked: Asked) -> str:
    """Return "the people killed when …" for "How many people were killed when …"."""
    if asked.counts:
        return asked.asked_for()
    return f"the {asked.rest}" if asked.how_many() else ""


def _place(preposition: str, before: _Before) -> str:
    asked = before.asked
    places = [
        one for one in asked.phrases if one.place or (one.named and one.before == "to" and not one.determined)
    ]
    places = [one for one in places if one.before] or places
    outer = [one for one in places if not any(two.start < one.start < two.end for two in places)]
    if len(outer) == 1:
        return f"{preposition}{outer[0].text}" if preposition else at_place(outer[0])
    asks_place = asked.wh == "where" or asked.noun in _PLACE_ASKED
    name = before.answered() if asks_place and not places else ""
    return f"{preposition or 'in '}{name}" if name else ""
