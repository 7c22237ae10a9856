"""Finds the headline at the top of an article and takes the outlet's name off it."""

import re

from index.reading.characters import words_only
from index.reading.furniture import is_section_label
from index.reading.paragraphs import ends_sentence
from index.reading.vocabulary import OUTLET_WORD

_LONGEST = 220
_MOST_WORDS = 34
_BARS = re.compile(r"\s+(?:\||::|»|•|›)\s+|\s*\|\s*")
_DASHES = re.compile(r"\s+[-–—]\s+")
_KICKER = re.compile(
    r"(?:(?:opinion|analysis|exclusive|video|watch|live|live updates?|breaking(?: news)?|explainer|editorial"
    r"|photos?|in pictures)"
    r"\s*[|:»]\s*)(?=\S)",
    re.IGNORECASE,
)


def split_site_suffix(headline: str, site: str | None = None) -> tuple[str, str | None]:
    """Return `headline` without the outlet's name at its end, and that name.

    After a bar any short name counts; after a dash only what is written like an outlet's, or is `site`.
    """
    parts = _BARS.split(headline)
    if len(parts) > 1:
        if is_section_label(parts[0]) or (
            len(parts[0].split()) <= 2 < len(parts[1].split()) and not _outlet_like(parts[-1])
        ):
            parts = parts[1:]
        outlet = _outlet_of(parts[-1]) if len(parts) > 1 else None
        if outlet or len(parts) == 1:
            return split_dash(parts[0], site or outlet)[0], outlet
        return headline, None
    return split_dash(headline, site)


def split_dash(headline: str, site: str | None) -> tuple[str, str | None]:
    """Return `headline` without ` - Outlet` at its end, and the outlet."""
    parts = _DASHES.split(headline)
    if len(parts) < 2:
        return headline, None
    last = parts[-1].strip()
    known = site is not None and words_only(last) == words_only(site)
    if known or (_outlet_like(last) and len(parts[0].split()) >= 3):
        return headline[: headline.rindex(last)].rstrip(" -–—"), last
    return headline, None


def is_headline(paragraph: str, following: list[str]) -> bool:
    """Tell whether `paragraph`, the first of an article, is its headline: short, open-ended, apart.

    A question or an exclamation counts when it is one; a full stop never does. Something that is
    written like a story must follow.
    """
    if not paragraph or len(paragraph) > _LONGEST or len(paragraph.split()) > _MOST_WORDS:
        return False
    if paragraph[0].islower() or paragraph[-1] in ",;:.…。" or paragraph[0] in "-*•([":
        return False
    if ends_sentence(paragraph) and not _is_cry_or_question(paragraph):
        return False
    if len(words_only(paragraph)) < 3 or not any(character.isalpha() for character in paragraph):
        return False
    return any(_is_story(text) for text in following)


def same_headline(one: str, other: str) -> bool:
    """Tell whether two lines are the same headline but for case, punctuation and an outlet's name."""
    bare_one, bare_other = words_only(split_site_suffix(one)[0]), words_only(split_site_suffix(other)[0])
    return bool(bare_one) and bare_one == bare_other


def strip_kicker(headline: str) -> str:
    """Return `headline` without a label such as `Opinion | ` before it."""
    return _KICKER.sub("", headline, count=1) if _KICKER.match(headline) else headline


def _is_story(text: str) -> bool:
    return len(text) > 120 or (ends_sentence(text) and len(text) >= 12)


def _is_cry_or_question(paragraph: str) -> bool:
    closed = paragraph.rstrip("\"'”’»)")
    if closed[-1:] not in "?!？！؟":
        return False
    single = not re.search(r"[.!?]\s", paragraph)
    return single and len(paragraph) <= 140 and paragraph[0] not in "\"“«'‘"


def _outlet_of(part: str) -> str | None:
    name = _DASHES.split(part)[0].strip()
    return name if 0 < len(name) <= 60 and len(name.split()) <= 8 and not ends_sentence(name) else None


def _outlet_like(name: str) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 6 or not OUTLET_WORD.search(name):
        return False
    return all(
        not word[0].islower() or word in {"of", "the", "and", "en", "le", "la", "el"} or "." in word
        for word in words
    )
