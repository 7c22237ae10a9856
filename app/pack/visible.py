"""Text without what can't be written or can't be seen. Knows nothing of any kind of file."""

import re
import unicodedata

# Half of a pair of UTF-16 can't be encoded; NUL ends a text for some programs.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
# Control characters but tab and line feed, and the marks that turn the text after them around.
_UNSEEN = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")


def writable(text: str) -> str:
    """Return `text` with the replacement character for what no file can hold."""
    return _UNWRITABLE.sub("�", text)


def visible(text: str) -> str:
    """Return `text`, writable, without control characters and marks that steer its direction."""
    return _UNSEEN.sub("", writable(text.replace("\r\n", "\n").replace("\r", "\n")))


def direction_mark(text: str) -> str:
    """Return the mark that text from left to right needs behind `text`, or "" where it needs none.

    Digits behind Arabic or Hebrew would otherwise be shown in another order (UAX 9, rules W2 and L2).
    """
    for character in reversed(text):
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return "" if direction == "L" else "\u200e"
    return ""


def cut(text: str, longest: int) -> str:
    """Return `text`, or its first `longest` characters at most, the last of them an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def visible_line(text: str) -> str:
    """Return `text`, visible, on one line."""
    return " ".join(visible(text).split())
