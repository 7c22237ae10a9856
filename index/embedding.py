"""Which embedding model makes the vectors: the local one, or one behind an OpenAI-compatible server.

`make_encoder` gives what the index and the search use. Knows nothing of passages' origin or storage.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.encoder import Floats, MiniLM, PassageText, PassageVectors
from index.errors import CitewireError, UsageError
from index.settings import IndexSettings

if TYPE_CHECKING:
    from llama_index.embeddings.openai import OpenAIEmbedding

_NO_SERVER_KEY = "none"
_SECONDS = 60.0
_RETRIES = 3
_TEXTS_A_CALL = 64


class Encoder(Protocol):
    """Turns passages and questions into unit vectors of one space."""

    @property
    def name(self) -> str:
        """What identifies the model: part of an index's fingerprint."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the vectors of passages, in order; without sentence vectors where the model has none."""

    def embed_query(self, text: str) -> Floats:
        """Return the vector of a question, shape (dimensions,)."""


def make_encoder(settings: IndexSettings) -> Encoder:
    """Return the encoder that the settings name; nothing is loaded or contacted yet."""
    if settings.embedding == "local":
        return MiniLM()
    return RemoteEncoder(
        settings.embedding.removeprefix("openai:"), settings.embedding_base_url, settings.embedding_key
    )


class RemoteEncoder:
    """An embedding model behind OpenAI's protocol, through llama-index's client.

    Raises:
        UsageError: no key where OpenAI itself is asked.
        CitewireError: the server can't be reached, refuses, or answers with other dimensions.
    """

    def __init__(self, model: str, base_url: str | None, key: str | None) -> None:
        if base_url is None and key is None:
            raise UsageError(
                f"CITEWIRE_EMBEDDING=openai:{model} needs a key in OPENAI_API_KEY, "
                "or another server in CITEWIRE_EMBEDDING_BASE_URL"
            )
        self._model = model
        self._base_url = base_url
        self._key = key or _NO_SERVER_KEY

    @property
    def name(self) -> str:
        """The model and where it is served; never the key."""
        return f"openai:{self._model}@{self._base_url or 'api.openai.com'}"

    @cached_property
    def dimensions(self) -> int:
        """The length of a vector, asked of the server once."""
        return len(self._embed(["dimensions"])[0])

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the passages' vectors; such servers give none for sentences."""
        texts = [f"{one.context}\n\n{one.text}" if one.context else one.text for one in passages]
        return [PassageVectors(row, np.zeros((0, len(row)), np.float32)) for row in self._embed(texts)]

    def embed_query(self, text: str) -> Floats:
        """Return the vector of a question, shape (dimensions,)."""
        return self._embed([text])[0]

    def _embed(self, texts: list[str]) -> list[Floats]:
        import openai

        try:
            rows = np.array(self._client.get_text_embedding_batch(texts), dtype=np.float32)
        except openai.OpenAIError as error:
            raise CitewireError(_explained(error, self.name)) from error
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return list(np.asarray(rows / lengths, dtype=np.float32))

    @cached_property
    def _client(self) -> "OpenAIEmbedding":
        # Imported here: it brings all of llama-index with it, which the local model does without.
        from llama_index.embeddings.openai import OpenAIEmbedding

        return OpenAIEmbedding(
            model_name=self._model,
            api_base=self._base_url,
            api_key=self._key,
            timeout=_SECONDS,
            max_retries=_RETRIES,
            embed_batch_size=_TEXTS_A_CALL,
        )


def _explained(error: Exception, name: str) -> str:
    """Say what went wrong at the server, without its words: they may repeat the key."""
    status = getattr(error, "status_code", None)
    if status == 401:
        return f"{name} refused the key: check OPENAI_API_KEY or CITEWIRE_EMBEDDING_API_KEY"
    if status == 404:
        return f"{name} doesn't know this model: check CITEWIRE_EMBEDDING"
    if status is not None:
        return f"{name} answered with status {status}: try again later, or use CITEWIRE_EMBEDDING=local"
    return f"{name} can't be reached: check CITEWIRE_EMBEDDING_BASE_URL, or use CITEWIRE_EMBEDDING=local"
