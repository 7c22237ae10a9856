"""A working day beyond single answers: conversations that stay, files to save, an archive that grows."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from app.archive import Archive
from app.conversations import Conversations
from app.page.visitors import COOKIE
from app.records import Question
from app.settings import AppSettings
from tests.browser.conftest import OpenPage, Scheme, Site
from tests.browser.test_chat import AIR_STRIKE, DISPLACED, ask
from tests.serving import Afresh, PageServer, served_page

LIGHTHOUSE = (
    "The brothers Amrein built the Calverton lighthouse in 1788, the harbour museum said on Friday. "
    "It guided ships past the reefs until a storm put out its lamp in 1902."
)
WHO_BUILT = "Who built the Calverton lighthouse?"
BOX = "#question textarea"
SAVED = {"md": "Markdown", "html": "Web page", "pdf": "PDF"}


def panel(page: Page) -> Locator:
    """Open the list of conversations and return it."""
    if page.locator("#show-conversations").get_attribute("aria-expanded") == "false":
        page.click("#show-conversations")
    shown = page.locator("#conversations")
    expect(shown).to_be_visible()
    return shown


def titles(page: Page) -> Locator:
    return panel(page).locator(".kept-conversation .title")


def menu(page: Page, title: str, wanted: str) -> Locator:
    """Open the menu of a conversation and return the button in it."""
    item = panel(page).locator(".kept-conversation").filter(has_text=title)
    item.locator(".more summary").click()
    return item.get_by_role("button", name=wanted, exact=True)


def reload(page: Page) -> None:
    # Gradio complains in the console when a page goes whose last stream is just being closed.
    page.wait_for_timeout(500)
    page.reload()


def words(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


# --- conversations ----------------------------------------------------------------------------------


def test_a_reload_shows_the_conversation_as_it_was(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    ask(page, "And when?")
    before = page.locator(".turn .answer").all_inner_texts()
    cards = page.locator("#evidence .card").all_inner_texts()
    reload(page)
    expect(page.locator(".turn:not(.pending)")).to_have_count(2)
    assert page.locator(".turn .answer").all_inner_texts() == before
    assert page.locator("#evidence .card").all_inner_texts() == cards
    page.locator(".turn").first.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on .cited-span")).to_be_in_viewport()
    expect(ask(page, "And where?").locator(".read-as")).to_contain_text("Tripoli")
    expect(titles(page)).to_have_text([AIR_STRIKE])


def test_a_restart_of_the_server_loses_no_conversation(
    open_page: OpenPage, site: Site, tmp_path: Path
) -> None:
    shutil.copytree(site.data, tmp_path / "data")
    with served_page(tmp_path / "data") as url:
        page = open_page(url)
        answer = ask(page, AIR_STRIKE).locator(".answer").inner_text()
        address = page.url
        assert "#/ask/" in address
        page.close()
    with served_page(tmp_path / "data") as url:
        page = page.context.new_page()
        page.goto(f"{url}#{address.split('#')[1]}")
        expect(page.locator(".turn .answer")).to_have_text(re.compile(re.escape(answer.split("\n")[0][:40])))
        expect(titles(page)).to_have_text([AIR_STRIKE])


def test_the_server_ends_though_a_page_is_open(open_page: OpenPage, tmp_path: Path) -> None:
    with PageServer(tmp_path / "nothing", Afresh) as server:
        server.start()
        open_page(server.url, may_lose_server=True)
        assert "Traceback" not in server.end()


def test_conversations_are_listed_searched_and_opened(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    page.click("#clear")
    ask(page, DISPLACED)
    expect(titles(page)).to_have_text([DISPLACED, AIR_STRIKE])
    page.fill("#search-conversations", "air strike")
    expect(titles(page)).to_have_text([AIR_STRIKE])
    titles(page).first.click()
    expect(page.locator(".turn .asked")).to_have_text([AIR_STRIKE])
    expect(page.locator("#evidence .card").first).to_be_visible()
    page.go_back()
    expect(page.locator(".turn .asked")).to_have_text([DISPLACED])


def test_a_conversation_is_renamed_and_deleted_with_undo(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    menu(page, AIR_STRIKE, "Rename").click()
    page.fill(".new-title", "Tripoli, first strike")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Tripoli, first strike"])
    menu(page, "Tripoli", "Delete").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(titles(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_text(["Tripoli, first strike"])
    titles(page).first.click()
    expect(page.locator(".turn .asked")).to_have_text([AIR_STRIKE])


def test_a_conversation_that_is_gone_says_so(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    page.goto(f"{site.url}#/ask/{'0' * 24}")
    expect(page.locator("#turns .failure")).to_contain_text("no such conversation")
    expect(ask(page, AIR_STRIKE).locator(".answer")).to_be_visible()
    expect(page.locator("#turns > .failure")).to_have_count(0)


def test_two_visitors_never_see_each_other_s_conversations(open_page: OpenPage, site: Site) -> None:
    one, other = open_page(site.url), open_page(site.url)
    ask(one, AIR_STRIKE)
    ask(other, DISPLACED)
    expect(titles(one)).to_have_text([AIR_STRIKE])
    expect(titles(other)).to_have_text([DISPLACED])
    other.goto(one.url)
    other.reload()
    expect(other.locator("#turns .failure")).to_contain_text("no such conversation")
    expect(other.get_by_text(AIR_STRIKE)).to_have_count(0)


def test_a_question_is_edited_and_asked_again_in_the_place_of_what_followed(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    ask(page, "And when?")
    page.locator(".turn").first.locator(".edit-question").click()
    expect(page.locator(BOX)).to_have_value(AIR_STRIKE)
    page.fill(BOX, "?!")
    page.press(BOX, "Enter")
    expect(page.locator(".turn .failure")).to_be_visible()
    page.fill(BOX, DISPLACED)
    page.press(BOX, "Enter")
    expect(page.locator(".turn[data-kept] .asked")).to_have_text([DISPLACED])
    reload(page)
    expect(page.locator(".turn .asked")).to_have_text([DISPLACED])


@pytest.mark.parametrize("kind", SAVED)
def test_an_answer_and_a_conversation_are_saved_as_evidence(
    open_page: OpenPage, site: Site, kind: str
) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    second = ask(page, DISPLACED)
    second.locator(".save-as summary").click()
    with page.expect_download() as one:
        second.locator(f'.pack[data-kind="{kind}"]').click()
    with page.expect_download() as all_of_it:
        menu(page, AIR_STRIKE, f"Save as {'HTML' if kind == 'html' else SAVED[kind]}").click()
    for download in (one.value, all_of_it.value):
        assert download.suggested_filename.endswith(f".{kind}")
        assert words(download)
    if kind == "md":
        assert DISPLACED in words(one.value).decode()
        assert AIR_STRIKE not in words(one.value).decode()
        assert AIR_STRIKE in words(all_of_it.value).decode()


def test_a_rating_stays_and_is_saved_as_a_question(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    turn = ask(page, AIR_STRIKE)
    with page.expect_response(re.compile("/rating$")):
        turn.locator(".thumb.down").click()
    page.fill(".why input", "too short")
    with page.expect_response(re.compile("/rating$")):
        page.keyboard.press("Enter")
    reload(page)
    expect(page.locator(".thumb.down")).to_have_attribute("aria-pressed", "true")
    panel(page)
    with page.expect_download() as saved:
        page.click("#save-ratings")
    row = json.loads(words(saved.value))
    assert (row["question"], row["rating"], row["reason"]) == (AIR_STRIKE, "bad", "too short")


def test_what_cannot_be_kept_is_answered_and_says_so(open_page: OpenPage, site: Site, tmp_path: Path) -> None:
    shutil.copytree(site.data, tmp_path / "data")
    for left in (tmp_path / "data").glob("conversations.sqlite*"):
        left.unlink()
    (tmp_path / "data" / "conversations.sqlite").write_bytes(b"no database at all " * 500)
    with served_page(tmp_path / "data") as url:
        page = open_page(url)
        turn = ask(page, AIR_STRIKE)
        expect(turn.locator(".answer")).to_contain_text("Haftar")
        expect(turn.locator(".notice")).to_contain_text("isn’t kept")
        expect(ask(page, "And when?").locator(".read-as")).to_contain_text("Tripoli")
        page.close()


def test_two_hundred_messages_are_all_there_and_the_next_question_is_answered(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    owner = next(one["value"] for one in page.context.cookies() if one.get("name") == COOKIE)
    conversations = Conversations(site.data / "conversations.sqlite")
    (kept,) = conversations.listed(owner)
    reply = Archive.open(AppSettings(data=site.data)).ask(Question(DISPLACED))
    for _ in range(99):
        conversations.keep(owner, kept.id, reply)
    reload(page)
    turns = page.locator(".turn")
    expect(turns).to_have_count(100)
    expect(turns.last.locator(".asked")).to_be_in_viewport()
    expect(page.locator("#evidence .card").first).to_be_visible()
    expect(page.locator(BOX)).to_be_in_viewport()
    turn = ask(page, "And when?")
    expect(turns).to_have_count(101)
    expect(turn.locator(".asked")).to_be_in_viewport()
    turns.first.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on .cited-span")).to_be_in_viewport()


# --- views ------------------------------------------------------------------------------------------


def test_each_view_has_an_address_a_title_and_the_way_back(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    turn = ask(page, AIR_STRIKE)
    page.click("text=Archive")
    expect(page).to_have_url(re.compile("#/archive$"))
    expect(page).to_have_title("Archive · Citewire")
    expect(page.locator("#archive-title")).to_be_focused()
    expect(page.locator(".views [aria-current]")).to_have_text("Archive")
    expect(turn).to_be_hidden()
    page.go_back()
    expect(turn).to_be_visible()
    expect(page).to_have_title("Citewire")
    page.click("text=Archive")
    page.click(".views >> text=Ask")
    expect(turn).to_be_visible()


def test_the_keyboard_reaches_everything(open_page: OpenPage, site: Site) -> None:
    page = open_page(site.url)
    ask(page, AIR_STRIKE)
    page.locator("#show-conversations").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#conversations")).to_be_focused()
    page.locator(".kept-conversation .more summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".kept-conversation .rename")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".kept-conversation .rename")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#conversations")).to_be_hidden()
    expect(page.locator("#show-conversations")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_sticks_out_at_any_width(open_page: OpenPage, site: Site, scheme: Scheme) -> None:
    page = open_page(site.url, scheme=scheme)
    ask(page, AIR_STRIKE)
    panel(page)
    assert sticking_out(page) == []
    page.goto(f"{site.url}#/archive")
    expect(page.locator(".holding").first).to_be_visible()
    assert sticking_out(page) == []


def sticking_out(page: Page) -> list[int]:
    """Return the widths of the window at which the page is wider than it."""
    wrong = []
    for width in (2560, 1366, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        # The next frame but one is laid out for the new width.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(width)
    return wrong


def test_on_a_phone_the_way_to_each_view_stays_in_sight(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.url, size=(390, 844))
    turn = ask(page, AIR_STRIKE)
    turn.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on")).to_be_in_viewport()
    page.mouse.wheel(0, 10_000)
    page.wait_for_function("window.scrollY > 100")
    expect(page.locator(".views")).to_be_in_viewport(ratio=1)
    page.click('.views [data-view="archive"]')
    expect(page.locator(".holding").first).to_be_in_viewport()


# --- the archive ------------------------------------------------------------------------------------


def upload(page: Page, **texts: str | bytes) -> Locator:
    """Send files, by their names, and return their lines when all are through."""
    return send_files(page, *(named(name, text) for name, text in texts.items()))


def send_files(page: Page, *files: Path | dict[str, object]) -> Locator:
    """Send files from the archive's view and return their lines when all are through."""
    if page.locator("#archive").is_hidden():
        page.click("text=Archive")
    page.set_input_files("#upload", list(files))  # type: ignore[arg-type]
    expect(page.locator('.arrival:not([data-state="done"]):not([data-state="failed"])')).to_have_count(0)
    expect(page.locator("#added")).not_to_be_empty()
    return page.locator(".arrival")


def named(name: str, content: str | bytes) -> dict[str, object]:
    raw = content if isinstance(content, bytes) else content.encode()
    return {"name": name, "mimeType": "application/octet-stream", "buffer": raw}


def headlines(page: Page) -> list[str]:
    # Not what is drawn: a list that was just sorted may not be yet.
    return page.locator(".holding .open").all_text_contents()


def test_the_archive_lists_sorts_searches_and_opens_articles(open_page: OpenPage, growing: Site) -> None:
    page = open_page(growing.url)
    page.click("text=Archive")
    expect(page.locator(".holding")).to_have_count(6)
    page.select_option("#order", "title")
    # What has no headline comes last.
    *named, _ = by_title = sorted(headlines(page), key=lambda title: (title.endswith(".txt"), title))
    assert len(named) == 5
    expect(page.locator(".holding .open")).to_have_text(by_title)
    page.fill("#search-archive", "haftar")
    expect(page.locator("#shelf-says")).not_to_have_text("6 articles")
    page.locator(".holding .open").first.click()
    expect(page.locator("#reader .passage").first).to_be_visible()
    page.keyboard.press("Escape")
    page.fill("#search-archive", "no such words anywhere")
    expect(page.locator(".holding")).to_have_count(0)
    expect(page.locator("#shelf-says")).to_contain_text("No article")


def test_what_is_uploaded_can_be_asked_about_at_once_and_removed_with_undo(
    open_page: OpenPage, growing: Site
) -> None:
    page = open_page(growing.url)
    page.click("text=Archive")
    lines = upload(page, **{"lighthouse.txt": LIGHTHOUSE, "photo.png": "no text", "empty.txt": ""})
    expect(lines.nth(0)).to_have_attribute("data-state", "done")
    expect(lines.nth(1)).to_contain_text(".txt")
    expect(lines.nth(2)).to_have_attribute("data-state", "failed")
    expect(page.locator("#added")).to_contain_text("1 added")
    expect(page.locator(".holdings")).to_contain_text("7 articles")
    page.click(".views >> text=Ask")
    turn = ask(page, WHO_BUILT)
    expect(turn.locator(".answer:not(.refusal)")).to_contain_text("Amrein")
    turn.locator(".citation").first.click()
    expect(page.locator("#evidence .card.on .cited-span")).to_contain_text("brothers Amrein")
    page.click("text=Archive")
    row = page.locator(".holding").filter(has_text="lighthouse")
    row.locator(".remove").click()
    expect(page.locator("#holdings .gone")).to_contain_text("Removed")
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    expect(page.locator(".holdings")).to_contain_text("7 articles")
    row.locator(".remove").click()
    expect(page.locator(".holdings")).to_contain_text("6 articles")
    page.click(".views >> text=Ask")
    expect(ask(page, "Who built the lighthouse of Calverton?").locator(".answer.refusal")).to_be_visible()


def test_what_was_taken_out_can_be_brought_back_after_a_reload(open_page: OpenPage, growing: Site) -> None:
    page = open_page(growing.url)
    page.click("text=Archive")
    row = page.locator(".holding").filter(has_text="Haftar Show Weakness")
    row.locator(".remove").click()
    expect(page.locator(".holdings")).to_contain_text("5 articles")
    page.reload()
    page.click(".bin summary")
    page.locator(".taken-out").filter(has_text="Haftar Show Weakness").locator(".bring-back").click()
    expect(row).to_be_visible()
    expect(page.locator(".holdings")).to_contain_text("6 articles")


def test_hostile_files_each_get_a_line_and_do_nothing(open_page: OpenPage, growing: Site) -> None:
    page = open_page(growing.url)
    page.click("text=Archive")
    names = {
        "<img src=x onerror=alert(1)>.exe": b"MZ",
        "../../outside.zip": b"PK\x03\x04",
        "bomb.docx": b"PK\x03\x04" + b"\x00" * 1_000,
        "binary.txt": bytes(range(256)) * 10,
    }
    lines = upload(page, **names)
    expect(lines.and_(page.locator('[data-state="failed"]'))).to_have_count(4)
    expect(page.locator("#arrivals img")).to_have_count(0)
    expect(page.locator(".holdings")).to_contain_text("6 articles")
    assert not list(growing.data.parent.glob("outside*"))


def test_a_text_is_pasted_and_the_same_again_is_said_to_be_there(open_page: OpenPage, growing: Site) -> None:
    page = open_page(growing.url)
    page.click("text=Archive")
    page.click(".paste summary")
    for summary in ("1 added", "1 already here"):
        page.fill("#paste [name=title]", "A lighthouse of 1788")
        page.fill("#paste [name=source]", "Harbour Post")
        page.fill("#paste [name=published]", "2021-03-05")
        page.fill("#paste [name=text]", LIGHTHOUSE)
        page.click("#paste [type=submit]")
        expect(page.locator("#paste .said")).to_contain_text(summary)
    row = page.locator(".holding").filter(has_text="A lighthouse of 1788")
    expect(row).to_contain_text("Harbour Post")
    expect(row).to_contain_text("5 March 2021")
    row.locator(".remove").click()
    expect(page.locator(".holdings")).to_contain_text("6 articles")


def test_an_empty_archive_says_how_to_start_and_starts(open_page: OpenPage, tmp_path: Path) -> None:
    with served_page(tmp_path / "nothing") as url:
        page = open_page(url)
        page.click(".start")
        expect(page.locator("#archive-empty")).to_be_visible()
        upload(page, **{"lighthouse.txt": LIGHTHOUSE})
        expect(page.locator("#archive-empty")).to_be_hidden()
        expect(page.locator(".holding")).to_have_count(1)
        page.click(".views >> text=Ask")
        expect(page.locator(".welcome .invitation")).to_have_text("Ask the archive.")
        expect(ask(page, WHO_BUILT).locator(".answer:not(.refusal)")).to_contain_text("Amrein")
        page.close()


def test_what_was_chosen_stays_chosen_when_the_archive_grows(open_page: OpenPage, growing: Site) -> None:
    page = open_page(growing.url)
    page.click(".filters summary")
    page.select_option(".filters select", "UrduPoint.com")
    expect(page.locator(".filters summary")).to_contain_text("UrduPoint.com")
    page.click("text=Archive")
    upload(page, **{"note.txt": f"{LIGHTHOUSE} It was lit again in 1911."})
    expect(page.locator("#added")).to_have_text("1 added.")
    expect(page.locator(".holdings")).to_contain_text("7 articles")
    page.click(".views >> text=Ask")
    expect(page.locator(".filters summary")).to_contain_text("UrduPoint.com")
    page.click("text=Archive")
    page.locator(".holding").filter(has_text="note.txt").locator(".remove").click()
    expect(page.locator(".holdings")).to_contain_text("6 articles")
