"""The archive's holdings as the page shows them: lists as HTML, files and texts that are added, undo.

Knows nothing of Gradio or of requests.
"""

import json
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

from app.page.arrivals import Arrival, Arrivals
from app.page.given import day_of
from app.page.markup import counted, day, escape
from app.settings import AppSettings
from index.articles import Order
from index.embedding import Encoder
from index.errors import CitewireError, UsageError
from index.printable import printable

if TYPE_CHECKING:
    from app.bin import Removed
    from app.holdings import AddReport, FileProgress, Holdings, Row

AT_ONCE = 50
_ORDERS: tuple[Order, ...] = get_args(Order)
_MOST_REMOVED = 100
_FAILED = "Something went wrong here, and nothing was added. The terminal says more."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list as HTML, its place in the whole list, and a line that says so."""

    html: str
    total: int
    offset: int
    says: str


class Shelf:
    """What the archive holds. Safe to use from several threads."""

    def __init__(self, settings: AppSettings, encoder: Callable[[], Encoder]) -> None:
        self._settings = settings
        self._encoder = encoder
        self.arrivals = Arrivals(settings.max_file_bytes)

    @cached_property
    def _holdings(self) -> "Holdings":
        # Imported here: what reads files isn't needed to ask.
        from app.holdings import Holdings

        return Holdings(self._settings, self._encoder())

    def catch_up(self) -> None:
        """Take in what was sent but isn't in the index: the program was killed, or its settings changed.

        Raises:
            CitewireError: somebody else is changing the archive.
        """
        self._holdings.catch_up()

    def listed(self, search: str = "", order: str = "newest", offset: int = 0) -> Listed:
        """Return a page of the articles, at most `AT_ONCE`, beginning with number `offset` from 0."""
        known = next((one for one in _ORDERS if one == order), _ORDERS[0])
        offset = max(0, offset)
        found = self._holdings.listed(search=search, order=known, offset=offset, limit=AT_ONCE)
        html = "".join(map(_item, found.rows))
        return Listed(html, found.total, offset, _says(len(found.rows), found.total, offset, search))

    def add_files(self, owner: str, tokens: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Take files that have arrived into the archive, yielding how each of them fares, at last a summary.

        Closing the generator doesn't stop it: what has been sent is added.
        """
        arrived = self.arrivals.waiting(owner, tokens)
        told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._add, args=(owner, tokens, arrived, told)).start()
        while (line := told.get()) is not None:
            yield line

    def _add(
        self,
        owner: str,
        tokens: Sequence[str],
        arrived: Sequence[Arrival],
        told: "queue.SimpleQueue[dict[str, Any] | None]",
    ) -> None:
        places = _Places([printable(one.name) for one in arrived])
        try:
            report = self._holdings.add_files(
                [one.path for one in arrived],
                [one.name for one in arrived],
                lambda one: told.put(places.fare(one)),
            )
            told.put(_summary(report))
        except CitewireError as error:
            told.put({"error": str(error)})
        except Exception:
            # Whatever it is, people get a line and the terminal the rest.
            logger.exception("files could not be added")
            told.put({"error": _FAILED})
        finally:
            self.arrivals.forget(owner, tokens)
            told.put(None)

    def add_text(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Take a text that was typed or pasted into the archive: text, title, source, published, url."""
        text = given.get("text", "")
        if not text.strip():
            raise UsageError("the text is empty: paste the article's words")
        report = self._holdings.add_text(
            text,
            title=given.get("title", "").strip(),
            source=given.get("source", "").strip(),
            published=day_of(given.get("published", ""), "the date"),
            url=given.get("url", "").strip(),
        )
        if report.failed:
            raise UsageError(report.failed[0].reason)
        return _summary(report)

    def remove(self, article_id: str) -> dict[str, Any]:
        """Take an article out of the archive; return what `restore` brings it back by, and its title."""
        removed = self._holdings.remove(article_id)
        return {"removed": removed.id, "title": removed.title or article_id}

    def removed(self) -> str:
        """Return what can still be brought back as items of a list, what was taken out last first."""
        return "".join(map(_removed_item, self._holdings.removed()[:_MOST_REMOVED]))

    def restore(self, removed: str) -> None:
        """Bring a removed article back."""
        self._holdings.undo(removed)


class _Places:
    """Which of the files is meant by a name: of those with the same name the first that isn't through."""

    def __init__(self, names: Sequence[str]) -> None:
        self._places: dict[str, deque[int]] = {}
        for place, name in enumerate(names):
            self._places.setdefault(name, deque()).append(place)

    def fare(self, progress: "FileProgress") -> dict[str, Any]:
        """Return how a file fares, with its place among those that were sent."""
        left = self._places.get(progress.name)
        place = left[0] if left else None
        if left and progress.state != "reading":
            left.popleft()
        return {"place": place, "state": progress.state, "reason": progress.reason}


def _summary(report: "AddReport") -> dict[str, Any]:
    """Return what was done, in words and as numbers."""
    counts = {
        "added": report.added, "updated": report.updated, "already here": report.unchanged,
        "failed": len(report.failed),
    }  # fmt: skip
    said = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    return {"summary": said or "nothing to add", "ids": list(report.ids)}


def _says(shown: int, total: int, offset: int, search: str) -> str:
    if total == 0:
        return "No article has all of these words in its headline or outlet." if search.strip() else ""
    if shown == total:
        return counted(total, "article")
    return f"{offset + 1:,} to {offset + shown:,} of {counted(total, 'article')}"


def _item(row: "Row") -> str:
    title = escape(row.title or row.id)
    facts = (escape(row.source or ""), day(row.published), "added here" if row.added_here else "")
    said = "".join(f"<bdi>{fact}</bdi>" for fact in facts if fact)
    return (
        f'<li class="holding" data-article="{escape(row.id)}">'
        f'<button type="button" class="open headline" dir="auto">{title}</button>'
        f'<p class="source">{said}</p>'
        f'<button type="button" class="remove plain-button" aria-label="Remove: {title}">Remove</button></li>'
    )


def _removed_item(removed: "Removed") -> str:
    title = escape(removed.title or removed.article_id)
    return (
        f'<li class="taken-out" data-removed="{escape(removed.id)}"><bdi>{title}</bdi> '
        f'<span class="source">{day(removed.when.astimezone().date())}</span> '
        f'<button type="button" class="bring-back plain-button" aria-label="Bring back: {title}">Bring back'
        "</button></li>"
    )


def line_of(told: Mapping[str, Any]) -> str:
    """Return what is told as a line of JSON."""
    return f"{json.dumps(told)}\n"
