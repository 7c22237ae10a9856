"""Reads and writes labelled pairs (JSON Lines, one pair a line) as frozen records.

It knows the format and nothing of the check, of corpora or of how pairs come about.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from evaluation.lines import numbered_lines
from index.errors import UsageError

Part = Literal["seen", "unseen"]
Made = Literal["by hand", "by rule"]
Kind = Literal[
    "as_is", "partial", "paraphrase",
    "number", "name", "date", "negation", "roles", "borrowed", "overclaim", "unsaid",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
FAITHFUL_KINDS: frozenset[Kind] = frozenset({"as_is", "partial", "paraphrase"})
INVENTED = "invented/"
_UNSEEN_ONE_IN = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where a passage comes from: the facts that an archive would show beside it."""

    title: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and the passages that it cites; `faithful` tells whether they support it.

    `origin` is the article, as "corpus/article id". `cited` names the passages, as "corpus/article
    id#number"; `passages` are their texts, empty where these have not been looked up. `change` says in
    words what was altered, "" where nothing was. `group` decides the part: the same for all passages
    of one topic.
    """

    id: str
    sentence: str
    cited: tuple[str, ...]
    kind: Kind
    faithful: bool
    origin: str
    made: Made
    change: str = ""
    passages: tuple[str, ...] = ()
    sources: tuple[Source, ...] = field(default=())

    @property
    def part(self) -> Part:
        """Return the part of the article that the sentence comes from (see `part_of`)."""
        return part_of(self.origin)


def article_of(name: str) -> str:
    """Return the article of a passage or a paragraph by its name, as "corpus/article id"."""
    return name.split("#")[0]


def part_of(origin: str) -> Part:
    """Return which part an article belongs to: a third is "unseen", decided by the hash of its name.

    What follows a "#" doesn't count: paragraphs of one article are articles of their own in SQuAD. Articles
    invented to learn from are all "seen".
    """
    name = article_of(origin)
    if name.startswith(INVENTED):
        return "seen"
    return "seen" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % _UNSEEN_ONE_IN else "unseen"


def pair_id(kind: Kind, sentence: str, cited: Iterable[str]) -> str:
    """Return an id that says the kind and changes with the sentence and with what it cites."""
    told = "\n".join((sentence, *cited))
    return f"{kind}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Line(BaseModel):
    """The format of one line; an exported one has the texts of its passages too."""

    model_config = ConfigDict(extra="forbid")

    id: _Text
    sentence: _Text
    cited: Annotated[tuple[_Text, ...], Field(min_length=1)]
    kind: Kind
    faithful: Annotated[bool, Field(strict=True)]
    origin: _Text
    made: Made
    change: str = ""
    part: Part
    passages: tuple[_Text, ...] = ()
    titles: tuple[str | None, ...] = ()
    dates: tuple[date | None, ...] = ()
    title: str | None = None
    published: date | None = None


def load_pairs(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of a JSON Lines file in its order; blank lines are skipped.

    Raises UsageError, naming the first line that is no pair, where the file can't be read, is empty or
    uses an id twice.
    """
    pairs: dict[str, Pair] = {}
    for number, line in numbered_lines(path):
        try:
            pair = _parse(line)
        except ValueError as problem:
            raise UsageError(f"{path} line {number}: {problem}") from problem
        if pair.id in pairs:
            raise UsageError(f"{path} line {number}: the id {pair.id!r} is already taken")
        pairs[pair.id] = pair
    if not pairs:
        raise UsageError(f"{path} holds no pairs: give a file with one JSON object a line")
    return tuple(pairs.values())


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write pairs, one a line; those whose texts were looked up can be checked without any corpus."""
    lines = (json.dumps(_as_line(pair), ensure_ascii=False) + "\n" for pair in pairs)
    path.write_text("".join(lines), encoding="utf-8")


def _parse(line: str) -> Pair:
    """Return the pair of one line; a ValueError says in words for people what is wrong with it."""
    try:
        read = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the line"
        raise ValueError(f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from error
    _refuse_contradictions(read)
    sources = (Source(title, day) for title, day in zip(read.titles, read.dates, strict=True))
    return Pair(
        id=read.id,
        sentence=read.sentence,
        cited=read.cited,
        kind=read.kind,
        faithful=read.faithful,
        origin=read.origin,
        made=read.made,
        change=read.change,
        passages=read.passages,
        sources=tuple(sources),
    )


def _refuse_contradictions(line: _Line) -> None:
    if line.faithful != (line.kind in FAITHFUL_KINDS):
        raise ValueError(f"faithful: {line.kind!r} can't be {line.faithful}")
    if line.part != part_of(line.origin):
        raise ValueError(f"part: {line.origin!r} belongs to {part_of(line.origin)!r}")
    if len({len(line.cited), *(len(told) for told in (line.passages, line.titles, line.dates) if told)}) > 1:
        raise ValueError("cited, passages, titles and dates differ in their numbers")
    if bool(line.passages) != bool(line.titles) or bool(line.passages) != bool(line.dates):
        raise ValueError("passages, titles and dates go together")


def _as_line(pair: Pair) -> Mapping[str, Any]:
    line = {name: value for name, value in asdict(pair).items() if name not in {"passages", "sources"}}
    line["part"] = pair.part
    if pair.passages:
        days = [source.published.isoformat() if source.published else None for source in pair.sources]
        line |= {
            "passages": pair.passages,
            "titles": [source.title for source in pair.sources],
            "dates": days,
        }
        line |= {"title": line["titles"][0], "published": days[0]}
    return line
