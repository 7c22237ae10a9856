"""The index's pieces in a llama-index engine: the model, articles and passages, without a network."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import MetadataMode, NodeRelationship, ObjectType, RelatedNodeInfo

from index.encoder import MiniLM, PassageText
from index.llama import LocalEmbedding, to_document, to_node
from index.passages import context_of, cut
from index.records import Article, Passage, Span
from index.vectors import COLLECTION, VectorEntry, Vectors

TEXT = "Rockets fell on Zenata.\n\nالقوات تتقدم. 🎉 Nobody was hurt."
ARTICLE = Article("wire/a.txt", TEXT, "Rockets", date(2020, 6, 2), "Reuters", url="https://example.org/a")
BARE = Article("b.txt", "The striker scored twice in the cup final. His team won.")


@pytest.fixture(scope="module")
def embedding() -> LocalEmbedding:
    return LocalEmbedding()


def test_the_model_gives_the_vectors_of_our_own_index(embedding: LocalEmbedding) -> None:
    model = MiniLM()
    [passage] = model.embed_passages([PassageText("", TEXT, ())])
    assert np.allclose(embedding.get_text_embedding(TEXT), passage.passage)
    assert np.allclose(embedding.get_query_embedding("Who fell?"), model.embed_query("Who fell?"))
    assert embedding.model_name == model.name


def test_many_texts_keep_their_order(embedding: LocalEmbedding) -> None:
    texts = [TEXT, BARE.text, "Bread is dear."] * 30
    rows = embedding.get_text_embedding_batch(texts)
    assert all(isinstance(number, float) for number in rows[0])
    assert np.allclose(rows[:3] * 30, rows, atol=1e-4)
    assert np.argmax(rows[:3] @ np.array(embedding.get_query_embedding("football"))) == 1


def test_waiting_for_a_vector_gives_the_same(embedding: LocalEmbedding) -> None:
    async def ask() -> tuple[list[float], list[float], list[list[float]]]:
        return (
            await embedding.aget_query_embedding("Who fell?"),
            await embedding.aget_text_embedding(TEXT),
            await embedding.aget_text_embedding_batch([TEXT, BARE.text]),
        )

    query, text, batch = asyncio.run(ask())
    assert query == embedding.get_query_embedding("Who fell?")
    assert text == embedding.get_text_embedding(TEXT)
    assert np.allclose(batch, embedding.get_text_embedding_batch([TEXT, BARE.text]), atol=1e-5)


def test_an_article_becomes_a_document() -> None:
    document = to_document(ARTICLE)
    assert (document.id_, document.text) == (ARTICLE.id, TEXT)
    assert document.metadata == {
        "article_id": "wire/a.txt",
        "title": "Rockets",
        "source": "Reuters",
        "published": "2020-06-02",
        "url": "https://example.org/a",
    }
    assert to_document(BARE).metadata == {"article_id": "b.txt"}


@pytest.mark.parametrize("article", [ARTICLE, BARE])
def test_a_passage_becomes_a_node_that_points_into_the_text(article: Article) -> None:
    for passage in cut(article, 32):
        node = to_node(article, passage)
        start, end = node.start_char_idx, node.end_char_idx
        assert node.id_ == passage.id
        assert node.text == article.text[start:end] == passage.span.of(article.text)
        assert node.ref_doc_id == article.id
        source = node.relationships[NodeRelationship.SOURCE]
        assert isinstance(source, RelatedNodeInfo)
        assert source.node_type == ObjectType.DOCUMENT
        assert node.metadata == source.metadata == to_document(article).metadata


def test_what_is_embedded_is_headline_day_and_words_and_nothing_else() -> None:
    [passage] = cut(ARTICLE, 256)
    node = to_node(ARTICLE, passage)
    assert node.get_content(MetadataMode.EMBED) == f"Rockets. 2020-06-02\n\n{TEXT}"
    assert node.get_content(MetadataMode.LLM) == f"Rockets. Reuters. 2020-06-02\n\n{TEXT}"
    assert (
        to_node(BARE, Passage("b.txt", 0, Span(0, 42), ())).get_content(MetadataMode.EMBED) == BARE.text[:42]
    )


def test_an_index_of_llama_index_own_finds_nodes(embedding: LocalEmbedding) -> None:
    nodes = [to_node(article, passage) for article in (ARTICLE, BARE) for passage in cut(article, 256)]
    index = VectorStoreIndex(nodes, embed_model=embedding)
    [best] = index.as_retriever(similarity_top_k=1).retrieve("Who scored?")
    assert best.node.get_content() == BARE.text
    assert best.node.ref_doc_id == BARE.id


def test_llama_index_reads_our_own_collection_with_our_own_model(
    embedding: LocalEmbedding, tmp_path: Path
) -> None:
    import chromadb
    from chromadb.config import Settings
    from llama_index.vector_stores.chroma import ChromaVectorStore

    vectors = Vectors(tmp_path)
    model = MiniLM()
    passages = [(article, passage) for article in (ARTICLE, BARE) for passage in cut(article, 256)]
    texts = [PassageText(context_of(one), passage.span.of(one.text), ()) for one, passage in passages]
    rows = [one.passage for one in model.embed_passages(texts)]
    vectors.put(
        [
            VectorEntry(key, passage, article, row)
            for key, ((article, passage), row) in enumerate(zip(passages, rows, strict=True))
        ]
    )
    vectors.close()
    client: Any = chromadb.PersistentClient(str(tmp_path), Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.get_collection(COLLECTION, embedding_function=None))
    index = VectorStoreIndex.from_vector_store(store, embed_model=embedding)
    found = index.as_retriever(similarity_top_k=1)
    [rockets], [cup] = found.retrieve("Where did missiles strike?"), found.retrieve("Who won the cup?")
    client.close()
    assert (rockets.node.get_content(), cup.node.get_content()) == (TEXT, BARE.text)
