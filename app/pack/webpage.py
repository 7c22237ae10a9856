"""An evidence pack as one HTML file that needs nothing else: no script, no font, no picture.

A policy inside of it forbids the browser everything but its own style sheet, so that markup that slipped
through could load nothing. Text of articles, questions and models is escaped.
"""

import hashlib
import html
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from app.answer_text import AnswerBlock, AnswerList, Words
from app.pack.contents import (
    CHECKED,
    HOW_TO_CHECK,
    NAME,
    SOURCES_DIFFER,
    CheckedSentence,
    Row,
    Sheet,
    Source,
    Table,
    is_asked_once,
    made,
    sheets,
    title,
)
from app.pack.records import Pack
from app.pack.visible import writable

_STYLE = Path(__file__).with_name("pack.css")


def as_html(pack: Pack) -> str:
    """Return a pack as one HTML document; a parser reads back exactly the text that went in."""
    whole = list(enumerate(sheets(pack), start=1))
    contents = _contents(whole) if len(whole) > 1 else ""
    name = _escape(title(pack))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{_policy()}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="Citewire">\n'
        f"<title>{name}</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        f'<header>{_heading(pack)}<p class="small">{made(pack)}</p>{contents}</header>\n<main>\n'
        f"{''.join(_sheet(number, sheet) for number, sheet in whole)}</main>\n"
        f"<footer><p>{HOW_TO_CHECK}</p></footer>\n</body>\n</html>\n"
    )


def _heading(pack: Pack) -> str:
    if is_asked_once(pack):
        return f'<h1 class="made">{NAME}</h1>'
    return f'<h1 dir="auto">{_escape(title(pack))}</h1>'


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _policy() -> str:
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        '<meta http-equiv="Content-Security-Policy" content="'
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">"
    )


def _escape(text: str) -> str:
    """Return `text` for HTML; a bare carriage return would be read as a line feed."""
    return html.escape(writable(text), quote=True).replace("\r", "&#13;")


def _isolated(text: str) -> str:
    """Return `text` as HTML that can't turn around what stands beside it."""
    return f"<bdi>{_escape(text)}</bdi>"


def _contents(whole: Iterable[tuple[int, Sheet]]) -> str:
    items = "".join(
        f'<li><a href="#question-{number}">{_isolated(sheet.question)}</a></li>' for number, sheet in whole
    )
    return f'<nav aria-label="Questions"><ol>{items}</ol></nav>'


def _sheet(number: int, sheet: Sheet) -> str:
    return (
        f'<article id="question-{number}">\n<h2 dir="auto">{_escape(sheet.question)}</h2>\n'
        f"{''.join(_circumstances(sheet))}"
        f'<div class="answer">{"".join(_answer(sheet.answer, number))}</div>\n'
        f"{''.join(_table(table, number) for table in sheet.tables)}"
        f"{_checked(sheet.checked, number)}{_sources(sheet, number)}{_facts(sheet)}</article>\n"
    )


def _circumstances(sheet: Sheet) -> Iterator[str]:
    if sheet.read_as:
        yield f'<p class="small">Read as: {_isolated(sheet.read_as)}</p>\n'
    if sheet.searched:
        yield f'<p class="small">Searched: {sheet.searched}</p>\n'
    if sheet.notice:
        yield f'<p class="note"><b>Note:</b> {_isolated(sheet.notice)}</p>\n'
    if sheet.verdict:
        yield f'<p class="verdict">{sheet.verdict}</p>\n'


def _answer(blocks: Iterable[AnswerBlock], number: int) -> Iterator[str]:
    for within, together in groupby(blocks, key=lambda block: (id(block.within), block.within)):
        if within[1] is None:
            yield from (f'<p dir="auto">{_block(block, number)}</p>' for block in together)
        else:
            yield _list(within[1], (f'<li dir="auto">{_block(block, number)}</li>' for block in together))


def _list(kind: AnswerList, items: Iterable[str]) -> str:
    if kind.start is None:
        return f"<ul>{''.join(items)}</ul>"
    return f'<ol start="{kind.start}">{"".join(items)}</ol>'


def _block(block: AnswerBlock, number: int) -> str:
    return "".join(
        _words(part) if isinstance(part, Words) else _markers(part, number) for part in block.parts
    )


def _words(words: Words) -> str:
    opening = "".join(f"<{tag}>" for tag in words.tags)
    closing = "".join(f"</{tag}>" for tag in reversed(words.tags))
    return f"{opening}{_escape(words.text)}{closing}"


def _markers(sources: Iterable[int], number: int) -> str:
    return "".join(
        f'<a class="marker" href="#source-{number}-{source}" aria-label="Source {source}">[{source}]</a>'
        for source in sources
    )


def _table(table: Table, number: int) -> str:
    rows = "".join(_row(row, number) for row in table.rows)
    return (
        f"<table><caption>{SOURCES_DIFFER}: {_isolated(table.about)}</caption>"
        '<thead><tr><th scope="col">Told</th><th scope="col">Who says so</th>'
        f'<th scope="col">Published</th></tr></thead><tbody>{rows}</tbody></table>\n'
    )


def _row(row: Row, number: int) -> str:
    return (
        f'<tr><th scope="row" dir="auto">{_escape(row.figure)}</th><td dir="auto">{_escape(row.who)}</td>'
        f"<td>{row.when} {_markers((row.number,), number)}</td></tr>"
    )


def _checked(sentences: Iterable[CheckedSentence], number: int) -> str:
    items = "".join(_checked_sentence(sentence, number) for sentence in sentences)
    return f'<h3>{CHECKED}</h3>\n<ul class="checked">{items}</ul>\n' if items else ""


def _checked_sentence(sentence: CheckedSentence, number: int) -> str:
    reason = f'<span class="reason" dir="auto">{_escape(sentence.reason)}</span>' if sentence.reason else ""
    return (
        f'<li><span class="mark {sentence.support}">{sentence.mark}</span> {_isolated(sentence.text)}'
        f"{_markers(sentence.numbers, number)}{reason}</li>"
    )


def _sources(sheet: Sheet, number: int) -> str:
    items = "".join(_source(source, number) for source in sheet.sources)
    return f'<h3>{sheet.sources_title}</h3>\n<ol class="sources">{items}</ol>\n' if items else ""


def _source(source: Source, number: int) -> str:
    outlet = f"{_isolated(source.outlet)}, " if source.outlet else ""
    return (
        f'<li id="source-{number}-{source.number}" value="{source.number}">'
        f'<p>[{source.number}] <span class="headline">{_isolated(source.headline)}</span></p>'
        f'<p class="small">{outlet}{source.when}</p>'
        f'<blockquote dir="auto">{_escape(source.quote)}</blockquote>'
        f'<p class="small">Article <code><bdi>{_escape(source.article_id)}</bdi></code>, '
        f"characters {source.start}-{source.end}</p>{_link(source.url)}</li>"
    )


def _link(url: str | None) -> str:
    if url is None:
        return ""
    shown = _escape(url)
    return f'<p class="small"><a href="{shown}" rel="noopener noreferrer"><bdi>{shown}</bdi></a></p>'


def _facts(sheet: Sheet) -> str:
    facts = "".join(f"<dt>{label}</dt><dd>{_isolated(words)}</dd>" for label, words in sheet.facts)
    return f"<h3>How it was answered</h3>\n<dl>{facts}</dl>\n"
