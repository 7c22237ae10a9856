"""Bad conditions in a real browser: a server that goes and comes back, a slow network, hostile input."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from app.conversations import Conversations
from app.page.visitors import COOKIE
from index.reading import ReadLimits
from tests.browser.conftest import KEY, ModelSite, OpenPage, Site
from tests.browser.test_chat import AIR_STRIKE, DISPLACED, ask, cited_words
from tests.browser.test_model import STRIKE, TRUE, answer, begin
from tests.browser.test_views import named, send_files
from tests.openai_server import STALL, OpenAIServer, Stream
from tests.serving import PageServer

BOX = "#question textarea"
LATER = "And when did they say so?"
LIGHTHOUSE = "The brothers Amrein built the Calverton lighthouse in 1788, the harbour museum said on Friday."


def mark(page: Page) -> None:
    """Mark the document, so that a new one can be told from it."""
    page.evaluate("window.isTheOldOne = true")


def is_loaded_again(page: Page) -> None:
    page.wait_for_function("!window.isTheOldOne && document.querySelector('#question textarea')")


def sent(page: Page, path: str) -> list[Request]:
    """Return a list that grows with every request to such a path."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request) if path in request.url else None)
    return requests


# --- a server that goes and comes back --------------------------------------------------------------


def test_a_server_that_has_gone_is_said_until_it_is_back_and_nothing_is_lost(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page(site.url, may_lose_server=True)
    ask(page, AIR_STRIKE)
    mark(page)
    page.context.set_offline(True)
    expect(page.locator(".server-line")).to_contain_text("can’t be reached")
    begin(page, DISPLACED)
    expect(page.locator(".turn .failure")).to_contain_text("can’t be reached")
    expect(page.locator(BOX)).to_have_value(DISPLACED)
    # The framework has noticed by now, takes nothing any more, and its own note isn't what people read.
    note = page.get_by_text("Connection to the server was lost")
    expect(note).to_be_attached()
    expect(note).to_be_hidden()
    begin(page, "And when?")
    expect(page.locator(".turn .asked").last).to_have_text("And when?")
    expect(page.locator(".turn .failure")).to_have_count(1)
    expect(page.locator(BOX)).to_have_value("And when?")
    page.fill(BOX, "And where?")
    page.context.set_offline(False)
    is_loaded_again(page)
    expect(page.locator(BOX)).to_have_value("And where?")
    expect(page.locator(".turn .asked")).to_have_text([AIR_STRIKE, "And when?"])
    expect(page.locator(".server-line")).to_be_empty()
    page.get_by_role("button", name="Put the question into the box").click()
    expect(page.locator(BOX)).to_have_value("And when?")
    page.press(BOX, "Enter")
    expect(page.locator(".turn[data-kept] .asked")).to_have_text([AIR_STRIKE, "And when?"])
    expect(page.locator(".turn")).to_have_count(2)


def interrupt(page: Page, server: PageServer, model: OpenAIServer, *, killed: bool) -> None:
    model.script(Stream([TRUE]), Stream([STRIKE]), Stream(["Haftar’s forces said ", STALL]))
    answer(page, STRIKE)
    expect(begin(page, LATER).locator(".answer")).to_contain_text("Haftar’s forces")
    mark(page)
    server.end(kill=killed)
    expect(page.locator(".turn .failure")).to_contain_text("can’t be reached")
    expect(page.locator(BOX)).to_have_value(LATER)
    server.start()
    is_loaded_again(page)
    expect(page.locator(".turn .asked")).to_have_text([STRIKE, LATER])
    expect(page.locator(".turn .failure")).to_have_text(
        "Not answered: the page had to be loaded again before the answer was there. "
        "The question is back in the box."
    )
    expect(page.locator(BOX)).to_have_value(LATER)
    model.script(Stream([STRIKE]), Stream([TRUE]))
    page.press(BOX, "Enter")
    expect(page.locator(".turn[data-kept] .asked")).to_have_text([STRIKE, LATER])
    expect(page.locator(".turn .failure")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("killed", [False, True], ids=["ended", "killed"])
def test_a_server_that_restarts_mid_answer_loses_nothing(
    open_page: OpenPage, site: Site, tmp_path: Path, killed: bool
) -> None:
    shutil.copytree(site.data, tmp_path / "data")
    with OpenAIServer(key=KEY) as model:
        to_ask = {"MODEL": model.model, "BASE_URL": model.base_url, "API_KEY": KEY}
        settings = {f"CITEWIRE_LLM_{name}": value for name, value in to_ask.items()}
        with PageServer(tmp_path / "data", **settings) as server:
            server.start()
            interrupt(open_page(server.url, may_lose_server=True), server, model, killed=killed)


def test_a_restart_that_nobody_noticed_is_noticed(open_page: OpenPage, model_site: ModelSite) -> None:
    page = open_page(model_site.url, may_lose_server=True)
    model_site.server.script(Stream(["Haftar’s forces said ", STALL]))
    expect(begin(page).locator(".answer")).to_contain_text("Haftar’s forces")
    mark(page)
    page.route("**/citewire/run", lambda route: route.fulfill(body="another run"), times=1)
    is_loaded_again(page)
    expect(page.locator(".turn .failure")).to_contain_text("Not answered")
    expect(page.locator(BOX)).to_have_value(STRIKE)


def test_a_server_that_fails_is_said_in_place_and_the_question_kept(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url, may_lose_server=True)

    def fail(route: Route) -> None:
        if AIR_STRIKE in (route.request.post_data or ""):
            route.fulfill(status=500, json={"detail": "KeyError"})
        else:
            route.continue_()

    page.route("**/queue/join*", fail)
    begin(page, AIR_STRIKE)
    expect(page.locator(".turn .failure")).to_contain_text("the terminal says more")
    expect(page.locator(BOX)).to_have_value(AIR_STRIKE)
    expect(page.get_by_text("KeyError").locator("visible=true")).to_have_count(0)
    page.unroute("**/queue/join*")
    page.press(BOX, "Enter")
    expect(page.locator(".turn:not(.pending) .asked")).to_have_text([AIR_STRIKE])
    expect(page.locator(".turn .failure")).to_have_count(0)


def test_what_is_typed_but_not_sent_outlasts_a_reload_and_what_was_answered_is_not_asked_again(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page(site.url, may_lose_server=True)
    ask(page, AIR_STRIKE)
    page.fill(BOX, "An unfinished quest")
    page.click(".filters summary")
    page.select_option(".filters select", "UrduPoint.com")
    page.evaluate("document.querySelector('#paste [name=text]').value = 'Half an article.'")
    page.reload()
    expect(page.locator(BOX)).to_have_value("An unfinished quest")
    expect(page.locator(".filters summary")).to_contain_text("UrduPoint.com")
    expect(page.locator("#paste [name=text]")).to_have_value("Half an article.")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn .failure")).to_have_count(0)
    page.fill(BOX, "")
    page.fill("#paste [name=text]", "", force=True)
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(BOX)).to_have_value("")


# --- a slow network ---------------------------------------------------------------------------------


def slow_down(page: Page) -> None:
    """A bad mobile network: 400 ms there and back, 50 kB/s."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    conditions = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    protocol.send("Network.emulateNetworkConditions", conditions)


@pytest.mark.parametrize(
    "press",
    ["ask.click()", "box.dispatchEvent(enter('keydown')) && box.dispatchEvent(enter('keypress'))"],
    ids=["clicks", "Enter"],
)
def test_presses_too_quick_for_the_first_to_be_taken_ask_once(
    open_page: OpenPage, site: Site, press: str
) -> None:
    page = open_page(site.url)
    questions = sent(page, "/queue/join")
    page.fill(BOX, AIR_STRIKE)
    page.evaluate(f"""() => {{
        const box = document.querySelector("{BOX}"), ask = document.getElementById("ask");
        const enter = (type) => new KeyboardEvent(type, {{ key: "Enter", bubbles: true, cancelable: true }});
        for (let press = 0; press < 3; press += 1) {press};
    }}""")
    expect(page.locator(".turn:not(.pending) .asked")).to_have_text([AIR_STRIKE])
    assert len(questions) == 1
    ask(page, DISPLACED)
    expect(page.locator(".turn:not(.pending) .asked")).to_have_text([AIR_STRIKE, DISPLACED])


def test_on_a_slow_network_everything_works_once(open_page: OpenPage, growing: Site) -> None:
    page = open_page(growing.url, may_lose_server=True)
    slow_down(page)
    page.reload(timeout=120_000)
    questions = sent(page, "/queue/join")
    page.fill(BOX, AIR_STRIKE)
    for _ in range(3):
        page.press(BOX, "Enter")
    expect(page.locator(".turn:not(.pending) .answer")).to_contain_text("Haftar")
    assert len([one for one in questions if AIR_STRIKE in (one.post_data or "")]) == 1
    owner = next(one["value"] for one in page.context.cookies() if one.get("name") == COOKIE)
    (kept,) = Conversations(growing.data / "conversations.sqlite").listed(owner)
    assert kept.turns == 1
    page.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on .cited-span")).to_be_in_viewport()
    page.locator("#evidence .card.on .read").click()
    expect(page.locator("#reader .cited-span").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.click("text=Archive")
    uploads = sent(page, "/citewire/arrivals")
    files = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": text.encode()}
        for name, text in (("slow", f"{LIGHTHOUSE}\n\n" * 1_000), ("quick", LIGHTHOUSE))
    ]
    page.set_input_files("#upload", files)  # type: ignore[arg-type]
    slow, quick = page.locator(".arrival").nth(0), page.locator(".arrival").nth(1)
    page.wait_for_function(
        "() => { const at = document.querySelector('.arrival progress').value; return at > 0 && at < 1; }"
    )
    expect(slow).to_have_attribute("data-state", "sending")
    expect(quick).to_contain_text("waiting")
    for line in (slow, quick):
        expect(line).to_have_attribute("data-state", "done")
    assert len(uploads) == 2


# --- hostile input ----------------------------------------------------------------------------------


def listed(page: Page) -> str:
    return page.locator(".holdings").inner_text()


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    """A file of 300 MB that takes no room."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    return path


def test_a_file_of_300_megabytes_is_refused_before_it_is_sent(
    open_page: OpenPage, site: Site, huge: Path
) -> None:
    page = open_page(site.url)
    uploads = sent(page, "/citewire/arrivals")
    line = send_files(page, huge).first
    expect(page.locator(".drop")).to_contain_text("up to 50 MB each")
    expect(line).to_have_text(re.compile("not added: larger than 50 MB"))
    assert uploads == []
    assert listed(page).startswith("6 articles")


def test_a_file_of_300_megabytes_that_is_sent_all_the_same_is_refused(
    open_page: OpenPage, site: Site, huge: Path
) -> None:
    page = open_page(site.url)
    page.evaluate("document.getElementById('upload').dataset.mostMegabytes = '1000'")
    line = send_files(page, huge).first
    expect(line).to_have_text(re.compile("not added: larger than 50 MB.+CITEWIRE_MAX_FILE_MB"))
    assert listed(page).startswith("6 articles")


def zip_bomb() -> bytes:
    """100 MB of nothing in 100 kB, in the shape of a Word file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\x00" * 100_000_000)
    return packed.getvalue()


def test_files_that_cannot_be_articles_each_get_a_clear_line(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    text = "Nothing happened in Calverton today. " * 1_000
    long = text * (ReadLimits().max_article_chars // len(text) + 1)
    lines = send_files(page, named("bomb.docx", zip_bomb()), named("long.txt", long))
    expect(lines.nth(0)).to_have_text(re.compile(r"not added: is of a kind that can't be read.+\.txt"))
    expect(lines.nth(1)).to_have_text(re.compile("not added: has 1,0.+ characters of text.+split it"))
    assert listed(page).startswith("6 articles")


def test_names_of_files_are_names_and_no_paths(open_page: OpenPage, growing: Site, tmp_path: Path) -> None:
    page = open_page(growing.url)
    broken = tmp_path / "line\nbreak.txt"
    broken.write_text(f"{LIGHTHOUSE} It had a keeper.", encoding="utf-8")
    climbing = named("../../../outside.txt", f"{LIGHTHOUSE} It had two keepers.")
    lines = send_files(page, broken)
    expect(lines.nth(0)).to_have_attribute("data-state", "done")
    lines = send_files(page, climbing)
    expect(lines.nth(1)).to_have_attribute("data-state", "done")
    added = {path.name for path in (growing.data / "added").iterdir()}
    assert {"line break.txt", "outside.txt"} <= added
    assert {path.parent for path in growing.data.parent.rglob("outside.txt")} == {growing.data / "added"}


HOSTILE = (
    "Mayor Tamsin opened the Quorble bridge <script>document.title='owned'</script> at Ostermouth, and "
    "[the plans](javascript:document.title='owned') ![pixel](https://evil.example/pixel.png) were "
    "\u202ednuof\u202c in the Quor\u200bble\u2060 archive \u2066there\u2069.\n"
)


def test_a_hostile_article_that_is_uploaded_twice_is_words_and_there_once(
    open_page: OpenPage, growing: Site
) -> None:
    page = open_page(growing.url)
    at_first = listed(page)
    lines = send_files(page, named("<b>bridge</b>.txt", HOSTILE))
    expect(lines.nth(0)).to_have_attribute("data-state", "done")
    # The count is drawn anew a moment after the file's own line.
    expect(page.locator(".holdings")).not_to_have_text(at_first)
    before = listed(page)
    lines = send_files(page, named("again.txt", HOSTILE))
    expect(lines.nth(1)).to_contain_text("is here already")
    expect(page.locator("#added")).to_have_text("1 already here.")
    assert listed(page) == before
    page.click(".views >> text=Ask")
    turn = ask(page, "Who opened the Quorble bridge at Ostermouth?")
    expect(turn.locator(".answer:not(.refusal)")).to_contain_text("Tamsin")
    turn.locator(".citation").first.click()
    card = page.locator("#evidence .card.on")
    assert card.locator(".cited-span").text_content() == cited_words(growing, card)
    card.locator(".read").click()
    expect(page.locator("#reader .passage")).to_contain_text("evil.example")
    for place in ("#turns", "#evidence", "#reader", "#arrivals", "#holdings"):
        expect(page.locator(f"{place} :is(img, script, iframe, a)")).to_have_count(0)
    expect(page.locator("#holdings b, #arrivals b")).to_have_count(0)
    assert page.title() == "Citewire"
