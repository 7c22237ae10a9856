"""Sentences told in nearly the same words: whether one bears the other out, or in what they differ.

Copies of a report get shortened, corrected and doctored. A number, name or word that was exchanged for
another must neither be cited for what it replaced nor be passed over. Knows nothing of ranking.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isinf
from typing import Literal

from rapidfuzz import fuzz

from app.check.quantities import quantities
from app.check.quantity import AGE, CLOCK, EITHER_HALF, Quantity
from app.check.units import SIGNED_CURRENCIES
from app.spans import number_with_unit
from app.vocabulary import FUNCTION_STEMS, NUMBER_WORDS
from index.analysis import analyze, name_key
from index.records import Span

# Sentences are told alike from here up, in percent of rapidfuzz's ratio of their sorted words.
_ALIKE = 82.0
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_DENIALS = frozenset(analyze("not no never nor neither without nobody none nothing cannot"))
# "Before" and "after" may be all that two sentences differ in.
_IDLE_STEMS = FUNCTION_STEMS - frozenset(analyze("before after"))
_SHORTEST_PROPER = 3
# After these a word has a capital letter whatever it is.
_OPENS = re.compile(r"[“”\"‘'«(\[:–—-]\s*$")
# "TRIPOLI, April 7 (Xinhua) --": where and through whom it was sent, not what it says.
_DATELINE = re.compile(
    r"[A-Z][^a-z()\n]{2,40}[^()\n]{0,25}\((?:[A-Z][\w&./-]{1,14}(?: [A-Z][\w.]+)?|dpa[\w-]*)\)\s*[-–—]+\s"
)
_BY = re.compile(r"\bby\b", re.IGNORECASE)
# Of sentences as short as these, a word or two is what they tell: "It closed at 3,410 on Monday."
_FEWEST_SHARED = 5
_MOST_EXCHANGED = 3
_MOST_SWAPPED = 4
# So many facts that stand together elsewhere are a clause that was moved.
_FEWEST_MOVED = 3
_UNITS_WITHOUT_WORD = frozenset({"", "%", CLOCK, *SIGNED_CURRENCIES})
_HALF_DAY, _DAY = 12 * 60, 24 * 60

Kind = Literal["number", "name", "denial", "word"]
# What is told first of the words that were exchanged.
_IMPORTANCE: dict[Kind, int] = {"denial": 0, "number": 1, "name": 2, "word": 3}


@dataclass(frozen=True, slots=True)
class _Fact:
    """A word or number that says something; facts are the same where they share one of their `keys`."""

    kind: Kind
    keys: frozenset[str]
    span: Span
    # What a number measures; its span has the unit's word or sign.
    unit: str = ""


# What stands in place of each other between facts that two sentences have in the same order.
_Gap = tuple[Sequence[_Fact], Sequence[_Fact]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands in place of each other in two sentences that are alike, as spans of each."""

    kind: Kind
    left: Span
    right: Span


def alike(left: str, right: str) -> bool:
    """Say whether two sentences are told in nearly the same words, whatever they say."""
    if left == right:
        return True
    return fuzz.token_sort_ratio(left.casefold(), right.casefold(), score_cutoff=_ALIKE) > 0


def bears_out(said: str, other: str) -> bool:
    """Say whether all that a sentence says stands in another that is told alike, in any usual spelling.

    It must stand in its place: "12 killed, 30 hurt" doesn't bear out "30 killed, 12 hurt".
    """
    if said == other:
        return True
    facts, others = _facts(said), _facts(other)
    if _missing(facts, others):
        return False
    lost, new = _misplaced(facts, others)
    return not lost and not _denies(new)


def difference(
    left: str, right: str, about: Span | None = None, *, of_one_report: bool = False
) -> Difference | None:
    """Return what two sentences told alike exchange for each other, None where nothing is.

    Of several the one nearest to `about`, a span of `left`; else the weightiest. A word more or less is no
    exchange, unless it denies. Sentences `of_one_report`, in its copies, may be as short as they like.
    """
    facts, others = _facts(left), _facts(right)
    lost, new = _missing(facts, others), _missing(others, facts)
    fewest = 1 if of_one_report else _FEWEST_SHARED
    if max(len(lost), len(new)) > _MOST_EXCHANGED or _shared(facts, lost) < fewest:
        return None
    if _denies([*lost, *new]):
        return _denied(facts, others, [*lost, *new])
    pairs = _exchanged(facts, others, lost, new)
    if not pairs:
        misplaced = [fact for side in _misplaced(facts, others) for fact in side]
        if _denies(misplaced):
            return _denied(facts, others, misplaced)
        pairs = [] if _turned_round(left, right) else _swapped(facts, others)
    told = [Difference(one.kind, _told(left, one), _told(right, other)) for one, other in pairs]
    return min(told, key=lambda one: (_gap(one.left, about), _IMPORTANCE[one.kind]), default=None)


def _shared(facts: Sequence[_Fact], lost: Sequence[_Fact]) -> int:
    """Return how many facts are left; of "six days" the days are where it became nine."""
    left = len(facts) - len(lost)
    return left + sum(one.unit not in _UNITS_WITHOUT_WORD for one in lost) if left else 0


def _denies(facts: Sequence[_Fact]) -> bool:
    return any(one.kind == "denial" for one in facts)


def _turned_round(left: str, right: str) -> bool:
    """Say whether one sentence may be the passive of the other: who did it stands behind "by"."""
    return len(_BY.findall(left)) != len(_BY.findall(right))


def _exchanged(
    facts: Sequence[_Fact], others: Sequence[_Fact], lost: Sequence[_Fact], new: Sequence[_Fact]
) -> list[tuple[_Fact, _Fact]]:
    """Pair what was there with what is there now: in the same place, else wherever it stands."""
    gone, come = {id(one) for one in lost}, {id(one) for one in new}
    in_place = [
        pair
        for left, right in _gaps(facts, others)
        for pair in _paired(
            [one for one in left if id(one) in gone], [one for one in right if id(one) in come]
        )
    ]
    return in_place or _paired(lost, new)


def _paired(lost: Sequence[_Fact], new: Sequence[_Fact]) -> list[tuple[_Fact, _Fact]]:
    """Pair facts of the same kind in the same order, else in order alone."""
    return _of_a_kind(lost, new) or list(zip(lost, new, strict=False))


def _swapped(facts: Sequence[_Fact], others: Sequence[_Fact]) -> list[tuple[_Fact, _Fact]]:
    """Pair what trades places within the sentence: none where too much does for an exchange."""
    pairs = [pair for gap in _gaps(facts, others) for pair in _of_a_kind(*gap)]
    return pairs if len(pairs) <= _MOST_SWAPPED else []


def _of_a_kind(lost: Sequence[_Fact], new: Sequence[_Fact]) -> list[tuple[_Fact, _Fact]]:
    gone, come = _with_whole_names(lost), _with_whole_names(new)
    return [
        pair
        for kind in _IMPORTANCE
        for pair in zip(
            (one for one in gone if one.kind == kind), (one for one in come if one.kind == kind), strict=False
        )
    ]


def _with_whole_names(facts: Sequence[_Fact]) -> list[_Fact]:
    """Return facts with names that follow each other at once as one: Port Ellis."""
    joined: list[_Fact] = []
    for fact in facts:
        last = joined[-1] if joined else None
        if last and last.kind == fact.kind == "name" and fact.span.start == last.span.end + 1:
            joined[-1] = _Fact("name", last.keys | fact.keys, Span(last.span.start, fact.span.end))
        else:
            joined.append(fact)
    return joined


def _gap(span: Span, about: Span | None) -> int:
    return max(about.start - span.end, span.start - about.end, 0) if about else 0


def _told(sentence: str, fact: _Fact) -> Span:
    if fact.kind != "number":
        return fact.span
    wide = number_with_unit(sentence, fact.span)
    return Span(wide.start, fact.span.end if fact.unit else wide.end)


def _denied(facts: Sequence[_Fact], others: Sequence[_Fact], exchanged: Sequence[_Fact]) -> Difference:
    """Return what one sentence denies, with its "not", and the same in the other."""
    denial = next(one for one in exchanged if one.kind == "denial")
    denies, tells = (facts, others) if denial in facts else (others, facts)
    after = [one for one in denies if one.span.start >= denial.span.end]
    told = next((one for what in after for one in tells if one.keys & what.keys), tells[0])
    end = next((what.span.end for what in after if what.keys & told.keys), denial.span.end)
    spans = Span(denial.span.start, end), told.span
    return Difference("denial", *(spans if denies is facts else spans[::-1]))


def _missing(facts: Sequence[_Fact], others: Sequence[_Fact]) -> list[_Fact]:
    """Return the facts that aren't among the others."""
    known = frozenset[str]().union(*(one.keys for one in others))
    return [one for one in facts if not one.keys & known]


def _misplaced(facts: Sequence[_Fact], others: Sequence[_Fact]) -> tuple[list[_Fact], list[_Fact]]:
    """Return the facts of each that don't stand in their place in the other, nor in a clause that moved."""
    gaps = _gaps(facts, others)
    moved: list[_Fact] = []
    for gone in (left for left, right in gaps if not right):
        for come in (right for left, right in gaps if not left):
            pairs = _in_order(gone, come)
            if len(pairs) >= _FEWEST_MOVED and any(gone[at].kind == "word" for at, _ in pairs):
                moved += [fact for at, place in pairs for fact in (gone[at], come[place])]
    known = {id(fact) for fact in moved}
    lost = [one for left, _ in gaps for one in left if id(one) not in known]
    return lost, [one for _, right in gaps for one in right if id(one) not in known]


def _gaps(facts: Sequence[_Fact], others: Sequence[_Fact]) -> list[_Gap]:
    """Return what stands, on each side, between the facts that both have in the same order."""
    pairs = _in_order(facts, others)
    before, behind = [(-1, -1), *pairs], [*pairs, (len(facts), len(others))]
    between = [
        (facts[left + 1 : next_left], others[right + 1 : next_right])
        for (left, right), (next_left, next_right) in zip(before, behind, strict=True)
    ]
    return [gap for gap in between if gap[0] or gap[1]]


def _in_order(facts: Sequence[_Fact], others: Sequence[_Fact]) -> list[tuple[int, int]]:
    """Return the places of the most facts that both have in the same order.

    Of several ways the one that leaves facts facing each other.
    """
    longest = _longest_from(facts, others)
    pairs, at, place = [], 0, 0
    while at < len(facts) and place < len(others):
        most = longest[at][place]
        if facts[at].keys & others[place].keys:
            pairs.append((at, place))
        elif longest[at + 1][place + 1] < most:
            at, place = (at + 1, place) if longest[at + 1][place] == most else (at, place + 1)
            continue
        at, place = at + 1, place + 1
    return pairs


def _longest_from(facts: Sequence[_Fact], others: Sequence[_Fact]) -> list[list[int]]:
    """Return the length of the longest common subsequence from each place of both on."""
    longest = [[0] * (len(others) + 1) for _ in range(len(facts) + 1)]
    for at in reversed(range(len(facts))):
        for place in reversed(range(len(others))):
            longest[at][place] = (
                longest[at + 1][place + 1] + 1
                if facts[at].keys & others[place].keys
                else max(longest[at + 1][place], longest[at][place + 1])
            )
    return longest


@lru_cache(maxsize=4_096)
def _facts(sentence: str) -> tuple[_Fact, ...]:
    numbers = [_number(one) for one in quantities(sentence) if not _part_of_word(sentence, one.span)]
    dateline = _DATELINE.match(sentence)
    begins = dateline.end() if dateline else 0
    told = [one for one in (*numbers, *_words(sentence, numbers)) if one.span.start >= begins]
    return tuple(sorted(told, key=lambda one: one.span.start))


def _part_of_word(sentence: str, span: Span) -> bool:
    """Say whether letters follow at once: the 7 of "Route 7A"."""
    return sentence[span.end - 1].isdigit() and sentence[span.end : span.end + 1].isalpha()


def _number(one: Quantity) -> _Fact:
    keys = {f"#{value:.10g} {_measure(one)} {one.kind}" for value in _values(one) if not isinf(value)}
    if one.unit == AGE or (one.kind == "rank" and one.words[:1].isdigit()):
        # "Maja Lund, 24" and the 24-year-old; "4 May" and "May 4th".
        keys.add(f"#{one.value:.10g}  count")
    return _Fact("number", frozenset(keys or {f"#{one.words.casefold()}"}), one.span, one.unit)


def _values(one: Quantity) -> Iterator[float]:
    """Yield what a number may mean."""
    yield one.value
    yield one.otherwise
    if one.unit == CLOCK and one.unit_name == EITHER_HALF:
        yield (one.value + _HALF_DAY) % _DAY


def _measure(one: Quantity) -> str:
    return "$" if one.unit == "US$" else one.unit


def _words(sentence: str, numbers: Sequence[_Fact]) -> Iterator[_Fact]:
    for found in _WORD.finditer(sentence):
        span = Span(*found.span())
        if not any(one.span.overlaps(span) for one in numbers):
            opens = span.start < 2 or _OPENS.search(sentence, max(span.start - 3, 0), span.start) is not None
            yield from _word(found.group(), span, opens=opens)


def _word(word: str, span: Span, *, opens: bool) -> Iterator[_Fact]:
    stems = frozenset(analyze(word))
    if stems & _DENIALS or word.casefold().endswith(("n't", "n’t")):
        yield _Fact("denial", frozenset({"not"}), span)
    elif stems and (not stems <= _IDLE_STEMS or _is_proper(word, opens=opens)):
        # Words that stand for one another in a search still say different things: won, beaten, lost.
        keys = frozenset({word.casefold()}) if any(sign.isdigit() for sign in word) else stems
        spelled = name_key(word) if word[0].isupper() else ""
        yield _Fact(_kind(word, opens=opens), keys | ({f"@{spelled}"} if spelled else set()), span)


def _kind(word: str, *, opens: bool) -> Kind:
    if word.casefold() in NUMBER_WORDS:
        return "number"
    return "name" if _is_initials(word) or (word[0].isupper() and not opens) else "word"


def _is_initials(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _is_proper(word: str, *, opens: bool) -> bool:
    """Say whether capitals make a name of a word with a job: US, UN, WHO, or May inside a sentence."""
    capital = len(word) >= _SHORTEST_PROPER and word[0].isupper() and not opens and word != "The"
    return capital or _is_initials(word)
