"""A real Chromium that opens a run's page from disk; whatever goes wrong in it fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.conftest import DESKTOP, browser

__all__ = ["browser"]

OpenReport = Callable[..., Page]


@pytest.fixture
def open_report(browser: Browser) -> Iterator[OpenReport]:
    """A function that opens a report, at an address within it, and returns the page when it is drawn.

    Any request but the one for the file itself, any error in the console and any dialog fails the test.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_(
        path: Path,
        fragment: str = "",
        *,
        size: tuple[int, int] = DESKTOP,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        home = path.as_uri()
        page.on("request", lambda request: wrong.extend(_beside(request.url, home)))
        page.on("console", lambda message: wrong.extend(_complaint(message)))
        page.on("pageerror", lambda error: wrong.append(f"uncaught: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.goto(home + fragment)
        page.wait_for_selector("#list > *")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def _beside(url: str, home: str) -> list[str]:
    return [] if url.split("#")[0] == home else [f"request to {url}"]


def _complaint(message: ConsoleMessage) -> list[str]:
    return [f"console: {message.text}"] if message.type in ("error", "warning") else []
