"""A follow-up ("And how many of them were civilians?") made to stand alone, by rules.

Where the rules of app/rewording.py know its shape, it is put into the words of the question before; where
they don't, what it leaves out is added in brackets, so that a person sees what was understood. A question
that names its own subject is left alone. Knows nothing of the archive and calls no model.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.errors import MOST_CHARACTERS, one_line
from app.grammar import is_participle
from app.pointers import names_in, pointers
from app.question_forms import AUXILIARY, DATED, QUESTION_WORD, inverted, pieces_of
from app.records import Turn
from app.requests import requested
from app.rewording import (
    ABOUT,
    CONJUNCTION,
    CORRECTION,
    corrects,
    is_renewed,
    opened,
    reworded,
    without_correction,
)
from app.times import without_dates
from app.vocabulary import FOREIGN_WORDS, FUNCTION_STEMS
from index.analysis import analyze, words
from index.sentences import sentences

_OPENER = re.compile(
    rf"^\s*(?:{CONJUNCTION}|{ABOUT}|what else|who else|where else|anything else"
    r"|why(?: not)?\s*\?|when\s*\?|where\s*\?|who\s*\?|how(?: so| many| much)?\s*\?)(?!\w)",
    re.IGNORECASE,
)
_WHOLE_QUESTION = re.compile(
    rf"^\s*(?:{CONJUNCTION}[,.!]?\s+)*(?:{QUESTION_WORD}|{AUXILIARY})\b"
    r"(?!\s+(?:about|else))",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(rf"\b(?!(?:what|how) about){QUESTION_WORD}\b", re.IGNORECASE)
_DEFINED = re.compile(
    r"^(?:who|what|where)(?:[’']s| is| are| was| were) (?P<what>[\w’'-]+)\W*$", re.IGNORECASE
)
_STATE_WORDS = "responsible involved behind there next present missing guilty dead alive right wrong true"
_STATES = frozenset(_STATE_WORDS.split())
_ASKING = re.compile(
    rf"^(?:(?:and|but|so)\s+)?{QUESTION_WORD}"
    r"(?:\s+(?:many|much|long|often|far|old))?"
    rf"(?:\s+{AUXILIARY})?\s+",
    re.IGNORECASE,
)
_ANYBODY = re.compile(r"\b(?:any|anyone|anybody|anything|others?)\b", re.IGNORECASE)
# Who is counted goes without saying in "How many were killed?".
_OF_PEOPLE = re.compile(
    r"^how many(?= (?:(?:were|are|have been) )?(?:killed|wounded|injured|hurt|died|drowned|survived|displaced"
    r"|evacuated|arrested|detained)\b)",
    re.IGNORECASE,
)
# "Compare that with Beirut": the name is what it is compared with.
_COMPARED = re.compile(
    r"^(?:how (?:does|do|did) )?(?:compare )?(?:that|this|it|those|these) (?:compare )?(?:with|to)\b",
    re.IGNORECASE,
)
_FOREIGN_AND = frozenset({"et", "y", "und", "e", "ed", "en", "och", "i"})
_MOST_FOREIGN_WORDS = 4
_FEW_WORDS = 2
# A question with a name and this many words of content has a subject, even if it opens with "And".
_OWN_SUBJECT = 3
_MOST_QUESTIONS_BACK = 3
_MOST_AT_ONCE = 3
_MOST_REWORDED = 8
# Behind a question, with a closing bracket behind that.
CARRIED = " (about: "
# A question with so many words of content is read without what was carried on: it was found by that.
_READ_ALONE = 2
_MOST_CARRIED_CHARACTERS = 300
# Less than this tells nobody what was understood.
_FEWEST_CARRIED_CHARACTERS = 20
# What app/requests.py puts before what it has no question for.
_TOPIC = re.compile(r"^(?:about|whether)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A question of the conversation and what was answered to it, '' where nothing was.

    `message` is all that was asked with it.
    """

    question: str
    answer: str
    message: str


def standalone(text: str, history: Sequence[Turn]) -> str:
    """Return `text` as a question that stands alone, with what it leaves out taken from `history`.

    `history` has the earlier turns, oldest first. Unchanged where it stands alone already; as
    "text (about: subject)" where no rule can put it better. A time that `text` names takes the place of
    one named before.
    """
    if not points_back(text):
        return text
    exchanges = _exchanges(history)
    chain = _chain(exchanges)
    if not chain:
        return text
    last, answer, earlier = _last_question(chain)
    of_all = _of_all(text, chain[-1])
    if of_all:
        return of_all
    read = reworded(text, last, answer) if last else ""
    return read or (text if _has_subject(text) else carried(text, earlier))


def _of_all(text: str, before: _Exchange) -> str:
    """Return all that a message asked with what "And Benghazi?" names; '' where something else is asked."""
    several = before.question != before.message and not points_back(before.message)
    return reworded(text, before.message) if several and not _QUESTION_WORD.search(text) else ""


def points_back(text: str) -> bool:
    """Say whether `text` needs the turns before it to be understood."""
    if corrects(text):
        asked = without_correction(text)
        return not _QUESTION_WORD.match(asked) or points_back(asked)
    said = opened(text)
    if pointers(said) or DATED.fullmatch(said) or is_renewed(said) or _COMPARED.match(said):
        return True
    if _WHOLE_QUESTION.search(text) and has_name(text):
        return _elliptical(text)
    if _OPENER.search(text):
        return not (has_name(text) and content_words(text) > _OWN_SUBJECT)
    if _foreign(text) or (_ANYBODY.search(text) and content_words(text) <= _FEW_WORDS and not has_name(text)):
        return True
    return content_words(text) < _FEW_WORDS and not _defines(text)


def _has_subject(text: str) -> bool:
    """Say whether `text` points back to nothing but a time, and can be searched for without it."""
    only_time = all(pointer.lastgroup == "time" for pointer in pointers(opened(text)))
    asks = bool(_WHOLE_QUESTION.search(text)) and not corrects(text)
    return only_time and asks and has_name(text) and content_words(text) >= _OWN_SUBJECT


def has_name(text: str) -> bool:
    """Say whether a question names something, beyond the calendar's names."""
    return bool(names_in(text))


def _elliptical(text: str) -> bool:
    """Say whether a question word and a name are all there is: "Why Misrata?", "When in June?"."""
    return content_words(text) < _FEW_WORDS and bool(
        re.match(
            r"^\s*(?:\w+,? )?(?:why|when|where|how|who|what)(?: (?:in|at|on|for|from|not))?(?: the)? [A-Z]",
            text,
        )
    )


def _foreign(text: str) -> bool:
    """Say whether it is a question word of another language: "Et pourquoi ?", "Wann?"."""
    typed = [word.lower() for word in words(text)]
    return 0 < len(typed) <= _MOST_FOREIGN_WORDS and set(typed) <= FOREIGN_WORDS | _FOREIGN_AND


def _defines(text: str) -> bool:
    """Say whether it asks what one thing is: "what is nato?"."""
    asked = _DEFINED.match(text.strip())
    if asked is None:
        return False
    word = asked["what"].lower()
    return word not in _STATES and not is_participle(word) and set(analyze(word)).isdisjoint(FUNCTION_STEMS)


def _exchanges(history: Sequence[Turn]) -> list[_Exchange]:
    exchanges: list[list[_Exchange]] = []
    for turn in history:
        said = one_line(turn.content[:MOST_CHARACTERS])
        if turn.role == "user" and said:
            exchanges.append([_Exchange(one, "", said) for one in _each_asked(said)])
        elif turn.role == "assistant" and exchanges and not exchanges[-1][-1].answer:
            exchanges[-1] = [replace(exchange, answer=said) for exchange in exchanges[-1]]
    return [exchange for message in exchanges for exchange in message]


def _each_asked(message: str) -> list[str]:
    """Return the questions of an earlier message, in order: the message itself where it asks one."""
    typed = [span.of(message).strip() for span in sentences(message)]
    asked = typed if typed and all(one.endswith("?") for one in typed) else [message]
    each = [piece for one in asked for piece in pieces_of(opened(one)) or [one]]
    return each if len(each) <= _MOST_AT_ONCE else [message]


def _chain(exchanges: Sequence[_Exchange]) -> list[_Exchange]:
    """Return the last exchanges back to the first question that stands alone."""
    chain: list[_Exchange] = []
    for exchange in reversed(exchanges):
        chain.append(exchange)
        if not points_back(exchange.question):
            break
    return chain[::-1]


def _last_question(chain: Sequence[_Exchange]) -> tuple[str, str, list[str]]:
    """Return the last question as it stands alone, what was answered to it, and what to carry on.

    '' for the question where the rules lost the thread; the questions as typed are carried on then.
    """
    last = _as_asked(chain[0].question)
    carried = [last]
    for before, exchange in pairwise([chain[0], *chain[1:][-_MOST_REWORDED:]]):
        last = reworded(exchange.question, last, before.answer) if last else ""
        carried = [last] if last else [*carried, exchange.question]
    return last, chain[-1].answer, carried


def _as_asked(question: str) -> str:
    """Return a request or a claim as the question it stands for; a broad request as it was typed."""
    found = requested(question)
    if found.broad:
        return question
    asked = inverted(found.text)
    return f"{asked}?" if asked else _OF_PEOPLE.sub(r"\g<0> people", found.text)


def carried(text: str, earlier: Sequence[str]) -> str:
    """Return `text` with what the earlier questions were about in brackets behind it."""
    subject = _subject(earlier, asks_anew=bool(_QUESTION_WORD.search(text)))
    if without_dates(text) != text:
        subject = without_dates(subject)
    room = min(_MOST_CARRIED_CHARACTERS, MOST_CHARACTERS - len(text) - len(f"{CARRIED}…)"))
    if not subject or room < _FEWEST_CARRIED_CHARACTERS:
        return text
    return f"{text}{CARRIED}{_shortened(subject, room)})"


def typed_of(text: str) -> str:
    """Return a question without what was carried on behind it, where it says enough to be read alone."""
    typed, _, _ = text.partition(CARRIED)
    return typed if content_words(typed) >= _READ_ALONE else text


def _subject(earlier: Sequence[str], *, asks_anew: bool) -> str:
    """Return what the last questions were about.

    Unless the new question asks for something else, it wants what they wanted: "how many" stays.
    """
    chain = earlier[-_MOST_QUESTIONS_BACK:]
    bare = [_ASKING.sub("", _stated(question)) if asks_anew else _stated(question) for question in chain]
    return "; ".join(part for part in bare if part)


def _stated(question: str) -> str:
    """Return an earlier question without its mark: of a request what it is about, of a claim what it says."""
    asked = _TOPIC.sub("", requested(question).text)
    return CORRECTION.sub("", asked.rstrip("?!. ").lstrip())


def _shortened(subject: str, room: int) -> str:
    """Return what there is room for, in characters, in whole words."""
    if len(subject) <= room:
        return subject
    return f"{subject[:room].rpartition(' ')[0] or subject[:room]}…"


def content_words(text: str) -> int:
    """Count the words that say something."""
    return sum(not set(analyze(word)) <= FUNCTION_STEMS for word in words(text))
