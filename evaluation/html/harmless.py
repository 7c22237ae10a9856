"""Makes foreign text safe to stand beside the page's own. Knows characters only; escaping is the template's.

Signs that change the direction or the look of what stands around them are shown by their number, since
an evaluation should show what is in an article; joiners, which scripts and emoji need, stay.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

# Controls, overrides and isolates of direction, separators of lines, zero-width spaces, tag letters.
_SHOWN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Marks that steer direction weakly and occur in honest text: left out.
_LEFT_OUT = re.compile("[\u00ad\u061c\u200e\u200f]")


def harmless(text: str) -> str:
    """Return the text with invisible and steering signs shown as ⟨U+202E⟩, line ends as newlines."""
    if text.isprintable():  # most are, and all that is replaced below isn't
        return text
    plain = _LEFT_OUT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SHOWN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", plain)


def harmless_throughout(value: Any) -> Any:
    """Return a JSON value with each of its strings harmless, keys excepted."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dict):
        return {key: harmless_throughout(item) for key, item in value.items()}
    return [harmless_throughout(item) for item in value] if isinstance(value, list | tuple) else value


def json_in_script(value: Any) -> str:
    """Return the value as JSON that can stand in a <script>: ASCII without <, > and &."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def web_address(url: str | None) -> str:
    """Return an address that may become a link: http and https only, "" for all others."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return url or "" if parts.scheme in ("http", "https") and parts.netloc else ""
