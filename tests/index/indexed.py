"""What tests of an index share: a corpus in a few lines, and all that an index holds, comparable."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from index.analysis import analyze
from index.articles import Articles
from index.fingerprint import place_of
from index.matrix import Matrix
from index.settings import IndexSettings
from index.vectors import Vectors
from index.words import FieldWeights, Words
from tests.fakes import FakeEncoder

BODY_ONLY = FieldWeights(body=1, title=0, names=0)


def settings_in(folder: Path, **changed: Any) -> IndexSettings:
    """Settings with the index in `folder`, whatever `.env` or the shell say."""
    return IndexSettings.model_construct(data=folder / "data", **changed)


def write_jsonl(path: Path, articles: Iterable[dict[str, Any]]) -> Path:
    """Write articles a line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
    return path


def story(article_id: str, text: str = "", **fields: Any) -> dict[str, Any]:
    """An article as a JSONL line, with a text of its own unless one is given."""
    told = text or f"Something happened in {article_id}. Nobody in {article_id} was surprised."
    return {"id": article_id, "text": told, **fields}


def contents(settings: IndexSettings, encoder: FakeEncoder) -> dict[str, Any]:
    """Everything that an index holds, by article, after checking that its stores agree."""
    place = place_of(settings, encoder.name)
    articles = Articles.open(place.articles)
    words, matrix = Words(place.words), Matrix.load(place.folder)
    assert matrix is not None
    facts = list(articles.passage_facts())
    keys = {fact.key for fact in facts}
    assert not articles.unfinished()
    assert matrix.generation == articles.generation()
    assert set(matrix.rows["key"].tolist()) == keys
    assert words.keys() == keys
    vectors = Vectors(place.vectors)
    try:
        assert vectors.keys() == {fact.passage_id: fact.key for fact in facts}
        fetched = dict(vectors.fetch([fact.passage_id for fact in facts]))
    finally:
        vectors.close()
    rows = dict(zip(matrix.rows["key"].tolist(), matrix.vectors, strict=True))
    held: dict[str, Any] = {}
    for article_id in articles.ids():
        passages = articles.passages(articles.passage_keys(article_id))
        for one in passages:
            terms = analyze(one.text, one.article.language)
            found = [key for key, _ in words.search(terms, k=len(keys), weights=BODY_ONLY)]
            assert one.key in found
            assert abs(float(rows[one.key] @ fetched[one.key]) - 1) < 1e-5
        held[article_id] = (
            articles.article(article_id),
            [
                (one.passage, one.text, one.sentence_vectors.tolist(), rows[one.key].tolist())
                for one in passages
            ],
        )
    articles.close()
    return held
