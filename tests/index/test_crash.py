"""A sync that is killed, wherever it is: the index stays whole and the next sync ends as if nothing was."""

from pathlib import Path
from typing import Any

import pytest

from index import sync as syncing
from index.analysis import analyze
from index.errors import NoIndexError
from index.settings import IndexSettings
from index.store import Store
from index.sync import sync
from tests.fakes import FakeEncoder
from tests.forked import begun
from tests.index.indexed import contents, settings_in, story, write_jsonl
from tests.kills import killed

BATCH = 4
# Where a sync dies: what it is about to do, and for which time.
WRITES = {
    "keys reserved": ("index.articles:Articles.reserve_keys", 3),
    "vectors put": ("index.vectors:Vectors.put", 3),
    "words committed": ("index.words:WordsWriter.commit", 3),
    "article put": ("index.articles:Articles.put", 3),
    "replaced vectors removed": ("index.vectors:Vectors.remove", 3),
    "article removed": ("index.articles:Articles.remove", 3),
    "snapshot table made": ("index.matrix:_table", 1),
    "snapshot's vectors written": ("index.matrix:_write_vectors", 1),
    "finished": ("index.articles:Articles.finish", 1),
}


BEFORE = [story(f"story {number}") for number in range(30)]
CHANGED = [story(f"story {number}", f"Another tale of {number}.") for number in range(10)]
AFTER = [*CHANGED, *(story(f"story {number}") for number in (*range(10, 20), *range(30, 40)))]


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    """An index of 30 articles, and a folder in which a third changed, a third vanished and 10 are new."""
    made = settings_in(tmp_path)
    write_jsonl(tmp_path / "news" / "a.jsonl", BEFORE)
    sync(made, [tmp_path / "news"], encoder=FakeEncoder())
    write_jsonl(tmp_path / "news" / "a.jsonl", AFTER)
    return made


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What an index holds that never knew the folder as it was before."""
    folder = tmp_path_factory.mktemp("fresh")
    write_jsonl(folder / "news" / "a.jsonl", AFTER)
    return _synced(settings_in(folder), folder)


def _sync_in_small_batches(settings: IndexSettings, news: Path) -> None:
    syncing._BATCH_PASSAGES = BATCH
    sync(settings, [news], encoder=FakeEncoder())


def _assert_whole(settings: IndexSettings) -> None:
    """Every article that the index shows is shown whole, by words and by vectors."""
    with Store.open(settings, FakeEncoder().name) as store:
        ids = set(store.article_ids())
        assert {f"story {number}" for number in range(10, 20)} <= ids, "what did not change is there"
        assert {f"story {number}" for number in range(10)} <= ids, "what changed is there, old or new"
        near = store.search_vectors(FakeEncoder().embed_query("x"), 1000)
        assert {one.article.id for one in store.passages([key for key, _ in near])} == ids
        for article_id in ids:
            for one in store.passages(store.passage_keys(article_id)):
                assert one.key in [key for key, _ in store.search_words(analyze(one.text, "en"), k=1000)]


def _articles_shown(settings: IndexSettings) -> int:
    try:
        with Store.open(settings, FakeEncoder().name) as store:
            assert store.counts()[0] == len(store.article_ids())
            return store.counts()[0]
    except NoIndexError:
        return 0


def _synced(settings: IndexSettings, folder: Path) -> dict[str, Any]:
    sync(settings, [folder / "news"], encoder=FakeEncoder())
    return contents(settings, FakeEncoder())


@pytest.mark.parametrize("where", WRITES)
def test_killed_before_a_write(
    settings: IndexSettings, tmp_path: Path, where: str, fresh: dict[str, Any]
) -> None:
    assert killed(*WRITES[where], _sync_in_small_batches, settings, tmp_path / "news")
    _assert_whole(settings)
    assert _synced(settings, tmp_path) == fresh


@pytest.mark.parametrize("attempt", range(3))
def test_killed_at_any_time(
    settings: IndexSettings, tmp_path: Path, attempt: int, fresh: dict[str, Any]
) -> None:
    process = begun(_sync_in_small_batches, settings, tmp_path / "news")
    process.join(0.05 + 0.2 * attempt)
    process.kill()
    process.join(60)
    _assert_whole(settings)
    assert _synced(settings, tmp_path) == fresh


def test_killed_in_the_first_sync_of_all(tmp_path: Path) -> None:
    made = settings_in(tmp_path)
    write_jsonl(tmp_path / "news" / "a.jsonl", BEFORE)
    nothing, some, everything = {0}, set(range(1, 30)), {30}
    for write, call, expected in (
        ("index.vectors:Vectors.put", 1, nothing),
        ("index.vectors:Vectors.put", 3, some),
        ("index.articles:Articles.finish", 1, everything),
    ):
        assert killed(write, call, _sync_in_small_batches, made, tmp_path / "news")
        assert _articles_shown(made) in expected
    assert sorted(_synced(made, tmp_path)) == sorted(one["id"] for one in BEFORE)
