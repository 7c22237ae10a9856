"""A draft held against the archive: each sentence, what supports or contradicts it, where that stands.

A draft is text, whose sentences are searched for in the archive, or JSON lines that bring their passages
along and need no archive. Knows nothing of how the outcome is shown.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.check.stored import evidence_of, in_article
from app.check.verdict import Evidence, Verdict
from app.errors import MOST_CHARACTERS
from app.question import understand
from app.records import Citation, Question, Support
from app.settings import AppSettings
from index.embedding import make_encoder
from index.errors import UnreadableError, UsageError
from index.reading.discovery import JSONL_SUFFIXES
from index.reading.encoding import decode
from index.reading.language import recognised_language
from index.records import Span
from index.sentences import sentences

if TYPE_CHECKING:
    from app.archive import Archive
    from app.search import Found

_MOST_BYTES = 10_000_000
_MOST_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence to check: against `passages` where they are given, else against the archive.

    `fields` are what its JSON line had, carried along untouched.
    """

    text: str
    passages: tuple[Evidence, ...] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A draft's sentence with the verdict; `citation` says where in the archive `quote` stands."""

    sentence: DraftSentence
    support: Support
    contradicted: bool
    reason: str
    quote: str | None
    citation: Citation | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON: the input's fields plus support, reason and quote.

        Where the archive was searched, also `citation`: where the quote stands, or null.
        """
        line = {**self.sentence.fields, "support": self.support, "reason": self.reason, "quote": self.quote}
        if self.sentence.passages is None:
            line["citation"] = _plain(self.citation)
        return line


def read_draft(name: str) -> tuple[DraftSentence, ...]:
    """Read a draft from the file `name`, or from standard input for "-".

    Raises:
        UsageError: it can't be read, is too long, is no text, or a line is no such JSON object.
    """
    raw = _bytes(name)
    if len(raw) > _MOST_BYTES:
        raise UsageError(f"{name} has more than {_MOST_BYTES // 1_000_000} MB: check a shorter draft")
    text = _decoded(raw, name)
    if Path(name).suffix.lower() in JSONL_SUFFIXES or text.lstrip().startswith('{"'):
        return tuple(_from_json(name, text))
    found = [" ".join(span.of(text).split()) for span in sentences(text, recognised_language(text))]
    return tuple(DraftSentence(one, None, {"sentence": one}) for one in found)


def check_draft(draft: tuple[DraftSentence, ...], settings: AppSettings) -> Iterator[CheckedSentence]:
    """Yield each sentence with its verdict, in order.

    Raises:
        UsageError: the draft has no sentence.
        CitewireError: a sentence needs the archive, and there is none.
    """
    if not draft:
        raise UsageError("there is no sentence to check in it")
    if all(one.passages is not None for one in draft):
        from app.check.verdict import Checker

        checker = Checker(make_encoder(settings))
        return (_against_given(checker.check(one.text, one.passages or ()), one) for one in draft)
    from app.archive import Archive

    return _against(Archive.open(settings), draft)


def _against(archive: "Archive", draft: tuple[DraftSentence, ...]) -> Iterator[CheckedSentence]:
    for one in draft:
        if one.passages is not None:
            yield _against_given(archive.checker.check(one.text, one.passages), one)
        else:
            yield _in_archive(archive, one)


def _against_given(verdict: Verdict, one: DraftSentence) -> CheckedSentence:
    passages = one.passages or ()
    quote = None
    if verdict.passage is not None and verdict.quote is not None:
        quote = verdict.quote.of(passages[verdict.passage].text)
    return CheckedSentence(one, verdict.support, verdict.contradicted, verdict.reason, quote)


def _in_archive(archive: "Archive", one: DraftSentence) -> CheckedSentence:
    if not any(sign.isalnum() for sign in one.text):
        return CheckedSentence(one, "supported", False, "nothing to check", None)
    query = understand(Question(one.text[:MOST_CHARACTERS]), date.today())
    found = archive.search(query).found[:_MOST_EVIDENCE]
    evidence = [evidence_of(each.passage) for each in found]
    verdict = archive.checker.check(one.text, evidence)
    if verdict.passage is None or verdict.quote is None:
        return CheckedSentence(one, verdict.support, verdict.contradicted, verdict.reason, None)
    citation = _citation(found[verdict.passage], verdict.quote)
    return CheckedSentence(
        one, verdict.support, verdict.contradicted, verdict.reason, citation.quote, citation
    )


def _citation(found: "Found", quote: Span) -> Citation:
    from app.answer import Citations

    citations = Citations()
    citations.number(found.passage, in_article(found.passage, quote))
    return citations.items[0]


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror}") from error


def _decoded(raw: bytes, name: str) -> str:
    try:
        return decode(raw).replace("\r\n", "\n")
    except UnreadableError as error:
        raise UsageError(f"{name} {error}: save the draft as text") from error


def _from_json(name: str, text: str) -> Iterator[DraftSentence]:
    # Not splitlines: a JSON string may hold U+2028 and its like.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _from_line(f"{name}, line {number}", line)


def _from_line(where: str, line: str) -> DraftSentence:
    wrong = f'{where} is no {{"sentence": "...", "passages": ["...", ...]}}: correct it'
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(wrong) from error
    match fields:
        case {"sentence": str(sentence), "passages": [*passages]} if all(
            isinstance(one, str) for one in passages
        ):
            return DraftSentence(sentence, tuple(_given(one, fields) for one in passages), fields)
        case {"sentence": str(sentence)} if "passages" not in fields:
            return DraftSentence(sentence, None, fields)
    raise UsageError(wrong)


def _given(text: str, fields: Mapping[str, Any]) -> Evidence:
    """Return a passage with what the line says of its article."""
    title, source, published = (fields.get(name) for name in ("title", "source", "published"))
    try:
        day = date.fromisoformat(published) if isinstance(published, str) else None
    except ValueError:
        day = None
    return Evidence(
        text, title if isinstance(title, str) else None, source if isinstance(source, str) else None, day
    )


def _plain(citation: Citation | None) -> dict[str, Any] | None:
    if citation is None:
        return None
    names = ("article_id", "title", "source", "published", "url", "start", "end")
    values = {name: getattr(citation, name) for name in names}
    return values | {"published": citation.published.isoformat() if citation.published else None}
