"""What an evidence pack says of each answer, in words, for every kind of file alike.

The text in it is as it came from articles, questions and models: each writer makes it safe for its file.
Knows nothing of files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.answer_text import AnswerBlock, AnswerPart, Words, answer_blocks
from app.links import safe_url
from app.pack.records import Pack, Packed
from app.records import (
    QUOTES,
    SUPPORT_MARKS,
    AnswerSentence,
    Citation,
    Conflict,
    DateRange,
    Reply,
    Support,
)
from app.spent import duration, spent
from app.times import in_words

NO_ANSWER = "No answer in the archive"
SOURCES_DIFFER = "Sources differ"
NAME = "Citewire"
CHECKED = "The check, sentence by sentence"
HOW_TO_CHECK = (
    "To check a quote: “python -m app article ID” prints the stored text of the article with that id. "
    "The quote is the characters from its first number up to, not including, its second, counted from 0."
)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of the answer as it was checked: `mark` is a sign and a word, `reason` may be empty."""

    text: str
    support: Support
    mark: str
    numbers: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, who gives it, when that was published, and the number of the source."""

    figure: str
    who: str
    when: str
    number: int


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that differ, and about what."""

    about: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A citation in words; `url` is one that a reader may be sent to, or None."""

    number: int
    headline: str
    outlet: str
    when: str
    quote: str
    article_id: str
    start: int
    end: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One question with all that belongs to it, in the order in which a reader wants it.

    `read_as`, `searched`, `verdict` and `notice` are empty where there is nothing to say; `facts` are pairs
    of a label and what it says.
    """

    question: str
    read_as: str
    searched: str
    notice: str
    verdict: str
    answer: tuple[AnswerBlock, ...]
    checked: tuple[CheckedSentence, ...]
    tables: tuple[Table, ...]
    sources_title: str
    sources: tuple[Source, ...]
    facts: tuple[tuple[str, str], ...]


def title(pack: Pack) -> str:
    """Return the pack's title on one line."""
    return " ".join(pack.title.split()) or NAME


def is_asked_once(pack: Pack) -> bool:
    """Say whether the title is the only question: it need not stand there twice."""
    return [" ".join(one.reply.question.split()) for one in pack.turns] == [title(pack)]


def made(pack: Pack) -> str:
    """Return the line under the title: how many questions, and when the pack was made."""
    number = len(pack.turns)
    return f"Evidence pack, {number:,} question{'' if number == 1 else 's'}, made {moment(pack.made)}"


def sheets(pack: Pack) -> Iterator[Sheet]:
    """Yield each question of a pack with its answer and evidence."""
    return map(_sheet, pack.turns)


def answer_of(reply: Reply) -> tuple[AnswerBlock, ...]:
    """Return the answer's paragraphs and list items; markers that point at nothing are left out.

    What stands in an article word for word is in quotation marks.
    """
    known = {citation.number for citation in reply.citations}
    blocks = tuple(_with_known_markers(block, known) for block in answer_blocks(reply.answer))
    if reply.engine == QUOTES and reply.answered:
        return tuple(map(_in_quotation_marks, blocks))
    return blocks


def checked_of(reply: Reply) -> tuple[CheckedSentence, ...]:
    """Return the answer's sentences as they were checked."""
    known = {citation.number for citation in reply.citations}
    return tuple(_checked(sentence, known) for sentence in reply.sentences)


def sources_of(reply: Reply) -> tuple[Source, ...]:
    """Return the citations in words, in order."""
    return tuple(map(_source, reply.citations))


def sources_title(reply: Reply) -> str:
    """Return what stands above the citations: those of a refusal support nothing."""
    return "Sources" if reply.answered else "Nearest articles"


def moment(when: datetime) -> str:
    """Return a time as 2 June 2020, 14:05 UTC."""
    universal = when.astimezone(UTC)
    return f"{in_words(universal.date())}, {universal:%H:%M} UTC"


def _sheet(packed: Packed) -> Sheet:
    reply = packed.reply
    # Searching makes spaces even; that is no other reading.
    same = reply.standalone_question.split() == reply.question.split()
    return Sheet(
        question=" ".join(reply.question.split()) or "(no question)",
        read_as="" if same else " ".join(reply.standalone_question.split()),
        searched=_searched(reply.date_range),
        notice=reply.notice,
        verdict="" if reply.answered else NO_ANSWER,
        answer=answer_of(reply),
        checked=checked_of(reply),
        tables=tuple(filter(None, (_table(conflict, reply) for conflict in reply.conflicts))),
        sources_title=sources_title(reply),
        sources=sources_of(reply),
        facts=_facts(packed),
    )


def _with_known_markers(block: AnswerBlock, known: set[int]) -> AnswerBlock:
    parts: list[AnswerPart] = []
    for part in block.parts:
        if isinstance(part, Words):
            parts.append(part)
        elif numbers := tuple(number for number in part if number in known):
            parts.append(numbers)
    return replace(block, parts=tuple(parts))


def _in_quotation_marks(block: AnswerBlock) -> AnswerBlock:
    places = [at for at, part in enumerate(block.parts) if isinstance(part, Words) and part.text.strip()]
    if not places:
        return block
    first, last = places[0], places[-1]
    opening, closing = Words("“"), Words("”")
    before, quoted, after = block.parts[:first], list(block.parts[first : last + 1]), block.parts[last + 1 :]
    ending = quoted[-1]
    if isinstance(ending, Words):
        words = ending.text.rstrip()
        quoted[-1] = replace(ending, text=words)
        closing = Words("”" + ending.text[len(words) :])
    return replace(block, parts=(*before, opening, *quoted, closing, *after))


def _checked(sentence: AnswerSentence, known: set[int]) -> CheckedSentence:
    return CheckedSentence(
        text=" ".join(sentence.text.split()),
        support=sentence.support,
        mark=SUPPORT_MARKS[sentence.support],
        numbers=tuple(number for number in sentence.citations if number in known),
        reason=" ".join(sentence.reason.split()),
    )


def _table(conflict: Conflict, reply: Reply) -> Table | None:
    known = {citation.number: citation for citation in reply.citations}
    rows = tuple(
        Row(claim.value, _who(known[claim.citation]), _day(known[claim.citation].published), claim.citation)
        for claim in conflict.claims
        if claim.citation in known
    )
    return Table(" ".join(conflict.about.split()), rows) if rows else None


def _who(citation: Citation) -> str:
    return citation.source or citation.title or citation.article_id


def _source(citation: Citation) -> Source:
    return Source(
        number=citation.number,
        headline=" ".join((citation.title or citation.article_id).split()),
        outlet=" ".join((citation.source or "").split()),
        when=_day(citation.published),
        quote=citation.quote,
        article_id=citation.article_id,
        start=citation.start,
        end=citation.end,
        url=safe_url(citation.url),
    )


def _day(published: date | None) -> str:
    return in_words(published) if published else "no date given"


def _searched(dates: DateRange | None) -> str:
    if dates is None or not (dates.since or dates.until):
        return ""
    if dates.since == dates.until and dates.since:
        return f"only what was published on {in_words(dates.since)}"
    since = f"from {in_words(dates.since)}" if dates.since else ""
    until = f"to {in_words(dates.until)}" if dates.until else ""
    return f"only what was published {' '.join(filter(None, (since, until)))}"


def _facts(packed: Packed) -> tuple[tuple[str, str], ...]:
    reply = packed.reply
    facts = (
        ("Asked", moment(packed.asked)),
        ("Answered by", _engine(reply)),
        ("Used", spent(reply.usage) if reply.usage else ""),
        ("Took", duration(reply.timings_ms.get("total", 0))),
        ("Archive", f"index {reply.index}"),
    )
    return tuple((label, words) for label, words in facts if words)


def _engine(reply: Reply) -> str:
    if reply.engine == QUOTES:
        return "quotes (the articles’ own words, no model)"
    if not reply.answered and reply.usage is None:
        return f"{reply.engine}, which wasn’t asked"
    return f"{reply.engine} (a model; each sentence checked against what it cites)"
