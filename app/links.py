"""Which addresses a reader may be sent to. Knows nothing of where they came from."""

from urllib.parse import urlsplit

_LONGEST_URL = 2_000


def safe_url(url: str | None) -> str | None:
    """Return the URL if a browser may be sent there: http or https, with a host, of sane length."""
    if url is None or len(url) > _LONGEST_URL or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
