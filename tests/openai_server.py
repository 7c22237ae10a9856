"""A small server that speaks OpenAI's protocol on this machine's loopback: a stand-in that behaves.

It checks the key and the model as such servers do, embeds texts with vectors made of their hashes, answers
chats with what its `reply` makes of the request, streamed or whole, and remembers what it was asked and
who left in the middle. `script` puts answers before that: failures, or anything unexpected.
"""

import base64
import json
import select
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from tests.fakes import FakeEncoder


@dataclass(frozen=True, slots=True)
class Received:
    """A request: its path, the key that it brought, its JSON body, and its headers by lower-case name.

    `target` is the path as it stood in the request: a whole URL where a proxy was asked; `at` is when it
    came, in seconds of time.monotonic.
    """

    path: str
    key: str | None
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer: a body that is sent as JSON, or raw bytes as they are."""

    body: Mapping[str, Any] | bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence in a stream, in seconds; the server notices when its client leaves meanwhile."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """In a stream: the connection breaks here."""


STALL = Pause(60)
"""In a stream: nothing more comes until the client leaves."""

Part = str | Mapping[str, Any] | bytes | Pause | Cut
"""Of a stream: text, a delta as it is (such as {"refusal": "No."}), raw bytes, a silence, or the end."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer to a chat, sent as server-sent events, part by part.

    `usage` is (prompt, completion) tokens, sent where the client asked for them, or None; `finish` None
    leaves the finish reason out, and `done` False the mark of the end. `opening` is the delta that comes
    first. Without `chunked`, the end of the connection is the end of the answer. Before the headers,
    `silence` passes, in seconds.
    """

    parts: Iterable[Part]
    finish: str | None = "stop"
    usage: tuple[int, int] | None = (10, 5)
    done: bool = True
    opening: Mapping[str, Any] | None = field(default_factory=lambda: {"role": "assistant", "content": ""})
    silence: float = 0.0
    chunked: bool = True
    content_type: str = "text/event-stream"


def failure(status: int, message: str, *, headers: Mapping[str, str] | None = None, **told: Any) -> Answer:
    """An error in the form that OpenAI gives it; `told` are more of its fields, such as code or param."""
    error = {"message": message, "type": "error", "code": None} | told
    return Answer({"error": error}, status, headers or {})


def echo(body: dict[str, Any]) -> Iterable[str]:
    """Repeat the last message word by word: a reply that any test can foresee."""
    words = str(body["messages"][-1]["content"]).split(" ")
    return [word if at == 0 else f" {word}" for at, word in enumerate(words)]


class OpenAIServer:
    """Serves `/v1/embeddings` and `/v1/chat/completions` between `with` and its end.

    `key` None lets everybody in; `reply` makes the pieces of an answer to a chat; parameters named in
    `rejects` are refused as OpenAI's newer models refuse some. `received` are the requests, `sent` when
    each piece of a stream went out and `left` when a client went away before its answer was complete,
    both in seconds of time.monotonic.
    """

    def __init__(
        self,
        *,
        model: str = "tiny",
        key: str | None = None,
        dimensions: int = 8,
        reply: Callable[[dict[str, Any]], Iterable[Part]] = echo,
        rejects: Iterable[str] = (),
    ) -> None:
        self.model = model
        self.key = key
        self.dimensions = dimensions
        self.reply = reply
        self.rejects = frozenset(rejects)
        self.received: list[Received] = []
        self.sent: list[float] = []
        self.left: list[float] = []
        self.closing = threading.Event()
        self._scripted: deque[Answer | Stream] = deque()
        self._routes: dict[str, Callable[[dict[str, Any]], Answer | Stream]] = {
            "/v1/embeddings": self._embeddings,
            "/v1/chat/completions": self._chat,
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def address(self) -> str:
        """The server's own URL, also as a proxy."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"{self.address}/v1"

    def encrypt(self, certificate: Path) -> None:
        """Speak TLS from now on, with a file that holds a certificate and its key."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # who trusts no such one

    def script(self, *answers: Answer | Stream) -> None:
        """Answer the next requests with these, in order, whatever they ask."""
        self._scripted.extend(answers)

    def __enter__(self) -> "OpenAIServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: Received) -> Answer | Stream:
        self.received.append(request)
        if self._scripted:
            return self._scripted.popleft()
        if self.key is not None and request.key != self.key:
            return failure(401, f"Incorrect API key provided: {request.key}.")
        route = self._routes.get(request.path)
        if route is None:
            return failure(404, f"Invalid URL (POST {request.path})")
        if request.body.get("model") != self.model:
            return failure(404, f"The model `{request.body.get('model')}` does not exist")
        return route(request.body)

    def _embeddings(self, body: dict[str, Any]) -> Answer:
        given = body["input"]
        texts = [given] if isinstance(given, str) else given
        # Twice unit length: a client may not rely on a server for that.
        rows = [2 * FakeEncoder(dimensions=self.dimensions).embed_query(text) for text in texts]
        encoded = [_encoded(row, body.get("encoding_format", "float")) for row in rows]
        data = [{"object": "embedding", "index": at, "embedding": row} for at, row in enumerate(encoded)]
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        return Answer({"object": "list", "model": self.model, "data": data, "usage": usage})

    def _chat(self, body: dict[str, Any]) -> Answer | Stream:
        for name in sorted(self.rejects & body.keys()):
            return failure(
                400,
                f"Unsupported parameter: '{name}' is not supported with this model.",
                param=name,
                code="unsupported_parameter",
            )
        parts = list(self.reply(body))
        prompt = sum(len(str(message["content"]).split()) for message in body["messages"])
        if body.get("stream"):
            return Stream(parts, usage=(prompt, len(parts)))
        text = "".join(part for part in parts if isinstance(part, str))
        message = {"role": "assistant", "content": text}
        return Answer(
            {
                "id": "chat",
                "object": "chat.completion",
                "created": 0,
                "model": self.model,
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": _usage(prompt, len(parts)),
            }
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                at = monotonic()
                self.close_connection = True
                size = int(self.headers.get("Content-Length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                key = headers.get("authorization", "").removeprefix("Bearer ") or None
                body = json.loads(self.rfile.read(size))
                path = urlsplit(self.path).path
                answered = server._answer(Received(path, key, body, headers, self.path, at))
                if isinstance(answered, Answer):
                    self._send(answered)
                elif not _Sending(server, self, body).send(answered):
                    server.left.append(monotonic())

            def _send(self, answered: Answer) -> None:
                body = answered.body
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                headers = {"Content-Type": "application/json", "Content-Length": str(len(raw))}
                self.send_response(answered.status)
                for name, value in (headers | dict(answered.headers) | {"Connection": "close"}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        return Handler


class _Sending:
    """Sends one stream over one connection."""

    def __init__(
        self, server: OpenAIServer, handler: BaseHTTPRequestHandler, body: Mapping[str, Any]
    ) -> None:
        self._server = server
        self._handler = handler
        self._counts = bool((body.get("stream_options") or {}).get("include_usage"))
        self._chunked = True

    def send(self, stream: Stream) -> bool:
        """Send all of it; False if the client left before the end."""
        self._chunked = stream.chunked
        try:
            if not self._wait(stream.silence):
                return False
            self._open(stream)
            for part in stream.parts:
                if isinstance(part, Cut):
                    self._handler.connection.shutdown(socket.SHUT_RDWR)
                    return True
                if not self._part(part):
                    return False
            self._close(stream)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def _open(self, stream: Stream) -> None:
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", stream.content_type)
        self._handler.send_header("Connection", "close")
        if self._chunked:
            self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()
        if stream.opening is not None:
            self._choice(stream.opening)

    def _part(self, part: str | Mapping[str, Any] | bytes | Pause) -> bool:
        if isinstance(part, Pause):
            return self._wait(part.seconds)
        if self._gone(0):
            return False
        self._server.sent.append(monotonic())
        if isinstance(part, bytes):
            self._write(part)
        else:
            self._choice({"content": part} if isinstance(part, str) else part)
        return True

    def _close(self, stream: Stream) -> None:
        if stream.finish is not None:
            self._choice({}, stream.finish)
        if stream.usage is not None and self._counts:
            self._event({"choices": [], "usage": _usage(*stream.usage)})
        if stream.done:
            self._write(b"data: [DONE]\n\n")
        if self._chunked:
            self._handler.wfile.write(b"0\r\n\r\n")

    def _choice(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        self._event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def _event(self, fields: Mapping[str, Any]) -> None:
        common = {"id": "chat", "object": "chat.completion.chunk", "created": 0, "model": self._server.model}
        self._write(f"data: {json.dumps({**common, **fields})}\n\n".encode())

    def _write(self, raw: bytes) -> None:
        framed = f"{len(raw):x}\r\n".encode() + raw + b"\r\n" if self._chunked else raw
        self._handler.wfile.write(framed)
        self._handler.wfile.flush()

    def _wait(self, seconds: float) -> bool:
        """Let time pass; False as soon as the client has left, or the server closes."""
        until = monotonic() + seconds
        while (remains := until - monotonic()) > 0:
            if self._server.closing.is_set() or self._gone(min(remains, 0.01)):
                return False
        return True

    def _gone(self, seconds: float) -> bool:
        connection = self._handler.connection
        readable, _, _ = select.select([connection], [], [], seconds)
        # Clients say nothing after their question: what can be read then is the end.
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)


def _usage(prompt: int, completion: int) -> dict[str, int]:
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def _encoded(row: np.ndarray[Any, np.dtype[np.float32]], encoding: str) -> str | list[float]:
    if encoding == "base64":
        return base64.b64encode(row.astype("<f4").tobytes()).decode()
    return [float(value) for value in row]
