"""How common words are in English at large."""

import pytest

from app.english import share_of_passages
from index.analysis import analyze


def share(word: str) -> float:
    return share_of_passages(analyze(word)[0])


def test_a_common_word_stands_in_more_passages_than_a_rare_one() -> None:
    assert 1 > share("the") > share("people") > share("ambassador") > share("peacekeeper") >= 0


@pytest.mark.parametrize("word", ["Wattia", "zzxq", "موسيقى"])
def test_what_the_list_doesn_t_have_is_rare(word: str) -> None:
    assert share(word) == 0


def test_inflections_count_together() -> None:
    assert share("attacks") == share("attacked") == share("attack")
