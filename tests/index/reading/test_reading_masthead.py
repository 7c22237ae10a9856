"""Headline, date, outlet and author are read from an article's own words, or stay unknown."""

from datetime import date

import pytest

from index.reading.cleaning import clean
from index.reading.draft import Draft

BODY = (
    "Rockets struck the port of the capital on Tuesday, the coast guard said.\n\n"
    "Nobody was killed in the attack of 4 April 2019, which damaged a ship."
)


@pytest.mark.parametrize(
    ("top", "title", "source"),
    [
        ("Rockets hit the port", "Rockets hit the port", None),
        ("Rockets hit the port | The Daily Test", "Rockets hit the port", "The Daily Test"),
        ("Rockets hit the port | World | The Guardian", "Rockets hit the port", "The Guardian"),
        ("Rockets hit the port - BBC News", "Rockets hit the port", "BBC News"),
        ("Rockets hit the port | Charts - breaking news", "Rockets hit the port", "Charts"),
        ("Haftar retreats - UN envoy", "Haftar retreats - UN envoy", None),
        ("Opinion | Why the port matters to all", "Why the port matters to all", None),
        ("World News\nRockets hit the port again", "Rockets hit the port again", None),
        ("Rockets hit the port\n\nRockets Hit The Port", "Rockets hit the port", None),
        ("قصف ميناء العاصمة", "قصف ميناء العاصمة", None),
        ("首都港口遭火箭弹袭击", "首都港口遭火箭弹袭击", None),
    ],
)
def test_headlines(top: str, title: str, source: str | None) -> None:
    cleaned = clean(Draft(f"{top}\n\n{BODY}"))
    assert (cleaned.title, cleaned.source, cleaned.text) == (title, source, BODY)


def test_no_headline_where_the_story_starts_at_once() -> None:
    assert clean(Draft(BODY)).title is None


@pytest.mark.parametrize(
    ("line", "day", "byline", "source"),
    [
        ("18 December, 2019", date(2019, 12, 18), None, None),
        ("date 2020-06-02 Paper.com", date(2020, 6, 2), None, "Paper.com"),
        ("Jane Doe 3 minutes ago Tue 02nd June 2020 | 12:23 AM", date(2020, 6, 2), "Jane Doe", None),
        ("By Jane Doe | Published: 5 May 2020, 10:12 GMT", date(2020, 5, 5), "Jane Doe", None),
        ("Mon 8 Apr 2019 15.39 BST", date(2019, 4, 8), None, None),
        ("Updated 1234 GMT (2034 HKT) April 8, 2019", date(2019, 4, 8), None, None),
        ("Published: 10:12 GMT, 5 May 2020 | Updated: 10:15 GMT, 6 May 2020", date(2020, 5, 5), None, None),
        ("May 05, 2020 12:05 am +03 +03:00", date(2020, 5, 5), None, None),
        ("Tue, 05 May 2020 - 10:12 GMT", date(2020, 5, 5), None, None),
        ("Source: Xinhua| 2019-04-08 03:23:32|Editor: someone", date(2019, 4, 8), None, "Xinhua"),
        ("Publié le 5 mai 2020 à 10h12 - Mis à jour le 6 mai 2020", date(2020, 5, 5), None, None),
        ("5 de mayo de 2020", date(2020, 5, 5), None, None),
        ("5 мая 2020, 10:12", date(2020, 5, 5), None, None),
        ("5 مايو 2020", date(2020, 5, 5), None, None),
        ("2020年5月5日 10:12 来源：新华网", date(2020, 5, 5), None, "新华网"),
        ("2. Juni 2020, 14:05 Uhr", date(2020, 6, 2), None, None),
        ("Dienstag, 2. Juni 2020, 14 Uhr", date(2020, 6, 2), None, None),
        ("Veröffentlicht am 2. Juni 2020 um 14:05 Uhr", date(2020, 6, 2), None, None),
        ("Von Jane Doe | Stand: 02.06.2020, 14.05 Uhr", date(2020, 6, 2), "Jane Doe", None),
        ("Aktualisiert am 3. Juni 2020 | Erstellt am 2. Juni 2020", date(2020, 6, 2), None, None),
        ("Tue Jun 02 12:23:00 +0000 2020", date(2020, 6, 2), None, None),
        ("13/04/2020", date(2020, 4, 13), None, None),
        ("03/04/2020", None, None, None),
        ("3 minutes ago", None, None, None),
        ("31 February 2020", None, None, None),
        ("By Jane Doe in Tripoli", None, "Jane Doe in Tripoli", None),
        ("Jane Doe, Tripoli", None, "Jane Doe, Tripoli", None),
        ("By JANE DOE and JOHN ROE", None, "JANE DOE and JOHN ROE", None),
        ("https://paper.example/2020/05/port", None, None, None),
    ],
)
def test_stamps_and_bylines(line: str, day: date | None, byline: str | None, source: str | None) -> None:
    cleaned = clean(Draft(f"Rockets hit the port\n\n{line}\n\n{BODY}"))
    assert cleaned.text == BODY
    assert (cleaned.published, cleaned.byline, cleaned.source) == (day, byline, source)


def test_the_stamp_is_surer_than_the_dateline_and_both_than_an_update() -> None:
    text = f"A headline here\n\nUpdated: 9 May 2020\n\n5 May 2020\n\nCAIRO - 4 May 2020: {BODY}"
    assert clean(Draft(text)).published == date(2020, 5, 5)


def test_stated_facts_win() -> None:
    draft = Draft(f"5 May 2020\n\n{BODY}", title="Stated | Paper", published=date(2020, 1, 1), source="Paper")
    cleaned = clean(draft)
    assert (cleaned.title, cleaned.published, cleaned.source) == ("Stated", date(2020, 1, 1), "Paper")


def test_an_address_on_a_line_of_its_own() -> None:
    assert clean(Draft(f"{BODY}\n\nhttps://paper.example/port")).url == "https://paper.example/port"


def test_agency_at_the_end_is_the_source_where_no_outlet_is_named() -> None:
    cleaned = clean(Draft(f"{BODY}\n\n(FRANCE 24 with AFP, AP and REUTERS)"))
    assert cleaned.source == cleaned.byline == "FRANCE 24 with AFP, AP and REUTERS"


def test_rows_of_sections_above_the_story_go_and_a_standfirst_stays() -> None:
    standfirst = "The attack is the third this week, and the ninth since the truce"
    text = f"Rockets hit the port\n\nGlobe Algeria Mali Africa\n\n{standfirst}\n\n{BODY}"
    assert clean(Draft(text)).text == f"{standfirst}\n\n{BODY}"


def test_a_standfirst_that_the_story_repeats_is_said_once() -> None:
    first = BODY.split("\n\n")[0]
    assert clean(Draft(f"Rockets hit the port\n\n{first[:-1]}\n\nTRIPOLI (AFP) - {BODY}")).text == BODY
