"""What the page's scripts ask the server for, over HTTP but without a browser."""

import asyncio
import json
import re
import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.page.desk import Kept, Visit
from app.page.headers import Headers
from app.page.room import Room
from app.page.routes import routes
from app.page.visitors import COOKIE
from app.settings import AppSettings
from tests.app.page_helpers import Shown, reply

HERE = "http://testserver"
BY_THE_PAGE = {"X-Requested-With": "citewire"}
FERRY = "A ferry sank off the port of Calverton on Monday after a fire on board."


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(AppSettings.model_construct(data=tmp_path / "data", max_file_mb=1))


@pytest.fixture
def app(room: Room) -> FastAPI:
    app = FastAPI()
    app.include_router(routes(room))
    app.add_middleware(Headers)
    return app


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[TestClient]:
    """A browser that has opened the page."""
    with TestClient(app, base_url=HERE) as client:
        client.get("/citewire/conversations", headers=BY_THE_PAGE)
        yield client


@pytest.fixture
def other(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE) as client:
        client.get("/citewire/conversations", headers=BY_THE_PAGE)
        yield client


def keep(room: Room, visitor: TestClient, question: str = "What fell?") -> Kept:
    kept = room.desk.keep(Visit(visitor.cookies[COOKIE]), reply("It fell.", question=question))
    assert isinstance(kept, Kept)
    return kept


def titles(visitor: TestClient, search: str = "") -> list[str]:
    answer = visitor.get("/citewire/conversations", params={"search": search}).json()
    return Shown(answer["html"]).texts("title")


def error(visitor: TestClient, path: str, given: object = None) -> str:
    answer = visitor.get(path) if given is None else visitor.post(path, json=given)
    assert answer.status_code == 200
    return str(answer.json()["error"])


def test_a_browser_gets_its_cookie_with_the_list_and_keeps_it(app: FastAPI) -> None:
    with TestClient(app, base_url=HERE) as client:
        first = client.get("/citewire/conversations", headers=BY_THE_PAGE)
        assert {"HttpOnly", "SameSite=Strict"} <= set(first.headers["set-cookie"].split("; "))
        owner = client.cookies[COOKIE]
        client.get("/citewire/conversations", headers=BY_THE_PAGE)
        assert client.cookies[COOKIE] == owner


def test_a_cookie_that_we_never_gave_is_replaced(app: FastAPI) -> None:
    with TestClient(app, base_url=HERE, cookies={COOKIE: "x"}) as client:
        assert COOKIE in client.get("/citewire/conversations", headers=BY_THE_PAGE).headers["set-cookie"]


def test_who_follows_a_link_from_elsewhere_is_not_made_somebody_else(app: FastAPI) -> None:
    # A browser sends no such cookie then, but would take one.
    with TestClient(app, base_url=HERE) as client:
        assert "set-cookie" not in client.get("/citewire/conversations").headers


def test_two_visitors_never_see_each_other_s_conversations(
    room: Room, visitor: TestClient, other: TestClient
) -> None:
    mine = keep(room, visitor)
    keep(room, other, "What rose?")
    assert titles(visitor) == ["What fell?"]
    assert titles(other) == ["What rose?"]
    place = f"/citewire/conversations/{mine.conversation}"
    assert "no such conversation" in error(other, place)
    for change in ("rename", "delete", "restore"):
        assert error(other, f"{place}/{change}", {"title": "stolen"})
    assert error(other, f"/citewire/turns/{mine.turn}/rating", {"good": True})
    assert error(other, f"/citewire/pack?kind=md&turn={mine.turn}")
    assert error(other, f"/citewire/pack?kind=md&conversation={mine.conversation}")
    assert other.get("/citewire/ratings.jsonl").content == b""
    assert titles(visitor) == ["What fell?"]


def test_who_has_no_cookie_has_no_conversations(room: Room, app: FastAPI, visitor: TestClient) -> None:
    mine = keep(room, visitor)
    with TestClient(app, base_url=HERE) as stranger:
        assert error(stranger, f"/citewire/conversations/{mine.conversation}")
        assert error(stranger, f"/citewire/pack?kind=md&turn={mine.turn}")


def test_a_conversation_is_opened_renamed_deleted_and_brought_back(room: Room, visitor: TestClient) -> None:
    conversation = keep(room, visitor).conversation
    place = f"/citewire/conversations/{conversation}"
    opened = visitor.get(place, params={"first": 5}).json()
    assert Shown(opened["turns"][0]).elements[0][1]["data-turn"] == "5"
    assert visitor.post(f"{place}/rename", json={"title": "The fall"}).json() == {}
    assert titles(visitor) == ["The fall"]
    assert "empty" in error(visitor, f"{place}/rename", {"title": " "})
    visitor.post(f"{place}/delete", json={})
    assert titles(visitor) == []
    visitor.post(f"{place}/restore", json={})
    assert titles(visitor, "fall") == ["The fall"]
    assert visitor.post(f"{place}/burn", json={}).status_code == 404


def test_ratings_are_noted_taken_back_and_saved(room: Room, visitor: TestClient) -> None:
    place = f"/citewire/turns/{keep(room, visitor).turn}/rating"
    assert visitor.post(place, json={"good": False, "reason": "no"}).json() == {}
    saved = visitor.get("/citewire/ratings.jsonl")
    assert json.loads(saved.content)["reason"] == "no"
    assert saved.headers["content-disposition"].startswith("attachment;")
    visitor.post(place, json={"good": None})
    assert visitor.get("/citewire/ratings.jsonl").content == b""
    strange: list[object] = [{}, {"good": "yes"}, [], {"good": 1}]
    for given in strange:
        assert "reload" in error(visitor, place, given)


def test_a_pack_comes_as_a_file_to_keep(room: Room, visitor: TestClient) -> None:
    kept = keep(room, visitor, "What “fell”?")
    saved = visitor.get("/citewire/pack", params={"kind": "html", "turn": kept.turn})
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%-]+\.html", saved.headers["content-disposition"])
    assert saved.headers["content-type"] == "text/html; charset=utf-8"
    assert "docx" not in error(visitor, f"/citewire/pack?kind=docx&turn={kept.turn}")


@pytest.mark.parametrize(
    "path", ["articles/text", "articles/remove", "articles/files", "arrivals?name=x", "turns/x/rating"]
)
def test_other_sites_pages_change_nothing(visitor: TestClient, path: str) -> None:
    given = {"text": FERRY}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = visitor.post(f"/citewire/{path}", json=given, headers=headers)
        assert answer.status_code == 403
    assert visitor.get("/citewire/articles").json()["total"] == 0


def send(visitor: TestClient, name: str, content: bytes) -> dict[str, str]:
    answer: dict[str, str] = visitor.post("/citewire/arrivals", params={"name": name}, content=content).json()
    return answer


def test_files_are_sent_and_taken_in_and_each_is_told_of(visitor: TestClient) -> None:
    names = ("ferry.txt", "../../../ferry.txt", "line\nbreak.txt", "bomb.docx")
    texts = [f"{FERRY} {number} people saw it." for number in range(len(names))]
    tokens = [send(visitor, *sent)["token"] for sent in zip(names, map(str.encode, texts), strict=True)]
    answer = visitor.post("/citewire/articles/files", json={"tokens": [*tokens, 3, "unknown"]})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert {line["place"]: line["state"] for line in lines[:-1]} == {
        0: "done",
        1: "done",
        2: "done",
        3: "failed",
    }
    assert lines[-1]["summary"] == "3 added, 1 failed"
    assert visitor.get("/citewire/articles").json()["total"] == 3


def test_a_file_that_is_too_large_is_refused(visitor: TestClient) -> None:
    assert "1 MB" in send(visitor, "big.txt", b"x" * 1_000_001)["error"]


class Sender:
    """Sends a request piece by piece, as a browser does, and hears what comes back."""

    def __init__(self, app: FastAPI, path: str, pieces: Iterable[dict[str, Any]]) -> None:
        self.messages = iter(pieces)
        self.heard: list[MutableMapping[str, Any]] = []
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "headers": [],
            "query_string": query.encode(), "server": ("testserver", 80), "scheme": "http",
        }  # fmt: skip
        asyncio.run(app(scope, self._next, self._hear))

    async def _next(self) -> dict[str, Any]:
        return next(self.messages, {"type": "http.disconnect"})

    async def _hear(self, message: MutableMapping[str, Any]) -> None:
        self.heard.append(message)

    @property
    def said(self) -> str:
        return b"".join(message.get("body", b"") for message in self.heard).decode()


def body(chunk: bytes, times: int) -> Iterator[dict[str, Any]]:
    for _ in range(times):
        yield {"type": "http.request", "body": chunk, "more_body": True}
    yield {"type": "http.request", "body": b"", "more_body": False}


@pytest.fixture
def arriving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files wait that browsers have sent."""
    folder = tmp_path / "arriving"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("path", ["arrivals?name=big.txt", "articles/text"])
def test_300_megabytes_that_are_sent_all_the_same_fill_neither_memory_nor_disk(
    app: FastAPI, arriving: Path, path: str
) -> None:
    tracemalloc.start()
    sender = Sender(app, f"/citewire/{path}", body(b"x" * 1_000_000, 300))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert re.search(r"\d+ MB", json.loads(sender.said)["error"])
    assert next(sender.messages, None) is None, "who isn't listened to till the end hears no answer"
    assert peak < 60_000_000
    assert [file for file in arriving.rglob("*") if file.is_file()] == []


def test_a_size_that_is_announced_and_too_large_is_not_even_stored(
    visitor: TestClient, arriving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "open", None)
    answer = visitor.post("/citewire/arrivals?name=big.txt", content=b"x" * 1_000_001)
    assert "1 MB" in answer.json()["error"]
    assert list(arriving.rglob("*")) == []


def test_who_goes_away_while_sending_leaves_nothing_behind(app: FastAPI, arriving: Path) -> None:
    sender = Sender(app, "/citewire/arrivals?name=half.txt", list(body(b"half", 1))[:1])
    assert sender.said == ""
    assert [file for file in arriving.rglob("*") if file.is_file()] == []


def test_a_start_of_the_program_has_a_name_of_its_own(room: Room, visitor: TestClient) -> None:
    name = visitor.get("/citewire/run").text
    assert visitor.get("/citewire/run").text == name
    again = FastAPI()
    again.include_router(routes(room))
    with TestClient(again, base_url=HERE) as client:
        assert client.get("/citewire/run").text != name


def test_a_text_is_added_removed_and_brought_back(visitor: TestClient) -> None:
    given = {"text": FERRY, "title": "Ferry sinks", "published": ""}
    assert visitor.post("/citewire/articles/text", json=given).json()["summary"] == "1 added"
    listed = visitor.get("/citewire/articles", params={"search": "ferry"}).json()
    (article,) = [named["data-article"] for tag, named in Shown(listed["html"]).elements if tag == "li"]
    gone = visitor.post("/citewire/articles/remove", json={"id": article}).json()
    assert gone["title"] == "Ferry sinks"
    assert visitor.get("/citewire/articles").json()["total"] == 0
    assert Shown(visitor.get("/citewire/articles/removed").json()["html"]).texts("bring-back")
    assert visitor.post("/citewire/articles/restore", json={"removed": gone["removed"]}).json() == {}
    assert visitor.get("/citewire/articles").json()["total"] == 1
    assert visitor.get("/citewire/articles/removed").json()["html"] == ""


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"id": 3}', b'"x"'])
def test_what_is_no_request_of_the_page_is_said_to_be_none(visitor: TestClient, body: bytes) -> None:
    for path in ("articles/remove", "articles/restore"):
        answer = visitor.post(f"/citewire/{path}", content=body)
        assert "reload" in answer.json()["error"]
