"""Somebody whose page is open on a machine of their own: what it sends to the server, and what that streams.

No browser: what a page in Chromium has sent is sent again, with other questions, by somebody else.
"""

import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Request

_QUEUE = "gradio_api/queue/"
_SECONDS = 60.0
# From the question to what differs from one telling to the next: how long it took.
_TOLD = re.compile(r'<h2 class="asked".*?(?=<p class="facts">)', re.DOTALL)
_ANSWER = '<div class="answer'


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page has sent to ask something: its headers, and the body that asks another question."""

    headers: dict[str, str]
    body: dict[str, Any]

    @classmethod
    def of(cls, request: Request) -> "Sent":
        """Take a browser's own request."""
        body = request.post_data_json
        assert body is not None
        return cls(dict(request.headers), body)

    @staticmethod
    def is_question(request: Request) -> bool:
        """Say whether a request is a page's question."""
        return request.method == "POST" and f"{_QUEUE}join" in request.url

    def asking(self, question: str, session: str, number: int) -> dict[str, Any]:
        """Return the body for a question that begins a conversation, the page's `number`th."""
        chosen = {**self.body["data"][1], "number": number, "conversation": "", "thread": str(number)}
        data = [question, chosen, *self.body["data"][2:]]
        return {**self.body, "data": data, "session_hash": session}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a question: how long until the first words, in ms, and the turn that they were part of."""

    milliseconds: float
    turn: str


class Peer:
    """One visitor with a cookie, a session and a connection of their own."""

    def __init__(self, url: str, sent: Sent) -> None:
        self._sent = sent
        self._session = secrets.token_hex(6)
        self._number = 0
        self._open = ExitStack()
        self._server = self._open.enter_context(httpx.Client(base_url=url, timeout=_SECONDS))
        self._after_answer()
        # Every page holds one open for as long as it lives.
        alive = self._server.stream("GET", f"gradio_api/heartbeat/{self._session}")
        self._open.enter_context(alive)

    def close(self) -> None:
        """Leave."""
        self._open.close()

    def ask(self, question: str) -> Told:
        """Ask now."""
        return self.ask_at(time.time(), question)

    def ask_at(self, instant: float, question: str) -> Told:
        """Ask at an instant, in seconds since the epoch; waiting counts from it. Go on as a page does."""
        self._number += 1
        body = self._sent.asking(question, self._session, self._number)
        time.sleep(max(0.0, instant - time.time()))
        self._server.post(f"{_QUEUE}join", json=body, headers=self._sent.headers).raise_for_status()
        turn = next(turn for turn in self._turns() if _ANSWER in turn)
        waited = 1000 * (time.time() - instant)
        self._after_answer()
        told = _TOLD.search(turn)
        assert told is not None, turn
        return Told(waited, told[0])

    def _turns(self) -> Iterator[str]:
        """Yield what the turn is like, as it grows, and take in the stream to its end."""
        with self._server.stream(
            "GET", f"{_QUEUE}data", params={"session_hash": self._session}, headers=self._sent.headers
        ) as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                match message:
                    case {"msg": "process_generating", "output": {"data": [str(turn), *_]}}:
                        yield turn
                    case {"msg": "close_stream"}:
                        return

    def _after_answer(self) -> None:
        """Fetch the list of conversations, as a page does when it opens and after each answer."""
        headers = {"X-Requested-With": "citewire"}
        self._server.get("citewire/conversations", params={"search": ""}, headers=headers).raise_for_status()
