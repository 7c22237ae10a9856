"""Vectors in Chroma: stored, replaced, removed, and readable by llama-index as they are."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import DamagedIndexError
from index.records import Article, Passage, Span
from index.vectors import COLLECTION, VectorEntry, Vectors
from tests.fakes import FakeEncoder

ARTICLE = Article("a.txt", "First part. Second part.", "Rockets", date(2020, 6, 2), "Reuters")
FIRST = Passage("a.txt", 0, Span(0, 11), (Span(0, 11),))
SECOND = Passage("a.txt", 1, Span(12, 24), (Span(12, 24),))
ENCODER = FakeEncoder()


def entry(key: int, passage: Passage, article: Article = ARTICLE) -> VectorEntry:
    return VectorEntry(key, passage, article, ENCODER.embed_query(passage.span.of(article.text)))


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors(tmp_path / "chroma")
    yield opened
    opened.close()


def test_what_is_put_can_be_fetched_by_passage_id(vectors: Vectors) -> None:
    vectors.put([entry(1, FIRST), entry(2, SECOND)])
    fetched = dict(vectors.fetch([SECOND.id, "unknown#0"]))
    assert list(fetched) == [2]
    assert np.allclose(fetched[2], ENCODER.embed_query("Second part."), atol=1e-6)
    assert vectors.keys() == {FIRST.id: 1, SECOND.id: 2}


def test_putting_again_replaces(vectors: Vectors) -> None:
    vectors.put([entry(1, FIRST)])
    vectors.put([entry(3, FIRST, Article("a.txt", "Other words and more."))])
    assert vectors.keys() == {FIRST.id: 3}
    [(_, row)] = vectors.fetch([FIRST.id])
    assert np.allclose(row, ENCODER.embed_query("Other words"), atol=1e-6)


def test_removing_passes_over_what_is_not_there(vectors: Vectors) -> None:
    vectors.put([entry(1, FIRST)])
    vectors.remove([FIRST.id, "unknown#0"])
    vectors.remove([])
    assert vectors.count() == 0


def test_everything_is_there_after_opening_again(vectors: Vectors, tmp_path: Path) -> None:
    vectors.put([entry(1, FIRST)])
    vectors.close()
    again = Vectors(tmp_path / "chroma")
    assert again.keys() == {FIRST.id: 1}
    again.close()


def test_llama_index_finds_texts_and_facts_in_the_same_collection(vectors: Vectors, tmp_path: Path) -> None:
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class Embedding(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(one) for one in ENCODER.embed_query(query)]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_query_embedding(text)

    vectors.put([entry(1, FIRST), entry(2, SECOND)])
    client: Any = chromadb.PersistentClient(str(tmp_path / "chroma"), Settings(anonymized_telemetry=False))
    collection = client.get_collection(COLLECTION, embedding_function=None)
    index = VectorStoreIndex.from_vector_store(
        ChromaVectorStore(chroma_collection=collection), embed_model=Embedding()
    )
    [best, _] = index.as_retriever(similarity_top_k=2).retrieve("Second part.")
    client.close()
    assert best.node.get_content() == "Second part."
    assert best.node.node_id == SECOND.id
    facts = best.node.metadata
    assert (facts["article_id"], facts["start"], facts["end"]) == ("a.txt", 12, 24)
    assert (facts["title"], facts["source"], facts["published"]) == ("Rockets", "Reuters", "2020-06-02")


def test_a_folder_that_chroma_cannot_read_is_damage(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(DamagedIndexError, match="--rebuild"):
        Vectors(folder)
    other = Vectors(tmp_path / "fine")
    assert other.count() == 0
    other.close()
