"""An index as the online half sees it: quick to open, safe to share, and clear about what is wrong."""

import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from index.analysis import analyze, name_keys
from index.errors import DamagedIndexError, NoIndexError
from index.filters import Filters
from index.fingerprint import IndexPlace, place_of
from index.settings import IndexSettings
from index.store import Store
from index.sync import sync
from tests.fakes import FakeEncoder
from tests.index.indexed import settings_in, story, write_jsonl

ENCODER = FakeEncoder()
STORIES = (
    story("zenata", "Rockets hit Zenata. Two died.", title="Rockets", date="2020-06-02", source="Reuters"),
    story("embassy", "Turkey warned Hifter. It was Monday.", date="2020-05-09", source="AP"),
    story("undated", "Rockets were fired at the port."),
)


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    found = settings_in(tmp_path)
    write_jsonl(tmp_path / "news" / "a.jsonl", STORIES)
    sync(found, [tmp_path / "news"], encoder=ENCODER)
    return found


@pytest.fixture
def place(settings: IndexSettings) -> IndexPlace:
    return place_of(settings, ENCODER.name)


def opened(settings: IndexSettings) -> Store:
    return Store.open(settings, ENCODER.name)


def found_by_words(store: Store, text: str, filters: Filters | None = None) -> set[str]:
    keys = [
        key for key, _ in store.search_words(analyze(text), name_keys(text), filters=filters or Filters())
    ]
    return {one.article.id for one in store.passages(keys)}


def test_an_index_tells_what_it_holds(settings: IndexSettings, place: IndexPlace) -> None:
    with opened(settings) as store:
        assert store.fingerprint == place.fingerprint
        assert store.counts() == (3, 3)
        assert store.article_ids() == ["embassy", "undated", "zenata"]
        assert store.outlets() == {"AP": 1, "Reuters": 1}
        assert store.date_range() == (date(2020, 5, 9), date(2020, 6, 2))


def test_a_passage_is_the_words_of_its_article(settings: IndexSettings) -> None:
    with opened(settings) as store:
        for article_id in store.article_ids():
            article = store.article(article_id)
            assert article is not None
            for one in store.passages(store.passage_keys(article_id)):
                assert one.text == one.passage.span.of(article.text)
                assert len(one.sentence_vectors) == len(one.passage.sentences)


def test_words_and_vectors_find_passages_under_the_same_filters(settings: IndexSettings) -> None:
    with opened(settings) as store:
        assert found_by_words(store, "rockets") == {"zenata", "undated"}
        assert found_by_words(store, "Haftar") == {"embassy"}, "another spelling of the name"
        june = Filters(since=date(2020, 6, 1))
        assert found_by_words(store, "rockets", june) == {"zenata"}
        keys = [key for key, _ in store.search_vectors(ENCODER.embed_query("rockets"), 5, june)]
        assert {one.article.id for one in store.passages(keys)} == {"zenata"}


def test_opening_imports_nothing_heavy(settings: IndexSettings, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.settings import IndexSettings;"
        "from index.store import Store;"
        f"Store.open(IndexSettings.model_construct(data=Path({str(settings.data)!r})), {ENCODER.name!r});"
        "heavy = ('chromadb', 'llama_index', 'openvino', 'trafilatura');"
        "print([name for name in heavy if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr


def test_without_an_index_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match="run `python -m index`"):
        opened(settings_in(tmp_path))


def test_an_index_of_other_settings_is_named_with_what_differs(settings: IndexSettings) -> None:
    with pytest.raises(NoIndexError, match="passage size: 256 tokens there, 64 tokens now"):
        opened(settings.model_copy(update={"passage_tokens": 64}))
    with pytest.raises(NoIndexError, match="embedding: fake:1 there, other now"):
        Store.open(settings, "other")


def test_an_empty_index_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    sync(settings_in(tmp_path), [tmp_path / "news"], encoder=ENCODER)
    with pytest.raises(NoIndexError, match="empty"):
        opened(settings_in(tmp_path))


def test_a_lost_snapshot_is_made_anew(settings: IndexSettings, place: IndexPlace) -> None:
    with opened(settings) as store:
        expected = store.search_vectors(ENCODER.embed_query("rockets"))
    [snapshot] = place.folder.glob("snapshot-*")
    shutil.rmtree(snapshot)
    with opened(settings) as store:
        assert store.search_vectors(ENCODER.embed_query("rockets")) == expected


def test_lost_words_are_damage_that_a_sync_mends(
    settings: IndexSettings, place: IndexPlace, tmp_path: Path
) -> None:
    shutil.rmtree(place.words)
    with pytest.raises(DamagedIndexError, match="run `python -m index`"):
        opened(settings)
    sync(settings, [tmp_path / "news"], encoder=ENCODER)
    assert found_by_words(opened(settings), "rockets") == {"zenata", "undated"}


def test_a_truncated_database_is_damage(settings: IndexSettings, place: IndexPlace) -> None:
    place.articles.write_bytes(place.articles.read_bytes()[:5000])
    with pytest.raises(DamagedIndexError, match="--rebuild"):
        opened(settings)


def test_an_open_index_sees_the_next_sync_after_a_refresh(settings: IndexSettings, tmp_path: Path) -> None:
    with opened(settings) as store:
        assert not store.refresh()
        write_jsonl(tmp_path / "news" / "a.jsonl", [*STORIES[:2], story("new", "Rockets hit Garabulli.")])
        sync(settings, [tmp_path / "news"], encoder=ENCODER)
        assert store.refresh()
        assert found_by_words(store, "rockets") == {"zenata", "new"}
        keys = [key for key, _ in store.search_vectors(ENCODER.embed_query("Rockets hit Garabulli."), 1)]
        assert [one.article.id for one in store.passages(keys)] == ["new"]
        assert not store.refresh()


def test_an_open_index_sees_one_that_was_built_again(settings: IndexSettings, tmp_path: Path) -> None:
    with opened(settings) as store:
        write_jsonl(tmp_path / "news" / "a.jsonl", [story("only", "Quite another thing.")])
        sync(settings, [tmp_path / "news"], encoder=ENCODER, rebuild=True)
        assert store.refresh()
        assert store.article_ids() == ["only"]


def test_an_open_index_serves_on_while_it_is_built_again(settings: IndexSettings, place: IndexPlace) -> None:
    with opened(settings) as store:
        shutil.rmtree(place.folder)
        assert not store.refresh()
        assert found_by_words(store, "rockets") == {"zenata", "undated"}


def test_many_threads_read_while_a_sync_writes(settings: IndexSettings, tmp_path: Path) -> None:
    with opened(settings) as store, ThreadPoolExecutor(4) as pool:
        done = threading.Event()

        def read() -> int:
            rounds = 0
            while not done.is_set() or rounds == 0:
                store.refresh()
                assert "zenata" in found_by_words(store, "Zenata")
                near = store.search_vectors(ENCODER.embed_query("x"), 50)
                assert len(store.passages([key for key, _ in near])) <= len(near)
                rounds += 1
            return rounds

        readers = [pool.submit(read) for _ in range(4)]
        try:
            for size in (40, 80):
                more = [story(f"more {number}") for number in range(size)]
                write_jsonl(tmp_path / "news" / "b.jsonl", more)
                sync(settings, [tmp_path / "news"], encoder=ENCODER)
        finally:
            done.set()
        assert all(reader.result() for reader in readers)
        store.refresh()
        assert store.counts()[0] == 83
