"""A message as people type it, made plain: greetings, capitals throughout, abbreviations, contractions.

Rules of English only; a text without such things stays as it is. Knows nothing of the archive.
"""

import re

from app.question_forms import AUXILIARY, PREPOSITION, QUESTION_WORD
from app.times import with_full_months
from index.analysis import words

_GREETING = (
    r"(?:hey|hi|hello|greetings|good\s+(?:morning|afternoon|evening|day))"
    r"(?:\s+(?:there|again|all|team|guys|folks|everyone|everybody))?|dear\s+[\w-]+"
)
_REMARK = (
    r"ok(?:ay)?|well|great|perfect|cool|nice|interesting|now|right(?!\s+now\b)|alright|all\s+right|sorry|excuse\s+me|wait|oh|ah"
    r"|u[hm]+|h+m+|ye(?:s|ah|p)|(?:many\s+)?thanks(?!\s+to\b)(?:\s+a\s+lot)?|thank\s+you(?:\s+(?:so|very)\s+much)?"
)
_ANNOUNCED = (
    r"(?:(?:a|one|another|my|next|quick|last|short|simple)\s+)*question|q|(?:just\s+|was\s+)?(?:wondering|curious)"
    r"|i\s*(?:['’]m|\s+am|\s+was)\s+(?:just\s+)?(?:wondering|curious)|i\s+wonder"
)
_ASKS = (
    rf"(?:(?:{PREPOSITION}\s+)?{QUESTION_WORD}|{AUXILIARY}|please|kindly|define|list|give|show|tell|find|compare"
    r"|summari[sz]e|explain|describe|outline|i\s+(?:want|need|would)|i['’]d|is\s+it\s+true|fact[\s-]?check|check)"
)
_OPENERS = re.compile(
    rf"^(?:(?:{_GREETING}|{_REMARK}|{_ANNOUNCED})\s*(?:[,.!:;…–—-]+\s*|\s))+(?:(?:and|so|but)\s+)?(?={_ASKS}\b)",
    re.IGNORECASE,
)
# Where they stand for a word before a name; without a dot "Min" and "Gen" may be names themselves.
_ALWAYS_A_TITLE = r"Pres|Gov|Capt|Cmdr|Sgt|Lt|Col|Maj|Brig|Prof|Atty|Supt|Insp|Cllr|Dr|Dra|Mr|Mrs|Ms|PM|FM"
_TITLE = re.compile(
    rf"\b(?:(?:{_ALWAYS_A_TITLE})\.?|(?:Gen|Min|Sec|Secr|Sen|Rep|Adm|Amb|Lic|Hon|Rev|Ing|Arq|Dep)\.)"
    r"(?:-|\s+)(?=[A-Z])"
)
_CONTRACTED = re.compile(r"(?<=\w)(?:n['’]t|['’](?:ll|re|ve|d|m))\b", re.IGNORECASE)
_SHORTENED = {"ca": "can", "wo": "will", "sha": "shall"}
# Fewer may be names: "NATO AND UN".
_FEWEST_IN_CAPITALS = 4


def plain(message: str, *, follows: bool = False) -> str:
    """Return `message` without what only leads up to a question; in lower case where all of it is capitals.

    Of few words that is done where the message `follows` others, whose names it then need not have.
    """
    asked = _OPENERS.sub("", message)
    if asked != message and message[0].isupper():
        asked = asked[0].upper() + asked[1:]
    in_capitals = asked.isupper() and (follows or len(words(asked)) >= _FEWEST_IN_CAPITALS)
    return asked.lower() if in_capitals else asked


def spelled_out(text: str) -> str:
    """Return `text` in the words of articles: "Feb 7" as February, no "'ll", no "Min." before a name."""
    whole = _CONTRACTED.sub(" ", re.sub(r"\b(ca|wo|sha)(?=n['’]t\b)", _in_full, text, flags=re.IGNORECASE))
    return _TITLE.sub("", with_full_months(whole))


def _in_full(found: re.Match[str]) -> str:
    return _SHORTENED[found[0].lower()]
