"""Whole conversations with a real, very small model: it ignores the format and invents, and is caught.

What it writes is its own affair; what holds is that it streams, stops, and that nothing unfounded comes out
without a warning.
"""

import threading
import time
from collections.abc import Iterator

import pytest

from app.archive import Archive
from app.records import Progress, Question, Reply, Turn
from app.settings import AppSettings
from index.embedding import Encoder
from index.store import Store
from tests.real_model import NAME, RealModel
from tests.real_questions import settings_for, unfounded

FIRST = "Who carried out the first air strike on a suburb of Tripoli?"
DISPLACED = "How many people have fled the fighting south of Tripoli?"


@pytest.fixture(scope="module")
def archive(real_model: RealModel, seeds_settings: AppSettings, encoder: Encoder) -> Iterator[Archive]:
    # It reads 65 tokens a second: what is tested needs a passage to be sent, not several.
    quick = {"llm_context_tokens": 768, "llm_answer_tokens": 48}
    settings = settings_for(real_model, seeds_settings.data).model_copy(update=quick)
    with Store.open(settings, encoder.name) as store:
        yield Archive(store, encoder, settings)


def ask(archive: Archive, text: str, history: tuple[Turn, ...] = ()) -> tuple[list[Progress], Reply]:
    steps = list(archive.stream(Question(text, history=history), engine=NAME))
    reply = steps[-1]
    assert isinstance(reply, Reply)
    return [step for step in steps if isinstance(step, Progress)], reply


def hold(archive: Archive, reply: Reply) -> None:
    """What holds for every reply of a model, whatever it wrote."""
    assert reply.engine == NAME, reply.notice
    assert reply.usage is not None
    assert reply.usage.prompt_tokens > 100
    assert reply.answered == bool(reply.sentences)
    for citation in reply.citations:
        assert archive.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    for sentence in reply.sentences:
        assert sentence.support in ("supported", "weak", "unsupported")
        if sentence.support == "supported":
            assert sentence.citations
            assert list(unfounded(archive, reply, sentence)) == []
        else:
            assert sentence.reason


def test_a_conversation_streams_and_every_sentence_is_judged(archive: Archive) -> None:
    steps, reply = ask(archive, FIRST)
    hold(archive, reply)
    assert [step.stage for step in steps][:1] == ["searching"]
    grown = [step.answer for step in steps if step.answer]
    assert len(grown) >= 3
    history = (Turn("user", FIRST), Turn("assistant", reply.answer))
    _, followed = ask(archive, "And when was that?", history)
    hold(archive, followed)
    assert followed.standalone_question


def test_stopping_frees_the_server_for_the_next_question(archive: Archive) -> None:
    cancelled = threading.Event()
    started = None
    for step in archive.stream(Question(DISPLACED), engine=NAME, cancelled=cancelled):
        if isinstance(step, Progress) and step.answer:
            cancelled.set()
            started = time.monotonic()
    assert started is not None
    assert time.monotonic() - started < 30
    assert isinstance(step, Reply)
    assert step.engine == NAME
    _, reply = ask(archive, DISPLACED)
    hold(archive, reply)
