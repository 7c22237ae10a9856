"""Taking articles in, end to end: ours against plain llama-index + Chroma + onnxruntime, in turns.

Both read the same JSONL file, cut at the same size, run the same weights and write a Chroma folder. The
baseline is what its documentation leads to: SentenceSplitter, batches of 16, VectorStoreIndex. Both models
are loaded, and both programs imported, before the clock starts.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from app.settings import AppSettings
from index.encoder import MiniLM, PassageText, model_files
from index.settings import load
from index.sync import sync

_BATCH = 16
_WORDPIECES = 512


def compare_ingest(corpus: Path, size: int, rounds: int) -> dict[str, float]:
    """Return passages a second of both, medians over `rounds`, and the median of the paired ratios."""
    embed, encoder = _onnx_embedding(), _warm_encoder()
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(_in_new_folder(lambda folder: _plain(corpus, folder, size, embed)))
        ours.append(_in_new_folder(lambda folder: _citewire(corpus, folder, size, encoder)))
    ratios = [mine / plain for mine, plain in zip(ours, theirs, strict=True)]
    return {
        "ours": median(ours),
        "plain": median(theirs),
        "ratio": median(ratios),
        "worst_ratio": min(ratios),
    }


def _in_new_folder(work: Callable[[Path], tuple[int, float]]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        passages, seconds = work(Path(folder))
        return passages / seconds


def _warm_encoder() -> MiniLM:
    import index.vectors  # noqa: F401 - Chroma is imported before the clock starts, as for the baseline

    encoder = MiniLM()
    encoder.embed_passages([PassageText("", "warm", ())] * _BATCH)
    return encoder


def _citewire(corpus: Path, folder: Path, size: int, encoder: MiniLM) -> tuple[int, float]:
    settings = load(AppSettings, data=folder, passage_tokens=size)
    started = time.perf_counter()
    report = sync(settings, [corpus], encoder=encoder)
    return report.passages, time.perf_counter() - started


def _plain(corpus: Path, folder: Path, size: int, embed: Any) -> tuple[int, float]:
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    started = time.perf_counter()
    lines = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    documents = [
        Document(text=one["text"], metadata={"title": one["title"], "date": one["date"]}) for one in lines
    ]
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    collection = client.create_collection("plain", embedding_function=None)
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    VectorStoreIndex.from_documents(
        documents,
        storage_context=storage,
        embed_model=embed,
        transformations=[SentenceSplitter(chunk_size=size, chunk_overlap=0)],
    )
    seconds = time.perf_counter() - started
    passages = collection.count()
    client.close()  # type: ignore[attr-defined]
    return passages, seconds


def _onnx_embedding() -> Any:
    """Return the same weights on onnxruntime as a llama-index embedding with batches of 16."""
    import onnxruntime
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from tokenizers import Tokenizer

    model, tokenizer_file = model_files()
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.enable_truncation(_WORDPIECES)
    tokenizer.enable_padding()

    class OnnxEmbedding(BaseEmbedding):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            encodings = tokenizer.encode_batch(texts)
            ids = np.array([one.ids for one in encodings], dtype=np.int64)
            mask = np.array([one.attention_mask for one in encodings], dtype=np.int64)
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = session.run(None, inputs)[0]
            pooled = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            rows: list[list[float]] = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).tolist()
            return rows

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return OnnxEmbedding(embed_batch_size=_BATCH)
