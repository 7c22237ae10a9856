"""An evidence pack as a PDF: selectable text, links, a bookmark for each question, page numbers.

Knows what is written (contents.py) and where it goes on the page (paper.py).
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from app.answer_text import AnswerBlock, AnswerList, AnswerPart, Words
from app.pack.contents import (
    CHECKED,
    HOW_TO_CHECK,
    NAME,
    SOURCES_DIFFER,
    Sheet,
    Source,
    Table,
    is_asked_once,
    made,
    sheets,
    title,
)
from app.pack.letters import letters_for
from app.pack.paper import ACCENT, SOFT, Colour, Paper, Run
from app.pack.records import Pack
from app.pack.visible import cut, visible, visible_line
from app.records import Support
from index.errors import CitewireError

_COLOURS: dict[Support, Colour] = {"supported": (31, 107, 69), "weak": (125, 82, 0), "unsupported": ACCENT}
_STYLES = {"strong": "B", "em": "I", "s": "S"}
_LONGEST_CELL = 240
_MISSING = (
    "A letter that the fonts of this file don’t have is given by its number in Unicode, such as [U+4E2D]; "
    "the Markdown and HTML forms of this pack hold the letter itself."
)


def as_pdf(pack: Pack) -> bytes:
    """Return a pack as a PDF file; CitewireError where its fonts can't be laid out on disk."""
    whole = list(sheets(pack))
    texts = [visible(text) for text in _texts(pack, whole)]
    try:
        with tempfile.TemporaryDirectory(prefix="citewire-") as folder:
            return _written(pack, whole, texts, Path(folder))
    except OSError as error:
        where, why = tempfile.gettempdir(), error.strerror or error
        raise CitewireError(f"the PDF can't be made ({why}): see that there is room in {where}") from error


def _written(pack: Pack, whole: list[Sheet], texts: list[str], folder: Path) -> bytes:
    letters = letters_for(texts, folder)
    paper = Paper(letters, visible_line(title(pack)), pack.made, "".join(texts))
    try:
        if is_asked_once(pack):
            paper.paragraph(NAME, 13, run=Run("", "B"))
        else:
            paper.paragraph(visible_line(title(pack)), 18, run=Run("", "B"))
        paper.paragraph(made(pack), 9, run=Run("", colour=SOFT))
        for number, sheet in enumerate(whole, start=1):
            _Writer(paper, sheet).write(f"{number}. " if len(whole) > 1 else "")
        _ending(paper, missing=bool(letters.missing))
        return paper.file()
    finally:
        paper.close()


def _ending(paper: Paper, *, missing: bool) -> None:
    paper.space(6)
    paper.keep_together(20)
    paper.rule()
    paper.space(2)
    for words in (HOW_TO_CHECK, _MISSING) if missing else (HOW_TO_CHECK,):
        paper.paragraph(words, 8.5, run=Run("", colour=SOFT))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one question with all that belongs to it."""

    paper: Paper
    sheet: Sheet

    def write(self, number: str) -> None:
        places = {source.number: self.paper.place() for source in self.sheet.sources}
        self._opening(number)
        self._answer(places)
        for table in self.sheet.tables:
            self._table(table, places)
        self._checked(places)
        self._sources(places)
        self._heading("How it was answered")
        for label, words in self.sheet.facts:
            self.paper.paragraph(f"{label}: {visible_line(words)}", 8.5, run=Run("", colour=SOFT))

    def _opening(self, number: str) -> None:
        question = number + visible_line(self.sheet.question)
        self.paper.space(7)
        self.paper.bookmark(question)
        self.paper.rule()
        self.paper.space(3)
        self.paper.paragraph(question, 14, run=Run("", "B"))
        for label, words in (("Read as", self.sheet.read_as), ("Searched", self.sheet.searched)):
            if words:
                self.paper.paragraph(f"{label}: {visible_line(words)}", 9, run=Run("", colour=SOFT))
        if self.sheet.notice:
            self.paper.paragraph(f"Note: {visible_line(self.sheet.notice)}", 9, run=Run("", "B"))
        if self.sheet.verdict:
            self.paper.space(2)
            self.paper.paragraph(self.sheet.verdict, 11, run=Run("", "B"))
        self.paper.space(2)

    def _heading(self, words: str) -> None:
        self.paper.space(4)
        self.paper.keep_together()
        self.paper.paragraph(words, 10, run=Run("", "B"))
        self.paper.space(1)

    def _answer(self, places: dict[int, int]) -> None:
        for within, together in groupby(self.sheet.answer, key=_list_of):
            for at, block in enumerate(together):
                sign = "" if within[1] is None else _sign(within[1], at)
                with self.paper.indented(5 if sign else 0):
                    self.paper.runs([Run(sign), *_answer_runs(block.parts, places)], 11)
                self.paper.space(1.5)

    def _table(self, table: Table, places: dict[int, int]) -> None:
        self._heading(f"{SOURCES_DIFFER}: {visible_line(table.about)}")
        heading = [Run(words) for words in ("Told", "Who says so", "Published", "Source")]
        rows = [
            [Run(_cell(row.figure)), Run(_cell(row.who)), Run(row.when), _marker(row.number, places)]
            for row in table.rows
        ]
        self.paper.table([heading, *rows], (30, 40, 20, 10))

    def _checked(self, places: dict[int, int]) -> None:
        if self.sheet.checked:
            self._heading(CHECKED)
        for sentence in self.sheet.checked:
            mark = Run(f"{sentence.mark} ", "B", colour=_COLOURS[sentence.support])
            self.paper.keep_together(10)
            self.paper.runs([mark, *(_marker(number, places) for number in sentence.numbers)], 9)
            with self.paper.indented(5):
                self.paper.paragraph(visible_line(sentence.text), 9)
                if sentence.reason:
                    self.paper.paragraph(visible_line(sentence.reason), 8.5, run=Run("", colour=SOFT))
            self.paper.space(1)

    def _sources(self, places: dict[int, int]) -> None:
        if self.sheet.sources:
            self._heading(self.sheet.sources_title)
        for source in self.sheet.sources:
            self.paper.keep_together(20)
            self.paper.put(places[source.number])
            _source(self.paper, source)


def _source(paper: Paper, source: Source) -> None:
    paper.paragraph(f"[{source.number}] {visible_line(source.headline)}", 10, run=Run("", "B"))
    # The date first: behind the name of an outlet in Arabic its digits would change places.
    published = ", ".join(filter(None, (source.when, visible_line(source.outlet))))
    paper.paragraph(published, 9, run=Run("", colour=SOFT))
    paper.space(1)
    with paper.indented(2):
        paper.paragraph(visible(source.quote).strip(), 10, barred=True)
    paper.space(1)
    place = f"Article {visible_line(source.article_id)}, characters {source.start}-{source.end}"
    paper.paragraph(place, 8.5, run=Run("", colour=SOFT))
    if source.url:
        link = Run("", link=source.url, colour=ACCENT)
        paper.paragraph(visible_line(source.url), 8.5, run=link)
    paper.space(3)


def _list_of(block: AnswerBlock) -> tuple[int, AnswerList | None]:
    return id(block.within), block.within


def _sign(kind: AnswerList, at: int) -> str:
    """Return what stands before the item `at` of a list, counted from 0."""
    return "• " if kind.start is None else f"{kind.start + at}. "


def _answer_runs(parts: Iterable[AnswerPart], places: dict[int, int]) -> Iterator[Run]:
    for part in parts:
        if isinstance(part, Words):
            yield Run(visible(part.text), _style(part.tags))
        else:
            yield from (_marker(number, places) for number in part)


def _style(tags: Iterable[str]) -> str:
    """Return a style that there is a font for: bold rather than italics where both are wanted."""
    style = "".join(_STYLES.get(tag, "") for tag in dict.fromkeys(tags))
    return style.replace("I", "") if "B" in style else style


def _marker(number: int, places: dict[int, int]) -> Run:
    return Run(f"[{number}]", link=places.get(number), colour=ACCENT)


def _cell(text: str) -> str:
    return cut(visible_line(text), _LONGEST_CELL)


def _texts(pack: Pack, whole: Iterable[Sheet]) -> Iterator[str]:
    """Yield every text that comes from outside, and the signs of our own that not each font has."""
    yield from (title(pack), HOW_TO_CHECK, _MISSING, "•…—")
    for sheet in whole:
        yield from (sheet.question, sheet.read_as, sheet.notice)
        yield from (part.text for block in sheet.answer for part in block.parts if isinstance(part, Words))
        yield from chain.from_iterable((one.mark, one.text, one.reason) for one in sheet.checked)
        for table in sheet.tables:
            yield table.about
            yield from chain.from_iterable((row.figure, row.who) for row in table.rows)
        for source in sheet.sources:
            yield from (source.headline, source.outlet, source.quote, source.article_id, source.url or "")
        yield from (words for _, words in sheet.facts)
