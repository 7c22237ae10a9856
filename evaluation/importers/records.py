"""What importers yield: articles, questions, and rows that were left out, each with the place it stood.

The checks here are those of the two formats that come out (index.reading's JSONL and evaluation.questions):
what passes is taken by both. Knows nothing of files or of foreign formats.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from app.records import Turn
from evaluation.questions import Evidence
from index.reading.characters import has_controls, normalise_field

LONGEST_ID = 1000


class BadRowError(ValueError):
    """One row can't be taken; the message says in words for people why."""


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """An article as it will stand in corpus.jsonl."""

    place: str
    id: str
    text: str
    title: str | None = None
    url: str | None = None

    def line(self) -> dict[str, Any]:
        """Return the fields of its line."""
        told = {"title": self.title, "url": self.url}
        return {"id": self.id, "text": self.text} | {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class ImportedQuestion:
    """A question as it will stand in questions.jsonl; `extra` are fields that are carried along."""

    place: str
    id: str
    question: str
    kind: str
    answerable: bool = True
    answers: tuple[str, ...] = ()
    relevant_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    history: tuple[Turn, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict, hash=False)

    def line(self) -> dict[str, Any]:
        """Return the fields of its line."""
        told: dict[str, Any] = {
            "answers": list(self.answers),
            "relevant_ids": list(self.relevant_ids),
            "evidence": [{"article_id": one.article_id, "quote": one.quote} for one in self.evidence],
            "history": [{"role": turn.role, "content": turn.content} for turn in self.history],
        }
        must = {"id": self.id, "question": self.question, "kind": self.kind, "answerable": self.answerable}
        return must | {name: value for name, value in told.items() if value} | self.extra


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was left out: where it stands (`FILE:LINE`) and why."""

    place: str
    reason: str


Imported = ImportedArticle | ImportedQuestion | Skipped


def text_of(value: object, name: str) -> str:
    """Return a string without control characters or surrounding blanks.

    Raises:
        BadRowError: it is no string, or nothing is left of it.
    """
    if not isinstance(value, str):
        raise BadRowError(f"{name} is missing" if value is None else f"{name} is not a text")
    cleaned = normalise_field(value).strip()
    if not cleaned:
        raise BadRowError(f"{name} is empty")
    return cleaned


def texts_of(value: object, name: str) -> tuple[str, ...]:
    """Return the different texts of a string or of a list of them, in order, without empty ones.

    Raises:
        BadRowError: it is neither.
    """
    values = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        raise BadRowError(f"{name} is neither a text nor a list of texts")
    cleaned = (normalise_field(one).strip() for one in values)
    return tuple(dict.fromkeys(one for one in cleaned if one))


def id_of(value: object, name: str = "id") -> str:
    """Return an id as a text without surrounding blanks.

    Raises:
        BadRowError: there is none, or the index wouldn't take it.
    """
    plain = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(plain, str) or not plain.strip():
        raise BadRowError(f"{name} is missing" if plain in (None, "") else f"{name} is no text or number")
    if has_controls(plain) or len(plain) > LONGEST_ID:
        raise BadRowError(f"{name} has control characters or more than {LONGEST_ID:,} characters")
    return plain.strip()


def optional_text(value: object) -> str | None:
    """Return a text without control characters or surrounding blanks, None for anything else."""
    return (normalise_field(value).strip() or None) if isinstance(value, str) else None


def hashed_id(prefix: str, parts: Iterable[str]) -> str:
    """Return an id that stays the same as long as `parts` do: the prefix and 16 hex digits."""
    return f"{prefix}-{sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"
