"""Who says what a quote says, where the quote itself names them plainly ("…, the coastguard said.").

Rules for English sentences, which rather name nobody than the wrong one. Knows nothing of where the quote
stands.
"""

import re

_SAYS = r"(?:said|says|added|reported|reports|announced|stated|claimed|claims|confirmed)"
_NAME = r"(?P<who>[^,;:.?!“”\"()]{2,80}?)"
_FORMS = (
    # "2,200 people have fled, the United Nations humanitarian office said."
    re.compile(rf",[”\"]?\s+{_NAME}\s+(?:also )?{_SAYS}\b"),
    # "…," said Colonel Gnounou.
    re.compile(rf",[”\"]?\s+{_SAYS} (?=[A-Z]|the |an? |[a-z]+ [A-Z]){_NAME}(?=[,;]|\.?$)"),
    # "The ministry said on Sunday that 12 were hurt."
    re.compile(rf"^[“\"]?{_NAME}\s+(?:also )?(?:{_SAYS}|told\s+[A-Z][\w ]{{1,30}})\b"),
    # "According to the UN, 200,000 are displaced."
    re.compile(rf"\baccording to {_NAME}(?=[,;.]|$)", re.IGNORECASE),
)
# What speaks, or is not for sure about somebody else's words: with two of them, who says what is open.
_SPEAKS = re.compile(
    rf"\b(?:{_SAYS}|say|saying|tells?|told|according to|noted|warned|accused|declared|insisted|quoted)\b",
    re.IGNORECASE,
)
# What may stand before "said" without being anybody: a pronoun, a number, the rest of another clause.
_NOBODY = re.compile(
    r"^(?:this|these|those|there|and|but|or|as|after|before|because|if|also|not|was|were|is|are|be|been)\b"
    r"|\b(?:he|she|it|they|we|i|you|who|which|that|what|when|where|while)\b|\b(?:has|have|had|is|are)$|\d",
    re.IGNORECASE,
)
_MOST_WORDS = 12


def speaker(quote: str) -> str | None:
    """Return who says what a quote says, in its own words; None where it names nobody or several."""
    if len(_SPEAKS.findall(quote)) != 1:
        return None
    found = (form.search(quote) for form in _FORMS)
    named = [match["who"].strip() for match in found if match is not None]
    if len(named) != 1 or _NOBODY.search(named[0]) or len(named[0].split()) > _MOST_WORDS:
        return None
    return re.sub("^(The|An?) ", lambda article: article[0].lower(), named[0])
