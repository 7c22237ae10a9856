"""What an answer cost, from a table that the user wrote."""

from pathlib import Path

import pytest

from app.model.costs import SHIPPED, load_prices
from app.records import Usage
from index.errors import UsageError

USED = Usage(200_000, 50_000, estimated=False)
TABLE = """
currency = "EUR"
[models."some-model-1.5"]
prompt = 0.5
completion = 2
[models.free]
prompt = 0.0
completion = 0.0
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "prices.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_listed_model_has_its_cost(tmp_path: Path) -> None:
    prices = load_prices(written(tmp_path, TABLE))
    assert prices.cost_of("some-model-1.5", USED) == Usage(200_000, 50_000, False, 0.2, "EUR")
    assert prices.cost_of("free", USED) == Usage(200_000, 50_000, False, 0.0, "EUR")


def test_a_model_by_another_name_has_none(tmp_path: Path) -> None:
    assert load_prices(written(tmp_path, TABLE)).cost_of("some-model", USED) == USED


def test_an_estimate_stays_one(tmp_path: Path) -> None:
    estimated = Usage(1, 1, estimated=True)
    assert load_prices(written(tmp_path, TABLE)).cost_of("free", estimated).estimated


def test_no_price_is_invented() -> None:
    assert load_prices().cost_of("gpt-4o", USED) == USED


def test_the_example_in_the_shipped_file_works(tmp_path: Path) -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    start = lines.index('# [models."some-model-1.5"]')
    example = [line.removeprefix("# ") for line in lines[start : start + 3]]
    prices = load_prices(written(tmp_path, "\n".join(example)))
    assert prices.cost_of("some-model-1.5", USED).cost == pytest.approx(0.175)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    assert load_prices(path).cost_of("free", USED).currency == "EUR"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('currency = "EUR"\n[models]]\n', "line 2"),
        ("[models.a]\nprompt = 1", "models.a.completion"),
        ("[models.a]\nprompt = -1\ncompletion = 1", "models.a.prompt"),
        ("[models.a]\nprompt = nan\ncompletion = 1", "models.a.prompt"),
        ("[models.a]\nprompt = '1'\ncompletion = 1", "models.a.prompt"),
        ("[models.a]\nprompt = true\ncompletion = 1", "models.a.prompt"),
        ("[models.a.5]\nprompt = 1\ncompletion = 1", "models.a"),
        ("[a]\nprompt = 1\ncompletion = 1", "a: "),
        ('currency = "two words"', "currency"),
        ("models = 7", "models"),
        (b"currency = '\xff'", "UTF-8"),
        (b"\x00\x01", "TOML"),
    ],
)
def test_a_broken_file_is_one_clear_line(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_prices(path)
    assert says in str(caught.value)
    assert "CITEWIRE_LLM_PRICES" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="CITEWIRE_LLM_PRICES"):
        load_prices(tmp_path / name)
