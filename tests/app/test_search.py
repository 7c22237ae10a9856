from datetime import date
from typing import Any

import pytest

from app.archive import Archive
from tests.app.made import query


def ids(press: Archive, text: str, **restrictions: Any) -> list[str]:
    return [found.passage.article.id for found in press.search(query(text, **restrictions)).found]


def test_the_article_that_is_asked_for_comes_first(press: Archive) -> None:
    assert ids(press, "Who built the Calverton lighthouse?")[0] == "lighthouse"
    assert ids(press, "museum of glass flood")[0] == "museum"


@pytest.mark.parametrize("name", ["Hiftari", "Haftary", "hiftari", "Al-Watira", "Wattira"])
def test_names_are_found_in_other_spellings(press: Archive, name: str) -> None:
    assert ids(press, f"Curfew of {name}")[0] == "curfew"


def test_the_same_report_in_several_outlets_is_found_once_with_all_its_homes(press: Archive) -> None:
    first = press.search(query("Which port did the ferry sink off?")).found[0]
    homes = {first.passage.article.id, *(copy.article.id for copy in first.copies)}
    assert homes == {"ferry-post", "ferry-lantern", "ferry-echo"}


def test_what_it_returns_is_limited_to_the_days_asked_for_both_included(press: Archive) -> None:
    day = date(2019, 6, 1)
    assert ids(press, "Calverton tram line", since=day, until=day) == ["tram-2019"]
    assert "tram-2019" not in ids(press, "Calverton tram line", since=date(2019, 6, 2))
    assert "lighthouse" not in ids(press, "Calverton lighthouse", since=date(1900, 1, 1))


def test_nothing_later_is_known_but_undated_articles_are(press: Archive) -> None:
    known = ids(press, "Calverton tram line and lighthouse", as_of=date(2019, 6, 1))
    assert set(known) == {"tram-2019", "lighthouse"}


def test_outlets_are_found_in_any_case(press: Archive) -> None:
    assert ids(press, "Calverton", sources=("free TRIBUNE",))
    assert set(ids(press, "Calverton", sources=("free TRIBUNE",))) <= {
        "toll-tribune",
        "tram-2022",
        "strike-2",
    }


def test_copies_are_restricted_too(press: Archive) -> None:
    findings = press.search(query("Which port did the ferry sink off?", sources=("Northern Echo",)))
    assert findings.found[0].passage.article.id == "ferry-echo"
    assert findings.found[0].copies == ()


def test_a_time_that_the_question_names_orders_what_is_found(press: Archive) -> None:
    assert ids(press, "Who opened the Calverton tram line in June 2019?")[0] == "tram-2019"
    assert ids(press, "Who opened the Calverton tram line in June 2022?")[0] == "tram-2022"
    assert ids(press, "Who opened the Calverton tram line most recently?")[0] == "tram-2022"


def test_scores_order_passages_and_every_sentence_has_a_meaning(press: Archive) -> None:
    found = press.search(query("Who opened the Calverton tram line?")).found
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert one.meanings.shape == (len(one.passage.passage.sentences),)


def test_a_question_in_another_script_is_searched_by_words_alone(press: Archive) -> None:
    findings = press.search(query("من افتتح خط Calverton الترام؟"))
    assert all(not found.meanings.any() for found in findings.found)
