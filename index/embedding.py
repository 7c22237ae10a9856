"""Which embedding model makes the vectors: the local one, or one behind an OpenAI-compatible server.

`make_encoder` gives what the index and the search use. Knows nothing of passages' origin or storage.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit, urlunsplit

import numpy as np

from index.encoder import Floats, MiniLM, PassageText, PassageVectors
from index.errors import CitewireError, UsageError
from index.settings import IndexSettings

if TYPE_CHECKING:
    from llama_index.embeddings.openai import OpenAIEmbedding

_NO_SERVER_KEY = "none"
_SECONDS = 60.0
# llama-index and the client under it each try again this often: six requests, about five seconds.
_RETRIES = 2
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
        return _local()
    return RemoteEncoder(
        settings.embedding.removeprefix("openai:"), settings.embedding_base_url, settings.embedding_key
    )


@cache
def _local() -> MiniLM:
    # One for all indexes that a process opens: loading it takes time and memory.
    return MiniLM()


class RemoteEncoder:
    """An embedding model behind OpenAI's protocol, through llama-index's client.

    The constructor raises UsageError where the URL is none, or OpenAI itself is asked without a key.
    Whatever asks the server raises CitewireError where it can't be reached, refuses, or answers with
    other dimensions than before.
    """

    def __init__(self, model: str, base_url: str | None, key: str | None, *, retries: int = _RETRIES) -> None:
        if base_url is None and key is None:
            raise UsageError(
                f"CITEWIRE_EMBEDDING=openai:{model} needs a key in OPENAI_API_KEY, "
                "or another server in CITEWIRE_EMBEDDING_BASE_URL"
            )
        self._model = model
        self._base_url = base_url
        self._shown_url = _without_password(base_url or "api.openai.com")
        self._key = key or _NO_SERVER_KEY
        self._retries = retries
        self._length: int | None = None

    @property
    def name(self) -> str:
        """The model and where it is served; never a key or a password."""
        return f"openai:{self._model}@{self._shown_url}"

    @property
    def dimensions(self) -> int:
        """The length of a vector, asked of the server once."""
        return self._length or len(self._embed(["dimensions"])[0])

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the passages' vectors; such servers give none for sentences."""
        rows = self._embed([one.whole for one in passages])
        return [PassageVectors(row, np.zeros((0, len(row)), np.float32)) for row in rows]

    def embed_query(self, text: str) -> Floats:
        """Return the vector of a question, shape (dimensions,)."""
        return self._embed([text])[0]

    def _embed(self, texts: list[str]) -> list[Floats]:
        if not texts:
            return []
        import openai

        try:
            rows = _rows(self._client.get_text_embedding_batch(texts), len(texts))
        # Without the cause: its words come from the server, which may repeat the key.
        except openai.OpenAIError as error:
            raise CitewireError(_explained(error, self.name)) from None
        except (ValueError, TypeError, LookupError, AttributeError):
            raise CitewireError(
                f"{self.name} doesn't answer as an embedding model does: "
                "check CITEWIRE_EMBEDDING_BASE_URL and CITEWIRE_EMBEDDING"
            ) from None
        self._check_length(rows)
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return list(np.asarray(rows / lengths, dtype=np.float32))

    def _check_length(self, rows: Floats) -> None:
        length = rows.shape[1]
        if self._length is not None and length != self._length:
            raise CitewireError(
                f"{self.name} answered with vectors of {length} numbers, before it was {self._length}: "
                "is another model served under this name?"
            )
        self._length = length

    @cached_property
    def _client(self) -> "OpenAIEmbedding":
        # Imported here: it brings all of llama-index with it, which the local model does without.
        from llama_index.embeddings.openai import OpenAIEmbedding

        return OpenAIEmbedding(
            model_name=self._model,
            api_base=self._base_url,
            api_key=self._key,
            timeout=_SECONDS,
            max_retries=self._retries,
            embed_batch_size=_TEXTS_A_CALL,
        )


def _rows(vectors: list[list[float]], count: int) -> Floats:
    """Return vectors as rows, shape (count, dimensions); ValueError unless they are that, and finite."""
    rows = np.array(vectors, dtype=np.float32).reshape(count, -1)
    if len(vectors) != count or rows.shape[1] == 0 or not np.isfinite(rows).all():
        raise ValueError("no vectors")
    return rows


def _without_password(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"CITEWIRE_EMBEDDING_BASE_URL is no URL: {error}") from error
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment=""))


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
