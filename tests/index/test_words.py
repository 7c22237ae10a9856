"""The word index: ranking, filters, deletion, and terms that are never taken for a query."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import DamagedIndexError
from index.filters import Filters
from index.words import FieldWeights, WordEntry, Words, WordsWriter


def entry(
    key: int,
    body: str,
    *,
    title: str = "",
    names: str = "",
    day: date | None = None,
    source: str | None = None,
) -> WordEntry:
    ordinal = day.toordinal() if day else None
    return WordEntry(key, body.split(), title.split(), names.split(), ordinal, source)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[WordsWriter]:
    opened = WordsWriter(tmp_path / "words")
    yield opened
    opened.close()


def filled(writer: WordsWriter, *entries: WordEntry) -> Words:
    writer.add(entries)
    writer.commit()
    return writer.reader()


def found(words: Words, terms: str, filters: Filters | None = None) -> list[int]:
    return [key for key, _ in words.search(terms.split(), filters=filters or Filters())]


DATED = (
    entry(1, "rocket", day=date(2020, 6, 1), source="Reuters"),
    entry(2, "rocket", day=date(2020, 6, 2), source="The Guardian"),
    entry(3, "rocket", day=date(2020, 6, 3), source="Reuters"),
    entry(4, "rocket", source="AP"),
    entry(5, "rocket"),
)


def test_the_passage_with_more_of_the_rarer_terms_comes_first(writer: WordsWriter) -> None:
    words = filled(writer, entry(1, "rocket tripoli"), entry(2, "rocket zenata tripoli"), entry(3, "tripoli"))
    assert found(words, "zenata rocket") == [2, 1]
    scores = [score for _, score in words.search(["zenata", "rocket"])]
    assert scores == sorted(scores, reverse=True)


def test_no_more_than_k_come_back_and_none_without_terms(writer: WordsWriter) -> None:
    words = filled(writer, *(entry(key, "rocket") for key in range(1, 9)))
    assert len(words.search(["rocket"], k=3)) == 3
    assert words.search([], k=3) == []
    assert words.search(["rocket"], k=0) == []


def test_equal_scores_come_in_the_order_of_their_keys_however_they_were_written(writer: WordsWriter) -> None:
    for key in (7, 3, 9, 1):
        filled(writer, entry(key, "rocket fire"))
    assert [key for key, _ in writer.reader().search(["rocket"], k=2)] == [1, 3]


def test_an_unchanged_index_is_not_written_again(writer: WordsWriter, tmp_path: Path) -> None:
    filled(writer, entry(1, "rocket"))
    writer.close()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "words").iterdir()}
    again = WordsWriter(tmp_path / "words")
    again.remove([])
    again.commit()
    again.close()
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "words").iterdir()}
    assert {path.name for path in before if before[path] != after.get(path)} <= {".tantivy-writer.lock"}


def test_headline_and_names_count_as_much_as_asked(writer: WordsWriter) -> None:
    words = filled(writer, entry(1, "rocket"), entry(2, "x", title="rocket"), entry(3, "x", names="hAftAr"))
    assert found(words, "rocket") == [1, 2]
    assert [key for key, _ in words.search([], ["hAftAr"])] == [3]
    assert words.search(["rocket"], ["hAftAr"], weights=FieldWeights(0, 0, 0)) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {1, 2, 3, 4, 5}),
        (Filters(since=date(2020, 6, 2)), {2, 3}),
        (Filters(until=date(2020, 6, 2)), {1, 2}),
        (Filters(since=date(2020, 6, 2), until=date(2020, 6, 2)), {2}),
        (Filters(since=date(2020, 6, 3), until=date(2020, 6, 1)), set()),
        (Filters(as_of=date(2020, 6, 2)), {1, 2, 4, 5}),
        (Filters(since=date(2020, 6, 1), as_of=date(2020, 6, 2)), {1, 2}),
        (Filters(sources=("REUTERS", "ap")), {1, 3, 4}),
        (Filters(sources=("the guardian",)), {2}),
        (Filters(sources=("unknown",)), set()),
        (Filters(since=date(2020, 6, 2), sources=("Reuters",)), {3}),
    ],
)
def test_filters(writer: WordsWriter, filters: Filters, expected: set[int]) -> None:
    assert set(found(filled(writer, *DATED), "rocket", filters)) == expected


def test_a_filter_does_not_change_scores(writer: WordsWriter) -> None:
    words = filled(writer, *DATED)
    free = dict(words.search(["rocket"]))
    kept = words.search(["rocket"], filters=Filters(since=date(2020, 6, 1), sources=("Reuters",)))
    assert kept
    for key, score in kept:
        assert score == pytest.approx(free[key])


@pytest.mark.parametrize("hostile", ['"', "body:*", "key:1", "a AND", "[1 TO", "\\", "rocket^9", "*", "\x00"])
def test_terms_are_never_a_query(writer: WordsWriter, hostile: str) -> None:
    assert found(filled(writer, *DATED), hostile) == []


def test_removed_passages_are_gone_with_the_next_commit(writer: WordsWriter) -> None:
    words = filled(writer, *DATED)
    writer.remove([1, 2, 99])
    writer.commit()
    words.refresh()
    assert words.keys() == {3, 4, 5}
    assert words.count() == 3


def test_nothing_is_seen_before_the_commit(writer: WordsWriter) -> None:
    words = filled(writer, entry(1, "rocket"))
    writer.add([entry(2, "rocket")])
    words.refresh()
    assert words.keys() == {1}


def test_a_folder_without_an_index_is_damage_that_the_next_sync_mends(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="run `python -m index`"):
        Words(tmp_path / "nowhere")
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "meta.json").write_text("{broken")
    with pytest.raises(DamagedIndexError):
        Words(folder)
    writer = WordsWriter(folder)
    assert writer.reader().count() == 0
    writer.close()
