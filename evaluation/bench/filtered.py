"""Search with a date filter over many passages: ours against the same passages in plain Chroma.

Vectors are random unit vectors: their values don't change what a search costs.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from app.archive import Archive
from app.question import understand
from app.records import Question
from app.settings import AppSettings
from evaluation.bench.corpus import write_corpus
from evaluation.metrics import percentile
from index.encoder import Floats, MiniLM, PassageText, PassageVectors
from index.fingerprint import place_of
from index.settings import load
from index.store import Store
from index.sync import sync

_SENTENCES_A_PASSAGE = 6
_PASSAGES_AN_ARTICLE = 10
_WINDOW = timedelta(days=90)
_QUESTIONS = (
    "How many people were killed by rocket fire on Tripoli?",
    "What did Turkey say about attacks on its embassy?",
    "Who retook the district south of the capital?",
    "Which airport was shelled?",
)


class RandomPassages:
    """Random vectors for passages, so that building takes minutes and not hours; real ones for questions."""

    name = "random-384"
    dimensions = MiniLM.dimensions

    def __init__(self) -> None:
        self._chance = np.random.default_rng(1)
        self._model = MiniLM()

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return random unit vectors of the right shapes."""
        return [PassageVectors(self._rows(1)[0], self._rows(len(one.sentences))) for one in passages]

    def embed_query(self, text: str) -> Floats:
        """Return the question's real vector: its cost is part of a search."""
        return self._model.embed_query(text)

    def _rows(self, count: int) -> Floats:
        rows = self._chance.standard_normal((count, self.dimensions), dtype=np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def compare_filtered(seeds: Path, passages: int, rounds: int, kept: Path | None = None) -> dict[str, float]:
    """Return p50 and p95 in milliseconds: our whole search under a date filter, and Chroma's query alone.

    The index is made in `kept` and found there the next time; without it, made anew and thrown away.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = kept or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        corpus = folder / "made-up.jsonl"
        articles = passages // _PASSAGES_AN_ARTICLE
        write_corpus(seeds, corpus, articles, _SENTENCES_A_PASSAGE * _PASSAGES_AN_ARTICLE)
        encoder = RandomPassages()
        settings = load(AppSettings, data=folder / "data")
        report = sync(settings, [corpus], encoder=encoder)
        archive = Archive(Store.open(settings, encoder.name), encoder)
        ours = _timed(lambda number: _our_search(archive, number), rounds)
        theirs = _timed(_chroma(place_of(settings, encoder.name).vectors, encoder), rounds)
    return {
        "passages": report.passages,
        "ours_p50": percentile(ours, 0.5),
        "ours_p95": percentile(ours, 0.95),
        "chroma_p50": percentile(theirs, 0.5),
        "chroma_p95": percentile(theirs, 0.95),
    }


def _timed(work: Callable[[int], None], rounds: int) -> list[float]:
    for number in range(5):
        work(number)
    took = []
    for number in range(rounds):
        started = time.perf_counter()
        work(number)
        took.append(1000 * (time.perf_counter() - started))
    return took


def _window(number: int) -> tuple[date, date]:
    since = date(2015, 1, 1) + timedelta(days=(number * 37) % 3500)
    return since, since + _WINDOW


def _our_search(archive: Archive, number: int) -> None:
    since, until = _window(number)
    question = Question(_QUESTIONS[number % len(_QUESTIONS)], since=since, until=until)
    archive.search(understand(question, until))


def _chroma(folder: Path, encoder: RandomPassages) -> Callable[[int], None]:
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    collection = client.get_collection("passages", embedding_function=None)
    vector: list[float] = encoder.embed_query(_QUESTIONS[0]).tolist()

    def query(number: int) -> None:
        since, until = _window(number)
        days: list[Any] = [{"day": {"$gte": since.toordinal()}}, {"day": {"$lte": until.toordinal()}}]
        collection.query(query_embeddings=vector, n_results=40, where={"$and": days})

    return query
