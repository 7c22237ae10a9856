"""The name of an index: a fingerprint of everything that made it, so that nothing ever mixes.

    <data>/index-<fingerprint>/            one index
    <data>/index-<fingerprint>/made_with.json   what made it, to tell people how two indexes differ

Knows nothing of what is inside an index.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.disk import writing
from index.errors import NoIndexError
from index.settings import IndexSettings

# Counts up when the stored form changes: the columns, the fields of the word index, the snapshot.
FORMAT_VERSION = "2"

_MADE_WITH = "made_with.json"
_LENGTH = 12


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Where the index of some settings lives (it may not exist yet), and what makes it."""

    data: Path
    made_with: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits of the SHA-256 of `made_with`."""
        canonical = json.dumps(dict(self.made_with), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:_LENGTH]

    @property
    def folder(self) -> Path:
        """The index's own folder."""
        return self.data / f"index-{self.fingerprint}"

    @property
    def articles(self) -> Path:
        """The SQLite file."""
        return self.folder / "articles.sqlite"

    @property
    def words(self) -> Path:
        """The folder of the word index."""
        return self.folder / "words"

    @property
    def vectors(self) -> Path:
        """Chroma's folder."""
        return self.folder / "chroma"

    @property
    def lock_file(self) -> Path:
        """What a sync locks; beside the folder, which may be removed and made again."""
        return self.data / f"index-{self.fingerprint}.lock"

    def exists(self) -> bool:
        """Whether an index was begun here."""
        return (self.folder / _MADE_WITH).is_file()

    def create(self) -> None:
        """Make the folder and write down what made it; harmless where that is done already."""
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self.exists():
                draft = self.folder / f"{_MADE_WITH}.new"
                draft.write_text(json.dumps(dict(self.made_with), indent=2), encoding="utf-8")
                draft.replace(self.folder / _MADE_WITH)


def place_of(settings: IndexSettings, encoder_name: str) -> IndexPlace:
    """Return where the index lives that these settings and this encoder make."""
    from index.analysis import ANALYSIS_VERSION
    from index.passages import PASSAGES_VERSION
    from index.reading import READER_VERSION

    made_with = {
        "format": FORMAT_VERSION,
        "reader": READER_VERSION,
        "passages": PASSAGES_VERSION,
        "passage size": f"{settings.passage_tokens} tokens",
        "analysis": ANALYSIS_VERSION,
        "embedding": encoder_name,
    }
    return IndexPlace(settings.data.absolute(), made_with)


def differences(place: IndexPlace) -> dict[Path, str]:
    """Return the other indexes beside `place`, newest first, each with how it was made differently."""
    found = [path for path in place.data.glob(f"index-*/{_MADE_WITH}") if path.parent != place.folder]
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    return {path.parent: _difference(_read(path), place.made_with) for path in found}


def missing(place: IndexPlace) -> NoIndexError:
    """Return the error that says why there is nothing at `place` and what to do."""
    for folder, difference in differences(place).items():
        return NoIndexError(
            f"no index was made with these settings, only {folder.name} with others ({difference}): "
            "run `python -m index`, or set them back"
        )
    return NoIndexError(f"nothing is indexed in {place.data} yet: run `python -m index`")


def _read(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _difference(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    parts = (
        f"{name}: {theirs.get(name, 'unknown')} there, {value} now"
        for name, value in ours.items()
        if theirs.get(name) != value
    )
    return "; ".join(parts)
