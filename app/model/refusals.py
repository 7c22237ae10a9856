"""Whether a model's answer refuses: by the mark that the prompt asks for, or in a disguise of it.

Models rather say "The passages do not mention …" or "I'm sorry, but …". Such a sentence speaks of the
passages, or of what the model itself can't do; one that reports somebody else's silence ("The GNA did not
say how many were killed") is an answer. Patterns only (app/model/refusals.txt), for English and the usual
phrases of eight more languages; knows nothing of the question or of what the passages say.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.sections import read_sections
from index.sentences import sentences as sentences_of

REFUSAL = "NOT_IN_THE_ARCHIVE"

_LIST = Path(__file__).with_name("refusals.txt")
# More words than that before what is said, such as "Unfortunately, based on the passages, …", are a ramble.
_MOST_WORDS_BEFORE = 8
_MOST_CHARACTERS = 600

_MARK = r"(?:answer:\s*)?not[\s_-]+in[\s_-]+the[\s_-]+archives?"
_OPENS_WITH_MARK = re.compile(rf"^\W*{_MARK}(?!\w)", re.IGNORECASE)
_HAS_MARK = re.compile(rf"\b{REFUSAL}\b|(?i:^\W*{_MARK}\W*$)")
_CITATION = re.compile(
    r"[\[【(]\s*(?:source |passage )?\^?\d{1,3}(?:\s*[-–,]\s*\d{1,3})*\s*[\]】)]", re.IGNORECASE
)
_DECORATION = re.compile(r"[*`#{}]+|^\s*(?:[-•>]|\d+[.)])\s+|(?<!\w)_+|_+(?!\w)", re.MULTILINE)
_QUOTED = re.compile(r"[\"“„«‘'‹「]")
# ", the minister said": what is not known is news then.
_ATTRIBUTED = re.compile(
    r"[,”\"'»]\s+(?:[\w.'-]+\s+){0,8}"
    r"(?:said|says|told|added|warned|a déclaré|a dit|sagte|dijo|ha detto|disse|сказал\w*|заявил\w*)\b"
)
_TURN = re.compile(
    r"[,;:–—]\s+(?:but|however|although|though|yet|while|mais|aber|pero|ma|mas|но)\b(?P<rest>.*)$",
    re.IGNORECASE,
)


def is_refusal(text: str) -> bool:
    """Say whether a whole answer refuses: it opens with the mark, or no sentence of it says anything else.

    An answer that refuses first and then tells something is none: its sentences are for the check.
    """
    plain = _plain(text)
    if _OPENS_WITH_MARK.search(plain):
        return True
    said = (span.of(plain) for span in sentences_of(plain))
    telling = [sentence for sentence in said if re.search(r"\w", _CITATION.sub("", sentence))]
    refusing = [sentence for sentence in telling if refusing_sentence(sentence)]
    return bool(refusing) and all(sentence in refusing or _is_filler(sentence) for sentence in telling)


def refusing_sentence(text: str) -> bool:
    """Say whether one sentence only says that the passages, or the model, don't answer."""
    plain = _plain(text)
    if _HAS_MARK.search(plain):
        return True
    bare = _bare(plain)
    if _QUOTED.match(bare) or _ATTRIBUTED.search(bare) or _turns_to_tell(plain):
        return False
    if _pattern("refusing").match(bare):
        return True
    return not _CITATION.search(plain) and bool(_pattern("refusing unless cited").match(bare))


def may_become_refusal(start: str) -> bool:
    """Say whether an answer that begins like this may be the mark: not yet to be shown as it streams in."""
    return REFUSAL.startswith(_plain(start).upper()[: len(REFUSAL)])


def _plain(text: str) -> str:
    return _DECORATION.sub("", text.replace("\\_", "_")).strip()


def _bare(sentence: str) -> str:
    """Return a sentence as the patterns have it: lower case, plain apostrophes, no citations."""
    words = _CITATION.sub("", sentence[:_MOST_CHARACTERS]).lower().replace("’", "'")
    return " ".join(words.split())


def _is_filler(sentence: str) -> bool:
    return not _CITATION.search(sentence) and bool(_pattern("beside a refusal").match(_bare(sentence)))


def _turns_to_tell(sentence: str) -> bool:
    """Say whether it goes on with "but" and tells something there: a figure, or what is cited."""
    turn = _TURN.search(sentence)
    return turn is not None and bool(re.search(r"\d", turn["rest"]))


@cache
def _pattern(section: str) -> re.Pattern[str]:
    """Return a section of the list as one pattern, with what may stand before it."""
    before, after = (rf"(?:{'|'.join(_expanded(name))})" for name in ("before", section))
    return re.compile(rf"(?:{before}[,.:;]?\s+){{0,{_MOST_WORDS_BEFORE}}}{after}")


def _expanded(section: str) -> Iterator[str]:
    """Yield the patterns of a section with every <name> in them replaced by what it stands for."""
    sections = read_sections(_LIST)
    known: dict[str, str] = {}
    for line in sections["words"]:
        name, _, words = line.partition("=")
        known[name.strip()] = _filled(words.strip(), known)
    return (_filled(line, known) for line in sections[section])


def _filled(pattern: str, known: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: f"(?:{known[found[1]]})", pattern)
