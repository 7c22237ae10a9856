"""An index's name: the same for the same making, another for any other, and told apart in words."""

import re
from pathlib import Path

from index.fingerprint import differences, missing, place_of
from tests.index.indexed import settings_in


def test_equal_settings_share_an_index_wherever_it_lives(tmp_path: Path) -> None:
    here, there = settings_in(tmp_path / "a"), settings_in(tmp_path / "b")
    assert place_of(here, "model").fingerprint == place_of(there, "model").fingerprint
    assert re.fullmatch(r"[0-9a-f]{12}", place_of(here, "model").fingerprint)


def test_another_model_or_passage_size_is_another_index(tmp_path: Path) -> None:
    places = [
        place_of(settings_in(tmp_path), "model"),
        place_of(settings_in(tmp_path), "other model"),
        place_of(settings_in(tmp_path, passage_tokens=64), "model"),
    ]
    assert len({place.folder for place in places}) == 3


def test_what_differs_is_told_and_what_is_equal_is_not(tmp_path: Path) -> None:
    old = place_of(settings_in(tmp_path), "model")
    old.create()
    new = place_of(settings_in(tmp_path, passage_tokens=64), "model")
    assert differences(new) == {old.folder: "passage size: 256 tokens there, 64 tokens now"}
    assert differences(old) == {}


def test_a_missing_index_says_what_to_run(tmp_path: Path) -> None:
    place = place_of(settings_in(tmp_path), "model")
    assert "run `python -m index`" in str(missing(place))


def test_an_index_of_another_model_is_named(tmp_path: Path) -> None:
    old = place_of(settings_in(tmp_path), "model")
    old.create()
    told = str(missing(place_of(settings_in(tmp_path), "other model")))
    assert old.folder.name in told
    assert "embedding: model there, other model now" in told


def test_a_garbled_description_is_no_obstacle(tmp_path: Path) -> None:
    old = place_of(settings_in(tmp_path), "model")
    old.create()
    (old.folder / "made_with.json").write_bytes(b"\xff")
    assert "unknown there" in str(missing(place_of(settings_in(tmp_path), "other model")))
