"""An evidence pack as Markdown (CommonMark with GitHub's tables).

Text of articles, questions and models is escaped: it can't become markup, and only web addresses of
sources become links.
"""

from collections.abc import Iterable, Iterator

from app.pack.contents import (
    CHECKED,
    HOW_TO_CHECK,
    NAME,
    SOURCES_DIFFER,
    CheckedSentence,
    Sheet,
    Source,
    Table,
    is_asked_once,
    made,
    sheets,
    title,
)
from app.pack.inline import address, answer_markdown, code, inline, line
from app.pack.records import Pack
from app.pack.visible import direction_mark


def as_markdown(pack: Pack) -> str:
    """Return a pack as one Markdown document that ends with a line feed."""
    numbered = len(pack.turns) > 1
    parts = [f"# {NAME if is_asked_once(pack) else inline(title(pack))}", made(pack)]
    for number, sheet in enumerate(sheets(pack), start=1):
        parts += _sheet(sheet, f"{number}. " if numbered else "")
    return "\n\n".join(filter(None, [*parts, "---", HOW_TO_CHECK])) + "\n"


def _sheet(sheet: Sheet, number: str) -> Iterator[str]:
    yield f"## {number}{inline(sheet.question)}"
    yield f"*Read as:* {inline(sheet.read_as)}" if sheet.read_as else ""
    yield f"*Searched:* {sheet.searched}" if sheet.searched else ""
    yield f"**Note:** {inline(sheet.notice)}" if sheet.notice else ""
    yield f"**{sheet.verdict}**" if sheet.verdict else ""
    yield answer_markdown(sheet.answer, _marker)
    yield from map(_table, sheet.tables)
    if sheet.checked:
        yield f"### {CHECKED}"
        yield "\n".join(map(_checked, sheet.checked))
    if sheet.sources:
        yield f"### {sheet.sources_title}"
        yield from map(_source, sheet.sources)
    yield "### How it was answered"
    yield "\n".join(f"- {label}: {inline(words)}" for label, words in sheet.facts)


def _marker(number: int) -> str:
    # Escaped, or the words after it could make it a link.
    return rf"\[{number}\]"


def _markers(numbers: Iterable[int]) -> str:
    return "".join(map(_marker, numbers))


def _checked(sentence: CheckedSentence) -> str:
    markers = f" {_markers(sentence.numbers)}" if sentence.numbers else ""
    reason = f" *Why:* {inline(sentence.reason)}" if sentence.reason else ""
    return f"- **{inline(sentence.mark)}**: {inline(sentence.text)}{markers}{reason}"


def _table(table: Table) -> str:
    rows = "\n".join(
        f"| {inline(row.figure)} | {inline(row.who)} | {row.when} | {_marker(row.number)} |"
        for row in table.rows
    )
    return (
        f"### {SOURCES_DIFFER}: {inline(table.about)}\n\n"
        f"| Told | Who says so | Published | Source |\n| --- | --- | --- | --- |\n{rows}"
    )


def _source(source: Source) -> str:
    outlet = f"{inline(source.outlet)}{direction_mark(source.outlet)}, " if source.outlet else ""
    link = f"  \n{address(source.url)}" if source.url else ""
    return (
        f"{_marker(source.number)} **{inline(source.headline)}**  \n{outlet}{source.when}  \n"
        f"Article {code(source.article_id)}, characters {source.start}-{source.end}{link}\n\n"
        f"> {line(source.quote)}"
    )
