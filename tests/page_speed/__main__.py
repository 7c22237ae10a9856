"""Measure how fast the page is, in Chromium: python -m tests.page_speed [--only PART] [--json]

From Enter to an answer's first words; from a citation to its words in view, also in an article of 100 kB; a
conversation of 200 questions; ten people who ask at once. Prints each figure beside what is aimed at, and the
machine. Takes about four minutes; exits with 2 where there is no Chromium, with 0 otherwise, whatever was
measured.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Container, Iterable, Iterator
from itertools import chain
from pathlib import Path

from playwright.sync_api import Browser
from rich.console import Console

from tests.chromium import NoChromiumError, chromium
from tests.page_speed.browsing import Visitor
from tests.page_speed.crowd import ten_at_once
from tests.page_speed.figures import Figure, as_json, as_table, machine, median_and_p95
from tests.page_speed.long_talk import long_conversation
from tests.page_speed.sites import Site, long_article, seeds

PARTS = ("answers", "citations", "conversation", "crowd")
_WIDTH = 120
_ANSWER_MS = 300.0
_CITATION_MS = 100.0
_QUESTIONS = 20
_WARMING = 5
_TURNS = 6
_TIMES_EACH = 3
_CLICKS = 20


def main() -> int:
    """Measure the parts asked for, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.page_speed", description="Measure the page.")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; repeatable")
    parser.add_argument(
        "--rounds",
        type=int,
        choices=range(1, 21),
        default=15,
        metavar="N",
        help="rounds of ten at once, to 20 (15)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    try:
        with chromium() as browser, tempfile.TemporaryDirectory() as folder:
            on = machine(browser.version)
            parts = _measured(browser, Path(folder), options.only or PARTS, options.rounds)
            if options.json:
                print(json.dumps(as_json(chain.from_iterable(parts), on), indent=2))
            else:
                _print(on, parts)
    except NoChromiumError as error:
        print(f"tests.page_speed: {error}", file=sys.stderr)
        return 2
    return 0


def _print(on: str, parts: Iterable[list[Figure]]) -> None:
    """Print each part's figures as soon as they are there."""
    console = Console(highlight=False, width=_WIDTH)
    console.print(on)
    for figures in parts:
        console.print(as_table(figures))


def _measured(browser: Browser, folder: Path, parts: Container[str], rounds: int) -> Iterator[list[Figure]]:
    with seeds(folder) as site:
        if "answers" in parts:
            yield _answers(browser, site)
        if "citations" in parts:
            yield _citations(browser, site)
        if "conversation" in parts:
            yield long_conversation(browser, site)
        if "crowd" in parts:
            yield ten_at_once(browser, site, rounds)
    if "citations" in parts:
        with long_article(folder) as site:
            yield _long_article(browser, site)


def _answers(browser: Browser, site: Site) -> list[Figure]:
    """Ask twenty different questions, each in a conversation of its own, after others that warm it up."""
    visitor = Visitor(browser, site.url)
    times = []
    asked = site.questions[: _WARMING + _QUESTIONS]
    for question in asked:
        times.append(visitor.ask(question))
        visitor.begin_anew()
    visitor.close()
    return median_and_p95("from Enter to the first words", times[_WARMING:], under=_ANSWER_MS)


def _citations(browser: Browser, site: Site) -> list[Figure]:
    """Open a citation of each turn of a conversation, and its article, some times over."""
    visitor = Visitor(browser, site.url)
    for question in site.questions[:_TURNS]:
        visitor.ask(question)
    turns = [turn for turn in visitor.page.locator(".turn").all() if turn.locator(".citation").count()]
    times = [(visitor.cite(turn.locator(".citation").last), visitor.read()) for turn in turns * _TIMES_EACH]
    visitor.close()
    return [
        *median_and_p95("from a citation to its words", [cited for cited, _ in times], under=_CITATION_MS),
        *median_and_p95(
            "from “Read the article” to its words", [read for _, read in times], under=_CITATION_MS
        ),
    ]


def _long_article(browser: Browser, site: Site) -> list[Figure]:
    """Open each citation of an answer from an article of 100 kB in turn, and the article at its words."""
    visitor = Visitor(browser, site.url)
    visitor.ask(site.questions[0])
    chips = visitor.page.locator(".turn .answer .citation").all()
    times = [(visitor.cite(chips[click % len(chips)]), visitor.read()) for click in range(_CLICKS)]
    visitor.close()
    cited, read = ([one[which] for one in times] for which in (0, 1))
    return [
        *median_and_p95("in 100 kB: from a citation to its words", cited, under=_CITATION_MS),
        *median_and_p95("in 100 kB: from “Read the article” to its words", read, under=_CITATION_MS),
    ]


if __name__ == "__main__":
    sys.exit(main())
