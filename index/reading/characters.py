"""What is done to characters before anything is read into them: line endings, blanks, invisible marks.

Knows nothing of news. Keeps the author's characters otherwise: no Unicode normal form is forced.
"""

import re
import unicodedata

from index.reading.phrases import word_set

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls except tab and line feed.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Zero-width space, word joiner, BOM, soft hyphen and the marks that turn the direction of writing.
# U+200C and U+200D stay where they join: Persian and Indic words, emoji.
_INVISIBLE = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_UNUSUAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_STRAY_JOINERS = re.compile(r"(?<!\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\S)")
_BLANKS = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]|\u3000{2,}")
_BLANK_RUNS = re.compile("  +")
_SURROGATES = re.compile(r"[\ud800-\udfff]")

_LOWER = "a-zß-öø-ÿā-žα-ωа-яё"
_UPPER = "A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ"
_MISSING_SPACE = re.compile(
    rf"(?P<left>(?<![\w./@:#])[\w'’-]*[{_LOWER}]{{2}}\.[”»]?)(?P<right>[{_UPPER}][{_LOWER}]+)(?=[\s,;:'’]|\.?$)",
    re.MULTILINE,
)
_MEETING = re.compile(rf"[{_LOWER}]\.[”»]?[{_UPPER}][{_LOWER}]")
_DOMAIN_ENDS = word_set("com org net info gov edu biz news tv io co uk eu me de fr ru cn in int mil js")
_WORD = re.compile(r"[^\W_]+")


def normalise(text: str) -> str:
    r"""Return `text` with `\n` line ends, plain single blanks and no control or invisible characters."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)) if _UNUSUAL.search(text) else text
    if text.isascii():
        return _BLANK_RUNS.sub(" ", text.replace("\t", " "))
    text = _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", text))
    text = _BLANKS.sub(" ", text)
    if "\u200c" in text or "\u200d" in text:
        text = _STRAY_JOINERS.sub("", text)
    return _BLANK_RUNS.sub(" ", text)


def normalise_field(text: str) -> str:
    r"""Return an author's structured text with `\n` line ends and without control characters.

    Text that has neither is returned unchanged, character for character: its quotes stay exact. Half a
    surrogate pair, which no file can hold, becomes U+FFFD; marks that reverse the writing go.
    """
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"[\u202d\u202e]", "", _SURROGATES.sub("\ufffd", text))


def one_line(text: str | None) -> str | None:
    """Return `text` as a single trimmed line, None where nothing is left."""
    return " ".join(normalise(text).split()) or None if text else None


def has_controls(text: str) -> bool:
    """Tell whether `text` holds control characters, line ends or half characters: unfit for a name."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def repair_spaces(text: str) -> str:
    """Put the blank back that a page lost between two sentences: `government.According`.

    Only where lower-case letters, a full stop and a capitalised word meet, and not in domain names.
    """
    return _MISSING_SPACE.sub(_with_space, text) if _MEETING.search(text) else text


def _with_space(match: re.Match[str]) -> str:
    left, right = match["left"], match["right"]
    return match[0] if right.lower() in _DOMAIN_ENDS else f"{left} {right}"


def words_only(text: str) -> str:
    """Return the words of `text` in lower case, one blank apart: equal for the same words."""
    return " ".join(_WORD.findall(text.casefold()))
