"""Which words of a sentence are of the kind that a question asks for: a number, a date, a name, a reason.

Patterns only, for English; in other languages only numbers and names are seen. Knows nothing of ranking.
"""

import re
from functools import lru_cache

from app.question import Query, Wants
from app.vocabulary import CAPITALISED, DATE, NUMBER, REASON, WEEKDAY, YEAR
from index.analysis import analyze
from index.records import Span

_LEADING = re.compile(
    r"^(?:(?:The|A|An|In|On|At|But|And|It|He|She|They|This|That|These|Those|His|Her|Their|As|After|While|There"
    rf"|{WEEKDAY})\s+)+"
)
_POSSESSIVE = re.compile(r"['’]s?$")


def answers_of_kind(query: Query, sentence: str) -> float:
    """Return how well `sentence` holds something of the wanted kind that the question did not name.

    0 for not at all, 1 for yes; two new names count more than one; 0.5 where any sentence may do.
    """
    if query.wants is Wants.OTHER:
        return 0.5
    found = spans_of_kind(query, sentence)
    if query.wants in (Wants.PERSON, Wants.PLACE):
        return min(len(found), 2) / 2
    return float(bool(found))


def spans_of_kind(query: Query, sentence: str) -> list[Span]:
    """Return the spans in `sentence` of the wanted kind, less what the question itself names."""
    return [span for span in _spans(query.wants, sentence) if not _named(query, span.of(sentence))]


@lru_cache(maxsize=16_384)
def _spans(wants: Wants, sentence: str) -> tuple[Span, ...]:
    if wants is Wants.NUMBER:
        years = {(found.start(), found.end()) for found in YEAR.finditer(sentence)}
        return tuple(_span(found) for found in NUMBER.finditer(sentence) if found.span() not in years)
    if wants is Wants.DATE:
        return tuple(_span(found) for found in DATE.finditer(sentence))
    if wants in (Wants.PERSON, Wants.PLACE):
        return tuple(
            _name_span(found) for found in CAPITALISED.finditer(sentence) if _is_name(found, sentence)
        )
    if wants is Wants.REASON:
        return tuple(_span(found) for found in REASON.finditer(sentence))
    return ()


def _span(found: re.Match[str]) -> Span:
    return Span(found.start(), found.end())


def _is_name(found: re.Match[str], sentence: str) -> bool:
    """Leave out times, and a single word at the start of the sentence: any is capitalised there."""
    if DATE.fullmatch(found.group()):
        return False
    starts = not re.search(r"\w", sentence[: found.start()])
    return not starts or " " in _LEADING.sub("", found.group())


def _name_span(found: re.Match[str]) -> Span:
    leading = _LEADING.match(found.group())
    words = _POSSESSIVE.sub("", found.group())
    return Span(found.start() + (leading.end() if leading else 0), found.start() + len(words))


def _named(query: Query, words: str) -> bool:
    stems = set(analyze(words))
    return bool(stems) and stems <= query.every_stem
