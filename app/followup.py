"""A follow-up ("And how many of them were civilians?") made to stand alone, by rules.

What an elliptical question leaves out is carried over from the questions before it and added in
brackets, so that a person sees what was understood. A question that names its own subject is left
alone. Knows nothing of the archive and calls no model.
"""

import re
from collections.abc import Sequence

from app.records import Turn
from app.vocabulary import FUNCTION_STEMS
from index.analysis import analyze, words

_OPENER = re.compile(
    r"^\s*(?:and|but|so|then|or|also|ok(?:ay)?|what about|how about|what else|who else|where else|anything else"
    r"|why(?: not)?\s*\?|when\s*\?|where\s*\?|who\s*\?|how(?: so| many| much)?\s*\?)(?!\w)",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"^\s*(?:no|sorry|i mean(?:t)?|not that|rather|actually)\b[,:]?\s*", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:he|she|they|them|him|his|her|hers|their|theirs|its|it|those|these|this one|that one|there|the same"
    r"|of that|of this|the former|the latter)\b",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(r"\b(?:is|was|does|did|will|has|would) (?:it|there)\b|\bthere (?:is|was|are|were)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?:who|whom|whose|what|which|when|where|why|how)(?:\s+(?:many|much|long|often|far|old))?"
    r"(?:\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would))?\s+",
    re.IGNORECASE,
)
_FEW_WORDS = 2


def standalone(text: str, history: Sequence[Turn]) -> str:
    """Return `text` with what it leaves out, from the user's turns in `history` (oldest first)."""
    earlier = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier or not points_back(text):
        return text
    subject = _subject(earlier)
    return f"{text} (about: {subject})" if subject else text


def points_back(text: str) -> bool:
    """Say whether `text` needs the turns before it to be understood."""
    if _OPENER.search(text) or _CORRECTION.search(text):
        return True
    if _POINTS_BACK.search(_IMPERSONAL.sub(" ", text)) and not _names(text):
        return True
    return len(_content(text)) < _FEW_WORDS


def _subject(earlier: Sequence[str]) -> str:
    """Return what the last question was about, with the one before it where that points back too."""
    last = _bare(earlier[-1])
    if len(earlier) > 1 and points_back(earlier[-1]):
        before = _subject(earlier[:-1])
        return f"{before}; {last}" if last else before
    return last


def _bare(question: str) -> str:
    text = re.sub(r"\s+", " ", question).strip().rstrip("?!. ")
    return _ASKING.sub("", _CORRECTION.sub("", text))


def _names(text: str) -> list[str]:
    found = re.findall(r"(?<!^)(?<![.!?] )\b[A-Z][\w’'-]+", text.strip())
    return [name for name in found if name not in {"I", "I'm"}]


def _content(text: str) -> list[str]:
    return [word for word in words(text) if not set(analyze(word)) <= FUNCTION_STEMS]
