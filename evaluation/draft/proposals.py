"""A proposed question, as it stands in a line of a draft, and the file that holds them with what was decided.

The file is a question file with one field more, "accept": null, true or false. It is written anew, whole, at
every decision, so that a kill loses none. Knows nothing of how questions are made or shown.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from evaluation.lines import numbered_lines
from evaluation.questions import load_questions
from index.disk import writing
from index.errors import UsageError

ANSWERABLE, UNANSWERABLE = "factoid", "unanswerable-near"
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with the article it came from.

    `quote` stands in the article word for word. `changed` says what was exchanged to make the question
    unanswerable, "" where it is answerable. `asks` is who, when, where, how many, or what; `about` the person
    that it tells something of, where that is known.
    """

    question: str
    answers: tuple[str, ...]
    asks: str
    article_id: str
    quote: str
    by: str
    about: str = ""
    changed: str = ""

    def line(self) -> Line:
        """Return the fields of its line."""
        name = sha256("\0".join((self.article_id, self.question)).encode()).hexdigest()[:12]
        common = {"id": f"draft-{name}", "question": self.question}
        more = {"asks": self.asks, "by": self.by, "accept": None}
        source = {"article_id": self.article_id, "quote": self.quote}
        if self.changed:
            made = {"kind": UNANSWERABLE, "answerable": False, "changed": self.changed, "near": source}
            return common | made | more
        told = {"answers": list(self.answers), "relevant_ids": [self.article_id], "evidence": [source]}
        return common | {"kind": ANSWERABLE, "answerable": True} | told | more


def load_draft(path: Path) -> list[Line]:
    """Return the lines of a draft.

    Raises:
        UsageError: it can't be read, or isn't a file of questions.
    """
    load_questions(path)
    return [json.loads(line) for _, line in numbered_lines(path)]


def save_draft(path: Path, lines: Sequence[Line]) -> None:
    """Write the lines of a draft in place of the file: the old one or the new one is there, never a part.

    Raises:
        CitewireError: the disk fails.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def accepted(path: Path) -> list[Line]:
    """Return the accepted lines of a draft, as lines of a question file: without the decision itself.

    Raises:
        UsageError: it can't be read, or nothing in it is accepted.
    """
    kept = [without_decision(line) for line in load_draft(path) if line.get("accept") is True]
    if not kept:
        raise UsageError(f"nothing in {path} is accepted yet: review it with `draft CORPUS --out {path}`")
    return kept


def without_decision(line: Line) -> Line:
    """Return a line without its "accept"."""
    return {name: value for name, value in line.items() if name != "accept"}


def undecided(lines: Iterable[Line]) -> list[int]:
    """Return the positions of the lines that nobody accepted or rejected."""
    return [at for at, line in enumerate(lines) if line.get("accept") is None]
