"""The records of the online half: a question goes in, a Reply comes out.

`Reply.to_json()` is the contract's form, the same for the command line, the page and the evaluation.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

Support = Literal["supported", "weak", "unsupported"]
# A sign and a word each: colour is never needed to tell them apart.
SUPPORT_MARKS: Mapping[Support, str] = MappingProxyType(
    {"supported": "✓ supported", "weak": "~ weak support", "unsupported": "✗ unsupported"}
)

# The engine that asks no model.
QUOTES = "quotes"
# How a sentence's `reason` begins where its citation was changed.
PUT_RIGHT = "citation put right"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with everything that restricts it.

    `since` and `until` are inclusive; nothing published after `as_of` is known, and "latest" or
    "this week" count from it. Empty `sources` means every outlet.
    """

    text: str
    history: tuple[Turn, ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: `quote` is exactly `text[start:end]` of the article's stored text."""

    number: int
    article_id: str
    title: str | None
    source: str | None
    published: date | None
    url: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of the answer, the numbers of what it cites, and how well that supports it.

    `reason` says in words why, and where a citation was put right; it is not part of the contract's JSON.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage that the search found; `score` is comparable within one reply only.

    `copy_of` is the id of the article that has the same report and comes before it in the reply, None where
    the passage is no copy; it is not part of the contract's JSON.
    """

    article_id: str
    start: int
    end: int
    score: float
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure, name or word as one source gives it, and the citation that shows it."""

    value: str
    citation: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A matter that the sources tell differently."""

    about: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """A time, or the publication dates that a search is restricted to; both ends inclusive, None is open."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model's answer took: tokens, and money where the price table knows the model.

    `estimated` is true where the server didn't count and tiktoken did; `cost` is in the table's currency.
    """

    prompt_tokens: int
    completion_tokens: int
    estimated: bool
    cost: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer has come: `answer` is Markdown so far, safe to show, with whole [n] markers only.

    `citations` are the passages that the markers mean. Nothing of it is checked yet.
    """

    stage: Literal["searching", "answering", "checking"]
    standalone_question: str
    answer: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its evidence.

    `answer` is Markdown with [n] markers and bold answer spans; when `answered` is false it is one
    sentence that says what is missing, and `citations` are the nearest passages. `confidence` in [0, 1]
    is how sure the engine is that the archive answers. `notice` says what went otherwise than asked for,
    such as a model that failed; `usage` is what a model took. `doubtful` is true of quotes that may not
    answer, which `notice` says, too. None of these four is part of the contract's JSON.
    """

    question: str
    standalone_question: str
    answered: bool
    answer: str
    engine: str
    index: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[RetrievedPassage, ...]
    conflicts: tuple[Conflict, ...]
    date_range: DateRange | None
    timings_ms: Mapping[str, float]
    confidence: float = 1.0
    notice: str = ""
    usage: Usage | None = None
    doubtful: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON object: dates as YYYY-MM-DD, tuples as lists."""
        plain: dict[str, Any] = _plain(asdict(self))
        for name in ("confidence", "notice", "usage", "doubtful"):
            del plain[name]
        for sentence in plain["sentences"]:
            del sentence["reason"]
        for passage in plain["passages"]:
            del passage["copy_of"]
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
