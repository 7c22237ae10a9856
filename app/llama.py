"""The online half as llama-index parts: our search as a retriever, our filters as node postprocessors.

For whoever builds an engine of their own from llama-index; our commands do without it. Knows nothing of
answers.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.bridge.pydantic import model_validator
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle

from app.archive import Archive
from app.duplicates import Report, folded
from app.question import understand
from app.records import Question
from index.filters import outlet_key
from index.llama import stored_to_node


class ArchiveRetriever(BaseRetriever):
    """The archive's search: passages as TextNodes (index/llama.py), best first, each report once.

    `since` and `until` are inclusive, nothing published after `as_of` is known, and empty `sources` means
    every outlet. Scores are comparable within one search only. A question that is empty or too long
    raises UsageError (index/errors.py).
    """

    def __init__(
        self,
        archive: Archive,
        *,
        since: date | None = None,
        until: date | None = None,
        as_of: date | None = None,
        sources: Sequence[str] = (),
        similarity_top_k: int = 10,
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self._archive = archive
        self._unasked = Question("", since=since, until=until, as_of=as_of, sources=tuple(sources))
        self._most = similarity_top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = replace(self._unasked, text=query_bundle.query_str)
        self._archive.store.refresh()
        findings = self._archive.search(understand(question, date.today()))
        return [
            NodeWithScore(node=stored_to_node(one.passage), score=one.score)
            for one in findings.found[: self._most]
        ]


class PublishedBetween(BaseNodePostprocessor):
    """Keeps nodes published from `since` to `until`, both inclusive; without a date a node passes neither.

    The date is `published` in a node's metadata, as YYYY-MM-DD.
    """

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "PublishedBetween":
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}: swap them")
        return self

    @classmethod
    def class_name(cls) -> str:
        """Return the name by which llama-index tells components apart."""
        return "CitewirePublishedBetween"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        return [one for one in nodes if self._passes(_published(one))]

    def _passes(self, day: date | None) -> bool:
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


class FromOutlets(BaseNodePostprocessor):
    """Keeps nodes from these outlets, in any case; none given means every outlet.

    The outlet is `source` in a node's metadata.
    """

    outlets: tuple[str, ...] = ()

    @classmethod
    def class_name(cls) -> str:
        """Return the name by which llama-index tells components apart."""
        return "CitewireFromOutlets"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        wanted = {outlet_key(outlet) for outlet in self.outlets}
        return [one for one in nodes if not wanted or outlet_key(one.node.metadata.get("source")) in wanted]


class NearDuplicates(BaseNodePostprocessor):
    """Keeps one node, the first, of a report that several papers have (app/duplicates.py)."""

    @classmethod
    def class_name(cls) -> str:
        """Return the name by which llama-index tells components apart."""
        return "CitewireNearDuplicates"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        return [first for first, *_ in folded(nodes, _report)]


def _report(one: NodeWithScore) -> Report:
    # A node that doesn't tell its article is taken for one of its own.
    article = one.node.ref_doc_id or one.node.metadata.get("article_id") or one.node.node_id
    return Report(article, one.node.get_content(MetadataMode.NONE))


def _published(one: NodeWithScore) -> date | None:
    try:
        return date.fromisoformat(str(one.node.metadata.get("published"))[:10])
    except ValueError:
        return None
