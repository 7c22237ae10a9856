"""The page as its server gives it out, without a browser."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.page import serve
from app.page.headers import Headers, Message
from app.settings import AppSettings
from index.errors import UsageError

ROOT = Path(__file__).parents[2]


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = AppSettings(data=tmp_path, port=taken.getsockname()[1])
        with pytest.raises(UsageError, match="CITEWIRE_PORT"):
            serve(settings)


def test_an_address_of_another_machine_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="CITEWIRE_HOST"):
        serve(AppSettings(data=tmp_path, host="192.0.2.1"))


def test_gradio_is_imported_without_warnings_and_without_writing_stubs() -> None:
    code = (
        "from app.page import quick_import; quick_import.install(); import gradio; "
        "print(gradio.component_meta.create_or_modify_pyi.__module__, gradio.Textbox(label='x').label)"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("app.page.quick_import x\n", "")


async def _served(
    app: Callable[..., object], path: str, method: str, headers: dict[str, str]
) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    sent_with = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": sent_with}
    await Headers(app)(scope, receive, send)  # type: ignore[arg-type]
    return sent


def _gives(*chunks: bytes) -> Callable[..., object]:
    async def app(scope: object, receive: object, send: Callable[[Message], object]) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"999")]}
        await send(start)  # type: ignore[misc]
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})  # type: ignore[misc]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[misc]

    return app


def _run(
    app: Callable[..., object], path: str, method: str = "GET", **sent: str
) -> tuple[dict[bytes, bytes], bytes]:
    headers = {name.replace("_", "-"): value for name, value in sent.items()}
    start, *bodies = asyncio.run(_served(app, path, method, headers))
    return dict(start["headers"]), b"".join(body["body"] for body in bodies)


def test_the_document_loses_the_framework_s_metadata_and_stays_whole() -> None:
    document = (
        b'<title>T</title><meta\n property="og:title"\n content="Gradio" />'
        b'<meta name="twitter:x" content="y"><p>'
    )
    headers, body = _run(_gives(document[:30], document[30:]), "/")
    assert body == b"<title>T</title><p>"
    assert headers[b"content-length"] == str(len(body)).encode()


@pytest.mark.parametrize("path", ["/", "/assets/x.js"])
def test_every_response_keeps_the_browser_at_home(path: str) -> None:
    headers, _ = _run(_gives(b"x"), path)
    policy = headers[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", ["/", "/citewire/articles/remove", "/gradio_api/queue/join"])
def test_what_another_site_s_page_sends_changes_nothing(path: str) -> None:
    _, body = _run(_gives(b"done"), path, "POST", Host="here", Origin="https://evil.example")
    assert b"nothing has been done" in body
    _, body = _run(_gives(b"done"), path, "POST", Host="here", Origin="http://here")
    assert body == b"done"
