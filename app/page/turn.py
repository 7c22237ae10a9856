"""One turn of the conversation as HTML: the question, the answer with its chips and marks, what differs.

The evidence travels along in a <template>, so that the page shows it without asking again. Knows nothing
of Gradio.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from textwrap import shorten

from app.archive import QUOTES
from app.page.evidence import ArticleOf, evidence
from app.page.markup import (
    AnswerPart,
    Words,
    answer_blocks,
    arranged,
    counted,
    day,
    escape,
    isolated,
    plain,
)
from app.page.placing import Placed, Placing
from app.records import AnswerSentence, Citation, Claim, Conflict, DateRange, Progress, Reply, Usage

# A word and a sign each: colour is never needed to tell them apart.
_SUPPORT = {"supported": "✓ supported", "weak": "~ weak support", "unsupported": "✗ unsupported"}
_UNCHECKED = "◌ unchecked"
# How the check begins what it says where it changed a citation.
_PUT_RIGHT = "citation put right"
_STAGES = {
    "searching": "Searching…",
    "answering": "{engine} is writing. Nothing of it is checked yet.",
    "checking": "Checking every sentence…",
}
_LONGEST_SHOWN = 300
_LONGEST_OPENING = 40
_SMALLEST_SHOWN_COST = 0.0001


def turn(number: int, reply: Reply, article_of: ArticleOf) -> str:
    """Return a turn's HTML; `number` is how many questions the page had asked with it."""
    return _frame(
        number,
        reply.question,
        _read_as(reply)
        + _notice(reply)
        + _body(reply)
        + "".join(_conflict(one, reply) for one in reply.conflicts)
        + _facts(reply),
        f'<template class="turn-evidence">{evidence(reply, article_of)}</template>',
    )


def growing_turn(number: int, question: str, engine: str, progress: Progress) -> str:
    """Return a turn that isn't finished: the answer as far as it has come, marked as unchecked.

    It has the same four elements at every stage, in the same order, for the script to update in place.
    """
    read_as = _read_as_line(question, progress.standalone_question)
    stage = escape(_STAGES[progress.stage].format(engine=engine))
    return (
        f'<article class="turn pending" data-turn="{number}" tabindex="-1">{_asked(question)}'
        f'<div class="reading">{read_as}</div>'
        f'<div class="answer written unchecked" aria-live="off">{_growing(progress)}</div>'
        f'<p class="stage" role="status">{stage}</p></article>'
    )


def stopped_turn(number: int, reply: Reply, *, had_words: bool) -> str:
    """Return a turn that was stopped before there was an answer that stands."""
    why = "Stopped. Nothing written until then is supported by the archive." if had_words else "Stopped."
    return _frame(number, reply.question, f'<p class="stopped">{why}</p>{_facts(reply)}', "")


def failed_turn(number: int, question: str, message: str) -> str:
    """Return a turn whose question has no answer but a line that says why."""
    shown = question if len(question) <= _LONGEST_SHOWN else question[:_LONGEST_SHOWN] + " …"
    return _frame(number, shown, f'<p class="failure" role="alert">{escape(message)}</p>', "")


def _frame(number: int, question: str, body: str, hidden: str) -> str:
    return (
        f'<article class="turn" data-turn="{number}" tabindex="-1">{_asked(question)}{body}{hidden}</article>'
    )


def _asked(question: str) -> str:
    text = question.strip()
    return f'<h2 class="asked" dir="auto">{escape(text)}</h2>' if text else ""


def _read_as(reply: Reply) -> str:
    line = _read_as_line(reply.question, reply.standalone_question)
    if reply.date_range is None:
        return line
    return f'{line}<p class="read-as">{_searched(reply.date_range)}</p>'


def _read_as_line(question: str, standalone: str) -> str:
    # Searching makes spaces even; that is no other reading.
    if standalone.split() == question.split():
        return ""
    return f'<p class="read-as" dir="auto">Read as: {escape(standalone)}</p>'


def _searched(dates: DateRange) -> str:
    if dates.since and dates.until:
        if dates.since == dates.until:
            return f"Searched {day(dates.since)} only"
        return f"Searched {day(dates.since)} to {day(dates.until)}"
    if dates.since:
        return f"Searched from {day(dates.since)} on"
    return f"Searched up to {day(dates.until)}" if dates.until else "Searched all dates"


def _notice(reply: Reply) -> str:
    if not reply.notice:
        return ""
    return f'<p class="notice" dir="auto"><b>Note:</b> {escape(reply.notice)}</p>'


def _body(reply: Reply) -> str:
    if not reply.answered:
        return _refusal(reply)
    placing = Placing(reply.sentences)
    kind = "quotes" if reply.engine == QUOTES else "written"
    blocks = arranged(
        answer_blocks(reply.answer), lambda block: _block(list(placing.place(block.parts)), reply)
    )
    return f'<div class="answer {kind}">{blocks}{"".join(map(_without_place, placing.left))}</div>'


def _block(pieces: Sequence[Placed], reply: Reply) -> str:
    sentences = [piece.sentence for piece in pieces if piece.sentence is not None]
    shown = " ".join(filter(None, (_sentence(piece, reply) for piece in pieces)))
    return shown + "".join(_reason(one, named=len(sentences) > 1) for one in sentences)


def _sentence(placed: Placed, reply: Reply) -> str:
    words = _html_of(placed.words)
    if words and reply.engine == QUOTES:
        words = f"<q>{words}</q>"
    elif placed.is_struck:
        # Seen as struck out; this is for those who hear the words or copy them.
        words = f'<span class="unseen">Struck out: </span>{words}'
    mark = _mark(placed.sentence) if placed.sentence else ""
    chips = _chips(placed.numbers, reply.citations)
    marks = f' <span class="marks">{chips}{mark}</span>' if chips or mark else ""
    return f"{words}{marks}"


def _html_of(words: Iterable[Words]) -> str:
    """Return words as HTML without white space around them."""
    shown = list(words)
    while shown and not shown[0].text.strip():
        del shown[0]
    while shown and not shown[-1].text.strip():
        del shown[-1]
    if shown:
        shown[0] = replace(shown[0], text=shown[0].text.lstrip())
        shown[-1] = replace(shown[-1], text=shown[-1].text.rstrip())
    return "".join(one.html() for one in shown)


def _growing(progress: Progress) -> str:
    known = {citation.number: citation for citation in progress.citations}

    def part_of(part: AnswerPart) -> str:
        if isinstance(part, Words):
            return part.html()
        chips = "".join(_chip(known[number], opens=False) for number in part if number in known)
        return f'<span class="marks">{chips}<span class="support">{_UNCHECKED}</span></span>'

    return arranged(answer_blocks(progress.answer), lambda block: "".join(map(part_of, block.parts)))


def _chips(numbers: Iterable[int], citations: Iterable[Citation]) -> str:
    known = {citation.number: citation for citation in citations}
    return "".join(_chip(known[number]) for number in numbers if number in known)


def _chip(citation: Citation, *, opens: bool = True) -> str:
    facts = (citation.source, day(citation.published), citation.title or citation.article_id)
    label = plain(", ".join(fact for fact in facts if fact))
    return (
        f'<button type="button" class="citation" data-number="{citation.number}" '
        f'aria-label="Source {citation.number}: {escape(label)}"{"" if opens else " disabled"}>'
        f"{citation.number}</button>"
    )


def _without_place(sentence: AnswerSentence) -> str:
    """Return a sentence that isn't found in the answer once more, so that its mark isn't lost."""
    reason = _reason(sentence, named=False)
    return f'<p class="loose" dir="auto">{escape(sentence.text)} {_mark(sentence)}{reason}</p>'


def _mark(sentence: AnswerSentence) -> str:
    return f'<span class="support {sentence.support}">{_SUPPORT[sentence.support]}</span>'


def _reason(sentence: AnswerSentence, *, named: bool) -> str:
    """Return a line under the block that says why, for what isn't simply supported by what it cited.

    `named`: it begins with the sentence's first words, because the block has others.
    """
    simply = sentence.support == "supported" and sentence.citations
    if not sentence.reason or (simply and not sentence.reason.startswith(_PUT_RIGHT)):
        return ""
    opening = shorten(sentence.text, _LONGEST_OPENING, placeholder="…")
    name = f"<bdi>“{escape(opening)}”</bdi>: " if named else ""
    return (
        f' <span class="reason {sentence.support}">{_SUPPORT[sentence.support][0]} '
        f"{name}{isolated(sentence.reason)}</span>"
    )


def _refusal(reply: Reply) -> str:
    words = "".join(
        part.html()
        for block in answer_blocks(reply.answer)
        for part in block.parts
        if isinstance(part, Words)
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
        _answered_by(reply),
        _spent(reply.usage),
        _duration(reply.timings_ms.get("total", 0)),
    )
    return f'<p class="facts">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</p>'


def _duration(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _answered_by(reply: Reply) -> str:
    if reply.engine == QUOTES:
        return "quotes, no model"
    asked = "" if reply.usage else ", which wasn’t asked"
    return isolated(reply.engine) + (", every sentence checked" if reply.answered else asked)


def _spent(usage: Usage | None) -> str:
    if usage is None:
        return ""
    about = "about " if usage.estimated else ""
    return f"{about}{usage.prompt_tokens:,} tokens sent, {usage.completion_tokens:,} received{_cost(usage)}"


def _cost(usage: Usage) -> str:
    if usage.cost is None:
        return ""
    if 0 < usage.cost < _SMALLEST_SHOWN_COST:
        return f", under {_SMALLEST_SHOWN_COST} {escape(usage.currency or '')}"
    return f", {usage.cost:,.4f} {escape(usage.currency or '')}".rstrip()
