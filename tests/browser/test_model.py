"""A model that streams, seen in a real browser: its server is played, on a real socket."""

import threading
import time
from collections.abc import Callable, Iterator
from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.page_helpers import HOSTILE
from tests.browser.conftest import KEY, ModelSite, OpenPage
from tests.openai_server import STALL, Part, Pause, Stream, failure

STRIKE = "Who carried out the first air strike on a suburb of Tripoli?"
TRUE = "Haftar’s forces said Sunday they had carried out their first air strike on a suburb of Tripoli [1]."
INVENTED = "It killed 4,711 people in Reykjavik [1]."


def begin(page: Page, question: str = STRIKE) -> Locator:
    """Ask and return the turn that is being answered."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    return page.locator(".turn.pending")


def answer(page: Page, question: str = STRIKE) -> Locator:
    """Ask and return the turn when its answer is there."""
    before = page.locator(".turn").count()
    begin(page, question)
    turn = page.locator(".turn:not(.pending)").nth(before)
    turn.wait_for()
    return turn


def soon(happens: Callable[[], object], page: Page, seconds: float = 1.0) -> bool:
    until = monotonic() + seconds
    while monotonic() < until:
        if happens():
            return True
        page.wait_for_timeout(10)
    return False


def words_of(text: str, pause: float) -> Iterator[Part]:
    for word in text.split(" "):
        yield f"{word} "
        yield Pause(pause)


def test_an_answer_grows_in_place_unchecked_and_ends_checked(
    open_page: OpenPage, model_site: ModelSite
) -> None:
    goes_on, ends = threading.Event(), threading.Event()

    def parts() -> Iterator[Part]:
        yield TRUE.removesuffix("1].")
        goes_on.wait(20)
        yield "1].\n\n- At least 25 people"
        ends.wait(20)
        yield " were killed [1]."

    model_site.server.script(Stream(parts()))
    page = open_page(model_site.url)
    turn = begin(page)
    growing = turn.locator(".answer.unchecked")
    expect(growing).to_have_text(TRUE.removesuffix(" [1]."))
    expect(turn.locator(".stage")).to_have_text("tiny is writing. Nothing of it is checked yet.")
    expect(growing).to_have_attribute("aria-live", "off")
    goes_on.set()
    expect(growing.locator("li")).to_have_text("At least 25 people")
    expect(growing.locator(".citation")).to_have_text("1")
    expect(growing.locator(".support")).to_have_text("◌ unchecked")
    expect(page.locator("#turns")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#evidence .card")).to_have_count(0)
    ends.set()
    done = page.locator(".turn:not(.pending)")
    expect(done.locator(".support").first).to_have_text("✓ supported")
    expect(done.locator(".support")).to_have_count(2)
    expect(done.locator(".facts")).to_contain_text("tiny, every sentence checked")
    expect(done.locator(".facts")).to_contain_text("tokens sent, 5 received")
    expect(page.locator(".unchecked, .pending, .stage")).to_have_count(0)
    expect(page.locator("#turns")).to_have_attribute("aria-busy", "false")
    done.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on .cited-span")).to_contain_text("first air strike")


def test_what_stands_already_is_left_alone_while_the_rest_grows(
    open_page: OpenPage, model_site: ModelSite
) -> None:
    goes_on, ends = threading.Event(), threading.Event()

    def parts() -> Iterator[Part]:
        yield f"{TRUE}\n\n- One"
        goes_on.wait(20)
        yield "\n- Two"
        ends.wait(20)

    model_site.server.script(Stream(parts()))
    page = open_page(model_site.url)
    turn = begin(page)
    expect(turn.locator("li")).to_have_text(["One"])
    page.evaluate("for (const one of document.querySelectorAll('.pending *')) one.seen = true")
    top = turn.locator("p").first.bounding_box()
    goes_on.set()
    expect(turn.locator("li")).to_have_text(["One", "Two"])
    fresh = (
        "[...document.querySelectorAll('.pending *')].filter((one) => !one.seen).map((one) => one.tagName)"
    )
    assert page.evaluate(fresh) == ["LI"]
    assert turn.locator("p").first.bounding_box() == top
    ends.set()
    page.locator(".turn:not(.pending)").wait_for()


def test_text_is_on_the_screen_soon_after_it_comes(open_page: OpenPage, model_site: ModelSite) -> None:
    model_site.server.script(Stream(words_of("one two three four five six seven eight nine ten", 0.15)))
    page = open_page(model_site.url)
    page.evaluate(
        """() => { window.shown = [];
        new MutationObserver(() => {
          const words = document.querySelector(".pending .answer")?.textContent.trim().split(/\\s+/).length;
          if (words && !window.shown[words - 1]) window.shown[words - 1] = Date.now() / 1000;
        }).observe(document.getElementById("turns"), { subtree: true, childList: true }); }"""
    )
    answer(page)
    began = time.time() - monotonic()
    shown = page.evaluate("window.shown")
    delays = [then - (at + began) for then, at in zip(shown, model_site.server.sent, strict=False) if then]
    assert len(delays) >= 8
    assert min(delays) < 0.1


def stops_by_button(page: Page) -> None:
    page.click("#stop")


def stops_by_escape(page: Page) -> None:
    page.keyboard.press("Escape")


@pytest.mark.parametrize("stop", [stops_by_button, stops_by_escape])
def test_stopping_stops_the_model_and_checks_what_it_wrote(
    open_page: OpenPage, model_site: ModelSite, stop: Callable[[Page], None]
) -> None:
    model_site.server.script(Stream([f"{TRUE} {INVENTED} And then the", STALL]))
    page = open_page(model_site.url)
    expect(begin(page)).to_contain_text("And then the")
    expect(page.locator("#ask")).to_be_hidden()
    assert model_site.server.left == []
    stop(page)
    assert soon(lambda: model_site.server.left, page)
    turn = page.locator(".turn:not(.pending)")
    expect(turn.locator(".notice")).to_contain_text("stopped")
    expect(turn.locator(".support")).to_have_text(["✓ supported", "✗ unsupported"])
    expect(turn.locator(".facts")).to_contain_text("about")
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#ask")).to_be_visible()
    model_site.server.script(Stream([STRIKE]), Stream([TRUE]))
    expect(answer(page).locator(".support")).to_have_text("✓ supported")


def test_stopped_before_a_word_is_said_so(open_page: OpenPage, model_site: ModelSite) -> None:
    model_site.server.script(Stream([], silence=60))
    page = open_page(model_site.url)
    expect(begin(page).locator(".stage")).to_contain_text("tiny")
    assert soon(lambda: model_site.server.received, page)
    page.click("#stop")
    assert soon(lambda: model_site.server.left, page)
    turn = page.locator(".turn:not(.pending)")
    expect(turn.locator(".stopped")).to_have_text("Stopped.")
    expect(turn.locator(".refusal")).to_have_count(0)
    # What was stopped is no part of the conversation.
    model_site.server.script(Stream([TRUE]))
    expect(answer(page, "And when?").locator(".read-as")).to_have_count(0)


def closes_the_tab(page: Page) -> None:
    page.close()


def goes_elsewhere(page: Page) -> None:
    page.goto("about:blank")


def starts_anew(page: Page) -> None:
    page.click("#clear")


@pytest.mark.parametrize("leave", [closes_the_tab, goes_elsewhere, starts_anew])
def test_leaving_stops_the_model_too(
    open_page: OpenPage, model_site: ModelSite, leave: Callable[[Page], None]
) -> None:
    model_site.server.script(Stream([TRUE, STALL]))
    page, other = open_page(model_site.url, may_lose_server=True), open_page(model_site.url)
    expect(begin(page)).to_contain_text("Haftar")
    leave(page)
    assert soon(lambda: model_site.server.left, other)


def test_a_new_conversation_does_not_get_the_old_ones_answer(
    open_page: OpenPage, model_site: ModelSite
) -> None:
    model_site.server.script(Stream([TRUE, STALL]), Stream([f"Again: {TRUE}"]))
    page = open_page(model_site.url)
    expect(begin(page)).to_contain_text("Haftar")
    page.click("#clear")
    expect(page.locator(".welcome")).to_be_visible()
    turn = answer(page, "And who carried out the first air strike on a suburb of Tripoli?")
    expect(turn.locator(".answer")).to_contain_text("Again")
    expect(turn.locator(".read-as")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(1)


def test_stopping_is_ones_own_business(open_page: OpenPage, model_site: ModelSite) -> None:
    ends = threading.Event()

    def parts() -> Iterator[Part]:
        yield "Haftar’s forces"
        ends.wait(20)
        yield TRUE.removeprefix("Haftar’s forces")

    model_site.server.script(Stream(parts()), Stream(["Hold on", STALL]))
    one, other = open_page(model_site.url), open_page(model_site.url)
    expect(begin(one)).to_contain_text("Haftar")
    expect(begin(other)).to_contain_text("Hold")
    other.click("#stop")
    expect(other.locator(".turn:not(.pending)")).to_be_visible()
    expect(one.locator(".turn.pending")).to_be_visible()
    ends.set()
    expect(one.locator(".turn:not(.pending) .support")).to_have_text("✓ supported")


def test_a_question_waits_in_its_box_until_the_answer_before_is_there(
    open_page: OpenPage, model_site: ModelSite
) -> None:
    ends = threading.Event()

    def parts() -> Iterator[Part]:
        yield "Haftar’s forces"
        ends.wait(20)
        yield TRUE.removeprefix("Haftar’s forces")

    model_site.server.script(Stream(parts()), Stream([STRIKE]), Stream([TRUE]))
    page = open_page(model_site.url)
    expect(begin(page)).to_contain_text("Haftar")
    begin(page, "Who fled from Tripoli?")
    expect(page.locator("#question textarea")).to_have_value("Who fled from Tripoli?")
    expect(page.locator(".turn")).to_have_count(1)
    ends.set()
    page.locator(".turn:not(.pending)").wait_for()
    page.press("#question textarea", "Enter")
    expect(page.locator(".turn:not(.pending)")).to_have_count(2)


def test_an_invention_is_struck_out_and_the_reason_given(open_page: OpenPage, model_site: ModelSite) -> None:
    model_site.server.script(Stream([f"{TRUE} {INVENTED}"]))
    turn = answer(open_page(model_site.url))
    expect(turn.locator("s")).to_have_text("It killed 4,711 people in Reykjavik.")
    assert turn.locator("s").evaluate("one => getComputedStyle(one).textDecorationLine") == "line-through"
    expect(turn.locator(".reason.unsupported")).to_contain_text("4,711")
    expect(turn.locator(".reason.unsupported")).to_be_visible()
    expect(turn.locator(".answer q")).to_have_count(0)


def test_a_citation_that_was_put_right_says_so(open_page: OpenPage, model_site: ModelSite) -> None:
    model_site.server.script(Stream([TRUE.replace("[1]", "[2]")]))
    turn = answer(open_page(model_site.url))
    expect(turn.locator(".reason")).to_contain_text("citation put right")
    turn.locator(".citation").click()
    expect(turn.page.locator("#evidence .card.on .cited-span")).to_contain_text("first air strike")


def test_a_follow_up_shows_how_the_model_read_it_before_it_answers(
    open_page: OpenPage, model_site: ModelSite
) -> None:
    goes_on = threading.Event()

    def parts() -> Iterator[Part]:
        yield "Haftar’s forces"
        goes_on.wait(20)
        yield TRUE.removeprefix("Haftar’s forces")

    model_site.server.script(Stream([TRUE]), Stream([STRIKE]), Stream(parts()))
    page = open_page(model_site.url)
    answer(page)
    growing = begin(page, "Who was it?")
    expect(growing.locator(".read-as")).to_contain_text(f"Read as: {STRIKE}")
    goes_on.set()
    done = page.locator(".turn:not(.pending)").nth(1)
    expect(done.locator(".read-as")).to_contain_text(f"Read as: {STRIKE}")
    expect(done.locator(".support")).to_have_text("✓ supported")


@pytest.mark.parametrize(
    "answers",
    [
        [failure(500, "the server had a bad day")] * 3,
        [failure(401, f"Incorrect API key provided: {KEY}.")],
        [Stream(["Haftar’s forces", Pause(0.05)], finish=None, done=False)] * 3,
    ],
    ids=["500", "401", "cut"],
)
def test_a_model_that_fails_is_stood_in_for_by_quotes_said_to_be_such(
    open_page: OpenPage, model_site: ModelSite, answers: list[Stream]
) -> None:
    model_site.server.script(*answers)
    page = open_page(model_site.url)
    turn = answer(page)
    expect(turn.locator(".notice")).to_contain_text("quotes engine")
    expect(turn.locator(".answer q").first).to_contain_text("Haftar")
    expect(turn.locator(".facts")).to_contain_text("quotes, no model")
    assert KEY not in page.content()


def test_who_answers_is_chosen_for_each_question(open_page: OpenPage, model_site: ModelSite) -> None:
    page = open_page(model_site.url)
    engine = page.get_by_label("answered by")
    expect(engine).to_have_value("tiny")
    assert engine.locator("option").all_text_contents() == ["tiny", "other", "quotes, no model"]
    assert model_site.server.received == []
    engine.select_option("quotes")
    expect(answer(page).locator(".facts")).to_contain_text("quotes, no model")
    assert model_site.server.received == []
    engine.select_option("other")
    model_site.server.script(Stream([STRIKE]), Stream([TRUE]))
    expect(answer(page).locator(".facts")).to_contain_text("other, every sentence checked")
    assert model_site.server.received[-1].body["model"] == "other"


def test_without_a_model_there_is_nothing_to_choose(open_page: OpenPage, site: ModelSite) -> None:
    page = open_page(site.url)
    expect(page.locator(".choices")).to_be_visible()
    expect(page.locator(".choices .engine")).to_have_count(0)


LIVE = (
    ":is(img, script, iframe, a, svg, form, style, object, embed, link, [onerror], [onload], [style], [src])"
)


def test_nothing_that_a_model_writes_becomes_live(open_page: OpenPage, model_site: ModelSite) -> None:
    page = open_page(model_site.url)
    for said in (" ".join(HOSTILE), *HOSTILE[:2], *HOSTILE[9:14]):
        goes_on = threading.Event()
        model_site.server.script(Stream(parts(f"{TRUE} {said} [1]", goes_on)))
        expect(begin(page)).to_contain_text("Haftar")
        expect(page.locator(f"#turns {LIVE}")).to_have_count(0)
        goes_on.set()
        page.locator(".turn:not(.pending)").wait_for()
        for place in ("#turns", "#evidence"):
            expect(page.locator(f"{place} {LIVE}")).to_have_count(0)
        page.click("#clear")
        expect(page.locator(".turn")).to_have_count(0)
    assert page.title() == "Citewire"


def parts(said: str, goes_on: threading.Event) -> Iterator[Part]:
    """Yield what a model says but for its last sign, which waits."""
    yield said
    goes_on.wait(20)
    yield "."


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_an_answer_with_its_reasons_does_not_stick_out(
    open_page: OpenPage, model_site: ModelSite, width: int
) -> None:
    model_site.server.script(Stream([f"**Long**\n\n{TRUE} {INVENTED}\n\n- {'x' * 300} [1]\n- Two [2]"]))
    page = open_page(model_site.url, size=(width, 844))
    answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in ("#question textarea", ".choices .engine select"):
        expect(page.locator(part)).to_be_in_viewport()
