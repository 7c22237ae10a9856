"""One turn of the conversation as HTML: the question, the answer with its chips and marks, what differs.

The evidence travels along in a <template>, so that the page shows it without asking again. Knows nothing
of Gradio.
"""

from collections.abc import Iterable, Iterator

from app.page.evidence import ArticleOf, evidence
from app.page.markup import AnswerPart, answer_paragraphs, counted, day, escape, plain
from app.records import AnswerSentence, Citation, Claim, Conflict, DateRange, Reply

# A word and a sign each: colour is never needed to tell them apart.
_SUPPORT = {"supported": "✓ supported", "weak": "~ weak support", "unsupported": "✗ unsupported"}
_LONGEST_SHOWN = 300
_ENGINES = {"quotes": "quotes, no model"}


def turn(number: int, reply: Reply, article_of: ArticleOf) -> str:
    """Return a turn's HTML; `number` counts the conversation's turns from 1."""
    return _frame(
        number,
        reply.question,
        _read_as(reply)
        + _body(reply)
        + "".join(_conflict(one, reply) for one in reply.conflicts)
        + _facts(reply),
        f'<template class="turn-evidence">{evidence(reply, article_of)}</template>',
    )


def failed_turn(number: int, question: str, message: str) -> str:
    """Return a turn whose question has no answer but a line that says why."""
    shown = question if len(question) <= _LONGEST_SHOWN else question[:_LONGEST_SHOWN] + " …"
    return _frame(number, shown, f'<p class="failure" role="alert">{escape(message)}</p>', "")


def _frame(number: int, question: str, body: str, hidden: str) -> str:
    asked = f'<h2 class="asked" dir="auto">{escape(question.strip())}</h2>' if question.strip() else ""
    return f'<article class="turn" data-turn="{number}" tabindex="-1">{asked}{body}{hidden}</article>'


def _read_as(reply: Reply) -> str:
    lines = []
    if reply.standalone_question.strip() != reply.question.strip():
        lines.append(f'<p class="read-as" dir="auto">Read as: {escape(reply.standalone_question)}</p>')
    if reply.date_range is not None:
        lines.append(f'<p class="read-as">{_searched(reply.date_range)}</p>')
    return "".join(lines)


def _searched(dates: DateRange) -> str:
    if dates.since and dates.until:
        if dates.since == dates.until:
            return f"Searched {day(dates.since)} only"
        return f"Searched {day(dates.since)} to {day(dates.until)}"
    if dates.since:
        return f"Searched from {day(dates.since)} on"
    return f"Searched up to {day(dates.until)}" if dates.until else "Searched all dates"


def _body(reply: Reply) -> str:
    if not reply.answered:
        return _refusal(reply)
    unplaced = list(reply.sentences)
    paragraphs = "".join(
        f'<p dir="auto">{"".join(_paragraph(parts, reply, unplaced))}</p>'
        for parts in answer_paragraphs(reply.answer)
    )
    return f'<div class="answer">{paragraphs}{"".join(map(_without_place, unplaced))}</div>'


def _paragraph(parts: list[AnswerPart], reply: Reply, unplaced: list[AnswerSentence]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            words = part.strip()
            yield f"<q>{words}</q>" if words and reply.engine == "quotes" else part
        else:
            yield f' <span class="marks">{_chips(part, reply.citations)}{_support(part, unplaced)}</span>'


def _chips(numbers: Iterable[int], citations: Iterable[Citation]) -> str:
    known = {citation.number: citation for citation in citations}
    return "".join(_chip(known[number]) for number in numbers if number in known)


def _chip(citation: Citation) -> str:
    facts = (citation.source, day(citation.published), citation.title or citation.article_id)
    label = plain(", ".join(fact for fact in facts if fact))
    return (
        f'<button type="button" class="citation" data-number="{citation.number}" '
        f'aria-label="Source {citation.number}: {escape(label)}">{citation.number}</button>'
    )


def _support(numbers: tuple[int, ...], unplaced: list[AnswerSentence]) -> str:
    """Return the mark of the next sentence that cites these, and take it off the list."""
    for place, sentence in enumerate(unplaced):
        if sentence.citations == numbers:
            del unplaced[place]
            return _mark(sentence)
    return ""


def _without_place(sentence: AnswerSentence) -> str:
    """Return a sentence without markers in the answer once more, so that its mark isn't lost."""
    return f'<p class="loose" dir="auto">{escape(sentence.text)} {_mark(sentence)}</p>'


def _mark(sentence: AnswerSentence) -> str:
    return f'<span class="support {sentence.support}">{_SUPPORT[sentence.support]}</span>'


def _refusal(reply: Reply) -> str:
    words = "".join(
        part for parts in answer_paragraphs(reply.answer) for part in parts if isinstance(part, str)
    )
    nearest = ""
    if reply.citations:
        numbers = [citation.number for citation in reply.citations]
        nearest = (
            f'<p class="nearest">Nearest: <span class="marks">{_chips(numbers, reply.citations)}</span></p>'
        )
    return (
        f'<div class="answer refusal"><p class="verdict">No answer in the archive</p>'
        f'<p dir="auto">{words}</p>{nearest}</div>'
    )


def _conflict(conflict: Conflict, reply: Reply) -> str:
    known = {citation.number: citation for citation in reply.citations}
    rows = "".join(
        _claim(claim, known[claim.citation]) for claim in conflict.claims if claim.citation in known
    )
    return (
        f'<table class="differ"><caption dir="auto">Figures differ: {escape(conflict.about)}</caption>'
        '<thead><tr><th scope="col">Figure</th><th scope="col">Who says so</th>'
        f'<th scope="col">Published</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _claim(claim: Claim, citation: Citation) -> str:
    return (
        f'<tr><th scope="row" dir="auto">{escape(claim.value)}</th>'
        f'<td dir="auto">{escape(citation.source or citation.title or citation.article_id)}</td>'
        f"<td>{day(citation.published)} {_chip(citation)}</td></tr>"
    )


def _facts(reply: Reply) -> str:
    cited = len({citation.article_id for citation in reply.citations}) if reply.answered else 0
    facts = (
        counted(cited, "article") + " cited" if cited else "",
        escape(_ENGINES.get(reply.engine, reply.engine)),
        f"{reply.timings_ms.get('total', 0):.0f} ms",
    )
    return f'<p class="facts">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</p>'
