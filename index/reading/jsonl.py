"""JSONL corpora: a line an article, read one at a time; a broken line costs that line only."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.errors import UnreadableError
from index.reading.characters import has_controls, normalise_field
from index.reading.front_matter import to_draft
from index.reading.language import recognised_language
from index.records import Article, Failure

_LONGEST_ID = 1000
# JSON may write a character with up to six bytes for each half of it.
_BYTES_A_CHARACTER = 12


def read_jsonl(path: Path, most_characters: int) -> Iterator[Article | Failure]:
    """Yield the article or the failure of each line of `path` that isn't blank.

    An author's text is a structured field: it keeps every character but controls. Raises
    UnreadableError when the file is not UTF-8 at all.
    """
    seen: dict[str, int] = {}
    with path.open("rb") as lines:
        if lines.peek(4)[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise UnreadableError("is in UTF-16; JSONL is UTF-8, so save it as that")
        for number, line in enumerate(_lines(lines, most_characters * _BYTES_A_CHARACTER), start=1):
            try:
                article = _read_line(line, most_characters)
                if article:
                    _refuse_repeated(article.id, seen, number)
                    yield article
            except UnreadableError as error:
                yield Failure(f"{path}:{number}", str(error))


def _lines(file: BinaryIO, most_bytes: int) -> Iterator[bytes | None]:
    """Yield lines without keeping more than `most_bytes` of one; None for a longer one."""
    while line := file.readline(most_bytes + 1):
        if len(line) <= most_bytes or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
            pass
        yield None


def _read_line(line: bytes | None, most_characters: int) -> Article | None:
    if line is None:
        raise UnreadableError(f"is longer than the {most_characters:,} characters that one article may have")
    text = _decode_line(line)
    return _to_article(_parse(text), most_characters) if text.strip() else None


def _decode_line(line: bytes) -> str:
    try:
        return line.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not UTF-8 at byte {error.start} of the line") from error


def _parse(text: str) -> dict[str, object]:
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"is not JSON: {error.msg} at character {error.pos + 1}") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError("is not JSON that can be read: a number or its nesting is too long") from error
    if not isinstance(fields, dict):
        raise UnreadableError("is not a JSON object with id and text")
    return fields


def _to_article(fields: dict[str, object], most_characters: int) -> Article:
    name, text = _id_of(fields), fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableError(f"has no text (the article {name!r})")
    if len(text) > most_characters:
        raise UnreadableError(f"has {len(text):,} characters; one article may have {most_characters:,}")
    draft = to_draft(normalise_field(text), fields)
    if not draft.text.strip():
        raise UnreadableError(f"has no text but control characters (the article {name!r})")
    return Article(
        id=name,
        text=draft.text,
        title=draft.title,
        published=draft.published,
        source=draft.source,
        byline=draft.byline,
        url=draft.url,
        language=draft.language or recognised_language(draft.text),
    )


def _id_of(fields: dict[str, object]) -> str:
    name = fields.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if not isinstance(name, str) or not name.strip():
        raise UnreadableError("has no id")
    if has_controls(name) or len(name) > _LONGEST_ID:
        raise UnreadableError(f"has an id with control characters or longer than {_LONGEST_ID:,}")
    return unicodedata.normalize("NFC", name)


def _refuse_repeated(name: str, seen: dict[str, int], number: int) -> None:
    first = seen.setdefault(name, number)
    if first != number:
        raise UnreadableError(f"repeats the id {name!r} of line {first}; ids must be unique")
