"""The forms in which models write a citation: what is one, what may still become one, what it cites.

Everything here works on folded text: one character for each, brackets and digits of all kinds as ASCII.
Knows nothing of streams and nothing of how many passages there are.
"""

import re
import unicodedata
from collections.abc import Iterable

# A marker has one or two digits; a figure in brackets with more, such as a year, is the text's own.
LARGEST_NUMBER = 99
BLANK = " \t\u00a0\u202f\u3000"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# Controls, halves of characters, format characters without a look of their own and private ones: hidden
# inside a marker they don't spoil it, and none is ever shown.
INVISIBLE = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U0010ffff"
)

_BRACKETS = dict(zip("【】［］〔〕〖〗（）", "[][][][]()", strict=True))
_FROM_SUPERSCRIPT = str.maketrans(SUPERSCRIPTS, "0123456789")

_LABELS = (
    "sources source passages passage excerpts excerpt references reference refs ref citations citation cite "
    "documents document docs doc snippets snippet fuentes fuente quellen quelle fontes fonte kaynak "
    "источники источник المصادر المصدر مصدر 来源 出典"
)
# "[Article 1]" can't but be a marker, "(Article 1)" is of a law.
_SQUARE_LABELS = f"{_LABELS} articles article quotes quote chunks chunk"
_JOINING = "and und et y och ve и و"
_REACHING = "to through bis à"


def _any_of(words: str) -> str:
    return "|".join(words.split())


def _begun(words: str) -> str:
    """Return a pattern for every beginning of the words, the longest first."""
    beginnings = {word[:end] for word in words.split() for end in range(1, len(word) + 1)}
    return "|".join(sorted(beginnings, key=len, reverse=True))


_B = rf"[{BLANK}]*+"
_NUMBER = r"\d{1,4}+"
RUN = r"(?:\[\d\d?\])+"
_JOIN = rf"(?:{_B}[,;،、]{_B}(?:(?:{_any_of(_JOINING)})\b{_B})?|{_B}(?:[&+]|(?:{_any_of(_JOINING)})\b){_B})"
_RANGE = rf"{_B}(?:[-–—‑−~]|\b(?:{_any_of(_REACHING)})\b){_B}"
# 【4:0†source】, [1†L5-L8], [2: UrduPoint], but no clock [10:30].
_REMARK = rf"(?:(?::\d{{1,3}}+)?†[^\[\]\n]*+|:{_B}[^\d{BLANK}\[\]\n][^\[\]\n]*+)"


def _content(label: str, first_label: str) -> str:
    value = rf"[\^#]?{_B}(?:{_NUMBER}|{RUN})"
    separator = rf"(?:{_JOIN}|{_RANGE}|[{BLANK}]++)"
    return rf"{_B}{first_label}{value}(?:{separator}{label}{value}|{RUN})*+{_B}{_REMARK}?\\?{_B}"


def _label(words: str) -> str:
    return rf"(?:(?:{_any_of(words)}){_B}[:#.]?{_B})"


SQUARE = re.compile(
    rf"\[({_content(_label(_SQUARE_LABELS) + '?', _label(_SQUARE_LABELS) + '?')})\]\Z", re.IGNORECASE
)
LABELLED_ROUND = re.compile(rf"\(({_content(_label(_LABELS) + '?', _label(_LABELS))})\)\Z", re.IGNORECASE)
RUN_IN_ROUND = re.compile(rf"\({_B}({RUN}){_B}\)\Z")
_PLAIN_LIST = rf"{_B}\d\d?(?:{_JOIN}\d\d?)*+{_B}"
PLAIN_ROUND = re.compile(rf"\(({_PLAIN_LIST})\)\Z", re.IGNORECASE)
LINK = re.compile(
    rf"{RUN}(\((?:[^\s()]*(?:[/:#]|[^\W\d_]\.[^\W\d_])[^\s()]*)?(?:{_B}[\"'][^\"'\n]*[\"'])?\))\Z"
)
TAG = re.compile(rf"<(sup|cite|ref|citation|source)>({_content('', '')})</\1>\Z", re.IGNORECASE)
WRAPPED = re.compile(rf"(\*{{1,3}}|_{{1,2}}|`{{1,2}})({RUN})\1\Z")
ESCAPED = re.compile(rf"\\++({RUN})\Z")
RUNS_TOGETHER = re.compile(rf"({RUN})(?:{_JOIN}|{_B})({RUN})\Z", re.IGNORECASE)
ROUND_THEN_RUN = re.compile(rf"\(({_PLAIN_LIST})\)(?:{_JOIN}|{_B})({RUN})\Z", re.IGNORECASE)

# Looser than the forms: what may still become one is held back, never wrongly read.
_BODY = rf"[\d{BLANK},;،、&+#^\-–—‑−~\\]|{RUN}"


def _unfinished(bracket: str, words: str, free: str = r"[:†][^\[\]\n]*+") -> str:
    # A word must be whole, or still be growing at the very end.
    known = f"{words} {_JOINING} {_REACHING}"
    whole = rf"(?<![^\W\d_])(?:{_any_of(known)})(?![^\W\d_])(?:{_B}[:#.])?"
    growing = rf"(?<![^\W\d_])(?:{_begun(known)})"
    return rf"\{bracket}(?:{_BODY}|{whole})*+(?:{growing}|(?<=\d){free}|(?<=\d[{BLANK}]){free})?"


_GROWING_JOIN = rf"{_B}(?:[,;،、&+]{_B})?(?:(?:{_begun(_JOINING)}){_B})?"
_TAGS = "sup> cite> ref> citation> source>"
_TURNS = "and but while whereas although"
CLOSERS = '*_"”’»'
UNFINISHED = {
    "[": re.compile(rf"{_unfinished('[', _SQUARE_LABELS)}|{RUN}{_GROWING_JOIN}", re.IGNORECASE),
    "(": re.compile(
        rf"{_unfinished('(', _LABELS)}"
        rf"|\({_PLAIN_LIST}\)(?:{_GROWING_JOIN}|[{CLOSERS}]{{0,4}}{_B}(?:{_begun(_TURNS)})?{_B})",
        re.IGNORECASE,
    ),
    "<": re.compile(
        rf"<(?:{_begun(_TAGS)}|/(?:{_begun(_TAGS)})?|(?:{_any_of(_TAGS)})(?:{_BODY})*+)?", re.IGNORECASE
    ),
    "\\": re.compile(r"\\{1,8}"),
    **{wrapper: re.compile(rf"{re.escape(wrapper)}{{1,3}}") for wrapper in "*_`"},
    **{blank: re.compile(rf"[{BLANK}]+") for blank in BLANK},
    **{digit: re.compile(rf"[{SUPERSCRIPTS}]{{1,4}}") for digit in SUPERSCRIPTS},
    **{digit: re.compile(r"\d{1,2}") for digit in "0123456789"},
}
# No bracket of any kind in it, so that no marker can start inside.
UNFINISHED_LINK = re.compile(rf"\([^\s()\[<{SUPERSCRIPTS}]*(?:[{BLANK}]+(?:[\"'][^\"'\n]*[\"']?)?)?")
CUT_OFF = re.compile(
    rf"{_unfinished('[', _SQUARE_LABELS)}|<(?:sup|cite|ref|citation|source)\b.*", re.IGNORECASE
)

_STARTING = re.escape("[(<\\*_`" + SUPERSCRIPTS + "".join(_BRACKETS))
TRIGGER = re.compile(rf"[{_STARTING}\d]|[{BLANK}]+(?=[{_STARTING}{INVISIBLE}]|\Z)")
INVISIBLE_CHARACTER = re.compile(f"[{INVISIBLE}]")

# "According to Source 1": the words stay, the number becomes a marker.
NAMED = re.compile(
    rf"(?<![\[(])(?:\b(?:Source|Passage|Excerpt)[{BLANK}]|\b(?:Sources|Passages|Excerpts)[{BLANK}](?:{RUN}{_JOIN})*"
    rf"|\b(?i:according to|as per|see|in|from|by)[{BLANK}](?:the[{BLANK}])?"
    rf"(?:(?:source|passage|excerpt)[{BLANK}]|(?:sources|passages|excerpts)[{BLANK}](?:{RUN}{_JOIN})*))\Z"
)

_UNIT_BEFORE = re.compile(r"(?:\d|[\^/]|(?<![^\W_])(?:[^\W\d_]|[kcmdnµ]m|ft|yd|mi|mc))\Z", re.IGNORECASE)
_ENDS = ".,;:!?…。，、；：！？؟،۔।)]}|\n\r"
_TURN = re.compile(rf"[{CLOSERS}]{{0,4}}[{BLANK}]+(?:{_any_of(_TURNS)})[{BLANK}]+\Z", re.IGNORECASE)
_ONLY_CLOSERS = re.compile(rf"[{CLOSERS}]{{0,4}}{_B}\Z")
_COUNTED = (
    "aged age ages number numbers no nos nr article articles art section sections chapter chapters paragraph "
    "paragraphs para clause rule option options step phase stage level group class type part figure fig "
    "table page item point question appendix annex schedule resolution day week year round room grade tier "
    "category case one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_BEFORE_ROUND = re.compile(rf"(?:[^\W\d_]|\d[{BLANK}]|[.!?…%”\"’'»)\]*_。！？])[{BLANK}]*\Z")
_NOT_BEFORE_ROUND = re.compile(
    rf"(?:\b(?:{_any_of(_COUNTED)})s?\.?[{BLANK}]*|(?<![^\W_])[^\W\d_]|(?:\A|\n)[{BLANK}>*_#-]*)\Z",
    re.IGNORECASE,
)
_ROUND_BEFORE_ROUND = re.compile(rf"(?:\(\d\d?\)(?:{_JOIN}|{_B}))+\Z", re.IGNORECASE)
RUN_BEFORE = re.compile(rf"{RUN}(?:{_JOIN}|{_B})\Z", re.IGNORECASE)
_REMARK_AND_REST = re.compile(rf"(?:(?::\d+)?†|:{_B}[^\d{BLANK}]).*", re.DOTALL)
_NUMBERS = re.compile(rf"(\d+)\]*(?:({_RANGE})\[*(\d+))?", re.IGNORECASE)


def folded(character: str) -> str:
    """Return the character as the forms know it: full-width and CJK brackets, any script's digits."""
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    return _BRACKETS.get(character, character) if digit is None else str(digit)


def visible(text: str) -> str:
    """Return the text folded, without invisible characters."""
    seen = INVISIBLE_CHARACTER.sub("", text)
    return seen if seen.isascii() else "".join(map(folded, seen))


def numbers_in(content: str) -> list[int] | None:
    """Return the numbers that a marker's content lists, ranges written out; None: only years and such."""
    bare = _REMARK_AND_REST.sub("", content)
    found: list[int] = []
    for first, reach, last in _NUMBERS.findall(bare):
        ends = [int(first), int(last)] if reach else [int(first)]
        if max(ends) <= LARGEST_NUMBER:
            found.extend(range(min(ends), max(ends) + 1))
        else:
            found.extend(end for end in ends if end <= LARGEST_NUMBER)
    return found or None


def numbers_raised(digits: str, valid: range) -> list[int] | None:
    """Return what superscript digits cite: ¹³ is 13 where there are so many passages, else 1 and 3.

    Unknown numbers come back as they are; None where the digits are too many for a citation.
    """
    plain = digits.translate(_FROM_SUPERSCRIPT)
    if int(plain) in valid:
        return [int(plain)]
    each = [int(digit) for digit in plain]
    if all(number in valid for number in each):
        return each
    return [int(plain)] if int(plain) <= LARGEST_NUMBER else None


def is_exponent(left: str, right: str) -> bool:
    """Say whether raised digits between these texts belong to a unit, a power or an isotope."""
    return (
        bool(_UNIT_BEFORE.search(left))
        or right in set("⁺⁻")
        or (right.isalnum() and (not left or left[-1].isspace()))
    )


def may_stand_after(left: str) -> bool:
    """Say whether "(1)" after this text can be a citation: a clause before it, no "aged", no "three"."""
    left = _ROUND_BEFORE_ROUND.sub("", left)
    return bool(_BEFORE_ROUND.search(left)) and not _NOT_BEFORE_ROUND.search(left)


def ends_clause(between: str, right: str) -> bool:
    """Say whether what follows "(1)" makes it a citation: the end of its clause, or "and he ...".

    `between` is what came after the bracket, `right` the next character, empty at the end of the text.
    """
    if _TURN.match(between):
        return right.isalnum()
    return bool(_ONLY_CLOSERS.match(between)) and (not right or right in _ENDS)


def written(numbers: Iterable[int]) -> str:
    """Return the numbers as markers, one a bracket, each once: [1][3]."""
    return "".join(f"[{number}]" for number in dict.fromkeys(numbers))
