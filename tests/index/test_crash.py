"""A sync that is killed, wherever it is: the index stays whole and the next sync ends as if nothing was."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from index import articles, matrix, vectors, words
from index import sync as syncing
from index.analysis import analyze
from index.errors import NoIndexError
from index.settings import IndexSettings
from index.store import Store
from index.sync import sync
from tests.fakes import FakeEncoder
from tests.index.indexed import contents, settings_in, story, write_jsonl

BATCH = 4
WRITES: dict[str, tuple[Any, str]] = {
    "keys reserved": (articles.Articles, "reserve_keys"),
    "vectors put": (vectors.Vectors, "put"),
    "words committed": (words.WordsWriter, "commit"),
    "article put": (articles.Articles, "put"),
    "replaced vectors removed": (vectors.Vectors, "remove"),
    "article removed": (articles.Articles, "remove"),
    "snapshot table made": (matrix, "_table"),
    "snapshot's vectors written": (matrix, "_write_vectors"),
    "finished": (articles.Articles, "finish"),
}
ONCE = ("snapshot table made", "snapshot's vectors written", "finished")


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that begin with everything imported, so that a kill costs milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.sync", "index.vectors", "tests.index.test_crash"])
    return context


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


def _sync_until(settings: IndexSettings, news: Path, where: str, calls: int) -> None:
    """Sync, and die at the given call of a write, before it happens."""
    owner, name = WRITES[where]
    real: Callable[..., Any] = getattr(owner, name)
    left = [calls]

    def deadly(*arguments: Any, **keywords: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **keywords)

    setattr(owner, name, deadly)
    _sync_in_small_batches(settings, news)


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
    settings: IndexSettings,
    tmp_path: Path,
    processes: ForkServerContext,
    where: str,
    fresh: dict[str, Any],
) -> None:
    calls = 1 if where in ONCE else 3
    process = processes.Process(target=_sync_until, args=(settings, tmp_path / "news", where, calls))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    _assert_whole(settings)
    assert _synced(settings, tmp_path) == fresh


@pytest.mark.parametrize("attempt", range(3))
def test_killed_at_any_time(
    settings: IndexSettings,
    tmp_path: Path,
    processes: ForkServerContext,
    attempt: int,
    fresh: dict[str, Any],
) -> None:
    process = processes.Process(target=_sync_in_small_batches, args=(settings, tmp_path / "news"))
    process.start()
    process.join(0.05 + 0.2 * attempt)
    process.kill()
    process.join(60)
    _assert_whole(settings)
    assert _synced(settings, tmp_path) == fresh


def test_killed_in_the_first_sync_of_all(tmp_path: Path, processes: ForkServerContext) -> None:
    made = settings_in(tmp_path)
    write_jsonl(tmp_path / "news" / "a.jsonl", BEFORE)
    nothing, some, everything = {0}, set(range(1, 30)), {30}
    for where, calls, expected in (
        ("vectors put", 1, nothing),
        ("vectors put", 3, some),
        ("finished", 1, everything),
    ):
        process = processes.Process(target=_sync_until, args=(made, tmp_path / "news", where, calls))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        assert _articles_shown(made) in expected
    assert sorted(_synced(made, tmp_path)) == sorted(one["id"] for one in BEFORE)
