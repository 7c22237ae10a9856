"""Each view of the page by axe-core's rules: WCAG 2.2 at levels A and AA, and its best practices."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, OpenPage, Scheme
from tests.browser.journeys import ROUTES, Sites, sites

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
PHONE = (390, 844)
SEEDED = {
    "image-alt": '<img src="favicon.ico">',
    "color-contrast": '<p style="color: #999; background: #fff">Hard to read</p>',
    "target-size": 2 * '<button style="all: unset; display: inline-block; width: 9px">a</button>',
    "aria-required-children": '<div role="list"><div role="button" tabindex="0">No item</div></div>',
    "heading-order": "<h5>Four levels down</h5>",
}


@pytest.fixture(scope="module")
def led(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with sites(tmp_path_factory.mktemp("journeys")) as served:
        yield served


def violations(page: Page) -> list[str]:
    """Return what is wrong with what a page shows: the rule, the element, what axe-core says of it."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']} ({rule['impact']}): {_told(node)}" for rule in found for node in rule["nodes"]]


def _told(node: dict[str, Any]) -> str:
    summary = " ".join(node["failureSummary"].split())
    return f"{node['target']} {node['html'][:300]} -- {summary}"


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"]
)
@pytest.mark.parametrize("name", ROUTES)
def test_no_view_breaks_a_rule(
    open_page: OpenPage, led: Sites, name: str, size: tuple[int, int], scheme: Scheme
) -> None:
    route = ROUTES[name]
    page = open_page(route.url(led), size=size, scheme=scheme, may_lose_server=name == "outage")
    wrong = [f"{view}: {one}" for view in route.journey(page, led) for one in violations(page)]
    assert not wrong, "\n".join(wrong)


def test_a_rule_that_is_broken_is_found(open_page: OpenPage, led: Sites) -> None:
    page = open_page(led.empty.url)
    welcome = page.locator(".welcome")
    for rule, html in SEEDED.items():
        before = welcome.evaluate("(one) => one.innerHTML")
        welcome.evaluate("(one, html) => one.insertAdjacentHTML('beforeend', html)", html)
        assert [one for one in violations(page) if one.startswith(f"{rule} ")], rule
        welcome.evaluate("(one, html) => { one.innerHTML = html; }", before)
        assert violations(page) == [], rule
