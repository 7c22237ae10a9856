"""Small sets in the form of the public ones, indexed once with the real model."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from evaluation import publicsets
from evaluation.corpora import CLAPNQ, NEWS, OURS, SQUAD, STORIES
from evaluation.publicsets import PublicSet, opened, stories
from tests.evaluation.sets import write_set


@dataclass(frozen=True)
class SmallSets:
    """A folder of sets, the folder where their indexes are, and the sets opened."""

    folder: Path
    data: Path
    opened: dict[str, PublicSet]
    stories: tuple[PublicSet, ...]


@pytest.fixture(scope="session")
def small_sets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallSets]:
    folder, data = tmp_path_factory.mktemp("sets"), tmp_path_factory.mktemp("data")
    for name in (CLAPNQ, SQUAD, NEWS, OURS):
        write_set(folder / name, name)
    for story in ("p-1", "p-2"):
        write_set(folder / STORIES / story, story)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(publicsets, "NEWS_FOLDER", folder / NEWS)
        patched.setattr(publicsets, "SEEDS", folder / OURS)
        patched.setattr(publicsets, "STORIES_FOLDER", folder / STORIES)
        yield SmallSets(folder, data, opened(folder, data), stories(data))
