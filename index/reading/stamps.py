"""Recognises the lines at an article's head that say when it was published, where, and by whom.

`Umer Jamshaid 3 minutes ago Tue 02nd June 2020 | 12:23 AM` is such a line; a sentence never is: every
part of the line must be accounted for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from unicodedata import category

from index.reading import dates, phrases
from index.reading.phrases import word_set
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
_BARS = re.compile(r"\s*[|•·∙]\s*|\s+[/›»]\s+")
_DASHES = re.compile(r"\s+-\s+(?=[^\W\d_]{3})")
_FOREIGN_SENTENCE_END = re.compile(r"[。！？؟۔।]\W*$")
UPDATED = re.compile(
    r"\b(?:updat|modif|revis|edited|atualiz|actualiz|aktualisier|stand(?=:)|mis à jour|обновл)"
    r"|更新|수정|تحديث|עודכן|अपडेट",
    re.IGNORECASE,
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
_HALF = r"(?:[ap]\.?m\b\.?|Uhr\b)"
_CLOCK = re.compile(
    rf"(?:\b(?:at|um)\s+)?(?<![\d.])\d{{1,2}}[:h]\d{{2}}(?:[:.]\d{{2}})?(?:\.\d+)?\s*{_HALF}?"
    rf"|(?:\b(?:at|um)\s+)?(?<![\d.])\d{{1,2}}\.\d{{2}}(?:[:.]\d{{2}})?\s*(?:{_HALF}|h\b)"
    rf"|(?:\bum\s+)?\b\d{{1,2}}\s*{_HALF}"
    r"|\b\d{4}\s*(?=(?:GMT|UTC|HKT|[A-Z]{2}T|hrs)\b)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\b(?:GMT|UTC|BST|CES?T|EES?T|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|IST|PKT|MSK|HKT|SGT|JST|KST|AEST|AEDT|WAT|EAT|SAST"
    r"|Z|TRT|hrs|local time|Mecca)\b(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)?|(?<!\w)[+-]\d{1,2}(?::?\d{2})?\b"
)
# Read as a time beside a date only: `3.25` is a figure, and before a word or a sign always is.
_DOTTED_CLOCK = re.compile(
    rf"(?:\b(?:at|um)\s+)?(?<![\d.,])\d{{1,2}}\.\d{{2}}(?:[:.]\d{{2}})?(?=\s*(?:{_ZONE.pattern}|[,;)\]–—-]|$))"
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
_CASELESS_BYLINE = re.compile(
    r"(?:文\s*[:：/／]|(?:记者|記者|作者|بقلم|מאת)(?:\s*[:：/／]|\s))\s*(?P<after>\S.*)|(?P<before>[가-힣]{2,4})\s*기자"
)
_CASELESS_LABELS = re.compile(
    r"(?<![^\W\d_])(?:发布时间|發布時間|发布于|发布|發布|发表于|时间|時間|日期|更新时间|更新時間"
    r"|公開日?|配信|掲載|最終更新|更新日?|입력|등록|승인|최종수정|수정"
    r"|تاريخ النشر|نشرت? في|آخر تحديث|تاریخ انتشار|פורסם|עודכן|प्रकाशित|अपडेट)\s*[:：]?"
)
_EDGES = " ,;:-–—_()[]/\\.!،、，：（）"
_PARTS = re.compile(r"([,،、，()（）])")
_HAN = "\u3040-\u30ff\u3400-\u9fff"
# 香港2021年9月20日, and as agencies open a story: 新华社南昌2020年7月12日电.
_HAN_PLACE = re.compile(rf"[{_HAN}]{{2,4}}")
_HAN_DISPATCH = re.compile(rf"[{_HAN}]{{2,10}}")
_HAN_OUTLET = re.compile(rf"[{_HAN}]{{1,8}}(?:网|網|报|報|社|台|臺|新闻|新聞|ニュース)")
_DISPATCHED = re.compile("[电電讯訊]")
_PLACE = re.compile(
    r"\s*(?P<place>[^\W\d_][^\d,.:;!?%،、，–—]*?)\s*(?:[,،、，.]|\s[-–—]\s)[\s,]*(?:(?:le|den|el|il|dnia|em)\b[\s,]*)?"
)
_PLACE_PARTICLES = word_set("""
    am an der im in bei ob sur sous de la le les del dos do da di aan den nad na в на und
""")
_LONGEST_CASELESS = 25
_MOST_CASELESS_HAN = 4


def read_stamp(line: str) -> Stamp | None:
    """Return what `line` says when it is nothing but a stamp (date, time, name, outlet), else None."""
    if len(line) > _LONGEST or not (_DIGIT.search(line) or _RELATIVE.search(line)):
        return None
    if _FOREIGN_SENTENCE_END.search(line):
        return None
    line = dates.plain_digits(line)
    dated = bool(dates.DATE.search(line))
    stamp: Stamp | None = Stamp()
    for segment in _segments(line):
        stamp = _read_segment(segment, stamp, dated=dated) if stamp else None
    return stamp if stamp and stamp.timed else None


def _segments(line: str) -> Iterator[str]:
    """Yield what bars and dashes part; a place and its date stay together."""
    for part in filter(None, _BARS.split(line)):
        yield from [part] if _read_dateline(part) else filter(None, _DASHES.split(part))


def read_byline(line: str) -> str | None:
    """Return the name in a line such as `By Jane Doe in Tripoli`, None for any other line."""
    found = _BYLINE.fullmatch(line) if len(line) <= 120 else None
    if not found:
        return _caseless_byline(line)
    name = re.split(r"\s*[|•·]\s*|\s+Follow\b", found[1])[0].rstrip(" ,:-–—")
    return _tidy_name(name) if _is_author(name) else None


def _caseless_byline(line: str) -> str | None:
    found = _CASELESS_BYLINE.fullmatch(line)
    name = (found["after"] or found["before"]) if found else ""
    return _tidy_name(name) if name and _is_caseless_name(name) else None


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


def _read_segment(segment: str, stamp: Stamp, *, dated: bool) -> Stamp | None:
    labelled = _read_labelled(segment, stamp)
    if labelled:
        return labelled
    placed = _read_dateline(segment)
    if placed:
        return replace(_with_day(stamp, placed, updated=bool(UPDATED.search(segment))), timed=True)
    found = dates.DATE.search(segment)
    day = dates.day_of(found) if found else None
    rest = _without_times(segment, dated=dated)
    timed = rest != segment
    if not (found or timed):
        day = _foreign_day(segment)
        rest, timed = ("", True) if day else (rest, False)
    stamp = _with_day(stamp, day, updated=bool(UPDATED.search(segment)))
    quiet = _NOISE.sub(" ", rest)
    stamp = replace(stamp, timed=stamp.timed or timed or quiet != rest)
    return _read_rest(quiet.strip(_EDGES), stamp, alone=quiet == segment)


def _read_dateline(segment: str) -> date | None:
    """Return the day of `Frankfurt am Main, 9. März 2021`: a place, its date, and nothing else."""
    found = dates.DATE.search(segment)
    day = dates.day_of(found) if found else None
    if not found or not day or _LABELS.search(segment) or _CASELESS_LABELS.search(segment):
        return None
    english = dates.is_english(found)
    before, after = segment[: found.start()], _without_times(segment[found.start() :], dated=True)
    after = after.strip(_EDGES)
    if _is_han_place(before.strip(_EDGES), after):
        return day
    place = None if after else _PLACE.fullmatch(before if english else _without_weekdays(before))
    return day if place and _is_place(place["place"], english=english) else None


def _is_han_place(before: str, after: str) -> bool:
    if _HAN_OUTLET.fullmatch(before):
        return False
    dispatched = bool(_DISPATCHED.fullmatch(after))
    return bool((_HAN_DISPATCH if dispatched else _HAN_PLACE).fullmatch(before)) and (dispatched or not after)


def _is_place(name: str, *, english: bool) -> bool:
    """Tell whether `name`, before a date, is more likely a place than who wrote it or where it stood."""
    words = name.split()
    named = [word for word in words if word.casefold() not in _PLACE_PARTICLES]
    if AGENCY.search(name) or OUTLET_WORD.search(name) or read_byline(name) or len(words) > 4:
        return False
    if not named or any(word[0].islower() or word.casefold() in SECTIONS | ROLE_WORDS for word in named):
        return False
    # In English, where the date doesn't tell the language either, two words are someone's name.
    return len(named) <= (1 if english else 2) and (_has_case(name) or len(name) <= _LONGEST_CASELESS)


def _has_case(text: str) -> bool:
    return any(character.isupper() or character.islower() for character in text)


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


def _without_times(segment: str, *, dated: bool) -> str:
    """Return `segment` without dates and times; `dated` if its line has a date, so that 14.05 is a time."""
    rest = dates.without_dates(segment)
    for pattern in (_RELATIVE, _PARTIAL, _CLOCK, *([_DOTTED_CLOCK] if dated else [])):
        rest = pattern.sub(" ", rest)
    if rest == segment:
        return segment
    for pattern in (_ZONE, _WEEKDAY, _LABELS, _CASELESS_LABELS):
        rest = pattern.sub(" ", rest)
    found = dates.DATE.search(segment)
    return rest if not found or dates.is_english(found) else _without_weekdays(rest)


def _without_weekdays(text: str) -> str:
    """Return `text` without weekdays of any language: in lower case, or between commas or brackets.

    Elsewhere `Domingo` may be someone's name.
    """
    wide, short = _weekdays()
    parts = _PARTS.split(text)
    bare = (part.strip(_EDGES) for part in parts)
    alone = (name.casefold() in wide or name in short for name in bare)
    kept = (" " if is_weekday else part for part, is_weekday in zip(parts, alone, strict=True))
    return _weekday_pattern().sub(" ", "".join(kept))


@cache
def _weekdays() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the weekdays in full, and abbreviated, in lower case without a full stop."""
    # Takes a tenth of a second, and is not needed for English articles.
    from babel import Locale

    names: dict[str, set[str]] = {"wide": set(), "abbreviated": set()}
    for language in dates.LANGUAGES:
        for context in Locale(language).days.values():
            for width, found in names.items():
                found.update(name.casefold().rstrip(".") for name in context.get(width, {}).values())
    return frozenset(names["wide"]), frozenset(names["abbreviated"])


@cache
def _weekday_pattern() -> re.Pattern[str]:
    names = sorted(_weekdays()[0], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _foreign_day(segment: str) -> date | None:
    bare = _LABELS.sub(" ", segment).strip(_EDGES)
    return dates.parse_date(bare) if not bare.isascii() or len(bare.split()) <= 6 else None


def _with_day(stamp: Stamp, day: date | None, *, updated: bool) -> Stamp:
    if day is None:
        return stamp
    if updated:
        return replace(stamp, updated=stamp.updated or day)
    return replace(stamp, published=stamp.published or day)


def _read_rest(rest: str, stamp: Stamp, *, alone: bool) -> Stamp | None:
    """Account for what is left of a segment once dates and times are out; None if it can't be.

    `alone` says that there were none: then it may be a name in a script that has no capitals.
    """
    rest = " ".join(rest.split())
    byline = read_byline(rest)
    labelled = _SOURCE_LABEL.fullmatch(rest)
    if labelled:
        return replace(stamp, source=stamp.source or labelled[1].strip(_EDGES))
    words = re.findall(r"[^\W\d_]+", rest)
    if not words:
        return stamp if not re.search(r"\d{3}|%", rest) else None
    if byline:
        return replace(stamp, byline=stamp.byline or byline)
    if DOMAIN.fullmatch(rest):
        return replace(stamp, source=stamp.source or rest)
    if (
        all(word.casefold() in SECTIONS | ROLE_WORDS | {"by", "à", "a", "h"} for word in words)
        and len(words) < 5
    ):
        return stamp
    if is_credit(rest) or _HAN_OUTLET.fullmatch(rest) or (is_name(rest) and OUTLET_WORD.search(rest)):
        return replace(stamp, source=stamp.source or rest)
    if _is_author(rest) or (alone and _is_caseless_name(rest)):
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


def _is_caseless_name(text: str) -> bool:
    if _has_case(text) or any(category(sign)[0] not in "LMZ" for sign in text if sign not in ".'’·-"):
        return False
    han = len(re.findall(rf"[{_HAN}]", text))
    return han <= _MOST_CASELESS_HAN and len(text) <= _LONGEST_CASELESS and len(text.split()) <= 4


def _tidy_name(name: str) -> str:
    return " ".join(name.split()).strip(" ,;:|-–—")
