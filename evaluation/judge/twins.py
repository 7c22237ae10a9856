"""Reads twins: claims about passages, each a faithful one and a false one that differs in one respect.

They were written one by one to learn from (JSON Lines, one twin a line). Knows the format and nothing of
what is learned.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from evaluation.lines import numbered_lines
from evaluation.pairs.records import Kind
from index.errors import UsageError

FILE = Path(__file__).with_name("twins.jsonl")


@dataclass(frozen=True, slots=True, config={"extra": "forbid"})
class Twin:
    """Two claims about an article; `evidence`, one or two of its sentences word for word, settles them.

    `about` is the passage, as "corpus/article id#number", or the article, as "corpus/article id". `kind` says
    in what the false one differs.
    """

    about: str
    kind: Kind
    evidence: str
    faithful: str
    false: str


def twins(path: Path = FILE) -> Iterator[Twin]:
    """Yield the twins of a file in its order; raise UsageError, naming the line, at one that is no twin."""
    for number, line in numbered_lines(path):
        try:
            yield _twin().validate_json(line)
        except ValidationError as error:
            raise UsageError(f"{path} line {number} is no twin: {error.errors()[0]['msg']}") from error


@cache
def _twin() -> TypeAdapter[Twin]:
    return TypeAdapter(Twin)
