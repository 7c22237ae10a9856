"""Where models are served and how they are reached: address, key, headers, proxy, certificates.

Makes HTTP clients whose requests carry what the settings name and nothing else: by itself, the openai
client would add what OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS hold. The environment's
proxies (HTTPS_PROXY, NO_PROXY) and certificates (SSL_CERT_FILE) are honoured, as a company's network
needs, except for a server on this machine. Knows nothing of what is asked.
"""

import base64
import ipaddress
import re
import ssl
from collections.abc import AsyncIterator, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

from app.model.failures import NotAModelError
from app.settings import AppSettings
from index.errors import UsageError

if TYPE_CHECKING:
    import httpx

OPENAI_URL = "https://api.openai.com/v1"

_CONNECT_SECONDS = 10.0
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")
_KEY = re.compile(r"[\x21-\x7e]+")
_END_MARK = b"[DONE]"
# Far above any answer: 2 kB a token for 10,000 tokens.
_MOST_BYTES = 20_000_000
_NOT_FOR_USERS = {"content-length", "transfer-encoding", "connection", "accept-encoding"}


class Server:
    """A server that speaks OpenAI's protocol, as the settings name it; nothing is contacted yet.

    `url` is its base address without password or query, fit to be shown; `own` is whether the user named
    a server rather than asking OpenAI itself. The constructor raises UsageError where a setting can't be
    used, never repeating a key, a password or a header's value.
    """

    def __init__(self, settings: AppSettings) -> None:
        parts = _parts("CITEWIRE_LLM_BASE_URL", settings.llm_base_url or OPENAI_URL)
        self.own = settings.llm_base_url is not None
        self.url = _address(parts)
        self.proxied = settings.llm_proxy is not None
        self._query = dict(parse_qsl(parts.query))
        self._proxy = settings.llm_proxy
        self._ca_bundle = settings.llm_ca_bundle
        self._trust_environment = not _is_this_machine(parts.hostname)
        key = _checked_key(settings.llm_key)
        if key is None and not self.own:
            raise UsageError(
                "CITEWIRE_LLM_MODEL needs a key in OPENAI_API_KEY, or another server in CITEWIRE_LLM_BASE_URL"
            )
        self._headers = _authorization(key, parts) | _checked_headers(settings.llm_headers)
        self.has_key = any(name.lower() == "authorization" for name in self._headers)
        self._check_proxy()

    def client(self) -> "httpx.Client":
        """Return a client for blocking calls; whoever asks for it closes it."""
        import httpx

        return httpx.Client(event_hooks={"request": [self._dress]}, **self._options)

    def async_client(self, **hooks: Any) -> "httpx.AsyncClient":
        """Return a client for one event loop, with httpx event hooks (a list each) besides our own."""
        import httpx

        async def dress(request: "httpx.Request") -> None:
            self._dress(request)

        return httpx.AsyncClient(event_hooks={"request": [dress], **hooks}, **self._options)

    @cached_property
    def _options(self) -> dict[str, Any]:
        return {
            "verify": self._certificates,
            "proxy": self._proxy,
            "trust_env": self._trust_environment,
            "follow_redirects": False,  # a redirect would take the question elsewhere than was said
        }

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        import httpx

        if self._ca_bundle is None:
            return httpx.create_ssl_context(trust_env=self._trust_environment)
        try:
            return ssl.create_default_context(cafile=self._ca_bundle)
        except (OSError, ValueError):
            raise UsageError(
                f"CITEWIRE_LLM_CA_BUNDLE: {self._ca_bundle} can't be read as certificates (PEM)"
            ) from None

    def _check_proxy(self) -> None:
        if self._proxy is not None:
            _parts("CITEWIRE_LLM_PROXY", self._proxy)
        try:
            self.client().close()
        except (ValueError, ImportError, OSError):
            named = "CITEWIRE_LLM_PROXY" if self.proxied else "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"
            raise UsageError(f"the proxy in {named} can't be used: give it as http://HOST:PORT") from None

    def _dress(self, request: "httpx.Request") -> None:
        """Give a request its address and headers, made anew: only the body stays."""
        import httpx

        request.url = request.url.copy_merge_params(self._query)
        request.headers = httpx.Headers(
            {
                "Host": request.url.netloc.decode("ascii"),
                "User-Agent": "citewire",
                "Accept": "application/json, text/event-stream",
                "Accept-Encoding": "identity",
                "Content-Type": "application/json",
                "Content-Length": str(len(request.content)),
            }
        )
        request.headers.update(self._headers)
        request.extensions["timeout"] = {**request.extensions.get("timeout", {}), "connect": _CONNECT_SECONDS}


def watched_bytes(stream: Any, at_end: Callable[[], None]) -> "httpx.AsyncByteStream":
    """Return a response's bytes as they are; `at_end` is called when the mark of an answer's end passes.

    Reading them raises NotAModelError where there is no end to them.
    """
    import httpx

    class Watched(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            count, last = 0, b""
            async for piece in stream:
                last = last[-len(_END_MARK) :] + piece
                count += len(piece)
                if _END_MARK in last:
                    at_end()
                if count > _MOST_BYTES:
                    raise NotAModelError
                yield piece

        async def aclose(self) -> None:
            await stream.aclose()

    return Watched()


def _parts(setting: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = None
    if not usable:
        raise UsageError(f"{setting} is no URL: give it as http://HOST:PORT, with what follows")
    return parts


def _address(parts: SplitResult) -> str:
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _checked_key(key: str | None) -> str | None:
    stripped = (key or "").strip()
    if stripped and not _KEY.fullmatch(stripped):
        raise UsageError(
            "the key for CITEWIRE_LLM_MODEL has characters that no key has: copy it again "
            "to CITEWIRE_LLM_API_KEY or OPENAI_API_KEY"
        )
    return stripped or None


def _authorization(key: str | None, parts: SplitResult) -> dict[str, str]:
    """Return the header for a key or, without one, for the URL's user and password."""
    if key is not None:
        return {"Authorization": f"Bearer {key}"}
    if not parts.username:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _checked_headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _NOT_FOR_USERS:
            raise UsageError(f"CITEWIRE_LLM_HEADERS: {name!r} can't be set as a header")
        if not _HEADER_VALUE.fullmatch(value):
            raise UsageError(f"CITEWIRE_LLM_HEADERS: the value of {name} has characters that no header has")
    return headers
