"""Datelines, captions and credits: who reported or pictured, written around or beside the story."""

import re
from dataclasses import dataclass
from datetime import date

from index.reading import dates
from index.reading.paragraphs import ends_sentence
from index.reading.vocabulary import AGENCY, PHOTO_WORD, is_credit

_LONGEST_CAPTION = 500
_LONGEST_CREDIT = 120
_BRACKETED_END = re.compile(r"(?P<open>[\[(])(?P<credit>[^\[\]()\n]{2,90})[\])]\s*\.?$")
_END_MARK = re.compile(r"(?<=[.!?\"”’]) {0,2}(?:Enditem|ENDS?|/end/|-30-|#{2,3})\.?$")
_CAPTION_START = re.compile(
    r"(?:FILE(?: PHOTO| PICTURE| IMAGE)?\s*[-–—:]"
    r"|(?:File|Handout|Stock) (?:photo|picture|image|photograph)s?\b"
    r"|(?:Photo|Picture|Image|Media|Video|Photograph)(?: source| caption| credit| copyright)\s*[,:]"
    r"|(?:Photo|Photos|Image|Picture|Photograph|Foto|Caption|Photo by|Image by|Picture by)\s*:"
    r"|(?:Photo|Image|Picture|Photograph) by [A-Z])"
)
_CREDIT_TAIL = re.compile(
    r"(?:\b(?:Photo|Photograph|Picture|Image|Pic|Credit|Photo credit|Image credit|Foto)s?"
    r"(?:\s+by|\s+courtesy of|\s*:|\s*/|\s*©)\s*"
    r"|\s[©|/]\s*|(?<=[.!?”\"])\s+(?=(?:REUTERS|AFP|AP|EPA)/)|\s+(?=(?:REUTERS|AFP|AP|EPA)/[A-Z]))"
    r"(?P<credit>[^\n.]{2,80}(?:\.[^\n.]{1,30})?)$"
)
_DATELINE = re.compile(
    r"(?P<place>[^()\[\]\n:]{0,60}?)\s*(?:\((?P<agency>[^()\n]{2,90}?)\s*\)|/(?P<slashed>[A-Z]{2,8})/)"
    r"\s*(?P<mark>\.?\s*(?:[-–—]{1,2}|:|\.))?\s*"
)
# TASS and RIA end theirs with a full stop: `MOSCOW, May 5. /TASS/.`, `МОСКВА, 5 мая - РИА Новости.`
_PLACE_AGENCY = re.compile(
    rf"(?P<place>[A-ZА-ЯЁ]{{3}}[^\n./()]{{0,40}}?)\s*[.,]?\s*[-–—/]\s*(?P<agency>{AGENCY.pattern})\s*[./]{{1,2}}\s+"
)
_PLACE_DASH = re.compile(
    r"(?P<place>[A-Z][A-Z.’' /-]{2,40}(?:, ?[A-Z][\w. ]{1,25}?)?)"
    r"(?:,\s*(?:[A-Z][a-z]+ )?[^\n—–:-]{3,20})?\s+(?:[—–]|--?)\s*"
    r"(?:\d{1,2} [A-Z][a-z]+,? \d{4}\s*[:—–-]\s*)?"
)
_PLACE_COLON = re.compile(r"(?P<place>[A-Z]{3}[A-Z .’'/-]{0,30}):\s+")
_NOT_PLACES = re.compile(
    r"(?:BREAKING|UPDATED?|WATCH|READ|LIVE|EXCLUSIVE|ANALYSIS|OPINION|VIDEO|NOTE|CORRECTION|EXPLAINER|FACTBOX|MORE|Q|A)\b"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """An agency's opening, `TRIPOLI, April 7 (Xinhua) -- `: its length, and what it says."""

    length: int
    agency: str | None
    published: date | None


def read_dateline(paragraph: str, *, colons: bool = True) -> Dateline | None:
    """Return the dateline that `paragraph` opens with, None where it opens with its own words.

    `colons` says whether `CAIRO: ` may be one; in an interview it names a speaker.
    """
    head = paragraph[:220]
    found = _DATELINE.match(head) if "(" in head[:70] or "/" in head[:70] else None
    if found and _is_dateline(found) and _starts_story(paragraph, found.end()):
        stated = found["agency"] or found["slashed"]
        return Dateline(found.end(), _agency_in(stated), _day_in(found["place"] + " " + stated))
    if not head[:1].isupper() or head[1:2].islower():
        return None
    found = _PLACE_AGENCY.match(head)
    if found and _starts_story(paragraph, found.end()):
        return Dateline(found.end(), found["agency"], _day_in(found["place"]))
    found = _PLACE_DASH.match(head) or (_PLACE_COLON.match(head) if colons else None)
    if found and not _NOT_PLACES.match(head) and _starts_story(paragraph, found.end()):
        return Dateline(found.end(), None, _day_in(found[0]))
    return None


def is_caption(paragraph: str) -> bool:
    """Tell whether `paragraph` describes a picture: it opens like a caption or ends with its credit."""
    if len(paragraph) > _LONGEST_CAPTION:
        return False
    tail = paragraph[-_LONGEST_CREDIT:]
    if _CAPTION_START.match(paragraph):
        return True
    found = _BRACKETED_END.search(paragraph) if paragraph.endswith((")", "]", ").", "].")) else None
    if found and found.start() > 0:
        return _closes_caption(paragraph, found)
    if tail.endswith((".", "?", "!", '"', "”")) or not (PHOTO_WORD.search(tail) or "|" in tail):
        return False
    credited = _CREDIT_TAIL.search(tail)
    return bool(credited and credited.start() > 0 and _is_picture_credit(credited["credit"]))


def split_credit(paragraph: str) -> tuple[str, str | None]:
    """Return `paragraph` without the agency's name or end mark after its last sentence, and that name."""
    paragraph = _END_MARK.sub("", paragraph) if len(paragraph) > 40 else paragraph
    found = _BRACKETED_END.search(paragraph[-100:])
    if not found or not is_credit(found["credit"]):
        return paragraph, None
    start = len(paragraph) - len(paragraph[-100:]) + found.start()
    before = paragraph[:start].rstrip()
    return (before, found["credit"].strip()) if ends_sentence(before) else (paragraph, None)


def is_bracketed_credit(paragraph: str) -> bool:
    """Tell whether `paragraph` can be nothing but a credit: `(Reuters, AP)`, `ls/sms (AP, AFP)`."""
    marked = paragraph.startswith("(") or re.match(r"[a-z]{2,4}/[a-z]{2,4}", paragraph)
    return bool(marked) and paragraph.endswith(")") and read_credit_line(paragraph) is not None


def read_credit_line(paragraph: str) -> str | None:
    """Return the credit when the whole `paragraph` is one: `(FRANCE 24 with AFP, AP and REUTERS)`."""
    if len(paragraph) > 140:
        return None
    bare = paragraph.strip(" ()[]-–—*_.")
    bare = re.sub(r"^(?:source|sources|credit|via)\s*[:：]\s*", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"^[a-z]{2,4}(?:/[a-z]{2,4}){1,3}\s*\((.*)$", r"\1", bare)
    if is_credit(bare) and (paragraph[0] in "([-–—*" or len(bare.split()) <= 8):
        return bare
    return None


def _is_dateline(found: re.Match[str]) -> bool:
    place, mark = found["place"].strip(" ,"), found["mark"]
    stated = found["agency"] or found["slashed"]
    if not AGENCY.search(stated) or not _is_capitalised(stated):
        return False
    if not _is_place(place):
        return False
    return bool(mark) or not place or place.isupper()


def _is_place(place: str) -> bool:
    words = [word for word in re.split(r"[\s,/]+", place) if word]
    return len(words) <= 8 and all(not word[0].islower() or word in {"and", "de", "al"} for word in words)


def _is_capitalised(stated: str) -> bool:
    words = re.findall(r"[^\W\d_][\w.-]*", dates.DATE.sub(" ", stated))
    return all(word[0].isupper() or word in {"and", "with", "via", "dpa"} for word in words)


def _starts_story(paragraph: str, position: int) -> bool:
    rest = paragraph[position : position + 20]
    return len(paragraph) - position >= 20 and not rest[:1].islower() and rest[:1] not in ",.;:)"


def _agency_in(stated: str) -> str | None:
    bare = dates.DATE.sub(" ", stated)
    return " ".join(bare.split()).strip(" ,-–—/:") or None


def _day_in(text: str) -> date | None:
    return dates.parse_date(text) if re.search(r"\d{4}", text) else None


def _closes_caption(paragraph: str, found: re.Match[str]) -> bool:
    credit, before = found["credit"], paragraph[: found.start()].rstrip()
    pictured = bool(PHOTO_WORD.search(credit)) and _is_picture_credit(credit)
    if found["open"] == "[":
        return pictured or (is_credit(credit) and not ends_sentence(before))
    if pictured and (
        AGENCY.search(credit) or re.match(r"(?i:photo|picture|image|file|credit|courtesy|©)", credit)
    ):
        return True
    return is_credit(credit) and not ends_sentence(before) and len(before) <= 200


def _is_picture_credit(credit: str) -> bool:
    return is_credit(credit) or bool(
        re.fullmatch(
            r"(?i:(?:file |handout )?(?:photo|picture|image|file|courtesy|screengrab|handout|credit)"
            r"\b.{0,60})",
            credit,
        )
    )
