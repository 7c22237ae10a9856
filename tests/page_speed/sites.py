"""The archives that the page is measured with, and questions that they answer. Knows no browser."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.archive import Archive
from app.records import Question
from app.settings import AppSettings
from evaluation.corpora import OWN_QUESTIONS, SEEDS
from evaluation.questions import load_questions
from index.settings import load
from index.sync import sync
from tests.serving import Afresh, served_page

_ENOUGH = 40
LONG_CHARACTERS = 100_000
LONG_QUESTION = "What happened to the Vernholm ferry?"
_HAPPENED = (
    "The Vernholm ferry ran aground off Skarrow on Monday with 212 people on board, the coastguard said.",
    "The Vernholm ferry was towed to Skarrow after three weeks on the rocks.",
    "At the end of the day what happened to the Vernholm ferry was still a matter for the police.",
)


@dataclass(frozen=True, slots=True)
class Site:
    """A served archive, where it is, and questions that it answers, each otherwise."""

    url: str
    data: Path
    questions: tuple[str, ...]


@contextmanager
def seeds(folder: Path) -> Iterator[Site]:
    """Serve the articles that ship with the project."""
    settings = load(AppSettings, data=folder / "seeds-data")
    sync(settings, [SEEDS])
    questions = _answered(Archive.open(settings))
    with served_page(settings.data, Afresh) as url:
        yield Site(url, settings.data, questions)


@contextmanager
def long_article(folder: Path) -> Iterator[Site]:
    """Serve one article of 100 kB, with what the question asks for at its beginning, middle and end."""
    article = {"id": "long", "title": "A year at the harbour", "text": _long_text()}
    corpus = folder / "long.jsonl"
    corpus.write_text(json.dumps(article) + "\n", encoding="utf-8")
    settings = load(AppSettings, data=folder / "long-data")
    sync(settings, [corpus])
    with served_page(settings.data, Afresh) as url:
        yield Site(url, settings.data, (LONG_QUESTION,))


def _answered(archive: Archive) -> tuple[str, ...]:
    """Return `_ENOUGH` of our own questions that stand alone and are answered, one for each answer."""
    kept: dict[str, str] = {}
    for gold in load_questions(OWN_QUESTIONS):
        if gold.answerable and not gold.history:
            reply = archive.ask(Question(gold.question))
            if reply.answered:
                kept.setdefault(reply.answer, gold.question)
        if len(kept) == _ENOUGH:
            break
    return tuple(kept.values())


def _long_text() -> str:
    filler = (
        f"On day {day} the harbour was quiet, and nothing else of note was seen there until night fell.\n\n"
        for day in range(1, 10_000)
    )
    text = ""
    for part, happened in enumerate(_HAPPENED, start=1):
        while len(text) < part * LONG_CHARACTERS / len(_HAPPENED):
            text += next(filler)
        text += f"{happened}\n\n"
    return text
