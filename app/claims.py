"""What a message claims that asks whether something is true.

"Is it true that …?", "Fact-check: …", "… Is that true?" Rules of English only. Knows nothing of the archive.
"""

import re

from app.question_forms import QUESTION_WORD

_TRUE = r"(?:(?:really|actually|indeed|still)\s+)?(?:true|correct|right|accurate|the\s+case|a\s+fact|so)"
_STATED = r"(?:the\s+|this\s+|following\s+)*(?:claim|statement|sentence|rumou?r|allegation)"
_VERIFY = r"(?:fact[\s-]?check|(?:double[\s-]?)?check|verify|confirm)"
_OPENINGS = (
    rf"(?:is|was)(?:n['’]?t|\s+not)?\s+it\s+(?:not\s+)?{_TRUE}\s+that",
    rf"is\s+there\s+any\s+truth\s+in\s+{_STATED}\s+that",
    rf"{_VERIFY}\s+(?:this|that|the\s+following)(?:\s+for\s+(?:me|us))?\s*[:,–—-]",
    r"(?:fact[\s-]?check|true\s+or\s+false)\s*[:,–—-]?",
    rf"(?:{_VERIFY}|{_STATED})\s*:",
    rf"{_VERIFY}\s+{_STATED}\s*[:,–—-]?",
    rf"(?:{_VERIFY}|tell\s+me)\s+(?:that|whether|if)",
)
_BEFORE = re.compile(
    rf"^(?:{'|'.join(_OPENINGS)})\s*(?:(?:that|whether|if)\s+)?(?P<claim>.+)$", re.IGNORECASE | re.DOTALL
)
_CLOSINGS = (
    rf"(?:is|was)\s+(?:this|that|it)\s+{_TRUE}",
    r"true\s+or\s+(?:false|not)",
    r"(?:true|correct|right|really)(?=\?)",
)
_AFTER = re.compile(
    rf"^(?P<claim>.+?)\s*[.,;:!?–—-]+[\"'”’]*\s+(?:{'|'.join(_CLOSINGS)})\W*$", re.IGNORECASE | re.DOTALL
)
_HEARD = re.compile(
    r"^(?:(?:i|we)(?:['’]ve|\s+have)?\s+(?:just\s+)?(?:heard|read|seen|been\s+told)(?:\s+(?:somewhere|online))?"
    r"|(?:someone|somebody|people|they)\s+(?:says?|told\s+me|claims?)|(?:some|many)\s+(?:say|claim)"
    r"|it\s+is\s+said|there\s+are\s+(?:reports|rumou?rs|claims))\s+(?:that\s+)?",
    re.IGNORECASE,
)
_QUOTED = "\"'“”‘’«» \t\n"
_FEWEST_WORDS = 3


def claim_of(text: str) -> str:
    """Return what is asked to be true, without its full stop; "" where nothing is, or it is too short."""
    found = _AFTER.match(text) or _BEFORE.match(text)
    if found is None:
        return ""
    claim = _HEARD.sub("", found["claim"].strip(_QUOTED).rstrip("?!. ").strip(_QUOTED))
    if len(claim.split()) < _FEWEST_WORDS or re.match(rf"{QUESTION_WORD}\b", claim, re.IGNORECASE):
        return ""
    return claim
