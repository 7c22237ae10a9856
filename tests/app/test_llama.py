"""The archive's search and filters in a llama-index engine of somebody else's."""

from datetime import date
from typing import Any

import pytest
from llama_index.core import get_response_synthesizer
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode
from llama_index.core.response_synthesizers.no_text import NoText
from llama_index.core.schema import NodeWithScore, TextNode
from pydantic import ValidationError

from app.archive import Archive
from app.llama import ArchiveRetriever, FromOutlets, NearDuplicates, PublishedBetween
from app.records import Question
from index.errors import UsageError

QUESTION = "How many people were killed by the rockets on the Zenata region?"


def node(text: str, article: str = "", score: float = 1.0, **metadata: Any) -> NodeWithScore:
    """A node as another retriever gives it."""
    facts = {"article_id": article, **metadata} if article else metadata
    return NodeWithScore(node=TextNode(text=text, metadata=facts), score=score)


def texts(nodes: list[NodeWithScore]) -> list[str]:
    return [one.node.get_content() for one in nodes]


def test_nodes_are_passages_with_their_place_in_the_article(seeds: Archive) -> None:
    nodes = ArchiveRetriever(seeds).retrieve(QUESTION)
    assert nodes
    for one in nodes:
        assert isinstance(one.node, TextNode)
        assert one.node.ref_doc_id is not None
        article = seeds.article(one.node.ref_doc_id)
        assert one.node.text == article.text[one.node.start_char_idx : one.node.end_char_idx]
        assert one.node.metadata["article_id"] == article.id
        assert one.node.metadata.get("title") == article.title
        assert one.node.metadata.get("source") == article.source
        published = article.published.isoformat() if article.published else None
        assert one.node.metadata.get("published") == published


def test_the_order_and_the_scores_are_those_of_an_answer(seeds: Archive) -> None:
    nodes = ArchiveRetriever(seeds).retrieve(QUESTION)
    passages = seeds.ask(Question(QUESTION)).passages
    first = passages[0]
    assert isinstance(nodes[0].node, TextNode)
    assert (nodes[0].node.ref_doc_id, nodes[0].node.start_char_idx) == (first.article_id, first.start)
    assert {one.node.ref_doc_id for one in nodes} <= {one.article_id for one in passages}
    assert all(isinstance(one.score, float) for one in nodes)


def test_at_most_as_many_as_wanted(seeds: Archive) -> None:
    assert len(ArchiveRetriever(seeds, similarity_top_k=2).retrieve(QUESTION)) == 2


def test_the_retriever_can_be_restricted(press: Archive) -> None:
    first, last = press.store.date_range() or (date.min, date.max)
    assert first < last
    nodes = ArchiveRetriever(press, since=last).retrieve("What happened?")
    assert {one.node.metadata["published"] for one in nodes} == {last.isoformat()}
    outlet = next(iter(press.store.outlets()))
    nodes = ArchiveRetriever(press, sources=[outlet.upper()]).retrieve("What happened?")
    assert {one.node.metadata["source"] for one in nodes} == {outlet}


def test_an_empty_question_is_wrong_use(seeds: Archive) -> None:
    with pytest.raises(UsageError, match="empty"):
        ArchiveRetriever(seeds).retrieve(" ")


def test_it_works_in_an_engine_of_llama_index(seeds: Archive) -> None:
    engine = RetrieverQueryEngine(
        retriever=ArchiveRetriever(seeds, similarity_top_k=3),
        response_synthesizer=get_response_synthesizer(llm=MockLLM(), response_mode=ResponseMode.COMPACT),
        node_postprocessors=[PublishedBetween(since=date(2000, 1, 1)), NearDuplicates()],
    )
    response = engine.query(QUESTION)
    assert "Zenata" in str(response)
    assert 0 < len(response.source_nodes) <= 3


def test_it_works_in_an_engine_that_writes_nothing(seeds: Archive) -> None:
    # llama-index wants a model even there, and would take OpenAI's if it were given none.
    engine = RetrieverQueryEngine(ArchiveRetriever(seeds), response_synthesizer=NoText(llm=MockLLM()))
    response = engine.query(QUESTION)
    assert any("Zenata" in one.node.get_content() for one in response.source_nodes)


DATED = [
    node("before", published="2020-05-31"),
    node("first", published="2020-06-01"),
    node("last", published="2020-06-30T08:15:00"),
    node("after", published="2020-07-01"),
    node("undated"),
    node("unreadable", published="in June"),
]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2020, 6, 1), date(2020, 6, 30), ["first", "last"]),
        (date(2020, 6, 1), None, ["first", "last", "after"]),
        (None, date(2020, 6, 1), ["before", "first"]),
        (None, None, ["before", "first", "last", "after", "undated", "unreadable"]),
    ],
)
def test_dates_are_inclusive_and_undated_nodes_pass_no_bound(
    since: date | None, until: date | None, expected: list[str]
) -> None:
    assert texts(PublishedBetween(since=since, until=until).postprocess_nodes(DATED)) == expected


def test_dates_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValidationError, match="swap them"):
        PublishedBetween(since=date(2020, 6, 2), until=date(2020, 6, 1))


def test_outlets_are_compared_without_case_and_none_means_every_one() -> None:
    nodes = [node("a", source="Reuters"), node("b", source="AFP"), node("c")]
    assert texts(FromOutlets(outlets=("reuters ",)).postprocess_nodes(nodes)) == ["a"]
    assert texts(FromOutlets(outlets=("AFP", "Reuters")).postprocess_nodes(nodes)) == ["a", "b"]
    assert texts(FromOutlets().postprocess_nodes(nodes)) == ["a", "b", "c"]


WIRE = "Rockets fell on the Zenata region on Sunday, the health ministry said. Nobody claimed the attack."


def test_a_report_that_several_papers_have_stays_once() -> None:
    nodes = [node(WIRE, "a"), node("Bread is dear.", "b"), node(WIRE + " (AP)", "c"), node(WIRE, "a")]
    assert [one.node.metadata["article_id"] for one in NearDuplicates().postprocess_nodes(nodes)] == [
        "a",
        "b",
        "a",
    ]


def test_nodes_that_tell_no_article_are_compared_by_their_words() -> None:
    assert texts(NearDuplicates().postprocess_nodes([node(WIRE), node(WIRE), node("Other.")])) == [
        WIRE,
        "Other.",
    ]


def test_postprocessors_take_empty_lists() -> None:
    for one in (PublishedBetween(since=date(2020, 6, 1)), FromOutlets(outlets=("AFP",)), NearDuplicates()):
        assert one.postprocess_nodes([]) == []
