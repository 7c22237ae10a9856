"""The page's components and events: the only module that knows Gradio and its web server.

Only what can't be kept of a conversation stays in a browser's session; everything shown arrives here as
finished HTML. What scripts fetch besides answers is in routes.py.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.page import quick_import

quick_import.install()

import gradio as gr  # noqa: E402 - what makes importing it quick comes first
import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402

from app.page import frame  # noqa: E402
from app.page.asking import Asked, Unkept, turns_of  # noqa: E402
from app.page.evidence import reader  # noqa: E402
from app.page.headers import Headers  # noqa: E402
from app.page.markup import escape  # noqa: E402
from app.page.room import Room  # noqa: E402
from app.page.routes import routes  # noqa: E402
from app.page.runs import Runs  # noqa: E402
from app.page.visitors import owner_of  # noqa: E402
from index.errors import CitewireError, UsageError  # noqa: E402

_HERE = Path(__file__).parent
# One scope, in this order: each uses what those before it have.
_SCRIPTS = ("page.js", "evidence.js", "answer.js", "views.js", "conversations.js", "archive.js", "outage.js")
_STYLES = ("page.css", "views.css")
_AT_ONCE = 16
_LOOKS_EVERY = 0.01
_NEVER = 10**9
_SECONDS_TO_LEAVE = 1.0
_SYSTEM_FONTS = ("system-ui", "sans-serif")


def run(
    room: Room, listener: socket.socket, *, before_ready: Callable[[], None], say: Callable[[], None]
) -> None:
    """Serve the page on a listening socket until interrupted.

    `before_ready` is waited for once the page is built; `say` is called when it can be opened.
    """
    app = application(room, before_ready)
    server = _Server(uvicorn.Config(app, log_level="warning", lifespan="on"), say)
    server.run(sockets=[listener])


def application(room: Room, before_ready: Callable[[], None] = lambda: None) -> FastAPI:
    """Return the page as an ASGI application."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(routes(room))
    # After each event Gradio sums up the last 10,000 with pandas, for a view of its own that nobody can see.
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(_NEVER))
    page = _page(room, before_ready)
    page.queue(api_open=False, default_concurrency_limit=_AT_ONCE)
    # By itself Gradio looks for questions a thousand times a second, which an idle laptop has to pay for.
    page._queue.sleep_when_free = _LOOKS_EVERY
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        footer_links=[],
        run_history=False,
        favicon_path=str(_HERE / "favicon.svg"),
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=gr.themes.Base(font=_SYSTEM_FONTS, font_mono=("ui-monospace", "monospace")),
        # Not `css`: Gradio rewrites the selectors of what it is given there, and drops dark mode.
        head=f"<style>{_together(_STYLES)}</style>",
    )
    app.add_middleware(Headers)
    return app


def _together(names: Sequence[str]) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


class _Server(uvicorn.Server):
    """Says when it has started, which uvicorn tells nobody but its log, and ends though pages are open."""

    def __init__(self, config: uvicorn.Config, say: Callable[[], None]) -> None:
        super().__init__(config)
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._say()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(_SECONDS_TO_LEAVE, self._hang_up)
        await super().shutdown(sockets=sockets)

    def _hang_up(self) -> None:
        """Close what is open still: every page holds a connection that would never end by itself."""
        for connection in list(self.server_state.connections):
            connection.transport.close()


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read or change."""

    unkept: gr.State
    chosen: gr.JSON
    holdings: gr.HTML
    welcome: gr.HTML
    turns: gr.HTML
    choices: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    clear: gr.Button
    refresh: gr.Button


def _page(room: Room, before_ready: Callable[[], None]) -> gr.Blocks:
    before_ready()
    page: gr.Blocks
    with gr.Blocks(title="Citewire", fill_width=True, analytics_enabled=False) as page:
        parts = _laid_out(room)
        _connect(page, parts, room)
    return page


def _laid_out(room: Room) -> _Parts:
    overview = room.overview()
    unkept = gr.State(value=Unkept())
    chosen = gr.JSON(value={}, visible=False)
    with gr.Row(elem_id="top"):
        _html(frame.masthead())
        holdings = _html(frame.holdings(overview))
    # Before the desk: the script, which comes with that, finds only what stands already.
    _html(frame.archive(room.most_megabytes), "archive-host")
    with gr.Row(elem_id="desk"):
        _html(frame.conversations(), "conversations-host")
        with gr.Column(elem_id="conversation"):
            welcome = _html(frame.welcome(overview), "welcome")
            turns = _turns(room)
            with gr.Column(elem_id="asking"):
                choices = _html(frame.choices(overview), "choices")
                with gr.Row(elem_id="ask-row"):
                    question = _question()
                    ask = gr.Button("Ask", elem_id="ask", variant="primary")
                    stop = gr.Button("Stop", elem_id="stop", variant="stop")
                clear = gr.Button("New conversation", elem_id="clear")
        _html(frame.evidence_pane(), "evidence-host")
    # Pressed by the script when the archive has changed.
    refresh = gr.Button("Refresh", elem_id="refresh")
    return _Parts(unkept, chosen, holdings, welcome, turns, choices, question, ask, stop, clear, refresh)


def _turns(room: Room) -> gr.HTML:
    """Return the conversation: each value is one turn, which the script adds or lets grow."""
    return gr.HTML(
        value="",
        html_template='<div id="turns" role="log" aria-label="Conversation"></div>',
        js_on_load=_together(_SCRIPTS),
        server_functions=[_reader_of(room)],
        elem_id="turns-host",
        apply_default_css=False,
    )


def _question() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Question",
        show_label=False,
        container=False,
        placeholder="Ask the archive…",
        lines=1,
        max_lines=5,
    )


def _connect(page: gr.Blocks, parts: _Parts, room: Room) -> None:
    runs = Runs()
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asked = gr.on(
        [parts.question.submit, parts.ask.click],
        _asks(room, runs),
        inputs=[parts.question, parts.chosen, parts.unkept],
        outputs=[parts.turns, parts.unkept],
        js="(question, chosen, unkept) => window.citewire.askKept(question, unkept)",
        # A new conversation may ask while its predecessor's answer is still being stopped.
        trigger_mode="multiple",
        **quiet,
    )
    asked.failure(None, js="() => window.citewire.fail()", **quiet)
    parts.stop.click(
        _stops(runs), inputs=[parts.chosen], js="() => window.citewire.stop()", queue=False, **quiet
    )
    parts.clear.click(
        _clears(runs),
        inputs=[parts.chosen],
        outputs=[parts.turns, parts.unkept],
        js="() => window.citewire.clear()",
        queue=False,
        **quiet,
    )
    page.unload(_leaves(runs))
    shown = [parts.holdings, parts.welcome, parts.choices]
    gr.on(
        [page.load, parts.refresh.click],
        _refreshes(room),
        outputs=shown,
        queue=False,
        # What comes while the one before is being told is told after it, never before.
        trigger_mode="always_last",
        **quiet,
    )


def _html(value: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value=value, elem_id=elem_id, js_on_load=None, apply_default_css=False)


def _asks(room: Room, runs: Runs) -> Callable[..., Iterator[tuple[Any, Any]]]:
    def ask(question: Any, chosen: Any, unkept: Unkept, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        visitor, asked = request.session_hash or "", Asked.of(question, chosen)
        visit = asked.visit(owner_of(request.request.cookies if request.request else {}))
        cancelled = runs.begin(visitor, asked.number)
        try:
            for shown in turns_of(
                room, asked, visit, unkept, cancelled, lambda: runs.is_wanted(visitor, asked.number)
            ):
                yield shown.html, gr.skip() if shown.unkept is None else shown.unkept
        finally:
            # Gradio closes what is no longer wanted; it must not go on elsewhere.
            cancelled.set()

    return ask


def _stops(runs: Runs) -> Callable[[Any, gr.Request], None]:
    def stop(chosen: Any, request: gr.Request) -> None:
        runs.stop(request.session_hash or "", Asked.of("", chosen).number)

    return stop


def _clears(runs: Runs) -> Callable[[Any, gr.Request], tuple[str, Unkept]]:
    def clear(chosen: Any, request: gr.Request) -> tuple[str, Unkept]:
        runs.stop(request.session_hash or "", Asked.of("", chosen).number, wanted=False)
        return "", Unkept()

    return clear


def _leaves(runs: Runs) -> Callable[[gr.Request], None]:
    def leave(request: gr.Request) -> None:
        runs.leave(request.session_hash or "")

    return leave


def _refreshes(room: Room) -> Callable[[], tuple[str, str, str]]:
    def refresh() -> tuple[str, str, str]:
        overview = room.overview()
        return frame.holdings(overview), frame.welcome(overview), frame.choices(overview)

    return refresh


def _reader_of(room: Room) -> Callable[[Any], str]:
    def read(wanted: Any) -> str:
        """Return an article's HTML for {article, spans: [[start, end], ...]} from a browser."""
        try:
            article_id, spans = _checked(wanted)
            return reader(room.article(article_id), spans)
        except CitewireError as error:
            return f'<p class="failure" role="alert">{escape(str(error))}</p>'

    return read


def _checked(wanted: Any) -> tuple[str, list[tuple[int, int]]]:
    match wanted:
        case {"article": str(article_id), "spans": [*spans]}:
            pairs = [(one[0], one[1]) for one in spans if isinstance(one, list) and len(one) == 2]
            if all(isinstance(number, int) for pair in pairs for number in pair):
                return article_id, pairs
    raise UsageError("the page asked for an article in a way that isn't understood: reload it")
