"""Archives to ask: seeds/ as it ships and a small invented press, each indexed once with the real model."""

from pathlib import Path

import pytest

from app.archive import Archive
from app.settings import AppSettings
from index.embedding import Encoder, make_encoder
from index.sync import sync
from tests.app.desk import Desk, WorkedDesk
from tests.app.press import PRESS
from tests.index.indexed import write_jsonl

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return make_encoder(AppSettings.model_construct(data=tmp_path_factory.mktemp("model")))


@pytest.fixture(scope="session")
def seeds_settings(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> AppSettings:
    """The settings of an index of seeds/: its `data` is what the commands take as --data."""
    settings = AppSettings.model_construct(data=tmp_path_factory.mktemp("seeds"))
    sync(settings, [SEEDS], encoder=encoder)
    return settings


@pytest.fixture(scope="session")
def press_settings(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> AppSettings:
    folder = tmp_path_factory.mktemp("press")
    settings = AppSettings.model_construct(data=folder / "data")
    sync(settings, [write_jsonl(folder / "press.jsonl", PRESS)], encoder=encoder)
    return settings


@pytest.fixture(scope="session")
def seeds(seeds_settings: AppSettings) -> Archive:
    return Archive.open(seeds_settings)


@pytest.fixture(scope="session")
def press(press_settings: AppSettings) -> Archive:
    return Archive.open(press_settings)


@pytest.fixture(scope="session")
def _worked_desk(tmp_path_factory: pytest.TempPathFactory) -> WorkedDesk:
    return WorkedDesk(tmp_path_factory.mktemp("worked"))


@pytest.fixture
def worked(_worked_desk: WorkedDesk) -> Desk:
    """A desk with something of every kind in the archive, and in the bin."""
    return _worked_desk.again()
