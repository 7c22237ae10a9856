"""Paragraphs on the pages of a PDF: styles, right-to-left text, links, bookmarks, page numbers.

The only module that knows fpdf2. Knows nothing of packs.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from string import ascii_letters, digits
from urllib.parse import quote

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import FontFace

from app.pack.letters import Letters
from app.pack.visible import cut

Colour = tuple[int, int, int]
INK: Colour = (29, 28, 26)
SOFT: Colour = (90, 86, 79)
ACCENT: Colour = (138, 28, 28)
LINE: Colour = (200, 195, 185)

_MARGIN = 20.0  # mm
_FAMILY = "main"
_LEADING = 0.52  # mm of line height for each point of size: about 1.47 times the size
_ROOM_UNDER_HEADING = 30.0  # mm
_LONGEST_BOOKMARK = 90
_LONGEST_FOOTER = 70
# Scripts whose letters change shape or place; all others are set several times faster without shaping.
_SHAPED = re.compile(
    "[\u0300-\u036f\u0590-\u1cff\u200c\u200d\ua840-\uabff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U0001efff]"
)
_URI = ascii_letters + digits + "-._~:/?#[]@!$&'()*+,;=%"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style: "", "B" or "I", and "S" struck out; `link` is an address or a place."""

    text: str
    style: str = ""
    link: str | int | None = None
    colour: Colour = INK


class Paper:
    """A4 pages that fill from top to bottom."""

    def __init__(self, letters: Letters, title: str, made: datetime, all_text: str) -> None:
        """Open the first page; `all_text` is all that comes from outside and will be written."""
        self._letters = letters
        self._pdf = _Pages(cut(self._shown(title), _LONGEST_FOOTER))
        for style, path in letters.styles.items():
            self._pdf.add_font(_FAMILY, style, path)
        for path in letters.others:
            self._pdf.add_font(path.stem, "", path)
        self._pdf.set_fallback_fonts([path.stem for path in letters.others], exact_match=False)
        self._pdf.alias_nb_pages(_not_in(self._shown(all_text)))
        self._describe(title, made)
        self._pdf.set_font(_FAMILY, size=10)
        self._pdf.add_page()

    def _describe(self, title: str, made: datetime) -> None:
        self._pdf.set_title(title)
        self._pdf.set_lang("en")
        self._pdf.set_creator("Citewire")
        self._pdf.set_creation_date(made)

    def place(self) -> int:
        """Return a place for links to point at, to be put somewhere with `put`."""
        return self._pdf.add_link()

    def put(self, place: int) -> None:
        """Let links to a place lead to where the next paragraph begins."""
        self._pdf.set_link(place, y=self._pdf.y, page=self._pdf.page)

    def bookmark(self, name: str) -> None:
        """Begin a section that a reader's side bar lists, on a new page where little room is left."""
        self.keep_together()
        self._pdf.start_section(cut(name, _LONGEST_BOOKMARK) or "—")

    def keep_together(self, room: float = _ROOM_UNDER_HEADING) -> None:
        """Begin a new page unless `room` mm are left on this one."""
        if self._pdf.will_page_break(room):
            self._pdf.add_page()

    def space(self, height: float) -> None:
        """Leave `height` mm free."""
        self._pdf.ln(height)

    def rule(self) -> None:
        """Draw a line from margin to margin."""
        self._pdf.set_draw_color(*LINE)
        self._pdf.line(self._pdf.l_margin, self._pdf.y, self._pdf.w - self._pdf.r_margin, self._pdf.y)

    @contextmanager
    def indented(self, width: float) -> Iterator[None]:
        """Move the left margin in by `width` mm."""
        self._pdf.set_left_margin(self._pdf.l_margin + width)
        try:
            yield
        finally:
            self._pdf.set_left_margin(self._pdf.l_margin - width)
            self._pdf.set_x(self._pdf.l_margin)

    def paragraph(self, text: str, size: float = 10, *, barred: bool = False, run: Run | None = None) -> None:
        """Write a paragraph in one style (that of `run`), at the right where its script runs from there.

        `barred`: with a line at its side, as quotes have.
        """
        look = run or Run("")
        shown = self._shown(text)
        self._ready(shown, look, size)
        self._pdf.set_draw_color(*ACCENT)
        right = _runs_from_right(shown)
        self._pdf.multi_cell(
            0, size * _LEADING, shown, border=("R" if right else "L") if barred else 0,
            align=Align.R if right else Align.L, link=_uri(look.link), new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip

    def runs(self, runs: Sequence[Run], size: float = 10) -> None:
        """Write a paragraph of several styles; one with right-to-left text is set in one style.

        Its words would otherwise be put in order piece by piece, and stand in the wrong one.
        """
        whole = "".join(run.text for run in runs)
        if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in whole):
            self.paragraph(whole, size)
            return
        for run in runs:
            shown = self._shown(run.text)
            self._ready(shown, run, size)
            if shown:
                self._pdf.write(size * _LEADING, shown, link=_uri(run.link))
        self._pdf.ln(size * _LEADING)

    def table(self, rows: Sequence[Sequence[Run]], widths: Sequence[int], size: float = 9) -> None:
        """Write a table whose first row is its heading; `widths` are in proportion."""
        shown = [[(run, self._shown(run.text)) for run in row] for row in rows]
        self._ready("".join(text for row in shown for _, text in row), Run(""), size)
        self._pdf.set_draw_color(*LINE)
        heading = FontFace(emphasis="BOLD")
        with self._pdf.table(
            col_widths=tuple(widths), line_height=size * _LEADING, headings_style=heading, padding=1,
            borders_layout="HORIZONTAL_LINES", text_align="LEFT",
        ) as table:  # fmt: skip
            for row in shown:
                line = table.row()
                for run, text in row:
                    right = Align.R if _runs_from_right(text) else Align.L
                    line.cell(text, align=right, link=_uri(run.link))

    def file(self) -> bytes:
        """Return the finished file; nothing can be written afterwards."""
        return bytes(self._pdf.output())

    def close(self) -> None:
        """Close the font files."""
        for font in self._pdf.fonts.values():
            if hasattr(font, "close"):
                font.close()

    def _shown(self, text: str) -> str:
        return self._letters.write(text)

    def _ready(self, shown: str, run: Run, size: float) -> None:
        self._pdf.set_text_shaping(_SHAPED.search(shown) is not None)
        self._pdf.set_font(_FAMILY, run.style, size)
        self._pdf.set_text_color(*run.colour)


class _Pages(FPDF):
    def __init__(self, footer: str) -> None:
        super().__init__(format="A4")
        self._footer = footer
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _MARGIN)

    def footer(self) -> None:
        """Write the title and the page's number under a page."""
        self.set_y(-14)
        self.set_x(_MARGIN)
        self.set_text_shaping(_SHAPED.search(self._footer) is not None)
        self.set_font(_FAMILY, "", 8)
        self.set_text_color(*SOFT)
        width = self.w - 2 * _MARGIN
        self.cell(width * 0.8, 4, self._footer)
        self.set_text_shaping(False)
        self.cell(width * 0.2, 4, f"Page {self.page_no()} of {self.str_alias_nb_pages}", align=Align.R)


def _not_in(text: str) -> str:
    """Return a stand-in for the number of pages that isn't part of the text."""
    alias = "{nb}"
    while alias in text:
        alias = "{n" + alias[1:]
    return alias


def _runs_from_right(text: str) -> bool:
    """Say whether the first letter with a direction runs from right to left (UAX 9, rules P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _uri(link: str | int | None) -> str | int | None:
    """Return an address in the characters that PDF takes (RFC 3986), a place as it is."""
    return quote(link, safe=_URI, errors="replace") if isinstance(link, str) else link
