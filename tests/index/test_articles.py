"""The source of truth: what goes in comes out, changes are whole, and damage is told."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from index.articles import Articles, NewArticle, NewPassage, Order
from index.errors import DamagedIndexError, NoIndexError
from index.records import Article, Passage, Span

TEXT = "Zenata was hit. 😀 قصف\x00 twice."
ARTICLE = Article("a/ü.txt", TEXT, "Rockets", date(2020, 6, 2), "Reuters", "A. Writer", "https://x/1", "en")


def new_article(key: int, article: Article = ARTICLE, file: str = "/news/a") -> NewArticle:
    passage = Passage(
        article.id, 0, Span(0, len(article.text)), (Span(0, 15), Span(16, len(article.text))), 9
    )
    vectors = np.arange(8, dtype=np.float16).reshape(2, 4)
    return NewArticle(
        article, file, b"hash", (NewPassage(key, passage, ("zenata hit\t~sAnAtA", "twice\t"), vectors),)
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "articles.sqlite"


def store(path: Path, *new: NewArticle) -> Articles:
    articles = Articles.open_for_writing(path)
    with articles.transaction():
        for one in new:
            articles.put(one)
    return articles


def test_an_article_comes_back_as_it_was(path: Path) -> None:
    store(path, new_article(1)).close()
    articles = Articles.open(path)
    assert articles.article(ARTICLE.id) == ARTICLE
    assert articles.article("unknown") is None
    assert articles.counts() == (1, 1)


def test_an_article_without_facts_keeps_them_unknown(path: Path) -> None:
    bare = Article("bare", "Only text.")
    articles = store(path, new_article(1, bare))
    assert articles.article("bare") == bare
    assert articles.outlets() == {}
    assert articles.date_range() is None


def test_a_passage_comes_with_its_text_its_article_and_its_sentences(path: Path) -> None:
    articles = store(path, new_article(7))
    [found] = articles.passages([7])
    assert found.text == TEXT
    assert [one.of(TEXT) for one in found.passage.sentences] == [TEXT[:15], TEXT[16:]]
    assert (found.article.id, found.article.published) == (ARTICLE.id, date(2020, 6, 2))
    assert found.terms == ("zenata hit\t~sAnAtA", "twice\t")
    assert found.sentence_vectors.dtype == np.float16
    assert found.sentence_vectors.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_model_without_sentence_vectors_gives_none_of_the_right_width(path: Path) -> None:
    passage = Passage("x", 0, Span(0, 5), (Span(0, 5),))
    new = NewArticle(
        Article("x", "Text."), "/x", b"", (NewPassage(1, passage, ("text\t",), np.zeros((0, 4), np.float16)),)
    )
    [found] = store(path, new).passages([1])
    assert found.sentence_vectors.shape == (0, 4)


def test_passages_come_in_the_order_asked_for_without_unknown_ones(path: Path) -> None:
    articles = store(path, *(new_article(key, Article(f"{key}", "Text.")) for key in (1, 2, 3)))
    assert [one.key for one in articles.passages([3, 99, 1])] == [3, 1]
    assert articles.existing([3, 99, 1]) == {1, 3}


def test_an_article_put_again_replaces_its_passages_and_tells_which(path: Path) -> None:
    articles = store(path, new_article(1))
    before = articles.generation()
    with articles.transaction():
        assert articles.put(new_article(2)) == {1: f"{ARTICLE.id}#0"}
    assert articles.passage_keys(ARTICLE.id) == [2]
    assert articles.counts() == (1, 1)
    assert articles.generation() > before


def test_a_removed_article_is_gone_with_its_passages(path: Path) -> None:
    articles = store(path, new_article(1))
    with articles.transaction():
        assert articles.remove(ARTICLE.id) == {1: f"{ARTICLE.id}#0"}
    assert articles.counts() == (0, 0)
    assert articles.passages([1]) == []


def test_a_transaction_that_fails_changes_nothing(path: Path) -> None:
    articles = store(path, new_article(1))

    def fail_half_way() -> None:
        with articles.transaction():
            articles.remove(ARTICLE.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert articles.article(ARTICLE.id) == ARTICLE


def test_keys_are_never_given_twice(path: Path) -> None:
    articles = store(path)
    first = articles.reserve_keys(10)
    articles.close()
    assert Articles.open_for_writing(path).reserve_keys(1) >= first + 10


def test_an_index_counts_as_unfinished_from_the_first_key_to_the_end(path: Path) -> None:
    articles = store(path)
    assert not articles.unfinished()
    articles.reserve_keys(1)
    assert articles.unfinished()
    articles.finish()
    assert not articles.unfinished()


def test_outlets_and_dates_are_summed_up(path: Path) -> None:
    told = [("a", "AP", 2), ("b", "Reuters", 1), ("c", "Reuters", 3), ("d", None, 4)]
    new = [
        new_article(key, Article(name, "Text.", published=date(2020, 6, key), source=source))
        for name, source, key in told
    ]
    articles = store(path, *new)
    assert list(articles.outlets().items()) == [("Reuters", 2), ("AP", 1)]
    assert articles.date_range() == (date(2020, 6, 1), date(2020, 6, 4))


def test_files_are_remembered_and_forgotten(path: Path) -> None:
    articles = store(path)
    with articles.transaction():
        articles.put_file("/news/a", b"1")
        articles.put_file("/news/b", b"2")
        articles.forget_file("/news/a")
    assert articles.files() == {"/news/b": b"2"}


def test_a_truncated_file_is_damage_told_in_one_line(path: Path) -> None:
    store(path, *(new_article(key, Article(f"{key}", "Text. " * 200)) for key in range(1, 50))).close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(DamagedIndexError, match="--rebuild"):
        Articles.open(path).known()


def test_something_else_under_the_files_name_is_damage(path: Path) -> None:
    path.write_bytes(b"this is no database at all, but long enough to look at" * 100)
    with pytest.raises(DamagedIndexError, match="--rebuild"):
        Articles.open(path)


def test_a_missing_file_is_damage_and_an_empty_one_no_index(path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="missing"):
        Articles.open(path)
    path.touch()
    with pytest.raises(NoIndexError, match="run `python -m index`"):
        Articles.open(path)


def test_a_reader_cannot_write(path: Path) -> None:
    store(path, new_article(1)).close()
    with pytest.raises(Exception, match="can't be written"):
        Articles.open(path).remove(ARTICLE.id)


def listed(path: Path, *facts: tuple[str, str | None, str | None, int | None]) -> Articles:
    """Store articles by (id, title, outlet, day of June 2020)."""
    return store(
        path,
        *(
            new_article(
                key,
                Article(name, "Text.", title, date(2020, 6, day) if day else None, source, "Ann Écrivain"),
            )
            for key, (name, title, source, day) in enumerate(facts, start=1)
        ),
    )


SOME = (
    ("a", "beta", "Reuters", 2),
    ("b", "Alpha", "AP", 4),
    ("c", None, None, None),
    ("d", "alpha", "ap", 4),
    ("e", "Élan", "Reuters", 3),
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", "dbeac"),
        ("oldest", "aebdc"),
        ("title", "bdaec"),
        ("outlet", "bdeac"),
    ],
)
def test_articles_are_listed_in_order_and_the_unknown_comes_last(
    path: Path, order: Order, expected: str
) -> None:
    articles = listed(path, *SOME)
    rows, total = articles.listed(order=order)
    assert "".join(row.card.id for row in rows) == expected
    assert total == len(SOME)
    page, total = articles.listed(order=order, offset=1, limit=2)
    assert "".join(row.card.id for row in page) == expected[1:3]
    assert total == len(SOME)


def test_a_listed_article_tells_its_facts_its_length_and_its_file(path: Path) -> None:
    articles = store(path, new_article(1, Article("a", "😀 ü", "Title", source="AP"), "/news/a.txt"))
    [row], _ = articles.listed()
    assert (row.card.id, row.card.title, row.card.source) == ("a", "Title", "AP")
    assert (row.characters, row.file) == (3, "/news/a.txt")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ALPHA"], "db"),
        (["élan"], "e"),
        (["ÉCRIVAIN"], "dbeac"),
        (["reuters", "beta"], "a"),
        (["reuters", "alpha"], ""),
        (["%"], ""),
        (["_"], ""),
        (["'"], ""),
    ],
)
def test_articles_are_listed_whose_facts_hold_every_word(path: Path, words: list[str], expected: str) -> None:
    articles = listed(path, *SOME)
    rows, total = articles.listed(words)
    assert "".join(row.card.id for row in rows) == expected
    assert total == len(expected)
    assert articles.listed(words, offset=1, limit=1)[1] == len(expected)
    assert [row.card.id for row in articles.listed(words, offset=1, limit=1)[0]] == list(expected[1:2])


def test_the_same_article_is_found_under_whatever_id(path: Path) -> None:
    articles = store(path, new_article(1))
    assert articles.same_article(replace(ARTICLE, id="other")) == ARTICLE.id
    assert articles.same_article(replace(ARTICLE, text=ARTICLE.text + "!")) is None
    assert articles.same_article(replace(ARTICLE, source="AP")) is None


def test_what_is_known_of_an_article_can_be_asked_for_by_its_id(path: Path) -> None:
    articles = store(path, new_article(1, file="/news/x"))
    assert articles.known_article(ARTICLE.id) == articles.known()[ARTICLE.id]
    assert articles.known_article("unknown") is None


def test_an_index_from_before_lists_were_quick_is_listed_too_and_made_quick_by_the_next_writer(
    path: Path,
) -> None:
    listed(path, *SOME).close()
    with closing(sqlite3.connect(path)) as connection:
        for name in ("articles_by_title", "articles_by_outlet", "articles_by_length"):
            connection.execute(f"DROP INDEX {name}")
    reader = Articles.open(path)
    for order in get_args(Order):
        assert reader.listed(["a"], order)[1] == len(SOME)
    assert reader.same_article(Article("x", "Text.", None, None, None, "Ann Écrivain")) == "c"
    reader.close()
    Articles.open_for_writing(path).close()
    with closing(sqlite3.connect(path)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"articles_by_title", "articles_by_outlet", "articles_by_length"} <= names
