"""A reader of the report in a real browser: look, filter, search, share a view."""

import dataclasses
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evaluation.html.page import write_page
from tests.evaluation.html.conftest import OpenReport
from tests.evaluation.html.made import HOSTILE, SMALL, answer, asked, gold, refusal, write_run

MANY = 2_000
FEW_SECONDS = 10


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_page(write_run(tmp_path))


def questions(page: Page) -> list[str]:
    return page.locator(".question h3").all_text_contents()


def test_every_question_is_there_with_what_came_of_it(open_report: OpenReport, report: Path) -> None:
    page = open_report(report)
    expect(page.locator("h1")).to_have_text("2 of 5 questions came out as they should")
    expect(page.locator("#count")).to_have_text("5 of 5 questions")
    assert questions(page) == [item.gold.question for item in SMALL]
    first = page.locator(".question").first
    expect(first.locator(".verdict")).to_have_text("Right")
    expect(first.locator(".sentence b")).to_have_text("Mira Holt")
    expect(first.locator(".sentence .wanted")).to_have_text("Mira Holt")
    expect(first.locator(".support")).to_have_text("✓ supported")
    expect(first.locator(".citations .title")).to_have_text("Title of a.txt")
    expect(page.locator(".question").nth(1).locator(".why")).to_have_text(
        "none of the expected words is in the answer"
    )
    expect(page.locator(".question").nth(2).locator(".kept")).to_contain_text("It opens at noon.")


def test_filters_narrow_the_list_and_the_counts_of_the_others(open_report: OpenReport, report: Path) -> None:
    page = open_report(report)
    page.select_option("#kind", "place")
    expect(page.locator("#count")).to_have_text("2 of 5 questions")
    assert "Refused (1)" in page.locator("#reply option").all_text_contents()
    page.select_option("#reply", "refused")
    assert questions(page) == ["When does the café open?"]
    assert "Right (0)" in page.locator("#finding option").all_text_contents()
    page.click("#clear")
    expect(page.locator("#count")).to_have_text("5 of 5 questions")


def test_search_finds_words_of_answers_without_accents_and_marks_them(
    open_report: OpenReport, report: Path
) -> None:
    page = open_report(report)
    page.fill("#search", "CAFE open")
    expect(page.locator("#count")).to_have_text("1 of 5 questions")
    assert questions(page) == ["When does the café open?"]
    page.fill("#search", "ostby")
    expect(page.locator(".sentence mark")).to_have_text("Ostby")
    page.fill("#search", "no such words")
    expect(page.locator(".nothing")).to_be_visible()
    expect(page.locator("#count")).to_have_text("0 of 5 questions")


def test_a_view_can_be_shared_by_its_address(open_report: OpenReport, report: Path) -> None:
    page = open_report(report)
    page.select_option("#finding", "wrong-span")
    page.fill("#search", "fair")
    expect(page).to_have_url(re.compile("q=fair"))
    fragment = "#" + page.url.split("#")[1]
    other = open_report(report, fragment)
    assert questions(other) == ["Where is the fair?"]
    assert other.input_value("#search") == "fair"
    expect(other.locator("#filters")).to_be_in_viewport()


def test_a_question_has_an_address_of_its_own(open_report: OpenReport, report: Path) -> None:
    page = open_report(report)
    page.locator(".meta a").nth(3).click()
    expect(page.locator("#count")).to_have_text("1 of 5 questions")
    assert questions(page) == ["Who owns the moon?"]


def test_a_class_of_the_overview_leads_to_its_questions(open_report: OpenReport, report: Path) -> None:
    page = open_report(report)
    page.click("text=Refused wrongly >> nth=0")
    page.locator(".findings a", has_text="Answered, but should refuse").click()
    assert questions(page) == ["Who owns Mars?"]


def test_everything_works_from_the_keyboard(open_report: OpenReport, report: Path) -> None:
    page = open_report(report)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("moon")
    expect(page.locator("#count")).to_have_text("1 of 5 questions")
    page.keyboard.press("Tab")
    expect(page.locator("#finding")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("#clear")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("5 of 5 questions")


def test_hostile_text_does_nothing(open_report: OpenReport, tmp_path: Path) -> None:
    reply = answer(HOSTILE, HOSTILE, article=HOSTILE, found=(HOSTILE,))
    linked = dataclasses.replace(reply.citations[0], title=HOSTILE, url="javascript:document.title='owned'")
    question = gold(
        HOSTILE, question=HOSTILE, kind=HOSTILE, answers=(HOSTILE, "script"), relevant_ids=(HOSTILE,)
    )
    items = (
        asked(question, dataclasses.replace(reply, citations=(linked,))),
        asked(dataclasses.replace(question, id="q2", kind="__proto__"), refusal(answer=HOSTILE)),
    )
    page = open_report(write_page(write_run(tmp_path, items, engine=HOSTILE)))
    assert "owned" not in page.title()
    assert page.locator("script").count() == 2
    assert page.locator("img, iframe, object, [onerror]").count() == 0
    assert page.locator(".citations a").count() == 0
    assert "<img src=x" in questions(page)[0]
    page.fill("#search", "</script> [.*")
    expect(page.locator("#count")).to_have_text("0 of 2 questions")
    page.fill("#search", "</script> ⟨u+202e⟩")
    expect(page.locator("#count")).to_have_text("2 of 2 questions")
    page.select_option("#kind", "__proto__")
    expect(page.locator("#count")).to_have_text("1 of 2 questions")
    assert "owned" not in page.title()


def test_a_broken_address_shows_everything(open_report: OpenReport, report: Path) -> None:
    page = open_report(report, "#finding=nothing&kind=%E0%A4%A&q=&%%%")
    expect(page.locator("#count")).to_have_text("5 of 5 questions")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(
    open_report: OpenReport, report: Path, width: int, scheme: str
) -> None:
    page = open_report(report, size=(width, 844), scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is (scheme == "light")


def test_thousands_of_questions_stay_usable(open_report: OpenReport, tmp_path: Path) -> None:
    items = [
        dataclasses.replace(
            SMALL[number % len(SMALL)],
            gold=dataclasses.replace(SMALL[number % len(SMALL)].gold, id=f"q{number}"),
            row=dataclasses.replace(SMALL[number % len(SMALL)].row, id=f"q{number}"),
        )
        for number in range(MANY)
    ]
    path = write_page(write_run(tmp_path, items))
    began = time.monotonic()
    page = open_report(path)
    expect(page.locator(".question")).to_have_count(50)
    page.click("#more")
    expect(page.locator(".question")).to_have_count(100)
    expect(page.locator(".question").nth(50)).to_be_focused()
    page.fill("#search", "q1999")
    expect(page.locator("#count")).to_have_text("1 of 2,000 questions")
    assert time.monotonic() - began < FEW_SECONDS
