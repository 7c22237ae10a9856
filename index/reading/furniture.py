"""Paragraphs that are never the story, wherever they stand: invitations, labels, notices, identifiers.

Each pattern must account for a whole paragraph; a sentence that merely holds such words stays.
"""

import re

from index.reading import phrases
from index.reading.paragraphs import ends_sentence
from index.reading.vocabulary import COUNTRIES, SECTIONS

_LONGEST = 420
_SHORT = 120
# Bullets and arrows, but no quotation mark: what is quoted is the story.
_MARKS = r"[^\w\"“”„'‘’«»(©]*"
_IDENTIFIER = re.compile(r"(?=\S{16,120}$)(?=(?:[^\d\n]*\d){4})[0-9A-Za-z]*[0-9a-fA-F]{8}[0-9A-Za-z_-]{8,}")
_LABELS = re.compile(rf"[\W_]*{phrases.LABELS}[\W_]*", re.IGNORECASE)
_READING_TIME = re.compile(rf"\W*{phrases.READING_TIME}\W*", re.IGNORECASE)
_POINTERS = re.compile(rf"{_MARKS}{phrases.POINTERS}\s*(?:[:：»›>|]|[-–—]\s)+\s*(?=\S)", re.IGNORECASE)
_SHOUTED_POINTER = re.compile(r"(?:READ (?:MORE|ALSO|NEXT)|ALSO READ|SEE ALSO|WATCH|RELATED|MUST READ)\s+\S")
_SECTION_MARKERS = re.compile(rf"[\W_]*{phrases.SECTION_MARKERS}\W*", re.IGNORECASE)
_INVITATIONS = re.compile(rf"{_MARKS}{phrases.INVITATIONS}", re.IGNORECASE)
_READ_POINTER = re.compile(r"[\W_]*(?:also |must[- ])?read\b", re.IGNORECASE)
_SAID = re.compile(phrases.SAID, re.IGNORECASE)
_NOTICES = re.compile(rf"{_MARKS}{phrases.NOTICES}", re.IGNORECASE)
# Cheap to look for; without them there is no need to look further.
_NOTICE_WORDS = ("eserved", "ESERVED", "external", "necessarily", "ommons", "can sign up")
_NOTICE_ENDS = re.compile(phrases.NOTICE_ENDS, re.IGNORECASE)
_TAGS = re.compile(
    rf"\W*(?:{phrases.TAG_LABELS}\s*[:：]\s*\S.{{0,200}}"
    r"|(?:keywords|tags|related (?:topics|subjects))\s[^.]*,[^.]*)",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"\W*(?P<what>reporting|additional reporting|edit(?:ing|ed)|writing|written|compiled"
    r"|translat(?:ion|ed)|produced"
    r"|with (?:additional )?(?:reporting|inputs?|files|agencies)|(?:with )?agency inputs?)\b"
    r"(?:\s+(?:and (?:writing|editing)|and translation))?\s*(?:by|from|:)\s*(?P<who>[A-Z][^\n]{1,200}?)\W*",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"[^.\n]{3,160}\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting|from [A-Z]\w+)"
    r"[^.\n]{0,60}\.?",
    re.IGNORECASE,
)
_HASHTAGS = re.compile(r"(?:[#＃][^\s#＃]+[\s,]*){1,20}")
_CRUMBS = re.compile(r"(?:[^\n>»›/|]{2,30}\s*[>»›/|]\s*){1,5}[^\n>»›/|]{2,60}")
_CONTACTS = re.compile(
    r"\W*(?:(?:e-?mail|twitter|contact)\s*:?\s*)?"
    r"(?:[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}|(?:[\w.’'-]{1,20} ){0,4}@\w{2,30}"
    r"|www\.[\w-]{1,60}(?:\.[\w-]{1,30}){1,4})\W*",
    re.IGNORECASE,
)
_RULES = re.compile(r"[\W_]+")
_TAG_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*$")
_CREDIT_JOINTS = phrases.word_set("""
    and by in with from for of the additional reporting writing editing al el bin ibn de van der von
    compiled translation agencies at
""")


def is_furniture(paragraph: str) -> bool:
    """Tell whether the whole of `paragraph` is a page's furniture rather than a story's."""
    if len(paragraph) > _LONGEST:
        return False
    if len(paragraph) <= _SHORT and _is_short_furniture(paragraph):
        return True
    return _is_pointer(paragraph) or _is_invitation(paragraph) or _is_notice(paragraph)


def is_section_marker(paragraph: str) -> bool:
    """Tell whether `paragraph` opens a list of links to other stories (`Most read`)."""
    return len(paragraph) <= 60 and bool(_SECTION_MARKERS.fullmatch(paragraph))


def is_tag_line(paragraph: str) -> bool:
    """Tell whether `paragraph` is a row of sections and countries: `Globe Algeria Niger Mali Africa`.

    One running word in lower case, or one mark of a sentence, makes it something else.
    """
    words = re.split(r"[\s,;/|•·#]+", paragraph.strip(" ,;/|•·#"))
    if not 2 <= len(words) <= 14 or len(paragraph) > 140:
        return False
    if not all(_TAG_WORD.match(word) and (word[0].isupper() or "#" in paragraph) for word in words):
        return False
    known = sum(word.casefold() in SECTIONS or word.casefold() in COUNTRIES for word in words)
    return known >= 2 and 2 * known >= len(words)


def is_section_label(paragraph: str) -> bool:
    """Tell whether `paragraph` only names a section or country, as stands above a headline."""
    if len(paragraph) > 60:
        return False
    words = re.findall(r"[^\W\d_]+", paragraph)
    known = SECTIONS | COUNTRIES | {"and"}
    return 1 <= len(words) <= 4 and all(w.casefold() in known and w[0].isupper() for w in words)


def read_reporting_credit(paragraph: str) -> tuple[bool, str | None]:
    """Return whether `paragraph` is `(Reporting by ...; Editing by ...)`, and who reported."""
    if len(paragraph) > 300:
        return False, None
    if "contribut" in paragraph.lower() and _CONTRIBUTED.fullmatch(paragraph):
        return True, None
    found = _CREDITS.fullmatch(paragraph)
    if not found or not found["who"][0].isupper() or _runs_on(found["who"]):
        return False, None
    if found["what"].lower() not in {"reporting", "written"}:
        return True, None
    return True, re.split(r"\s*[;.]\s|\s+(?i:writing|editing|edited)\b", found["who"])[0].strip(" ,;.()")


def _is_short_furniture(paragraph: str) -> bool:
    whole = (_LABELS, _IDENTIFIER, _READING_TIME, _HASHTAGS, _CONTACTS, _TAGS, _RULES)
    if any(pattern.fullmatch(paragraph) for pattern in whole):
        return True
    return bool(_CRUMBS.fullmatch(paragraph)) and _is_trail(re.split(r"\s*[>»›/|]\s*", paragraph))


def _is_trail(steps: list[str]) -> bool:
    """Tell `Home > News > ...` from `Opinion | Why the port matters to all`."""
    return all(map(is_section_label, steps[:-1])) and (len(steps) > 2 or len(steps[-1].split()) <= 3)


def _is_pointer(paragraph: str) -> bool:
    found = _POINTERS.match(paragraph)
    if found:
        return len(paragraph) <= 260 and _is_link_text(paragraph, found.end())
    return bool(_SHOUTED_POINTER.match(paragraph)) and not ends_sentence(paragraph)


def _is_link_text(paragraph: str, start: int) -> bool:
    """Tell another story's title from a sentence of this one: only `Read` may lead to a full stop."""
    if not paragraph.endswith((".", ".”", '."')):
        return True
    return bool(_READ_POINTER.match(paragraph)) and not re.search(r"[.!?]\s+\S", paragraph[start:])


def _is_invitation(paragraph: str) -> bool:
    return bool(_INVITATIONS.match(paragraph)) and not _SAID.search(paragraph)


def _is_notice(paragraph: str) -> bool:
    noticed = bool(_NOTICES.fullmatch(paragraph))
    if not noticed and any(word in paragraph for word in _NOTICE_WORDS):
        noticed = bool(_NOTICE_ENDS.search(paragraph))
    return noticed and not _SAID.search(paragraph)


def _runs_on(who: str) -> bool:
    """Tell whether `who` has the words of a sentence rather than names."""
    words: list[str] = re.findall(r"[^\W\d_][\w'’-]*", who)
    return sum(word[0].islower() and word not in _CREDIT_JOINTS for word in words) > 1
