"""What a question counts, and which numbers of a sentence count it: the dead, households, money.

Patterns for English. Knows nothing of how sentences are ranked or of sources that differ.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from app.check.quantities import quantities
from app.check.quantity import Quantity
from app.check.units import SIGNED_CURRENCIES
from app.question_forms import AUXILIARY
from app.spans import number_range, number_with_unit
from app.vocabulary import DATE, ENGLISH_WORDS, FUNCTION_STEMS, NUMBER, ONE_OR_SEVERAL, PEOPLE, PLURALS
from index.analysis import analyze
from index.records import Span

# Words that tell the same fate, by the stem of one of them.
_SAME_FATE = (
    "killed dead deaths died death fatalities toll kill killing bodies perished dies drowned",
    "wounded injured injury injuries hurt wounding injuring",
    "displaced fled flee displacement refugees uprooted",
    # Peacekeepers and tourists are evacuated, too, and evacuees may be home by night.
    "evacuated evacuees evacuate evacuation",
    "missing unaccounted",
)
_FATES = tuple(frozenset(analyze(words)) for words in _SAME_FATE)
_DEATH, _FLIGHT = _FATES[0], _FATES[2]
# Lives and homes count the dead and the displaced only where they are lost and left.
_LOST = r"(?:lost|lose|loses|losing|claim(?:s|ed|ing)?|cost|costs|took|taken|taking)"
_LEFT = r"(?:fle[de]\w*|le(?:ft|ave|aves|aving)|forced|driven|drove|lost|abandon\w*)"
_PHRASES = (
    (re.compile(rf"\b{_LOST}\b[^.,;]{{0,30}}\b(?P<told>lives|life)\b", re.IGNORECASE), _DEATH),
    (re.compile(rf"\b(?P<told>lives)\b[^.,;]{{0,20}}\b{_LOST}\b", re.IGNORECASE), _DEATH),
    (re.compile(rf"\b{_LEFT}\b[^.,;]{{0,30}}\b(?P<told>homes)\b", re.IGNORECASE), _FLIGHT),
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_HOW_MANY = re.compile(
    r"\b(?:how many|number of)\b(?: of)?(?: (?:the|its|their|his|her|our|these|those)\b)?"
    r"(?P<words>(?: [\w’'-]+)+)",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\bhow much (?:of the )?(?!more\b)(?P<noun>[^\W\d_]+)"
    rf" {AUXILIARY}\b",
    re.IGNORECASE,
)
_VERBS_OF_MONEY = (
    "cost costs pay pays paid spend spent worth price priced fine fined charge charged earn earned owe owed "
    "donate donated pledge pledged invest invested lend lent borrow borrowed insured money"
)
_PAYING = frozenset(analyze(_VERBS_OF_MONEY))
_MONEY = re.compile(
    rf"\bhow (?:much|expensive)\b.*\b(?:{_VERBS_OF_MONEY.replace(' ', '|')})\b|\b(?:cost|price) of\b", re.I
)
_PLURAL = re.compile(r"(?!(?:was|has|does|is)$)[a-z][a-z’'-]*[^\Wsui’']s")
_WITHOUT_S = PLURALS | ONE_OR_SEVERAL
# They say no more than that people are counted.
_ANYBODY = frozenset({"people", "persons"})
_CURRENCIES = SIGNED_CURRENCIES | {
    "yen", "yuan", "won", "crowns", "francs", "pesos", "roubles", "lira", "rand"
}  # fmt: skip
# "Rafiq Mia, 24, died", "Rafiq Mia (24)"; "aged 19, 34 and 77".
_AGE = re.compile(r"(?<=[^\W\d_]), \d{1,3}(?=[,.;)])|(?<=[^\W\d_]) \(\d{1,2}\)")
_AGES = re.compile(
    rf"\bage[ds]\b(?:\W+(?:(?:between|from|and|to|or|just|only)\W+)*(?:{NUMBER.pattern}))+", re.IGNORECASE
)
# "Flight 737", "on deck 4".
_LABEL = re.compile(
    r"\b(?:flight|boeing|airbus|route|highway|motorway|room|gate|deck|platform|article|section|chapter|page"
    r"|resolution|level|line|terminal|block|ward|district|zone|phase|channel|radio|table|group|stage)\s$",
    re.IGNORECASE,
)
_MORE_BEHIND = re.compile(r"\s(?:more|further|additional)\b(?! than\b)")
_MORE_BEFORE = re.compile(r"\b(?:another|further|additional)\s+$", re.IGNORECASE)
# A number behind these counts who did it, where, or what was before: not what was done.
_APART = re.compile(r"\b(?:by|from|on)\s+(?:the\s+)?$", re.IGNORECASE)
_INSIDE = re.compile(r"\b(?:in|across|inside|outside|near|within)\s+(?:the\s+)?$", re.IGNORECASE)
# "Three people, one of them seriously", "six of the injured", "among those killed were two sisters".
_PART_BEFORE = re.compile(
    r"\b(?:including|among them|of (?:whom|which|them)"
    r"|among (?:those|the)\b[^.,;]{1,60}\b(?:are|is|was|were))\W+$",
    re.IGNORECASE,
)
_PART_BEHIND = re.compile(r"\s+of\s+(?:them|whom|which|these|those|(?:the|its|their)\s+(?P<whole>[\w’-]+))\b")
# "Of the 412 stations, 389 opened": of how many.
_WHOLE = re.compile(r"\bof\s+(?:the|its|their|all)\s+$", re.IGNORECASE)
# "Three gunmen killed more than 20": the three did it.
_DOES = re.compile(
    r"(?:\s+(?!(?:was|were|is|are|been|be|being|and|or|but)\b)[\w’-]+){1,3}?\s+"
    r"(?:killed|kill|injured|wounded|hurt|displaced)\s+(?P<done>[^.,;]{0,25})"
)
# What a number counts with stands before the next comma or number, a few words on.
_COUNTED_WITH = re.compile(r"(?:\W+(?!and\b|or\b|but\b)[^\W\d_][\w’'-]*){1,4}")
_LAST_WORD = re.compile(r"([^\W\d_][\w’'-]*)\s+$")
_OF_THEM = re.compile(r"\s+of(?:\s+(?:the|its|their|his|her|our|these|those))?(?=\s)")
_NEXT_WORDS = re.compile(r"(?:[\s-]+[^\W\d_][\w’'-]*){1,4}")
# Between the cells of a table's row.
_CELL = "|"
# How far in characters a word may stand from the number that it counts with.
_REACH = 60
_LONGEST_BEFORE = 120


class Place(IntEnum):
    """By what a number stands, the surest first; elsewhere it counts only if somebody has read that."""

    BEFORE_NOUN = 0
    BY_WORD = 1
    ELSEWHERE = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """What a question counts; all is empty where it counts nothing that could be compared.

    `noun` are the stems of the noun, none where it says only that they are people. `told_by` are stems of
    words beside which a number counts it, as "killed"; `fate` says that they tell a fate. `money`: an amount
    of money is asked for.
    """

    noun: frozenset[str] = frozenset()
    told_by: frozenset[str] = frozenset()
    fate: bool = False
    money: bool = False

    def __bool__(self) -> bool:
        return bool(self.noun or self.told_by or self.money)


@lru_cache(maxsize=256)
def counted(question: str) -> Counted:
    """Return what a question for a number counts."""
    if _MONEY.search(question):
        return Counted(told_by=_content(question) - _PAYING or _PAYING, money=True)
    noun, behind = _noun_asked(question)
    if not noun:
        fates = _fates(question)
        return Counted(told_by=fates, fate=bool(fates))
    own, fates = _fates(noun), _fates(f"{noun} {behind}")
    if own:
        return Counted(told_by=own, fate=True)
    stems = frozenset(analyze(noun)) - FUNCTION_STEMS
    if not _are_people(noun):
        return Counted(noun=stems)
    specific = stems if noun.lower() not in _ANYBODY else frozenset[str]()
    if fates:
        return Counted(noun=specific, told_by=fates, fate=True)
    return Counted(noun=specific) if specific else Counted(told_by=_content(behind))


def quantity_at(sentence: str, span: Span) -> Quantity | None:
    """Return the number that begins in a span, with its unit."""
    overlapping = (one for one in _quantities(sentence) if one.span.overlaps(span))
    return next(overlapping, None)


def nearness(sentence: str, span: Span, what: Counted) -> tuple[Place, int] | None:
    """Return how near a number stands to what is counted, less being nearer; None where it isn't near.

    That is by what it stands, and how many characters lie between.
    """
    if counts_something_else(sentence, span, what):
        return None
    follows, gap = _follows(sentence, span, what.noun), _gap(sentence, span, what)
    if what.told_by:
        elsewhere = (Place.ELSEWHERE, 0) if what.money else None
        return elsewhere if gap is None else (Place.BEFORE_NOUN if follows else Place.BY_WORD, gap)
    if follows:
        return Place.BEFORE_NOUN, 0
    return (Place.ELSEWHERE, gap) if gap is not None and not _has_number(sentence, what) else None


def counts_something_else(sentence: str, span: Span, what: Counted) -> bool:
    """Say whether a number is no count (an age, a rank, a date), or counts others than what is asked for."""
    quantity = quantity_at(sentence, span)
    if quantity is None or _is_no_count(sentence, span):
        return True
    if what.money:
        return quantity.unit not in _CURRENCIES
    part = _PART_BEHIND.match(sentence, span.end)
    if part and _is_whole(part["whole"], what):
        return True
    if quantity.kind == "rank" or (quantity.unit and not _follows(sentence, span, what.noun)):
        return True
    whole = number_range(sentence, span)
    if what.told_by:
        return what.fate and _tells_of_others(sentence, whole, what)
    return _noun_behind(sentence, whole) is not None and not _follows(sentence, span, what.noun)


def _is_whole(word: str | None, what: Counted) -> bool:
    """Say whether a number "of the …" is a part of others told: of them, of the injured, of the nineteen."""
    return not word or bool(NUMBER.fullmatch(word)) or not what.told_by.isdisjoint(analyze(word))


def _noun_asked(question: str) -> tuple[str, str]:
    """Return the noun in the plural that is counted, or what there is much of, and the words behind it."""
    much = _HOW_MUCH.search(question)
    if much:
        return much["noun"].lower(), question[much.end() :]
    many = _HOW_MANY.search(question)
    words = many["words"].split() if many else []
    nouns = [at for at in range(_until_function_word(words)) if _is_plural(words[at])]
    # "Police officers": of nouns that follow each other the last is counted.
    last = next((at for at in nouns if at + 1 not in nouns), None)
    return (words[last], " ".join(words[last + 1 :])) if last is not None else ("", "")


def _until_function_word(words: Sequence[str]) -> int:
    return next((at for at, word in enumerate(words) if word.lower() in ENGLISH_WORDS), len(words))


def _is_plural(word: str) -> bool:
    return word.lower() in _WITHOUT_S or _PLURAL.fullmatch(word.lower()) is not None


def _are_people(noun: str) -> bool:
    """Say whether a noun in the plural names people; one with a capital is a people's: "Mexicans"."""
    return noun[0].isupper() or PEOPLE.fullmatch(noun.lower()) is not None


def _content(words: str) -> frozenset[str]:
    """Return the stems of words that have content and are no names."""
    return frozenset(analyze(" ".join(re.findall(r"\b[a-z][\w’'-]+", words)))) - FUNCTION_STEMS


def _fates(words: str) -> frozenset[str]:
    """Return the stems of all words for the fates that are told in words."""
    stems = frozenset(analyze(words))
    empty: frozenset[str] = frozenset()
    told = [fate for fate in _FATES if fate & stems]
    return empty.union(*told, *(fate for phrase, fate in _PHRASES if phrase.search(words)))


def _is_no_count(sentence: str, span: Span) -> bool:
    """Say whether a number is part of a date or of a name, somebody's age, or a part or whole of others."""
    before = _before(sentence, number_with_unit(sentence, span).start)
    return (
        _PART_BEFORE.search(before) is not None
        or _WHOLE.search(before) is not None
        or _LABEL.search(_before(sentence, span.start)) is not None
        or any(other != span and other.overlaps(span) for other in _dates(sentence))
        or any(age.overlaps(span) for age in _ages(sentence))
    )


@lru_cache(maxsize=1_024)
def _dates(sentence: str) -> tuple[Span, ...]:
    return tuple(Span(*found.span()) for found in DATE.finditer(sentence))


@lru_cache(maxsize=1_024)
def _ages(sentence: str) -> tuple[Span, ...]:
    return tuple(Span(*found.span()) for age in (_AGE, _AGES) for found in age.finditer(sentence))


def _before(sentence: str, at: int) -> str:
    return sentence[max(at - _LONGEST_BEFORE, 0) : at]


def _tells_of_others(sentence: str, span: Span, what: Counted) -> bool:
    """Say whether a number counts who did it, where it was, who came to it later, or met another fate."""
    before = _before(sentence, number_with_unit(sentence, span).start)
    word = _LAST_WORD.search(before)
    stems = frozenset(analyze(word[1])) if word else frozenset[str]()
    if stems & what.told_by:
        return False
    behind = _COUNTED_WITH.match(sentence, span.end)
    following = behind.group() if behind else ""
    if _is_apart(sentence, span, before, what) or _did_it(sentence, span) or _is_more(sentence, span):
        return True
    noun = _noun_behind(sentence, span)
    if noun and not _are_people(noun) and not _fates(noun):
        return True
    fates = _fates(following) or _fates(" ".join(stems))
    return bool(fates) and not fates & what.told_by


def _is_apart(sentence: str, span: Span, before: str, what: Counted) -> bool:
    """Say whether a number stands in a phrase of its own: "from one village", "in two attacks"."""
    following = _WORD.search(sentence, span.end)
    if following and what.told_by.intersection(analyze(following.group())):
        return False
    noun = _noun_behind(sentence, span)
    inside = _INSIDE.search(before) and not (noun and _are_people(noun))
    return bool(inside or _APART.search(before))


def _did_it(sentence: str, span: Span) -> bool:
    doing = _DOES.match(sentence, span.end)
    return doing is not None and NUMBER.search(doing["done"]) is not None


def _is_more(sentence: str, span: Span) -> bool:
    before = _before(sentence, span.start)
    return bool(_MORE_BEHIND.match(sentence, span.end) or _MORE_BEFORE.search(before))


def _noun_behind(sentence: str, span: Span) -> str | None:
    """Return the noun in the plural that a number counts, if it follows; as written."""
    behind = _NEXT_WORDS.match(sentence, span.end)
    words = behind.group().split() if behind else []
    return next((word for word in words[: _until_function_word(words)] if _is_plural(word)), None)


def _follows(sentence: str, span: Span, noun: frozenset[str]) -> bool:
    """Say whether a noun follows a number and its unit: "300 litres of fuel", "12 of its old ships"."""
    quantity = quantity_at(sentence, span)
    if quantity is None or not noun:
        return False
    if noun.intersection(analyze(quantity.words)):
        return True
    end = max(number_range(sentence, span).end, quantity.span.end)
    of_them = _OF_THEM.match(sentence, end)
    behind = _NEXT_WORDS.match(sentence, of_them.end() if of_them else end)
    words = behind.group().split() if behind else []
    return bool(noun.intersection(analyze(" ".join(words[: _until_function_word(words)]))))


@lru_cache(maxsize=1_024)
def _has_number(sentence: str, what: Counted) -> bool:
    """Say whether any number of the sentence stands before the noun that is counted."""
    return any(_follows(sentence, Span(*found.span()), what.noun) for found in NUMBER.finditer(sentence))


def _gap(sentence: str, span: Span, what: Counted) -> int | None:
    """Return how many characters lie between a number and the nearest word for what is counted."""
    gaps = [
        (max(told.start - span.end, span.start - told.end, 0), min(told.end, span.end))
        for told in _told(sentence, what)
    ]
    near = [gap for gap, at in gaps if gap <= _REACH and _CELL not in sentence[at : at + gap]]
    return min(near, default=None)


@lru_cache(maxsize=1_024)
def _told(sentence: str, what: Counted) -> tuple[Span, ...]:
    """Return where a sentence tells what is counted."""
    telling = what.told_by or what.noun
    words = [word.span() for word in _WORD.finditer(sentence) if telling.intersection(analyze(word.group()))]
    for phrase, fate in _PHRASES if what.fate else ():
        if fate & what.told_by:
            words += [found.span("told") for found in phrase.finditer(sentence)]
    return tuple(Span(*word) for word in words)


@lru_cache(maxsize=1_024)
def _quantities(sentence: str) -> tuple[Quantity, ...]:
    return tuple(quantities(sentence))
