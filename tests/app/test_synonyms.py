from app.synonyms import synonyms_of
from index.analysis import analyze


def stem(word: str) -> str:
    return analyze(word)[0]


def test_words_of_one_group_find_each_other_in_any_inflection() -> None:
    assert stem("deaths") in synonyms_of(stem("killing"))
    assert stem("kills") in synonyms_of(stem("died"))


def test_a_word_is_not_its_own_synonym() -> None:
    assert stem("killed") not in synonyms_of(stem("killed"))


def test_an_unknown_word_has_none() -> None:
    assert synonyms_of("calverton") == frozenset()
    assert synonyms_of("") == frozenset()


def test_the_comment_in_the_list_is_no_group() -> None:
    assert synonyms_of(stem("inflection")) == frozenset()
