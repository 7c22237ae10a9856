"""The list of what stays out of the index is kept whole, and a broken one is said."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import CitewireError
from index.kept_out import KeptOut, added_folder


def test_without_a_list_nothing_is_kept_out_and_none_is_made(tmp_path: Path) -> None:
    kept_out = KeptOut(tmp_path / "data")
    kept_out.discard("one")
    kept_out.add()
    assert kept_out.ids == frozenset()
    assert not (tmp_path / "data").exists()


@given(st.sets(st.text(alphabet=st.characters(exclude_categories=["Cs"]))), st.sets(st.text("ab")))
def test_what_is_put_on_the_list_is_on_it_until_it_is_taken_off(
    tmp_path_factory: pytest.TempPathFactory, added: set[str], discarded: set[str]
) -> None:
    data = tmp_path_factory.mktemp("data")
    KeptOut(data).add(*added)
    assert KeptOut(data).ids == added
    KeptOut(data).discard(*discarded)
    assert KeptOut(data).ids == added - discarded


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[1]", b"[" * 100_000])
def test_a_list_that_cannot_be_read_is_said_and_not_taken_for_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept_out.json").write_bytes(content)
    with pytest.raises(CitewireError, match=r"kept_out\.json can't be read"):
        KeptOut(tmp_path)


def test_the_folder_of_what_is_added_is_the_same_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert added_folder(Path("data")) == tmp_path / "data" / "added"
