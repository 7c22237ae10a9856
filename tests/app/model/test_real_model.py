"""A real model on a real server: streamed, counted, given up. What it says is its own business."""

import threading
from time import monotonic
from typing import Any

import httpx
import pytest

from app.model.client import Chunk, Message, Model, ModelError, gathered
from app.settings import AppSettings
from index.passages import count_tokens
from tests.real_model import RealModel

ASKED = [
    Message("system", "You answer in one sentence."),
    Message("user", "What is the capital of Libya?"),
]
ENDLESS = [Message("user", "Count from one to a thousand, in words.")]


def model_of(served: RealModel, **changed: Any) -> Model:
    given = {"llm_context_tokens": served.context_tokens, "llm_answer_tokens": 32, **changed}
    settings = AppSettings(_env_file=None, llm_base_url=served.base_url, **given)  # type: ignore[call-arg]
    return Model(settings, served.name)


def is_working(served: RealModel) -> bool:
    """Whether the server works on an answer, by its own word."""
    return any(slot["is_processing"] for slot in httpx.get(f"{served.address}/slots").json())


def test_an_answer_comes_in_pieces_and_is_counted(real_model: RealModel) -> None:
    *pieces, last = model_of(real_model).stream(ASKED, threading.Event())
    answer = gathered([*pieces, last])
    assert len(pieces) > 2
    assert all(piece.text for piece in pieces)
    assert answer.finish in {"stop", "length"}
    assert answer.usage is not None
    assert not answer.usage.estimated
    assert answer.usage.prompt_tokens > sum(count_tokens([one.content for one in ASKED])) / 2
    assert len(pieces) / 2 < answer.usage.completion_tokens <= 32


def test_the_same_question_has_the_same_answer(real_model: RealModel) -> None:
    model = model_of(real_model, llm_seed=1)
    assert model.complete(ASKED, threading.Event()) == model.complete(ASKED, threading.Event())


def test_the_server_stops_when_the_user_does(real_model: RealModel) -> None:
    cancelled = threading.Event()
    chunks = model_of(real_model, llm_answer_tokens=1_000).stream(ENDLESS, cancelled)
    assert next(chunks).text
    assert is_working(real_model)
    cancelled.set()
    stopped = monotonic()
    assert list(chunks)[-1].finish == "cancelled"
    assert monotonic() - stopped < 0.2
    while is_working(real_model):
        assert monotonic() - stopped < 3, "the server goes on"
        threading.Event().wait(0.02)


def test_a_question_beyond_the_models_context(real_model: RealModel) -> None:
    long = [Message("user", "Haftar spoke. " * real_model.context_tokens)]
    with pytest.raises(
        ModelError, match=f"lower CITEWIRE_LLM_CONTEXT_TOKENS .now {real_model.context_tokens}"
    ):
        gathered(model_of(real_model).stream(long, threading.Event()))


def test_what_it_takes_is_cut_off_where_the_settings_say(real_model: RealModel) -> None:
    answer: Chunk = gathered(model_of(real_model, llm_answer_tokens=32).stream(ENDLESS, threading.Event()))
    assert answer.finish == "length"
    assert "CITEWIRE_LLM_ANSWER_TOKENS (32)" in answer.notice
