"""A model behind OpenAI's protocol, over a real socket on this machine: what it says, and what goes wrong."""

import base64
import itertools
import json
import logging
import socket
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from llama_index.core.llms import LLM, ChatMessage

from app.model.client import Chunk, Message, Model, ModelCancelledError, ModelError, gathered
from app.records import Usage
from app.settings import AppSettings
from index.errors import UsageError
from index.passages import count_tokens
from tests.openai_server import STALL, Answer, Cut, OpenAIServer, Part, Pause, Stream, failure

KEY = "sk-very-secret-0123456789"
ASKED = [Message("system", "You answer."), Message("user", "Who spoke to the press?")]


@pytest.fixture(scope="module", autouse=True)
def _vendor_imported() -> None:
    """What takes seconds comes before every test that measures time."""
    model_of(base_url="http://127.0.0.1:1/v1").prepare()


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key=KEY) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_thread_survives() -> Iterator[None]:
    yield
    assert [thread.name for thread in threading.enumerate() if thread.name == "citewire-model"] == []


def model_of(base_url: str | None = None, key: str | None = None, **changed: Any) -> Model:
    """A model with settings of its own, whatever `.env` or the shell say; it tries again without delay."""
    given = {"llm_base_url": base_url, "llm_api_key": key, "llm_first_token_seconds": 10, **changed}
    settings = AppSettings(_env_file=None, llm_model="tiny", **given)  # type: ignore[call-arg]
    return Model(settings, "tiny", first_backoff_seconds=0.01)


def model_at(server: OpenAIServer, **changed: Any) -> Model:
    return model_of(server.base_url, KEY, **changed)


def asked(model: Model) -> Chunk:
    """The whole answer to ASKED."""
    return gathered(model.stream(ASKED, threading.Event()))


def told(model: Model) -> str:
    """The line that people see, after checking that the key stands nowhere in what could be printed."""
    with pytest.raises(ModelError) as caught:
        asked(model)
    assert "\n" not in str(caught.value)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in repr(vars(caught.value))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return str(caught.value)


class TestAnswers:
    def test_text_comes_piece_by_piece_and_at_last_what_it_took(self, server: OpenAIServer) -> None:
        server.script(Stream(["Libya's ", "", "army."], usage=(31, 4)))
        assert list(model_at(server).stream(ASKED, threading.Event())) == [
            Chunk("Libya's "),
            Chunk("army."),
            Chunk(usage=Usage(31, 4, estimated=False), finish="stop"),
        ]

    def test_messages_are_sent_as_they_are(self, server: OpenAIServer) -> None:
        messages = [
            Message("system", "Answer.\n"),
            Message("user", "¿Qué?"),
            Message("assistant", ""),
            ASKED[1],
        ]
        assert gathered(model_at(server).stream(messages, threading.Event())).text == ASKED[1].content
        [request] = server.received
        assert request.path == "/v1/chat/completions"
        assert request.body["messages"] == [{"role": one.role, "content": one.content} for one in messages]
        assert request.body["model"] == "tiny"

    def test_a_small_call_returns_its_text(self, server: OpenAIServer) -> None:
        server.script(Stream(["  Who spoke", " in Tripoli?\n"]))
        assert model_at(server).complete(ASKED, threading.Event()) == "Who spoke in Tripoli?"

    def test_the_first_piece_is_handed_on_at_once(self, server: OpenAIServer) -> None:
        delays = []
        for _ in range(5):
            server.script(Stream([Pause(0.05), "First", Pause(0.3), " second"]))
            server.sent.clear()
            chunks = model_at(server).stream(ASKED, threading.Event())
            assert next(chunks).text == "First"
            delays.append(monotonic() - server.sent[0])
            chunks.close()  # type: ignore[attr-defined]
        assert min(delays) < 0.03

    def test_questions_at_the_same_time_keep_their_answers_apart(self, server: OpenAIServer) -> None:
        model, answers = model_at(server), dict[int, str]()

        def ask(number: int) -> None:
            answers[number] = model.complete([Message("user", f"number {number}")], threading.Event())

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == {number: f"number {number}" for number in range(8)}

    @pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
    def test_thoughts_are_left_out_but_are_a_sign_of_life(self, server: OpenAIServer, field: str) -> None:
        thoughts: list[Part] = [{field: "Hmm. "}, Pause(0.15)] * 5
        server.script(Stream([*thoughts, "Haftar."], opening=None))
        model = model_at(server, llm_first_token_seconds=0.4, llm_between_tokens_seconds=0.4)
        assert asked(model).text == "Haftar."

    def test_thoughts_within_the_text_are_left_out(self, server: OpenAIServer) -> None:
        server.script(Stream(["<th", "ink>Is it <b>?", "</thi", "nk>\n\n", "Haftar", " spoke."]))
        assert asked(model_at(server)).text == "Haftar spoke."

    @pytest.mark.parametrize("text", ["<thin ice", "<", "  <think", "a <think>b</think>"])
    def test_what_only_looks_like_thoughts_stays(self, server: OpenAIServer, text: str) -> None:
        server.script(Stream(list(text)))
        assert asked(model_at(server)).text == text

    def test_halves_of_characters_do_not_get_through(self, server: OpenAIServer) -> None:
        server.script(Stream(["Haftar \ud83d", "spoke."]))
        assert asked(model_at(server)).text.encode() == "Haftar \ufffdspoke.".encode()

    def test_an_answer_that_was_cut_off_says_so(self, server: OpenAIServer) -> None:
        server.script(Stream(["On and on"], finish="length"))
        answer = asked(model_at(server))
        assert (answer.text, answer.finish) == ("On and on", "length")
        assert "cut off" in answer.notice
        assert "CITEWIRE_LLM_ANSWER_TOKENS" in answer.notice

    @pytest.mark.parametrize("finish", ["eos", "tool_calls"])
    def test_other_reasons_to_finish_are_an_end_too(self, server: OpenAIServer, finish: str) -> None:
        server.script(Stream(["Done."], finish=finish))
        assert asked(model_at(server)).finish == finish

    def test_the_mark_of_the_end_will_do_for_a_reason_to_finish(self, server: OpenAIServer) -> None:
        server.script(Stream(["Done."], finish=None))
        assert asked(model_at(server)).finish == "stop"

    def test_a_reason_to_finish_will_do_for_the_mark_of_the_end(self, server: OpenAIServer) -> None:
        server.script(Stream(["Done."], done=False))
        assert asked(model_at(server)).finish == "stop"

    def test_a_ramble_is_stopped_even_if_the_server_does_not(self, server: OpenAIServer) -> None:
        server.script(Stream(itertools.repeat(" again")))
        answer = asked(model_at(server, llm_answer_tokens=100))
        assert server.received[0].body["max_tokens"] == 100
        assert answer.finish == "length"
        assert answer.notice
        assert 100 < count_tokens([answer.text])[0] < 400
        wait_for(lambda: len(server.left) == 1)

    def test_endless_thoughts_are_stopped_too(self, server: OpenAIServer) -> None:
        server.script(Stream(itertools.repeat({"reasoning_content": "but then again "})))
        assert "on thinking" in told(model_at(server, llm_answer_tokens=32))


class TestUsage:
    def test_the_servers_count_wins(self, server: OpenAIServer) -> None:
        assert asked(model_at(server)).usage == Usage(7, 5, estimated=False)
        assert server.received[0].body["stream_options"] == {"include_usage": True}

    @pytest.mark.parametrize("counted", [None, (0, 0)])
    def test_where_the_server_does_not_count_we_estimate(
        self, server: OpenAIServer, counted: tuple[int, int] | None
    ) -> None:
        server.script(Stream(["Haftar ", "spoke to the press."], usage=counted))
        usage = asked(model_at(server)).usage
        words = sum(count_tokens([one.content for one in ASKED]))
        assert usage == Usage(
            words + 2 * 4 + 3, count_tokens(["Haftar spoke to the press."])[0], estimated=True
        )

    def test_a_count_that_never_comes_holds_nothing_up(
        self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.model.request._COUNT_SECONDS", 0.1)
        finished = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        server.script(Stream(["Haftar.", f"data: {json.dumps(finished)}\n\n".encode(), STALL]))
        answer = asked(model_at(server))
        assert (answer.text, answer.finish) == ("Haftar.", "stop")
        assert answer.usage is not None
        assert answer.usage.estimated

    def test_what_broke_off_was_still_used(self, server: OpenAIServer) -> None:
        server.script(Stream(["Haftar spoke ", Cut()]))
        with pytest.raises(ModelError) as caught:
            asked(model_at(server))
        assert caught.value.usage is not None
        assert caught.value.usage.completion_tokens > 0


class TestCancelling:
    @pytest.mark.parametrize(
        "parts",
        [[STALL], ["Haftar ", STALL], [" again", Pause(0.01)] * 2_000],
        ids=["first", "between", "amid"],
    )
    def test_the_request_stops_when_the_user_says_so(self, server: OpenAIServer, parts: list[Part]) -> None:
        server.script(Stream(parts))
        cancelled, at = threading.Event(), list[float]()

        def cancel() -> None:
            at.append(monotonic())
            cancelled.set()

        threading.Timer(0.2, cancel).start()
        chunks = list(model_at(server).stream(ASKED, cancelled))
        assert monotonic() - at[0] < 0.15
        assert chunks[-1].finish == "cancelled"
        assert chunks[-1].usage is not None
        wait_for(lambda: len(server.left) == 1)
        assert server.left[0] - at[0] < 0.15

    def test_before_the_headers_too(self, server: OpenAIServer) -> None:
        server.script(Stream(["late"], silence=30))
        assert stopped_after(model_at(server), 0.1) < 0.25
        wait_for(lambda: len(server.left) == 1)

    def test_while_nobody_takes_the_pieces(self, server: OpenAIServer) -> None:
        server.script(Stream(["Haftar ", STALL]))
        cancelled = threading.Event()
        chunks = model_at(server).stream(ASKED, cancelled)
        assert next(chunks).text == "Haftar "
        cancelled.set()
        wait_for(lambda: len(server.left) == 1)
        assert [chunk.finish for chunk in chunks] == ["cancelled"]

    def test_by_closing_the_stream(self, server: OpenAIServer) -> None:
        server.script(Stream(["Haftar ", STALL]))
        chunks = model_at(server).stream(ASKED, threading.Event())
        assert next(chunks).text == "Haftar "
        chunks.close()  # type: ignore[attr-defined]
        wait_for(lambda: len(server.left) == 1)

    def test_by_forgetting_the_stream(self, server: OpenAIServer) -> None:
        server.script(Stream(["Haftar ", STALL]))
        chunks = model_at(server).stream(ASKED, threading.Event())
        assert next(chunks).text == "Haftar "
        del chunks
        wait_for(lambda: len(server.left) == 1)

    def test_while_it_waits_to_try_again(self, server: OpenAIServer) -> None:
        server.script(failure(503, "busy", headers={"Retry-After": "9"}))
        assert stopped_after(model_at(server), 0.1) < 0.25
        assert len(server.received) == 1

    def test_before_it_began_nothing_is_sent(self, server: OpenAIServer) -> None:
        cancelled = threading.Event()
        cancelled.set()
        assert [one.finish for one in model_at(server).stream(ASKED, cancelled)] == ["cancelled"]
        assert server.received == []

    def test_a_small_call_has_nothing_to_show(self, server: OpenAIServer) -> None:
        server.script(Stream(["And how ma", STALL]))
        cancelled = threading.Event()
        threading.Timer(0.1, cancelled.set).start()
        with pytest.raises(ModelCancelledError):
            model_at(server).complete(ASKED, cancelled)

    def test_a_look_up_that_hangs_holds_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answered = threading.Event()

        def hang(*_: Any, **__: Any) -> Any:
            answered.wait(5)
            raise socket.gaierror(socket.EAI_AGAIN, "no")

        monkeypatch.setattr(socket, "getaddrinfo", hang)
        monkeypatch.setattr("app.model.client.CLOSING_SECONDS", 0.05)
        try:
            assert stopped_after(model_of("http://model.test/v1"), 0.1) < 0.4
        finally:
            answered.set()
            wait_for(lambda: all(one.name != "citewire-model" for one in threading.enumerate()))


def stopped_after(model: Model, seconds: float) -> float:
    """How long a question takes that is cancelled after so many seconds."""
    cancelled, start = threading.Event(), monotonic()
    threading.Timer(seconds, cancelled.set).start()
    assert gathered(model.stream(ASKED, cancelled)).finish == "cancelled"
    return monotonic() - start


def wait_for(condition: Callable[[], bool], seconds: float = 2.0) -> None:
    until = monotonic() + seconds
    while not condition():
        assert monotonic() < until, "it didn't come about"
        threading.Event().wait(0.005)


class TestFailures:
    def test_a_refused_key(self, server: OpenAIServer) -> None:
        server.key = "another"
        line = told(model_at(server))
        assert line == f"tiny at {server.base_url} refused the key: check CITEWIRE_LLM_API_KEY"
        assert len(server.received) == 1

    def test_a_missing_key(self, server: OpenAIServer) -> None:
        assert told(model_of(server.base_url)).endswith("wants a key: set CITEWIRE_LLM_API_KEY")

    def test_an_unknown_model(self, server: OpenAIServer) -> None:
        server.model = "another"
        assert told(model_at(server)).endswith("doesn't know this model: check CITEWIRE_LLM_MODEL")

    def test_an_address_without_an_api(self, server: OpenAIServer) -> None:
        line = told(model_of(server.address, KEY))
        assert "CITEWIRE_LLM_BASE_URL (it usually ends in /v1)" in line

    @pytest.mark.parametrize(
        ("status", "says"),
        [
            (302, "the address itself"),
            (402, "credit"),
            (403, "what CITEWIRE_LLM_API_KEY may use"),
            (405, "CITEWIRE_LLM_BASE_URL"),
            (407, "HTTPS_PROXY"),
            (413, "CITEWIRE_LLM_CONTEXT_TOKENS (now 8192)"),
            (400, "CITEWIRE_LLM_MODEL"),
            (418, "status 418"),
        ],
    )
    def test_what_asking_again_will_not_mend(self, server: OpenAIServer, status: int, says: str) -> None:
        server.script(failure(status, f"no, {KEY}", headers={"Location": "http://127.0.0.1:1/"}))
        assert says in told(model_at(server))
        assert len(server.received) == 1

    @pytest.mark.parametrize(
        "words",
        [
            {
                "message": "This model's maximum context length is 512 tokens",
                "code": "context_length_exceeded",
            },
            {"message": "request (6031 tokens) exceeds the available context size (2048 tokens)"},
            {"message": "'max_tokens' is too large: 700. This model's maximum context length is 512 tokens"},
            {"message": "prompt is too long: 210000 tokens > 200000 maximum"},
        ],
    )
    def test_a_question_that_is_too_long(self, server: OpenAIServer, words: dict[str, Any]) -> None:
        server.script(failure(400, **words))
        assert "lower CITEWIRE_LLM_CONTEXT_TOKENS (now 8192)" in told(model_at(server))
        assert len(server.received) == 1

    def test_no_credit_left(self, server: OpenAIServer) -> None:
        server.script(failure(429, "You exceeded your current quota", code="insufficient_quota"))
        assert "no credit left" in told(model_at(server))
        assert len(server.received) == 1

    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
    def test_what_passes_is_asked_again_but_not_for_ever(self, server: OpenAIServer, status: int) -> None:
        server.script(*[failure(status, f"no, {KEY}")] * 3)
        assert f"status {status}" in told(model_at(server))
        assert len(server.received) == 3

    def test_a_server_that_recovers_answers(self, server: OpenAIServer) -> None:
        server.script(failure(503, "starting"), Stream([Cut()]), Stream(["Haftar."]))
        assert asked(model_at(server)).text == "Haftar."

    def test_tries_are_further_and_further_apart(self, server: OpenAIServer) -> None:
        server.script(*[failure(500, "no")] * 4)
        model = Model(model_at(server, llm_retries=3).settings, "tiny", first_backoff_seconds=0.1)
        with pytest.raises(ModelError):
            asked(model)
        times = [request.at for request in server.received]
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        for gap, most in zip(gaps, (0.1, 0.2, 0.4), strict=True):
            assert most / 2 <= gap < most + 0.1

    def test_no_tries_are_no_tries(self, server: OpenAIServer) -> None:
        server.script(failure(500, "no"))
        told(model_at(server, llm_retries=0))
        assert len(server.received) == 1

    @pytest.mark.parametrize("header", ["seconds", "milliseconds", "date"])
    def test_a_server_says_how_long_to_wait(self, server: OpenAIServer, header: str) -> None:
        soon = datetime.now(UTC) + timedelta(seconds=1.5)
        headers = {
            "seconds": {"Retry-After": "0.3"},
            "milliseconds": {"Retry-After-Ms": "300"},
            "date": {"Retry-After": format_datetime(soon, usegmt=True)},
        }[header]
        server.script(failure(429, "slow down", headers=headers))
        assert asked(model_at(server)).text
        first, second = (request.at for request in server.received)
        assert 0.3 <= second - first < 2

    def test_but_nobody_waits_for_long(self, server: OpenAIServer) -> None:
        server.script(failure(429, "slow down", headers={"Retry-After": "45"}))
        start = monotonic()
        assert "try again in 45 s" in told(model_at(server, llm_first_token_seconds=300))
        assert monotonic() - start < 1
        assert len(server.received) == 1

    def test_a_retry_after_that_is_none(self, server: OpenAIServer) -> None:
        server.script(failure(429, "slow down", headers={"Retry-After": "soon\u00ff"}))
        assert asked(model_at(server)).text

    def test_nobody_listens(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
            line = told(model_of(url, KEY))
        assert line == f"tiny at {url} can't be reached: is it running? check CITEWIRE_LLM_BASE_URL"

    def test_a_name_that_does_not_exist(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_: Any, **__: Any) -> Any:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        assert "can't be found by its name" in told(model_of("http://model.test/v1", KEY))

    def test_a_stall_before_the_first_token(self, server: OpenAIServer) -> None:
        server.script(Stream([STALL]))
        line = told(model_at(server, llm_first_token_seconds=0.2))
        assert "gave no answer in 0.2 s" in line
        assert "CITEWIRE_LLM_FIRST_TOKEN_SECONDS" in line
        assert len(server.received) == 1

    def test_signs_without_words_are_no_answer(self, server: OpenAIServer) -> None:
        server.script(Stream([b": still working\n\n", {"content": ""}, Pause(0.05)] * 1_000))
        assert "gave no answer in 0.3 s" in told(model_at(server, llm_first_token_seconds=0.3))

    def test_a_stall_between_tokens(self, server: OpenAIServer) -> None:
        server.script(Stream(["Haftar ", STALL]))
        chunks = model_at(server, llm_between_tokens_seconds=0.2).stream(ASKED, threading.Event())
        assert next(chunks).text == "Haftar "
        with pytest.raises(ModelError, match="CITEWIRE_LLM_BETWEEN_TOKENS_SECONDS"):
            next(chunks)
        assert len(server.received) == 1

    @pytest.mark.parametrize(
        "stream",
        [
            Stream(["Haftar spoke ", Cut()]),
            Stream(["Haftar spoke "], finish=None, done=False),
            Stream(["Haftar spoke ", Cut()], chunked=False),
        ],
        ids=["connection", "quietly", "without-chunks"],
    )
    def test_a_cut_stream_is_not_asked_again_once_it_was_shown(
        self, server: OpenAIServer, stream: Stream
    ) -> None:
        server.script(stream)
        assert "broke off in the middle of its answer" in told(model_at(server))
        assert len(server.received) == 1

    def test_a_cut_before_the_first_token_is_asked_again(self, server: OpenAIServer) -> None:
        server.script(*[Stream([Cut()])] * 3)
        assert "broke off" in told(model_at(server))
        assert len(server.received) == 3

    @pytest.mark.parametrize("parts", [[], ["  ", "\n"], ["<think>Hmm.</think>\n"]])
    def test_an_empty_answer(self, server: OpenAIServer, parts: list[Part]) -> None:
        server.script(Stream(parts))
        assert "answered with nothing" in told(model_at(server))

    def test_all_tokens_spent_on_thinking(self, server: OpenAIServer) -> None:
        server.script(Stream([{"reasoning_content": "Hmm."}], finish="length"))
        line = told(model_at(server))
        assert "CITEWIRE_LLM_ANSWER_TOKENS (now 700)" in line
        assert "CITEWIRE_LLM_REASONING_EFFORT" in line

    @pytest.mark.parametrize(
        "answer",
        [
            Stream([], finish="content_filter"),
            Stream([{"refusal": "I can't "}, {"refusal": f"help, {KEY}"}]),
            failure(400, "The response was filtered", code="content_filter"),
        ],
        ids=["filter", "refusal", "status"],
    )
    def test_a_content_refusal(self, server: OpenAIServer, answer: Answer | Stream) -> None:
        server.script(answer)
        assert "declined to answer (its content filter): ask in other words" in told(model_at(server))

    def test_a_content_refusal_amid_the_answer(self, server: OpenAIServer) -> None:
        server.script(Stream(["Haftar "], finish="content_filter"))
        assert "amid its answer" in told(model_at(server))

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(b"<html>Log in to the airport's network</html>", headers={"Content-Type": "text/html"}),
            Answer(b"", headers={"Content-Type": "text/plain"}),
            Answer({"hello": "world"}),
            Answer(b"{", 404),
            Stream([b"data: {not json\n\n"]),
            Stream([b'data: {"choices": 7}\n\n']),
            Stream([b'data: ["a"]\n\n']),
            Stream([b'data: {"choices": [{"delta": {"content": 7}}]}\n\n']),
            Stream([b"data: \xff\xfe\n\n"]),
        ],
        ids=["page", "nothing", "other-json", "404", "no-json", "no-choices", "list", "number", "bytes"],
    )
    def test_what_is_no_model(self, server: OpenAIServer, answer: Answer | Stream) -> None:
        server.script(answer)
        assert "CITEWIRE_LLM_BASE_URL (it usually ends in /v1)" in told(model_at(server))
        assert len(server.received) == 1

    def test_a_stream_of_bytes_without_events(self, server: OpenAIServer) -> None:
        server.script(
            *[Stream([b"\x00\x01\x02" * 1000], opening=None, finish=None, usage=None, done=False)] * 3
        )
        assert told(model_at(server))

    def test_a_stream_without_an_end(self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.model.server._MOST_BYTES", 100_000)
        server.script(Stream(itertools.repeat(b"x" * 1_000)))
        assert "doesn't answer as a language model does" in told(model_at(server))

    def test_a_failure_reported_within_the_stream(self, server: OpenAIServer) -> None:
        error = json.dumps({"error": {"message": f"overloaded {KEY}", "code": 529}})
        server.script(*[Stream([f"data: {error}\n\n".encode()])] * 3)
        assert "reported a failure" in told(model_at(server))
        assert len(server.received) == 3

    def test_a_context_failure_reported_within_the_stream(self, server: OpenAIServer) -> None:
        error = json.dumps({"error": {"message": "exceeds the context size", "code": 400}})
        server.script(Stream([f"data: {error}\n\n".encode()]))
        assert "CITEWIRE_LLM_CONTEXT_TOKENS" in told(model_at(server))

    def test_the_vendor_is_not_asked_what_it_cannot_do(self) -> None:
        settings = model_of("http://127.0.0.1:1/v1").settings
        with pytest.raises(UsageError, match="isn't a model for chats"):
            asked(Model(settings, "gpt-5.4-pro"))


class TestParameters:
    def test_by_default(self, server: OpenAIServer) -> None:
        asked(model_at(server))
        body = server.received[0].body
        assert body["temperature"] == 0
        assert body["max_tokens"] == 700
        assert not {"seed", "reasoning_effort", "max_completion_tokens"} & body.keys()

    def test_as_the_settings_say(self, server: OpenAIServer) -> None:
        asked(model_at(server, llm_temperature=0.7, llm_seed=7, llm_reasoning_effort="ultra"))
        body = server.received[0].body
        assert (body["temperature"], body["seed"], body["reasoning_effort"]) == (0.7, 7, "ultra")

    def test_no_temperature_is_none(self, server: OpenAIServer) -> None:
        asked(model_at(server, llm_temperature=None))
        assert "temperature" not in server.received[0].body

    def test_what_a_server_rejects_is_left_out_from_then_on(self) -> None:
        rejects = ("max_tokens", "temperature", "seed", "stream_options", "reasoning_effort")
        with OpenAIServer(rejects=rejects) as server:
            model = model_of(server.base_url, llm_seed=7, llm_reasoning_effort="low", llm_retries=0)
            assert asked(model).text
            assert len(server.received) == 6
            assert server.received[-1].body["max_completion_tokens"] == 700
            assert asked(model).text
            assert len(server.received) == 7

    def test_what_is_rejected_in_many_questions_at_once_is_left_out_of_each(self) -> None:
        with OpenAIServer(rejects=["seed"]) as server:
            model = model_of(server.base_url, llm_seed=7, llm_retries=0)
            streams = [model.stream(ASKED, threading.Event()) for _ in range(6)]
            assert [next(stream).text for stream in streams] == ["Who"] * 6

    def test_only_what_was_sent_can_be_rejected(self, server: OpenAIServer) -> None:
        server.script(failure(400, "seed must be set"))
        told(model_at(server))
        assert len(server.received) == 1

    def test_a_server_that_rejects_everything_is_not_asked_for_ever(self, server: OpenAIServer) -> None:
        words = "bad: max_tokens temperature stream_options seed reasoning_effort"
        server.script(*[failure(422, words)] * 20)
        assert "status 422" in told(model_at(server))
        assert len(server.received) == 4


class TestOtherSettings:
    def test_openai_itself_needs_a_key(self) -> None:
        with pytest.raises(UsageError, match="OPENAI_API_KEY"):
            model_of()

    def test_openai_itself_is_asked_by_its_name_with_its_key(self) -> None:
        model = model_of(openai_api_key=KEY, OPENAI_API_KEY=KEY)
        assert model.where == "tiny at OpenAI"
        assert str(model.llm._get_client().base_url) == "https://api.openai.com/v1/"

    def test_openais_key_never_goes_elsewhere(self, server: OpenAIServer) -> None:
        server.key = None
        asked(model_of(server.base_url, OPENAI_API_KEY=KEY))
        assert server.received[0].key is None

    def test_variables_meant_for_something_else_change_nothing(
        self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked(model_at(server))
        for name in ("BASE_URL", "API_BASE"):
            monkeypatch.setenv(f"OPENAI_{name}", "http://127.0.0.1:1/v1")
        for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET", "API_VERSION"):
            monkeypatch.setenv(f"OPENAI_{name}", "meant-for-another")
        monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer other\nHost: other\nX-Trace: 1")
        asked(model_at(server))
        first, second = server.received
        assert first.headers == second.headers
        assert first.body == second.body

    def test_nothing_tells_of_this_machine(self, server: OpenAIServer) -> None:
        asked(model_at(server))
        allowed = "host user-agent accept accept-encoding content-type content-length authorization"
        assert server.received[0].headers.keys() == set(allowed.split())

    def test_headers_of_ones_own(self, server: OpenAIServer) -> None:
        asked(model_at(server, llm_headers={"X-Team": "news", "user-agent": "desk"}))
        headers = server.received[0].headers
        assert (headers["x-team"], headers["user-agent"]) == ("news", "desk")

    def test_a_gateways_own_authorization(self, server: OpenAIServer) -> None:
        server.key = None
        asked(model_of(server.base_url, llm_headers={"authorization": "Token abc"}))
        assert server.received[0].headers["authorization"] == "Token abc"

    def test_a_password_and_a_query_in_the_url(self, server: OpenAIServer) -> None:
        server.key = None
        url = server.base_url.replace("://", "://desk:pass%20word@") + "?api-version=2"
        model = model_of(url)
        asked(model)
        [request] = server.received
        encoded = request.headers["authorization"].removeprefix("Basic ")
        assert base64.b64decode(encoded) == b"desk:pass word"
        assert request.target == "/v1/chat/completions?api-version=2"
        assert model.where == f"tiny at {server.base_url}"

    @pytest.mark.parametrize(
        "setting",
        [
            {"llm_base_url": "http://[half/v1"},
            {"llm_base_url": "http://:80/v1"},
            {"llm_base_url": "http://host:99999/v1"},
            {"llm_headers": {"X Team": KEY}},
            {"llm_headers": {"Content-Length": "1"}},
            {"llm_headers": {"X-Team": f"{KEY}\r\nX-Other: 1"}},
            {"llm_api_key": f"{KEY}…"},
            {"llm_ca_bundle": Path(__file__)},
            {"llm_ca_bundle": Path("/no/such/file")},
            {"llm_proxy": "http://[half"},
        ],
        ids=lambda setting: "-".join(setting),
    )
    def test_settings_that_cannot_work_are_said_at_once(self, setting: dict[str, Any]) -> None:
        with pytest.raises(UsageError) as caught:
            model_of(
                **{"base_url": "http://127.0.0.1:1/v1"}
                | {renamed(name): one for name, one in setting.items()}
            )
        assert KEY not in "".join(traceback.format_exception(caught.value))
        assert "CITEWIRE_LLM_" in str(caught.value)

    def test_a_proxy(self, server: OpenAIServer) -> None:
        asked(model_of("http://model.test/v1", KEY, llm_proxy=server.address))
        assert server.received[0].target == "http://model.test/v1/chat/completions"

    def test_the_environments_proxy(self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", server.address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        asked(model_of("http://model.test/v1", KEY))
        assert server.received[0].target == "http://model.test/v1/chat/completions"

    def test_the_environments_proxy_is_not_for_this_machine(
        self, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        asked(model_at(server))
        assert server.received[0].target == "/v1/chat/completions"

    def test_a_proxy_that_wants_a_password(self, server: OpenAIServer) -> None:
        server.script(Answer(b"", 407))
        assert "wants a password: check CITEWIRE_LLM_PROXY" in told(
            model_of("http://model.test/v1", KEY, llm_proxy=server.address)
        )

    def test_a_proxy_that_is_not_there(self) -> None:
        line = told(model_of("http://model.test/v1", KEY, llm_proxy="http://user:secret@127.0.0.1:1"))
        assert "CITEWIRE_LLM_PROXY" in line
        assert "secret" not in line


class TestSecrets:
    @pytest.mark.parametrize(
        "answer",
        [
            Stream(["Haftar."]),
            Stream(["Haftar ", Cut()]),
            failure(401, f"Incorrect API key provided: {KEY}", headers={"X-Key": KEY}),
            failure(500, KEY, headers={"X-Key": KEY}),
            Stream([f'data: {{"error": {{"message": "{KEY}"}}}}\n\n'.encode()]),
            Stream([f"data: {{{KEY}\n\n".encode()]),
        ],
    )
    def test_nothing_logs_the_key(
        self, server: OpenAIServer, caplog: pytest.LogCaptureFixture, answer: Answer | Stream
    ) -> None:
        caplog.set_level(logging.DEBUG)
        server.script(answer)
        url = f"{server.base_url}?key={KEY}"
        with suppress(ModelError):
            asked(model_of(url, KEY, llm_headers={"X-Other": KEY}, llm_retries=0))
        assert server.received
        assert KEY not in caplog.text

    def test_nothing_shows_the_key(self) -> None:
        model = model_of("http://127.0.0.1:1/v1", KEY)
        shown = [
            repr(model),
            str(vars(model)),
            repr(model.llm),
            str(model.llm.to_dict()),
            repr(model.asked(frozenset())),
        ]
        assert [one for one in shown if KEY in one] == []


class TestLlamaIndex:
    def test_the_model_fits_into_an_engine_of_ones_own(self, server: OpenAIServer) -> None:
        llm = model_at(server, llm_context_tokens=4096, llm_answer_tokens=64).llm
        assert isinstance(llm, LLM)
        assert (llm.metadata.context_window, llm.metadata.num_output) == (4096, 64)
        assert llm.complete("Who spoke?").text == "Who spoke?"
        assert llm.chat([ChatMessage(role="user", content="Who spoke?")]).message.content == "Who spoke?"
        assert "".join(one.delta or "" for one in llm.stream_complete("Who spoke?")) == "Who spoke?"
        assert {request.key for request in server.received} == {KEY}
        assert {request.body["max_tokens"] for request in server.received} == {64}

    def test_openai_itself_is_told_of_the_limit_by_its_newer_name(self) -> None:
        assert model_of(OPENAI_API_KEY=KEY).llm.additional_kwargs["max_completion_tokens"] == 700


class TestTLS:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        """A certificate for 127.0.0.1 that signs itself, with its key in one file."""
        both = tmp_path / "server.pem"
        key = tmp_path / "key.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        command += ["-keyout", str(key), "-out", str(both)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except FileNotFoundError:
            pytest.skip("no openssl on this system")
        both.write_text(both.read_text() + key.read_text())
        return both

    def test_a_certificate_of_ones_own(self, certificate: Path) -> None:
        with OpenAIServer(key=KEY) as server:
            server.encrypt(certificate)
            url = server.base_url.replace("http://", "https://")
            assert "CITEWIRE_LLM_CA_BUNDLE" in told(model_of(url, KEY))
            assert asked(model_of(url, KEY, llm_ca_bundle=certificate)).text

    def test_a_server_without_tls(self, server: OpenAIServer) -> None:
        url = server.base_url.replace("http://", "https://")
        assert "doesn't speak TLS" in told(model_of(url, KEY))


def renamed(setting: str) -> str:
    """The name of a setting as `model_of` takes it."""
    return {"llm_base_url": "base_url", "llm_api_key": "key"}.get(setting, setting)
