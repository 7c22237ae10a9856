"""One question to a model: asked, asked again, timed, given up, until there is an answer or a failure.

It runs in an event loop of its own, in a thread that ends with it: however it waits, it can be given up at
once, and the server sees the connection close. Knows nothing of how a server is reached.
"""

import asyncio
import math
import queue
import random
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.model.failures import CutError, Failure, NotAModelError, explain
from app.model.messages import Chunk, Message, ModelError
from app.model.server import watched_bytes
from app.model.thoughts import Thoughts
from app.records import Usage
from index.passages import count_tokens

if TYPE_CHECKING:
    import httpx

    from app.model.client import Model

# How long a request that was given up may take to close its connection before nobody waits for it.
CLOSING_SECONDS = 1.0

_LONGEST_BACKOFF = 8.0
# All waits between the tries of one question together, whatever a server asks for.
_MOST_WAITING = 20.0
# How often a running request looks whether it was cancelled.
_WATCH_SECONDS = 0.025
# What comes after the end of the text is the server's count of tokens; not worth a longer wait.
_COUNT_SECONDS = 2.0
# A server that ignores max_tokens is stopped at so many times the answer's tokens, or the thoughts'.
_RAMBLE = 2
_MOST_THOUGHT = 30
_CHARACTERS_A_TOKEN = 4
# Counting is quick, but not free: once for so many new characters.
_COUNT_EVERY = 500
# What a message and the start of an answer cost besides their words, in OpenAI's chat format:
# https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
_TOKENS_A_MESSAGE = 4
_TOKENS_TO_START = 3


@dataclass(frozen=True, slots=True)
class End:
    """The end of a request's events, and what to raise there."""

    error: BaseException | None = None


class _FailedError(Exception):
    """A try that failed; carries what to say instead of the client's error."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.line)
        self.failure = failure


class Request:
    """One question to a model: `run` fills `events` until an End, in a thread of its own.

    It stops when `cancelled`, the user's, or `given_up`, the caller's, is set.
    """

    def __init__(self, model: "Model", messages: Sequence[Message], cancelled: threading.Event) -> None:
        self.events: queue.SimpleQueue[Chunk | End] = queue.SimpleQueue()
        self.given_up = threading.Event()
        self._model = model
        self._messages = messages
        self._cancelled = cancelled
        self._settings = model.settings
        self._rejected = model.rejected
        self._answer = _Answer()
        self._is_sent = False
        self._is_complete = False  # by the server's mark of the end
        self._client = model.server.async_client(response=[self._inspect])
        self._llm = model.adapter(self._client)

    def run(self) -> None:
        """Ask, and tell what comes; whatever happens, there is an End."""
        try:
            asyncio.run(self._watched())
        except BaseException as error:
            self.events.put(End(error))

    async def _watched(self) -> None:
        """Ask until the answer is there or nobody wants it any more.

        The end is told before the event loop is taken down: that waits for the look-up of a host's name,
        which can't be given up.
        """
        asking = asyncio.create_task(self._ask())
        while not asking.done() and not self._is_unwanted():
            await asyncio.wait({asking}, timeout=_WATCH_SECONDS)
        asking.cancel()
        await asyncio.wait({asking}, timeout=CLOSING_SECONDS)
        if asking.done() and not asking.cancelled():
            self.events.put(End(asking.exception()))
        else:
            self.events.put(Chunk(usage=self._estimated(), finish="cancelled"))
            self.events.put(End())

    def _is_unwanted(self) -> bool:
        return self._cancelled.is_set() or self.given_up.is_set()

    async def _ask(self) -> None:
        """Try until there is an answer or no hope, and put the answer's pieces into `events`."""
        deadline = monotonic() + self._settings.llm_first_token_seconds
        tries, waited = 0, 0.0
        async with self._client:
            while (failure := await self._try(deadline)) is not None:
                if failure.rejected is not None:
                    self._leave_out(failure.rejected)
                    continue
                pause = self._pause(failure, tries)
                tries, waited = tries + 1, waited + pause
                if self._answer.text or waited > _MOST_WAITING or monotonic() + pause > deadline:
                    usage = self._estimated() if self._answer.text else None
                    raise ModelError(failure.line, usage, silent=failure.silent)
                await asyncio.sleep(pause)
        self.events.put(self._last_chunk())

    async def _try(self, deadline: float) -> Failure | None:
        self._answer, self._is_complete = _Answer(), False
        try:
            await self._read(deadline)
            self._check_end()
        except _FailedError as failed:
            return failed.failure
        return None

    def _leave_out(self, parameter: str) -> None:
        """Do without a parameter, here and in later questions."""
        self._rejected |= {parameter}
        self._model.rejected |= {parameter}

    def _pause(self, failure: Failure, tries: int) -> float:
        """Return the seconds until the next try: what the server asks for, or longer every time.

        Infinite where another try makes no sense.
        """
        if not failure.passing or tries >= self._settings.llm_retries:
            return math.inf
        backoff: float = min(_LONGEST_BACKOFF, self._model.first_backoff_seconds * 2**tries)
        if failure.wait is None:
            return backoff * random.uniform(0.5, 1)  # noqa: S311 - spreads tries, guards nothing
        return failure.wait + backoff * random.uniform(0, 0.5)  # noqa: S311

    async def _read(self, deadline: float) -> None:
        """Take in the answer until it ends, stalls, or goes on far beyond what was asked for."""
        self._is_sent = True
        responses = self._model.responses(self._llm, self._messages, self._rejected)
        limit = deadline
        while (response := await self._next(responses, limit)) is not None:
            signs = self._answer.signs
            self._show(self._answer.take(response))
            if self._answer.rambles(self._settings.llm_answer_tokens):
                self._answer.finish = "length"
                break
            if self._answer.finish is not None:
                limit = monotonic() + _COUNT_SECONDS
            elif self._answer.signs > signs:
                limit = monotonic() + self._settings.llm_between_tokens_seconds
        self._show(self._answer.rest())

    def _show(self, text: str) -> None:
        if text:
            self.events.put(Chunk(text))

    async def _next(self, responses: AsyncIterator[Any], limit: float) -> Any:
        """Return what comes next, None at the end; raises _FailedError where the client fails."""
        try:
            async with asyncio.timeout(max(0.0, limit - monotonic())) as clock:
                return await anext(responses, None)
        # The client's errors come in many families, and a broken answer raises whatever it breaks.
        except Exception as error:
            if self._answer.finish is not None:
                return None  # all that is missing is the server's count
            failure = (
                self._stalled() if clock.expired() else explain(error, self._model.asked(self._rejected))
            )
        raise _FailedError(failure)

    def _stalled(self) -> Failure:
        settings = self._settings
        if self._answer.signs:
            what = f"fell silent for {settings.llm_between_tokens_seconds:g} s amid its answer"
            setting = "CITEWIRE_LLM_BETWEEN_TOKENS_SECONDS"
        else:
            what = f"gave no answer in {settings.llm_first_token_seconds:g} s"
            setting = "CITEWIRE_LLM_FIRST_TOKEN_SECONDS"
        silent = not self._answer.signs
        return Failure(f"{self._model.where} {what}: try again, or raise {setting}", silent=silent)

    def _check_end(self) -> None:
        """Raise _FailedError unless what came is an answer, and all of it."""
        answer, where = self._answer, self._model.where
        if answer.refused or answer.finish == "content_filter":
            amid = " amid its answer" if answer.text else ""
            line = f"{where} declined to answer (its content filter){amid}: ask in other words"
        elif answer.finish is None and not self._is_complete:
            raise _FailedError(explain(CutError(), self._model.asked(self._rejected)))
        elif answer.text.strip():
            return
        elif answer.finish == "length":
            line = (
                f"{where} spent all of its tokens on thinking: raise CITEWIRE_LLM_ANSWER_TOKENS "
                f"(now {self._settings.llm_answer_tokens}), or lower CITEWIRE_LLM_REASONING_EFFORT"
            )
        else:
            line = f"{where} answered with nothing: ask again, or in other words"
        raise _FailedError(Failure(line))

    def _last_chunk(self) -> Chunk:
        finish, notice = self._answer.finish or "stop", ""
        if finish == "length":
            notice = (
                f"{self._model.name} was cut off: its answer is longer than CITEWIRE_LLM_ANSWER_TOKENS "
                f"({self._settings.llm_answer_tokens})"
            )
        return Chunk(usage=self._answer.usage or self._estimated(), finish=finish, notice=notice)

    def _estimated(self) -> Usage | None:
        """Count with tiktoken's cl100k_base, whatever the model's tokens are; None if nothing was sent."""
        if not self._is_sent:
            return None
        asked = [message.content for message in self._messages]
        prompt = sum(count_tokens(asked)) + _TOKENS_A_MESSAGE * len(asked) + _TOKENS_TO_START
        return Usage(prompt, self._answer.tokens(), estimated=True)

    async def _inspect(self, response: "httpx.Response") -> None:
        """Refuse what is no stream of events, and watch for the mark of the stream's end."""
        kind = response.headers.get("content-type", "text/event-stream").partition(";")[0].strip().lower()
        if response.status_code == 200 and kind != "text/event-stream":
            raise NotAModelError
        response.stream = watched_bytes(response.stream, self._note_end)

    def _note_end(self) -> None:
        self._is_complete = True


class _Answer:
    """What a model has said so far; `signs` counts the chunks that brought words, thoughts included."""

    def __init__(self) -> None:
        self.text = ""
        self.finish: str | None = None
        self.usage: Usage | None = None
        self.refused = False
        self.signs = 0
        self._thought = 0
        self._thoughts = Thoughts()
        self._counted = 0

    def take(self, response: Any) -> str:
        """Take in a llama-index ChatResponse and return what of it is to be shown."""
        self.usage = _counted_by_server(response.additional_kwargs) or self.usage
        choice = response.raw.choices[0] if response.raw.choices else None
        if choice is None:
            return ""
        refusal = getattr(choice.delta, "refusal", None)
        thought = response.additional_kwargs.get("thinking_delta") or ""
        self.refused = self.refused or bool(refusal)
        self.finish = choice.finish_reason or self.finish
        self.signs += bool(response.delta or thought or refusal)
        self._thought += len(thought)
        return self._said(self._thoughts.feed(_whole_characters(response.delta or "")))

    def rest(self) -> str:
        """Return what was held back until the end."""
        return self._said(self._thoughts.finish())

    def tokens(self) -> int:
        """Return how many tokens it has, by estimate."""
        return count_tokens([self.text])[0] + self._thought_tokens

    def rambles(self, wished: int) -> bool:
        """Tell whether the answer, or the thinking, goes on far beyond the tokens wished for."""
        if self._thought_tokens > _MOST_THOUGHT * wished:
            return True
        if len(self.text) - self._counted < _COUNT_EVERY:
            return False
        self._counted = len(self.text)
        return count_tokens([self.text])[0] > _RAMBLE * wished

    @property
    def _thought_tokens(self) -> int:
        return (self._thought + self._thoughts.taken) // _CHARACTERS_A_TOKEN

    def _said(self, text: str) -> str:
        self.text += text
        return text


def _counted_by_server(told: dict[str, Any]) -> Usage | None:
    counts = (told.get("prompt_tokens"), told.get("completion_tokens"))
    prompt, completion = (count if isinstance(count, int) else 0 for count in counts)
    return Usage(prompt, completion, estimated=False) if prompt > 0 and completion > 0 else None


def _whole_characters(text: str) -> str:
    """Return text that can be encoded: JSON can hold halves of characters."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
