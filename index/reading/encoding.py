"""Bytes become text, or an error: nothing is replaced or dropped on the way without a word.

UTF-8 first, UTF-16 by its mark; then what a web page declares; then the one-byte encodings of Latin
script, which statistical detectors mistake for one another: there the letters must fit one language's
alphabet. Other scripts are left to a detector. Knows nothing of what the text says.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import UnreadableError
from index.reading.language import likeliest_language
from index.reading.phrases import word_set

_SAMPLE = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What archives of news are kept in, besides Unicode and Windows-1252.
_OTHERS = """
    cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    koi8_r koi8_u gb18030 big5 cp932 euc_jp cp949 cp874
"""
_WESTERN_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ"
# Signs that stand inside words only when another encoding's letters are read as Windows-1252.
_MISREAD = re.compile(
    rf"[{_WESTERN_LETTER}][¡¢£¤¥¦¨©ª«¬¯±²³´µ¶¸¹º»¼½¾¿×÷ƒ†‡‰‹›€][{_WESTERN_LETTER}]|[¡-¿×÷]{{3}}|[À-ÿ]{{5}}|[\x80-\x9f]"
)
_CENTRAL_EUROPEAN = {
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "bs": "čćđšž",
    "sl": "čćđšž",
    "ro": "ăâîşţ",
}
# The letters beyond a to z that the words of each language have, by the encoding that archives keep them
# in. English has those of the words it borrowed.
_ALPHABETS = {
    "cp1252": {
        "en": "àáâãäåæçèéêëíïîñóôöøœúûü",
        "fr": "àâçéèêëîïôœùûüÿ",
        "de": "äöüßéèà",
        "es": "áéíñóúü",
        "pt": "áâãàçéêíóôõúü",
        "ca": "àçèéíïòóúü",
        "gl": "áéíïñóúü",
        "it": "àèéìíîòóùú",
        "nl": "áäàâçéèêëíïîóôöúûü",
        "sv": "åäöéàü",
        "da": "æøåéóá",
        "nb": "æøåéóòôê",
        "fi": "äöåšž",
        "is": "áéíóúýðþæö",
        "fo": "áðíóúýøæ",
        "ga": "áéíóúàèìòù",
        "et": "äöõüšžé",
        "sq": "çë",
    },
    "cp1250": _CENTRAL_EUROPEAN,
    # Has some of the same letters at other places.
    "iso8859_2": _CENTRAL_EUROPEAN,
    "cp1254": {"tr": "çğıöşüâîû"},
    "cp1257": {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äöõüšž"},
}
# What an alphabet must have: not the signs that stand after words.
_BEYOND_ASCII = re.compile(r"[^\x00-\x7fªº¹²³]")
# With the signs that never end a word, unless they are another encoding's letters.
_WORD = re.compile(r"[^\W\d_]+[¢£¤¥¦§¨¬¯±µ¶¸¼½¾¿×÷]*")
# Foreign names aside, a text holds one foreign letter, or a few in a long one.
_MOST_FOREIGN = 0.05
# What the web takes a label for (the WHATWG's encoding standard): the encoding that holds the declared
# one and whose letters people typed. A page whose declaration can be read byte by byte is not UTF-16.
_WEB_ENCODINGS = {
    name: name
    for name in word_set("""
    utf-8 cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13
    iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255
    cp1256 cp1257 cp1258 mac-cyrillic gb18030 big5hkscs euc_jp iso2022_jp cp932 cp949
""")
} | {
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Labels of the web that Python doesn't know.
_WEB_ALIASES = {
    "iso-8859-8-i": "iso8859-8",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "windows-949": "cp949",
}
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE = 0.005
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")


def decode(data: bytes) -> str:
    """Return the text that `data` holds.

    Raises UnreadableError for binary data, and for text whose encoding can't be told.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name)
    unmarked = _utf16_without_mark(data)
    if unmarked:
        return _strictly(data, unmarked)
    sample = data[:_SAMPLE]
    if b"\x00" in data or len(_BINARY.findall(sample)) > _BINARY_SHARE * len(sample):
        raise UnreadableError("holds binary data, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_other(data, error)


def decode_named(data: bytes, label: str) -> str:
    """Return `data`, a web page that declares its encoding as `label`, by the web's rules.

    UTF-8 that is more than ASCII can be nothing else, whatever is declared. As `decode` where the web
    knows no such label or the bytes are not in it. Raises UnreadableError as `decode` does.
    """
    encoding = _web_encoding(label)
    if encoding is None or (not data.isascii() and _is_utf8(data)):
        return decode(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return decode(data)
    return decode(data) if "\x00" in text else text


def _web_encoding(label: str) -> str | None:
    label = label.strip().lower()
    try:
        return _WEB_ALIASES.get(label) or _WEB_ENCODINGS.get(codecs.lookup(label).name)
    except (LookupError, ValueError):
        return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"is damaged: its bytes from {error.start} on are not {name.upper()}"
        ) from error


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of mostly Western text has a zero in every other byte, and only there."""
    sample = data[:4096]
    if len(sample) < 8 or len(data) % 2:
        return None
    for name, zeros, others in (
        ("utf-16-le", sample[1::2], sample[0::2]),
        ("utf-16-be", sample[0::2], sample[1::2]),
    ):
        if zeros.count(0) > 0.7 * len(zeros) and not _BINARY.search(others):
            return name
    return None


def _decode_other(data: bytes, error: UnicodeDecodeError) -> str:
    broken = len(data) - len(data.decode("utf-8", "ignore").encode("utf-8"))
    if len(_MULTIBYTE.findall(data[:_SAMPLE])) > 4 * broken or error.start >= len(data) - 3:
        # UTF-8 that someone pasted single Windows-1252 bytes into.
        return _decode_mixed(data)
    text = _as_latin(data)
    text = _as_japanese(data) if text is None else text
    return _detected(data) if text is None else text


def _decode_mixed(data: bytes) -> str:
    def from_western(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        if error.end >= len(data) and error.reason == "unexpected end of data":
            return "\ufffd", error.end
        return error.object[error.start : error.end].decode("cp1252"), error.end

    codecs.register_error("citewire-western", from_western)
    try:
        return data.decode("utf-8", "citewire-western")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"is damaged: byte {error.start} is not UTF-8; save it again as UTF-8"
        ) from error


@dataclass(frozen=True, slots=True)
class _Reading:
    """The text in one encoding, the languages whose letters it fits best, and how many letters don't."""

    text: str
    languages: frozenset[str]
    misfits: int


def _as_latin(data: bytes) -> str | None:
    """Return `data` in the encoding of Latin script in which it has the letters of one language.

    Of several, the one that the rest of its words are in, too; or the first, Windows-1252 as a rule.
    """
    readings = list(_latin_readings(data))
    fewest = min((reading.misfits for reading in readings), default=0)
    best = {reading.text: reading for reading in reversed(readings) if reading.misfits == fewest}
    fitting = list(reversed(best.values()))
    if len(fitting) > 1:
        fitting.sort(key=lambda reading: likeliest_language(reading.text) not in reading.languages)
    return fitting[0].text if fitting else None


def _latin_readings(data: bytes) -> Iterator[_Reading]:
    for encoding, alphabets in _ALPHABETS.items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        if _is_misread(sample):
            continue
        accented = _accented_letters(sample)
        misfits = {
            language: sum(letter not in alphabet for letter in accented)
            for language, alphabet in alphabets.items()
        }
        fewest = min(misfits.values())
        if fewest <= max(1, _MOST_FOREIGN * len(accented)):
            fitting = frozenset(language for language, count in misfits.items() if count == fewest)
            yield _Reading(text, fitting, fewest)


def _as_japanese(data: bytes) -> str | None:
    """Return `data` in the Japanese encoding in which it has as many kana as only Japanese has."""
    for encoding in ("cp932", "euc_jp"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        if len(re.findall("[ぁ-んァ-ヶ]", sample)) > 0.2 * len(re.findall(r"[^\x00-\x7f]", sample)):
            return text
    return None


def _accented_letters(sample: str) -> list[str]:
    """Return the letters beyond ASCII in `sample`, without those in names, which may be foreign."""
    words = _WORD.findall(sample)
    return [letter for word in words if word[0].islower() for letter in _BEYOND_ASCII.findall(word)]


def _is_misread(sample: str) -> bool:
    ascii_letters = len(re.findall("[A-Za-z]", sample))
    accented = len(re.findall(r"[^\W\d_\x00-\x7fªº¹²³]", sample))
    return bool(_MISREAD.search(sample)) or accented > 0.5 * ascii_letters


def _detected(data: bytes) -> str:
    # A tenth of a second to import, and needed for few files.
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    for matches in (from_bytes(sample, cp_isolation=_OTHERS.split()), from_bytes(sample)):
        for match in matches:
            if not _is_misread_latin(sample.decode(match.encoding, "ignore")):
                return _strictly_detected(data, match.encoding)
    raise UnreadableError("is in an encoding that can't be told; save it as UTF-8")


def _is_misread_latin(sample: str) -> bool:
    letters = len(re.findall(r"[^\W\d_]", sample))
    return bool(_MISREAD.search(sample)) and len(re.findall(f"[{_WESTERN_LETTER}]", sample)) > letters / 2


def _strictly_detected(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"looks like {encoding} but byte {error.start} is not; save it as UTF-8"
        ) from error
