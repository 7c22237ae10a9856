"""What goes wrong between us and a model, each failure as one line that says what to do.

A server's own words are read to recognise a failure and never repeated: they may hold the key. Errors
are told apart by their status and their causes; nothing here imports a client.
"""

import json
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

# What a request carries that a server may not know. Asked once more without it (max_tokens: by its newer
# name) when the server says so.
_OPTIONAL = ("stream_options", "max_tokens", "temperature", "seed", "reasoning_effort")

_TOO_LONG = re.compile(
    r"context[_ ]?(length|window|size)|maximum context|(prompt|input|messages?) (is|are) too long"
    r"|too many (input )?tokens|reduce the length|input length"
)
_NO_CREDIT = re.compile(r"insufficient_quota|exceeded your current quota|insufficient (credit|balance|funds)")
_FILTERED = re.compile(r"content_filter|content management policy|content_policy|responsible\s?ai")
_NO_SUCH_MODEL = re.compile(r"model[^.]{0,80}(not exist|not found|unknown|not available)|model_not_found")
_PASSING_STATUSES = {408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked with what, as far as the lines about its failures need it.

    `where` is the model and its server, without secrets; `sent` are the optional parameters sent along.
    """

    where: str
    own_server: bool
    has_key: bool
    proxied: bool
    context_tokens: int
    sent: frozenset[str]

    @property
    def key_setting(self) -> str:
        """The settings that may hold the key."""
        return "CITEWIRE_LLM_API_KEY" if self.own_server else "OPENAI_API_KEY or CITEWIRE_LLM_API_KEY"

    @property
    def proxy_setting(self) -> str:
        """The settings that may name the proxy."""
        return "CITEWIRE_LLM_PROXY" if self.proxied else "HTTPS_PROXY or HTTP_PROXY, or set NO_PROXY"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure as people see it, and whether asking again may help.

    `wait` is how many seconds the server asks to wait, None where it doesn't say; `rejected` is the one
    optional parameter without which the server may answer; `silent`: nothing came in time.
    """

    line: str
    passing: bool = False
    wait: float | None = None
    rejected: str | None = None
    silent: bool = False


class NotAModelError(Exception):
    """What came is no answer in OpenAI's protocol."""


class CutError(Exception):
    """The connection ended before the answer did."""


def explain(error: BaseException, asked: Asked) -> Failure:
    """Return what to say of an error that the client under us raised."""
    causes = list(_causes(error))
    if any(isinstance(cause, NotAModelError) for cause in causes):
        return _not_a_model(asked)
    if any(isinstance(cause, CutError) for cause in causes):
        return _cut(asked)
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status >= 300:
        return _refused(status, _words(error), _headers(error), asked)
    if getattr(error, "body", None) is not None:
        return _reported(_words(error), asked)
    return _unreachable(causes, asked)


def _refused(status: int, words: str, headers: Mapping[str, str], asked: Asked) -> Failure:
    known = _recognised(words, asked)
    if known is not None and status in {400, 402, 403, 413, 422, 429, 500}:
        return known
    if status in {400, 422}:
        return _bad_request(status, words, asked)
    if status == 429:
        return _too_often(headers, asked)
    if status in _PASSING_STATUSES:
        line = f"{asked.where} failed (status {status}): try again later"
        return Failure(line, passing=True, wait=_asked_wait(headers))
    return Failure(_by_status(status, words, asked))


def _by_status(status: int, words: str, asked: Asked) -> str:
    where = asked.where
    if status == 401:
        return (
            f"{where} refused the key: check {asked.key_setting}"
            if asked.has_key
            else f"{where} wants a key: set {asked.key_setting}"
        )
    if status == 402:
        return f"{where} wants to be paid (status 402): check the account's credit"
    if status == 403:
        return f"{where} doesn't allow this (status 403): check what {asked.key_setting} may use"
    if status == 404 and _NO_SUCH_MODEL.search(words):
        return f"{where} doesn't know this model: check CITEWIRE_LLM_MODEL"
    if status == 404:
        return (
            f"{where} doesn't know this model or has no such address: check CITEWIRE_LLM_MODEL and "
            "CITEWIRE_LLM_BASE_URL (it usually ends in /v1)"
        )
    if status == 407:
        return f"the proxy on the way to {where} wants a password: check {asked.proxy_setting}"
    if status == 413:
        return _too_long(asked)
    if 300 <= status < 400:
        return f"{where} sends elsewhere (status {status}): set CITEWIRE_LLM_BASE_URL to the address itself"
    return f"{where} refused the question (status {status}): check CITEWIRE_LLM_BASE_URL"


def _recognised(words: str, asked: Asked) -> Failure | None:
    """Return the failures that servers put into words rather than into a status of their own."""
    if _NO_CREDIT.search(words):
        return Failure(f"{asked.where} has no credit left on this key: check the account's billing")
    if _TOO_LONG.search(words):
        return Failure(_too_long(asked))
    if _FILTERED.search(words):
        return Failure(f"{asked.where} declined to answer (its content filter): ask in other words")
    return None


def _too_long(asked: Asked) -> str:
    return (
        f"the question and its passages are too long for {asked.where}: "
        f"lower CITEWIRE_LLM_CONTEXT_TOKENS (now {asked.context_tokens}) to what the model takes"
    )


def _bad_request(status: int, words: str, asked: Asked) -> Failure:
    for name in _OPTIONAL:
        if name in asked.sent and re.search(rf"\b{name}\b", words):
            line = f"{asked.where} doesn't take {name}: unset CITEWIRE_LLM_{name.upper()}"
            return Failure(line, rejected=name)
    line = f"{asked.where} refused the question (status {status})"
    return Failure(f"{line}: check CITEWIRE_LLM_MODEL and the other CITEWIRE_LLM_ settings")


def _too_often(headers: Mapping[str, str], asked: Asked) -> Failure:
    wait = _asked_wait(headers)
    when = "in a minute" if wait is None else f"in {max(1, round(wait))} s"
    return Failure(f"{asked.where} is asked too often (status 429): try again {when}", True, wait)


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of Retry-After (a number, or a date; RFC 9110, 10.2.3), None without one."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
            return float(value) * unit
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _reported(words: str, asked: Asked) -> Failure:
    """Return the failure that a server reports inside of its stream."""
    line = f"{asked.where} reported a failure instead of going on: try again later"
    return _recognised(words, asked) or Failure(line, passing=True)


def _not_a_model(asked: Asked) -> Failure:
    return Failure(
        f"{asked.where} doesn't answer as a language model does: check CITEWIRE_LLM_BASE_URL "
        "(it usually ends in /v1), and whether a network's login page answers instead"
    )


def _cut(asked: Asked) -> Failure:
    return Failure(f"{asked.where} broke off in the middle of its answer: try again", passing=True)


def _unreachable(causes: list[BaseException], asked: Asked) -> Failure:
    kinds = {kind.__name__ for cause in causes for kind in type(cause).__mro__}
    where = asked.where
    if "SSLCertVerificationError" in kinds:
        return Failure(
            f"{where} shows a certificate that can't be verified: if your network puts in its own, "
            "name it in CITEWIRE_LLM_CA_BUNDLE"
        )
    if _is_tls(causes):
        return Failure(f"{where} doesn't speak TLS: check http:// or https:// in CITEWIRE_LLM_BASE_URL")
    if "ProxyError" in kinds or (asked.proxied and "ConnectError" in kinds):
        return Failure(f"the proxy on the way to {where} fails: check {asked.proxy_setting}")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Failure(f"{where} can't be found by its name: check CITEWIRE_LLM_BASE_URL and the network")
    if kinds & {"ConnectTimeout", "ConnectError", "UnsupportedProtocol", "InvalidURL"}:
        passing = "ConnectError" in kinds
        return Failure(f"{where} can't be reached: is it running? check CITEWIRE_LLM_BASE_URL", passing)
    if kinds & {"TransportError", "OSError"}:
        return _cut(asked)
    return _not_a_model(asked)


def _is_tls(causes: list[BaseException]) -> bool:
    # A connection that is closed while it is read ends in an SSLError too; it says EOF.
    return any(isinstance(one, ssl.SSLError) and "EOF" not in str(one.args).upper() for one in causes)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and everything that it came from, each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _words(error: BaseException) -> str:
    """Return what the server said, in lower case, to be searched only."""
    body: Any = getattr(error, "body", None)
    try:
        told = body if isinstance(body, str) else json.dumps(body)
    except (TypeError, ValueError):
        told = ""
    return told[:20_000].lower()


def _headers(error: BaseException) -> Mapping[str, str]:
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    return headers
