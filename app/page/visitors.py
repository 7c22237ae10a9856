"""Who sends a request: a browser's own secret name, and whether another site's page made it send that.

Knows headers as they stand in a request, and nothing of any web framework.
"""

import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

COOKIE = "citewire_reader"
_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_YEAR_SECONDS = 365 * 24 * 60 * 60
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# "none": typed or bookmarked. Another port of this machine is "same-site", and no friend.
_OWN = frozenset({"same-origin", "none"})


def owner_of(cookies: Mapping[str, str]) -> str:
    """Return the secret name that a browser's cookies hold, or "" where they hold none of ours."""
    token = cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else ""


def new_owner() -> str:
    """Return a name that nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(_BYTES)


def cookie_for(owner: str, *, secure: bool) -> str:
    """Return the Set-Cookie value that lets a browser keep `owner` for another year.

    Scripts can't read it, and pages of other sites can't have it sent. It must never be set with a
    document: whoever follows a link from elsewhere sends no such cookie, and would be made a stranger.
    """
    safely = "; Secure" if secure else ""
    return f"{COOKIE}={owner}; Path=/; Max-Age={_YEAR_SECONDS}; HttpOnly; SameSite=Strict{safely}"


def is_made_elsewhere(method: str, headers: Mapping[str, str]) -> bool:
    """Say whether a request that may change something comes from another site's page.

    `headers` have lower-case names. What isn't a browser says nothing of where it comes from, and has no
    cookies that could be abused: it may pass.
    """
    if method in _SAFE_METHODS:
        return False
    fetched = headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched not in _OWN
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != headers.get("host", "")
    except ValueError:
        return True
