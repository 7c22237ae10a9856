"""The archive as the page sees it: it may not be there yet, and it may change while the page is open.

Knows neither HTML nor Gradio. One room serves every visitor; it keeps nothing that they ask.
"""

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from app.archive import Archive
from app.page.examples import examples
from app.page.markup import counted, month
from app.records import Question, Reply, Turn
from app.settings import AppSettings
from index.errors import CitewireError, UsageError
from index.records import Article


@dataclass(frozen=True, slots=True)
class Overview:
    """What the archive holds; `trouble` says in one line why it can't be asked, if it can't.

    `outlets` maps names to how many articles each has, the largest first.
    """

    articles: int = 0
    dates: tuple[date, date] | None = None
    outlets: Mapping[str, int] | None = None
    examples: tuple[str, ...] = ()
    trouble: str | None = None

    @property
    def summary(self) -> str:
        """What there is, in a few words: 5 articles · April 2019 to June 2020."""
        if self.trouble is not None:
            return "no articles yet"
        words = counted(self.articles, "article")
        if self.dates is None:
            return words
        first, last = map(month, self.dates)
        return f"{words} · {first}" if first == last else f"{words} · {first} to {last}"


class Room:
    """Opens the archive when it is there, and asks it. Safe to use from several threads."""

    def __init__(self, settings: AppSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._archive: Archive | None = None
        self._examples: tuple[object, tuple[str, ...]] = (None, ())

    def warm(self) -> None:
        """Do now what would make the first question slow. Never fails: `overview`, asked later, does."""
        with suppress(Exception):
            self.overview()

    def overview(self) -> Overview:
        """Return what can be asked now."""
        try:
            archive = self._open()
            archive.store.refresh()
            return Overview(
                articles=archive.store.counts()[0],
                dates=archive.store.date_range(),
                outlets=archive.store.outlets(),
                examples=self._examples_of(archive),
            )
        except CitewireError as error:
            return Overview(trouble=str(error))

    def ask(self, text: str, history: Sequence[Turn], filters: Mapping[str, str]) -> Reply:
        """Return the archive's reply.

        `filters` may have since and until (YYYY-MM-DD) and source (an outlet's name); empty means any.

        Raises:
            CitewireError: there is no index, or something is wrong with the question or a filter.
        """
        source = filters.get("source", "")
        question = Question(
            text=text,
            history=tuple(history),
            since=_day(filters.get("since", "")),
            until=_day(filters.get("until", "")),
            sources=(source,) if source else (),
        )
        return self._open().ask(question)

    def article(self, article_id: str) -> Article:
        """Return an article with its stored text.

        Raises:
            CitewireError: there is no index, or no such article.
        """
        return self._open().article(article_id)

    def _open(self) -> Archive:
        with self._lock:
            if self._archive is None:
                self._archive = Archive.open(self._settings)
            return self._archive

    def _examples_of(self, archive: Archive) -> tuple[str, ...]:
        state = (archive.store.fingerprint, archive.store.counts())
        if self._examples[0] != state:
            self._examples = (state, examples(archive))
        return self._examples[1]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("a date is not complete: choose day, month and year, or clear it") from None
