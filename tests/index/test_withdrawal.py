"""One article is taken out of an index, and put back as it was, and nothing else changes."""

from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from index.articles import Articles
from index.errors import UsageError
from index.fingerprint import place_of
from index.kept_out import KeptOut
from index.records import SyncReport
from index.settings import IndexSettings
from index.survey import Change
from index.sync import sync
from index.withdrawal import make_ready, put_back, take_out
from index.writer import BusyError
from tests.fakes import FakeEncoder
from tests.index.indexed import contents, settings_in, story, write_jsonl

ENCODER = FakeEncoder()


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    made = settings_in(tmp_path)
    news(tmp_path, story("one"), story("two"), story("three"))
    resync(made)
    return made


def news(folder: Path, *articles: dict[str, Any]) -> Path:
    return write_jsonl(folder / "news" / "a.jsonl", articles)


def resync(settings: IndexSettings, **options: Any) -> SyncReport:
    ENCODER.embedded.clear()
    return sync(settings, [settings.data.parent / "news"], encoder=ENCODER, **options)


def held(settings: IndexSettings) -> dict[str, Any]:
    return contents(settings, ENCODER)


def change_of(settings: IndexSettings, article_id: str) -> Change:
    articles = Articles.open(place_of(settings, ENCODER.name).articles)
    article, known = articles.article(article_id), articles.known_article(article_id)
    articles.close()
    assert article is not None
    assert known is not None
    return Change(article, known.file, known.content_hash)


@pytest.mark.parametrize("file_stays", [True, False])
def test_an_article_taken_out_and_put_back_leaves_the_index_as_it_was(
    settings: IndexSettings, file_stays: bool
) -> None:
    before, change = held(settings), change_of(settings, "two")
    take_out(settings, "two", ENCODER, file_stays=file_stays)
    assert set(held(settings)) == {"one", "three"}
    put_back(settings, change, ENCODER)
    assert held(settings) == before
    put_back(settings, change, ENCODER)
    assert held(settings) == before
    report = resync(settings)
    assert (report.unchanged, ENCODER.embedded) == (3, [])


def test_taking_out_what_is_not_there_does_nothing(settings: IndexSettings) -> None:
    before = held(settings)
    take_out(settings, "unknown", ENCODER, file_stays=False)
    assert held(settings) == before


def test_what_is_kept_out_stays_out_of_every_sync(settings: IndexSettings) -> None:
    KeptOut(settings.data).add("two")
    take_out(settings, "two", ENCODER, file_stays=True)
    assert resync(settings).unchanged == 2
    news(settings.data.parent, story("two", "Changed."), story("three"), story("four"))
    report = resync(settings)
    assert (report.added, report.updated, report.removed, report.failed) == (1, 0, 1, ())
    assert set(held(settings)) == {"three", "four"}
    assert resync(settings, rebuild=True).added == 2


def test_an_article_whose_file_counts_as_new_comes_back_with_the_file(settings: IndexSettings) -> None:
    take_out(settings, "two", ENCODER, file_stays=False)
    assert resync(settings).added == 1


def test_an_article_that_was_put_back_is_held_against_its_file_by_the_next_sync(
    settings: IndexSettings,
) -> None:
    change = change_of(settings, "two")
    KeptOut(settings.data).add("two")
    take_out(settings, "two", ENCODER, file_stays=True)
    news(settings.data.parent, story("one"), story("two", "Changed."), story("three"))
    resync(settings)
    KeptOut(settings.data).discard("two")
    put_back(settings, change, ENCODER)
    assert resync(settings).updated == 1
    assert held(settings)["two"][0].text == "Changed."


def test_another_article_is_not_written_over(settings: IndexSettings) -> None:
    change = change_of(settings, "two")
    news(settings.data.parent, story("two", "Changed."))
    resync(settings)
    with pytest.raises(UsageError, match="another article is 'two' by now"):
        put_back(settings, change, ENCODER)
    assert held(settings)["two"][0].text == "Changed."


def test_nothing_is_done_while_a_sync_is_at_work(settings: IndexSettings) -> None:
    place, change = place_of(settings, ENCODER.name), change_of(settings, "two")
    with FileLock(place.lock_file):
        with pytest.raises(BusyError):
            make_ready(place)
        with pytest.raises(BusyError):
            take_out(settings, "two", ENCODER, file_stays=True)
        with pytest.raises(BusyError):
            put_back(settings, change, ENCODER)
    assert set(held(settings)) == {"one", "two", "three"}


def test_an_index_is_made_ready_only_where_there_is_one(tmp_path: Path) -> None:
    place = place_of(settings_in(tmp_path), ENCODER.name)
    make_ready(place)
    assert not place.data.exists()
