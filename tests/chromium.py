"""The system's Chromium, with no way out to the network. Knows nothing of the page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # Whatever a page asks for, the browser finds no way out.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class NoChromiumError(Exception):
    """There is no Chromium on this system."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium.

    Raises:
        NoChromiumError: there is none.
    """
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise NoChromiumError(
            f"no Chromium on this system ({', '.join(_NAMES)}): install it (apt-get install chromium)"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()
