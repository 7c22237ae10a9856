"""Ten people ask at the same instant, some of a model and some for quotes, while another one reads."""

import threading
import time
from collections.abc import Iterable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.records import QUOTES, Question, Reply
from tests.browser.conftest import ModelSite, OpenPage
from tests.browser.test_chat import DISPLACED, ask
from tests.browser.test_model import STRIKE, TRUE
from tests.browser.test_views import titles
from tests.openai_server import Part

QUOTED = (
    "Who condemned the attack?",
    "How many people were killed by the rockets on the Zenata region?",
    "How many people have been forced to flee their homes over the past year?",
    "What did Haftar’s forces say on Sunday?",
    "Who retook a district south of Tripoli?",
)
WRITTEN = (
    STRIKE,
    "Whose forces carried out the first air strike on a suburb of Tripoli?",
    "Who said that they had carried out their first air strike on a suburb of Tripoli?",
    "Which forces carried out their first air strike on a Tripoli suburb?",
    "Who flew the first air strike on a suburb of Tripoli?",
)
ENTER = """(instant) => {
    const box = document.querySelector("#question textarea");
    const press = (type) => new KeyboardEvent(type, { key: "Enter", bubbles: true, cancelable: true });
    const enter = () => ["keydown", "keypress"].forEach((type) => box.dispatchEvent(press(type)));
    setTimeout(enter, instant - Date.now());
}"""
LEAD_MS = 300


def press_enter_at_once(pages: Iterable[Page]) -> None:
    """Have all pages press Enter at the same instant."""
    instant = 1000 * time.time() + LEAD_MS
    for page in pages:
        page.evaluate(ENTER, instant)


def quotes(site: ModelSite, question: str) -> Reply:
    reply = site.archive().ask(Question(question), engine=QUOTES)
    assert reply.answered
    return reply


def test_ten_who_ask_at_once_get_each_their_own_answer_and_another_reads_on(
    open_page: OpenPage, model_site: ModelSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()
    heard: list[int] = []

    def reply(body: dict[str, Any]) -> Iterable[Part]:
        """Say nothing until `goes_on`, and then which question it was."""
        said = str(body["messages"])
        (number,) = [number for number, question in enumerate(WRITTEN) if question in said]
        heard.append(number)
        goes_on.wait(60)
        return [f"{TRUE} ", f"Question {number} was that of the mayor of Reykjavik [1]."]

    monkeypatch.setattr(model_site.server, "reply", reply)
    answers = [quotes(model_site, question) for question in QUOTED]
    assert len({answer.answer for answer in answers}) == len(QUOTED)
    reader = open_page(model_site.url)
    reader.select_option("#choices select[name=engine]", QUOTES)
    shown = ask(reader, DISPLACED)
    people = [open_page(model_site.url) for _ in (*QUOTED, *WRITTEN)]
    for page, question in zip(people, (*QUOTED, *WRITTEN), strict=True):
        page.select_option("#choices select[name=engine]", QUOTES if question in QUOTED else "tiny")
        page.fill("#question textarea", question)
    press_enter_at_once(people)

    # No answer of a model is there yet; nobody else waits for one.
    for page, question, answer in zip(people, QUOTED, answers, strict=False):
        turn = page.locator(".turn:not(.pending)")
        expect(turn.locator(".asked")).to_have_text([question])
        expect(turn.locator(".answer")).to_contain_text(answer.citations[0].quote)
    shown.locator(".citation").last.click()
    expect(reader.locator("#evidence .card.on .cited-span")).to_be_in_viewport()
    reader.locator("#evidence .card.on .read").click()
    expect(reader.locator("#reader .cited-span.here")).to_be_in_viewport()
    asking = people[len(QUOTED) :]
    for page in asking:
        expect(page.locator(".turn.pending .stage")).to_contain_text("tiny")
    goes_on.set()

    for number, (page, question) in enumerate(zip(asking, WRITTEN, strict=True)):
        turn = page.locator(".turn:not(.pending)")
        expect(turn.locator(".asked")).to_have_text([question])
        expect(turn.locator(".answer")).to_contain_text(f"Question {number} was")
    assert sorted(heard) == list(range(len(WRITTEN)))
    for page, question in zip(people, (*QUOTED, *WRITTEN), strict=True):
        expect(titles(page)).to_have_count(1)
        expect(page.locator(".turn")).to_have_count(1)
        expect(page.locator(".turn .asked")).to_have_text([question])
