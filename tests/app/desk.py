"""An archive that people add to and take away from: what the tests of that share."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from app.holdings import AddReport, FileProgress, Holdings
from app.settings import AppSettings
from index.articles import Articles
from index.embedding import Encoder
from index.fingerprint import place_of
from index.records import SyncReport
from index.sync import sync
from tests.app.press import FERRY
from tests.fakes import FakeEncoder
from tests.index.indexed import contents, story, write_jsonl

STORY = "Rockets hit the port of Zenata on Monday. Nobody claimed the attack, the coastguard said."
OTHER = "A market in Orvane burnt down on Friday night. The mayor promised a new one before the winter."


class Desk:
    """Holdings of an archive of its own, and a folder of news beside it."""

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self.folder = folder
        self.news = folder / "news"
        self.settings = AppSettings.model_construct(data=folder / "data")
        self.encoder = encoder or FakeEncoder()
        self.holdings = Holdings(self.settings, self.encoder)
        self.told: list[FileProgress] = []

    def index(self, *articles: dict[str, Any]) -> SyncReport:
        return self.sync(write_jsonl(self.news / "news.jsonl", articles).parent)

    def sync(self, *paths: Path, **options: Any) -> SyncReport:
        return sync(self.settings, list(paths) or [self.news], encoder=self.encoder, **options)

    def add(self, **files: str | bytes) -> AddReport:
        return self.upload([(name.replace("_", "."), content) for name, content in files.items()])

    def upload(self, files: list[tuple[str, str | bytes]]) -> AddReport:
        self.told.clear()
        paths = []
        for number, (_, content) in enumerate(files):
            path = self.folder / f"upload-{number}"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        return self.holdings.add_files(paths, [name for name, _ in files], self.told.append)

    def ids(self) -> list[str]:
        return sorted(row.id for row in self.holdings.listed(limit=500).rows)

    def contents(self) -> dict[str, Any]:
        assert isinstance(self.encoder, FakeEncoder)
        return contents(self.settings, self.encoder)

    def kept(self) -> list[str]:
        """The names of the files that were added."""
        folder = self.settings.data / "added"
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))

    def from_here(self) -> set[str]:
        """The names of the files that the index has of what was added."""
        with closing(Articles.open(place_of(self.settings, self.encoder.name).articles)) as articles:
            files = {Path(known.file) for known in articles.known().values()}
        return {file.name for file in files if file.parent.name == "added"}

    def last(self) -> dict[str, tuple[str, str]]:
        """What was told of each file at last."""
        return {told.name: (told.state, told.reason) for told in self.told}

    def work(self) -> None:
        """Have something of every kind in the archive, and in the bin."""
        self.index(story("one"), story("two"))
        self.add(zenata_txt=STORY, gone_txt=FERRY, corpus_jsonl=lines(story("line")))
        self.holdings.remove("gone.txt")
        self.holdings.remove("two")


class WorkedDesk:
    """A desk that has something of every kind, made once; what a test does to it is undone for the next."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._untouched = folder / "desk", folder / "untouched"
        Desk(self._folder).work()
        shutil.copytree(self._folder, self._untouched)

    def again(self) -> Desk:
        """Return the desk as it was made, in the folder where it was: an index knows its files' paths."""
        shutil.rmtree(self._folder)
        shutil.copytree(self._untouched, self._folder)
        return Desk(self._folder)


def lines(*articles: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in articles)


ACTIONS: dict[str, Callable[[Desk], object]] = {
    "add files": lambda desk: desk.add(new_txt=OTHER),
    "update": lambda desk: desk.add(corpus_jsonl=lines(story("line", "Changed, the mayor of Orvane said."))),
    "add text": lambda desk: desk.holdings.add_text(OTHER),
    "remove what was added": lambda desk: desk.holdings.remove("zenata.txt"),
    "remove what wasn't": lambda desk: desk.holdings.remove("one"),
    "undo what was added": lambda desk: desk.holdings.undo(removal_of(desk, "gone.txt")),
    "undo what wasn't": lambda desk: desk.holdings.undo(removal_of(desk, "two")),
}


def removal_of(desk: Desk, article_id: str) -> str:
    return next(one.id for one in desk.holdings.removed() if one.article_id == article_id)
