"""A reader's work in a real browser: ask, see who says so, follow up, start anew."""

import re

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import OpenPage, Site

AIR_STRIKE = "Who carried out the first air strike on a suburb of Tripoli?"
DISPLACED = "How many people have been displaced?"
UNKNOWN = "Who won the World Cup in 2018?"


def ask(page: Page, question: str) -> Locator:
    """Ask and return the turn when it is there."""
    before = page.locator(".turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    turn = page.locator(".turn:not(.pending)").nth(before)
    turn.wait_for()
    return turn


def cited_words(site: Site, card: Locator) -> str:
    """Return what the article's stored text has where the card says that its quote stands."""
    named = {name: card.get_attribute(f"data-{name}") or "" for name in ("article", "start", "end")}
    return site.archive().article(named["article"]).text[int(named["start"]) : int(named["end"])]


def test_an_answer_leads_to_the_exact_words_that_it_rests_on(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    turn = ask(page, AIR_STRIKE)
    expect(turn.locator(".answer")).to_contain_text("Haftar")
    expect(turn.locator(".support").first).to_contain_text("supported")
    turn.locator(".citation").first.click()
    card = page.locator("#evidence .card.on")
    span = card.locator(".cited-span")
    expect(span).to_be_in_viewport()
    assert span.text_content() == cited_words(site, card)
    expect(card.locator(".headline")).to_contain_text("Haftar’s forces continue push into Tripoli")
    expect(page.locator("#evidence .pane-title").last).to_have_text("Also read")


def test_the_whole_article_opens_at_the_quote(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    ask(page, DISPLACED)
    card = page.locator("#evidence .card").first
    card.locator(".read").click()
    reader = page.locator("#reader")
    mark = (
        reader.locator(".cited-span").filter(has_text=card.locator(".cited-span").text_content() or "").first
    )
    expect(mark).to_be_in_viewport()
    article = site.archive().article(card.get_attribute("data-article") or "")
    assert reader.locator(".passage").text_content() == article.text
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()


def test_the_keyboard_is_enough(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    page.locator("#question textarea").focus()
    page.keyboard.type(AIR_STRIKE)
    page.keyboard.press("Enter")
    chip = page.locator(".citation").first
    chip.wait_for()
    chip.focus()
    expect(page.locator("#tip")).to_contain_text("first air strike on a suburb of Tripoli")
    page.keyboard.press("Enter")
    expect(page.locator("#evidence .card.on .cited-span")).to_be_in_viewport()


def test_a_refusal_is_no_answer_and_looks_like_none(open_page: OpenPage, site: Site) -> None:
    turn = ask(open_page(site.url), UNKNOWN)
    expect(turn.locator(".answer.refusal .verdict")).to_be_visible()
    expect(turn.locator(".support")).to_have_count(0)


def test_figures_that_differ_stand_side_by_side(open_page: OpenPage, site: Site) -> None:
    turn = ask(open_page(site.url), DISPLACED)
    rows = turn.locator(".differ tbody tr")
    expect(rows.filter(has_text="200,000")).to_have_count(1)
    expect(rows.filter(has_text="2,200")).to_have_count(1)


def test_a_follow_up_shows_how_it_was_read_and_earlier_chips_still_open(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page(site.url)
    first = ask(page, AIR_STRIKE)
    words = page.locator("#evidence .cited-span").first.text_content()
    second = ask(page, "And when?")
    expect(second.locator(".read-as")).to_have_text(re.compile("Read as: .*Tripoli"))
    first.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on .cited-span")).to_have_text(words or "missing")


def test_two_people_never_meet(open_page: OpenPage, site: Site) -> None:
    one, other = open_page(site.url), open_page(site.url)
    ask(one, AIR_STRIKE)
    turn = ask(other, "And when?")
    expect(turn.locator(".read-as")).to_have_count(0)
    expect(other.locator(".turn")).to_have_count(1)
    expect(other.get_by_text(AIR_STRIKE)).to_have_count(0)
    expect(ask(one, "And when?").locator(".read-as")).to_have_count(1)


def test_a_new_conversation_forgets_the_old_one(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    page.click("#clear")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#evidence .card")).to_have_count(0)
    expect(ask(page, "And when?").locator(".read-as")).to_have_count(0)


def test_the_examples_are_answered(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    examples = page.locator(".example")
    questions = examples.all_text_contents()
    assert questions
    examples.first.click()
    turn = page.locator(".turn:not(.pending)")
    expect(turn.locator(".asked")).to_have_text(questions[0])
    expect(turn.locator(".answer:not(.refusal)")).to_be_visible()


def test_filters_hold_what_there_is_and_are_kept_to(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    page.click(".filters summary")
    page.select_option(".filters select", "UrduPoint.com")
    expect(page.locator(".filters summary")).to_contain_text("UrduPoint.com")
    ask(page, DISPLACED)
    sources = page.locator("#evidence .card .source")
    expect(sources).not_to_have_count(0)
    expect(sources.filter(has_not_text="UrduPoint.com")).to_have_count(0)
    page.fill(".filters [name=since]", "2021-01-01")
    page.fill(".filters [name=until]", "2020-01-01")
    expect(ask(page, DISPLACED).locator(".failure")).to_be_visible()


def test_a_question_that_is_none_gets_a_line_in_place(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    for question in ("", "   ", "?!", "why " * 25_000):
        expect(ask(page, question).locator(".failure")).to_have_text(re.compile(r"\w+ question .+"))
    expect(ask(page, AIR_STRIKE).locator(".answer")).to_be_visible()


def test_a_hostile_article_is_words(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    turn = ask(page, "Who opened the Zorblax festival in Vernholm?")
    expect(turn.locator(".answer:not(.refusal)")).to_contain_text("Quillon")
    turn.locator(".citation").first.click()
    card = page.locator("#evidence .card.on")
    assert card.locator(".cited-span").text_content() == cited_words(site, card)
    expect(card.locator(".origin")).to_have_count(0)
    card.locator(".read").click()
    expect(page.locator("#reader .passage")).to_contain_text("evil.example")
    for place in ("#turns", "#evidence", "#reader"):
        expect(page.locator(f"{place} :is(img, script, iframe, a)")).to_have_count(0)
    assert page.title() == "Citewire"


def test_a_hostile_question_is_words(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    for question in ("<img src=x onerror=alert(1)> <script>alert(1)</script> Haftar?", "${1} {{value}} `"):
        expect(ask(page, question).locator(".asked")).to_have_text(question)
    expect(page.locator("#turns :is(img, script)")).to_have_count(0)
    assert dialogs == []


def test_without_an_index_the_page_says_how_to_start(open_page: OpenPage, empty_site: Site) -> None:
    page = open_page(empty_site.url)
    expect(page.locator(".welcome .command")).to_have_text("python -m index FOLDER")
    expect(ask(page, AIR_STRIKE).locator(".failure")).to_contain_text("python -m index")
    page.click("#clear")
    expect(page.locator(".welcome .command")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_question_is_at_hand_at_any_width(open_page: OpenPage, site: Site, scheme: str) -> None:
    page = open_page(site.url, scheme=scheme)
    ask(page, DISPLACED)
    for width in (2560, 1366, 768, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.locator("#question textarea")).to_be_in_viewport()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(251, 250, 247)", "dark": "rgb(23, 22, 20)"}[scheme]


def test_it_is_called_citewire_and_nothing_else(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    assert page.title() == "Citewire"
    assert "gradio" not in page.locator("body").inner_text().lower()
    assert page.evaluate('document.querySelector(\'meta[property^="og:"], meta[name^="twitter:"]\')') is None
    icon = page.request.get(site.url + "favicon.ico")
    assert "svg" in icon.headers["content-type"]
