"""A follow-up ("And how many of them were civilians?") made to stand alone, by rules.

What an elliptical question leaves out is carried over from the questions before it and added in
brackets, so that a person sees what was understood. A question that names its own subject is left
alone. Knows nothing of the archive and calls no model.
"""

import re
from collections.abc import Sequence

from app.errors import MOST_CHARACTERS, one_line
from app.records import Turn
from app.times import without_dates
from app.vocabulary import FUNCTION_STEMS
from index.analysis import analyze, words

_CONJUNCTION = r"(?:and|but|so(?! far)|then|or|also|ok(?:ay)?)"
_OPENER = re.compile(
    rf"^\s*(?:{_CONJUNCTION}|what about|how about|what else|who else|where else|anything else"
    r"|why(?: not)?\s*\?|when\s*\?|where\s*\?|who\s*\?|how(?: so| many| much)?\s*\?)(?!\w)",
    re.IGNORECASE,
)
_WHOLE_QUESTION = re.compile(
    rf"^\s*{_CONJUNCTION},?\s+(?:who|whom|whose|what|which|when|where|why|how)\b(?!\s+(?:about|else))",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^\s*(?:no(?! one\b)|sorry|i mean(?:t)?|not that|rather|actually)\b[,:.!]?\s*", re.IGNORECASE
)
_QUESTION_WORD = re.compile(
    r"\b(?:who|whom|whose|what(?! about)|which|when|where|why|how(?! about))\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:he|she|they|them|him|his|her|hers|their|theirs|its|it|those|these|this one|that one|there|the same"
    r"|of that|of this|the former|the latter)\b",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"\b(?:is|was|does|did|will|has|would) (?:it|there)\b|\bthere (?:is|was|are|were)\b", re.IGNORECASE
)
_ASKING = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?:who|whom|whose|what|which|when|where|why|how)(?:\s+(?:many|much|long|often|far|old))?"
    r"(?:\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would))?\s+",
    re.IGNORECASE,
)
_FEW_WORDS = 2
# A question with a name and this many words of content has a subject, even if it opens with "And".
_OWN_SUBJECT = 3
_MOST_QUESTIONS_BACK = 3
_MOST_CARRIED_CHARACTERS = 300


def standalone(text: str, history: Sequence[Turn]) -> str:
    """Return `text` with what it leaves out, from the user's turns in `history` (oldest first).

    A time that `text` names takes the place of one that they named.
    """
    asked = [one_line(turn.content[:MOST_CHARACTERS]) for turn in history if turn.role == "user"]
    earlier = [question for question in asked if question]
    if not earlier or not points_back(text):
        return text
    subject = _subject(earlier, asks_anew=bool(_QUESTION_WORD.search(text)))
    if without_dates(text) != text:
        subject = without_dates(subject)
    return f"{text} (about: {_shortened(subject)})" if subject else text


def points_back(text: str) -> bool:
    """Say whether `text` needs the turns before it to be understood."""
    if _WHOLE_QUESTION.search(text) and _names(text) and len(_content(text)) >= _OWN_SUBJECT:
        return False
    if _OPENER.search(text) or _CORRECTION.search(text):
        return True
    if _POINTS_BACK.search(_IMPERSONAL.sub(" ", text)) and not _names(text):
        return True
    return len(_content(text)) < _FEW_WORDS


def _subject(earlier: Sequence[str], *, asks_anew: bool) -> str:
    """Return what the last questions were about, back to the first that stands alone.

    Unless the new question asks for something else, it wants what they wanted: "how many" stays.
    """
    chain: list[str] = []
    for question in reversed(earlier[-_MOST_QUESTIONS_BACK:]):
        chain.insert(0, question)
        if not points_back(question):
            break
    bare = [
        _ASKING.sub("", _statement(question)) if asks_anew else _statement(question) for question in chain
    ]
    return "; ".join(part for part in bare if part)


def _statement(question: str) -> str:
    return _CORRECTION.sub("", question.rstrip("?!. "))


def _shortened(subject: str) -> str:
    if len(subject) <= _MOST_CARRIED_CHARACTERS:
        return subject
    return f"{subject[:_MOST_CARRIED_CHARACTERS].rpartition(' ')[0] or subject[:_MOST_CARRIED_CHARACTERS]}…"


def _names(text: str) -> list[str]:
    found = re.findall(r"(?<!^)(?<![.!?] )\b[A-Z][\w’'-]+", text.strip())
    return [name for name in found if name not in {"I", "I'm"}]


def _content(text: str) -> list[str]:
    return [word for word in words(text) if not set(analyze(word)) <= FUNCTION_STEMS]
