"""A language model behind OpenAI's protocol, streamed, as our chain asks it and as llama-index knows it.

The only module that knows the openai client and llama-index's models. Knows nothing of passages, prompts
or what an answer means.
"""

import logging
import queue
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from app.model.failures import Asked
from app.model.messages import LULL, Chunk, Message, ModelCancelledError, ModelError, gathered
from app.model.request import CLOSING_SECONDS, End, Request
from app.model.server import Server
from app.settings import AppSettings
from index.errors import UsageError
from index.passages import count_tokens

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import ChatResponse
    from llama_index.llms.openai_like import OpenAILike

__all__ = ["LULL", "Chunk", "Message", "Model", "ModelCancelledError", "ModelError", "gathered"]

_FIRST_BACKOFF_SECONDS = 0.5
_NO_KEY = "none"


class Model:
    """One model on a server that speaks OpenAI's protocol.

    The constructor contacts nobody; it raises UsageError where the settings can't work. One object
    serves any number of questions, at the same time too. `rejected` are the optional parameters that the
    server turned out not to take.
    """

    def __init__(
        self, settings: AppSettings, name: str, *, first_backoff_seconds: float = _FIRST_BACKOFF_SECONDS
    ) -> None:
        self.name = name
        self.settings = settings
        self.server = Server(settings)
        self.first_backoff_seconds = first_backoff_seconds
        # For its newer models, OpenAI itself knows max_tokens by its newer name only.
        self.rejected = frozenset[str]() if self.server.own else frozenset({"max_tokens"})

    @property
    def where(self) -> str:
        """The model and its server, without secrets, for people."""
        return f"{self.name} at {self.server.url}" if self.server.own else f"{self.name} at OpenAI"

    def prepare(self) -> None:
        """Do what takes seconds once, before the first question does; contacts nobody."""
        _vendor()
        count_tokens([""])

    def stream(
        self, messages: Sequence[Message], cancelled: threading.Event, lull_seconds: float | None = None
    ) -> Iterator[Chunk]:
        """Yield the answer as it comes, at last a chunk with `finish` and `usage`.

        Where nothing follows a piece for `lull_seconds`, LULL comes, once: whoever doesn't show every piece
        at once may do so now.

        The request stops when `cancelled` is set, within a tenth of a second, or when the generator is
        closed.

        Raises:
            ModelError: the model can't be asked, refuses, stalls, breaks off, or answers with nothing.
            UsageError: the model isn't one for chats.
        """
        request = Request(self, messages, cancelled)
        thread = threading.Thread(target=request.run, name="citewire-model", daemon=True)
        thread.start()
        try:
            wait = None
            while not isinstance(event := _next(request, wait), End):
                yield event
                wait = None if event is LULL else lull_seconds
        finally:
            request.given_up.set()
            thread.join(CLOSING_SECONDS)
        if event.error is not None:
            raise event.error

    def complete(self, messages: Sequence[Message], cancelled: threading.Event) -> str:
        """Return a whole answer, for small calls.

        Raises:
            ModelError: as `stream` does.
            ModelCancelledError: `cancelled` was set before the end.
        """
        answer = gathered(self.stream(messages, cancelled))
        if answer.finish == "cancelled":
            raise ModelCancelledError(f"{self.name} was told to stop", answer.usage)
        return answer.text.strip()

    @cached_property
    def llm(self) -> "OpenAILike":
        """The model as a llama-index LLM, for an engine of one's own; the key stays outside of it."""
        return self.adapter(
            self.server.async_client(),
            http_client=self.server.client(),
            max_retries=self.settings.llm_retries,
            max_tokens=self.settings.llm_answer_tokens,
            additional_kwargs=self._sent(self._wished(), self.rejected),
        )

    def adapter(self, async_client: "httpx.AsyncClient", **options: Any) -> "OpenAILike":
        """Return llama-index's model over an HTTP client of ours, which alone knows the key.

        Raises:
            UsageError: llama-index knows the name as that of a model without chat completions.
        """
        model_class = _vendor()
        given = {"async_http_client": async_client, "max_retries": 0, **options}
        try:
            return model_class(
                model=self.name,
                api_base=self.server.url,
                api_key=_NO_KEY,
                timeout=self.settings.llm_first_token_seconds + self.settings.llm_between_tokens_seconds,
                temperature=self.settings.llm_temperature or 0.0,
                context_window=self.settings.llm_context_tokens,
                is_chat_model=True,
                **given,
            )
        except ValueError:
            raise UsageError(f"CITEWIRE_LLM_MODEL: {self.name} isn't a model for chats") from None

    async def responses(
        self, llm: "OpenAILike", messages: Sequence[Message], rejected: frozenset[str]
    ) -> AsyncIterator["ChatResponse"]:
        """Ask, without the parameters `rejected`, and yield what comes as it comes."""
        from llama_index.core.llms import ChatMessage, MessageRole

        history = [ChatMessage(role=MessageRole(one.role), content=one.content) for one in messages]
        wished = {"stream_options": {"include_usage": True}, **self._wished()}
        async for response in await llm.astream_chat(history, **self._sent(wished, rejected)):
            yield response

    def asked(self, rejected: frozenset[str]) -> Asked:
        """Return what the lines about a request's failures need to know."""
        return Asked(
            where=self.where,
            own_server=self.server.own,
            has_key=self.server.has_key,
            proxied=self.server.proxied,
            context_tokens=self.settings.llm_context_tokens,
            sent=frozenset({"stream_options", *self._wished()}) - rejected,
        )

    def _wished(self) -> dict[str, Any]:
        """Return the optional parameters that the settings ask for, by OpenAI's names."""
        settings = self.settings
        given = {
            "max_tokens": settings.llm_answer_tokens,
            "temperature": settings.llm_temperature,
            "seed": settings.llm_seed,
            "reasoning_effort": settings.llm_reasoning_effort,
        }
        return {name: value for name, value in given.items() if value is not None}

    def _sent(self, wished: Mapping[str, Any], rejected: frozenset[str]) -> dict[str, Any]:
        """Return the parameters to send; llama-index must be told of those that it would add itself."""
        from openai import omit

        sent = {name: value for name, value in wished.items() if name not in rejected}
        if "max_tokens" in rejected:
            sent |= {"max_completion_tokens": self.settings.llm_answer_tokens, "max_tokens": omit}
        return {"temperature": omit, **sent}


def _next(request: Request, wait_seconds: float | None) -> Chunk | End:
    try:
        return request.events.get(timeout=wait_seconds)
    except queue.Empty:
        return LULL


@lru_cache(maxsize=1)
def _vendor() -> "type[OpenAILike]":
    """Import llama-index's model, which takes seconds, and quieten the clients under it.

    At lower levels they log addresses with their query, and what servers say; both may hold a key.
    """
    import openai.resources.chat  # noqa: F401 - else it comes amid the first question, and holds it up
    from llama_index.llms.openai_like import OpenAILike

    for name in ("openai", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return OpenAILike
