"""The archive's holdings on the page: listed as HTML, files that arrive, what is added and taken out."""

from pathlib import Path

import pytest

from app.page.arrivals import Arrivals
from app.page.shelf import AT_ONCE, Shelf
from app.settings import AppSettings
from index.embedding import Encoder
from index.errors import UsageError
from index.sync import sync
from tests.app.page_helpers import HOSTILE, Shown
from tests.index.indexed import write_jsonl

ME, YOU = "me", "you"
FERRY = "Title: Ferry sinks\n\nA ferry sank off the port of Calverton on Monday after a fire on board."


@pytest.fixture
def shelf(tmp_path: Path, encoder: Encoder) -> Shelf:
    return Shelf(AppSettings.model_construct(data=tmp_path / "data"), lambda: encoder)


def send(shelf: Shelf, name: str, content: str = FERRY, owner: str = ME) -> str:
    with shelf.arrivals.arriving(owner, name) as (token, file):
        file.write(content.encode())
    return token


def headlines(shelf: Shelf, search: str = "", order: str = "newest") -> list[str]:
    return Shown(shelf.listed(search, order).html).texts("headline")


def test_before_there_is_an_archive_nothing_is_listed(shelf: Shelf) -> None:
    listed = shelf.listed()
    assert (listed.html, listed.total, listed.says) == ("", 0, "")


def test_articles_are_listed_searched_and_sorted_a_page_at_a_time(
    shelf: Shelf, tmp_path: Path, encoder: Encoder
) -> None:
    rows = [
        {"id": f"n{number}", "title": f"Number {number:03}", "text": "A short report.", "source": "The Post"}
        for number in range(AT_ONCE + 3)
    ]
    settings = AppSettings.model_construct(data=tmp_path / "data")
    sync(settings, [write_jsonl(tmp_path / "many.jsonl", rows)], encoder=encoder)
    first, second = shelf.listed(order="title"), shelf.listed(order="title", offset=AT_ONCE)
    assert Shown(first.html).texts("headline")[:2] == ["Number 000", "Number 001"]
    assert Shown(second.html).texts("headline") == ["Number 050", "Number 051", "Number 052"]
    assert (first.total, first.says) == (53, "1 to 50 of 53 articles")
    assert second.says == "51 to 53 of 53 articles"
    assert headlines(shelf, "number 007") == ["Number 007"]
    assert "No article" in shelf.listed("nowhere").says
    assert "The Post" in Shown(first.html).texts("source")[0]
    assert headlines(shelf, order="upside down") == headlines(shelf)


def test_files_that_have_arrived_are_added_and_each_is_told_of(shelf: Shelf) -> None:
    tokens = [
        send(shelf, "ferry.txt"),
        send(shelf, "photo.png"),
        send(shelf, "ferry.txt", FERRY + " It burnt."),
    ]
    *lines, last = shelf.add_files(ME, tokens)
    states = {line["place"]: (line["state"], line["reason"]) for line in lines}
    assert states[0][0] == states[2][0] == "done"
    assert states[1][0] == "failed"
    assert ".txt" in states[1][1]
    assert last["summary"] == "2 added, 1 failed"
    assert len(last["ids"]) == 2
    assert shelf.listed().total == 2
    assert "added here" in Shown(shelf.listed().html).texts("source")[0]
    assert list(shelf.add_files(ME, tokens))[-1]["summary"] == "nothing to add"


def test_the_same_article_again_is_said_to_be_here(shelf: Shelf) -> None:
    list(shelf.add_files(ME, [send(shelf, "ferry.txt")]))
    *_, told, last = shelf.add_files(ME, [send(shelf, "again.txt")])
    assert told["reason"].startswith("is here already")
    assert last["summary"] == "1 already here"


def test_nobody_adds_what_another_has_sent(shelf: Shelf) -> None:
    token = send(shelf, "ferry.txt")
    list(shelf.add_files(YOU, [token, "no such thing"]))
    assert shelf.listed().total == 0
    list(shelf.add_files(ME, [token]))
    assert shelf.listed().total == 1


def test_closing_the_report_loses_nothing_that_was_sent(shelf: Shelf) -> None:
    lines = shelf.add_files(ME, [send(shelf, "ferry.txt")])
    next(lines)
    lines.close()  # type: ignore[attr-defined]
    list(shelf.add_files(ME, [send(shelf, "other.txt", FERRY.replace("ferry", "raft"))]))
    assert shelf.listed().total == 2


def test_a_pasted_text_is_an_article_with_what_is_stated_of_it(shelf: Shelf) -> None:
    given = {"text": FERRY, "title": "Sunk", "source": "The Post", "published": "2021-03-02"}
    assert shelf.add_text(given)["summary"] == "1 added"
    shown = Shown(shelf.listed().html)
    assert shown.texts("headline") == ["Sunk"]
    assert shown.texts("source") == ["The Post2 March 2021added here"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "empty"),
        ({"text": "  \n"}, "empty"),
        ({"text": "Words.", "published": "2021-13"}, "date"),
        ({"text": "Words.", "url": "javascript:alert(1)"}, "http"),
    ],
)
def test_a_pasted_text_that_is_wrong_is_said(shelf: Shelf, given: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        shelf.add_text(given)
    assert shelf.listed().total == 0


def test_what_is_removed_can_be_brought_back(shelf: Shelf) -> None:
    shelf.add_text({"text": FERRY, "title": "Sunk"})
    article = Shown(shelf.listed().html).elements[0][1]["data-article"]
    gone = shelf.remove(article)
    assert gone["title"] == "Sunk"
    assert shelf.listed().total == 0
    shelf.restore(gone["removed"])
    assert headlines(shelf) == ["Sunk"]
    with pytest.raises(UsageError):
        shelf.restore(gone["removed"])
    with pytest.raises(UsageError):
        shelf.remove("../../etc/passwd")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_headlines_and_outlets_are_words(
    text: str, tmp_path: Path, encoder: Encoder, shelf: Shelf
) -> None:
    settings = AppSettings.model_construct(data=tmp_path / "data")
    row = {"id": "x", "title": text, "source": text, "text": "A short report."}
    sync(settings, [write_jsonl(tmp_path / "one.jsonl", [row])], encoder=encoder)
    shown = Shown(shelf.listed().html)
    assert shown.tags == {"li", "button", "p", "bdi"}
    assert {name for _, named in shown.elements for name in named} <= {
        "class", "type", "dir", "aria-label", "data-article"
    }  # fmt: skip


class BrokenOffError(Exception):
    """What a browser that goes away amounts to."""


def send_broken(arrivals: Arrivals, seen: list[Path]) -> None:
    with arrivals.arriving(ME, "half.txt") as (token, file):
        seen.append(arrivals.waiting(ME, [token])[0].path)
        file.write(b"half")
        raise BrokenOffError


def send_large(arrivals: Arrivals, seen: list[Path]) -> None:
    with arrivals.arriving(ME, "large.txt") as (token, file):
        seen.append(arrivals.waiting(ME, [token])[0].path)
        for _ in range(1_000):
            file.write(b"x" * 10_000)


def test_a_file_that_is_too_large_is_given_up_while_it_arrives() -> None:
    seen: list[Path] = []
    with pytest.raises(UsageError, match="1 MB"):
        send_large(Arrivals(most_bytes=1_000_000), seen)
    assert not seen[0].exists()


def test_what_was_broken_off_leaves_nothing_behind() -> None:
    seen: list[Path] = []
    with pytest.raises(BrokenOffError):
        send_broken(Arrivals(most_bytes=100), seen)
    assert not seen[0].exists()
