"""The one way to ask: `Archive.ask` gives the page, the command line and the evaluation the same Reply.

Search, choose or have written, check, put together; every step is a module of its own. Knows nothing of
pages or files.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import compress
from typing import TYPE_CHECKING

from app.judge import Judge
from app.question import Query, understand
from app.reader import Reader
from app.records import QUOTES, Progress, Question, Reply, Usage
from app.refusal import confidence, doubt, doubts, finds_nothing, refuses
from app.replies import Evidence, Parts, not_said, quoted, refused, retrieved, written
from app.search import Findings, search, together
from app.sentences import Chosen, ranked_sentences, reranked
from app.settings import AppSettings
from app.times import in_words
from index.embedding import Encoder, make_encoder
from index.errors import UsageError
from index.filters import outlet_key
from index.records import Article
from index.store import Store

if TYPE_CHECKING:
    from app.check.verdict import Checker
    from app.model.chain import Chain, Written


class Archive:
    """An index that can be asked. Safe to use from several threads."""

    def __init__(self, store: Store, encoder: Encoder, settings: AppSettings | None = None) -> None:
        self.store = store
        self._encoder = encoder
        self._reader = Reader()
        self._judge = Judge()
        self._settings = settings
        self._lock = threading.Lock()
        self._checker: Checker | None = None
        self._chains: dict[str, Chain] = {}

    @classmethod
    def open(cls, settings: AppSettings) -> "Archive":
        """Open the index that the settings name.

        Raises:
            NoIndexError: nothing is indexed with these settings.
            DamagedIndexError: what is on disk doesn't fit together.
        """
        encoder = make_encoder(settings)
        return cls(Store.open(settings, encoder.name), encoder, settings)

    @property
    def engines(self) -> tuple[str, ...]:
        """Who can answer: the first is who does where nobody is named; quotes always can."""
        models = self._settings.models if self._settings else ()
        return (*models, QUOTES)

    def ask(
        self,
        question: Question,
        *,
        engine: str | None = None,
        answer_anyway: bool = False,
        cancelled: threading.Event | None = None,
    ) -> Reply:
        """Return the answer with its evidence, or a refusal with the nearest articles.

        `engine` is one of `engines`. A model that fails is stood in for by quotes; `notice` says so.
        `answer_anyway` gives the quotes that would have been refused: for measuring only.

        Raises:
            UsageError: the question is empty, too long, or contradicts itself; no such engine or outlet.
        """
        steps = self.stream(question, engine=engine, answer_anyway=answer_anyway, cancelled=cancelled)
        return next(step for step in steps if isinstance(step, Reply))

    def stream(
        self,
        question: Question,
        *,
        engine: str | None = None,
        answer_anyway: bool = False,
        cancelled: threading.Event | None = None,
    ) -> Iterator[Progress | Reply]:
        """Yield how far the answer is, at last the Reply; as `ask` otherwise.

        Setting `cancelled`, or closing the generator, stops a model at once; what it wrote until then
        becomes the reply.
        """
        engine = self._checked_engine(engine)
        self._reader.prepare()
        self._judge.prepare()
        self.store.refresh()
        self._check_sources(question)
        if engine == QUOTES:
            asked = self._asked(question, time.perf_counter())
            yield self._quotes(asked, answer_anyway=answer_anyway)
        else:
            yield from self._by_model(question, engine, cancelled or threading.Event())

    def search(self, query: Query) -> Findings:
        """Return the passages for a question that is understood already, best first."""
        return search(self.store, self._encoder, query)

    def rank(self, findings: Findings) -> tuple[Chosen, ...]:
        """Return the sentences of what was found, best first."""
        return ranked_sentences(findings, self._reader, self._judge)

    def article(self, article_id: str) -> Article:
        """Return an article with its stored text.

        Raises:
            UsageError: there is no such article.
        """
        self.store.refresh()
        article = self.store.article(article_id)
        if article is None:
            raise UsageError(f"there is no article {article_id!r} in the index: `ask --json` shows ids")
        return article

    @property
    def checker(self) -> "Checker":
        """What holds sentences against passages."""
        # Imported here: a question that quotes answers doesn't need it, and should start quickly.
        from app.check.verdict import Checker

        with self._lock:
            if self._checker is None:
                self._checker = Checker(self._encoder)
            return self._checker

    def _chain(self, model: str) -> "Chain":
        # Imported here for the same reason.
        from app.model.chain import Chain

        assert self._settings is not None  # noqa: S101 - without settings there is no engine but quotes
        checker = self.checker
        with self._lock:
            if model not in self._chains:
                self._chains[model] = Chain(self._settings, model, checker)
            return self._chains[model]

    def _asked(self, question: Question, started: float, text: str | None = None) -> "_Asked":
        """Search; `text` is the question as a model has made it stand alone."""
        standing = question if text is None else replace(question, text=text, history=())
        query = understand(standing, date.today(), self.store.outlets())
        return _Asked(question, *self._found(query), started)

    def _found(self, query: Query) -> tuple[Findings, tuple[Evidence, ...]]:
        """Return the passages found, and the evidence for each of its parts and for the whole."""
        *parts, whole = map(self._evidence, (*query.parts, query))
        return together(whole.findings, [one.findings for one in parts]), (*parts, whole)

    def _evidence(self, query: Query) -> Evidence:
        findings = self.search(query)
        ranked = self.rank(findings)
        return Evidence(reranked(findings, ranked), ranked, confidence(findings, ranked))

    def _quotes(self, asked: "_Asked", *, answer_anyway: bool = False, notice: str = "") -> Reply:
        answers = [bool(one.ranked) and (answer_anyway or not refuses(one.sure)) for one in asked.evidence]
        if any(answers):
            *of_parts, _ = zip(asked.evidence, answers, strict=True)
            untold = [one.query.text for one, answered in of_parts if not answered]
            told = list(compress(asked.evidence, answers))
            surest = max(told, key=lambda one: one.sure)
            doubtful = doubts(surest.sure)
            parts = {**quoted(told), "doubtful": doubtful}
            said = doubt(surest.findings) if doubtful else ""
            notice = " ".join(filter(None, [notice, said, not_said(untold)]))
        else:
            parts = refused(asked.findings, asked.evidence)
        # Words cut from the text itself need no check beyond that.
        return self._reply(asked, QUOTES, {"notice": notice, **parts}, checked=0.0)

    def _by_model(
        self, question: Question, name: str, cancelled: threading.Event
    ) -> Iterator[Progress | Reply]:
        from app.model.client import ModelError

        chain = self._chain(name)
        started = time.perf_counter()
        understand(question, date.today())  # says what is wrong with a question before anybody is asked
        yield Progress("searching", question.text)
        try:
            text, usage = chain.standalone(question, cancelled)
        except ModelError as error:
            yield self._stood_in(self._asked(question, started), error)
            return
        asked = self._asked(question, started, text)
        if not asked.findings.found or finds_nothing(asked.sure):
            yield self._reply(asked, name, refused(asked.findings, asked.evidence), usage=usage)
            return
        yield Progress("answering", asked.query.text)
        today = question.as_of or date.today()
        try:
            for step in chain.answer(asked.query, asked.findings, question.history, today, cancelled):
                if isinstance(step, Progress):
                    yield step
                else:
                    parts = self._written(asked, step)
                    spent = chain.priced(usage, step.usage)
                    yield self._reply(asked, name, parts, checked=step.check_seconds, usage=spent)
        except ModelError as error:
            yield replace(self._stood_in(asked, error), usage=chain.priced(usage, error.usage))

    def _stood_in(self, asked: "_Asked", error: Exception) -> Reply:
        return self._quotes(asked, notice=f"{error}. What follows is the quotes engine's answer.")

    def _written(self, asked: "_Asked", made: "Written") -> Parts:
        if made.refused or self._settings is None:
            return {"notice": made.notice, **refused(asked.findings, asked.evidence)}
        return written(asked.evidence, made, self._settings.unsupported)

    def _reply(
        self, asked: "_Asked", engine: str, parts: Parts, *, checked: float = 0.0, usage: Usage | None = None
    ) -> Reply:
        finished = time.perf_counter()
        return Reply(
            question=asked.question.text,
            standalone_question=asked.query.text,
            engine=engine,
            index=self.store.fingerprint,
            passages=retrieved(asked.findings),
            date_range=asked.query.dates,
            timings_ms=asked.timings(finished, checked),
            confidence=asked.sure,
            usage=usage,
            **{**parts, "notice": " ".join(filter(None, [parts.get("notice"), *self._told(asked)]))},
        )

    def _told(self, asked: "_Asked") -> tuple[str, ...]:
        """Return what is said of how a question was read: its outlets, its time."""
        return _only_from(asked), self._too_late(asked.query)

    def _too_late(self, query: Query) -> str:
        """Return what is said of a time that no article is from: "last week", of an archive of last year."""
        dates, since = self.store.date_range(), query.period.since if query.period else None
        if dates is None or since is None or since <= dates[1]:
            return ""
        return f"No article here is from then: the newest with a date is of {in_words(dates[1])}."

    def _checked_engine(self, engine: str | None) -> str:
        if engine is None:
            return self.engines[0]
        if engine not in self.engines:
            hint = "set CITEWIRE_LLM_MODEL" if len(self.engines) == 1 else f"use {' or '.join(self.engines)}"
            raise UsageError(f"there is no engine {engine!r}: {hint}")
        return engine

    def _check_sources(self, question: Question) -> None:
        if not question.sources:
            return
        known = self.store.outlets()
        keys = {outlet_key(name) for name in known}
        for source in question.sources:
            if outlet_key(source) not in keys:
                some = ", ".join(list(known)[:8]) or "none: no article names its outlet"
                raise UsageError(f"no article is from {source!r}; outlets here: {some}")


def _only_from(asked: "_Asked") -> str:
    """Return what is said where the question itself names an outlet as its source."""
    sources = asked.query.question.sources
    if sources == asked.question.sources:
        return ""
    return f"Only articles of {' and '.join(sources)} were searched, as the question says."


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that was searched for: what was found for it and its parts, and when what was done.

    Times are `time.perf_counter()`'s.
    """

    question: Question
    findings: Findings
    evidence: tuple[Evidence, ...]
    started: float
    retrieved: float = field(default_factory=time.perf_counter)

    @property
    def query(self) -> Query:
        """The question as it was searched for."""
        return self.findings.query

    @property
    def sure(self) -> float:
        """How sure it is that the archive answers any of what is asked."""
        return max(one.sure for one in self.evidence)

    def timings(self, finished: float, checked: float) -> dict[str, float]:
        """Return the contract's timings in milliseconds; `checked` are the seconds of the check."""
        seconds = {
            "retrieve": self.retrieved - self.started,
            "answer": finished - self.retrieved - checked,
            "check": checked,
            "total": finished - self.started,
        }
        return {name: round(1000 * value, 2) for name, value in seconds.items()}
