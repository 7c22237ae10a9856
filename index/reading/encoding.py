"""Bytes become text, or an error: nothing is replaced or dropped on the way without a word.

UTF-8 first, UTF-16 by its mark; then the old one-byte and East Asian encodings. Western text is taken
for Windows-1252, which news sites use and statistical detectors mistake for its neighbours.
"""

import codecs
import re

from index.errors import UnreadableError

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
    rf"[{_WESTERN_LETTER}][¡¢£¤¥¦¨©ª«¬¯±²³´µ¶¸¹º»¼½¾¿×÷ƒ†‡‰‹›€][{_WESTERN_LETTER}]|[¡-¿×÷]{{3}}|[À-ÿ]{{5}}"
)
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


def decode_named(data: bytes, name: str) -> str:
    """Return `data` decoded as the page declares, by the web's rules; as `decode` where that fails."""
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        return decode(data)
    if encoding in {"iso8859-1", "ascii"}:
        encoding = "cp1252"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return decode(data)
    return text if isinstance(text, str) and "\x00" not in text else decode(data)


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
    western = _as_western(data)
    return western if western is not None else _detected(data)


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


def _as_western(data: bytes) -> str | None:
    """Return `data` read as Windows-1252 if that gives words as Western languages write them."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    sample = text[:_SAMPLE]
    ascii_letters = len(re.findall("[A-Za-z]", sample))
    accented = len(re.findall("[À-ÖØ-öø-ÿŒœŠšŽžŸ]", sample))
    return None if _MISREAD.search(sample) or accented > 0.35 * ascii_letters else text


def _detected(data: bytes) -> str:
    # A tenth of a second to import, and needed for few files.
    from charset_normalizer import from_bytes

    best = (
        from_bytes(data[:_SAMPLE], cp_isolation=_OTHERS.split()).best() or from_bytes(data[:_SAMPLE]).best()
    )
    if best is None:
        raise UnreadableError("is in an encoding that can't be told; save it as UTF-8")
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"looks like {best.encoding} but byte {error.start} is not; save it as UTF-8"
        ) from error
