"""The chat page: answers on the left, the words that they rest on to the right.

`serve` is all that the rest of the program needs. blocks.py is the only module that knows Gradio; the
others turn records into HTML, and every word of an article or a question passes through markup.py.
"""

import socket
import threading
from urllib.parse import urlunsplit

from app.page.room import Room
from app.settings import AppSettings
from index.errors import UsageError

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - named to be replaced


def serve(settings: AppSettings) -> None:
    """Serve the page until interrupted; prints its address as soon as it answers questions quickly.

    Without an index it opens all the same and says how to make one.

    Raises:
        UsageError: the port is taken, or the host is no address of this machine.
    """
    listener = _listen(settings)
    room = Room(settings)
    warming = threading.Thread(target=room.warm, daemon=True)
    warming.start()
    # Takes seconds, in which the archive gets ready.
    from app.page.blocks import run

    with listener:
        run(room, listener, before_ready=warming.join, say=lambda: _ready(settings, room))


def _ready(settings: AppSettings, room: Room) -> None:
    """Say where the page is; nobody waits for the models, which the first question may not need."""
    for later in (room.warm_models, room.catch_up):
        threading.Thread(target=later, daemon=True).start()
    host = _EVERY_ADDRESS.get(settings.host, settings.host)
    place = f"[{host}]" if ":" in host else host
    address = urlunsplit(("http", f"{place}:{settings.port}", "/", "", ""))
    print(f"Citewire: {address} ({room.overview().summary}). Ctrl-C stops it.", flush=True)


def _listen(settings: AppSettings) -> socket.socket:
    """Take the port before anything slow happens, so that a wrong one is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except socket.gaierror as error:
        raise UsageError(f"CITEWIRE_HOST: {settings.host!r} is no address of this machine") from error
    except OSError as error:
        raise UsageError(
            f"the page can't be served at {settings.host} port {settings.port} ({error.strerror}): "
            "set CITEWIRE_PORT to another port, or CITEWIRE_HOST to an address of this machine"
        ) from error
