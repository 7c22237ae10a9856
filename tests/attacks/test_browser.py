"""The worst of the attacks in a real browser: nothing runs, nothing loads, nothing leads away.

What asks another host, an error in the console or an uncaught exception fails by `open_page` itself.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Response, expect

from tests.attacks.arena import KEY, MODEL, Arena, question_of
from tests.attacks.cases import Attack, attacks
from tests.browser.conftest import OpenPage
from tests.serving import Afresh, served_page

ROOT = Path(__file__).parents[2]
WORST = {
    ("article", "markdown image"),
    ("article", "javascript URL"),
    ("article", "MathML and SVG"),
    ("article", "iframe"),
    ("article", "style and import"),
    ("article", "meta refresh"),
    ("article", "page torn open"),
    ("article", "template of a script engine"),
    ("headline", "script element"),
    ("outlet", "script element"),
    ("url", "attribute torn open"),
    ("question", "script element"),
}

# Whatever could load, run, send or lead away, wherever an answer or an article is shown.
FOREIGN = """() => {
  const loads = new Set(("img image svg math iframe frame object embed video audio source script style link" +
    " meta base form input textarea select").split(" "));
  const acts = /^(on.*|src|srcset|srcdoc|style|action|formaction|background|poster|data|xlink:href|href)$/i;
  const own = /^https:\\/\\/[a-z]+\\.example\\/zq\\d{3}/;
  const rooms = [...document.querySelectorAll("#turns, #evidence, #reader .sheet")];
  const held = rooms.flatMap((room) => [...room.querySelectorAll("template")].map((one) => one.content));
  const found = [];
  for (const element of [...rooms, ...held].flatMap((room) => [...room.querySelectorAll("*")])) {
    if (loads.has(element.tagName.toLowerCase())) found.push(element.outerHTML);
    for (const { name, value } of element.attributes) {
      const origin = element.matches("a.origin") && name === "href" && own.test(value);
      // The page's own script moves the tooltip.
      const moved = /^(?:left|top|: |-?[\\d.]+px|;| )+$/.test(value);
      const placed = element.id === "tip" && name === "style" && moved;
      if (acts.test(name) && !origin && !placed) found.push(`${element.tagName} ${name}=${value}`);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def address(ring: Arena) -> Iterator[str]:
    asking = {"LLM_MODEL": MODEL, "LLM_BASE_URL": ring.server.base_url, "LLM_API_KEY": KEY}
    settings = {f"CITEWIRE_{name}": value for name, value in asking.items()}
    with served_page(ring.settings.data, Afresh, secret=KEY, **settings) as url:
        yield url


def test_the_worst_orders_come_to_nothing_in_a_browser(
    ring: Arena, address: str, open_page: OpenPage
) -> None:
    worst = [attack for attack in attacks() if (attack.where, attack.disguise) in WORST]
    assert len(worst) == len(WORST)
    page = open_page(address)
    # The first answer waits for all that checking needs.
    page.set_default_timeout(60_000)
    dialogs: list[str] = []
    refused: list[str] = []
    page.on("dialog", lambda dialog: _noted(dialog, dialogs))
    page.on("response", lambda answer: refused.extend(_refused(answer)))
    for attack in worst:
        ring.model.playing, ring.model.reached = attack, False
        play(page, attack)
        assert ring.model.reached, attack
        assert page.evaluate(FOREIGN) == [], attack
        assert (dialogs, refused, page.title(), page.url.split("#")[0]) == ([], [], "Citewire", address), (
            attack
        )
        assert KEY not in page.content(), attack
        page.click("#clear")
        expect(page.locator(".turn")).to_have_count(0)


def _noted(dialog: Dialog, dialogs: list[str]) -> None:
    dialogs.append(dialog.message)
    dialog.dismiss()


def _refused(answer: Response) -> list[str]:
    request = answer.request
    return [f"{answer.status} {request.method} {answer.url}"] if answer.status >= 400 else []


def play(page: Page, attack: Attack) -> None:
    """Ask, then open the last source and a whole article: all that a reader can bring up."""
    page.fill("#question textarea", question_of(attack).text)
    page.click("#ask")
    turn = page.locator(".turn:not(.pending)")
    turn.wait_for()
    turn.locator(".citation").last.hover()
    turn.locator(".citation").last.click()
    own = page.locator(f'#evidence .card[data-article="poisoned-{attack.id}"] .read')
    (own if own.count() else page.locator("#evidence .card .read")).first.click()
    expect(page.locator("#reader .passage")).to_be_visible()
    assert page.evaluate(FOREIGN) == [], attack
    page.keyboard.press("Escape")
