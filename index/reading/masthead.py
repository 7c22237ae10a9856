"""Reads the head of an article, all that stands before its second sentence: headline, stamps, names.

Here a date, a name or a row of sections on a line of its own isn't the story's; further down it may be.
"""

import re
from itertools import islice

from index.reading import furniture, headline
from index.reading.credits import read_credit_line
from index.reading.evidence import Evidence, Trust
from index.reading.paragraphs import ends_sentence
from index.reading.stamps import read_byline, read_name_and_place, read_stamp
from index.reading.vocabulary import COUNTRIES, DOMAIN, OUTLET_WORD, is_name

_LONGEST = 16
# A paragraph this long is the story's even when its full stop is missing.
_LONG = 120
_SHORTEST = 12
_PLACE_LINE = re.compile(r"[A-Z][\w.'’/-]*(?:[ ,]+[A-Z][\w.'’/-]*){0,4}\s*:")
_PLACE_AND_OUTLET = re.compile(r"[A-Z][^\n–—]{2,30}?\s[-–—]\s([A-Z][^\n]{1,40})")


def head_length(paragraphs: list[str]) -> int:
    """Return how many paragraphs stand before the second one that is written like a story."""
    stories = [position for position, text in enumerate(paragraphs[:_LONGEST]) if is_story(text)]
    return stories[1] if len(stories) > 1 else min(len(paragraphs), _LONGEST)


def is_story(paragraph: str) -> bool:
    """Tell whether `paragraph` is written like a sentence or more of a story."""
    if len(paragraph) > _LONG:
        return True
    return ends_sentence(paragraph) and len(paragraph) >= 24 and not paragraph.endswith(("?", "!"))


def without_stamps(paragraphs: list[str], evidence: Evidence) -> list[str]:
    """Return `paragraphs` without the stamp lines and bylines at the head, and note what they say.

    In a chronicle, where dates are headings, only what stands above the first sentence is a stamp.
    """
    end = head_length(paragraphs)
    stamps = [read_stamp(text) for text in paragraphs[:end]]
    opening = _opening(paragraphs)
    if any(stamps[opening:]) and _is_chronicle(paragraphs[end:]):
        end = opening
        stamps = stamps[:end]
    kept: list[str] = []
    for position, stamp in enumerate(stamps):
        text = paragraphs[position]
        beside = any(stamps[max(0, position - 1) : position + 2])
        if stamp:
            evidence.add_stamp(stamp)
        elif not _is_byline(text, evidence, beside_stamp=beside and bool(kept)):
            kept.append(text)
    return kept + paragraphs[end:]


def clean_head(paragraphs: list[str], title: str | None, evidence: Evidence) -> tuple[list[str], str | None]:
    """Return `paragraphs` without the head's furniture and the headline, and the headline."""
    end = head_length(paragraphs)
    head, rest = paragraphs[:end], paragraphs[end:]
    if title is None:
        head, title = _take_headline(head, rest, evidence)
    if title is not None:
        head = [text for text in head if not _repeats(text, title)]
    head = [text for text in head if not _is_place_line(text)]
    opening = _opening(head)
    above = [text for text in head[:opening] if not _is_above_story(text, evidence)]
    return above + head[opening:] + rest, title


def _opening(paragraphs: list[str]) -> int:
    head = paragraphs[:_LONGEST]
    return next((position for position, text in enumerate(head) if is_story(text)), len(head))


def _is_chronicle(paragraphs: list[str]) -> bool:
    dated = (text for text in paragraphs if len(text) <= 40 and read_stamp(text))
    return len(list(islice(dated, 2))) == 2


def _is_byline(text: str, evidence: Evidence, *, beside_stamp: bool) -> bool:
    byline = read_byline(text)
    if byline is None and beside_stamp and is_name(text, most=8 if "," in text else 4) and " " in text:
        if OUTLET_WORD.search(text):
            evidence.add_source(Trust.LABEL, text)
            return True
        byline = text
    evidence.add_byline(Trust.STAMP, byline)
    return byline is not None


def _take_headline(head: list[str], rest: list[str], evidence: Evidence) -> tuple[list[str], str | None]:
    """Return the head without its headline and the section's name above it, and the headline."""
    for position in range(min(3, len(head))):
        following = head[position + 1 :] + rest
        if not headline.is_headline(head[position], following):
            # A doubled line is a headline even with a full stop.
            if not following or not _is_doubled(head[position], following[0]):
                return head, None
        elif position + 1 < len(head) and _is_kicker(head[position], head[position + 1], following[1:]):
            continue
        title, outlet = headline.split_site_suffix(head[position])
        evidence.add_source(Trust.HEADLINE, outlet)
        return head[position + 1 :], headline.strip_kicker(title)
    return head, None


def _is_doubled(text: str, following: str) -> bool:
    return _SHORTEST <= len(text) <= _LONG * 2 and headline.same_headline(text, following)


def _is_kicker(text: str, following: str, after: list[str]) -> bool:
    if not headline.is_headline(following, after) or headline.same_headline(text, following):
        return False
    if len(following.split()) < 4:
        return False
    return furniture.is_section_label(text) or furniture.is_tag_line(text) or bool(DOMAIN.fullmatch(text))


def _repeats(text: str, title: str) -> bool:
    return len(text) <= 300 and headline.same_headline(text, title) and not text.endswith(".")


def _is_place_line(text: str) -> bool:
    """Tell whether a dateline stands on a line of its own: `Tripoli, Libya:`."""
    words = re.findall(r"[^\W\d_]+", text)
    return bool(_PLACE_LINE.fullmatch(text)) and (
        text.isupper() or any(w.casefold() in COUNTRIES for w in words)
    )


def _is_above_story(text: str, evidence: Evidence) -> bool:
    """Tell whether `text`, between headline and story, is a row of sections, a name or a credit."""
    if furniture.is_tag_line(text) or furniture.is_section_label(text):
        return True
    if text.isupper() and len(text.split()) <= 3 and not ends_sentence(text):
        return True
    if DOMAIN.fullmatch(text):
        evidence.add_source(Trust.STAMP, text)
        return True
    outlet = _PLACE_AND_OUTLET.fullmatch(text)
    if outlet and is_name(outlet[1]) and OUTLET_WORD.search(outlet[1]):
        evidence.add_source(Trust.LABEL, outlet[1])
        return True
    credit = read_credit_line(text)
    if credit:
        evidence.add_source(Trust.CREDIT, credit)
        return True
    byline = read_name_and_place(text)
    evidence.add_byline(Trust.STAMP, byline)
    return byline is not None
