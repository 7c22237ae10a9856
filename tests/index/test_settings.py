"""Settings of the offline half: where they come from, and what is said of a bad one."""

from pathlib import Path

import pytest

from index.errors import UsageError
from index.settings import IndexSettings, load


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_everything_is_local() -> None:
    settings = load(IndexSettings)
    assert settings.data == Path(".citewire")
    assert settings.embedding == "local"
    assert settings.passage_tokens == 256


def test_the_environment_wins_over_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CITEWIRE_DATA=from-file\nCITEWIRE_PASSAGE_TOKENS=128\nCITEWIRE_OTHER=x\n")
    monkeypatch.setenv("CITEWIRE_DATA", "from-environment")
    settings = load(IndexSettings)
    assert (settings.data, settings.passage_tokens) == (Path("from-environment"), 128)


def test_an_option_wins_over_both_and_a_missing_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_DATA", "from-environment")
    assert load(IndexSettings, data=Path("option")).data == Path("option")
    assert load(IndexSettings, data=None).data == Path("from-environment")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("CITEWIRE_PASSAGE_TOKENS", "9", "from 32 to 512, not '9'"),
        ("CITEWIRE_PASSAGE_TOKENS", "many", "from 32 to 512, not 'many'"),
        ("CITEWIRE_EMBEDDING", "openai:", "`openai:NAME`"),
        ("CITEWIRE_EMBEDDING_BASE_URL", "localhost:1234", "http://"),
        ("CITEWIRE_MAX_FILE_MB", "0", "from 1 to 10000"),
    ],
)
def test_a_bad_value_is_one_line_that_names_variable_and_range(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError) as caught:
        load(IndexSettings)
    assert str(caught.value).startswith(f"{variable} must be ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_bad_values_are_both_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_PASSAGE_TOKENS", "9")
    monkeypatch.setenv("CITEWIRE_EMBEDDING", "remote")
    with pytest.raises(UsageError, match=r"EMBEDDING.*PASSAGE_TOKENS|PASSAGE_TOKENS.*EMBEDDING"):
        load(IndexSettings)


def test_an_env_file_that_is_no_text_is_told() -> None:
    Path(".env").write_bytes(b"CITEWIRE_DATA=\xff\xfe\n")
    with pytest.raises(UsageError, match=r"\.env"):
        load(IndexSettings)


def test_openais_own_key_is_used_only_for_such_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    assert load(IndexSettings).embedding_key is None
    monkeypatch.setenv("CITEWIRE_EMBEDDING", "openai:text-embedding-3-small")
    assert load(IndexSettings).embedding_key == "general"
    monkeypatch.setenv("CITEWIRE_EMBEDDING_API_KEY", "ours")
    assert load(IndexSettings).embedding_key == "ours"


def test_a_key_for_openai_is_not_sent_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_EMBEDDING", "openai:some-model")
    monkeypatch.setenv("CITEWIRE_EMBEDDING_BASE_URL", "http://127.0.0.1:11434/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    assert load(IndexSettings).embedding_key is None


def test_keys_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWIRE_EMBEDDING_API_KEY", "very-secret")
    assert "very-secret" not in repr(load(IndexSettings))
