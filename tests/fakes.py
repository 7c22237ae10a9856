"""Stand-ins that behave: an embedding model that needs no weights.

Equal texts have equal vectors, different ones different vectors; nothing about meaning.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from index.encoder import Floats, PassageText, PassageVectors


class FakeEncoder:
    """Vectors made of a text's hash; remembers the texts that it was asked for."""

    def __init__(self, name: str = "fake:1", dimensions: int = 8, *, with_sentences: bool = True) -> None:
        self.name = name
        self.dimensions = dimensions
        self.embedded: list[str] = []
        self._with_sentences = with_sentences

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return a vector for each passage and, unless told otherwise, for each of its sentences."""
        self.embedded.extend(one.text for one in passages)
        return [self._vectors(one) for one in passages]

    def embed_query(self, text: str) -> Floats:
        """Return the vector that a passage with this text and no context has."""
        return self._hashed(text)

    def _vectors(self, one: PassageText) -> PassageVectors:
        whole = self._hashed(one.whole)
        pieces = [one.text[start:end] for start, end in one.sentences] if self._with_sentences else []
        rows = [self._hashed(piece) for piece in pieces]
        return PassageVectors(whole, np.array(rows, np.float32).reshape(len(rows), self.dimensions))

    def _hashed(self, text: str) -> Floats:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        row = np.random.default_rng(seed).standard_normal(self.dimensions)
        return np.asarray(row / np.linalg.norm(row), dtype=np.float32)
