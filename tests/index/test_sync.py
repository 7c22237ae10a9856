"""A sync brings the index in line with the files, whatever happened to them, and loses nothing else."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import CitewireError, UsageError
from index.fingerprint import place_of
from index.records import SyncReport
from index.settings import IndexSettings
from index.sync import Progress, sync
from index.vectors import Vectors
from index.words import WordsWriter
from tests.fakes import FakeEncoder
from tests.index.indexed import contents, settings_in, story, write_jsonl


class Archive:
    """A folder of news with an index of its own."""

    def __init__(self, folder: Path) -> None:
        self.news = folder / "news"
        self.news.mkdir()
        self.settings: IndexSettings = settings_in(folder)
        self.encoder = FakeEncoder()

    def write(self, name: str, *articles: dict[str, Any]) -> Path:
        return write_jsonl(self.news / name, articles)

    def sync(self, *paths: Path, **options: Any) -> SyncReport:
        self.encoder.embedded.clear()
        return sync(self.settings, list(paths) or [self.news], encoder=self.encoder, **options)

    def ids(self) -> list[str]:
        return sorted(contents(self.settings, self.encoder))

    def contents(self) -> dict[str, Any]:
        return contents(self.settings, self.encoder)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def bound(archive: Archive, request: pytest.FixtureRequest) -> Archive:
    """An archive of a user whom permissions bind; what a sync imports late is imported before they do."""
    archive.write("a.jsonl", story("one"))
    archive.sync()
    archive.ids()
    return Archive(request.getfixturevalue("unprivileged"))


def counts(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def test_new_articles_are_added(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"), story("two", date="2020-06-02", source="Reuters"))
    report = archive.sync()
    assert counts(report) == (2, 0, 0, 0)
    assert (report.articles, report.passages) == (2, 2)
    assert archive.ids() == ["one", "two"]


def test_an_article_of_a_text_file_goes_by_its_path_below_the_folder(archive: Archive) -> None:
    path = archive.news / "2020" / "june.txt"
    path.parent.mkdir()
    path.write_text("Rockets hit the Zenata region on Monday. Nobody claimed the attack so far.\n")
    archive.sync()
    assert archive.ids() == ["2020/june.txt"]


def test_a_second_sync_does_nothing_at_all(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"), story("two"))
    archive.sync()
    before = _bytes_below(archive.settings.data)
    report = archive.sync()
    assert counts(report) == (0, 0, 0, 2)
    assert archive.encoder.embedded == []
    assert _bytes_below(archive.settings.data) == before


def test_only_what_changed_is_embedded_again(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"), story("two"))
    archive.sync()
    archive.write("a.jsonl", story("one"), story("two", "Quite another story about Zenata."))
    report = archive.sync()
    assert counts(report) == (0, 1, 0, 1)
    assert archive.encoder.embedded == ["Quite another story about Zenata."]


def test_a_changed_headline_is_a_change_too(archive: Archive) -> None:
    archive.write("a.jsonl", story("one", title="Before"))
    archive.sync()
    archive.write("a.jsonl", story("one", title="After"))
    assert counts(archive.sync()) == (0, 1, 0, 0)
    assert archive.contents()["one"][0].title == "After"


def test_an_article_that_became_shorter_leaves_no_passage_behind(archive: Archive) -> None:
    long = " ".join(f"Sentence number {number} tells of a shelling near Tripoli." for number in range(150))
    archive.write("a.jsonl", story("one", long))
    assert archive.sync().passages > 2
    archive.write("a.jsonl", story("one", "It is short now."))
    assert archive.sync().passages == 1
    assert archive.ids() == ["one"]


def test_vanished_articles_are_removed_unless_kept(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"), story("two"))
    archive.write("b.jsonl", story("three"))
    archive.sync()
    archive.write("a.jsonl", story("one"))
    (archive.news / "b.jsonl").unlink()
    assert counts(archive.sync(keep=True)) == (0, 0, 0, 1)
    assert archive.ids() == ["one", "three", "two"]
    assert counts(archive.sync()) == (0, 0, 2, 1)
    assert archive.ids() == ["one"]


def test_a_file_that_comes_back_as_it_was_is_indexed_again(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"))
    path = archive.write("b.jsonl", story("two"))
    archive.sync()
    content = path.read_bytes()
    path.unlink()
    archive.sync()
    path.write_bytes(content)
    assert counts(archive.sync()) == (1, 0, 0, 1)
    assert archive.ids() == ["one", "two"]


def test_other_folders_are_left_alone(archive: Archive) -> None:
    archive.write("2019/a.jsonl", story("old"))
    archive.write("2020/b.jsonl", story("new"))
    archive.sync(archive.news / "2019")
    assert counts(archive.sync(archive.news / "2020")) == (1, 0, 0, 0)
    assert archive.ids() == ["new", "old"]


def test_a_folder_whose_name_begins_like_another_is_another(archive: Archive) -> None:
    archive.write("news/a.jsonl", story("one"))
    archive.write("news2/b.jsonl", story("two"))
    archive.sync()
    assert archive.sync(archive.news / "news").removed == 0


def test_a_moved_folder_costs_nothing(archive: Archive, tmp_path: Path) -> None:
    archive.write("a.jsonl", story("one"))
    archive.sync()
    moved = archive.news.rename(tmp_path / "elsewhere")
    report = archive.sync(moved)
    assert counts(report) == (0, 0, 0, 1)
    assert archive.encoder.embedded == []
    (moved / "a.jsonl").write_text("")
    write_jsonl(moved / "b.jsonl", [story("two")])
    archive.sync(moved)
    assert "two" in archive.ids()


def test_the_same_folder_by_another_name_is_the_same(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("a.jsonl", story("one"))
    archive.sync()
    (tmp_path / "link").symlink_to(archive.news)
    monkeypatch.chdir(tmp_path)
    for name in (tmp_path / "link", Path("news"), archive.news / ".." / "news"):
        assert counts(archive.sync(name)) == (0, 0, 0, 1)


def test_an_id_that_another_file_has_is_reported_with_both_paths(archive: Archive) -> None:
    first = archive.write("a.jsonl", story("one", "The first."))
    second = archive.write("b.jsonl", story("one", "The second."), story("two"))
    report = archive.sync()
    [failure] = report.failed
    assert str(second) == failure.path
    assert str(first) in failure.reason
    assert archive.contents()["one"][0].text == "The first."
    assert archive.ids() == ["one", "two"]
    assert archive.sync().failed == report.failed, "it is still so, and still said"


def test_an_id_that_another_folder_has_is_reported_with_both_paths(archive: Archive) -> None:
    first = archive.write("2019/a.jsonl", story("one", "The first."))
    second = archive.write("2020/b.jsonl", story("one", "The second."))
    archive.sync(archive.news / "2019")
    [failure] = archive.sync(archive.news / "2020").failed
    assert (failure.path, str(first) in failure.reason) == (str(second), True)
    assert archive.contents()["one"][0].text == "The first."


def test_an_id_is_free_again_once_its_first_file_lets_it_go(archive: Archive) -> None:
    archive.write("a.jsonl", story("one", "The first."))
    archive.write("b.jsonl", story("one", "The second."))
    archive.sync()
    archive.write("a.jsonl", story("other"))
    assert archive.sync().failed == ()
    assert archive.contents()["one"][0].text == "The second."


def test_what_cannot_be_read_is_reported_and_everything_else_done(archive: Archive) -> None:
    archive.write("good.jsonl", story("one"))
    (archive.news / "empty.txt").touch()
    (archive.news / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (archive.news / "broken.jsonl").write_text('{"id": "two", "text": "It is fine."}\n{"id": broken\n')
    (archive.news / "loop").symlink_to(archive.news / "loop")
    report = archive.sync()
    assert archive.ids() == ["one", "two"]
    told = "\n".join(failure.path for failure in report.failed)
    for name in ("empty.txt", "binary.txt", "broken.jsonl"):
        assert name in told


def test_an_article_whose_file_became_unreadable_is_kept(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"), story("two"))
    path = archive.news / "b.txt"
    path.write_text("Rockets hit the Zenata region on Monday. Nobody claimed the attack so far.\n")
    archive.sync()
    (archive.news / "a.jsonl").write_text('{"id": "one", "text": \n')
    path.write_bytes(b"")
    report = archive.sync()
    assert len(report.failed) == 2
    assert report.removed == 0
    assert archive.ids() == ["b.txt", "one", "two"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_articles_below_a_folder_without_permission_are_kept(archive: Archive) -> None:
    archive.write("closed/a.jsonl", story("one"))
    archive.sync()
    (archive.news / "closed").chmod(0)
    try:
        assert len(archive.sync().failed) == 1
    finally:
        (archive.news / "closed").chmod(0o700)
    assert archive.ids() == ["one"]


def test_articles_below_a_folder_that_cannot_be_listed_are_kept(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("closed/a.jsonl", story("one"))
    archive.write("open/b.jsonl", story("two"))
    archive.sync()
    real = os.listdir

    def listdir(path: Any = ".") -> list[Any]:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    (archive.news / "open" / "b.jsonl").unlink()
    report = archive.sync()
    assert [failure.path for failure in report.failed] == [str(archive.news / "closed")]
    assert report.removed == 1
    assert archive.ids() == ["one"]


def _link(link: Path, target: Path) -> Path:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    return link


def test_articles_behind_a_link_are_kept_while_it_leads_nowhere(archive: Archive, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "mnt" / "2019" / "a.jsonl", [story("one"), story("two")])
    archive.write("b.jsonl", story("three"))
    link = _link(archive.news / "old", tmp_path / "mnt" / "2019")
    archive.sync()
    (tmp_path / "mnt").rename(tmp_path / "unmounted")
    report = archive.sync()
    assert [failure.path for failure in report.failed] == [str(link)]
    assert counts(report) == (0, 0, 0, 1)
    assert archive.ids() == ["one", "three", "two"]
    (tmp_path / "unmounted").rename(tmp_path / "mnt")
    assert counts(archive.sync()) == (0, 0, 0, 3)


@pytest.mark.parametrize("name", ["old", "old.txt"])
def test_articles_of_a_named_link_are_kept_while_it_leads_nowhere(
    archive: Archive, tmp_path: Path, name: str
) -> None:
    write_jsonl(tmp_path / "mnt" / "a.jsonl", [story("one")])
    link = _link(archive.news / name, tmp_path / "mnt")
    archive.sync(link)
    (tmp_path / "mnt").rename(tmp_path / "unmounted")
    report = archive.sync(link)
    assert [failure.path for failure in report.failed] == [str(link)]
    assert report.removed == 0
    assert archive.ids() == ["one"]


def test_articles_behind_a_link_that_was_taken_away_are_removed(archive: Archive, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "mnt" / "a.jsonl", [story("one")])
    link = _link(archive.news / "old", tmp_path / "mnt")
    archive.sync()
    link.unlink()
    assert (archive.sync().removed, archive.ids()) == (1, [])


@pytest.mark.parametrize("closed", ["other/sub", "other", "."])
@pytest.mark.parametrize("mode", [0, 0o400], ids=["closed", "only listed"])
def test_articles_below_a_forbidden_folder_behind_a_link_are_kept(
    bound: Archive, closed: str, mode: int
) -> None:
    archive, mount = bound, bound.news.parent / "mnt"
    write_jsonl(mount / "other" / "sub" / "deep" / "a.jsonl", [story("one")])
    archive.write("b.jsonl", story("two"))
    _link(archive.news / "link", mount / "other")
    archive.sync()
    archive.write("c.jsonl", story("three"))
    (mount / closed).chmod(mode)
    try:
        report = archive.sync()
    finally:
        (mount / closed).chmod(0o700)
    assert counts(report) == (1, 0, 0, 1)
    assert len(report.failed) == 1
    assert archive.ids() == ["one", "three", "two"]


def test_articles_below_a_folder_that_a_link_leads_to_are_kept_under_either_name(bound: Archive) -> None:
    archive = bound
    archive.write("other/sub/a.jsonl", story("one"))
    archive.sync()
    _link(archive.news / "link", archive.news / "other")
    (archive.news / "other" / "sub").chmod(0)
    try:
        assert archive.sync().removed == 0
    finally:
        (archive.news / "other" / "sub").chmod(0o700)
    assert archive.ids() == ["one"]


def test_only_what_lies_below_a_link_that_leads_nowhere_is_kept(archive: Archive, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "mnt" / "a.jsonl", [story("kept")])
    _link(archive.news / "old", tmp_path / "mnt")
    gone = [archive.write(f"{name}/a.jsonl", story(name)) for name in ("older", "old!", "old-", "ol", "new")]
    archive.sync()
    (tmp_path / "mnt").rename(tmp_path / "unmounted")
    for path in gone:
        path.unlink()
    assert archive.sync().removed == len(gone)
    assert archive.ids() == ["kept"]


def test_articles_are_kept_below_a_closed_folder_whatever_the_archive_is_called(bound: Archive) -> None:
    (bound.news / "tab\there").mkdir()
    archive = Archive(bound.news / "tab\there")
    archive.write("closed/a.jsonl", story("one"))
    archive.sync()
    (archive.news / "closed").chmod(0)
    try:
        report = archive.sync()
    finally:
        (archive.news / "closed").chmod(0o700)
    assert (len(report.failed), report.removed) == (1, 0)


def test_half_a_character_is_reported_and_not_stored(archive: Archive) -> None:
    (archive.news / "a.jsonl").write_text(
        '{"id": "bad", "text": "A \\ud83d surrogate."}\n{"id": "worse \\ud83d", "text": "Fine."}\n'
        '{"id": "good", "text": "Fine."}\n'
    )
    archive.sync()
    assert "good" in archive.ids()
    for article_id, (article, _) in archive.contents().items():
        (article_id + article.text).encode()


def test_nothing_to_index_is_an_empty_index(archive: Archive) -> None:
    assert counts(archive.sync()) == (0, 0, 0, 0)
    assert archive.contents() == {}
    archive.write("a.jsonl", story("one"))
    archive.sync()
    (archive.news / "a.jsonl").unlink()
    assert counts(archive.sync()) == (0, 0, 1, 0)
    assert archive.contents() == {}


def test_a_path_that_does_not_exist_is_wrong_use_and_harms_nothing(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"))
    archive.sync()
    with pytest.raises(UsageError):
        archive.sync(archive.news / "typo", rebuild=True)
    assert archive.ids() == ["one"]


def test_a_model_without_sentence_vectors_will_do(archive: Archive) -> None:
    archive.encoder = FakeEncoder("remote", with_sentences=False)
    archive.write("a.jsonl", story("one"))
    assert archive.sync().passages == 1
    assert archive.ids() == ["one"]


def test_a_second_sync_at_the_same_time_says_so(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"))
    archive.sync()
    with (
        FileLock(place_of(archive.settings, archive.encoder.name).lock_file),
        pytest.raises(CitewireError, match="another `python -m index` is at work"),
    ):
        archive.sync()


def test_an_error_of_the_model_keeps_what_was_finished(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync._BATCH_PASSAGES", 2)
    archive.write("a.jsonl", *(story(f"story {number}") for number in range(10)))
    real = archive.encoder.embed_passages

    def embed(passages: Any) -> Any:
        if len(archive.encoder.embedded) >= 6:
            raise CitewireError("the server is gone")
        return real(passages)

    with monkeypatch.context() as patched:
        patched.setattr(archive.encoder, "embed_passages", embed)
        with pytest.raises(CitewireError, match="the server is gone"):
            archive.sync()
    report = archive.sync()
    assert report.unchanged >= 4
    assert len(archive.ids()) == 10


def test_rebuild_begins_with_nothing(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"))
    archive.sync()
    place_of(archive.settings, archive.encoder.name).articles.write_bytes(b"rubbish" * 1000)
    assert counts(archive.sync(rebuild=True)) == (1, 0, 0, 0)
    assert archive.ids() == ["one"]


def test_a_store_that_was_lost_is_made_again(archive: Archive) -> None:
    archive.write("a.jsonl", story("one", title="Title", date="2020-06-02"), story("two"))
    archive.sync()
    before = archive.contents()
    place = place_of(archive.settings, archive.encoder.name)
    for lost in (place.words, place.vectors, *place.folder.glob("snapshot-*")):
        shutil.rmtree(lost)
        archive.sync()
        assert archive.contents() == before


def test_what_a_killed_sync_left_in_other_stores_is_cleared_away(archive: Archive) -> None:
    archive.write("a.jsonl", story("one"))
    archive.sync()
    before = archive.contents()
    place = place_of(archive.settings, archive.encoder.name)
    _leave_behind(archive, place.vectors, place.words)
    archive.sync()
    assert archive.contents() == before


def _leave_behind(archive: Archive, vectors_folder: Path, words_folder: Path) -> None:
    """Write as a sync does that is killed before SQLite hears of it: a new article and a changed one."""
    from index.articles import Articles
    from index.records import Article, Passage, Span
    from index.vectors import VectorEntry
    from index.words import WordEntry

    place = place_of(archive.settings, archive.encoder.name)
    articles = Articles.open_for_writing(place.articles)
    key = articles.reserve_keys(2)
    articles.close()
    vectors, words = Vectors(vectors_folder), WordsWriter(words_folder)
    for offset, name in enumerate(("one", "ghost")):
        passage = Passage(name, 0, Span(0, 5), (Span(0, 5),))
        row = archive.encoder.embed_query("Ghost")
        vectors.put([VectorEntry(key + offset, passage, Article(name, "Ghost"), row)])
        words.add([WordEntry(key + offset, ["ghost"], [], [], None, None)])
    words.commit()
    words.close()
    vectors.close()


def test_progress_ends_with_everything(archive: Archive) -> None:
    archive.write("a.jsonl", *(story(f"story {number}") for number in range(5)))
    told: list[Progress] = []
    archive.sync(progress=told.append)
    assert (told[-1].articles, told[-1].passages) == (5, 5)
    assert told[-1].bytes_done == told[-1].bytes_total > 0


texts = st.sampled_from(["Rockets hit Zenata.", "Turkey warned of retaliation. It was Monday.", "Aid came."])
articles = st.lists(
    st.builds(story, st.sampled_from(["p", "q", "r", "s"]), texts, title=st.sampled_from(["", "News"])),
    max_size=3,
    unique_by=lambda one: one["id"],
)
events = st.one_of(
    st.tuples(st.sampled_from(["a.jsonl", "sub/b.jsonl", "z.jsonl"]), st.none() | articles.filter(bool)),
    st.just("sync"),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events, min_size=2, max_size=10))
def test_any_history_ends_in_what_a_fresh_index_holds(history: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        archive, fresh = Archive(Path(one)), Archive(Path(other))
        for event in history:
            if event == "sync":
                archive.sync()
            else:
                _apply(archive, *event)
        report = archive.sync()
        shutil.copytree(archive.news, fresh.news, dirs_exist_ok=True)
        expected = fresh.sync()
        assert archive.contents() == fresh.contents()
        assert len(report.failed) == len(expected.failed)


def _apply(archive: Archive, name: str, lines: list[dict[str, Any]] | None) -> None:
    if lines is None:
        (archive.news / name).unlink(missing_ok=True)
    else:
        archive.write(name, *lines)


def _bytes_below(folder: Path) -> dict[str, bytes]:
    """All files that hold anything: logs and locks that are opened and closed again are empty."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    held = {str(path): path.read_bytes() for path in paths}
    return {path: content for path, content in held.items() if content and not path.endswith("-shm")}
