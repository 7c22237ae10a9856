import json
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from evaluation.corpora import NEWS
from evaluation.judge.examples import measured
from evaluation.judge.twins import Twin, twins
from evaluation.pairs.records import FAITHFUL_KINDS, Kind, article_of
from evaluation.pairs.shelf import NEWS_FILE
from index.errors import UsageError


@pytest.fixture(scope="module")
def ours() -> tuple[Twin, ...]:
    return tuple(twins())


def test_the_evidence_of_a_twin_stands_word_for_word_in_its_article(ours: tuple[Twin, ...]) -> None:
    articles = [json.loads(line) for line in NEWS_FILE.read_text(encoding="utf-8").splitlines()]
    texts = {f"{NEWS}/{article['id']}": article["text"] for article in articles}
    about_news = [twin for twin in ours if twin.about.startswith(f"{NEWS}/")]
    assert len(about_news) > 5_000
    assert [twin for twin in about_news if twin.evidence not in texts[twin.about]] == []


def test_a_twin_is_false_in_a_way_that_pairs_know(ours: tuple[Twin, ...]) -> None:
    assert {twin.kind for twin in ours} <= {*get_args(Kind)} - FAITHFUL_KINDS


def test_no_claim_comes_twice_and_twins_differ(ours: tuple[Twin, ...]) -> None:
    counts = Counter((twin.about, claim) for twin in ours for claim in (twin.faithful, twin.false))
    assert [claim for claim, count in counts.items() if count > 1] == []


def test_nothing_is_learned_from_an_article_that_is_measured_on(ours: tuple[Twin, ...]) -> None:
    assert not {article_of(twin.about) for twin in ours} & measured("seen", "unseen")


def test_a_line_that_is_no_twin_is_named(tmp_path: Path) -> None:
    file = tmp_path / "twins.jsonl"
    file.write_text('{"about": "invented/1", "kind": "name"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 1"):
        list(twins(file))
