"""Just enough English grammar to put one question's words into another: phrases, kinds, verb forms.

Rules over word lists, no model; what they are not sure of they leave out. Knows nothing of conversations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from app.sections import read_sections
from app.vocabulary import DATE, ENGLISH_WORDS, MONTHS, NUMBER_WORDS, PEOPLE, PLURALS, WEEKDAYS

_LISTS = read_sections(Path(__file__).with_name("grammar.txt"))


def _words(section: str) -> frozenset[str]:
    return frozenset(word for line in _LISTS[section] for word in line.split())


_FORMS = {line.split()[0]: line.split() for line in _LISTS["irregular verbs"]}
_BASE_OF_PAST = {past: base for base, past, _ in _FORMS.values()}
_PARTICIPLE_OF_PAST = {past: participle for _, past, participle in _FORMS.values()}
_INTRANSITIVE = _words("intransitive verbs in the past")
_WHERE_OBJECT = _words("verbs in the past whose object is where or what it was")
_PARTICIPLES = frozenset(_PARTICIPLE_OF_PAST.values())
_NOUNS_TOO = _words("verbs that are nouns too")
_ONLY_VERBS = (_words("verbs") | frozenset(_FORMS)) - _NOUNS_TOO - _words("verbs that are nouns as a rule")
_VERBS = _ONLY_VERBS | _NOUNS_TOO
_BEFORE_THE_BASE_FORM = frozenset({"did", "do", "does", "will", "would", "can", "could", "should"})
_SINGLE_ENDINGS = re.compile(
    r"(?:s|x|z|ch|sh|ck|nd|rd|ld|ct|st|nt|pt|ft|rt|lt|lp|mp|rm|rn|wn|mb|in|ay|oy|ey|ow|aw|ll)$"
)
_E_ENDINGS = re.compile(
    r"(?:[vcu]|(?<!e)at|[ia]z|is|[^eo]ur|(?<!a)ir|(?<!e)ar|od|ud|(?<!o)id|ap|dg|rg|[^aeiou]l)$"
)

_PLACES = _words("places")
_AT = _words("where one is at rather than in")
_ORGANISATIONS = _words("organisations")
_AFTER_A_NAME = _PLACES | _ORGANISATIONS | _words("after a name")
_ROLES = _words("roles")
_ABBREVIATED = _words("abbreviated before a name")
_TITLES = _words("titles") | (_ABBREVIATED - {"st"})
_COUNTRIES = _words("countries")
_PEOPLE = _words("people") | _ROLES
_EVENTS = _words("events")
_CALENDAR = frozenset(word.lower() for word in (*MONTHS, *WEEKDAYS))
_PREPOSITIONS = _words("prepositions")
BORDERS = _words("what ends an object")
_DETERMINERS = frozenset(
    {"the", "a", "an", "its", "their", "his", "her", "this", "that", "these", "those", "some", "any"}
)
SOMEWHERE = frozenset({"in", "at", "near", "on", "off", "outside", "around", "inside"})
_OF_PLACE = SOMEWHERE | {"from", "into", "across", "over", "out of"}
_LINKS = frozenset({"of", "in", "on", "at", "near", "for", "off", "between", "against", "with"})
_NO_PLURAL = re.compile(r"(?:ss|us|is|news|series|[’']s)$", re.IGNORECASE)
# Their dots belong to them: "U.S.", "Gen. Haftar", "John F. Kennedy", "Union No. 1".
_WITH_DOT = "|".join(word.capitalize() for word in sorted(_ABBREVIATED))
_TOKEN = re.compile(
    rf"(?:[A-Z]\.){{2,}}|No\.\s?\d+|(?:[A-Z]|{_WITH_DOT})\.(?=\s+[A-Z])"
    r"|[^\W_]+(?:[-’'.][^\W_]+)*(?:[’'](?=\s|$))?|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase of a question; `text` goes on over what belongs to it ("the rebels of Sabha").

    `core` is without that, `before` the preposition in front of it, '' if none; `start` and `end` are
    offsets of `text`.
    """

    text: str
    core: str
    before: str
    start: int
    end: int

    @property
    def head(self) -> str:
        """The noun that the phrase is about."""
        return self.core.split()[-1]

    @property
    def plural(self) -> bool:
        """Whether "they" can mean it."""
        return is_plural(self.head) and not (self.titled and self.named)

    @property
    def determined(self) -> bool:
        """Whether it opens with "the", "a" or the like."""
        return self.core.split()[0].lower() in _DETERMINERS

    @property
    def named(self) -> bool:
        """Whether it is nothing but a name, with or without "the"."""
        return all(word[0].isupper() for word in self._words) and bool(self._words)

    @property
    def place(self) -> bool:
        """Whether "there" can mean it: a country, a place by its noun, or a name after "in"."""
        if self.country or self.head.lower() in _PLACES:
            return True
        return self.named and self.before in _OF_PLACE

    @property
    def country(self) -> bool:
        """Whether it is the usual name of a country."""
        return self.head.lower() in _COUNTRIES

    @property
    def person(self) -> bool:
        """Whether "he" or "she" can mean it."""
        words = [word.lower().rstrip(".") for word in self._words]
        if set(words) & (_ORGANISATIONS | _COUNTRIES | _PLACES) or self.plural or not words:
            return False
        if self.titled:
            return True
        named = self.named and not self.determined and not self.core.isupper()
        return named and self.before not in _OF_PLACE | {"of"}

    @property
    def titled(self) -> bool:
        """Whether it opens with a title: "President Erdogan", "Mr. Guterres"."""
        return bool(self._words) and self._words[0].lower().rstrip(".") in _TITLES

    @property
    def role(self) -> bool:
        """Whether it is somebody by what they do: "the doctor"."""
        return self.determined and self.head.lower() in _ROLES

    @property
    def organisation(self) -> bool:
        """Whether it is a body that "they" can mean: a country, an acronym, a noun such as "council"."""
        words = {word.lower() for word in self._words}
        return bool(words & (_ORGANISATIONS | _COUNTRIES)) or any(
            word.isupper() and len(word.rstrip(".")) > 1 for word in self._words
        )

    @property
    def kind(self) -> str:
        """What its noun is: "person", "organisation", "event", "place", or "thing" for all else."""
        if self.role or self.titled:
            return "person"
        if self.organisation:
            return "organisation"
        heads = {self.head.lower(), self.head.lower().removesuffix("s")}
        if heads & _EVENTS:
            return "event"
        return "place" if heads & _PLACES else "thing"

    @property
    def _words(self) -> list[str]:
        found = self.core.split()
        return found[1:] if self.determined else found


def phrases(text: str) -> list[Phrase]:
    """Return the noun phrases of `text` that have a name or a determiner, in order, dates left out."""
    tokens = list(_TOKEN.finditer(text))
    found: list[Phrase] = []
    at = 0
    while at < len(tokens):
        end = _end_of_core(tokens, at)
        if end == at:
            at += 1
            continue
        last = _with_links(tokens, at, end)
        core = text[tokens[at].start() : tokens[end - 1].end()]
        if not DATE.fullmatch(core):
            whole = text[tokens[at].start() : tokens[last - 1].end()]
            found.append(Phrase(whole, core, _before(tokens, at), tokens[at].start(), tokens[last - 1].end()))
        at = end
    return found


def is_plural(noun: str) -> bool:
    """Say whether a noun stands for several: by its ending, or one of the common ones without."""
    return noun.lower() in PLURALS or (
        noun.endswith("s")
        and len(noun) > 3
        and not _NO_PLURAL.search(noun)
        and noun.lower() not in _COUNTRIES
    )


def are_people(nouns: str) -> bool:
    """Say whether a noun in the plural stands for people: "passengers"; not "houses"."""
    noun = nouns.lower()
    return bool({noun, noun.removesuffix("s"), f"{noun.removesuffix('ies')}y"} & _PEOPLE)


def may_be_people(nouns: str) -> bool:
    """Say whether a noun in the plural may stand for people: "dockers", by its ending; not "homes"."""
    return are_people(nouns) or PEOPLE.fullmatch(nouns.lower()) is not None


def is_participle(word: str) -> bool:
    """Say whether `word` reads like a past participle: "wounded", "sunk"."""
    return word in _PARTICIPLES or (len(word) > 4 and word.endswith("ed") and word.islower())


def is_intransitive(past: str) -> bool:
    """Say whether a verb in the past tense tells what somebody did, not what befell them: "survived"."""
    return past in _INTRANSITIVE


def is_where(past: str) -> bool:
    """Say whether what a verb in the past tense acts on tells where somebody was: "fled", "survived"."""
    return past in _WHERE_OBJECT


def is_past(word: str) -> bool:
    """Say whether `word` reads like a verb in the past tense: "sank", "opened"."""
    return word in _BASE_OF_PAST or (len(word) > 4 and word.endswith("ed") and word.islower())


def base_of_present(word: str) -> str:
    """Return the base form of a verb as "who" takes it in the present: "owns", "carries"; '' if not known."""
    forms = (word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y")
    return next((form for form in forms if form != word and is_verb(form)), "") if word.endswith("s") else ""


def verb_at(words: Sequence[str], start: int) -> int | None:
    """Return where the verb of a clause stands in its base form, from `start` on; None where none is known.

    What can be a noun, too, is one where a verb comes after it: "the drone attack kill".
    """
    verbs = (at for at in range(start, len(words)) if is_verb(words[at]))
    return next((at for at in verbs if not _noun_before_a_verb(words, at)), None)


def is_verb(word: str) -> bool:
    """Say whether `word` is a verb in its base form that news uses."""
    return word in _VERBS


def participle_of(past: str) -> str:
    """Return the participle of a verb in the past tense: "sank", "sunk"."""
    return _PARTICIPLE_OF_PAST.get(past, past)


def past_of(verb: str) -> str:
    """Return the past tense of a verb in its base form: "declare", "declared"."""
    if verb in _FORMS:
        return _FORMS[verb][1]
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    doubled = re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", verb)
    return f"{verb}{verb[-1]}ed" if doubled else f"{verb}ed"


def base_of(past: str) -> str:
    """Return the base form of a verb in the past tense, '' where its ending leaves that open."""
    if past in _BASE_OF_PAST:
        return _BASE_OF_PAST[past]
    stem = past.removesuffix("ed")
    if stem == past:
        return ""
    known = [form for form in (stem, f"{stem}e", stem[:-1], f"{stem[:-1]}y") if form in _VERBS]
    if known:
        return known[0]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    if re.search(r"([bdgmnprt])\1$", stem):
        return stem[:-1]
    if _E_ENDINGS.search(stem):
        return f"{stem}e"
    return stem if _SINGLE_ENDINGS.search(stem) else ""


def at_place(place: Phrase) -> str:
    """Return a place with the preposition that tells where: "in Tripoli", "at Mitiga airport"."""
    if place.before in SOMEWHERE | {"over"}:
        return f"{place.before} {place.text}"
    return f"{'at' if place.head.lower() in _AT else 'in'} {place.text}"


def is_time(word: str) -> bool:
    """Say whether `word` is the name of a month or of a weekday; an army may "march"."""
    return word.lower() in _CALENDAR and word != "march"


def _end_of_core(tokens: list[re.Match[str]], at: int) -> int:
    """Return where the noun phrase that begins at a token ends, `at` itself where none does."""
    words = [token[0] for token in tokens]
    first = words[at].lower()
    if first in _DETERMINERS:
        asked = at > 0 and words[at - 1].lower() in _BEFORE_THE_BASE_FORM
        return _end_of_nouns(words, at + 1, asked=asked) or at
    if at == 0 or not _capital(words[at]):
        return at
    return _end_of_name(words, at, asked=words[at - 1].lower() in _BEFORE_THE_BASE_FORM)


def _end_of_nouns(words: list[str], at: int, *, asked: bool) -> int:
    """Return where the nouns after a determiner end, 0 where there are none.

    In "did the ferry sink" a verb ends them; elsewhere a verb in the past does.
    """
    end = at
    while end < len(words) and end - at < 5 and _noun_like(words[end]):
        word = words[end]
        if end > at and not _capital(word):
            if is_past(word) or word in _PARTICIPLES or (asked and _is_the_verb(words, end)):
                break
            named = _capital(words[end - 1]) and word not in _AFTER_A_NAME
            named = named and not (asked and _noun_before_a_verb(words, end))
            if named and (asked or _takes_an_object(words, end)):
                break
        end += 1
    return end if end > at else 0


def _end_of_name(words: list[str], at: int, *, asked: bool) -> int:
    end = at
    while end < len(words) and _capital(words[end]):
        possessive = re.search(r"[’']s?$", words[end])
        end += 1
        if possessive:
            return _end_of_nouns(words, end, asked=asked) or end
    if end < len(words) and words[end] in _AFTER_A_NAME and not (asked and _is_the_verb(words, end)):
        end += 1
    return end


def _is_the_verb(words: Sequence[str], at: int) -> bool:
    """Say whether a word after "did the army" is what it did, rather than a noun: "attack"."""
    follows = words[at + 1] if at + 1 < len(words) else ""
    return is_verb(words[at]) and not is_verb(follows) and not _noun_before_a_verb(words, at)


def _noun_before_a_verb(words: Sequence[str], at: int) -> bool:
    """Say whether what can be a noun, too, is one: the verb comes right after it, or after more nouns."""
    if words[at] not in _NOUNS_TOO:
        return False
    later = list(takewhile(_noun_like, words[at + 1 :]))
    return any(word in _ONLY_VERBS for word in later) or (bool(later) and is_verb(later[0]))


def _takes_an_object(words: Sequence[str], at: int) -> bool:
    """Say whether a word after a name is a verb: "made the UN visit Libya", but not "joined the UN visit"."""
    follows = words[at + 1] if at + 1 < len(words) else ","
    if words[at] in _NOUNS_TOO:
        return _capital(follows) or follows in _DETERMINERS
    return is_verb(words[at])


def _before(tokens: list[re.Match[str]], at: int) -> str:
    words = [token[0].lower() for token in tokens[max(at - 2, 0) : at]]
    if words == ["out", "of"]:
        return "out of"
    last = words[-1] if words else ""
    return last if last in _OF_PLACE | _LINKS | {"to", "by", "about"} else ""


def _with_links(tokens: list[re.Match[str]], start: int, end: int) -> int:
    """Return where a phrase ends with what is linked to it: "of Sabha", "on the Zenata region".

    A bare name takes "of" only: nobody is "Vladimir Putin in Moscow".
    """
    bare = all(_capital(token[0]) for token in tokens[start:end])
    links = {"of"} if bare else _LINKS
    while end + 1 < len(tokens) and tokens[end][0].lower() in links:
        if _dated(tokens[end + 1][0]) or tokens[end + 1][0].lower() in NUMBER_WORDS:
            break
        linked = _end_of_core(tokens, end + 1)
        if linked == end + 1:
            break
        end = linked
    return end


def _dated(word: str) -> bool:
    return word[0].isdigit() or is_time(word)


def _capital(word: str) -> bool:
    return word[0].isupper() and not is_time(word) and word != "I"


def _noun_like(word: str) -> bool:
    if word.isupper() and len(word) > 1:
        return True
    return word[0].isalpha() and word.lower() not in ENGLISH_WORDS | _PREPOSITIONS and not _dated(word)


def new_names(text: str, known: str) -> Iterator[str]:
    """Yield the names in `text` whose words are not all in `known`, each once, dates left out."""
    seen = {word.lower() for word in re.findall(r"[^\W_]+", known)}
    for phrase in phrases(f", {text}"):
        name = re.sub(r"^(?:the|a|an) ", "", phrase.core, flags=re.IGNORECASE)
        parts = {word.lower() for word in re.findall(r"[^\W_]+", name)}
        if name[0].isupper() and parts - seen and not parts & ENGLISH_WORDS:
            seen |= parts
            yield f"the {name}" if phrase.core.lower().startswith("the ") else name
