"""The word index on disk (BM25) in tantivy: stems of the text and the headline, and keys of names.

Takes terms that are analysed already (index/analysis.py) and gives passage keys. Queries are built
from terms, never parsed: what a person types can't be a query. The only file that knows tantivy.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur, Query

from index.disk import writing
from index.errors import DamagedIndexError
from index.filters import NO_FILTERS, Filters, outlet_key

_WRITER_BYTES = 64_000_000
_VENDOR_ERRORS = (ValueError, RuntimeError)
# Beyond what is asked for, so that of equal scores at the end always the same passages are taken.
_TIES = 32
# One term may weigh this often at most, however often a question repeats it.
_MOST_REPEATS = 3


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A passage's terms under its key; `day` is its article's `date.toordinal()`."""

    key: int
    body: Sequence[str]
    title: Sequence[str]
    names: Sequence[str]
    day: int | None
    source: str | None


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """What a match in each field counts for; 0 leaves the field out."""

    body: float = 1.0
    title: float = 0.5
    names: float = 0.5


DEFAULT_WEIGHTS = FieldWeights()


class Words:
    """A tantivy index in a folder, for reading; searches may run in any thread.

    Raises:
        DamagedIndexError: if the folder holds no index that can be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._index = tantivy.Index.open(str(folder))
            self._index.config_reader("manual")
            self._index.reload()
        except _VENDOR_ERRORS as error:
            raise _damaged(folder, error) from error
        # Not Index.schema: it can't be told from ours, and a damaged one would only fail later.
        self._schema = _schema()

    def refresh(self) -> None:
        """See what was committed since."""
        try:
            self._index.reload()
        except _VENDOR_ERRORS as error:
            raise _damaged(self._folder, error) from error

    def count(self) -> int:
        """Return how many passages there are."""
        return int(self._index.searcher().num_docs)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many passages each term stands, in the text or, if more often, the headline."""
        searcher = self._index.searcher()
        return {
            term: max(searcher.doc_freq("body", term), searcher.doc_freq("title", term)) for term in terms
        }

    def name_frequencies(self, keys: Iterable[str]) -> dict[str, int]:
        """Return in how many passages a name with each key stands."""
        searcher = self._index.searcher()
        return {key: searcher.doc_freq("names", key) for key in keys}

    def keys(self) -> set[int]:
        """Return the keys of all passages."""
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return set()
        hits = searcher.search(Query.all_query(), searcher.num_docs, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in hits])
        return {int(key) for key in keys if key is not None}

    def search(
        self,
        terms: Iterable[str],
        names: Iterable[str] = (),
        k: int = 100,
        filters: Filters = NO_FILTERS,
        weights: FieldWeights = DEFAULT_WEIGHTS,
    ) -> list[tuple[int, float]]:
        """Return the keys and BM25 scores of at most `k` passages that hold any term, best first.

        Equal scores come in the order of their keys: how an index was written doesn't show.
        """
        wanted = self._any_of(Counter(terms), Counter(names), weights)
        if not wanted or k < 1:
            return []
        query = Query.boolean_query([(Occur.Must, Query.boolean_query(wanted)), *self._clauses(filters)])
        searcher = self._index.searcher()
        try:
            hits = searcher.search(query, k + _TIES, count=False).hits
            keys = searcher.fast_field_values("key", [address for _, address in hits])
        except _VENDOR_ERRORS as error:
            raise _damaged(self._folder, error) from error
        found = [(int(key or 0), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:k]

    def _any_of(
        self, terms: Counter[str], names: Counter[str], weights: FieldWeights
    ) -> list[tuple[Occur, Query]]:
        fields = (
            (terms, "body", weights.body),
            (terms, "title", weights.title),
            (names, "names", weights.names),
        )
        return [
            (Occur.Should, Query.boost_query(self._term(field, term), weight * min(repeats, _MOST_REPEATS)))
            for wanted, field, weight in fields
            if weight > 0
            for term, repeats in wanted.items()
        ]

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term, "freq")

    def _clauses(self, filters: Filters) -> list[tuple[Occur, Query]]:
        """Return what a passage must or must not match; none of it counts for the score."""
        clauses: list[tuple[Occur, Query]] = []
        if filters.needs_date:
            days = self._days(filters.first_day, filters.last_day)
            clauses.append((Occur.Must, Query.const_score_query(days, 0.0)))
        elif filters.last_day is not None:
            clauses.append((Occur.MustNot, self._days(filters.last_day + 1, None)))
        if filters.sources:
            outlets = Query.term_set_query(self._schema, "source", list(filters.outlets))
            clauses.append((Occur.Must, Query.const_score_query(outlets, 0.0)))
        return clauses

    def _days(self, first: int | None, last: int | None) -> Query:
        return Query.range_query(self._schema, "day", FieldType.Integer, lower_bound=first, upper_bound=last)


class WordsWriter:
    """The one writer of a word index; nothing is seen by readers before `commit`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with writing(folder, *_VENDOR_ERRORS):
            self._index = _opened_or_new(folder)
            self._writer = self._index.writer(_WRITER_BYTES, 1)
        self._changed = False

    def reader(self) -> Words:
        """Return a reader of what is committed."""
        return Words(self._folder)

    def add(self, entries: Iterable[WordEntry]) -> None:
        """Add passages under keys that are new."""
        with writing(self._folder, *_VENDOR_ERRORS):
            for entry in entries:
                self._changed = True
                self._writer.add_document(_document(entry))

    def remove(self, keys: Iterable[int]) -> None:
        """Remove passages; keys that don't exist are passed over."""
        gone = list(keys)
        if not gone:
            return
        self._changed = True
        # By query: deleting by term takes a Python int for a signed one and silently matches nothing.
        with writing(self._folder, *_VENDOR_ERRORS):
            self._writer.delete_documents_by_query(Query.term_set_query(_schema(), "key", gone))

    def commit(self) -> None:
        """Write what was added and removed to disk, all of it or nothing; leave an unchanged index alone."""
        if not self._changed:
            return
        with writing(self._folder, *_VENDOR_ERRORS):
            self._writer.commit()
        self._changed = False

    def close(self) -> None:
        """Let merges end and let go of the folder; what was not committed is dropped."""
        with suppress(*_VENDOR_ERRORS):
            if self._changed:
                self._writer.rollback()
            self._writer.wait_merging_threads()


def _opened_or_new(folder: Path) -> tantivy.Index:
    """Open the index, or begin an empty one where there is none that can be read.

    The caller sees from `count` that passages are missing, and adds them again from their texts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return tantivy.Index(_schema(), str(folder))
    except _VENDOR_ERRORS:
        shutil.rmtree(folder)
        folder.mkdir()
        return tantivy.Index(_schema(), str(folder))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    for name in ("body", "title", "names"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    return builder.build()


def _document(entry: WordEntry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("key", entry.key)
    for name, terms in (("body", entry.body), ("title", entry.title), ("names", entry.names)):
        document.add_text(name, " ".join(terms))
    if entry.day is not None:
        document.add_integer("day", entry.day)
    if entry.source is not None:
        document.add_text("source", outlet_key(entry.source))
    return document


def _damaged(folder: Path, error: Exception) -> DamagedIndexError:
    reason = " ".join(str(error).split())
    return DamagedIndexError(
        f"the index is damaged ({folder.name}: {reason}): run `python -m index`, which mends the words"
    )
