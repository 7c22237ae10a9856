"""A small server that speaks OpenAI's protocol on this machine's loopback: a stand-in that behaves.

It checks the key and the model as such servers do, embeds texts with vectors made of their hashes, and
remembers what it was asked. `script` puts answers before that: failures, or anything unexpected.
"""

import base64
import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import numpy as np

from tests.fakes import FakeEncoder


@dataclass(frozen=True, slots=True)
class Received:
    """A request: its path, the key that it brought, and its JSON body."""

    path: str
    key: str | None
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer: a body that is sent as JSON, or raw bytes as they are."""

    body: Mapping[str, Any] | bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def failure(status: int, message: str) -> Answer:
    """An error in the form that OpenAI gives it."""
    return Answer({"error": {"message": message, "type": "error", "code": None}}, status)


class OpenAIServer:
    """Serves `/v1/embeddings` between `with` and its end; `key` None lets everybody in."""

    def __init__(self, *, model: str = "tiny", key: str | None = None, dimensions: int = 8) -> None:
        self.model = model
        self.key = key
        self.dimensions = dimensions
        self.received: list[Received] = []
        self._scripted: deque[Answer] = deque()
        self._routes: dict[str, Callable[[dict[str, Any]], Answer]] = {"/v1/embeddings": self._embeddings}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def script(self, *answers: Answer) -> None:
        """Answer the next requests with these, in order, whatever they ask."""
        self._scripted.extend(answers)

    def __enter__(self) -> "OpenAIServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: Received) -> Answer:
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

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self._answer

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                key = self.headers.get("Authorization", "").removeprefix("Bearer ") or None
                self._send(answer(Received(self.path, key, json.loads(self.rfile.read(size)))))

            def _send(self, answered: Answer) -> None:
                body = answered.body
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                headers = {"Content-Type": "application/json", "Content-Length": str(len(raw))}
                self.send_response(answered.status)
                for name, value in (headers | dict(answered.headers)).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        return Handler


def _encoded(row: np.ndarray[Any, np.dtype[np.float32]], encoding: str) -> str | list[float]:
    if encoding == "base64":
        return base64.b64encode(row.astype("<f4").tobytes()).decode()
    return [float(value) for value in row]
