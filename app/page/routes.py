"""What the page's scripts ask for besides answers: conversations, what the archive holds, files to save.

Knows the web framework and nothing of Gradio. What a person can act on comes as {"error": a line} with
status 200, because a browser writes any other status into its console as a fault of the page. Who asks is
in a cookie; other sites' pages are refused before anything arrives here (headers.py).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse

from app.conversations import Rating
from app.page.desk import Desk, Download
from app.page.room import Room
from app.page.shelf import Shelf, line_of
from app.page.visitors import cookie_for, new_owner, owner_of
from index.errors import CitewireError, UsageError

_MOST_JSON_BYTES = 20_000_000
_MOST_NAME = 1_000
_UNKNOWN = "the page asked in a way that isn't understood: reload it"

Given = Mapping[str, Any]
Answer = Mapping[str, Any]


def routes(room: Room) -> APIRouter:
    """Return everything below /citewire/."""
    router = APIRouter(prefix="/citewire")
    _add_conversations(router, room.desk)
    _add_downloads(router, room.desk)
    _add_articles(router, room.shelf)
    _add_uploads(router, room.shelf)
    return router


def _add_conversations(router: APIRouter, desk: Desk) -> None:
    @router.get("/conversations")
    def listed(request: Request, search: str = "") -> Response:
        owner = owner_of(request.cookies) or new_owner()
        answer = _told(lambda: {"html": desk.listed(owner, search)})
        # Only our own script can say so: whoever follows a link from elsewhere to here comes without their
        # cookie, and must not get another in its place.
        if request.headers.get("x-requested-with") == "citewire":
            answer.headers["set-cookie"] = cookie_for(owner, secure=request.url.scheme == "https")
        return answer

    @router.get("/conversations/{conversation}")
    def opened(request: Request, conversation: str, first: int = 1) -> Response:
        return _told(lambda: _opened(desk, owner_of(request.cookies), conversation, first))

    _add_changes(router, desk)


def _opened(desk: Desk, owner: str, conversation: str, first: int) -> Answer:
    found = desk.opened(owner, conversation, first)
    return {"id": found.id, "title": found.title, "turns": found.turns}


def _add_changes(router: APIRouter, desk: Desk) -> None:
    changes: dict[str, Callable[[str, str, Given], None]] = {
        "rename": lambda owner, one, given: desk.rename(owner, one, _text(given, "title")),
        "delete": lambda owner, one, _: desk.delete(owner, one),
        "restore": lambda owner, one, _: desk.restore(owner, one),
    }

    @router.post("/conversations/{conversation}/{change}")
    async def change(request: Request, conversation: str, change: str) -> Response:
        owner, given = owner_of(request.cookies), await _given(request)
        if change not in changes:
            return Response(status_code=404)
        return await run_in_threadpool(_told, lambda: _done(changes[change], owner, conversation, given))

    @router.post("/turns/{turn}/rating")
    async def rate(request: Request, turn: str) -> Response:
        owner, given = owner_of(request.cookies), await _given(request)
        return await run_in_threadpool(_told, lambda: _done(desk.rate, owner, turn, _rating(given)))


def _add_downloads(router: APIRouter, desk: Desk) -> None:
    @router.get("/ratings.jsonl")
    def ratings(request: Request) -> Response:
        return _saved(lambda: desk.ratings(owner_of(request.cookies)))

    @router.get("/pack")
    def pack(request: Request, kind: str, conversation: str = "", turn: str = "") -> Response:
        return _saved(lambda: desk.pack(owner_of(request.cookies), conversation, turn, kind))


def _add_articles(router: APIRouter, shelf: Shelf) -> None:
    @router.get("/articles")
    def listed(search: str = "", order: str = "newest", offset: int = 0) -> Response:
        return _told(lambda: _listed(shelf, search, order, offset))

    @router.get("/articles/removed")
    def removed() -> Response:
        return _told(lambda: {"html": shelf.removed()})

    @router.post("/articles/remove")
    async def remove(request: Request) -> Response:
        given = await _given(request)
        return await run_in_threadpool(_told, lambda: shelf.remove(_text(given, "id")))

    @router.post("/articles/restore")
    async def restore(request: Request) -> Response:
        given = await _given(request)
        return await run_in_threadpool(_told, lambda: _done(shelf.restore, _text(given, "removed")))

    @router.post("/articles/text")
    async def add_text(request: Request) -> Response:
        given = await _given(request)
        texts = {name: value for name, value in given.items() if isinstance(value, str)}
        return await run_in_threadpool(_told, lambda: shelf.add_text(texts))


def _listed(shelf: Shelf, search: str, order: str, offset: int) -> Answer:
    found = shelf.listed(search, order, offset)
    return {"html": found.html, "total": found.total, "offset": found.offset, "says": found.says}


def _add_uploads(router: APIRouter, shelf: Shelf) -> None:
    @router.post("/arrivals")
    async def arrive(request: Request, name: str) -> Response:
        """Store the body as it arrives; what is too large is given up there and then."""
        try:
            return JSONResponse({"token": await _arrived(shelf, request, name)})
        except CitewireError as error:
            return JSONResponse({"error": str(error)})

    @router.post("/articles/files")
    async def add_files(request: Request) -> Response:
        given = await _given(request)
        tokens = [token for token in _list(given, "tokens") if isinstance(token, str)]
        lines = (line_of(told) for told in shelf.add_files(owner_of(request.cookies), tokens))
        return StreamingResponse(lines, media_type="application/x-ndjson")


async def _arrived(shelf: Shelf, request: Request, name: str) -> str:
    with shelf.arrivals.arriving(owner_of(request.cookies), name[:_MOST_NAME]) as (token, file):
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
    return token


async def _given(request: Request) -> Given:
    """Return the JSON object that a request carries; {} for anything else."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_JSON_BYTES:
            return {}
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def _told(answer: Callable[[], Answer]) -> Response:
    try:
        return JSONResponse(dict(answer()))
    except CitewireError as error:
        return JSONResponse({"error": str(error)})


def _done(change: Callable[..., None], *given: Any) -> Answer:
    change(*given)
    return {}


def _saved(made: Callable[[], Download]) -> Response:
    try:
        file = made()
    except CitewireError as error:
        return JSONResponse({"error": str(error)})
    named = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.content, media_type=file.media_type, headers={"content-disposition": named})


def _text(given: Given, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise UsageError(_UNKNOWN)
    return value


def _list(given: Given, name: str) -> list[Any]:
    value = given.get(name)
    return value if isinstance(value, list) else []


def _rating(given: Given) -> Rating | None:
    """Return the rating in {good: true | false | null, reason}."""
    match given:
        case {"good": None}:
            return None
        case {"good": bool(good)}:
            reason = given.get("reason", "")
            return Rating(good, reason if isinstance(reason, str) else "")
    raise UsageError(_UNKNOWN)
