"""The texts that are sent to a model, read from files and filled in.

Each is a file in prompts/, and a folder of the user's own replaces ours file by file. Placeholders are
checked when a file is loaded, so that a slip in one shows before the first question. Knows nothing of
models, nor of what the texts say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import UsageError

OURS = Path(__file__).parents[2] / "prompts"

# Only these are placeholders; JSON, prices or code in a prompt or in an article are left as they are.
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class _Placeholders:
    """What a prompt must have filled in, and what it may."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()


_KNOWN = {
    "answer_system": _Placeholders(frozenset({"refusal"}), frozenset({"today"})),
    "answer_user": _Placeholders(frozenset({"passages", "question"}), frozenset({"refusal", "today"})),
    "draft_system": _Placeholders(frozenset()),
    "draft_user": _Placeholders(frozenset({"passages"})),
    "standalone_system": _Placeholders(frozenset()),
    "standalone_user": _Placeholders(frozenset({"conversation", "question"})),
    "judge": _Placeholders(frozenset({"passages", "sentence"})),
}
NAMES = tuple(_KNOWN)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text with placeholders such as `{question}`, all of them known."""

    name: str
    text: str

    def fill(self, **values: str) -> str:
        """Return the text with every placeholder replaced; what replaces one is never read again.

        Values that this prompt has no place for are left out.

        Raises:
            KeyError: a placeholder has no value.
        """
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self.text)


def load(name: str, folder: Path | None = None) -> Prompt:
    """Return the prompt `name`, one of `NAMES`, from `folder` where it has one, else ours.

    Raises:
        UsageError: the folder or the file can't be read, the file is empty, or a placeholder is missing or
            unknown.
    """
    path = _path(name, folder)
    text = _read(path)
    _check(path, _KNOWN[name], set(_PLACEHOLDER.findall(text)))
    return Prompt(name, text)


def load_all(folder: Path | None = None) -> Mapping[str, Prompt]:
    """Return every prompt by its name.

    Raises:
        UsageError: as `load`, or `folder` has a text that replaces none of ours: its name is misspelt.
    """
    if folder is not None:
        _check_names(folder)
    return {name: load(name, folder) for name in NAMES}


def _path(name: str, folder: Path | None) -> Path:
    if folder is None:
        return OURS / f"{name}.txt"
    _check_folder(folder)
    own = folder / f"{name}.txt"
    return own if own.exists() or own.is_symlink() else OURS / own.name


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError(f"there is no folder of prompts {folder}: correct CITEWIRE_PROMPTS or unset it")


def _check_names(folder: Path) -> None:
    _check_folder(folder)
    try:
        names = sorted(path.stem for path in folder.glob("*.txt"))
    except OSError as error:
        raise UsageError(f"the folder of prompts {folder} can't be read: {error.strerror}") from error
    for name in names:
        if name not in _KNOWN:
            raise UsageError(f"{folder / name}.txt replaces no prompt: name it one of {', '.join(NAMES)}")


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise UsageError(f"the prompt {path} is not a file")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"the prompt {path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the prompt {path} is not UTF-8: save it as UTF-8") from error
    if not text.strip():
        raise UsageError(f"the prompt {path} is empty: delete it to use ours")
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(f"the prompt {path} has {len(text):,} characters; the most are {_MOST_CHARACTERS:,}")
    return text.strip()


def _check(path: Path, known: _Placeholders, used: set[str]) -> None:
    missing = sorted(known.required - used)
    if missing:
        raise UsageError(f"the prompt {path} lacks {_listed(missing)}: put it where it is to be filled in")
    unknown = sorted(used - known.required - known.optional)
    if unknown:
        usable = sorted(known.required | known.optional)
        hint = f"it may have {_listed(usable)}" if usable else "it has nothing to be filled in"
        raise UsageError(f"the prompt {path} has the unknown placeholder {_listed(unknown)}: {hint}")


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
