import pytest

from app.settings import AppSettings
from index.errors import UsageError
from index.settings import load


@pytest.fixture(autouse=True)
def _no_file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))


def test_the_page_is_for_this_machine_only_unless_told_otherwise() -> None:
    settings = load(AppSettings)
    assert (settings.host, settings.port) == ("127.0.0.1", 7860)


def test_the_environment_says_where_the_page_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_HOST", "0.0.0.0")
    monkeypatch.setenv("CITEWIRE_PORT", "8000")
    settings = load(AppSettings)
    assert (settings.host, settings.port) == ("0.0.0.0", 8000)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_one_clear_line(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_PORT", port)
    with pytest.raises(UsageError, match="CITEWIRE_PORT must be a whole number from 1 to 65535"):
        load(AppSettings)


def test_the_index_is_found_with_the_index_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_PASSAGE_TOKENS", "64")
    assert load(AppSettings).passage_tokens == 64
