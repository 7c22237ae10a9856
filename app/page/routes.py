"""What the page's scripts ask for besides answers: conversations, what the archive holds, files to save.

Knows the web framework and nothing of Gradio. What a person can act on comes as {"error": a line} with
status 200, because a browser writes any other status into its console as a fault of the page. What is too
large is read to its end all the same and thrown away: a browser hears nothing before it has sent everything.
Who asks is in a cookie; other sites' pages are refused before anything arrives here (headers.py).
"""

import json
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute

from app.conversations import Rating
from app.page.desk import Desk, Download
from app.page.room import Room
from app.page.shelf import Shelf, line_of
from app.page.visitors import cookie_for, new_owner, owner_of
from index.errors import CitewireError, UsageError

_MOST_JSON_BYTES = 20_000_000
_MOST_NAME = 1_000
_NOBODY_THERE = 499
_UNKNOWN = "the page asked in a way that isn't understood: reload it"
_TOO_MUCH = "that is more than 20 MB at once: save it as a file, and add that"

Given = Mapping[str, Any]
Answer = Mapping[str, Any]


class _HasGoneError(Exception):
    """The browser has gone before it had sent everything."""


class _Route(APIRoute):
    """Says in a line what a person can act on; who goes away while sending gets no answer."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handler(request)
            except CitewireError as error:
                return JSONResponse({"error": str(error)})
            except _HasGoneError:
                return Response(status_code=_NOBODY_THERE)

        return handled


def routes(room: Room) -> APIRouter:
    """Return everything below /citewire/."""
    router = APIRouter(prefix="/citewire", route_class=_Route)
    _add_run(router)
    _add_conversations(router, room.desk)
    _add_downloads(router, room.desk)
    _add_articles(router, room.shelf)
    _add_uploads(router, room.shelf)
    return router


def _add_run(router: APIRouter) -> None:
    name = secrets.token_hex(8)

    @router.get("/run")
    def run() -> Response:
        """Tell which start of the program this is: a page learns that it was started anew in between."""
        return Response(name, media_type="text/plain")


def _add_conversations(router: APIRouter, desk: Desk) -> None:
    @router.get("/conversations")
    def listed(request: Request, search: str = "") -> Response:
        owner = owner_of(request.cookies) or new_owner()
        answer = JSONResponse(_list_of(desk, owner, search))
        # Only our own script can say so: whoever follows a link from elsewhere to here comes without their
        # cookie, and must not get another in its place.
        if request.headers.get("x-requested-with") == "citewire":
            answer.headers["set-cookie"] = cookie_for(owner, secure=request.url.scheme == "https")
        return answer

    @router.get("/conversations/{conversation}")
    def opened(request: Request, conversation: str, first: int = 1) -> Response:
        return JSONResponse(_opened(desk, owner_of(request.cookies), conversation, first))

    _add_changes(router, desk)


def _list_of(desk: Desk, owner: str, search: str) -> Answer:
    try:
        return {"html": desk.listed(owner, search)}
    except CitewireError as error:
        # It comes with the cookie all the same.
        return {"error": str(error)}


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
        return await _answered(_done, changes[change], owner, conversation, given)

    @router.post("/turns/{turn}/rating")
    async def rate(request: Request, turn: str) -> Response:
        owner, given = owner_of(request.cookies), await _given(request)
        return await _answered(_done, desk.rate, owner, turn, _rating(given))


def _add_downloads(router: APIRouter, desk: Desk) -> None:
    @router.get("/ratings.jsonl")
    def ratings(request: Request) -> Response:
        return _saved(desk.ratings(owner_of(request.cookies)))

    @router.get("/pack")
    def pack(request: Request, kind: str, conversation: str = "", turn: str = "") -> Response:
        return _saved(desk.pack(owner_of(request.cookies), conversation, turn, kind))


def _add_articles(router: APIRouter, shelf: Shelf) -> None:
    @router.get("/articles")
    def listed(search: str = "", order: str = "newest", offset: int = 0) -> Response:
        return JSONResponse(_listed(shelf, search, order, offset))

    @router.get("/articles/removed")
    def removed() -> Response:
        return JSONResponse({"html": shelf.removed()})

    @router.post("/articles/remove")
    async def remove(request: Request) -> Response:
        given = await _given(request)
        return await _answered(shelf.remove, _text(given, "id"))

    @router.post("/articles/restore")
    async def restore(request: Request) -> Response:
        given = await _given(request)
        return await _answered(_done, shelf.restore, _text(given, "removed"))

    @router.post("/articles/text")
    async def add_text(request: Request) -> Response:
        given = await _given(request)
        texts = {name: value for name, value in given.items() if isinstance(value, str)}
        return await _answered(shelf.add_text, texts)


def _listed(shelf: Shelf, search: str, order: str, offset: int) -> Answer:
    found = shelf.listed(search, order, offset)
    return {"html": found.html, "total": found.total, "offset": found.offset, "says": found.says}


def _add_uploads(router: APIRouter, shelf: Shelf) -> None:
    @router.post("/arrivals")
    async def arrive(request: Request, name: str) -> Response:
        """Store the body as it arrives, unless it is too large, or says so."""
        return JSONResponse({"token": await _arrived(shelf, request, name)})

    @router.post("/articles/files")
    async def add_files(request: Request) -> Response:
        given = await _given(request)
        tokens = [token for token in _list(given, "tokens") if isinstance(token, str)]
        lines = (line_of(told) for told in shelf.add_files(owner_of(request.cookies), tokens))
        return StreamingResponse(lines, media_type="application/x-ndjson")


async def _arrived(shelf: Shelf, request: Request, name: str) -> str:
    chunks = _chunks(request)
    announced = request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else 0
    try:
        with shelf.arrivals.arriving(owner_of(request.cookies), name[:_MOST_NAME], size) as (token, file):
            async for chunk in chunks:
                await run_in_threadpool(file.write, chunk)
    except CitewireError:
        await _pass_over(chunks)
        raise
    return token


async def _given(request: Request) -> Given:
    """Return the JSON object that a request carries; {} for anything else.

    Raises:
        UsageError: it is too large.
    """
    body, chunks = bytearray(), _chunks(request)
    async for chunk in chunks:
        body += chunk
        if len(body) > _MOST_JSON_BYTES:
            await _pass_over(chunks)
            raise UsageError(_TOO_MUCH)
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    is_more = True
    while is_more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise _HasGoneError
        yield message.get("body", b"")
        is_more = message.get("more_body", False)


async def _pass_over(chunks: AsyncIterator[bytes]) -> None:
    async for _ in chunks:
        pass


async def _answered(answer: Callable[..., Answer], *given: Any) -> Response:
    return JSONResponse(await run_in_threadpool(answer, *given))


def _done(change: Callable[..., None], *given: Any) -> Answer:
    change(*given)
    return {}


def _saved(file: Download) -> Response:
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
