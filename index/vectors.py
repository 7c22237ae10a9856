"""Passage vectors in Chroma, on disk: what another program (llama-index, say) can open and search.

Our own searches read the snapshot (index/matrix.py) that is made from here. The only file that knows
chromadb; knows nothing of SQLite or words.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from index.disk import explain, is_full, writing
from index.errors import CitewireError, DamagedIndexError
from index.records import Article, Passage

COLLECTION = "passages"

# Chroma takes 5,461 at once; fewer keep the lists that it makes of every vector small.
_AT_ONCE = 1_000
_VENDOR_ERRORS = (ChromaError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class VectorEntry:
    """A passage to store, its key in this index and its vector, shape (dimensions,)."""

    key: int
    passage: Passage
    article: Article
    vector: NDArray[np.float32] = field(compare=False, repr=False)


class Vectors:
    """Chroma's collection "passages" in a folder; ids are passage ids, documents passage texts.

    Raises:
        DamagedIndexError: if Chroma can't read the folder.
        CitewireError: from the writing methods, if the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with writing(folder), self._reading():
            folder.mkdir(parents=True, exist_ok=True)
            self._client = _client(folder)
            try:
                self._collection = self._client.get_or_create_collection(
                    COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Let go of the folder; another client may open it afterwards."""
        self._client.close()

    def count(self) -> int:
        """Return how many passages there are."""
        with self._reading():
            return int(self._collection.count())

    def put(self, entries: Sequence[VectorEntry]) -> None:
        """Store entries, each in place of what had its passage's id."""
        with writing(self._folder, *_VENDOR_ERRORS):
            for at in range(0, len(entries), _AT_ONCE):
                some = entries[at : at + _AT_ONCE]
                self._collection.upsert(
                    ids=[one.passage.id for one in some],
                    embeddings=np.stack([one.vector for one in some]),
                    documents=[one.passage.span.of(one.article.text) for one in some],
                    metadatas=[_metadata(one) for one in some],
                )

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Remove passages; ids that don't exist are passed over."""
        with writing(self._folder, *_VENDOR_ERRORS):
            for at in range(0, len(passage_ids), _AT_ONCE):
                self._collection.delete(ids=list(passage_ids[at : at + _AT_ONCE]))

    def keys(self) -> dict[str, int]:
        """Return every passage's id with its key."""
        found: dict[str, int] = {}
        while True:
            with self._reading():
                some = self._collection.get(limit=_AT_ONCE * 10, offset=len(found), include=["metadatas"])
            found.update(zip(some["ids"], map(_key, some["metadatas"] or []), strict=True))
            if len(some["ids"]) < _AT_ONCE * 10:
                return found

    def fetch(self, passage_ids: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield key and vector of each of these passages that exists, in no particular order."""
        for at in range(0, len(passage_ids), _AT_ONCE):
            with self._reading():
                some = self._collection.get(
                    ids=list(passage_ids[at : at + _AT_ONCE]), include=["metadatas", "embeddings"]
                )
            rows = np.asarray(some["embeddings"], dtype=np.float32)
            yield from zip(map(_key, some["metadatas"] or []), rows, strict=True)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (*_VENDOR_ERRORS, AttributeError) as error:
            # AttributeError: what Chroma's own clean-up gives if it could not open its folder.
            if is_full(self._folder):
                raise CitewireError(explain(self._folder, error)) from error
            reason = " ".join(str(error).split())
            raise DamagedIndexError(
                f"the index is damaged ({self._folder.name}: {reason}): "
                "build it again with `python -m index --rebuild`"
            ) from error


def _client(folder: Path) -> Any:
    """Open Chroma's client; typed as anything, since the declared type lacks `close`."""
    try:
        return chromadb.PersistentClient(str(folder), _settings().model_copy())
    except Exception:
        # What failed to start stays in Chroma's cache and would be handed out at the next attempt.
        SharedSystemClient.clear_system_cache()
        raise


@cache
def _settings() -> Settings:
    # Made once: looking up its 130 fields in the environment takes longer than all else in opening.
    return Settings(anonymized_telemetry=False)


def _key(metadata: Mapping[str, Any]) -> int:
    return int(metadata["key"])


def _metadata(entry: VectorEntry) -> dict[str, str | int]:
    """Return what Chroma keeps beside a vector: what is unknown is left out, days also as ordinals."""
    one, span = entry.article, entry.passage.span
    facts: dict[str, str | int] = {
        "article_id": one.id,
        "start": span.start,
        "end": span.end,
        "key": entry.key,
    }
    told = {"title": one.title, "source": one.source, "url": one.url, "language": one.language}
    facts |= {name: value for name, value in told.items() if value is not None}
    if one.published is not None:
        facts |= {"published": one.published.isoformat(), "day": one.published.toordinal()}
    return facts
