"""The shortest words of a sentence that answer the question: what is set in bold.

What the reader takes for the answer where it has read; else patterns by the kind of answer that is wanted.
No span where nothing stands out. Knows nothing of ranking.
"""

import re
from functools import lru_cache
from itertools import pairwise

from app.answer_kinds import spans_of_kind
from app.figures import range_of
from app.question import Query, Wants
from app.vocabulary import DATE, FUNCTION_STEMS, NUMBER
from index.analysis import analyze
from index.records import Span

_CLAUSE = re.compile(r"[,;:–—]\s+|\s+(?:that|which|who|while|after|before|when|but)\s+|\s[–—-]\s")
_BEFORE_NUMBER = re.compile(
    r"(?:(?:an estimated|at least|at most|more than|fewer than|less than|up to|nearly|almost|about|around"
    r"|over|some|roughly|only|just|another)\s+)$",
    re.IGNORECASE,
)
# "20 to 30", "20-30"; "between 20 and 30", but "20 and 30" are two numbers, and "from 20 to 30" a change.
_TO_UPPER_END = re.compile(r"\s?[-–—]\s?|\s(?:to|or)\s")
_AND_UPPER_END = re.compile(r"\sand\s")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_AFTER_NUMBER = re.compile(
    r"\s+(?!(?:and|or|in|on|at|of|to|by|from|for|who|that|which|were|was|are|is|have|has|had|as|but|with"
    r"|when|where|while|over|after|before|since|during|between|under|above|through|until|against|into|than|because"
    r"|so|if|then|there|he|she|it|they|we|not|also)\b)"
    r"[a-z][\w’'-]*(?:\s+(?:people|civilians|deaths|wounded|killed|injured|women|children|men|troops|soldiers"
    r"|fighters|peacekeepers|rockets|planes|vehicles|kilometres|miles|dollars|years|months|days|hours)\b)?"
)
_AFTER_REASON = re.compile(r"[^.;!?]*")
# "three civilians, including two women": two are part of what was counted.
_PART_OF = re.compile(r"\b(?:including|among them|of (?:whom|them|which))\W+(?:at least )?$", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(?:in|at|to|from|near|outside|inside|around|into|towards?|of|on|off|across|south|north|east|west)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_WHOLE_WORD = re.compile(r"[^\W_]+")
_NAME_WORD = re.compile(r"[^\W\d_][\w’'-]*$")
_NEXT_NAME_WORD = re.compile(r" ([^\W\d_][\w-]*)")
_BY = re.compile(r"\bby\s+(?:the\s+)?$", re.IGNORECASE)
_LONGEST_BEFORE = 40
# Further than any word of the same sentence would be.
_UNLIKELY = 1_000
_WHOLE_SENTENCE_SHARE = 0.7
# A comma between two words keeps them as far apart as this many characters.
_ANOTHER_CLAUSE = 20


def answer_span(query: Query, sentence: str, read: Span | None = None) -> Span | None:
    """Return the span of `sentence` that answers best, or None where none stands out.

    `read` is the span that the reader takes for the answer, None where it hasn't read.
    """
    if read is not None:
        return _as_read(query, sentence, read)
    if query.wants is Wants.PERSON and all(term.is_name or len(term.word) < 4 for term in query.terms):
        return _description(query.terms[-1].word, sentence)
    spans = spans_of_kind(query, sentence)
    if spans:
        best = min(spans, key=lambda span: (_distance(query, sentence, span), span.start))
        return _completed(query.wants, sentence, best)
    return _best_clause(query, sentence) if query.wants is Wants.OTHER else None


def _as_read(query: Query, sentence: str, read: Span) -> Span | None:
    """Return what the reader found with what qualifies a number; None where that is most of the sentence."""
    span = _trimmed(sentence, _balanced(sentence, read))
    span = _with_whole_name(sentence, _with_whole_words(sentence, span))
    if query.wants is Wants.NUMBER:
        wide = number_with_unit(sentence, span)
        bare = any(number.end() == span.end for number in NUMBER.finditer(sentence))
        span = Span(wide.start, wide.end if bare else span.end)
    return span if 0 < span.end - span.start <= _WHOLE_SENTENCE_SHARE * len(sentence) else None


def _balanced(sentence: str, span: Span) -> Span:
    """Return the span without what stands beyond a bracket that is not closed, or not opened, in it."""
    text = span.of(sentence)
    closing, opening = text.find(")"), text.rfind("(")
    start = closing + 1 if closing >= 0 and text.find("(", 0, closing) < 0 else 0
    end = opening if opening >= start and text.find(")", opening) < 0 else len(text)
    return Span(span.start + start, span.start + max(start, end))


def _with_whole_words(sentence: str, span: Span) -> Span:
    """Widen a span that begins or ends within a number or word: "200 people" of "2,200 people"."""
    start, end = span.start, span.end
    for whole in (*NUMBER.finditer(sentence), *_WHOLE_WORD.finditer(sentence)):
        if whole.start() < span.start < whole.end():
            start = min(start, whole.start())
        if whole.start() < span.end < whole.end():
            end = max(end, whole.end())
    return Span(start, end)


def _with_whole_name(sentence: str, span: Span) -> Span:
    """Widen a span that ends within a name to the name's end: "Khalifa" of "Khalifa Haftar's forces"."""
    last = _NAME_WORD.search(span.of(sentence))
    if last is None or not last[0][0].isupper():
        return span
    end = span.end
    while (word := _NEXT_NAME_WORD.match(sentence, end)) and word[1][0].isupper() and not DATE.match(word[1]):
        end = word.end()
    return Span(span.start, end)


def number_with_unit(sentence: str, span: Span) -> Span:
    """Widen a number to its range and the words that qualify and count it: "an estimated 2,200 people"."""
    span = number_range(sentence, span)
    before = _BEFORE_NUMBER.search(_before(sentence, span.start))
    after = _AFTER_NUMBER.match(sentence, span.end)
    qualified = len(before.group()) if before else 0
    return Span(span.start - qualified, after.end() if after else span.end)


def number_range(sentence: str, span: Span) -> Span:
    """Widen an end of a range to all of it: "Between 20 and 30"; any other span is returned as it is."""
    for whole in _ranges(sentence):
        if whole.overlaps(span):
            return Span(min(whole.start, span.start), max(whole.end, span.end))
    return span


@lru_cache(maxsize=1_024)
def _ranges(sentence: str) -> tuple[Span, ...]:
    found = (_range(sentence, low, high) for low, high in pairwise(NUMBER.finditer(sentence)))
    return tuple(span for span in found if span)


def _range(sentence: str, low: re.Match[str], high: re.Match[str]) -> Span | None:
    before, joined = _before(sentence, low.start()), sentence[low.end() : high.start()]
    between = _BETWEEN.search(before)
    if _FROM.search(before):
        return None
    if not _TO_UPPER_END.fullmatch(joined) and not (between and _AND_UPPER_END.fullmatch(joined)):
        return None
    said = range_of(sentence[low.start() : high.end()])
    start = low.start() - (len(before) - between.start() if between else 0)
    return Span(start, high.end()) if said and said[0] < said[1] else None


def _before(sentence: str, at: int) -> str:
    """Return the few words before a number: as many as qualify it."""
    return sentence[max(at - _LONGEST_BEFORE, 0) : at]


def _description(name: str, sentence: str) -> Span | None:
    """Return what a sentence says a person is: "Ahmad al-Mesmari, a spokesman for Haftar's forces"."""
    found = re.search(rf"{re.escape(name)},?\s+(?P<what>(?:an?|the|who)\s[^,.;]+)", sentence)
    return Span(found.start("what"), found.end("what")) if found else None


def _completed(wants: Wants, sentence: str, span: Span) -> Span:
    if wants is Wants.NUMBER:
        return number_with_unit(sentence, span)
    if wants is Wants.REASON:
        rest = _AFTER_REASON.match(sentence, span.end)
        return Span(span.start, len(sentence[: rest.end()].rstrip()) if rest else span.end)
    return span


def _distance(query: Query, sentence: str, span: Span) -> float:
    """Return how many characters lie between the span and the question's nearest words, on average."""
    own = {term.stem for term in query.terms}
    places = []
    for word in re.finditer(r"\w[\w'’-]*", sentence):
        if own.intersection(analyze(word.group())):
            gap = max(word.start() - span.end, span.start - word.end(), 0)
            between = sentence[min(span.end, word.end()) : max(span.start, word.start())]
            # What is counted or named stands before or after its word, rarely a clause away.
            places.append(gap + (_ANOTHER_CLAUSE if "," in between else 0))
    if not places:
        return 0.0
    nearest = sorted(places)[:3]
    return sum(nearest) / len(nearest) + (_UNLIKELY if _out_of_place(query, sentence, span) else 0)


def _out_of_place(query: Query, sentence: str, span: Span) -> bool:
    """Say whether what stands before a span speaks against it: a part of the count, no place, no doer."""
    before = sentence[: span.start]
    if query.wants is Wants.NUMBER:
        return _PART_OF.search(before) is not None
    if query.wants is Wants.PLACE:
        return _PLACED.search(before) is None
    if query.wants is Wants.PERSON:
        # Who does something is named before it is told, or after "by".
        told = any(term.stem in analyze(before) for term in query.terms if not term.is_name)
        return told and _BY.search(before) is None
    return False


def _best_clause(query: Query, sentence: str) -> Span | None:
    """Return the clause with the most of what the question did not know, if it is well below the whole."""
    borders = [0, *(found.end() for found in _CLAUSE.finditer(sentence)), len(sentence)]
    clauses = [Span(start, end) for start, end in pairwise(borders)]
    trimmed = [_trimmed(sentence, span) for span in clauses]
    rated = [(span, _gain(query, span.of(sentence))) for span in trimmed if span.end > span.start]
    if len(rated) < 2:
        return None
    best, gain = max(rated, key=lambda one: one[1])
    if gain <= 0 or best.end - best.start > _WHOLE_SENTENCE_SHARE * len(sentence):
        return None
    return best


def _gain(query: Query, clause: str) -> float:
    stems = set(analyze(clause)) - FUNCTION_STEMS
    if len(stems) < 2:
        return 0.0
    asked = {term.stem for term in query.terms}
    return len(stems & asked) + 0.5 * min(len(stems - asked), 6)


def _trimmed(sentence: str, span: Span) -> Span:
    text = span.of(sentence)
    left = len(text) - len(text.lstrip(" “\"'‘(,;:–—"))
    right = len(text.rstrip(" ”\"'’),;:–—.!?"))
    separator = re.search(r"\s+(?:that|which|who|while|after|before|when|but)$", text[:right])
    end = separator.start() if separator else right
    return Span(span.start + left, max(span.start + end, span.start + left))
