"""The page's views, each come by as a reader comes by it: for what looks at them (tests/screenshots.py) and
for what checks them (test_accessibility.py).

A journey takes a page that has just been opened and yields the name of each view while it is on the screen.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import KEY, ROOT, ModelSite, Site
from tests.browser.test_chat import AIR_STRIKE, DISPLACED, UNKNOWN, ask
from tests.browser.test_model import INVENTED, TRUE, begin
from tests.browser.test_reading import ARTICLES, COUNT, COURSE
from tests.browser.test_views import BOX, LIGHTHOUSE, menu, panel, upload
from tests.openai_server import OpenAIServer, Part, Stream
from tests.serving import served_page

IN_ARABIC = "عبارة فيرنهولم جنحت قرب سكارو"
KILLED = "At least 25 people were killed, a spokesman for the health ministry said Monday [1]."
_CONTRADICTED = "At least 250 people were killed, a spokesman for the health ministry said Monday [1]."
_WEAK = "Haftar has announced a bombing raid near the capital [1]."
_FILES = {"lighthouse.txt": LIGHTHOUSE, "photo of the ceremony.png": "no text", "empty.txt": ""}
# A menu or a tip is there at once, but what it moves may take a moment.
_SETTLED_MS = 250


@dataclass(frozen=True)
class Sites:
    """What the journeys lead through: an archive, the same with models, and one that holds nothing."""

    full: Site
    models: ModelSite
    empty: Site


@contextmanager
def sites(folder: Path) -> Iterator[Sites]:
    """Serve the articles that ship with the project, and a ferry's accident told by several outlets."""
    data = folder / "data"
    _index(folder / "articles", data)
    shutil.copytree(data, folder / "data of models")
    with (
        served_page(data) as url,
        _served_with_models(folder / "data of models") as models,
        served_page(folder / "nothing") as empty,
    ):
        yield Sites(Site(url, data), models, Site(empty, folder / "nothing"))


def _index(folder: Path, data: Path) -> None:
    shutil.copytree(ROOT / "seeds", folder)
    lines = (json.dumps(article) + "\n" for article in ARTICLES)
    (folder / "ferries.jsonl").write_text("".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "index", "--data", str(data), str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)


@contextmanager
def _served_with_models(data: Path) -> Iterator[ModelSite]:
    with OpenAIServer(key=KEY) as server:
        models = {"MODEL": f"{server.model}, other", "BASE_URL": server.base_url, "API_KEY": KEY}
        settings = {f"CITEWIRE_LLM_{name}": value for name, value in models.items()}
        with served_page(data, **settings) as url:
            yield ModelSite(url, data, server)


def settle(page: Page) -> None:
    """Wait until what has just been opened stands still."""
    page.wait_for_timeout(_SETTLED_MS)


# --- the journeys -----------------------------------------------------------------------------------


def answers(page: Page, _: Sites) -> Iterator[str]:
    """Ask, see who says so, read on."""
    yield "welcome"
    page.click(".filters summary")
    yield "filters"
    page.click(".filters summary")
    turn = ask(page, DISPLACED)
    yield "answer"
    turn.locator(".citation").first.focus()
    expect(page.locator("#tip")).to_be_visible()
    yield "chip-tip"
    page.keyboard.press("Enter")
    card = page.locator("#evidence .card.on")
    expect(card.locator(".cited-span")).to_be_in_viewport()
    yield "evidence"
    card.locator(".read").click()
    expect(page.locator("#reader .cited-span.here")).to_be_in_viewport()
    yield "reader"
    page.keyboard.press("Escape")
    page.locator("#evidence .card.other").last.scroll_into_view_if_needed()
    yield "also-read"


def stories(page: Page, _: Sites) -> Iterator[str]:
    """Ask what has happened: a timeline, the same report in several outlets, a follow-up, other scripts."""
    turn = ask(page, COURSE)
    yield "timeline"
    turn.locator("g.point").last.focus()
    expect(page.locator("#tip")).to_be_visible()
    yield "timeline-tip"
    page.keyboard.press("Escape")
    turn.locator(".as-table summary").click()
    yield "timeline-table"
    ask(page, COUNT)
    folded = page.locator("#evidence .homes summary").first
    folded.click()
    yield "folded-reports"
    ask(page, "And when?")
    yield "follow-up"
    ask(page, IN_ARABIC).locator(".citation").first.click()
    yield "right-to-left"


def handling(page: Page, _: Sites) -> Iterator[str]:
    """Save, rate, edit; what isn't answered, and why."""
    turn = ask(page, AIR_STRIKE)
    turn.locator(".save-as summary").click()
    yield "save-menu"
    with page.expect_download() as saved:
        turn.locator('.pack[data-kind="html"]').click()
    turn.locator(".thumb.down").click()
    yield "rating"
    page.fill(".why input", "It leaves out who was in the suburb, and when the strike was reported")
    page.keyboard.press("Enter")
    yield "rated"
    ask(page, UNKNOWN)
    yield "refusal"
    turn.locator(".edit-question").click()
    yield "edit"
    page.keyboard.press("Escape")
    expect(ask(page, "?!").locator(".failure")).to_be_visible()
    yield "failure"
    yield from _pack(page, saved.value)


def _pack(page: Page, saved: Download) -> Iterator[str]:
    """The evidence pack as a browser shows it, in place of the page."""
    text = Path(saved.path()).read_text(encoding="utf-8")
    # Gradio complains in the console when a page goes whose last stream is just being closed.
    page.wait_for_timeout(500)
    page.goto("about:blank")
    page.set_content(text)
    yield "evidence-pack"


def conversations(page: Page, _: Sites) -> Iterator[str]:
    """What was asked before: the list, a menu in it, undoing."""
    panel(page)
    yield "conversations-none"
    page.keyboard.press("Escape")
    for question in (AIR_STRIKE, COURSE, DISPLACED):
        ask(page, question)
        if question != DISPLACED:
            page.click("#clear")
    panel(page)
    yield "conversations"
    rename = menu(page, AIR_STRIKE, "Rename")
    yield "conversations-menu"
    rename.click()
    yield "conversations-rename"
    page.keyboard.press("Escape")
    menu(page, COURSE, "Delete").click()
    expect(page.locator("#conversations .undo")).to_be_visible()
    yield "conversations-deleted"


def archive(page: Page, _: Sites) -> Iterator[str]:
    """The list of articles: adding, removing, bringing back. Leaves it as it was but for the bin."""
    page.click("text=Archive")
    page.locator(".holding").first.wait_for()
    yield "archive"
    page.locator(".holding .open").first.click()
    page.locator("#reader .passage").first.wait_for()
    yield "archive-reader"
    page.keyboard.press("Escape")
    page.fill("#search-archive", "no such words")
    expect(page.locator("#shelf-says")).to_contain_text("No article")
    yield "archive-nothing-found"
    page.fill("#search-archive", "")
    upload(page, **_FILES)
    yield "archive-adding"
    page.click(".paste summary")
    yield "archive-paste"
    page.click(".paste summary")
    row = page.locator(".holding").filter(has_text="lighthouse")
    row.locator(".remove").click()
    page.locator("#holdings .gone").scroll_into_view_if_needed()
    yield "archive-removed"
    page.click(".bin summary")
    page.locator(".taken-out").first.scroll_into_view_if_needed()
    yield "archive-bin"


def nothing(page: Page, _: Sites) -> Iterator[str]:
    """An archive that holds nothing says how to start."""
    yield "empty"
    expect(ask(page, AIR_STRIKE).locator(".failure")).to_be_visible()
    yield "empty-asked"
    page.click("text=Archive")
    expect(page.locator("#archive-empty")).to_be_visible()
    yield "archive-empty"


def models(page: Page, led: Sites) -> Iterator[str]:
    """A model's answer: while it grows, checked, and one that was put right."""
    goes_on = threading.Event()

    def parts() -> Iterator[Part]:
        yield f"## The strike\n\n{TRUE} "
        goes_on.wait(60)
        yield f"{INVENTED} {_WEAK}\n\n- {KILLED}\n- {_CONTRADICTED}"

    led.models.server.script(Stream(parts()))
    growing = begin(page)
    expect(growing.locator(".support").first).to_contain_text("unchecked")
    yield "model-growing"
    goes_on.set()
    page.locator(".turn:not(.pending)").wait_for()
    yield "model-checked"


def outage(page: Page, _: Sites) -> Iterator[str]:
    """A server that can't be reached any more; the browser complains of that in its console."""
    ask(page, AIR_STRIKE)
    page.context.set_offline(True)
    page.fill(BOX, DISPLACED)
    page.press(BOX, "Enter")
    page.locator(".turn .failure").wait_for()
    yield "server-gone"


Journey = Callable[[Page, Sites], Iterator[str]]


@dataclass(frozen=True)
class Route:
    """A journey and which of the sites it begins at."""

    journey: Journey
    begins: str = "full"

    def url(self, led: Sites) -> str:
        """Return the address that it begins at."""
        site: Site = getattr(led, self.begins)
        return site.url


ROUTES = {
    "answers": Route(answers),
    "stories": Route(stories),
    "handling": Route(handling),
    "conversations": Route(conversations),
    "archive": Route(archive),
    "nothing": Route(nothing, "empty"),
    "models": Route(models, "models"),
    "outage": Route(outage),
}
