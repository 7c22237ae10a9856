"""What makes a sentence doubtful although a passage has most of it: a tail of its own, a denial of it all.

A sentence can repeat a passage and add a clause of its own; the likeness of the whole hides that. Knows
nothing of how likeness is measured.
"""

import re
from collections.abc import Iterable

from app.synonyms import synonyms_of
from app.vocabulary import FUNCTION_STEMS, MONTHS, NUMBER_WORDS, WEEKDAYS
from index.analysis import analyze, name_keys, words

# Content words in a row that the evidence doesn't have: fewer are usual in a paraphrase.
_MOST_UNFOUNDED = 3
_DENIED = re.compile(
    r"^\W*(?:it(?: is|'s|’s| was) (?:not (?:true|the case|correct)|untrue|false|wrong|a lie|a myth)"
    r"|there is no truth in the claim|contrary to (?:what is said|reports)) that\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"«].*?[”\"»]", re.DOTALL)
# Not "Your" amid a sentence: that is a title's.
_READER = re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b|^\W*You(?:rs?)?\b")
# Numbers and dates are compared by their value elsewhere (app/check/quantities.py, dates.py).
_COUNTED = re.compile(
    rf"\W*(?:\S*\d\S*|(?:{'|'.join(NUMBER_WORDS)})(?:-\w+)?|years?|months?|weeks?|days?|later|earlier"
    rf"|{'|'.join((*WEEKDAYS, *MONTHS))})\W*",
    re.IGNORECASE,
)


def denied_whole(sentence: str, evidence: Iterable[str]) -> bool:
    """Say whether a sentence denies all that follows, in words that the evidence doesn't use."""
    found = _DENIED.match(sentence)
    return found is not None and not any(found.group().strip().lower() in one.lower() for one in evidence)


def speaks_to_the_reader(sentence: str) -> bool:
    """Say whether a sentence addresses whoever reads it, outside of quotation marks: it reports nothing."""
    return bool(_READER.search(_QUOTED.sub(" ", sentence)))


def unfounded(sentence: str, evidence: Iterable[str]) -> str:
    """Return the first long run of content words that the evidence doesn't have, "" where there is none."""
    text = " ".join(evidence)
    stems, names = set(analyze(text)), set(name_keys(text, any_case=True))
    run: list[str] = []
    for word in words(sentence):
        own = analyze(word)
        if set(own) <= FUNCTION_STEMS or _COUNTED.fullmatch(word):
            continue
        known = any(stem in stems or not stems.isdisjoint(synonyms_of(stem)) for stem in own)
        if known or not names.isdisjoint(name_keys(word)):
            if len(run) >= _MOST_UNFOUNDED:
                break
            run = []
        else:
            run.append(word)
    return " ".join(run) if len(run) >= _MOST_UNFOUNDED else ""
