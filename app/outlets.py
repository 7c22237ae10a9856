"""Outlets that a question names: as its source ("According to the Post, who won?"), or in passing.

Rules of English only. Knows nothing of the archive but its outlets' names.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from index.analysis import analyze

_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_FROM = (
    r"[,;]?\s*\b(?:according\s+to|as\s+(?:reported|told|written|published)\s+(?:by|in)){who}"
    r"(?:['’]s?\s+(?:report|reporting|account|article)s?)?(?:\s*,|(?=\W*$)|(?=\s))"
)
_WRITTEN = r"\b(?P<what>articles?|reports?|news|coverage|stories)\s+(?:from|by|in){who}(?=\W|$)"
_TOLD = (
    r"^what\s+(?:did|does|do|has|have){who}\s+(?:report|say|write|publish|print|tell|know|have)(?:ed|t?en|said)?"
    r"\s+(?:about|on|of)\s+(?P<topic>.+)$"
)


@dataclass(frozen=True, slots=True)
class Outlets:
    """A question without the outlets that it wants to hear, in `wanted`, as the archive spells them.

    `stems` are those of every outlet that it names in full, for whatever reason.
    """

    rest: str
    wanted: tuple[str, ...]
    stems: frozenset[str]


def outlets_in(text: str, known: Collection[str]) -> Outlets:
    """Return which of the `known` outlets a question names, in any case, with or without "the"."""
    named = _named(text, known)
    stems = frozenset(stem for name in named for stem in analyze(name))
    rest = _without(text, rf"(?:the\s+)?(?:{'|'.join(named.values())})") if named else text
    if not re.search(r"[^\W_]", rest):
        return Outlets(text, (), stems)
    wanted = (name for name, pattern in named.items() if not _stands(pattern, rest))
    return Outlets(rest, tuple(sorted(wanted)), stems)


def _named(text: str, known: Collection[str]) -> dict[str, str]:
    """Return the outlets named with the pattern of each, the longest first; none within another's name."""
    named: dict[str, str] = {}
    # Of an archive's many outlets hardly any: a pattern for each would take longer than the search.
    said = text.casefold()
    likely = [name for name in known if _ARTICLE.sub("", name.strip()).casefold() in said]
    for name in sorted(likely, key=len, reverse=True):
        pattern = re.escape(_ARTICLE.sub("", name.strip()))
        if pattern and _stands(pattern, text):
            named[name] = pattern
            text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
    return named


def _stands(pattern: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE))


def _without(text: str, outlet: str) -> str:
    """Return a question without its source, `outlet` being a pattern; as it is where it has none."""
    who = rf"\s+{outlet}(?:(?:,|\s+and|\s+or)\s+{outlet})*"
    told = re.match(_TOLD.replace("{who}", who), text, re.IGNORECASE)
    if told:
        return f"What is reported about {told['topic']}"
    rest = re.sub(_FROM.replace("{who}", who), "", text, flags=re.IGNORECASE)
    rest = re.sub(_WRITTEN.replace("{who}", who), r"\g<what>", rest, flags=re.IGNORECASE).strip()
    return rest[:1].upper() + rest[1:] if text[:1].isupper() else rest
