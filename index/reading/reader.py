"""One file in, articles or failures out: chooses the format's reader, then cleans what it found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.errors import UnreadableError
from index.reading.cleaning import clean
from index.reading.discovery import JSONL_SUFFIXES, SUFFIXES, SourceFile
from index.reading.draft import Draft
from index.reading.encoding import decode
from index.reading.front_matter import read_front_matter
from index.reading.jsonl import read_jsonl
from index.reading.language import recognised_language
from index.reading.markdown import read_markdown
from index.records import Article, Failure

# Raise it when the same file would become a different article: an index then knows that it is old.
READER_VERSION = "3"
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """The most bytes a file of one article may have, and the most characters an article's text.

    By default as many as `IndexSettings` allows by default.
    """

    max_file_bytes: int = 50 * _MEGABYTE
    max_article_chars: int = 1_000_000


def read(file: SourceFile, limits: ReadLimits) -> Iterator[Article | Failure]:
    """Yield the article in `file`, or those in its lines if it is JSONL; a Failure for what can't be read.

    Raises nothing for bad input: each failure says in words what is wrong and what to do.
    """
    try:
        if file.path.suffix.lower() in JSONL_SUFFIXES:
            yield from read_jsonl(file.path, limits.max_article_chars)
        else:
            yield _read_article(file, limits)
    except UnreadableError as error:
        yield Failure(str(file.path), str(error))
    except OSError as error:
        yield Failure(str(file.path), f"can't be read: {error.strerror or error}")


def _read_article(file: SourceFile, limits: ReadLimits) -> Article:
    draft = clean(_read_draft(file, limits))
    if not draft.text:
        raise UnreadableError("has no article text: nothing is left once page furniture is taken away")
    _refuse_long(draft.text, limits)
    return Article(
        id=file.id,
        text=draft.text,
        title=draft.title,
        published=draft.published,
        source=draft.source,
        byline=draft.byline,
        url=draft.url,
        language=draft.language or recognised_language(draft.text),
    )


def _read_draft(file: SourceFile, limits: ReadLimits) -> Draft:
    data = _read_bytes(file, limits.max_file_bytes)
    suffix = file.path.suffix.lower()
    if suffix == ".pdf":
        # Both are imported where such a file occurs: together they take most of a second.
        from index.reading.pdf import read_pdf

        return read_pdf(data, limits.max_article_chars)
    if suffix in {".html", ".htm", ".xhtml"}:
        from index.reading.html import read_html

        return read_html(data)
    text = decode(data)
    _refuse_long(text, limits)
    readers: dict[str, Callable[[str], Draft]] = {".md": read_markdown, ".markdown": read_markdown}
    if suffix not in SUFFIXES:
        raise UnreadableError("is of a kind that can't be read")
    return readers.get(suffix, read_front_matter)(text)


def _read_bytes(file: SourceFile, most: int) -> bytes:
    size = file.path.stat().st_size
    if size > most:
        raise UnreadableError(
            f"has {size / _MEGABYTE:,.1f} MB; a file may have {most / _MEGABYTE:,.1f} MB"
            " (raise CITEWIRE_MAX_FILE_MB, or split it)"
        )
    with file.path.open("rb") as opened:
        data = opened.read(most + 1)
    if not data.strip():
        raise UnreadableError("is empty")
    return data


def _refuse_long(text: str, limits: ReadLimits) -> None:
    if len(text) > limits.max_article_chars:
        raise UnreadableError(
            f"has {len(text):,} characters of text; an article may have"
            f" {limits.max_article_chars:,}: split it, or make it JSONL with an article a line"
        )
