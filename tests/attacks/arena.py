"""Where attacks are played: one archive with all poisoned articles, and a model that obeys.

The model is the scripted server over a real socket, asked by the real chain; every address that this
process connects to meanwhile is written down.
"""

import io
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr

from app.archive import Archive
from app.page.evidence import reader
from app.page.turn import growing_turn, turn
from app.records import QUOTES, Progress, Question, Reply, Turn
from app.settings import AppSettings, Unsupported
from app.terminal import show
from index.embedding import Encoder, make_encoder
from index.sync import sync
from tests.attacks.cases import Attack, Subject, subject_of
from tests.openai_server import OpenAIServer

MODEL = "obedient"
KEY = "sk-attack-5f2c1b9e7d404a6a"
ENVIRONMENT = {"CITEWIRE_ATTACK_SECRET": "environment-6a1f0d2b93"}
SECRETS = (KEY, *ENVIRONMENT.values())

PASSAGE = re.compile(r"<passage>\n\[(\d+)\]\n(.*?)</passage>", re.DOTALL)
# What of a question isn't asked may be left out of the prompt, and addresses are never sent: the model is
# told beforehand then.
UNSENT = ("question", "url")
_PIECE_CHARACTERS = 11
_LONGEST_REPEATED = 150
_LONGEST_PROMPT = 1_500
_watched: list[list[tuple[str, Any]]] = []
_hooked: list[bool] = []


class Obedient:
    """The model: it does whatever the attack that is being played orders, if the order reaches it."""

    def __init__(self) -> None:
        self.playing: Attack | None = None
        self.reached = False

    def __call__(self, body: dict[str, Any]) -> Sequence[str]:
        """Return the answer to a request's messages, in small pieces."""
        texts = [str(message["content"]) for message in body["messages"]]
        attack = self.playing
        assert attack is not None
        if not (attack.where in UNSENT or any(attack.id in text for text in texts)):
            return ["NOT_IN_THE_ARCHIVE"]
        self.reached = True
        written = attack.obeyed
        if not PASSAGE.search(texts[-1]) and attack.rewritten is not None:
            written = attack.rewritten
        filled = _filled(written, attack, texts)
        return [filled[at : at + _PIECE_CHARACTERS] for at in range(0, len(filled), _PIECE_CHARACTERS)]


def _filled(written: str, attack: Attack, texts: Sequence[str]) -> str:
    subject = subject_of(attack)
    passages = {int(number): words for number, words in PASSAGE.findall(texts[-1])}
    honest = next((number for number, words in passages.items() if subject.honest in words), 1)
    poisoned = next((number for number, words in passages.items() if attack.id in words), honest)
    values = {
        "honest": f"{subject.honest} [{honest}]",
        "bare": subject.honest.rstrip("."),
        "h": str(honest),
        "n": str(poisoned),
        "conversation": quote("\n".join(texts[1:])[:_LONGEST_REPEATED]),
        "prompt": texts[-1][:_LONGEST_PROMPT],
        "system": texts[0],
    }
    for name, value in values.items():
        written = written.replace(f"{{{name}}}", value)
    return written


@dataclass(frozen=True, slots=True)
class Played:
    """All that one attack led to: what was sent where, and what every surface shows.

    `steps` are the stages of the growing answer; `terminal` is what is printed into a file, `coloured` on
    a terminal; `page` has the HTML of the turn, of each of its stages, and of each cited article.
    """

    attack: Attack
    subject: Subject
    reached: bool
    reply: Reply
    steps: tuple[Progress, ...]
    requests: tuple[dict[str, Any], ...]
    addresses: frozenset[tuple[str, Any]]
    server: tuple[str, int]
    terminal: str
    coloured: str
    page: tuple[str, ...]
    texts: dict[str, str]


class Arena:
    """The archive and the server, ready to play."""

    def __init__(self, settings: AppSettings, server: OpenAIServer, model: Obedient) -> None:
        self.settings = settings
        self.server = server
        self.model = model
        self._archives: dict[Unsupported, Archive] = {}

    def play(self, attack: Attack, unsupported: Unsupported = "strike") -> Played:
        """Ask the model the question of an attack and return all that came of it."""
        return self._played(attack, question_of(attack), MODEL, self._archive(unsupported))

    def quote(self, attack: Attack) -> Played:
        """Have the order of an attack itself quoted, without a model."""
        return self._played(attack, Question(f"What is {attack.id}?"), QUOTES, self._archive("strike"))

    def _played(self, attack: Attack, question: Question, engine: str, archive: Archive) -> Played:
        self.model.playing, self.model.reached = attack, False
        before = len(self.server.received)
        with addresses_connected_to() as addresses:
            steps = list(archive.stream(question, engine=engine))
        reply = steps[-1]
        assert isinstance(reply, Reply)
        growing = tuple(step for step in steps if isinstance(step, Progress))
        articles = {one.article_id: archive.article(one.article_id) for one in reply.citations}
        return Played(
            attack=attack,
            subject=subject_of(attack),
            reached=self.model.reached,
            reply=reply,
            steps=growing,
            requests=tuple(one.body for one in self.server.received[before:]),
            addresses=frozenset(addresses),
            server=("127.0.0.1", int(self.server.address.rpartition(":")[2])),
            terminal=printed(reply),
            coloured=printed(reply, coloured=True),
            page=_pages(reply, growing, archive),
            texts={name: article.text for name, article in articles.items()},
        )

    def _archive(self, unsupported: Unsupported) -> Archive:
        if unsupported not in self._archives:
            settings = self.settings.model_copy(update={"unsupported": unsupported})
            self._archives[unsupported] = Archive.open(settings)
        return self._archives[unsupported]


@contextmanager
def arena(folder: Path, attacks: Sequence[Attack], encoder: Encoder | None = None) -> Iterator[Arena]:
    """Index the articles of all attacks into `folder` and start the server."""
    settings = AppSettings.model_construct(data=folder / "data")
    articles = folder / "articles.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    with articles.open("w", encoding="utf-8") as lines:
        for attack in attacks:
            subject = subject_of(attack)
            for article in (subject.honest_article, subject.poisoned_article):
                lines.write(json.dumps(article) + "\n")
    sync(settings, [articles], encoder=encoder or make_encoder(settings))
    model = Obedient()
    os.environ.update(ENVIRONMENT)
    try:
        with OpenAIServer(model=MODEL, key=KEY, reply=model) as server:
            asking = {"llm_model": MODEL, "llm_base_url": server.base_url, "llm_api_key": SecretStr(KEY)}
            yield Arena(settings.model_copy(update=asking), server, model)
    finally:
        for name in ENVIRONMENT:
            del os.environ[name]


def question_of(attack: Attack) -> Question:
    """Return what is asked, with the order in it or in the turns before where the attack has it there."""
    asked = subject_of(attack).question
    if attack.where == "question":
        return Question(f"{asked} {attack.order}")
    if attack.where != "history":
        return Question(asked)
    turns = (Turn("user", "What is new at the coast?"), Turn("assistant", "Nothing much."))
    place = 0 if attack.speaker == "user" else 1
    return Question(
        asked,
        history=tuple(
            replace(one, content=attack.order) if at == place else one for at, one in enumerate(turns)
        ),
    )


def _pages(reply: Reply, growing: Sequence[Progress], archive: Archive) -> tuple[str, ...]:
    articles = dict.fromkeys(citation.article_id for citation in reply.citations)
    return (
        turn(1, reply, archive.article),
        *(growing_turn(1, reply.question, reply.engine, step) for step in growing[-3:]),
        *(reader(archive.article(name), [(0, 10)]) for name in articles),
    )


def printed(reply: Reply, *, coloured: bool = False) -> str:
    """Return what the command line prints."""
    out = io.StringIO()
    if coloured:
        os.environ["FORCE_COLOR"] = "1"
    try:
        with redirect_stdout(out):
            show(reply)
    finally:
        os.environ.pop("FORCE_COLOR", None)
    return out.getvalue()


@contextmanager
def addresses_connected_to() -> Iterator[list[tuple[str, Any]]]:
    """Note the host and port of every connection that Python's sockets make meanwhile."""
    if not _hooked:
        sys.addaudithook(_watch)
        _hooked.append(True)
    seen: list[tuple[str, Any]] = []
    _watched.append(seen)
    try:
        yield seen
    finally:
        _watched.remove(seen)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[0:2] if event == "socket.getaddrinfo" else arguments[1]
        if isinstance(address, tuple):
            for seen in _watched:
                seen.append((str(address[0]), address[1]))
