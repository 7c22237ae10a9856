"""A request, or a claim to be checked, put as the question that articles answer.

"Compare the death tolls" asks how many people were killed, by each account; "Tell me about Tarhuna" and
"What's the latest on Tarhuna?" ask for whatever is told of it, "Is it true that …?" whether it is so. Rules
of English only; what they don't know stays as it is. Knows nothing of the archive.
"""

import re
from dataclasses import dataclass

from app.claims import claim_of
from app.question_forms import PREPOSITION, QUESTION_WORD

_POLITE = re.compile(
    r"^(?:(?:please|kindly|hi|hello)\b[,!]?\s*|(?:can|could|would|will)\s+you\s+(?:please\s+)?"
    r"|i\s*(?:['’]d|\s+would)\s+like\s+(?:you\s+)?to\s+(?:know|see|learn)?\s*"
    r"|i\s+(?:want|need)\s+(?:you\s+)?to\s+(?:know|see|learn)?\s*"
    r"|i(?:\s+am|['’]m)\s+(?:interested\s+in|looking\s+for)\s+|help\s+me\s+(?:to\s+)?(?:understand|find)\s+)+",
    re.IGNORECASE,
)
_BRIEFLY = re.compile(
    r"\s+(?:briefly|in short|in brief|(?:in|as)\s+(?:(?:at most|no more than|about|up to|under)\s+)?"
    r"(?:(?:an?|one|two|three|four|five|six|ten|a few|some|\d+(?:\s?[-–]\s?\d+)?)\s+"
    r"(?:(?:short|simple|brief)\s+)?"
    r"(?:lines?|sentences?|words|paragraphs?|bullet[ -]points?|bullets?)|bullet[ -]points|bullets))\b",
    re.IGNORECASE,
)
_HAND_OVER = (
    r"(?:(?:give|show|tell|find|get|bring|send|provide|write)(?:\s+(?:me|us))?(?:\s+with)?|i\s+(?:need|want)"
    r"|what(?:['’]s|\s+is|\s+are|\s+was|\s+were)|list(?:\s+me)?|look\s+up|find\s+out|check|state)"
)
_ALL = r"(?:all\s+(?:of\s+)?|every\s+one\s+of\s+)?"
_ARTICLE = (
    r"(?:(?:the|an?|any|some|all|your|exact|latest|newest|most\s+recent|most\s+up[\s-]to[\s-]date|last\s+known"
    r"|current|total|official|overall)\s+)*"
)
_WHOLE_OF = (
    r"(?:(?:brief|short|quick|concise|general|key|main|basic|important)\s+)*(?:overview|summary|summaries"
    r"|background|information|info|details?|updates?|briefing|recap|outline|facts|points|takeaways|developments"
    r"|events|news|rundown|introduction|everything|anything|articles?|reports?|stories|coverage)"
)
_OF = r"(?:of|on|about|for|from|in|around|regarding|concerning|with)"
_SOURCES = (
    r"(?:(?:the|these|your|our)\s+)?(?:articles?|reports?|sources?|papers?|archive|outlets?|accounts?|news)"
)
# "Tell me how many people died": the question stands in it.
_EMBEDDED = re.compile(
    rf"^(?:(?:tell|show|explain(?:\s+to)?|describe(?:\s+to)?|remind)\s+(?:me|us)(?:\s+about)?"
    rf"|explain|describe|find\s+out|look\s+up|check|tell|summari[sz]e|know)\s+"
    rf"(?P<question>(?:(?:{PREPOSITION}|after|before|of)\s+)?{QUESTION_WORD}\b.+)$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    rf"^(?:compare|contrast)\s+(?P<what>.+)$"
    rf"|^(?:how|where|why|in\s+what)?\s*do(?:es)?\s+{_SOURCES}\s+(?:differ|disagree|vary|agree|conflict)"
    r"\s+(?:on|about|over|in|as\s+to|regarding|with\s+regard\s+to)\s+(?P<differ>.+)$",
    re.IGNORECASE,
)
_BROAD = re.compile(
    r"^(?:(?:tell|inform|brief|update|fill)\s+(?:me|us)(?:\s+in)?\s+(?:more\s+)?(?:about|on)|talk\s+about"
    r"|(?:summari[sz]e|outline|recap|describe|explain)(?:\s+(?:for|to)\s+(?:me|us))?"
    rf"|(?:{_HAND_OVER}\s+)?{_ARTICLE}{_WHOLE_OF}\s+{_OF}"
    rf"|what(?:['’]s|\s+is)\s+(?:the\s+)?(?:latest|new|newest|happening)\s+{_OF}"
    rf"|what(?:\s+is|['’]s)\s+(?:there\s+to\s+know|known|said|reported|written)\s+(?:of|about|on)"
    rf"|what\s+(?:do|can|should)\s+(?:we|you|i)\s+(?:know|learn|find|have|say)\s+{_OF}"
    rf"|(?:what\s+(?:do|does|did|can)\s+)?{_SOURCES}\s+(?:say|tell(?:\s+(?:me|us))?|report|write|have|know)\s+{_OF}"
    r"|(?:which|what)\s+(?:articles|reports|stories)\s+(?:mention|cover|discuss|(?:are|talk|report)\s+(?:about|on)"
    r"|deal\s+with)|(?:search|look|looking)\s+for"
    rf"|(?:is|are)\s+there\s+(?:any|some)?\s*{_WHOLE_OF}\s+{_OF}|do\s+you\s+(?:know|have)\s+(?:any|some)thing\s+{_OF}"
    r")\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_MEANING = re.compile(
    rf"^(?:define|(?:{_HAND_OVER}\s+)?(?:the\s+|an?\s+)?(?:meaning|definition)\s+of(?:\s+the\s+(?:term|word))?"
    r"|what\s+(?:is|was)\s+meant\s+by)\s+(?P<what>\S+(?:\s+\S+){0,5})$"
    r"|^what\s+(?:does|do)\s+(?:the\s+(?:term|word|letters|abbreviation|acronym)\s+)?(?P<term>\S+)\s+stand\s+for$",
    re.IGNORECASE,
)
# "What Rome and Paris say about the truce", to be compared.
_SAID_BY = re.compile(r"^what\s+(?P<who>.+?\s+and\s+.+?)\s+(?P<verb>say|said)\b(?P<rest>.*)$", re.IGNORECASE)
_COUNTS = {
    "killed": r"(?:death\s+tolls?|numbers?\s+of\s+(?:(?:the\s+)?dead|deaths?|fatalities|people\s+killed))",
    "wounded": r"numbers?\s+of\s+(?:(?:the\s+|people\s+)?(?:wounded|injured)|injuries)",
    "displaced": r"numbers?\s+of\s+(?:the\s+)?(?:people\s+displaced|displaced(?:\s+people)?)",
}
# Names keep their capitals: the rest may be typed either way.
_NAME = r"[A-Z][\w.’-]*(?:\s+[A-Z][\w.’-]*){0,3}"
_QUOTE = re.compile(
    rf"^(?i:(?:{_HAND_OVER}\s+)?{_ARTICLE}"
    r"(?:quot(?:e|es|ations?)|statements?|comments?|word|remarks|reactions?|response)\s+(?:from|by|of)\s+)"
    r"(?P<who>(?:the\s+)?[A-Z].*?|the\s+.*?)(?:\s+(?:on|about|regarding|concerning|to)\s+(?P<about>.+))?$"
)
_POSITION = re.compile(
    rf"^(?i:(?:{_HAND_OVER}\s+)?)(?P<who>(?:[Tt]he\s+)?{_NAME})['’]s?\s+"
    r"(?i:(?:position|stance|view|opinion|reaction|response))"
    r"(?:\s+(?:on|about|to|towards?)\s+(?P<about>.+))?$"
)
_COURSE = re.compile(
    rf"^(?:{_HAND_OVER}\s+)?{_ARTICLE}(?:timeline|chronology|history|course|sequence)\s+(?:of\s+events\s+)?"
    r"(?:of|in|for|around)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_DEVELOPED = re.compile(
    r"^how\s+(?:did|has|have)\s+(?P<topic>.+?)\s+(?:develop(?:ed)?|unfold(?:ed)?|evolved?|progress(?:ed)?)$",
    re.IGNORECASE,
)
_TOPICS = (_BROAD, _COURSE, _DEVELOPED)
_PART = re.compile(
    rf"^(?i:what\s+(?:is|was|has\s+been))\s+(?P<who>(?:the\s+)?{_NAME})['’]s?\s+"
    r"(?:role|part|involvement)(?P<where>\s+in\s+.+)?$"
)
_ASKED_AS = {"killed": "were killed", "wounded": "were wounded", "displaced": "fled their homes"}
# What may follow a count and still be where, when or by whose account.
_AND_WHERE = (
    r"(?:\s+(?:of|in|from|at|on|by|since|during|after|so far|among|near|as of|for|this|last|according)\b.*)?"
)
_COUNTED = re.compile(
    rf"^(?:{_HAND_OVER}\s+)?{_ALL}{_ARTICLE}"
    rf"(?:{'|'.join(f'(?P<{word}>{pattern})' for word, pattern in _COUNTS.items())})(?P<rest>{_AND_WHERE})$",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    rf"^(?:{_HAND_OVER}\s+)?{_ARTICLE}(?:number|count)\s+of\s+(?P<what>[a-z].+)$", re.IGNORECASE
)
_LISTED = re.compile(
    rf"^(?:list|name|identify|enumerate|(?:give|show|tell)\s+(?:me|us))\s+{_ALL}(?:the\s+)?"
    r"(?P<what>(?:[a-z-]+\s+){0,2}?[a-z-]+s|people)\s+(?:that|who|which)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Requested:
    """What a request asks for: `text`, as a question where the rules know how.

    `broad`: whatever is told of something, rather than one thing about it. `compared`: the accounts of all.
    `claimed`: whether it is so.
    """

    text: str
    broad: bool = False
    compared: bool = False
    claimed: bool = False


def requested(text: str) -> Requested:
    """Return the question that a request stands for; the text as it is where it is one, or none is known."""
    polite = _POLITE.sub("", text.strip())
    if claim := claim_of(polite):
        return Requested(f"Whether {claim}?", claimed=True)
    bare = _BRIEFLY.sub("", polite).rstrip("?!. ")
    found = next((found for rule in _RULES if (found := rule(bare))), None)
    if found is not None:
        return found
    politely = bare != text.strip().rstrip("?!. ") and re.match(QUESTION_WORD, bare, re.IGNORECASE)
    return Requested(_opened(bare) if politely else text)


def _to_compare(bare: str) -> Requested | None:
    compared = _COMPARE.match(bare)
    if compared is None:
        return None
    what = next(found for found in compared.groups() if found)
    return Requested(_counted(what) or _said_by(what) or _opened(what), compared=True)


def _said_by(what: str) -> str:
    """Return "What do Rome and Paris say?" for what they say; "" for anything else."""
    found = _SAID_BY.match(what)
    if found is None:
        return ""
    auxiliary = "do" if found["verb"].lower() == "say" else "did"
    return f"What {auxiliary} {found['who']} say{found['rest']}?"


def _meaning(bare: str) -> Requested | None:
    found = _MEANING.match(bare)
    return Requested(f"What is {found['what'] or found['term']}?") if found else None


def _embedded(bare: str) -> Requested | None:
    embedded = _EMBEDDED.match(bare)
    return Requested(_opened(embedded["question"])) if embedded else None


def _count(bare: str) -> Requested | None:
    counted = _counted(bare)
    return Requested(counted) if counted else None


def _of_somebody(bare: str) -> Requested | None:
    """Return what somebody said, where a quote, a word, a position of his is asked for, or did, his part."""
    part = _PART.match(bare)
    if part:
        return Requested(f"What did {part['who']} do{part['where'] or ''}?")
    found = _QUOTE.match(bare) or _POSITION.match(bare)
    if found is None:
        return None
    about = f" about {found['about']}" if found["about"] else ""
    return Requested(f"What did {found['who']} say{about}?")


def _told_of(bare: str) -> Requested | None:
    """Return whatever is told of a topic, or of how it went."""
    found = next((found for pattern in _TOPICS if (found := pattern.match(bare))), None)
    if found is None:
        return None
    topic = found["topic"]
    asked = _counted(topic) or (_opened(topic) if re.match(QUESTION_WORD, topic, re.IGNORECASE) else "")
    return Requested(asked) if asked else Requested(f"About {topic}", broad=True)


def _list(bare: str) -> Requested | None:
    listed = _LISTED.match(bare)
    return Requested(f"Which {listed['what']} {listed['rest']}?") if listed else None


_RULES = (_to_compare, _meaning, _embedded, _count, _of_somebody, _told_of, _list)


def _counted(text: str) -> str:
    """Return "How many people were killed …?" for "the death toll …", and the like; "" for anything else."""
    found = _COUNTED.match(text)
    if found:
        word = next(word for word in _COUNTS if found[word])
        return f"How many people {_ASKED_AS[word]}{_in(found['rest'])}?"
    number = _NUMBER_OF.match(text)
    return f"How many {number['what']}?" if number else ""


def _in(rest: str) -> str:
    """Return what a count is of, as it goes on behind a verb: "of the battle" happened "in" it."""
    return re.sub(r"^\s+(?:of|from|for)\b", " in", rest)


def _opened(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
