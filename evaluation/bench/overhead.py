"""What a model's answer costs besides the model: search, packing, parsing, the check; and the first token.

The model is a server in this process that answers at once, in OpenAI's protocol: four sentences that its
passages have, each begun in words of its own, so that none is a mere copy for the check. What is measured is
then all overhead.
"""

import json
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.archive import Archive
from app.records import Progress, Question, Reply
from app.settings import AppSettings
from evaluation.bench.corpus import write_corpus
from evaluation.bench.filtered import RandomPassages
from evaluation.metrics import percentile
from evaluation.questions import load_questions
from index.embedding import Encoder, make_encoder
from index.errors import CitewireError
from index.settings import load
from index.store import Store
from index.sync import sync

_MODEL = "at-once"
_SENTENCES = 4
_PASSAGE = re.compile(r"<passage>\n\[(\d+)\]\n.*?^Text: (.*?)$", re.DOTALL | re.MULTILINE)
_OPENINGS = ("Reports say that", "It is also said that", "Moreover,", "According to the papers,")
_SENTENCES_AN_ARTICLE = 6


@dataclass(slots=True)
class InstantModel:
    """Serves chat completions until `close`; `first_sent` is when the last answer's first token went out."""

    first_sent: float = 0.0
    _server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def overhead_on_seeds(seeds: Path, questions: Path, data: Path, rounds: int) -> dict[str, float]:
    """Return the overhead a question over seeds/, see `_figures`."""
    settings = load(AppSettings, data=data)
    sync(settings, [seeds])
    asked = [gold.question for gold in load_questions(questions) if gold.answerable and not gold.history]
    return _measured(settings, make_encoder(settings), asked, rounds)


def overhead_at(articles: int, seeds: Path, questions: Path, data: Path, rounds: int) -> dict[str, float]:
    """Return the same over so many made-up articles, whose vectors are random but for the questions'."""
    corpus = data / "made-up.jsonl"
    data.mkdir(parents=True, exist_ok=True)
    write_corpus(seeds, corpus, articles, _SENTENCES_AN_ARTICLE)
    encoder = RandomPassages()
    settings = load(AppSettings, data=data / "index")
    sync(settings, [corpus], encoder=encoder)
    asked = [gold.question for gold in load_questions(questions) if gold.answerable and not gold.history]
    return _measured(settings, encoder, asked, rounds)


def _measured(settings: AppSettings, encoder: Encoder, asked: Sequence[str], rounds: int) -> dict[str, float]:
    model = InstantModel()
    try:
        chosen = settings.model_copy(update={"llm_model": _MODEL, "llm_base_url": model.base_url})
        with Store.open(chosen, encoder.name) as store:
            archive = Archive(store, encoder, chosen)
            for question in asked[:5]:
                _asked(archive, model, question)
            took = [_asked(archive, model, question) for _ in range(rounds) for question in asked]
    finally:
        model.close()
    return _figures([one for one in took if one is not None])


def _figures(took: Sequence[tuple[Reply, float]]) -> dict[str, float]:
    """Return milliseconds: the whole overhead, the check's part of it, and the wait for the first token."""
    whole = [reply.timings_ms["total"] for reply, _ in took]
    checks = [reply.timings_ms["check"] for reply, _ in took]
    first = [1000 * seconds for _, seconds in took]
    return {
        "total_p50": percentile(whole, 0.5),
        "total_p95": percentile(whole, 0.95),
        "check_p50": percentile(checks, 0.5),
        "first_p50": percentile(first, 0.5),
        "first_p95": percentile(first, 0.95),
    }


def _asked(archive: Archive, model: InstantModel, question: str) -> tuple[Reply, float] | None:
    """Return the reply and how long after its sending the first token was there; None without a model's."""
    shown = None
    for step in archive.stream(Question(question), engine=_MODEL):
        if isinstance(step, Progress) and step.answer and shown is None:
            shown = time.perf_counter()
        if isinstance(step, Reply):
            if step.engine != _MODEL:
                raise CitewireError(f"the bench's model failed: {step.notice}")
            return (step, shown - model.first_sent) if shown is not None else None
    return None


def _handler(model: InstantModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            model.first_sent = time.perf_counter()
            for word in _answer(body["messages"][-1]["content"]).split(" "):
                self._send({"content": f"{word} "}, None)
            self._send({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _send(self, delta: dict[str, Any], finish: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": _MODEL}
            self.wfile.write(f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode())
            self.wfile.flush()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    return Handler


def _answer(prompt: str) -> str:
    """Return a sentence from each of the first passages, begun in other words, with its citation."""
    passages = _PASSAGE.findall(prompt)[:_SENTENCES]
    said = zip(_OPENINGS, passages, strict=False)
    return " ".join(f"{opening} {_first_sentence(text)} [{number}]." for opening, (number, text) in said)


def _first_sentence(text: str) -> str:
    sentence = text.partition(". ")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:]
