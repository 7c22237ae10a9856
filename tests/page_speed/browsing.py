"""One visitor's page in Chromium, asked and read as a person does it, with a probe that takes the times."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import DESKTOP

_PROBE = Path(__file__).with_name("probe.js")
# What the page does after an answer (its list of conversations, say) isn't the next question's time.
_SETTLE_MS = 250


class Visitor:
    """A page of its own visitor. Times are in ms."""

    def __init__(self, browser: Browser, url: str) -> None:
        width, height = DESKTOP
        context = browser.new_context(viewport={"width": width, "height": height})
        context.add_init_script(path=_PROBE)
        self.page: Page = context.new_page()
        self.page.goto(url)
        self.page.wait_for_selector("#question textarea")
        self.page.wait_for_selector(".welcome")
        self.page.wait_for_selector("#kept-conversations > *", state="attached")
        self.settle()

    def close(self) -> None:
        """Leave."""
        self.page.context.close()

    def ask(self, question: str) -> float:
        """Ask; return how long after Enter the first words of the answer were painted."""
        self.write(question)
        self.page.press("#question textarea", "Enter")
        milliseconds = self.waited()
        self.settle()
        return milliseconds

    def write(self, question: str) -> None:
        """Put a question into the box."""
        self.page.fill("#question textarea", question)

    def enter_at(self, instant: float) -> None:
        """Have Enter pressed at an instant, in ms since the epoch; `waited` says what came of it."""
        self.page.evaluate("(instant) => window.speed.enterAt(instant)", instant)

    def waited(self) -> float:
        """Return how long the question took that was asked last, once its answer is finished."""
        milliseconds = float(self.page.evaluate("() => window.speed.answer"))
        self.page.wait_for_selector("#turns[aria-busy=false]")
        return milliseconds

    def longest_task(self) -> float:
        """Return the longest task in ms of the page's main thread since this was last asked."""
        return float(self.page.evaluate("() => window.speed.longestTask()"))

    def settle(self) -> None:
        """Let the page do what it does after an answer."""
        self.page.wait_for_timeout(_SETTLE_MS)

    def begin_anew(self) -> None:
        """Begin another conversation."""
        self.page.click("#clear")
        self.page.wait_for_selector(".turn", state="detached")
        self.settle()

    def cookie(self, name: str) -> str:
        """Return what the server has named this visitor."""
        return next(one["value"] for one in self.page.context.cookies() if one["name"] == name)

    def open(self, conversation: str, turns: int) -> float:
        """Open a kept conversation; return how long until the last of its turns was painted, in view."""
        milliseconds = float(
            self.page.evaluate("(wanted) => window.speed.open(...wanted)", [conversation, turns])
        )
        self.settle()
        return milliseconds

    def cite(self, chip: Locator) -> float:
        """Click on a citation; return how long after that its words were painted, in view."""
        chip.click()
        return float(self.page.evaluate("() => window.speed.citation"))

    def read(self) -> float:
        """Open the article of the citation that is open; return when its words were painted, in view."""
        self.page.click("#evidence .card.on .read")
        milliseconds = float(self.page.evaluate("() => window.speed.article"))
        self.page.keyboard.press("Escape")
        return milliseconds

    def said(self) -> tuple[str, str]:
        """Return the last question on the page, and its answer."""
        turn = self.page.locator(".turn").last
        return turn.locator(".asked").inner_text(), turn.locator(".answer").inner_text()
