"""A message that asks for more than one thing, taken apart into questions that each stand alone.

"Who won in Verenko, and by how much?" is two questions; "What did Rome and Paris each say?" is one to each.
Rules of English only; a message whose shape they don't know stays whole. Knows nothing of the archive.
"""

import re
from collections.abc import Sequence

from app.followup import CARRIED, carried, content_words, has_name, standalone
from app.question_forms import QUESTION_WORD, coordinated, sharing
from app.records import Turn
from app.rewording import opened
from app.vocabulary import SAY
from index.sentences import sentences

MOST_PARTS = 3
# Of Latin and most scripts, of Chinese and Japanese, of Arabic; Greek's own looks like a semicolon.
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")
_GREEK = re.compile("[\u0370-\u03ff]")

# What is said, each says for himself; what two agree on or sign they do together.
_TOGETHER = re.compile(
    r"^(?P<before>.*?\b(?:did|does|do|has|have|had|would|will))\s+(?P<some>\S+(?: \S+){0,8}?),? and "
    r"(?P<last>\S+(?: \S+){0,4}?) (?:(?P<each>each|respectively)\s+|both\s+)?"
    rf"(?P<verb>(?(each)\w+|(?:{SAY}|want|think|believe|reply|answer|offer|propose|give|report|describe|call))\b)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
# "… about the truce and the offer of talks": neither says anything.
_NO_NAME = re.compile(
    rf"^(?:the|an?|his|her|their|its)$|\b(?:{QUESTION_WORD}|about|on|in|at|to|from|by|with|against|after|before|during"
    r"|over|will|would|did|does|do|has|have|had|say|said|claim|want|demand|reject|deny|offer|report|call)\b",
    re.IGNORECASE,
)
_BELONGS = re.compile(r"\s+(?:of|by|from)\b", re.IGNORECASE)
_EACH_OTHER = re.compile(r"\b(?:each other|one another)\b", re.IGNORECASE)
_ONE_NAME = frozenset(
    {"bosnia and herzegovina", "trinidad and tobago", "antigua and barbuda", "kitts and nevis"}
)
# "1) How many …? 2) Who …?"
_LIST_MARK = re.compile(r"^(?:\(?(?:\d{1,2}|[a-z])[.)]|[-*•–])(?:\s+|$)")
# Whole with a name and little else: "Who is Erdogan?", "How many were wounded in Tripoli?".
_WHOLE = re.compile(
    r"^(?:(?:who|what|where)(?:['’]s|\s+is|\s+are|\s+was|\s+were)\s|how\s+many\b.*\b(?:in|at|near)\s+(?-i:[A-Z]))",
    re.IGNORECASE,
)
# A question with fewer words of content than this says too little by itself: "How did Tehran respond?".
_SAYS_ENOUGH = 3


def parts_of(text: str) -> tuple[str, ...]:
    """Return the questions that `text` asks, each standing alone, at most three; itself where it is one.

    What was carried on behind it in brackets belongs to each.
    """
    typed, _, subject = text.partition(CARRIED)
    parts = _parts(typed)
    if not subject or len(parts) == 1:
        return parts if not subject else (text,)
    return tuple(_with_subject(part, subject) for part in parts)


def _with_subject(part: str, subject: str) -> str:
    """Return a question with what is carried on, `subject` with its bracket, behind what it has itself."""
    return f"{part[:-1]}; {subject}" if CARRIED in part else f"{part}{CARRIED}{subject}"


def _parts(text: str) -> tuple[str, ...]:
    asked = _asked(text)
    pieces = list(dict.fromkeys(piece for one in asked for piece in coordinated(opened(one)) or [one]))
    if len(pieces) > MOST_PARTS:
        return (text,)
    standing = [_standing(at, pieces, one_sentence=len(asked) == 1) for at in range(len(pieces))]
    parts = tuple(part for one in standing for part in _to_each(one))
    return parts if 1 < len(parts) <= MOST_PARTS else (text,)


def _asked(text: str) -> list[str]:
    """Return the sentences where all of them ask, without the marks of a list; else the whole text."""
    asked = [_LIST_MARK.sub("", span.of(text).strip()) for span in sentences(text)]
    asked = [one for one in asked if one]
    return asked if all(map(asks, asked)) else [text]


def asks(sentence: str) -> bool:
    """Say whether a sentence ends in a question mark, of whatever script."""
    return sentence.endswith(_QUESTION_MARKS) or (sentence.endswith(";") and bool(_GREEK.search(sentence)))


def _standing(at: int, pieces: Sequence[str], *, one_sentence: bool) -> str:
    """Return a question with what it leaves to those before it; where it opens a sentence, to its rest."""
    piece, earlier = pieces[at], pieces[:at]
    if piece.upper() == piece.lower():
        # In a script without capitals no rule sees a name, nor what is left to the others.
        return piece
    read = standalone(piece, [Turn("user", one) for one in earlier])
    enough = content_words(piece) >= _SAYS_ENOUGH or _WHOLE.match(piece)
    if read != piece or (has_name(piece) and enough):
        return read
    later = pieces[1:] if one_sentence else ()
    others = earlier or [one for one in later if has_name(one) and not has_name(piece)]
    return carried(piece, others)


def _to_each(text: str) -> list[str]:
    """Return the questions that share words: "When and where did it open?", "What did A and B say?"."""
    said = opened(text)
    together = _TOGETHER.match(said)
    return sharing(said) or (together and _of_each(together)) or [text]


def _of_each(asked: re.Match[str]) -> list[str]:
    """Return what is asked of each; nothing where they are one, or do it to one another."""
    names = [*re.split(r",\s+", asked["some"]), asked["last"]]
    if any(map(_NO_NAME.search, names)) or _BELONGS.match(asked["rest"]):
        return []
    one_name = any(f"{names[-2]} and {names[-1]}".lower().endswith(known) for known in _ONE_NAME)
    # "The Ministry of Health and Education": one ministry.
    within = " of " in names[-2] and not names[-1].lower().startswith("the ")
    if one_name or within or _EACH_OTHER.search(asked["rest"]) or len(set(names)) < len(names):
        return []
    return [f"{asked['before']} {name} {asked['verb']}{asked['rest']}?" for name in names]
