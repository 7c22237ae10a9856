"""Whether two events happened in the order that a sentence gives, by the dates of the evidence.

Looks at "before", "after" and their like between two events that the evidence dates. Knows nothing else.
"""

from collections.abc import Sequence

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


def findings(said: Sentence, evidence: Sequence[tuple[Line, Sentence]]) -> list[Finding]:
    """Return what the dates of the evidence say against the order of events in the sentence."""
    found: list[Finding] = []
    for at, word in enumerate(said.words):
        direction = _ORDER.get(word.lemma)
        if direction is None or word.pos not in {"ADP", "SCONJ", "VERB"}:
            continue
        inside = _below(said, at)
        later = [one for one in said.content() if one in inside and one != at]
        first = [one for one in said.content() if one not in inside]
        finding = _compared(said, first, later, direction, evidence)
        if finding is not None:
            found.append(finding)
    return found


def _below(said: Sentence, at: int) -> frozenset[int]:
    """Return the positions that hang on the word, or for "before it opened" on the verb it introduces."""
    top = said.words[at].head if said.words[at].dep == "mark" else at
    found, waiting = {at}, [top]
    while waiting and len(found) < _SUBTREE:
        one = waiting.pop()
        found.add(one)
        waiting.extend(child for child in said.children[one] if child not in found)
    return frozenset(found)


def _compared(
    said: Sentence,
    first: Sequence[int],
    second: Sequence[int],
    direction: int,
    evidence: Sequence[tuple[Line, Sentence]],
) -> Finding | None:
    one, other = _dated(said, first, second, evidence), _dated(said, second, first, evidence)
    if one is None or other is None:
        return None
    order = _compare(one, other)
    if order is None or order != direction:
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
