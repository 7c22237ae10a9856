"""JSON lines of a file, with their numbers; what can't be read is said in words. Knows nothing of content."""

from collections.abc import Iterator
from pathlib import Path

from index.errors import UsageError


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a UTF-8 file that aren't blank, trimmed, with their numbers from 1.

    Raises:
        UsageError: the file can't be read, or isn't UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8") from error
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror or error}") from error
    # Not splitlines: a JSON string may hold U+2028 and its like.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.strip()
