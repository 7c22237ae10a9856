"""Whether two events happened in the order that a sentence gives, as the evidence has it or dates them.

Looks at "before", "after" and their like between two events. Knows nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.check.clauses import Sentence
from app.check.dates import Day
from app.check.evidence import Line
from app.check.facts import event
from app.check.findings import Finding
from app.check.roles import affinity

_ORDER = {"before": 1, "until": 1, "after": -1, "following": -1}
_CLEAR = 0.3
_MOST_COMPARED = 24
_SUBTREE = 60
# The events of two sentences are the same from here on, and clearly in one order rather than the other.
_AGREE = 0.8
_APART = 0.5


@dataclass(frozen=True, slots=True)
class Order:
    """A word such as "before" with the words of the event that it stands with and of the one behind it."""

    word: int
    first: tuple[int, ...]
    second: tuple[int, ...]
    direction: int


def findings(said: Sentence, evidence: Sequence[tuple[Line, Sentence]]) -> list[Finding]:
    """Return what the evidence, or the dates that it gives, say against a sentence's order of events."""
    told = [(sentence, order) for _, sentence in evidence for order in _ordered(sentence)]
    found: list[Finding] = []
    for mine in _ordered(said):
        dated = _compared(said, mine, evidence)
        if dated is not None:
            found.append(dated)
        elif (turned := _turned(said, mine, told)) is not None:
            found.append(turned)
    return found


def _ordered(sentence: Sentence) -> list[Order]:
    """Return the events of a sentence that a word such as "before" joins."""
    found: list[Order] = []
    for at, word in enumerate(sentence.words):
        direction = _ORDER.get(word.lemma)
        if direction is None or word.pos not in {"ADP", "SCONJ", "VERB"}:
            continue
        inside = _below(sentence, at)
        content = [one for one in sentence.content() if one != at]
        second = tuple(one for one in content if one in inside)
        found.append(Order(at, tuple(one for one in content if one not in inside), second, direction))
    return found


def _turned(said: Sentence, mine: Order, told: Sequence[tuple[Sentence, Order]]) -> Finding | None:
    """Return a finding where a sentence of the evidence joins the same events the other way round."""
    best: tuple[float, str, bool] = (_AGREE, "", False)
    for sentence, order in told:
        straight = affinity(said, mine.first, sentence, order.first)
        straight += affinity(said, mine.second, sentence, order.second)
        crossed = affinity(said, mine.first, sentence, order.second)
        crossed += affinity(said, mine.second, sentence, order.first)
        agreement = max(straight, crossed)
        if abs(straight - crossed) >= _APART and agreement >= best[0]:
            same = (straight > crossed) == (mine.direction == order.direction)
            best = agreement, sentence.words[order.word].text, not same
    _, other, turned = best
    if not turned:
        return None
    word = said.words[mine.word].text
    reason = f"“{word}” joins the events the other way round than “{other}” in the passage"
    return Finding("turned order", reason, contradicted=True, grave=False)


def _below(said: Sentence, at: int) -> frozenset[int]:
    """Return the positions that hang on the word, or for "before it opened" on the verb it introduces."""
    top = said.words[at].head if said.words[at].dep == "mark" else at
    found, waiting = {at}, [top]
    while waiting and len(found) < _SUBTREE:
        one = waiting.pop()
        found.add(one)
        waiting.extend(child for child in said.children[one] if child not in found)
    return frozenset(found)


def _compared(said: Sentence, mine: Order, evidence: Sequence[tuple[Line, Sentence]]) -> Finding | None:
    one = _dated(said, mine.first, mine.second, evidence)
    other = _dated(said, mine.second, mine.first, evidence)
    if one is None or other is None:
        return None
    order = _compare(one, other)
    if order is None or order != mine.direction:
        return None
    reason = f"the passage has the order otherwise: “{one.words}” and “{other.words}”"
    return Finding("order", reason, contradicted=True, grave=False)


def _dated(
    said: Sentence, words: Sequence[int], others: Sequence[int], evidence: Sequence[tuple[Line, Sentence]]
) -> Day | None:
    """Return the date of the event that these words describe, rather than those others."""
    best, found = _CLEAR, None
    for line, sentence in evidence:
        for day in line.dates[:_MOST_COMPARED]:
            happened = event(day.span, sentence)
            score = affinity(said, words, sentence, happened) - affinity(said, others, sentence, happened)
            if score > best:
                best, found = score, day
    return found


def _compare(one: Day, other: Day) -> int | None:
    """Return -1 where `one` is earlier, 1 where it is later, None where it can't be told."""
    if one.year is None or other.year is None:
        return None
    for mine, theirs in ((one.year, other.year), (one.month, other.month), (one.day, other.day)):
        if mine is None or theirs is None:
            return None
        if mine != theirs:
            return -1 if mine < theirs else 1
    return None
