"""What is thrown away can be had back for as long as is promised, and damage to one thing hides no other."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import app.bin
from app.bin import Bin
from index.errors import CitewireError, UsageError
from index.records import Article
from index.survey import Change

ARTICLE = Article(
    "a/ü.txt", "Zenata was hit. 😀", "Rockets", date(2020, 6, 2), "AP", None, "https://x/1", "en"
)
CHANGE = Change(ARTICLE, "/news/ü.txt", bytes(range(32)))


class Later(datetime):
    """A clock that is days ahead."""

    days = 0

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return datetime.now(tz) + timedelta(days=cls.days)


@pytest.fixture
def removed(tmp_path: Path) -> Bin:
    return Bin(tmp_path)


def test_what_was_noted_comes_back_as_it_was(removed: Bin) -> None:
    noted = removed.note(CHANGE, has_file=True)
    record = removed.record(noted.id)
    assert record.change == CHANGE
    assert record.has_file
    assert (noted.article_id, noted.title) == (ARTICLE.id, "Rockets")
    assert noted.when - datetime.now(UTC) < timedelta(minutes=1)
    assert removed.listed() == (noted,)


def test_a_file_is_moved_and_kept(removed: Bin, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("words")
    noted = removed.note(CHANGE, has_file=True)
    removed.put(noted.id, file)
    assert not file.exists()
    assert removed.place(noted.id, "a.txt").read_text() == "words"


def test_the_last_comes_first(removed: Bin) -> None:
    noted = [removed.note(CHANGE, has_file=False) for _ in range(3)]
    assert removed.listed() == tuple(reversed(noted))


def test_what_is_forgotten_is_gone(removed: Bin) -> None:
    noted = removed.note(CHANGE, has_file=False)
    removed.forget(noted.id)
    assert removed.listed() == ()
    with pytest.raises(UsageError, match="nothing to bring back"):
        removed.record(noted.id)


def test_files_go_after_a_month_and_records_of_other_folders_files_stay(
    removed: Bin, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed.note(CHANGE, has_file=True)
    elsewhere = removed.note(CHANGE, has_file=False)
    monkeypatch.setattr(app.bin, "datetime", Later)
    monkeypatch.setattr(Later, "days", 29)
    removed.empty_old()
    assert len(removed.listed()) == 2
    monkeypatch.setattr(Later, "days", 31)
    removed.empty_old()
    assert removed.listed() == (elsewhere,)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"article": 1}'])
def test_a_damaged_record_is_said_where_it_is_asked_for_and_passed_over_elsewhere(
    removed: Bin, content: bytes
) -> None:
    bad, good = removed.note(CHANGE, has_file=True), removed.note(CHANGE, has_file=True)
    removed.place(bad.id, "record.json").write_bytes(content)
    assert removed.listed() == (good,)
    removed.empty_old()
    with pytest.raises(CitewireError, match="can't be read"):
        removed.record(bad.id)
