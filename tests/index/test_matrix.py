"""The snapshot of vectors: exact under every filter, taken over from generation to generation."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import PassageFacts
from index.filters import Filters
from index.matrix import Floats, Matrix, write_snapshot

DIMENSIONS = 4
DAY = date(2020, 6, 1)


class Source:
    """Gives vectors by passage id, as Chroma does, and remembers what was asked of it."""

    def __init__(self, vectors: dict[str, tuple[int, Floats]]) -> None:
        self.vectors = vectors
        self.asked: list[str] = []

    def fetch(self, ids: Sequence[str]) -> Iterator[tuple[int, Floats]]:
        self.asked.extend(ids)
        yield from (self.vectors[one] for one in ids if one in self.vectors)


def facts_of(days: Sequence[int | None], sources: Sequence[str | None] = ()) -> list[PassageFacts]:
    names = list(sources) or [None] * len(days)
    return [
        PassageFacts(at + 1, f"p#{at}", at, None if day is None else DAY.toordinal() + day, names[at])
        for at, day in enumerate(days)
    ]


def source_of(facts: Sequence[PassageFacts]) -> Source:
    rows = np.random.default_rng(7).standard_normal((len(facts), DIMENSIONS)).astype(np.float32)
    return Source({fact.passage_id: (fact.key, row) for fact, row in zip(facts, rows, strict=True)})


def passes(fact: PassageFacts, filters: Filters) -> bool:
    day = None if fact.day is None else date.fromordinal(fact.day)
    if filters.sources and (fact.source or "").casefold() not in [one.casefold() for one in filters.sources]:
        return False
    if day is None:
        return filters.since is None and filters.until is None
    return (
        (filters.since is None or day >= filters.since)
        and (filters.until is None or day <= filters.until)
        and (filters.as_of is None or day <= filters.as_of)
    )


days = st.none() | st.integers(0, 6)
dates = st.none() | st.integers(-1, 7).map(lambda offset: DAY + timedelta(days=offset))


@given(
    passages=st.lists(st.tuples(days, st.sampled_from([None, "Reuters", "AP"])), max_size=40),
    filters=st.builds(
        Filters,
        since=dates,
        until=dates,
        as_of=dates,
        sources=st.sampled_from([(), ("reuters",), ("AP", "x")]),
    ),
    k=st.integers(0, 12),
)
def test_a_search_gives_exactly_the_nearest_that_pass(
    tmp_path_factory: pytest.TempPathFactory,
    passages: list[tuple[int | None, str | None]],
    filters: Filters,
    k: int,
) -> None:
    facts = facts_of([day for day, _ in passages], [source for _, source in passages])
    source = source_of(facts)
    matrix = write_snapshot(tmp_path_factory.mktemp("m"), 1, DIMENSIONS, facts, source.fetch)
    query = np.array([1, 2, 3, 4], np.float32)
    keys, scores = matrix.search(query, k, filters)
    rows = {fact.key: source.vectors[fact.passage_id][1] for fact in facts if passes(fact, filters)}
    cosine = {
        key: float(row @ query / np.linalg.norm(row) / np.linalg.norm(query)) for key, row in rows.items()
    }
    assert list(scores) == pytest.approx(sorted(cosine.values(), reverse=True)[:k], abs=1e-5)
    assert [cosine[key] for key in keys.tolist()] == pytest.approx(list(scores), abs=1e-5)


def test_rows_that_are_known_are_not_fetched_again(tmp_path: Path) -> None:
    facts = facts_of([3, None, 1, 2])
    source = source_of(facts)
    write_snapshot(tmp_path, 1, DIMENSIONS, facts[:3], source.fetch)
    source.asked.clear()
    matrix = write_snapshot(tmp_path, 2, DIMENSIONS, facts[1:], source.fetch)
    assert source.asked == ["p#3"]
    assert matrix.rows["key"].tolist() == [2, 3, 4]
    for fact in facts[1:]:
        key, row = source.vectors[fact.passage_id]
        assert matrix.search(row, 1)[0].tolist() == [key]


def test_only_the_newest_snapshot_stays(tmp_path: Path) -> None:
    facts = facts_of([1, 2])
    source = source_of(facts)
    for generation in (9, 10, 11):
        write_snapshot(tmp_path, generation, DIMENSIONS, facts, source.fetch)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot-11"]
    loaded = Matrix.load(tmp_path)
    assert loaded is not None
    assert loaded.generation == 11


def test_a_reader_keeps_its_snapshot_while_another_takes_its_place(tmp_path: Path) -> None:
    facts = facts_of([1, 2])
    source = source_of(facts)
    before = write_snapshot(tmp_path, 1, DIMENSIONS, facts, source.fetch)
    write_snapshot(tmp_path, 2, DIMENSIONS, facts[:1], source.fetch)
    assert len(before.search(np.ones(DIMENSIONS, np.float32), 5)[0]) == 2


def test_a_vector_that_belongs_to_another_key_or_is_missing_is_left_out(tmp_path: Path) -> None:
    facts = facts_of([1, 2, 3])
    source = source_of(facts)
    source.vectors["p#0"] = (99, source.vectors["p#0"][1])
    del source.vectors["p#1"]
    matrix = write_snapshot(tmp_path, 1, DIMENSIONS, facts, source.fetch)
    assert matrix.search(np.ones(DIMENSIONS, np.float32), 5)[0].tolist() == [3]


def test_vectors_of_another_length_are_not_taken_over(tmp_path: Path) -> None:
    facts = facts_of([1])
    write_snapshot(tmp_path, 1, DIMENSIONS, facts, source_of(facts).fetch)
    wide = Source({"p#0": (1, np.ones(6, np.float32))})
    assert write_snapshot(tmp_path, 2, 6, facts, wide.fetch).vectors.shape == (1, 6)


@pytest.mark.parametrize("name", ["vectors.npy", "rows.npy", "outlets.json"])
@pytest.mark.parametrize("harm", ["remove", "truncate", "empty"])
def test_a_broken_snapshot_counts_as_none(tmp_path: Path, name: str, harm: str) -> None:
    facts = facts_of([1, 2, 3])
    write_snapshot(tmp_path, 1, DIMENSIONS, facts, source_of(facts).fetch)
    path = tmp_path / "snapshot-1" / name
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(b"" if harm == "empty" else path.read_bytes()[:-2])
    assert Matrix.load(tmp_path) is None


def test_an_index_without_passages_has_a_snapshot_that_finds_nothing(tmp_path: Path) -> None:
    matrix = write_snapshot(tmp_path, 1, 0, [], source_of([]).fetch)
    assert matrix.search(np.ones(DIMENSIONS, np.float32), 5)[0].tolist() == []
