"""Recognises the lines at an article's head that say when it was published, where, and by whom.

`Umer Jamshaid 3 minutes ago Tue 02nd June 2020 | 12:23 AM` is such a line; a sentence never is: every
part of the line must be accounted for.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from index.reading import dates, phrases
from index.reading.vocabulary import (
    AGENCY,
    DOMAIN,
    NAME_PARTICLES,
    OUTLET_WORD,
    ROLE_WORDS,
    SECTIONS,
    is_credit,
    is_name,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stamp line says; `timed` when it holds a date or a time at all, even a useless one."""

    published: date | None = None
    updated: date | None = None
    source: str | None = None
    byline: str | None = None
    timed: bool = False


_LONGEST = 180
_SEGMENTS = re.compile(r"\s*[|•·∙]\s*|\s+[/›»]\s+|\s+-\s+(?=[^\W\d_]{3})")
UPDATED = re.compile(
    r"\b(?:updat|modif|revis|edited|atualiz|actualiz|aktualisier|stand(?=:)|mis à jour|обновл)", re.IGNORECASE
)
PUBLISHED = re.compile(
    r"\b(?:publish|pub ?date|posted|issued|created|veröffentlicht|erstellt|publié|publicad|pubblicat"
    r"|gepubliceerd|опубликов)",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:first |last |originally |article |story |date )*"
    r"(?:published|posted|issued|updated|update|modified"
    r"|created|filed|uploaded|revised|publication date|publish date|release date|pub date"
    r"|date|time|erstellt|stand(?=:)|publié|mis à jour|publicado|actualizado|veröffentlicht|aktualisiert"
    r"|pubblicato|gepubliceerd|опубликовано|обновлено)\b"
    r"(?:\s+(?:on|at|the|le|el|am|il|op|date)\b)*\s*:?",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:just now|yesterday|(?:about |over )?(?:a|an|one|\d{1,3})\s?(?:s|secs?|seconds?|m|mins?|minutes?"
    r"|h|hrs?|hours?|d|days?|w|wks?|weeks?|months?|yrs?|years?)\s+ago)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:\b(?:at|um)\s+)?(?<![\d.])\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:\.\d+)?\s*(?:[ap]\.?m\b\.?|Uhr\b)?"
    r"|(?:\bum\s+)?\b\d{1,2}\s*(?:[ap]\.?m\b\.?|Uhr\b)"
    r"|\b\d{4}\s*(?=(?:GMT|UTC|HKT|[A-Z]{2}T|hrs)\b)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\b(?:GMT|UTC|BST|CES?T|EES?T|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|IST|PKT|MSK|HKT|SGT|JST|KST|AEST|AEDT|WAT|EAT|SAST"
    r"|Z|TRT|hrs|local time|Mecca)\b(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)?|(?<!\w)[+-]\d{1,2}(?::?\d{2})?\b"
)
_PARTIAL = re.compile(
    rf"\b(?:{dates.MONTH}\s+\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{dates.MONTH})(?!\w)", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_WEEKDAY = re.compile(
    rf"{dates.WEEKDAY}|\b(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)\b",
    re.IGNORECASE,
)
_NOISE = re.compile(
    rf"\b(?:{phrases.READING_TIME}|[\d,.]+k?\s*(?:views?|shares?|comments?|likes?|reads?))(?!\w)",
    re.IGNORECASE,
)
_SECTION_LABEL = re.compile(
    r"(?:published in|posted in|filed under|category|categories|section|tags?|topics?|in)\s*:?\s+(.+)",
    re.IGNORECASE,
)
_SOURCE_LABEL = re.compile(
    r"(?:source|agency|outlet|publisher|via|quelle|fuente|来源|出处|المصدر|источник)s?\s*[:：]\s*(.+)",
    re.IGNORECASE,
)
_EDITOR_LABEL = re.compile(
    r"(?:editor|edited by|editing by|translated by|web editor)\s*[:：]?\s+?\S.*", re.IGNORECASE
)
_BYLINE = re.compile(
    r"(?:(?i:(?:written|reported|story|text|article) by|author|reporter|writer)\s*:?"
    r"|by:?|By:?|BY:?|Par|Por|Von|Di|Door)\s+(\S.*)"
)
_EDGES = " ,;:-–—_()[]/\\.!"


def read_stamp(line: str) -> Stamp | None:
    """Return what `line` says when it is nothing but a stamp (date, time, name, outlet), else None."""
    if len(line) > _LONGEST or not (_DIGIT.search(line) or _RELATIVE.search(line)):
        return None
    stamp: Stamp | None = Stamp()
    for segment in filter(None, _SEGMENTS.split(line)):
        stamp = _read_segment(segment, stamp) if stamp else None
    return stamp if stamp and stamp.timed else None


def read_byline(line: str) -> str | None:
    """Return the name in a line such as `By Jane Doe in Tripoli`, None for any other line."""
    found = _BYLINE.fullmatch(line) if len(line) <= 120 else None
    if not found:
        return None
    name = re.split(r"\s*[|•·]\s*|\s+Follow\b", found[1])[0].rstrip(" ,:-–—")
    return _tidy_name(name) if _is_author(name) else None


def read_name_and_place(line: str) -> str | None:
    """Return `line` when it reads `Jane Doe, Tripoli` or `Jane Doe in Tripoli`, else None."""
    if len(line) > 80:
        return None
    found = re.fullmatch(r"([^,]{3,50}?)(?:\s*,\s*(?:in\s+)?|\s+in\s+)([^,]{2,30}(?:, [^,]{2,20})?)", line)
    if not found or not is_name(found[1], most=4) or " " not in found[1]:
        return None
    place_or_role = found[2].split()
    known = SECTIONS | ROLE_WORDS
    fits = all(word[0].isupper() or word.casefold() in known for word in place_or_role)
    in_sections = any(word.casefold() in SECTIONS for word in found[1].split())
    return line if fits and not in_sections else None


def _read_segment(segment: str, stamp: Stamp) -> Stamp | None:
    labelled = _read_labelled(segment, stamp)
    if labelled:
        return labelled
    found = dates.DATE.search(segment)
    day = dates.day_of(found) if found else None
    rest = _without_times(segment)
    timed = rest != segment
    if not (found or timed):
        day = _foreign_day(segment)
        rest, timed = ("", True) if day else (rest, False)
    stamp = _with_day(stamp, day, updated=bool(UPDATED.search(segment)))
    quiet = _NOISE.sub(" ", rest)
    stamp = replace(stamp, timed=stamp.timed or timed or quiet != rest)
    return _read_rest(quiet.strip(_EDGES), stamp)


def _read_labelled(segment: str, stamp: Stamp) -> Stamp | None:
    source = _SOURCE_LABEL.fullmatch(segment)
    if source and not dates.DATE.search(segment):
        return replace(stamp, source=stamp.source or source[1].strip(_EDGES))
    if _EDITOR_LABEL.fullmatch(segment) and len(segment) < 50:
        return stamp
    sections = _SECTION_LABEL.fullmatch(segment)
    if sections and all(word.istitle() or word.isupper() for word in re.findall(r"[^\W\d]+", sections[1])):
        return stamp if not dates.DATE.search(segment) else None
    return None


def _without_times(segment: str) -> str:
    rest = dates.without_dates(segment)
    for pattern in (_RELATIVE, _PARTIAL, _CLOCK):
        rest = pattern.sub(" ", rest)
    if rest != segment:
        for pattern in (_ZONE, _WEEKDAY, _LABELS):
            rest = pattern.sub(" ", rest)
    return rest


def _foreign_day(segment: str) -> date | None:
    bare = _LABELS.sub(" ", segment).strip(_EDGES)
    return dates.parse_date(bare) if not bare.isascii() or len(bare.split()) <= 6 else None


def _with_day(stamp: Stamp, day: date | None, *, updated: bool) -> Stamp:
    if day is None:
        return stamp
    if updated:
        return replace(stamp, updated=stamp.updated or day)
    return replace(stamp, published=stamp.published or day)


def _read_rest(rest: str, stamp: Stamp) -> Stamp | None:
    """Account for what is left of a segment once dates and times are out; None if it can't be."""
    rest = " ".join(rest.split())
    byline = read_byline(rest)
    labelled = _SOURCE_LABEL.fullmatch(rest)
    if labelled:
        return replace(stamp, source=stamp.source or labelled[1].strip(_EDGES))
    words = re.findall(r"[^\W\d_]+", rest)
    if not words:
        return stamp if not re.search(r"\d{3}", rest) else None
    if byline:
        return replace(stamp, byline=stamp.byline or byline)
    if DOMAIN.fullmatch(rest):
        return replace(stamp, source=stamp.source or rest)
    if (
        all(word.casefold() in SECTIONS | ROLE_WORDS | {"by", "à", "a", "h"} for word in words)
        and len(words) < 5
    ):
        return stamp
    if is_credit(rest) or (is_name(rest) and OUTLET_WORD.search(rest)):
        return replace(stamp, source=stamp.source or rest)
    if _is_author(rest) or (len(words) <= 4 and not any(c.isupper() or c.islower() for c in rest)):
        return replace(stamp, byline=stamp.byline or _tidy_name(rest))
    return None


def _is_author(name: str) -> bool:
    """One or several names, perhaps with a role, a place or an agency."""
    words = name.replace(",", " , ").split()
    if (
        not 1 <= len(words) <= 16
        or not name[:1].isalpha()
        or re.search(r'[!?:;"“”\d]|\.$', AGENCY.sub("", name))
    ):
        return False
    loose = NAME_PARTICLES | ROLE_WORDS
    return (
        name[0].isupper() and all(w == "," or w[0].isupper() or w.casefold() in loose for w in words)
    ) or bool(AGENCY.fullmatch(name))


def _tidy_name(name: str) -> str:
    return " ".join(name.split()).strip(" ,;:|-–—")
