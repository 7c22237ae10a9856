"""What speaks against a sentence without grammar: where it isn't in English, or its evidence isn't.

Only numbers, dates and names are compared. Knows nothing of meaning.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from app.check import facts
from app.check.dates import same_day
from app.check.evidence import Line, Prepared
from app.check.facts import borne_out, with_next_word
from app.check.findings import Finding
from app.check.likeness import Nearest
from app.check.names import Name, names
from app.check.quantity import Quantity, same
from app.vocabulary import CAPITAL_NOUNS
from index.analysis import fold

# The share of words from which a sentence is about the same, and others are beside it.
_SAME_MATTER = 0.6
_AS_NEAR = 0.7


def findings(
    said: Line, language: str | None, evidence: Sequence[Prepared], nearby: Sequence[Nearest]
) -> list[Finding]:
    """Return what numbers, dates and names say of a sentence in `language`; `nearby` is best first.

    Without the likeness of the wording, a number that isn't there is all that there is to go by; but a small
    one, or a date, may be put otherwise, unless the evidence has another in its place.
    """
    own = [one for one in evidence if one.language == language] or evidence
    near = _about_the_same(nearby)
    numbers = facts.number_findings(said, own, reckoned=False)
    dates = facts.date_findings(*_unmatched_dates(said, near, own))
    return [
        *(replace(one, grave=one.contradicted or one.kind != "absent small number") for one in numbers),
        *_counted_otherwise(said, near, own),
        *(replace(one, grave=one.contradicted) for one in dates),
        *_name_findings(said, language, evidence),
    ]


def _name_findings(said: Line, language: str | None, evidence: Sequence[Prepared]) -> list[Finding]:
    apart = [*(number.span for number in said.numbers), *(day.span for day in said.dates)]
    named = names(said.text, None, apart)
    compare = _names_compare(said.text, language, evidence)
    found = facts.name_findings(said.text, named, evidence, grave=compare)
    return found if compare else [*_names_changed(said.text, named, evidence), *found]


def _about_the_same(nearby: Sequence[Nearest]) -> list[Line]:
    """Return the nearest sentences that say most of the same, else the few that are read closely."""
    if nearby[0].shared < _SAME_MATTER:
        return [one.line for one in nearby]
    return [one.line for one in nearby if one.shared >= _AS_NEAR * nearby[0].shared]


def _unmatched_dates(
    said: Line, near: Sequence[Line], evidence: Sequence[Prepared]
) -> tuple[Line, Sequence[Prepared], Sequence[Line]]:
    """Return what `date_findings` takes, but for the dates that the sentence and the nearest ones share.

    So that one date of several is set against none that belongs to another of them.
    """
    told = [given for line in near for given in line.dates]
    left = tuple(day for day in said.dates if not any(same_day(day, given) for given in told))
    spare = [
        replace(
            line, dates=tuple(one for one in line.dates if not any(same_day(day, one) for day in said.dates))
        )
        for line in near
    ]
    return replace(said, dates=left), evidence, spare


def _names_changed(said: str, named: Sequence[Name], evidence: Sequence[Prepared]) -> list[Finding]:
    """Return the names that go on, behind a word that the evidence has, otherwise than they do there.

    For languages in which a capital doesn't tell a name: "Michael Hartmann" beside "Michael Kretzler".
    """
    found = []
    for name in named:
        for before, word in pairwise(name.words):
            absent = not any(one.lexicon.has(word) for one in evidence)
            other = _goes_on(before, evidence) if absent and not _is_counted(said, name) else ""
            if other:
                found.append(Finding("names", f"“{word}” is not in the passage, which has “{other}”", True))
    return found


def _is_counted(said: str, name: Name) -> bool:
    """Say whether a number stands before a name: "40 Prozent Stimmen", "1,3 Mrd. Euro Schaden"."""
    return re.search(r"\d[^\W\d_]*\W*(?:[^\W\d_]+\.?\s)?$", said[: name.span.start]) is not None


def _goes_on(before: str, evidence: Sequence[Prepared]) -> str:
    """Return the evidence's words where another capitalised one stands behind `before`, or ""."""
    pattern = re.compile(rf"(?<!\w){re.escape(before)} (?P<next>[^\W\d_][\w-]+)")
    found = (match for one in evidence for match in pattern.finditer(one.clean.text))
    return next((match.group() for match in found if match["next"][0].isupper()), "")


def _counted_otherwise(said: Line, near: Sequence[Line], evidence: Sequence[Prepared]) -> list[Finding]:
    """Return the numbers for which the nearest sentences count as many others of the same, by the next word.

    None of those that some passage counts the same with.
    """
    found = []
    lines = [line for one in evidence for line in one.lines]
    for number in said.numbers:
        if any(borne_out(number, line) for line in near) or _counted_so(said, number, lines):
            continue
        other = _other_count(said, number, near)
        if other:
            reason = f"“{with_next_word(said.text, number)}” where the passage has “{other}”"
            found.append(Finding("numbers", reason, contradicted=True))
    return found


def _counted_so(said: Line, number: Quantity, lines: Iterable[Line]) -> bool:
    counted = _next_word(said.text, number)
    return any(
        same(number, given) and counted == _next_word(line.text, given)
        for line in lines
        for given in line.numbers
    )


def _other_count(said: Line, number: Quantity, near: Sequence[Line]) -> str:
    counted = _next_word(said.text, number)
    return next(
        (
            with_next_word(line.text, given)
            for line in near
            for given in line.numbers
            if counted
            and counted == _next_word(line.text, given)
            and not any(same(each, given) for each in said.numbers)
        ),
        "",
    )


def _next_word(text: str, number: Quantity) -> str:
    after = re.match(r"\s?([^\W\d_]{2,})", text[number.span.end : number.span.end + 40])
    return fold(after[1]) if after else ""


def _names_compare(said: str, language: str | None, evidence: Sequence[Prepared]) -> bool:
    """Say whether names of both can be compared: written in the same script, not every noun capitalised."""
    if language in CAPITAL_NOUNS:
        return False
    return any(_is_latin(one.clean.text) == _is_latin(said) for one in evidence)


def _is_latin(text: str) -> bool:
    letters = [sign for sign in text[:2_000] if sign.isalpha()]
    return sum(sign < "\u0250" for sign in letters) > 0.5 * len(letters)
