"""Reading what an answer rests on: its homes, the article, the timeline; copying, rating, asking again."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.settings import AppSettings
from index.sync import sync
from tests.browser.conftest import ModelSite, OpenPage, Site
from tests.browser.test_chat import ask
from tests.browser.test_model import TRUE, begin
from tests.openai_server import Part, Stream
from tests.serving import served_page

COUNT = "How many people were rescued from the Vernholm ferry?"
COURSE = "What happened to the Vernholm ferry?"
RAN = "The Vernholm ferry ran aground off Skarrow on Monday with 212 people on board, the coastguard said."
RESCUED = "Some 212 people were rescued from the Vernholm ferry by Monday evening, the coastguard said."
FILLER = "The harbour was quiet otherwise, and nothing else of note was seen there all day.\n\n"


def row(name: str, day: str | None, source: str, title: str, text: str) -> dict[str, Any]:
    return {"id": name, "date": day, "source": source, "title": title, "text": text}


ARTICLES = [
    *(
        row(f"wire-{outlet}", "2021-03-01", outlet, f"Ferry aground ({outlet})", f"{RAN}\n\n{RESCUED}\n")
        for outlet in ("The Post", "Le Monde", "Haaretz")
    ),
    row(
        "towed", "2021-03-20", "The Post", "The ferry is towed",
        "The Vernholm ferry was towed to Skarrow on Saturday after three weeks on the rocks.\n\n"
        + FILLER * 1_200
        + "At the end of the day what happened to the Vernholm ferry was still a matter for the police.\n",
    ),
    row(
        "inquiry", "2021-11-02", "Le Monde", "Captain of the ferry blamed",
        "An inquiry into the Vernholm ferry blamed its captain on Tuesday, who had left the bridge.\n",
    ),
    row(
        "arabic", "2021-03-02", "الحياة", "جنوح عبارة فيرنهولم",
        "قال خفر السواحل إن عبارة فيرنهولم جنحت يوم الاثنين قرب سكارو وعلى متنها 212 شخصا.\n",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A wire story in three outlets, what became of it, and a long article."""
    folder, data = tmp_path_factory.mktemp("ferries"), tmp_path_factory.mktemp("ferries-data")
    lines = (json.dumps(article) + "\n" for article in ARTICLES)
    (folder / "ferries.jsonl").write_text("".join(lines), encoding="utf-8")
    assert sync(AppSettings(data=data), [folder]).failed == ()
    with served_page(data) as url:
        yield Site(url, data)


def heard(page: Page, name: str) -> None:
    """Note the details of an event as they come, in `window.heard`."""
    page.evaluate(
        """(name) => { window.heard = []; document.addEventListener(`citewire:${name}`, (event) => {
        const { element, ...plain } = event.detail; window.heard.push(plain); }); }""",
        name,
    )


def test_one_report_in_three_outlets_is_one_card_with_all_its_homes(
    open_page: OpenPage, ferries: Site
) -> None:
    page = open_page(ferries.url)
    turn = ask(page, COUNT)
    homes = page.locator("#evidence .homes")
    expect(homes.locator("summary").first).to_have_text("3 outlets, 1 report")
    folded = homes.first.locator(".card").first
    expect(folded).to_be_hidden()
    number = folded.get_attribute("data-number")
    turn.locator(f'.citation[data-number="{number}"]').first.click()
    expect(folded.locator(".cited-span")).to_be_in_viewport()
    expect(page.locator("#evidence .card.on")).to_have_count(1)


def test_the_reader_goes_from_quote_to_quote_in_a_long_article(open_page: OpenPage, ferries: Site) -> None:
    page = open_page(ferries.url)
    ask(page, "What happened to the Vernholm ferry on the rocks and at the police?")
    cards = page.locator('#evidence .card[data-article="towed"]')
    assert cards.count() == 2
    cards.first.locator(".read").click()
    reader = page.locator("#reader")
    here = reader.locator(".cited-span.here")
    expect(here).to_be_in_viewport()
    first = here.text_content()
    place = reader.locator(".place").text_content() or ""
    reader.locator(".next").click()
    expect(here).to_be_in_viewport()
    assert here.text_content() != first
    assert reader.locator(".place").text_content() != place
    reader.locator(".previous").click()
    expect(here).to_have_text(first or "missing")
    assert here.count() == 1
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()


def test_a_course_of_events_is_drawn_and_each_dot_opens_its_article(
    open_page: OpenPage, ferries: Site
) -> None:
    page = open_page(ferries.url)
    turn = ask(page, COURSE)
    dots = turn.locator("g.point")
    assert dots.count() >= 3
    sizes = [dot.bounding_box() for dot in dots.all()]
    assert all(box and box["width"] >= 24 and box["height"] >= 24 for box in sizes)
    dot = turn.locator('g.point[data-article="inquiry"]')
    dot.focus()
    expect(page.locator("#tip")).to_contain_text("Captain of the ferry blamed")
    page.keyboard.press("Enter")
    reader = page.locator("#reader")
    expect(reader.locator(".headline")).to_have_text("Captain of the ferry blamed")
    page.keyboard.press("Escape")
    turn.locator(".as-table summary").click()
    turn.locator(".as-table button", has_text="Captain").click()
    expect(reader.locator(".headline")).to_have_text("Captain of the ferry blamed")


def test_what_a_chip_tells_stays_for_a_pointer_on_it_and_goes_with_escape(
    open_page: OpenPage, ferries: Site
) -> None:
    page = open_page(ferries.url)
    ask(page, COUNT).locator(".citation").first.hover()
    tip = page.locator("#tip")
    expect(tip).to_contain_text("coastguard")
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("has_clipboard", [True, False], ids=["clipboard", "none"])
def test_an_answer_is_copied_with_its_citations_in_one_click(
    open_page: OpenPage, ferries: Site, has_clipboard: bool
) -> None:
    page = open_page(ferries.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = ask(page, COUNT)
    if not has_clipboard:
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    for name, mark in (("Copy with citations", "[1]"), ("Copy as Markdown", "[^1]")):
        turn.get_by_role("button", name=name).click()
        expect(turn.locator(".said")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert mark in copied
        assert "212 people were rescued" in copied
        assert "1 March 2021" in copied or "2021-03-01" in copied
        page.evaluate("document.querySelector('.said').textContent = ''")


def test_the_question_as_it_was_read_can_be_put_right(open_page: OpenPage, ferries: Site) -> None:
    page = open_page(ferries.url)
    ask(page, COUNT)
    turn = ask(page, "And when?")
    standalone = turn.locator(".standalone").text_content() or "missing"
    turn.locator(".edit-reading").click()
    box = page.locator("#question textarea")
    expect(box).to_have_value(standalone)
    expect(box).to_be_focused()
    expect(ask(page, standalone).locator(".read-as")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(3)


def test_a_question_that_is_edited_replaces_its_answer_and_what_follows(
    open_page: OpenPage, ferries: Site
) -> None:
    page = open_page(ferries.url)
    heard(page, "edit")
    first = ask(page, COUNT)
    ask(page, COURSE)
    first.locator(".edit-question").click()
    box = page.locator("#question textarea")
    expect(box).to_have_value(COUNT)
    notice = page.locator(".editing-notice")
    expect(notice).to_contain_text("replaces this answer and what follows it")
    (told,) = page.evaluate("window.heard")
    assert (told["turn"], told["text"]) == (1, COUNT)
    page.keyboard.press("Escape")
    expect(notice).to_be_hidden()
    first.locator(".edit-question").click()
    page.fill("#question textarea", "Who blamed the captain of the Vernholm ferry?")
    page.press("#question textarea", "Enter")
    expect(page.locator(".turn:not(.pending) .answer")).to_have_count(1)
    expect(page.locator(".asked")).to_have_text(["Who blamed the captain of the Vernholm ferry?"])
    expect(notice).to_be_hidden()


def test_thumbs_tell_what_is_thought_of_an_answer_and_why(open_page: OpenPage, ferries: Site) -> None:
    page = open_page(ferries.url)
    turn = ask(page, COUNT)
    page.evaluate("document.querySelector('.turn').dataset.kept ||= 'kept'")
    kept = page.evaluate("document.querySelector('.turn').dataset.kept")
    heard(page, "rate")
    bad = turn.get_by_role("button", name="Bad answer")
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "true")
    turn.locator(".why input").fill("it is too old")
    page.keyboard.press("Enter")
    expect(turn.locator(".why")).to_have_count(0)
    bad.click()
    expect(bad).to_have_attribute("aria-pressed", "false")
    told = [(one["kept"], one["good"], one["reason"]) for one in page.evaluate("window.heard")]
    assert told == [(kept, False, ""), (kept, False, "it is too old"), (kept, None, "")]


def test_the_evidence_names_its_question_where_there_are_several(open_page: OpenPage, ferries: Site) -> None:
    page = open_page(ferries.url)
    first = ask(page, COUNT)
    named = page.locator("#evidence .asked-for")
    expect(named).to_have_count(0)
    ask(page, COURSE)
    expect(named).to_have_text(COURSE)
    first.locator(".citation").first.click()
    expect(named).to_have_text(COUNT)


def test_a_question_that_fails_stands_beside_no_other_s_evidence(open_page: OpenPage, ferries: Site) -> None:
    page = open_page(ferries.url)
    first = ask(page, COUNT)
    expect(ask(page, "?!").locator(".failure")).to_be_visible()
    expect(page.locator("#evidence .card, #evidence .asked-for")).to_have_count(0)
    first.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on .cited-span")).to_be_in_viewport()


def test_right_to_left_text_is_shown_right(open_page: OpenPage, ferries: Site) -> None:
    page = open_page(ferries.url)
    turn = ask(page, "عبارة فيرنهولم جنحت قرب سكارو")
    turn.locator(".citation").first.click()
    card = page.locator("#evidence .card.on")
    for part in (card.locator(".headline"), card.locator(".passage"), turn.locator(".asked")):
        assert part.evaluate("(one) => getComputedStyle(one).direction") == "rtl"


def test_nothing_that_stands_moves_when_an_answer_comes(open_page: OpenPage, ferries: Site) -> None:
    page = open_page(ferries.url)
    ask(page, COUNT)
    page.evaluate(
        """() => { window.shifted = 0; new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
        }).observe({ type: "layout-shift" }); }"""
    )
    ask(page, "And when?")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") < 0.02


def test_the_first_words_stay_where_they_are_when_the_answer_is_checked(
    open_page: OpenPage, model_site: ModelSite
) -> None:
    ends = threading.Event()

    def parts() -> Iterator[Part]:
        yield f"{TRUE} More of it [1]"
        ends.wait(20)
        yield "."

    model_site.server.script(Stream(parts()))
    page = open_page(model_site.url)
    growing = begin(page).locator(".answer p").first
    expect(growing).to_contain_text("More of it")
    before = growing.bounding_box()
    ends.set()
    done = page.locator(".turn:not(.pending) .answer p").first
    done.wait_for()
    after = done.bounding_box()
    assert before
    assert after
    assert (before["x"], before["y"]) == (after["x"], after["y"])
