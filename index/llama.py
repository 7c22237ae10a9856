"""The offline half as llama-index parts: our embedding model, and articles and passages as its records.

For whoever builds an engine of their own from llama-index; our commands do without it. Knows nothing of
searching or answering.
"""

import asyncio
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import Document, NodeRelationship, ObjectType, RelatedNodeInfo, TextNode

from index.articles import ArticleCard, StoredPassage
from index.encoder import Floats, MiniLM, PassageText
from index.records import Article, Passage

# What a vector is made of besides the words, as in our own index; and what a language model may read.
_EMBEDDED = {"title", "published"}
_TOLD = {"title", "source", "published"}
_TEXTS_A_CALL = 64


class LocalEmbedding(BaseEmbedding):
    """all-MiniLM-L6-v2 from the installed packages, without a network: unit vectors of 384 numbers."""

    _model: MiniLM = PrivateAttr()

    def __init__(self, model: MiniLM | None = None, **settings: Any) -> None:
        model = model or MiniLM()
        chosen: dict[str, Any] = {"model_name": model.name, "embed_batch_size": _TEXTS_A_CALL} | settings
        super().__init__(**chosen)
        self._model = model

    @classmethod
    def class_name(cls) -> str:
        """Return the name by which llama-index tells components apart."""
        return "CitewireLocalEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return _numbers(self._model.embed_query(query))

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        found = self._model.embed_passages([PassageText("", text, ()) for text in texts])
        return [_numbers(one.passage) for one in found]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


def to_document(article: Article) -> Document:
    """Return an article as a Document: its stored text under its id, with what is known of it."""
    return Document(id_=article.id, text=article.text, metadata=_facts(article), **_shown())


def to_node(article: Article, passage: Passage) -> TextNode:
    """Return a passage as a TextNode whose text is exactly `article.text[start:end]`.

    Its id is the passage's, its source the article; `start_char_idx` and `end_char_idx` count in the
    article's stored text. What isn't known of the article is not in the metadata.
    """
    return _node(article, passage, passage.span.of(article.text))


def stored_to_node(found: StoredPassage) -> TextNode:
    """Return a passage from an index as `to_node` does."""
    return _node(found.article, found.passage, found.text)


def _node(article: Article | ArticleCard, passage: Passage, text: str) -> TextNode:
    facts = _facts(article)
    source = RelatedNodeInfo(node_id=article.id, node_type=ObjectType.DOCUMENT, metadata=facts)
    return TextNode(
        id_=passage.id,
        text=text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata=facts,
        relationships={NodeRelationship.SOURCE: source},
        **_shown(),
    )


def _facts(article: Article | ArticleCard) -> dict[str, str]:
    published = article.published.isoformat() if article.published else None
    facts = {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published": published,
        "url": article.url,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _shown() -> dict[str, Any]:
    """Return what of the metadata is embedded and told: "Rockets. 2020-06-02", then the text."""
    every = {"article_id", "title", "source", "published", "url"}
    return {
        "excluded_embed_metadata_keys": sorted(every - _EMBEDDED),
        "excluded_llm_metadata_keys": sorted(every - _TOLD),
        "metadata_template": "{value}",
        "metadata_separator": ". ",
    }


def _numbers(vector: Floats) -> list[float]:
    return [float(number) for number in vector]
