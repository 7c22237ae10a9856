"""Embeddings from a server that speaks OpenAI's protocol, over a real socket on this machine."""

import socket
import traceback
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.embedding import RemoteEncoder, make_encoder
from index.encoder import MiniLM, PassageText
from index.errors import CitewireError, UsageError
from tests.fakes import FakeEncoder
from tests.index.indexed import settings_in
from tests.openai_server import Answer, OpenAIServer, failure

KEY = "sk-very-secret-0123456789"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key=KEY) as running:
        yield running


def encoder_at(server: OpenAIServer, model: str = "tiny", key: str | None = KEY) -> RemoteEncoder:
    return RemoteEncoder(model, server.base_url, key, retries=0)


def refusal_of(encoder: RemoteEncoder) -> str:
    """The line that people see, after checking that the key stands nowhere in what could be printed."""
    with pytest.raises(CitewireError) as caught:
        encoder.embed_query("Who spoke?")
    assert "\n" not in str(caught.value)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in repr(vars(caught.value))
    return str(caught.value)


def test_a_process_has_one_local_model(tmp_path: Path) -> None:
    assert make_encoder(settings_in(tmp_path / "a")) is make_encoder(settings_in(tmp_path / "b"))


def test_the_settings_choose_the_model(tmp_path: Path) -> None:
    local = make_encoder(settings_in(tmp_path))
    remote = make_encoder(
        settings_in(tmp_path, embedding="openai:some-model", embedding_base_url="http://127.0.0.1:1/v1")
    )
    assert isinstance(local, MiniLM)
    assert remote.name == "openai:some-model@http://127.0.0.1:1/v1"


def test_vectors_have_unit_length_and_the_order_of_the_texts(server: OpenAIServer) -> None:
    encoder = encoder_at(server)
    texts = [f"text number {number}" for number in range(150)]
    found = encoder.embed_passages([PassageText("", text, ((0, 4),)) for text in texts])
    assert encoder.dimensions == server.dimensions
    for text, vectors in zip(texts, found, strict=True):
        assert np.allclose(vectors.passage, FakeEncoder().embed_query(text), atol=1e-6)
    asked = [text for request in server.received for text in request.body["input"]]
    assert sorted(asked) == sorted(texts)
    assert {(request.path, request.key, request.body["model"]) for request in server.received} == {
        ("/v1/embeddings", KEY, "tiny")
    }


def test_passages_bring_their_context_and_no_sentence_vectors(server: OpenAIServer) -> None:
    [vectors] = encoder_at(server).embed_passages(
        [PassageText("Rockets. 2 June 2020", "They fell.", ((0, 10),))]
    )
    [request] = server.received
    [asked] = request.body["input"]
    assert asked.startswith("Rockets. 2 June 2020")
    assert asked.endswith("They fell.")
    assert vectors.sentences.shape == (0, 8)


def test_a_question_and_a_passage_with_the_same_words_have_the_same_vector(server: OpenAIServer) -> None:
    encoder = encoder_at(server)
    [passage] = encoder.embed_passages([PassageText("", "They fell.", ())])
    assert np.allclose(encoder.embed_query("They fell."), passage.passage, atol=1e-6)


def test_nothing_to_embed_asks_nobody(server: OpenAIServer) -> None:
    assert encoder_at(server).embed_passages([]) == []
    assert server.received == []


def test_the_dimensions_are_asked_for_once(server: OpenAIServer) -> None:
    encoder = encoder_at(server)
    assert [encoder.dimensions, encoder.dimensions] == [8, 8]
    assert len(server.received) == 1


def test_a_server_of_ones_own_needs_no_key() -> None:
    with OpenAIServer() as server:
        assert encoder_at(server, key=None).dimensions == 8


def test_openai_itself_needs_a_key() -> None:
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        RemoteEncoder("text-embedding-3-small", None, None)


def test_what_is_no_url_is_said_at_once() -> None:
    with pytest.raises(UsageError, match="CITEWIRE_EMBEDDING_BASE_URL"):
        RemoteEncoder("tiny", "http://[half/v1", KEY)


def test_the_name_tells_server_and_model_but_no_secret() -> None:
    name = RemoteEncoder("tiny", "https://user:hidden@example.org/v1?key=hidden", KEY).name
    assert name == "openai:tiny@https://example.org/v1"
    assert RemoteEncoder("tiny", None, KEY).name == "openai:tiny@api.openai.com"


def test_a_refused_key(server: OpenAIServer) -> None:
    server.key = "another"
    assert "OPENAI_API_KEY" in refusal_of(encoder_at(server))


def test_an_unknown_model(server: OpenAIServer) -> None:
    line = refusal_of(encoder_at(server, model="enormous"))
    assert "enormous" in line
    assert "check CITEWIRE_EMBEDDING" in line


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_any_other_refusal_tells_its_status(server: OpenAIServer, status: int) -> None:
    server.script(failure(status, f"no, {KEY}"))
    assert f"status {status}" in refusal_of(encoder_at(server))


def test_a_server_that_recovers_is_asked_again(server: OpenAIServer) -> None:
    server.script(failure(503, "starting"))
    assert RemoteEncoder("tiny", server.base_url, KEY).dimensions == 8
    assert len(server.received) == 2


def test_a_server_that_does_not_listen() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        line = refusal_of(RemoteEncoder("tiny", url, KEY, retries=0))
    assert "can't be reached" in line
    assert url in line
    assert "CITEWIRE_EMBEDDING_BASE_URL" in line


def test_vectors_of_another_length_than_before(server: OpenAIServer) -> None:
    encoder = encoder_at(server)
    assert encoder.dimensions == 8
    server.dimensions = 5
    line = refusal_of(encoder)
    assert "5 numbers" in line
    assert "8" in line


def embeddings(*rows: list[float]) -> Answer:
    return Answer(
        {"object": "list", "data": [{"index": at, "embedding": row} for at, row in enumerate(rows)]}
    )


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>Welcome</html>", headers={"Content-Type": "text/html"}),
        Answer(b"<html>Welcome</html>"),
        Answer({"object": "list"}),
        Answer({"object": "list", "data": []}),
        Answer({"data": [{"index": 0}]}),
        embeddings([1.0, 0.0], [0.0, 1.0]),
        embeddings([]),
        embeddings([float("nan"), 1.0]),
    ],
)
def test_an_answer_that_is_none(server: OpenAIServer, answer: Answer) -> None:
    server.script(answer)
    assert "CITEWIRE_EMBEDDING_BASE_URL" in refusal_of(encoder_at(server))


def test_rows_of_different_lengths_are_no_answer(server: OpenAIServer) -> None:
    server.script(embeddings([1.0, 0.0], [1.0]))
    with pytest.raises(CitewireError, match="doesn't answer as an embedding model does"):
        encoder_at(server).embed_passages([PassageText("", "one", ()), PassageText("", "two", ())])
