"""The text of a PDF file, with what repeats on its pages taken away. The one module that imports pypdf."""

import io
import logging
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.reading.draft import Draft
from index.reading.phrases import word_set

if TYPE_CHECKING:
    from pypdf import PdfReader

_JUNK_TITLE = re.compile(
    r"untitled|microsoft word|\.(?:docx?|pdf|indd|qxd|pages|odt)\b|^\S+$|^layout", re.IGNORECASE
)
_HYPHENATED = re.compile(r"([^\W\d_]{2,40})[-\u2010]\n([^\W\d_]{2,40})")
_SOFTLY_HYPHENATED = re.compile(r"(?<=[^\W\d_])\u00ad\n(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXES = word_set("self non anti semi vice cross well cease half long short low")
_REPEATED_ON = 3
_EDGE = 2


def read_pdf(data: bytes, most_characters: int) -> Draft:
    """Return the draft of a PDF file.

    Raises UnreadableError when it is encrypted, damaged, holds pictures of text only, or more than
    `most_characters` characters. Its creation date is the file's, not the article's, and isn't used.
    """
    # A tenth of a second to import, and needed for PDF only.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    with _silence():
        try:
            reader = PdfReader(io.BytesIO(data), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise UnreadableError("is encrypted; save a copy without a password")
            pages = list(_page_texts(reader, most_characters))
            title = reader.metadata.title if reader.metadata else None
        except (DependencyError, FileNotDecryptedError) as error:
            raise UnreadableError("is encrypted; save a copy without a password") from error
        except UnreadableError:
            raise
        # Damaged files raise whatever the damage leads to, from KeyError to struct.error.
        except Exception as error:
            raise UnreadableError(
                f"is not a PDF file that can be read, or damaged ({type(error).__name__})"
            ) from error
    if not any(page.strip() for page in pages):
        raise UnreadableError(
            "has no text, only pictures of it perhaps; run text recognition (OCR) on it first"
        )
    return Draft(_flow(pages), title=title if title and not _JUNK_TITLE.search(title) else None, ragged=True)


def _page_texts(reader: "PdfReader", most_characters: int) -> Iterator[str]:
    total = 0
    for page in reader.pages:
        text = page.extract_text()
        total += len(text)
        if total > most_characters:
            raise UnreadableError(
                f"has more than {most_characters:,} characters, the most one article may have"
            )
        yield text


def _flow(pages: list[str]) -> str:
    """Join pages into one text without running heads and page numbers, hyphenated words made whole."""
    lines = [[line.strip() for line in page.strip().split("\n")] for page in pages]
    edges = Counter(
        key for page in lines for key in {_edge_key(line) for line in page[:_EDGE] + page[-_EDGE:]}
    )
    kept = ["\n".join(_without_edges(page, edges)) for page in lines]
    text = _SOFTLY_HYPHENATED.sub("", "\n".join(page for page in kept if page))
    known = set(_WORD.findall(_HYPHENATED.sub(" ", text).lower()))
    return _HYPHENATED.sub(lambda found: _dehyphenate(found, known), text)


def _edge_key(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _without_edges(page: list[str], edges: Counter[str]) -> Iterator[str]:
    for position, line in enumerate(page):
        at_edge = position < _EDGE or position >= len(page) - _EDGE
        repeated = edges[_edge_key(line)] >= _REPEATED_ON or re.fullmatch(
            r"(?:page )?#(?: (?:of|/) #)?", _edge_key(line).lower()
        )
        if not (at_edge and repeated):
            yield line


def _dehyphenate(found: re.Match[str], known: set[str]) -> str:
    """Make a cut word whole again; a compound (`UN-backed`, `self-styled`) keeps its hyphen."""
    left, right = found[1], found[2]
    whole, compound = f"{left}{right}".lower(), f"{left}-{right}".lower()
    if whole in known:
        return left + right
    parts = left.lower() in _PREFIXES or (left.lower() in known and right.lower() in known)
    keeps = compound in known or left.isupper() or right[0].isupper() or parts
    return f"{left}-{right}" if keeps else left + right


@contextmanager
def _silence() -> Iterator[None]:
    """Keep pypdf's log and warnings about damaged files from the terminal; the error says enough."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
