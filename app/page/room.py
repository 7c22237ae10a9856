"""The archive as the page sees it: it may not be there yet, and it may change while the page is open.

Knows neither HTML nor Gradio. One room serves every visitor; what each of them asks is on the desk, and
what the archive holds on the shelf.
"""

import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from app.archive import Archive
from app.conversations import Conversations
from app.page.desk import Desk
from app.page.examples import examples
from app.page.given import day_of
from app.page.markup import counted, month
from app.page.shelf import Shelf
from app.records import QUOTES, Progress, Question, Reply, Turn
from app.settings import AppSettings
from index.embedding import Encoder, make_encoder
from index.errors import CitewireError
from index.records import Article
from index.store import Store

# Long enough for its language to be told, and no repetition: the check then loads all that it needs.
_SENTENCE = "The mayor opened two new bridges across the river on Monday, and many people came to see it."
_NEAR_TO_IT = f"On Monday, 2 bridges were opened by the mayor. {_SENTENCE.replace('two', 'three')}"

# Quotes that are worked out at once: while one is in the networks, which take every core, another one is in
# Python. More would slow each other down and end all together, when the last of them does.
_AT_WORK = 2


@dataclass(frozen=True, slots=True)
class Overview:
    """What the archive holds; `trouble` says in one line why it can't be asked, if it can't.

    `outlets` maps names to how many articles each has, the largest first; `engines` are who can answer,
    the one that does unless another is chosen first.
    """

    articles: int = 0
    dates: tuple[date, date] | None = None
    outlets: Mapping[str, int] | None = None
    examples: tuple[str, ...] = ()
    trouble: str | None = None
    engines: tuple[str, ...] = ()

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
        self._at_work = threading.BoundedSemaphore(_AT_WORK)
        self._loading = threading.Lock()
        self._loaded: Encoder | None = None
        self._examples: tuple[object, tuple[str, ...]] = (None, ())
        self.desk = Desk(Conversations(settings.data / "conversations.sqlite"), self.article)
        self.shelf = Shelf(settings, self._encoder)

    @property
    def most_megabytes(self) -> int:
        """How large a file of articles may be, in MB."""
        return self._settings.max_file_mb

    def warm(self) -> None:
        """Do now what would make the first question slow. Never fails: `overview`, asked later, does."""
        with suppress(Exception):
            self.overview()

    def catch_up(self) -> None:
        """Take in what was sent when the program was killed. Never fails: adding something tries again."""
        with suppress(CitewireError):
            self.shelf.catch_up()

    def warm_models(self) -> None:
        """Do now what would make a model's first answer slow; asks no model. Never fails, as `warm`."""
        with suppress(Exception):
            models = [name for name in self._open().engines if name != QUOTES]
            if models:
                # Imported here: it takes seconds, which only those wait who have a model.
                from app.check.verdict import Evidence
                from app.model.client import Model

                Model(self._settings, models[0]).prepare()
                self._open().checker.check(_SENTENCE, [Evidence(_NEAR_TO_IT)])

    def overview(self) -> Overview:
        """Return what can be asked now."""
        try:
            archive = self._open()
            archive.store.refresh()
            articles = archive.store.counts()[0]
            if articles == 0:
                return Overview(trouble="the archive is empty", engines=archive.engines)
            return Overview(
                articles=articles,
                dates=archive.store.date_range(),
                outlets=archive.store.outlets(),
                examples=self._examples_of(archive),
                engines=archive.engines,
            )
        except CitewireError as error:
            return Overview(trouble=str(error))

    def stream(
        self, text: str, history: Sequence[Turn], chosen: Mapping[str, str], cancelled: threading.Event
    ) -> Generator[Progress | Reply, None, None]:
        """Yield how far the answer is, at last the archive's reply; `cancelled`, set, stops a model.

        Closing the generator does, too.

        `chosen` may have since and until (YYYY-MM-DD), source (an outlet's name) and engine; empty means
        any, or the first.

        Raises:
            CitewireError: there is no index, or something is wrong with the question or what is chosen.
        """
        source = chosen.get("source", "")
        question = Question(
            text=text,
            history=tuple(history),
            since=day_of(chosen.get("since", ""), "a date"),
            until=day_of(chosen.get("until", ""), "a date"),
            sources=(source,) if source else (),
        )
        engine = self.engine(chosen)
        steps = self._open().stream(question, engine=engine, cancelled=cancelled)
        if engine != QUOTES:
            yield from steps
            return
        with self._at_work:
            answered = tuple(steps)
        yield from answered

    def engine(self, chosen: Mapping[str, str]) -> str:
        """Return who will answer with what is chosen.

        Raises:
            CitewireError: there is no index.
        """
        return chosen.get("engine") or self._open().engines[0]

    def article(self, article_id: str) -> Article:
        """Return an article with its stored text.

        Raises:
            CitewireError: there is no index, or no such article.
        """
        return self._open().article(article_id)

    def _open(self) -> Archive:
        with self._lock:
            if self._archive is None:
                encoder = self._encoder()
                store = Store.open(self._settings, encoder.name)
                self._archive = Archive(store, encoder, self._settings)
            return self._archive

    def _encoder(self) -> Encoder:
        """Return the embedding model, loaded once for those who ask and those who add."""
        with self._loading:
            if self._loaded is None:
                self._loaded = make_encoder(self._settings)
            return self._loaded

    def _examples_of(self, archive: Archive) -> tuple[str, ...]:
        state = (archive.store.fingerprint, archive.store.counts())
        if self._examples[0] != state:
            self._examples = (state, examples(archive))
        return self._examples[1]
