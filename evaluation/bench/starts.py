"""What a person waits for: an answer when warm, `ask` from a cold start, the page.

Cold starts are whole processes of the installed program, each in turn with one that only starts Python.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path
from statistics import median

from app.archive import Archive
from app.question import understand
from app.records import Question
from app.settings import AppSettings
from evaluation.metrics import percentile
from evaluation.questions import load_questions
from index.settings import load
from index.sync import sync

_QUESTION = "How many people were killed by the rockets on the Zenata region?"
_PAGE_SECONDS = 60.0


def warm_answers(seeds: Path, questions: Path, data: Path, rounds: int) -> dict[str, float]:
    """Return p50 and p95 in milliseconds of a `quotes` answer on seeds/ and of its search alone."""
    settings = load(AppSettings, data=data)
    sync(settings, [seeds])
    archive = Archive.open(settings)
    asked = [gold.question for gold in load_questions(questions)]
    for text in asked:
        archive.ask(Question(text))
    repeated = [Question(text) for _ in range(rounds) for text in asked]
    totals = [archive.ask(one).timings_ms["total"] for one in repeated]
    searches = [_search_ms(archive, one) for one in repeated]
    return {
        "answer_p50": percentile(totals, 0.5),
        "answer_p95": percentile(totals, 0.95),
        "search_p50": percentile(searches, 0.5),
        "search_p95": percentile(searches, 0.95),
    }


def _search_ms(archive: Archive, question: Question) -> float:
    started = time.perf_counter()
    archive.search(understand(question, date.today()))
    return 1000 * (time.perf_counter() - started)


def cold_ask(data: Path, rounds: int) -> dict[str, float]:
    """Return median seconds of `python -m app ask` as a whole process, and of an empty Python beside it."""
    command = [sys.executable, "-m", "app", "ask", _QUESTION, "--data", str(data), "--json"]
    asks, empties = [], []
    for _ in range(rounds):
        asks.append(_whole(command))
        empties.append(_whole([sys.executable, "-c", "pass"]))
    return {"ask": median(asks), "python": median(empties)}


def page_ready(data: Path, rounds: int) -> float:
    """Return the median seconds from starting `python -m app` until the page is served."""
    return median(_page(data) for _ in range(rounds))


def _whole(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    return time.perf_counter() - started


def _page(data: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    server = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "app", "--data", str(data)],
        env={**os.environ, "CITEWIRE_PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        while time.perf_counter() - started < _PAGE_SECONDS:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.02)
        raise TimeoutError(f"no page after {_PAGE_SECONDS:.0f} s")
    finally:
        server.terminate()
        server.wait()
