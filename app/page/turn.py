"""One turn of the conversation as HTML: the question, the answer with its chips and marks, what differs.

The evidence and what copying copies travel along in <template>s, so that the page has them without asking
again. Knows nothing of Gradio.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from textwrap import shorten
from typing import TYPE_CHECKING

from app.answer_text import AnswerPart, Words, answer_blocks
from app.attribution import speaker
from app.pack.clipping import markdown, plain_text
from app.page.evidence import evidence
from app.page.markup import arranged, counted, day, escape, isolated, plain, words_html
from app.page.placing import Placed, Placing
from app.page.timeline import drawn
from app.records import (
    PUT_RIGHT,
    QUOTES,
    SUPPORT_MARKS,
    AnswerSentence,
    Citation,
    Claim,
    Conflict,
    DateRange,
    Progress,
    Reply,
)
from app.reports import ArticleOf, independent
from app.spent import duration, spent
from app.timeline import timeline

if TYPE_CHECKING:
    from app.conversations import Rating

_UNCHECKED = "◌ unchecked"
_STAGES = {
    "searching": "Searching…",
    "answering": "{engine} is writing. Nothing of it is checked yet.",
    "checking": "Checking every sentence…",
}
_LONGEST_SHOWN = 300
_LONGEST_OPENING = 40

_COPY = (
    '<button type="button" class="copy plain-button" data-copy="text">Copy with citations</button>'
    '<button type="button" class="copy plain-button" data-copy="markdown">Copy as Markdown</button>'
)
_SAVE = (
    '<details class="save-as when-kept"><summary>Save</summary><div class="save-as-items">'
    '<button type="button" class="pack" data-kind="md">Markdown</button>'
    '<button type="button" class="pack" data-kind="html">Web page</button>'
    '<button type="button" class="pack" data-kind="pdf">PDF</button></div></details>'
)
_EDIT = '<button type="button" class="edit-question plain-button">Edit and ask again</button>'
_SAID = '<span class="said" role="status"></span>'
_ASK_AGAIN = f'<div class="actions">{_EDIT}{_SAID}</div>'


def turn(
    number: int, reply: Reply, article_of: ArticleOf, *, kept: str = "", rating: "Rating | None" = None
) -> str:
    """Return a turn's HTML; `number` is how many questions the page had asked with it.

    `kept` is what the turn is kept as; the page can set it later (data-kept), and only then shows what rates
    and saves it. `rating` is what its reader has said of it already.
    """
    # The timeline and the evidence show the same articles: each is read once.
    article_of = cache(article_of)
    return _frame(
        number,
        reply.question,
        _reading(reply.question, reply.standalone_question)
        + _notice(reply)
        + _body(reply)
        + "".join(_conflict(one, reply) for one in reply.conflicts)
        + drawn(timeline(reply, article_of))
        + _facts(reply)
        + _actions(rating),
        f'<template class="turn-evidence">{evidence(reply, article_of)}</template>{_copied(reply)}',
        kept=kept,
    )


def growing_turn(number: int, question: str, engine: str, progress: Progress) -> str:
    """Return a turn that isn't finished: the answer as far as it has come, marked as unchecked.

    It has the same four elements at every stage, in the same order, for the script to update in place.
    """
    stage = escape(_STAGES[progress.stage].format(engine=engine))
    return (
        f'<article class="turn pending" data-turn="{number}" tabindex="-1">{_asked(question)}'
        f"{_reading(question, progress.standalone_question)}"
        f'<div class="answer written unchecked" aria-live="off">{_growing(progress)}</div>'
        f'<p class="stage" role="status">{stage}</p></article>'
    )


def stopped_turn(number: int, reply: Reply, *, had_words: bool) -> str:
    """Return a turn that was stopped before there was an answer that stands."""
    why = "Stopped. Nothing written until then is supported by the archive." if had_words else "Stopped."
    body = f'<p class="stopped">{why}</p>{_facts(reply)}{_ASK_AGAIN}'
    return _frame(number, reply.question, body, "")


def failed_turn(number: int, question: str, message: str) -> str:
    """Return a turn whose question has no answer but a line that says why."""
    shown = question if len(question) <= _LONGEST_SHOWN else question[:_LONGEST_SHOWN] + " …"
    again = _ASK_AGAIN if shown == question and question.strip() else ""
    return _frame(number, shown, f'<p class="failure" role="alert">{escape(message)}</p>{again}', "")


def _frame(number: int, question: str, body: str, hidden: str, *, kept: str = "") -> str:
    named = f' data-kept="{escape(kept)}"' if kept else ""
    return (
        f'<article class="turn" data-turn="{number}"{named} tabindex="-1">'
        f"{_asked(question)}{body}{hidden}</article>"
    )


def _asked(question: str) -> str:
    text = question.strip()
    return f'<h2 class="asked" dir="auto">{escape(text)}</h2>' if text else ""


def _reading(question: str, standalone: str) -> str:
    """Return how the question was read, and a way to put that right; empty where it was read as asked."""
    # Searching makes spaces even; that is no other reading.
    same = standalone.split() == question.split()
    line = (
        f'<p class="read-as">Read as: <bdi class="standalone">{escape(standalone)}</bdi> '
        '<button type="button" class="edit-reading plain-button">Edit</button></p>'
    )
    return f'<div class="reading">{"" if same else line}</div>'


def _searched(dates: DateRange | None) -> str:
    if dates is None:
        return ""
    if dates.since and dates.until:
        if dates.since == dates.until:
            return f"searched {day(dates.since)} only"
        return f"searched {day(dates.since)} to {day(dates.until)}"
    if dates.since:
        return f"searched from {day(dates.since)} on"
    return f"searched up to {day(dates.until)}" if dates.until else ""


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
    return "".join(map(words_html, shown))


def _growing(progress: Progress) -> str:
    known = {citation.number: citation for citation in progress.citations}

    def part_of(part: AnswerPart) -> str:
        if isinstance(part, Words):
            return words_html(part)
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
    return f'<span class="support {sentence.support}">{SUPPORT_MARKS[sentence.support]}</span>'


def _reason(sentence: AnswerSentence, *, named: bool) -> str:
    """Return a line under the block that says why, for what isn't simply supported by what it cited.

    `named`: it begins with the sentence's first words, because the block has others.
    """
    simply = sentence.support == "supported" and sentence.citations
    if not sentence.reason or (simply and not sentence.reason.startswith(PUT_RIGHT)):
        return ""
    opening = shorten(sentence.text, _LONGEST_OPENING, placeholder="…")
    name = f"<bdi>“{escape(opening)}”</bdi>: " if named else ""
    return (
        f' <span class="reason {sentence.support}">{SUPPORT_MARKS[sentence.support][0]} '
        f"{name}{isolated(sentence.reason)}</span>"
    )


def _refusal(reply: Reply) -> str:
    words = "".join(
        words_html(part)
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
        f'<table class="differ"><caption dir="auto">Sources differ: {escape(conflict.about)}</caption>'
        '<thead><tr><th scope="col">Told</th><th scope="col">Who says so</th>'
        f'<th scope="col">Published</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _claim(claim: Claim, citation: Citation) -> str:
    return (
        f'<tr><th scope="row" dir="auto">{escape(claim.value)}</th>'
        f"<td>{_who_says(citation)}</td>"
        f"<td>{day(citation.published)} {_chip(citation)}</td></tr>"
    )


def _cited(reply: Reply) -> str:
    """Return how many articles are cited, and how many stories they are where some tell the same."""
    cited = len({citation.article_id for citation in reply.citations})
    if not cited:
        return ""
    reports = independent(reply)
    same = f", {counted(reports, 'report')}" if reports < cited else ""
    return f"{counted(cited, 'article')} cited{same}"


def _who_says(citation: Citation) -> str:
    """Return the outlet, and before it who it says has said so; a headline where neither is known."""
    who = speaker(citation.quote)
    known = [isolated(name) for name in (who, citation.source) if name]
    return ", in ".join(known) or isolated(citation.title or citation.article_id)


def _facts(reply: Reply) -> str:
    facts = (
        _cited(reply) if reply.answered else "",
        _searched(reply.date_range),
        _answered_by(reply),
        escape(spent(reply.usage)) if reply.usage else "",
        duration(reply.timings_ms.get("total", 0)),
    )
    return f'<p class="facts">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</p>'


def _actions(rating: "Rating | None") -> str:
    return f'<div class="actions">{_COPY}{_SAVE}{_EDIT}{_rate(rating)}{_SAID}</div>'


def _rate(rating: "Rating | None") -> str:
    reason = f' data-reason="{escape(rating.reason)}"' if rating and rating.reason else ""
    buttons = "".join(
        f'<button type="button" class="thumb {name}" aria-label="{label}" title="{label}" '
        f'aria-pressed="{str(rating is not None and rating.good is good).lower()}"></button>'
        for name, label, good in (("up", "Good answer", True), ("down", "Bad answer", False))
    )
    return f'<span class="rate when-kept"{reason}>{buttons}</span>'


def _copied(reply: Reply) -> str:
    return (
        f'<template class="copy-text">{escape(plain_text(reply))}</template>'
        f'<template class="copy-markdown">{escape(markdown(reply))}</template>'
    )


def _answered_by(reply: Reply) -> str:
    if reply.engine == QUOTES:
        return "quotes, no model"
    asked = "" if reply.usage else ", which wasn’t asked"
    return isolated(reply.engine) + (", every sentence checked" if reply.answered else asked)
