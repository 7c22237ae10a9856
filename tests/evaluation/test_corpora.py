from pathlib import Path

import pytest

from evaluation.corpora import NEWS_FOLDER, OWN_QUESTIONS, SEEDS, STORIES_FOLDER, choose_corpus
from index.errors import UsageError


def test_what_ships_is_there() -> None:
    assert [place for place in (SEEDS, NEWS_FOLDER, STORIES_FOLDER) if not place.is_dir()] == []
    assert OWN_QUESTIONS.is_file()


def test_without_options_it_is_the_seeds_and_our_questions() -> None:
    chosen = choose_corpus(None, None)
    assert (chosen.paths, chosen.questions) == ((SEEDS,), OWN_QUESTIONS)


def test_a_published_set_brings_its_own_questions(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").touch()
    (tmp_path / "questions.jsonl").touch()
    chosen = choose_corpus(tmp_path, None)
    assert chosen.paths == (tmp_path / "corpus.jsonl",)
    assert chosen.questions == tmp_path / "questions.jsonl"
    assert choose_corpus(tmp_path, OWN_QUESTIONS).questions == OWN_QUESTIONS
    assert choose_corpus(tmp_path, OWN_QUESTIONS).paths == chosen.paths


def test_folders_of_one_name_stay_apart(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        (tmp_path / parent / "news").mkdir(parents=True)
    names = {choose_corpus(tmp_path / parent / "news", None).name for parent in ("a", "b")}
    assert len(names) == 2
    assert all(name.startswith("news-") for name in names)


def test_a_missing_corpus_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        choose_corpus(tmp_path / "nowhere", None)
