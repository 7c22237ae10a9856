"""What stays out of the index although its file is there: a list of ids beside the indexes.

    <data>/kept_out.json    a JSON list of article ids
    <data>/added/           the files of the articles that were added by hand

An article that was taken out by hand would else come back with the next sync of its folder. Knows nothing
of what is indexed.
"""

import json
from pathlib import Path

from index.disk import writing
from index.errors import CitewireError

_LIST = "kept_out.json"
_ADDED = "added"


class KeptOut:
    """The list of one data folder as it was when this was made; changes are written at once, whole.

    Raises:
        CitewireError: from any method, where the list can't be read or written.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / _LIST
        self.ids = frozenset(_read(self._path))

    def add(self, *article_ids: str) -> None:
        """Keep articles out from now on."""
        self._write(self.ids.union(article_ids))

    def discard(self, *article_ids: str) -> None:
        """Let articles in again."""
        self._write(self.ids.difference(article_ids))

    def _write(self, ids: frozenset[str]) -> None:
        if ids == self.ids:
            return
        with writing(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_suffix(".new")
            draft.write_text(json.dumps(sorted(ids), indent=1), encoding="utf-8")
            draft.replace(self._path)
        self.ids = ids


def added_folder(data: Path) -> Path:
    """Return where the articles are that were added by hand."""
    return data.absolute() / _ADDED


def _read(path: Path) -> list[str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path) from error
    if not isinstance(content, list) or not all(isinstance(one, str) for one in content):
        raise _unreadable(path)
    return content


def _unreadable(path: Path) -> CitewireError:
    return CitewireError(
        f"{path} can't be read: it holds the ids of the articles that were taken out by hand; mend it, "
        "or delete it to let all of them in again with `python -m index --rebuild`"
    )
