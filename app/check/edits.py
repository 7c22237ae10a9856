"""What was changed in a sentence that otherwise repeats one of the evidence nearly word for word.

Aligns the two and judges each short replacement by the words themselves. Knows nothing of grammar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from app.check.clauses import Sentence, is_content
from app.check.dates import Day, same_day
from app.check.denials import DENIALS, NEGATIONS, denies_by_prefix, says_how_much
from app.check.evidence import Line
from app.check.findings import Finding
from app.check.keys import alike, exclusive, is_calendar, is_named, opposite
from app.check.quantity import Quantity, same
from app.check.words import word_list

Marked = TypeVar("Marked", Quantity, Day)

_MOST_WORDS = 160
_LONGEST_EDIT = 4
_CLOSE = 0.55
_VERY_CLOSE = 0.75
_NEARLY_WHOLE = 0.85
_WIDE = word_list("wide scope")
_NARROW = word_list("narrow scope")


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the sentence in place of words of the evidence, as positions; either may be empty."""

    said: tuple[int, ...]
    told: tuple[int, ...]


def edits(said: Sentence, told: Sentence) -> tuple[float, list[Edit]]:
    """Return how alike both are word for word, in [0, 1] of the sentence, and the short changes between."""
    mine, theirs = _terms(said), _terms(told)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    changes = [
        Edit(tuple(range(i1, i2)), tuple(range(j1, j2)))
        for kind, i1, i2, j1, j2 in matcher.get_opcodes()
        if kind != "equal" and i2 - i1 <= _LONGEST_EDIT and j2 - j1 <= _LONGEST_EDIT
    ]
    return same / max(len(mine), 1), changes


def findings(said: Sentence, said_line: Line, evidence: Sequence[tuple[Line, Sentence]]) -> list[Finding]:
    """Return what the short changes from the closest wording hold against the sentence, if it is close."""
    compared = [(*edits(said, told), line, told) for line, told in evidence]
    share, changes, line, told = max(compared, key=lambda one: one[0])
    if share < _CLOSE:
        return []
    grave = share >= _VERY_CLOSE
    return [
        finding
        for change in changes
        for finding in (
            *_against(said, told, change, share),
            *_renumbered(said, told, change, said_line, line, grave),
            *_redated(said, told, change, said_line, line, grave),
        )
    ]


def _terms(sentence: Sentence) -> list[str]:
    return [word.lemma if word.pos != "PROPN" else word.text.lower() for word in sentence.words[:_MOST_WORDS]]


def _against(said: Sentence, told: Sentence, change: Edit, share: float) -> Iterator[Finding]:
    mine = [said.words[at].text for at in change.said]
    theirs = [told.words[at].text for at in change.told]
    new, old = ({word.lower() for word in words} for words in (mine, theirs))
    if _denied(said, told, change):
        yield Finding("edited negation", _instead(mine, theirs), contradicted=True, grave=False)
    elif _turned(said, told, change) or _excluded(said, told, change):
        yield Finding("edited opposite", _instead(mine, theirs), contradicted=True)
    elif _renamed(said, told, change):
        yield Finding("edited name", _instead(mine, theirs), contradicted=True, grave=False)
    elif new & _WIDE and not old & _WIDE:
        yield Finding("edited scope", _instead(mine, theirs), grave=False)
    elif _hedges(told, change) and not new & _NARROW:
        yield Finding("edited hedge", _instead(mine, theirs), grave=False)
    elif _replaced(said, told, change):
        kind = "only word edited" if share >= _NEARLY_WHOLE else "edited word"
        yield Finding(kind, _instead(mine, theirs), grave=False)


def _hedges(told: Sentence, change: Edit) -> bool:
    """Say whether a word that narrows went out, other than one that only rounds: "some 40", "nearly 200"."""
    narrow = (at for at in change.told if told.words[at].text.lower() in _NARROW)
    return any(at + 1 == len(told.words) or told.words[at + 1].pos != "NUM" for at in narrow)


def _renumbered(
    said: Sentence, told: Sentence, change: Edit, said_line: Line, told_line: Line, grave: bool
) -> Iterator[Finding]:
    """Yield a finding where a number stands in the place of another."""
    mine = _within(said, change.said, said_line.numbers)
    theirs = _within(told, change.told, told_line.numbers)
    if mine and theirs and not any(same(one, other) for one in mine for other in theirs):
        reason = f"“{mine[0].words}” where the passage has “{theirs[0].words}”"
        yield Finding("edited number", reason, True, grave)


def _redated(
    said: Sentence, told: Sentence, change: Edit, said_line: Line, told_line: Line, grave: bool
) -> Iterator[Finding]:
    """Yield a finding where a date stands in the place of another."""
    mine = _within(said, change.said, said_line.dates)
    theirs = _within(told, change.told, told_line.dates)
    if mine and theirs and not any(same_day(one, other) for one in mine for other in told_line.dates):
        reason = f"“{mine[0].words}” where the passage has “{theirs[0].words}”"
        yield Finding("edited date", reason, True, grave)


def _within(sentence: Sentence, positions: Sequence[int], marked: Sequence[Marked]) -> list[Marked]:
    """Return what shares a word with the positions."""
    words = [sentence.words[at] for at in positions]
    return [
        one
        for one in marked
        if any(one.span.start < word.end and word.start < one.span.end for word in words)
    ]


def _denied(said: Sentence, told: Sentence, change: Edit) -> bool:
    """Say whether a negation came in or went out, and nothing else that may make up for it."""
    new = _negated(said, change.said)
    old = _negated(told, change.told)
    if new == old:
        return False
    denying, other = (said, told) if new else (told, said)
    if any(word.lemma in DENIALS for word in other.words) or denies_by_prefix(other.words, denying.words):
        return False
    return new or not any(is_content(told.words[at]) for at in change.told)


def _negated(sentence: Sentence, positions: Sequence[int]) -> bool:
    """Say whether a negation is among the words, other than in "no fewer than"."""
    words = sentence.words
    return any(words[at].lemma in NEGATIONS and not says_how_much(words, at) for at in positions)


def _turned(said: Sentence, told: Sentence, change: Edit) -> bool:
    return any(
        opposite(said.keys[one], told.keys[other]) and not alike(said.keys[one], told.keys[other])
        for one in change.said
        for other in change.told
    )


def _excluded(said: Sentence, told: Sentence, change: Edit) -> bool:
    """Say whether a single word stands in the place of one that excludes it, no number before it."""
    if len(change.said) != 1 or len(change.told) != 1 or _counted(said, change.said[0]):
        return False
    return exclusive(said.keys[change.said[0]], told.keys[change.told[0]])


def _counted(sentence: Sentence, at: int) -> bool:
    """Say whether a number stands before a word: "12 months" may be "one year"."""
    before = [word for word in sentence.words[max(at - 2, 0) : at] if word.pos != "PUNCT"]
    return any(word.pos == "NUM" for word in before[-1:])


def _renamed(said: Sentence, told: Sentence, change: Edit) -> bool:
    """Say whether names, and nothing else, stand in the place of other names, no spellings of theirs."""
    mine, theirs = _names_only(said, change.said), _names_only(told, change.told)
    if not mine or not theirs:
        return False
    return not any(alike(said.keys[one], told.keys[other]) for one in mine for other in theirs)


def _names_only(sentence: Sentence, positions: Sequence[int]) -> list[int]:
    """Return the positions of the names, none if there is another word but articles and the like."""
    named = [at for at in positions if is_named(sentence.words[at])]
    others = [sentence.words[at] for at in positions if at not in named]
    return (
        named
        if all(word.pos in {"DET", "PART", "PUNCT", "ADP"} or is_calendar(word) for word in others)
        else []
    )


def _replaced(said: Sentence, told: Sentence, change: Edit) -> bool:
    """Say whether a word with content stands in the place of another that says something else."""
    mine = [at for at in change.said if is_content(said.words[at])]
    theirs = [at for at in change.told if is_content(told.words[at])]
    return bool(mine and theirs) and not any(
        alike(said.keys[one], told.keys[other]) for one in mine for other in theirs
    )


def _instead(mine: Sequence[str], theirs: Sequence[str]) -> str:
    if not mine:
        return f"the passage has “{' '.join(theirs)}”, which is left out here"
    if not theirs:
        return f"“{' '.join(mine)}” is not in the passage's sentence"
    return f"“{' '.join(mine)}” where the passage has “{' '.join(theirs)}”"
