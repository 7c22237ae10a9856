"""The fonts of a PDF: which are needed for a text, and what to write where no font has a letter.

All come inside of packages: FiraGO (Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai, Georgian) for
most text, Noto for signs and other scripts, WenQuanYi Micro Hei for Chinese, Japanese and Korean. Knows
nothing of what is written with them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

_STYLES = {"": "figo", "B": "figbo", "I": "figit"}
_SIGNS = "symbol2"
# The code points that a font has, by the name of its file, which is the same wherever it is written.
_COVERAGE: dict[str, frozenset[int]] = {}
_SPACE = re.compile(r"[^\S\n]")
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
# What only says how the letters beside it are drawn.
_VARIATION = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@dataclass(frozen=True, slots=True)
class Letters:
    """The font files for a text: of the main font by style, then others in the order to look in.

    `missing` are the characters that none of them has.
    """

    styles: dict[str, Path]
    others: tuple[Path, ...]
    missing: frozenset[str]

    def write(self, text: str) -> str:
        """Return `text` as these fonts can show it; a letter that none has is given as [U+1E900]."""
        main = _coverage(self.styles[""])
        return "".join(self._one(character, main) for character in _spaced(text))

    def _one(self, character: str, main: frozenset[int]) -> str:
        if character == "\n" or ord(character) in main:
            return character
        if _only_joins(character):
            return ""
        return f"[U+{ord(character):04X}]" if character in self.missing else character


def letters_for(texts: Iterable[str], folder: Path) -> Letters:
    """Return the fonts that these texts need; those that aren't files yet are written into `folder`."""
    styles = {style: _as_file(name, folder) for style, name in _STYLES.items()}
    main = _coverage(styles[""])
    characters = {one for text in texts for one in set(_spaced(text))} - {"\n"}
    missing = {one for one in characters if ord(one) not in main and not _only_joins(one)}
    others = []
    for path in _others(folder) if missing else ():
        found = {one for one in missing if ord(one) in _coverage(path)}
        if found:
            others.append(path)
            missing -= found
        if not missing:
            break
    return Letters(styles, tuple(others), frozenset(missing))


def _spaced(text: str) -> str:
    """Return `text` with one kind of space and one kind of line end."""
    return _SPACE.sub(" ", text.translate(_LINE_ENDS))


def _only_joins(character: str) -> bool:
    """Say whether a character has no form of its own, such as a joiner or a variation mark."""
    return unicodedata.category(character) == "Cf" or _VARIATION.match(character) is not None


def _others(folder: Path) -> Iterable[Path]:
    yield _as_file(_SIGNS, folder)
    yield from _files_of("manimgx_fonts", "NotoSans*[[]wght].ttf")
    yield from _files_of("paperang_p2_fonts_cjk", "fonts/*.ttc")
    yield from _files_of("manimgx_fonts", "NotoEmoji*.ttf")


@cache
def _files_of(package: str, pattern: str) -> tuple[Path, ...]:
    upright = (path for path in Path(str(files(package))).glob(pattern) if "Italic" not in path.name)
    return tuple(sorted(upright))


def _as_file(name: str, folder: Path) -> Path:
    """Write one of the fonts that are kept inside of Python modules, and return its path."""
    path = folder / f"{name}.ttf"
    if not path.exists():
        path.write_bytes(import_module("pymupdf_fonts").myfont(name))
    return path


def _coverage(path: Path) -> frozenset[int]:
    known = _COVERAGE.get(path.name)
    if known is None:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            known = _COVERAGE[path.name] = frozenset(font.getBestCmap())
    return known
