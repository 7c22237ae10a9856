from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.archive import Archive
from app.settings import AppSettings
from index.embedding import Encoder
from index.sync import sync
from index.terms import known
from tests.app.made import query
from tests.index.indexed import write_jsonl

# Of one story each in Spanish and French, and one in English.
ABROAD = (
    {
        "id": "temblor",
        "language": "es",
        "text": "El terremoto dejó 45 muertos. Unas 9.800 viviendas quedaron destruidas.",
    },
    {
        "id": "greve",
        "language": "fr",
        "text": "Les grèves ont perturbé le trafic. Les cheminots ont cessé le travail.",
    },
    {"id": "ferry", "language": "en", "text": "The ferry sank off Calverton. Divers were sent on Monday."},
    {"id": "shahta", "language": "ru", "text": "На шахте произошёл взрыв. Погибли горняки и спасатели."},
)


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


def test_the_latest_of_a_story_of_days_comes_first(tmp_path: Path, encoder: Encoder) -> None:
    told = (
        "The crew of the ferry Orvane is missing off Calverton, the owner said.",
        "Nine sailors of the ferry were taken ashore in Port Sable, the crew of the Orvane among them.",
    )
    articles = [
        {"id": f"day-{at}", "text": text, "date": f"2021-03-0{at}"} for at, text in enumerate(told, 1)
    ]
    settings = AppSettings.model_construct(data=tmp_path / "data")
    sync(settings, [write_jsonl(tmp_path / "story.jsonl", articles)], encoder=encoder)
    story = Archive.open(settings)
    assert ids(story, "What is the latest on the crew of the ferry Orvane?") == ["day-2", "day-1"]


def test_scores_order_passages_and_every_sentence_has_a_meaning(press: Archive) -> None:
    found = press.search(query("Who opened the Calverton tram line?")).found
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert one.meanings.shape == (len(one.passage.passage.sentences),)


def test_a_question_in_another_script_is_searched_by_words_alone(press: Archive) -> None:
    findings = press.search(query("من افتتح خط Calverton الترام؟"))
    assert all(not found.meanings.any() for found in findings.found)


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Archive:
    folder = tmp_path_factory.mktemp("abroad")
    settings = AppSettings.model_construct(data=folder / "data")
    sync(settings, [write_jsonl(folder / "abroad.jsonl", ABROAD)], encoder=encoder)
    return Archive.open(settings)


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("terremoto", "es", "temblor"),
        ("¿Cuántas viviendas quedaron destruidas?", "es", "temblor"),
        ("¿Hubo terremotos?", "es", "temblor"),
        ("grève", "fr", "greve"),
        ("Что известно о взрыве на шахте?", "ru", "shahta"),
        ("Where did the ferry sink?", "en", "ferry"),
        ("Calverton", "en", "ferry"),
    ],
)
def test_a_question_is_searched_for_in_its_language(
    abroad: Archive, text: str, language: str, first: str
) -> None:
    findings = abroad.search(query(text))
    assert findings.query.language == language
    assert findings.found[0].passage.article.id == first
    assert findings.weighing.share(frozenset().union(*map(known, findings.found[0].passage.terms))) > 0


def test_in_an_english_archive_a_question_is_english(press: Archive) -> None:
    assert press.search(query("Quién construyó el faro de Calverton")).query.language == "en"
