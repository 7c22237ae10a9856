"""An answer by a language model: passages packed, the model asked, its text taken as it streams in, checked.

No model is asked where the search has nothing near the question. Knows nothing of pages or of search.
"""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.answer import Citations
from app.check.verdict import Checker
from app.model.client import LULL, Chunk, Message, Model
from app.model.costs import load_prices
from app.model.markers import MarkerReader
from app.model.packing import Packed, as_data, pack, recent
from app.model.prompts import load_all
from app.model.prose import Block, blocks
from app.model.refusals import REFUSAL, is_refusal, may_become_refusal
from app.model.rewriting import rewritten
from app.model.wording import Line, Piece, markdown_of
from app.model.written import AnswerJudge, Judged, JudgedBlock, without_end
from app.question import Query
from app.records import Citation, Progress, Question, Turn, Usage
from app.search import Findings
from app.settings import AppSettings
from app.times import in_words
from index.errors import UsageError
from index.passages import count_tokens

# Of the room for a prompt, at most this share is for earlier turns.
_HISTORY_SHARE = 0.15
# What chat templates put around messages.
_TEMPLATE_TOKENS = 64
_FEWEST_PASSAGE_TOKENS = 200
# How often, in seconds, a growing answer is shown again.
_SHOWN_EVERY = 0.04
_ENDED = re.compile(r"[.!?…。！？؟۔:;)\]\"”’»」』|]\s*$")


@dataclass(frozen=True, slots=True)
class Written:
    """What a model made of its passages: `refused`, or blocks of sentences, each checked.

    `check_seconds` is how long checking took.
    """

    refused: bool
    blocks: tuple[JudgedBlock, ...]
    usage: Usage | None
    notice: str
    check_seconds: float


class Chain:
    """One model with its prompts, its prices and the check. Safe to use from several threads."""

    def __init__(self, settings: AppSettings, name: str, checker: Checker) -> None:
        self.model = Model(settings, name)
        self._settings = settings
        self._prompts = load_all(settings.prompts)
        self._prices = load_prices(settings.llm_prices)
        self._checker = checker

    def standalone(self, question: Question, cancelled: threading.Event) -> tuple[str, Usage | None]:
        """Return the question so that it stands alone, and what the model took for it."""
        return rewritten(self.model, self._prompts, question, cancelled)

    def answer(
        self,
        query: Query,
        findings: Findings,
        history: Sequence[Turn],
        today: date,
        cancelled: threading.Event,
    ) -> Iterator[Progress | Written]:
        """Yield the answer as it grows, at last as it stands after the check.

        Raises:
            ModelError: the model didn't answer; what was yielded before is not an answer.
            UsageError: the model's context has no room for passages.
        """
        messages, packed = self._messages(query, findings, history, today)
        reader = MarkerReader(len(packed.numbered))
        text, shown, last, shown_at = "", "", Chunk(), 0.0
        for chunk in self.model.stream(messages, cancelled, _SHOWN_EVERY):
            last = last if chunk is LULL else chunk
            text += reader.feed(chunk.text)
            now = time.monotonic()
            if (
                text.strip()
                and text != shown
                and now - shown_at >= _SHOWN_EVERY
                and not may_become_refusal(text)
            ):
                shown, shown_at = text, now
                yield Progress("answering", query.text, *_shown(blocks(text), packed))
        text += reader.finish()
        if is_refusal(text):
            yield Written(True, (), last.usage, last.notice, 0.0)
            return
        said = blocks(text)
        yield Progress("checking", query.text, *_shown(said, packed))
        yield self._checked(said, not _ENDED.search(text), last, packed)

    def priced(self, *parts: Usage | None) -> Usage | None:
        """Return what several calls took together, with its cost where the price table knows the model."""
        counted = [part for part in parts if part is not None]
        if not counted:
            return None
        together = Usage(
            sum(part.prompt_tokens for part in counted),
            sum(part.completion_tokens for part in counted),
            any(part.estimated for part in counted),
        )
        return self._prices.cost_of(self.model.name, together)

    def _messages(
        self, query: Query, findings: Findings, history: Sequence[Turn], today: date
    ) -> tuple[list[Message], Packed]:
        system = self._prompts["answer_system"].fill(refusal=REFUSAL, today=in_words(today))
        asked = as_data(query.wording)

        def user(passages: str) -> str:
            return self._prompts["answer_user"].fill(
                passages=passages, question=asked, refusal=REFUSAL, today=in_words(today)
            )

        room = self._settings.llm_context_tokens - self._settings.llm_answer_tokens - _TEMPLATE_TOKENS
        room -= sum(count_tokens([system, user("")]))
        turns = recent(history, int(_HISTORY_SHARE * max(room, 0)))
        room -= sum(count_tokens([turn.content for turn in turns])) if turns else 0
        packed = pack(findings, room) if room >= _FEWEST_PASSAGE_TOKENS else Packed((), "", 0)
        if not packed.numbered:
            raise UsageError(
                f"no passage fits into {self._settings.llm_context_tokens} tokens beside the prompt and the "
                "answer: raise CITEWIRE_LLM_CONTEXT_TOKENS, or lower CITEWIRE_LLM_ANSWER_TOKENS"
            )
        earlier = [Message(turn.role, turn.content) for turn in turns]
        return [Message("system", system), *earlier, Message("user", user(packed.text))], packed

    def _checked(self, said: Sequence[Block], open_end: bool, last: Chunk, packed: Packed) -> Written:
        started = time.perf_counter()
        if open_end and last.finish in ("length", "cancelled"):
            said = without_end(said)
        judged = AnswerJudge(self._checker, [found.passage for found in packed.numbered]).judge(said)
        notice = last.notice or ("stopped before its end" if last.finish == "cancelled" else "")
        return Written(
            refused=not any(_stands(one) for block in judged for one in block.sentences),
            blocks=judged,
            usage=last.usage,
            notice=notice,
            check_seconds=time.perf_counter() - started,
        )


def _shown(said: Sequence[Block], packed: Packed) -> tuple[str, tuple[Citation, ...]]:
    """Return what is said so far as Markdown with the citations of its markers, numbered by first use."""
    citations = Citations()

    def number(passage: int) -> int:
        found = packed.numbered[passage - 1]
        return citations.number(found.passage, found.passage.passage.span)

    lines = [
        Line(
            block.kind,
            block.label,
            tuple(Piece(one.text, tuple(map(number, one.numbers))) for one in block.sentences),
        )
        for block in said
    ]
    return markdown_of(lines), tuple(citations.items)


def _stands(one: Judged) -> bool:
    return bool(one.places) and one.support != "unsupported"
