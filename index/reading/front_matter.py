"""YAML front matter above a text: title, date, source, url, byline, language.

Front matter that isn't YAML (a colon in a title is enough) is read line by line; text between rules
that names none of these fields is text.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from index.reading.characters import one_line
from index.reading.dates import to_date
from index.reading.draft import Draft
from index.reading.language import stated_language

Fact = TypeVar("Fact")

_LONGEST = 65_536
_BLOCK = re.compile(r"---[ \t]*\n(?P<fields>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_LINE = re.compile(r"(?P<name>[A-Za-z_]{2,20})\s*:\s*(?P<value>\S[^\n]*)$", re.MULTILINE)
_NAMES = {
    "title": ("title", "headline"),
    "published": ("date", "published", "published_at", "date_published", "pubdate"),
    "source": ("source", "outlet", "publisher", "site"),
    "byline": ("byline", "author", "authors", "by"),
    "url": ("url", "link", "canonical", "canonical_url"),
    "language": ("language", "lang"),
}
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)


def read_front_matter(text: str) -> Draft:
    """Return the body of `text` as a draft, with the facts that its front matter states."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    block = _BLOCK.match(text[:_LONGEST])
    fields = _fields(block["fields"]) if block else {}
    if not block or not _KNOWN & fields.keys():
        return Draft(text)
    return to_draft(text[block.end() :], fields)


def to_draft(body: str, fields: Mapping[str, object]) -> Draft:
    """Return `body` with the facts in `fields`, whose names are those of the corpus formats."""
    return Draft(
        body,
        title=_first(fields, "title", as_text),
        published=_first(fields, "published", to_date),
        source=_first(fields, "source", as_text),
        byline=_first(fields, "byline", as_text),
        url=_first(fields, "url", as_url),
        language=_first(fields, "language", stated_language),
    )


def as_text(value: object) -> str | None:
    """Return a field's value as one line: text, a number, or a list of texts; None for the rest."""
    if isinstance(value, list | tuple):
        return one_line(", ".join(item for item in value if isinstance(item, str)))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return one_line(str(value))


def as_url(value: object) -> str | None:
    """Return `value` when it is an address on the web, None for anything else (`javascript:`)."""
    text = one_line(value) if isinstance(value, str) else None
    if not text or " " in text or len(text) > 2000:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.netloc else None


def _first(fields: Mapping[str, object], name: str, read: Callable[[object], Fact | None]) -> Fact | None:
    """Return what the first of the fields called `name` in some way says that `read` understands."""
    facts = (read(fields[alias]) for alias in _NAMES[name] if alias in fields)
    return next((fact for fact in facts if fact is not None), None)


def _fields(block: str) -> dict[str, object]:
    # YAML costs 50 ms to import; few text files open with it.
    import frontmatter
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    try:
        parsed, _ = frontmatter.parse(f"---\n{block}\n---\n", handler=YAMLHandler())
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError, OverflowError):
        return {found["name"].lower(): found["value"].strip("\"'[] ") for found in _LINE.finditer(block)}
    return {str(name).lower(): value for name, value in parsed.items()}
