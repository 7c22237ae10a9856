"""Writes a picture of each view of the page: python -m tests.screenshots [OUT]

VIEW-light-1366x860.png and so on: each view, light and dark, on a laptop and on a phone, as a reader comes
by it in an archive of its own. Exits with 2 where there is no Chromium.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from playwright.sync_api import Browser

from tests.browser.conftest import DESKTOP, Scheme
from tests.browser.journeys import ROUTES, Sites, settle, sites
from tests.chromium import NoChromiumError, chromium

PHONE = (390, 844)
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
_DEFAULT = "screenshots"


def main() -> int:
    """Write the pictures, say where, and return the exit code."""
    options = _parser().parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sizes, schemes = options.size or [DESKTOP, PHONE], options.scheme or SCHEMES
    names = options.only or list(ROUTES)
    try:
        with chromium() as browser, tempfile.TemporaryDirectory() as folder, sites(Path(folder)) as led:
            taken = sum(
                _take(browser, led, names, options.out, scheme, size) for scheme in schemes for size in sizes
            )
    except NoChromiumError as error:
        print(f"tests.screenshots: {error}", file=sys.stderr)
        return 2
    print(f"{taken} pictures in {options.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description="Picture each view.")
    parser.add_argument("out", nargs="?", type=Path, default=Path(_DEFAULT), help="folder to write to")
    parser.add_argument("--only", choices=ROUTES, action="append", help="only these views; repeatable")
    parser.add_argument("--scheme", choices=SCHEMES, action="append", help="only this one")
    parser.add_argument("--size", type=_size, action="append", metavar="WxH", help="other sizes; repeatable")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def _take(
    browser: Browser, led: Sites, names: Iterable[str], out: Path, scheme: Scheme, size: tuple[int, int]
) -> int:
    """Go on some journeys, each as a new visitor; return how many pictures that gave."""
    taken = 0
    width, height = size
    for name in names:
        route = ROUTES[name]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        page = context.new_page()
        page.goto(route.url(led))
        page.wait_for_selector(".welcome")
        for view in route.journey(page, led):
            settle(page)
            page.screenshot(path=out / f"{view}-{scheme}-{width}x{height}.png")
            taken += 1
        context.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
