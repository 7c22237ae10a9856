"""The one way to ask: `Archive.ask` gives the page, the command line and the evaluation the same Reply.

Search, choose, check, put together; every step is a module of its own. Knows nothing of pages or files.
"""

import time
from datetime import date
from typing import Any

from app.answer import Citations, conflicts_of, markdown, sentences_of
from app.conflicts import figures
from app.question import Query, understand
from app.quotes import answer_quotes
from app.records import Question, Reply, RetrievedPassage
from app.refusal import confidence, refusal, refuses
from app.search import Findings, search
from app.sentences import Chosen, ranked_sentences
from app.settings import AppSettings
from index.embedding import Encoder, make_encoder
from index.errors import UsageError
from index.filters import outlet_key
from index.records import Article
from index.store import Store

ENGINES = ("quotes",)
_NEAREST = 3


class Archive:
    """An index that can be asked. Safe to use from several threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store = store
        self._encoder = encoder

    @classmethod
    def open(cls, settings: AppSettings) -> "Archive":
        """Open the index that the settings name.

        Raises:
            NoIndexError: nothing is indexed with these settings.
            DamagedIndexError: what is on disk doesn't fit together.
        """
        encoder = make_encoder(settings)
        return cls(Store.open(settings, encoder.name), encoder)

    def ask(self, question: Question, *, engine: str = "quotes", answer_anyway: bool = False) -> Reply:
        """Return the answer with its evidence, or a refusal with the nearest articles.

        `answer_anyway` gives the answer that would have been refused: for measuring only.

        Raises:
            UsageError: the question is empty, too long, or contradicts itself; no such engine or outlet.
        """
        if engine not in ENGINES:
            raise UsageError(f"there is no engine {engine!r}: use quotes (no language model is set up)")
        self.store.refresh()
        self._check_sources(question)
        started = time.perf_counter()
        query = understand(question, date.today())
        findings = self.search(query)
        retrieved = time.perf_counter()
        ranked = ranked_sentences(findings)
        sure = confidence(findings, ranked)
        if not ranked or (refuses(sure) and not answer_anyway):
            parts = _refused(findings, ranked)
        else:
            parts = _answered(query, ranked)
        finished = time.perf_counter()
        return Reply(
            question=question.text,
            standalone_question=query.text,
            engine=engine,
            index=self.store.fingerprint,
            passages=_retrieved(findings),
            date_range=query.dates,
            timings_ms=_timings(started, retrieved, finished),
            confidence=sure,
            **parts,
        )

    def search(self, query: Query) -> Findings:
        """Return the passages for a question that is understood already, best first."""
        return search(self.store, self._encoder, query)

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

    def _check_sources(self, question: Question) -> None:
        if not question.sources:
            return
        known = self.store.outlets()
        keys = {outlet_key(name) for name in known}
        for source in question.sources:
            if outlet_key(source) not in keys:
                some = ", ".join(list(known)[:8]) or "none: no article names its outlet"
                raise UsageError(f"no article is from {source!r}; outlets here: {some}")


def _answered(query: Query, ranked: tuple[Chosen, ...]) -> dict[str, Any]:
    quotes = answer_quotes(query, ranked)
    citations = Citations()
    sentences = sentences_of(quotes, citations)
    return {
        "answered": True,
        "answer": markdown(quotes, sentences),
        "sentences": sentences,
        "conflicts": conflicts_of(query, figures(query, ranked[:12]), citations),
        "citations": tuple(citations.items),
    }


def _refused(findings: Findings, ranked: tuple[Chosen, ...]) -> dict[str, Any]:
    citations = Citations()
    seen: set[int] = set()
    for chosen in ranked:
        number = chosen.found.passage.article.number
        if number not in seen and len(seen) < _NEAREST:
            seen.add(number)
            citations.number(chosen.found.passage, chosen.span)
    return {
        "answered": False,
        "answer": refusal(findings),
        "sentences": (),
        "conflicts": (),
        "citations": tuple(citations.items),
    }


def _retrieved(findings: Findings) -> tuple[RetrievedPassage, ...]:
    """Return the passages found, each followed by the same report in other papers."""
    return tuple(
        RetrievedPassage(
            passage.article.id, passage.passage.span.start, passage.passage.span.end, round(found.score, 4)
        )
        for found in findings.found
        for passage in (found.passage, *found.copies)
    )


def _timings(started: float, retrieved: float, finished: float) -> dict[str, float]:
    """Return milliseconds; verbatim quotes need no check beyond being cut from the text itself."""
    return {
        "retrieve": round(1000 * (retrieved - started), 2),
        "answer": round(1000 * (finished - retrieved), 2),
        "check": 0.0,
        "total": round(1000 * (finished - started), 2),
    }
