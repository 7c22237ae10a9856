"""A question as the search understands it: its terms, what kind of answer it wants, its dates.

Rules only, no model. Knows nothing of the archive.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from app.english import function_stems
from app.errors import checked_question
from app.followup import content_words, has_name, points_back, standalone
from app.outlets import outlets_in
from app.parts import asks, parts_of
from app.plain_message import plain, spelled_out
from app.question_forms import AUXILIARY, QUESTION_WORD
from app.records import DateRange, Question, Turn
from app.requests import Requested, requested
from app.synonyms import synonyms_of
from app.times import named_period, period_elsewhere
from app.vocabulary import CAPITAL_NOUNS, ENGLISH, ENGLISH_WORDS, FOREIGN_WORDS, SAY
from index.analysis import analyze, fold, name_keys, words
from index.errors import UsageError
from index.sentences import sentences


class Wants(Enum):
    """The kind of answer that a question asks for."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: its stem, its keys as a name (none if it can't be one), as typed.

    `is_name`: it looks like a name, or is a number. `synonyms` are the stems of words that news uses instead.
    """

    stem: str
    keys: tuple[str, ...]
    word: str
    is_name: bool
    synonyms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched for.

    `text` is what is searched for, `wording` how it was put: a request, where articles answer a question.
    `broad`: whatever is told of something is asked for. `every_stem` holds the function words too. `period`
    is a time that the question names: it orders, while `dates` restricts. `speaker` is whose words are asked
    for ("What did Turkey say …"), empty if nobody's. `several`: more than one thing is asked for, which may
    stand in more than one article. `vector_trust` in [0, 1] is how far an English embedding can be believed.
    `outlets` are the stems of the outlets that it names, `question.sources` those it is restricted to.
    `parts` are the questions of which it is made, none where it is one. `language` (ISO 639-1) is the one in
    which its words are stemmed.
    """

    question: Question
    text: str
    wording: str
    broad: bool
    terms: tuple[Term, ...]
    every_stem: frozenset[str]
    wants: Wants
    speaker: tuple[Term, ...]
    dates: DateRange | None
    period: DateRange | None
    latest: bool
    about_time: bool
    several: bool
    vector_trust: float
    outlets: frozenset[str] = frozenset()
    parts: tuple["Query", ...] = ()
    language: str = ENGLISH


_WANTS = (
    (
        Wants.NUMBER,
        r"\bhow (?:many|much|long|old|far|large|big|tall|high|often|fast|wide|deep|hot|cold|heavy|few)\b"
        r"|\bwhat (?:number|percent|percentage|proportion|amount|share|fraction)\b|\bdeath toll\b"
        r"|\b(?:number|percentage|amount|population|cost|price|age|distance) of\b",
    ),
    (
        Wants.DATE,
        r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b"
        r"|\bhow long ago\b|\bsince when\b",
    ),
    (
        Wants.PERSON,
        r"\b(?:who|whom|whose)\b|\b(?:what|which) (?:person|man|woman|king|president|leader|actor|author)\b",
    ),
    (
        Wants.PLACE,
        r"\bwhere\b|\b(?:what|which) (?:country|city|state|place|region|location|town|continent|area|nation"
        r"|river|island)\b",
    ),
    (Wants.REASON, r"\bwhy\b|\bwhat (?:is |was |were |are )?(?:the )?(?:reason|cause|purpose)"),
)
_WHOSE_WORDS = re.compile(
    r"\b(?:what|how|why|whom?)\b.*?\b(?:did|does|do|has|have|had)\s+(?P<speaker>.{2,60}?)\s+"
    rf"(?:{SAY})",
    re.IGNORECASE,
)
# "Give me the tram lines", which app/requests.py leaves as it is: nothing in an article gives.
_REQUEST = re.compile(
    r"(?:please\s+|(?:can|could|would|will)\s+you\s+)*"
    r"(?:list|give|show|tell|find(?:\s+out)?|look\s+up|check|i\s+(?:want|need|would\s+like|.d\s+like)\s+to\s+know)(?:\s+(?:me|us))?(?=\s)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|most up[- ]to[- ]date|last known|currently|right now"
    r"|so far(?! (?:off|away|from|back|behind|ahead|apart|out|as)\b)|(?-i:today|(?<!\w )Today))\b",
    re.IGNORECASE,
)
# "Who resigned in May?", not "who may resign".
_MAY = re.compile(
    r"(?<=\w )May\b|(?i:\b(?:in|since|by|until|till|during|last|next|early|late|mid)[ -]may\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)? may\b|\bmay (?:\d{1,2}(?:st|nd|rd|th)?|\d{4})\b(?![,.:]\d))"
)
_OPENS_A_QUESTION = re.compile(rf"(?:{QUESTION_WORD}|{AUXILIARY})\b", re.IGNORECASE)
_ABOUT_TIME = re.compile(
    r"\b(?:timeline|chronolog\w*|course of|sequence|over time|history of|how did .* (?:develop|unfold|evolve)"
    r"|what happened)\b",
    re.IGNORECASE,
)
# "Which foreign countries support", not "what causes the": a noun in the plural, or a word that says so.
_SEVERAL = re.compile(
    r"\b(?:which|what)\s+(?:[a-z-]+\s+){0,2}?(?!(?:was|has|does|this|these|those|his|its)\b)[a-z-]{2,}[^\W\diusIUS]e?s\b"
    r"(?!\s+(?:an?|the|his|her|their|its|this|that)\b)"
    r"|\b(?:each|both|every|respectively|various|several|reactions?)\b"
    r"|\bhow\s+(?:has|have|did)\b.*\b(?:react|respond)|^(?:please\s+)?list\b",
    re.IGNORECASE,
)
# "the attack", "the ministry": which, is told elsewhere.
_DEFINITE = re.compile(r"\bthe ((?!(?:most|first|last|latest|same|world|day|year|week|month)\b)[a-z]{3,})")
_TELLS_ENOUGH = 3
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def understand(question: Question, today: date, outlets: Collection[str] = ()) -> Query:
    """Return the question ready for search.

    Of `outlets`, the archive's, one that it names as its source restricts it: "According to the Post, …".

    Raises:
        UsageError: the question is empty or too long, or its dates exclude each other.
    """
    _check_dates(question)
    text = standalone(_typed(question), _before(question))
    named = outlets_in(text, question.sources or outlets)
    question = replace(question, sources=named.wanted or question.sources)
    asked = requested(named.rest)
    query = replace(_understood(question, asked, text, today), outlets=named.stems)
    parts = parts_of(asked.text)
    understood = (_understood(question, Requested(part), part, today) for part in parts)
    return replace(query, parts=tuple(understood)) if len(parts) > 1 else query


def _typed(question: Question) -> str:
    return plain(_asked(checked_question(question.text)), follows=bool(question.history))


def _before(question: Question) -> list[Turn]:
    """Return the earlier turns, with what was asked made as plain as the question."""
    return [
        replace(turn, content=plain(turn.content, follows=True)) if turn.role == "user" else turn
        for turn in question.history
    ]


def in_language(query: Query, language: str) -> Query:
    """Return a query that was understood as English as one in `language` (ISO 639-1): its words, its time."""
    named = period_elsewhere(query.text, language)
    undated = () if named is None else _content(named[1], language)
    return replace(
        query,
        terms=undated or _terms(query.text, language),
        every_stem=frozenset(analyze(query.text, language)),
        speaker=(),
        period=query.period if named is None else named[0],
        # Where English shares the script, its networks rank and refuse better than words alone (docs/LOG.md).
        vector_trust=1.0 if query.vector_trust > 0 else 0.0,
        language=language,
    )


def _understood(question: Question, asked: Requested, wording: str, today: date) -> Query:
    text = asked.text
    terms = _terms(text)
    return Query(
        question=question,
        text=text,
        wording=wording,
        broad=asked.broad,
        terms=terms,
        every_stem=frozenset(analyze(text)),
        wants=Wants.OTHER if asked.claimed else wanted(text),
        speaker=_speaker(text, terms),
        dates=_restricted(question),
        period=named_period(text, question.as_of or today),
        latest=bool(_LATEST.search(wording)),
        about_time=bool(_ABOUT_TIME.search(wording)),
        several=asked.compared or (not asked.claimed and bool(_SEVERAL.search(text))),
        vector_trust=_trust(text),
    )


def wanted(text: str) -> Wants:
    """Return the kind of answer that `text` asks for: what it names first ("Who was there when …")."""
    lowered = text.lower()
    asked = [(found.start(), kind) for kind, pattern in _WANTS if (found := re.search(pattern, lowered))]
    return min(asked, key=lambda one: one[0], default=(0, Wants.OTHER))[1]


def _asked(text: str) -> str:
    """Return the sentences that ask, each once and without markup; all of it where they need the rest."""
    message = " ".join(_TAG.sub(" ", text).split()) or text
    said = [span.of(message) for span in sentences(message)]
    if any(map(_is_cut, said)):
        return message
    asked = " ".join(dict.fromkeys(one for one in said if asks(one)))
    told = " ".join(one for one in said if not asks(one))
    return asked if asked and not points_back(asked) and not _is_about(told, asked) else message


def _is_cut(sentence: str) -> bool:
    """Say whether a sentence is the front of a question, cut behind an abbreviation: "What did Dra."."""
    return bool(_OPENS_A_QUESTION.match(sentence)) and sentence.endswith(".")


def _is_about(told: str, asked: str) -> bool:
    """Say whether a question without a name asks about what was told: "Mitiga was bombed. By which side?"."""
    if has_name(asked) or not _DEFINITE.search(asked):
        return False
    nouns = frozenset(analyze(" ".join(_DEFINITE.findall(asked))))
    named = has_name(told) or not nouns.isdisjoint(analyze(told))
    return named and content_words(told) >= _TELLS_ENOUGH


def _terms(text: str, language: str = ENGLISH) -> tuple[Term, ...]:
    """Return the words that say something; all of them where none does."""
    typed = spelled_out(text) if language == ENGLISH else text
    return _content(typed, language) or _words(typed, language)


def _content(text: str, language: str) -> tuple[Term, ...]:
    idle = function_stems(language) - _in_capitals(text, language)
    if language == ENGLISH:
        idle = (idle | _requesting(text) | _recency(text)) - _month_of_may(text)
    return tuple(term for term in _words(text, language) if term.stem not in idle)


def _words(text: str, language: str) -> tuple[Term, ...]:
    in_capitals = text.isupper()
    lower_case = in_capitals or text == text.lower()
    found: dict[str, Term] = {}
    for position, word in enumerate(words(text)):
        for stem in analyze(word, language):
            capital = word[:1].isupper() and not in_capitals
            is_name = capital and position > 0 and language not in CAPITAL_NOUNS
            keys = tuple(name_keys(word, any_case=lower_case))
            special = is_name or word[:1].isdigit()
            synonyms = synonyms_of(stem) if language == ENGLISH else frozenset()
            found.setdefault(stem, Term(stem, keys, word, special, synonyms))
    return tuple(found.values())


def _in_capitals(text: str, language: str) -> frozenset[str]:
    """Return the stems of what is written in capitals in a text that isn't: the US and the WHO, not us."""
    if text.isupper():
        return frozenset()
    return frozenset(
        stem for word in words(text) if word.isupper() and len(word) > 1 for stem in analyze(word, language)
    )


def _requesting(text: str) -> frozenset[str]:
    """Return the stems of the words with which a request begins and which stand nowhere else in it."""
    begins = _REQUEST.match(text)
    if begins is None:
        return frozenset()
    return frozenset(analyze(begins.group())) - frozenset(analyze(text[begins.end() :]))


def _recency(text: str) -> frozenset[str]:
    """Return the stems of the words that ask for the newest and stand nowhere else in a question."""
    asked = " ".join(found.group() for found in _LATEST.finditer(text))
    return frozenset(analyze(asked)) - frozenset(analyze(_LATEST.sub(" ", text)))


def _month_of_may(text: str) -> frozenset[str]:
    return frozenset(analyze("May")) if _MAY.search(text) else frozenset()


def _speaker(text: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return the terms between "what did" and "say": whose words are asked for."""
    asked = _WHOSE_WORDS.search(text)
    if asked is None:
        return ()
    stems = set(analyze(asked["speaker"]))
    return tuple(term for term in terms if term.stem in stems)


def _trust(text: str) -> float:
    """Return how far MiniLM, which learned English, can be believed on this question."""
    letters = _LETTER.findall(text)
    if not letters or sum(bool(_LATIN.match(letter)) for letter in letters) < 0.5 * len(letters):
        return 0.0
    typed = {fold(word) for word in words(text)}
    return 0.3 if typed & FOREIGN_WORDS and not typed & ENGLISH_WORDS else 1.0


def _check_dates(question: Question) -> None:
    if question.since and question.until and question.since > question.until:
        raise UsageError(f"the first day ({question.since}) is after the last ({question.until}): swap them")
    if question.since and question.as_of and question.since > question.as_of:
        raise UsageError(
            f"the first day ({question.since}) is after {question.as_of}, as of when it is asked: "
            "nothing later is known"
        )


def _restricted(question: Question) -> DateRange | None:
    if question.since is None and question.until is None:
        return None
    return DateRange(question.since, question.until)
