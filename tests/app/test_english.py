"""How common words are in English and other languages at large."""

import pytest

from app.english import function_stems, share_of_passages
from index.analysis import analyze
from index.errors import CitewireError


def share(word: str) -> float:
    return share_of_passages(analyze(word)[0])


def test_a_common_word_stands_in_more_passages_than_a_rare_one() -> None:
    assert 1 > share("the") > share("people") > share("ambassador") > share("peacekeeper") >= 0


@pytest.mark.parametrize("word", ["Wattia", "zzxq", "موسيقى"])
def test_what_the_list_doesn_t_have_is_rare(word: str) -> None:
    assert share(word) == 0


def test_inflections_count_together() -> None:
    assert share("attacks") == share("attacked") == share("attack")


@pytest.mark.parametrize(
    ("language", "common", "rare"),
    [
        ("de", "werden", "überschwemmung"),
        ("fr", "les", "incendie"),
        ("ru", "где", "наводнение"),
        ("zh", "我们", "洪灾"),
    ],
)
def test_another_language_has_common_words_of_its_own(language: str, common: str, rare: str) -> None:
    (often,), (seldom,) = analyze(common, language), analyze(rare, language)
    assert share_of_passages(often, language) > 0.01 > share_of_passages(seldom, language)


def test_nothing_is_known_of_a_language_without_a_list() -> None:
    assert share_of_passages("de", "xx") == 0
    assert function_stems("xx") == frozenset()


def test_without_the_package_that_has_the_lists_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.english.find_spec", lambda _: None)
    with pytest.raises(CitewireError, match="wordfreq is missing: run `make setup`"):
        share_of_passages("word", "yy")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "cuántos dejó el de"),
        ("fr", "quels les combien"),
        ("nl", "hoeveel werden"),
        ("ru", "где произошёл сколько"),
        ("ar", "كم من ماذا"),
        ("tr", "kaç ne"),
    ],
)
def test_words_that_ask_carry_no_content(language: str, words: str) -> None:
    said = set(analyze(words, language)) - function_stems(language)
    assert len(said) <= 1  # a verb of the news may
