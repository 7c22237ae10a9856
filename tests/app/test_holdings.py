"""What the archive holds can be listed, added to and taken away from; nothing is lost and nothing is half."""

import os
import tempfile
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from app.archive import Archive
from app.holdings import AddReport, Holdings
from app.records import Question
from app.settings import AppSettings
from index.embedding import Encoder
from index.errors import CitewireError, UsageError
from index.fingerprint import place_of
from index.sync import sync
from index.writer import BusyError
from tests.app.desk import ACTIONS, OTHER, STORY, Desk, lines
from tests.app.press import FERRY, PRESS
from tests.fakes import FakeEncoder
from tests.index.indexed import story, write_jsonl


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# --- the list


def test_an_archive_without_an_index_is_an_empty_list(desk: Desk) -> None:
    listing = desk.holdings.listed()
    assert (listing.rows, listing.total) == ((), 0)
    assert not desk.settings.data.exists(), "looking changes nothing"


def test_a_row_tells_what_is_known_of_an_article(desk: Desk) -> None:
    facts = {"title": "Rockets", "date": "2020-06-02", "source": "AP", "language": "en"}
    desk.index(story("one", STORY, **facts), story("two", OTHER))
    desk.add(report_txt=FERRY)
    rows = {row.id: row for row in desk.holdings.listed().rows}
    one = rows["one"]
    assert (one.title, one.source, one.published, one.language) == ("Rockets", "AP", date(2020, 6, 2), "en")
    assert (one.characters, one.added_here) == (len(STORY), False)
    assert (rows["two"].title, rows["two"].source, rows["two"].published) == (None, None, None)
    assert rows["report.txt"].added_here


def test_a_list_comes_in_pages_and_tells_how_many_there_are(desk: Desk) -> None:
    desk.index(*(story(f"{number:02}", date=f"2020-01-{number:02}") for number in range(1, 11)))
    page = desk.holdings.listed(order="oldest", offset=4, limit=3)
    assert [row.id for row in page.rows] == ["05", "06", "07"]
    assert page.total == 10
    assert [row.id for row in desk.holdings.listed(offset=-5, limit=0).rows] == ["10"]
    assert desk.holdings.listed(offset=99).rows == ()


def test_an_order_that_there_is_none_of_is_said(desk: Desk) -> None:
    with pytest.raises(UsageError, match="newest, oldest, title, outlet"):
        desk.holdings.listed(order="random")  # type: ignore[arg-type]


# --- adding


def test_adding_to_an_empty_archive_makes_one(desk: Desk) -> None:
    report = desk.add(zenata_txt=STORY, orvane_md=f"# Fire\n\n{OTHER}")
    assert report == AddReport(added=2, ids=("zenata.txt", "orvane.md"))
    assert desk.ids() == ["orvane.md", "zenata.txt"]
    assert set(desk.contents()) == {"orvane.md", "zenata.txt"}


def test_every_file_is_begun_and_ended(desk: Desk) -> None:
    desk.add(zenata_txt=STORY, empty_txt="", orvane_txt=OTHER)
    for name, end in (("zenata.txt", "done"), ("empty.txt", "failed"), ("orvane.txt", "done")):
        states = [told.state for told in desk.told if told.name == name]
        assert states[0] == "reading"
        assert states[-1] == end
        assert set(states[:-1]) == {"reading"}


def test_a_long_file_tells_how_far_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sync._BATCH_PASSAGES", 2)
    articles = [story(str(number)) for number in range(7)]
    desk.add(first_jsonl=lines(*articles[:3]), empty_txt="", second_jsonl=lines(*articles[3:]))
    said = [(told.name, told.reason) for told in desk.told if " of " in told.reason]
    assert said[0] == ("first.jsonl", "2 of 3 articles")
    assert said[-1] == ("second.jsonl", "4 of 4 articles")
    assert {name for name, _ in said} == {"first.jsonl", "second.jsonl"}


def test_what_cannot_be_read_is_told_and_not_kept_and_everything_else_done(desk: Desk) -> None:
    report = desk.upload(
        [
            ("empty.txt", ""),
            ("binary.txt", bytes(range(256)) * 20),
            ("bomb.docx", b"PK\x03\x04" + bytes(1000)),
            ("no suffix", STORY),
            ("broken.pdf", b"%PDF-1.7 broken"),
            ("good.txt", STORY),
        ]
    )
    assert (report.added, report.ids) == (1, ("good.txt",))
    reasons = {failure.path: failure.reason for failure in report.failed}
    assert list(reasons) == ["empty.txt", "binary.txt", "bomb.docx", "no suffix", "broken.pdf"]
    assert "is empty" in reasons["empty.txt"]
    assert "binary" in reasons["binary.txt"]
    for name in ("bomb.docx", "no suffix"):
        assert ".txt" in reasons[name]
        assert ".pdf" in reasons[name]
    assert desk.last()["bomb.docx"] == ("failed", reasons["bomb.docx"])
    assert desk.kept() == ["good.txt"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(300_000_000)
    monkeypatch.setattr("shutil.copyfile", lambda *_: pytest.fail("it was read"))
    report = desk.holdings.add_files([huge], ["huge.txt"])
    [failure] = report.failed
    assert "300.0 MB" in failure.reason
    assert "50 MB" in failure.reason


@pytest.mark.parametrize(
    "name",
    [
        "../../a.txt",
        "..\\..\\a.txt",
        "/etc/a.txt",
        "C:\\a.txt",
        "a\nb.txt",
        ".a.txt",
        "x" * 500 + ".txt",
        "a.TXT ",
    ],
)
def test_a_hostile_name_stays_in_its_folder(desk: Desk, name: str) -> None:
    report = desk.upload([(name, STORY)])
    assert report.added == 1
    [kept] = desk.kept()
    assert report.ids == (kept,)
    files = [path for path in desk.folder.rglob("*") if path.is_file()]
    written = {path for path in files if path.read_bytes() == STORY.encode()}
    assert written == {desk.folder / "upload-0", desk.settings.data / "added" / kept}
    assert "\n" not in desk.told[0].name


def test_the_same_article_again_is_here_already(desk: Desk) -> None:
    desk.add(zenata_txt=STORY)
    report = desk.upload([("zenata.txt", STORY), ("copy.txt", STORY), ("folded.txt", STORY + "\n\n")])
    assert (report.added, report.unchanged, report.failed) == (0, 3, ())
    assert desk.last()["copy.txt"] == ("done", "is here already: zenata.txt")
    assert desk.kept() == ["zenata.txt"]
    assert desk.ids() == ["zenata.txt"]


def test_the_same_article_twice_in_one_go_is_added_once(desk: Desk) -> None:
    report = desk.upload([("one.txt", STORY), ("two.txt", STORY)])
    assert (report.added, report.unchanged, report.ids) == (1, 1, ("one.txt",))


def test_what_was_indexed_from_a_folder_is_here_already_too(desk: Desk) -> None:
    desk.news.mkdir()
    (desk.news / "zenata.txt").write_text(STORY)
    desk.sync()
    assert desk.add(mine_txt=STORY).unchanged == 1


def test_a_report_that_two_outlets_printed_is_two_articles(desk: Desk) -> None:
    post, lantern = (f"---\nsource: {outlet}\n---\n{STORY}" for outlet in ("Harbour Post", "Daily Lantern"))
    assert desk.add(post_txt=post, lantern_txt=lantern).added == 2


def test_another_article_under_the_same_name_gets_a_number(desk: Desk) -> None:
    desk.add(story_txt=STORY)
    assert desk.upload([("STORY.txt", OTHER), ("story.txt", FERRY)]).ids == ("STORY (2).txt", "story (3).txt")


def test_a_name_that_is_the_id_of_an_article_from_elsewhere_gets_a_number(desk: Desk) -> None:
    desk.index(story("story.txt", STORY))
    assert desk.add(story_txt=OTHER).ids == ("story (2).txt",)
    assert desk.ids() == ["story (2).txt", "story.txt"]


def test_jsonl_holds_many_articles(desk: Desk) -> None:
    corpus = lines(story("one"), story("two", title="Second", date="2020-06-02")) + "{broken\n\n"
    report = desk.add(corpus_jsonl=corpus + lines(story("one", "Another one."), story("three")))
    assert report.ids == ("one", "two", "three")
    assert [failure.path for failure in report.failed] == ["corpus.jsonl:3", "corpus.jsonl:5"]
    assert desk.last()["corpus.jsonl"] == ("done", "3 added, 2 failed")
    assert desk.contents()["two"][0].title == "Second"


def test_jsonl_that_comes_again_updates_what_changed(desk: Desk) -> None:
    desk.add(corpus_jsonl=lines(story("one"), story("two")))
    report = desk.add(corpus_jsonl=lines(story("one"), story("two", STORY), story("three")))
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    assert report.ids == ("two", "three")
    assert desk.contents()["two"][0].text == STORY
    assert len(desk.kept()) == 3


def test_a_file_that_was_deleted_by_hand_holds_nothing_up(desk: Desk) -> None:
    desk.add(corpus_jsonl=lines(story("one"), story("two")))
    [first, _] = desk.kept()
    (desk.settings.data / "added" / first).unlink()
    report = desk.add(corpus_jsonl=lines(story("one", STORY), story("two", STORY), story("three")))
    assert not report.failed
    assert desk.ids() == ["one", "three", "two"]
    assert len(desk.kept()) == 3


def test_jsonl_does_not_replace_an_article_from_elsewhere(desk: Desk) -> None:
    desk.index(story("one"), story("two"))
    report = desk.add(corpus_jsonl=lines(story("one", "Quite another."), story("two")))
    assert (report.added, report.unchanged) == (0, 1)
    [failure] = report.failed
    assert "'one' is taken" in failure.reason


def test_a_file_that_only_calls_itself_jsonl_is_given_up_soon(desk: Desk) -> None:
    report = desk.add(noise_jsonl=b"no article\n" * 5_000)
    assert 100 <= len(report.failed) <= 110
    assert "not looked at" in report.failed[-1].reason
    assert "is empty" in desk.add(empty_jsonl=b"\n\n").failed[0].reason
    assert "UTF-16" in desk.add(wide_jsonl=lines(story("one")).encode("utf-16")).failed[0].reason


def test_what_is_elsewhere_stays(desk: Desk) -> None:
    desk.index(story("one"), story("two"))
    (desk.news / "news.jsonl").unlink()
    desk.add(zenata_txt=STORY)
    assert desk.ids() == ["one", "two", "zenata.txt"]


def test_a_pasted_text_is_an_article(desk: Desk) -> None:
    report = desk.holdings.add_text(
        STORY, title='Rockets: "Zenata" \\ hit 😀', source="AP", published=date(2020, 6, 2), url="https://a.example/1"
    )  # fmt: skip
    [article_id] = report.ids
    article = desk.contents()[article_id][0]
    assert (article.text, article.title) == (STORY, 'Rockets: "Zenata" \\ hit 😀')
    assert (article.source, article.published) == ("AP", date(2020, 6, 2))
    assert article.url == "https://a.example/1"
    assert desk.holdings.add_text(
        STORY, title='Rockets: "Zenata" \\ hit 😀', source="AP", published=date(2020, 6, 2), url="https://a.example/1"
    ).unchanged == 1  # fmt: skip


def test_a_pasted_text_alone_goes_by_its_first_line(desk: Desk) -> None:
    report = desk.holdings.add_text(f"\n\nFire in Orvane/Zenata\n\n{OTHER}\n")
    assert report.ids == ("Fire in Orvane Zenata.txt",)
    assert desk.contents()[report.ids[0]][0].title == "Fire in Orvane/Zenata"


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        (" \n ", {}, "text is empty"),
        (STORY, {"url": "javascript:alert(1)"}, "http"),
        (STORY, {"title": "x" * 2_000}, "2,000"),
    ],
)
def test_what_cannot_be_pasted_is_said(desk: Desk, text: str, fields: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        desk.holdings.add_text(text, **fields)
    assert desk.ids() == []


def test_a_pasted_text_that_is_no_article_is_a_failure(desk: Desk) -> None:
    [failure] = desk.holdings.add_text("Share\n\nCopyright 2020 A Paper").failed
    assert "no article text" in failure.reason
    assert desk.holdings.add_text("half \ud83d a character, the mayor said on Monday in Orvane.").added == 1


# --- taking away, and back


def test_an_article_that_was_added_goes_with_its_file_and_comes_back_as_it_was(desk: Desk) -> None:
    desk.add(zenata_txt=STORY, orvane_txt=OTHER)
    before = desk.contents()
    removed = desk.holdings.remove("zenata.txt")
    assert (removed.article_id, desk.ids(), desk.kept()) == ("zenata.txt", ["orvane.txt"], ["orvane.txt"])
    assert [one.id for one in desk.holdings.removed()] == [removed.id]
    desk.holdings.undo(removed.id)
    assert desk.contents() == before
    assert desk.kept() == ["orvane.txt", "zenata.txt"]
    assert desk.holdings.removed() == ()


def test_one_article_of_a_jsonl_file_goes_and_comes_back_alone(desk: Desk) -> None:
    desk.add(corpus_jsonl=lines(story("one"), story("two", title="Second", source="AP"), story("three")))
    before = desk.contents()
    removed = desk.holdings.remove("two")
    assert removed.title == "Second"
    assert desk.ids() == ["one", "three"]
    desk.holdings.undo(removed.id)
    assert desk.contents() == before


def test_an_article_from_elsewhere_stays_out_until_it_is_brought_back(desk: Desk) -> None:
    desk.index(story("one"), story("two", title="Second"), story("three"))
    before = desk.contents()
    file = (desk.news / "news.jsonl").read_bytes()
    removed = desk.holdings.remove("two")
    assert (desk.news / "news.jsonl").read_bytes() == file
    for options in ({}, {"rebuild": True}, {"keep": True}):
        desk.sync(**options)
        assert desk.ids() == ["one", "three"]
    desk.holdings.undo(removed.id)
    assert desk.contents() == before
    assert desk.sync().unchanged == 3
    assert desk.contents() == before


def test_an_article_that_changed_while_it_was_out_is_what_it_is_by_the_next_sync(desk: Desk) -> None:
    desk.index(story("one"), story("two"))
    removed = desk.holdings.remove("two")
    desk.index(story("one"), story("two", STORY))
    desk.holdings.undo(removed.id)
    desk.sync()
    assert desk.contents()["two"][0].text == STORY


def test_what_was_removed_may_be_added_again(desk: Desk) -> None:
    desk.add(zenata_txt=STORY, corpus_jsonl=lines(story("one")))
    for article_id in ("zenata.txt", "one"):
        desk.holdings.remove(article_id)
    report = desk.add(zenata_txt=STORY, corpus_jsonl=lines(story("one")))
    assert report.ids == ("zenata.txt", "one")
    assert desk.ids() == ["one", "zenata.txt"]


def test_what_was_removed_from_elsewhere_may_be_added_by_hand(desk: Desk) -> None:
    desk.index(story("one"), story("two"))
    desk.holdings.remove("one")
    assert desk.add(corpus_jsonl=lines(story("one", STORY))).ids == ("one",)
    assert desk.contents()["one"][0].text == STORY


def test_what_another_article_has_taken_the_place_of_cannot_come_back(desk: Desk) -> None:
    desk.add(story_txt=STORY)
    removed = desk.holdings.remove("story.txt")
    desk.add(story_txt=OTHER)
    with pytest.raises(UsageError, match="by now: remove that one first"):
        desk.holdings.undo(removed.id)
    assert desk.contents()["story.txt"][0].text == OTHER
    desk.holdings.remove("story.txt")
    desk.holdings.undo(removed.id)
    assert desk.contents()["story.txt"][0].text == STORY


def test_what_was_added_again_as_it_was_is_there_once_after_it_is_brought_back(desk: Desk) -> None:
    added = {"zenata_txt": STORY, "corpus_jsonl": lines(story("one"))}
    desk.add(**added)
    before, kept = desk.contents(), desk.kept()
    removals = [desk.holdings.remove(article_id) for article_id in ("zenata.txt", "one")]
    desk.add(**added)
    for removed in removals:
        desk.holdings.undo(removed.id)
    assert (desk.contents(), desk.kept(), desk.holdings.removed()) == (before, kept, ())


def test_an_article_whose_file_somebody_took_away_can_be_removed_and_brought_back(desk: Desk) -> None:
    desk.add(zenata_txt=STORY)
    before = desk.contents()
    (desk.settings.data / "added" / "zenata.txt").unlink()
    removed = desk.holdings.remove("zenata.txt")
    assert desk.ids() == []
    desk.holdings.undo(removed.id)
    assert desk.contents() == before


@pytest.mark.parametrize("removed_id", ["", "0" * 16, "../added", "nonsense\n"])
def test_there_is_nothing_to_bring_back_under_another_id(desk: Desk, removed_id: str) -> None:
    desk.add(zenata_txt=STORY)
    with pytest.raises(UsageError, match="nothing to bring back"):
        desk.holdings.undo(removed_id)


def test_an_article_that_there_is_none_of_cannot_be_removed(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no article 'one'"):
        desk.holdings.remove("one")
    desk.add(zenata_txt=STORY)
    desk.holdings.remove("zenata.txt")
    with pytest.raises(UsageError, match="no article"):
        desk.holdings.remove("zenata.txt")


IDS, WORDS = st.sampled_from(["one", "two"]), st.sampled_from(["rain", "snow"])
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), IDS, WORDS),
        st.tuples(st.just("publish"), st.sampled_from(["three", "four"]), WORDS),
        st.tuples(st.just("remove"), st.sampled_from(["one", "two", "three", "four"]), st.just("")),
        st.tuples(st.just("undo"), st.just(""), st.just("")),
    ),
    max_size=10,
)


@given(EVENTS)
@settings(max_examples=12, deadline=None)
def test_whatever_happens_the_archive_holds_what_was_not_taken_out(
    events: list[tuple[str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk, expected = Desk(Path(folder)), Expected()
        desk.news.mkdir()
        for what, article_id, word in events:
            expected.happen(desk, what, article_id, word)
            if place_of(desk.settings, desk.encoder.name).exists():
                held = {one: article.text for one, (article, _) in desk.contents().items()}
                assert held == expected.inside
        for removed in desk.holdings.removed():
            if removed.article_id not in expected.inside:
                desk.holdings.undo(removed.id)
                expected.inside[removed.article_id] = expected.outside[removed.article_id]
        assert set(desk.ids()) == set(expected.inside)


class Expected:
    """What an archive should hold: ids and texts."""

    def __init__(self) -> None:
        self.inside: dict[str, str] = {}
        self.outside: dict[str, str] = {}
        self.published: dict[str, str] = {}
        self.removals: list[tuple[str, str, str]] = []

    def happen(self, desk: Desk, what: str, article_id: str, word: str) -> None:
        text = f"There was {word} in {article_id} on Monday."
        if what == "add":
            desk.add(corpus_jsonl=lines(story(article_id, text)))
            self.inside[article_id] = text
        elif what == "publish":
            self.published[article_id] = text
            desk.index(*(story(*one) for one in self.published.items()))
            if article_id not in self.outside:
                self.inside[article_id] = text
        elif what == "remove" and article_id in self.inside:
            text = self.inside.pop(article_id)
            self.removals.append((desk.holdings.remove(article_id).id, article_id, text))
            self.outside[article_id] = text
        elif what == "undo" and self.removals:
            self._undo(desk, *self.removals.pop())

    def _undo(self, desk: Desk, removed_id: str, article_id: str, text: str) -> None:
        if self.inside.get(article_id, text) != text:
            with pytest.raises(UsageError):
                desk.holdings.undo(removed_id)
            return
        desk.holdings.undo(removed_id)
        self.outside.pop(article_id, None)
        self.inside[article_id] = text
        if article_id in self.published:
            desk.sync()
            self.inside[article_id] = self.published[article_id]


# --- trouble


def state(desk: Desk) -> tuple[Any, ...]:
    kept = {name: (desk.settings.data / "added" / name).read_bytes() for name in desk.kept()}
    return desk.contents(), kept, desk.holdings.removed(), (desk.settings.data / "kept_out.json").read_text()


@pytest.mark.parametrize("action", ACTIONS)
def test_a_sync_at_work_is_said_and_nothing_changed(worked: Desk, action: str) -> None:
    before = state(worked)
    with (
        FileLock(place_of(worked.settings, worked.encoder.name).lock_file),
        pytest.raises(BusyError, match="at work"),
    ):
        ACTIONS[action](worked)
    assert state(worked) == before
    ACTIONS[action](worked)
    assert state(worked) != before


@pytest.mark.parametrize("action", [name for name in ACTIONS if not name.startswith("remove")])
def test_a_model_that_fails_changes_nothing(
    worked: Desk, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(worked)

    def fail(*_: Any) -> Any:
        raise CitewireError("the server is gone")

    with monkeypatch.context() as patched:
        patched.setattr(worked.encoder, "embed_passages", fail)
        with pytest.raises(CitewireError, match="the server is gone"):
            ACTIONS[action](worked)
    assert state(worked) == before
    ACTIONS[action](worked)
    assert state(worked) != before


def test_a_full_disk_is_said_and_nothing_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add(zenata_txt=STORY)

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("shutil.copyfile", full)
        with pytest.raises(CitewireError, match="the disk is full"):
            desk.add(new_txt=OTHER)
    assert desk.kept() == desk.ids() == ["zenata.txt"]
    assert list((desk.settings.data / "added" / ".incoming").iterdir()) == []


def test_what_a_killed_process_has_left_is_caught_up_with(desk: Desk) -> None:
    desk.add(zenata_txt=STORY)
    (desk.settings.data / "added" / "left.txt").write_text(OTHER)
    desk.holdings.catch_up()
    assert desk.ids() == ["left.txt", "zenata.txt"]
    (desk.settings.data / "added" / "later.txt").write_text(FERRY)
    assert desk.add(last_txt="The ferry was raised from the sea bed on Tuesday, divers said.").added == 1
    assert desk.ids() == ["last.txt", "later.txt", "left.txt", "zenata.txt"]


def test_what_was_added_comes_into_an_index_made_with_other_settings(desk: Desk) -> None:
    desk.add(zenata_txt=STORY)
    other = Holdings(AppSettings.model_construct(data=desk.settings.data, passage_tokens=64), FakeEncoder())
    assert other.listed().total == 0
    other.catch_up()
    assert [row.id for row in other.listed().rows] == ["zenata.txt"]


def test_two_people_who_add_at_once_are_both_served(desk: Desk) -> None:
    reports: dict[str, AddReport] = {}

    def add(name: str, text: str) -> None:
        path = desk.folder / f"{name}.upload"
        path.write_text(text)
        reports[name] = desk.holdings.add_files([path], ["same name.txt"])

    threads = [threading.Thread(target=add, args=one) for one in (("a", STORY), ("b", OTHER), ("c", STORY))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(report.added for report in reports.values()) == 2
    assert sum(report.unchanged for report in reports.values()) == 1
    assert desk.kept() == desk.ids() == ["same name (2).txt", "same name.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_said(desk: Desk) -> None:
    desk.settings.data.mkdir(mode=0o500)
    with pytest.raises(CitewireError, match="can't be written"):
        desk.add(zenata_txt=STORY)


# --- what the chat sees


def test_an_open_archive_knows_what_was_added_and_removed(tmp_path: Path, encoder: Encoder) -> None:
    desk = Desk(tmp_path, encoder)
    sync(desk.settings, [write_jsonl(tmp_path / "press.jsonl", PRESS)], encoder=encoder)
    archive = Archive.open(desk.settings)
    question = Question("Who designed the observatory of Maravel?")
    assert not archive.ask(question).answered
    text = (
        "The observatory of Maravel opened its dome on Thursday. It was designed by Tomas Ferrold, "
        "who had drawn the first plans in a train. The telescope weighs nine tonnes."
    )
    [article_id] = desk.holdings.add_text(text, title="Observatory opens in Maravel").ids
    reply = archive.ask(question)
    assert reply.answered
    assert {citation.article_id for citation in reply.citations} == {article_id}
    removed = desk.holdings.remove(article_id)
    assert article_id not in {passage.article_id for passage in archive.ask(question).passages}
    desk.holdings.undo(removed.id)
    assert archive.ask(question).answer == reply.answer


def test_an_archive_that_lost_its_last_article_refuses(tmp_path: Path, encoder: Encoder) -> None:
    desk = Desk(tmp_path, encoder)
    desk.add(zenata_txt=STORY)
    archive = Archive.open(desk.settings)
    desk.holdings.remove("zenata.txt")
    reply = archive.ask(Question("Where did the rockets hit?"))
    assert not reply.answered
    assert desk.holdings.listed().total == 0
