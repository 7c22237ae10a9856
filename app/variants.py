"""Sentences told in nearly the same words: whether one bears the other out, or in what they differ.

Copies of a report get shortened, corrected and doctored. A number, name or word that was exchanged for
another must neither be cited for what it replaced nor be passed over. Knows nothing of ranking.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from app.figures import value_of
from app.spans import number_with_unit
from app.synonyms import synonyms_of
from app.vocabulary import FUNCTION_STEMS, NUMBER
from index.analysis import analyze, name_key
from index.records import Span

# Sentences are told alike from here up, in percent of rapidfuzz's ratio of their sorted words.
_ALIKE = 82.0
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_DENIALS = frozenset(analyze("not no never nor neither without nobody none nothing cannot"))
# Of sentences as short as these, a word or two is what they tell: "It closed at 3,410 on Monday."
_FEWEST_SHARED = 5
_MOST_EXCHANGED = 3

Kind = Literal["number", "name", "denial", "word"]
# What is told first of the words that were exchanged.
_IMPORTANCE: dict[Kind, int] = {"denial": 0, "number": 1, "name": 2, "word": 3}


@dataclass(frozen=True, slots=True)
class _Fact:
    """A word or number that says something; facts are the same where they share one of their `keys`."""

    kind: Kind
    keys: frozenset[str]
    span: Span


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
    """Say whether all that a sentence says stands in another that is told alike, in any usual spelling."""
    if said == other:
        return True
    facts, others = _facts(said), _facts(other)
    return not _missing(facts, others) and not any(one.kind == "denial" for one in _missing(others, facts))


def difference(left: str, right: str, about: Span | None = None) -> Difference | None:
    """Return what two sentences told alike exchange for each other, None where nothing is.

    Of several the one nearest to `about`, a span of `left`; else the weightiest. A word more or less is no
    exchange, unless it denies.
    """
    facts, others = _facts(left), _facts(right)
    lost, new = _missing(facts, others), _missing(others, facts)
    if max(len(lost), len(new)) > _MOST_EXCHANGED or len(facts) - len(lost) < _FEWEST_SHARED:
        return None
    if any(one.kind == "denial" for one in [*lost, *new]):
        return _denied(facts, others, [*lost, *new])
    told = [
        Difference(one.kind, _told(left, one), _told(right, other)) for one, other in _exchanged(lost, new)
    ]
    return min(told, key=lambda one: (_gap(one.left, about), _IMPORTANCE[one.kind]), default=None)


def _exchanged(lost: Sequence[_Fact], new: Sequence[_Fact]) -> list[tuple[_Fact, _Fact]]:
    """Pair what was there with what is there now: the same kind in the same order, else in order alone."""
    pairs = [
        pair
        for kind in _IMPORTANCE
        for pair in zip(
            (one for one in lost if one.kind == kind), (one for one in new if one.kind == kind), strict=False
        )
    ]
    return pairs or list(zip(lost, new, strict=False))


def _gap(span: Span, about: Span | None) -> int:
    return max(about.start - span.end, span.start - about.end, 0) if about else 0


def _told(sentence: str, fact: _Fact) -> Span:
    return number_with_unit(sentence, fact.span) if fact.kind == "number" else fact.span


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


def _facts(sentence: str) -> list[_Fact]:
    numbers = [_number(found) for found in NUMBER.finditer(sentence)]
    return sorted([*numbers, *_words(sentence, numbers)], key=lambda one: one.span.start)


def _number(found: re.Match[str]) -> _Fact:
    value = value_of(found.group())
    key = f"#{value:g}" if value is not None else f"#{found.group().casefold()}"
    return _Fact("number", frozenset({key}), Span(*found.span()))


def _words(sentence: str, numbers: Sequence[_Fact]) -> Iterator[_Fact]:
    for found in _WORD.finditer(sentence):
        start, end = found.span()
        if not any(one.span.start < end and start < one.span.end for one in numbers):
            yield from _word(found.group(), Span(start, end), starts=start < 2)


def _word(word: str, span: Span, *, starts: bool) -> Iterator[_Fact]:
    stems = frozenset(analyze(word))
    if stems & _DENIALS or word.casefold().endswith(("n't", "n’t")):
        yield _Fact("denial", frozenset({"not"}), span)
    elif stems and not stems <= FUNCTION_STEMS:
        named = word[0].isupper() and not starts
        keys = stems.union(*map(synonyms_of, stems)) if not named else stems
        spelled = name_key(word) if word[0].isupper() else ""
        yield _Fact("name" if named else "word", keys | ({f"@{spelled}"} if spelled else set()), span)
