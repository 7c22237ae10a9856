"""Faithful sentences of news that only look otherwise, and false ones that only look the same."""

import pytest

from app.check.verdict import Checker, Evidence
from index.encoder import MiniLM


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(MiniLM())


FAITHFUL = [
    pytest.param(
        "A landslide near Ostrava killed 14 hikers on Sunday, the mayor said.",
        "Fourteen hikers died on Sunday in a landslide near Ostrava, the mayor said.",
        id="died and killed",
    ),
    pytest.param(
        "The 71-year-old tenor, who first sang in Graz in 1988, cancelled 12 concerts.",
        "The tenor, 71, has called off twelve concerts.",
        id="an age without its years",
    ),
    pytest.param(
        "The ferry left Selma at 5:40 p.m. with 212 people on board.",
        "The ferry, with 212 people on board, left Selma at 17:40.",
        id="a time on the 24-hour clock",
    ),
    pytest.param(
        "The festival takes place in Graz from August 21-24.",
        "The festival in Graz takes place from 21 to 24 August.",
        id="both ends of a stretch",
    ),
    pytest.param(
        "At least 30 villages near Selma were flooded, the mayor said.",
        "No fewer than 30 villages near Selma were flooded, the mayor said.",
        id="no fewer than",
    ),
    pytest.param(
        "The tram carried 46 passengers and 3 conductors when it left the rails in Graz.",
        "The tram had 49 people on board when it left the rails in Graz.",
        id="a sum of two counts of one sentence",
    ),
    pytest.param(
        "On Tuesday the president refused to receive the envoy in Selma.",
        "The president refused on Tuesday to receive the envoy in Selma.",
        id="a day is never denied",
    ),
    pytest.param(
        "Passenger numbers rose to 8,450 in 2017, from 7,120 the year before.",
        "In 2016 there had been 7,120 passengers.",
        id="the year before",
    ),
    pytest.param(
        "North Korea reopened its embassy in Graz on Monday.",
        "Pyongyang reopened its embassy in Graz on Monday.",
        id="a country by its capital",
    ),
    pytest.param(
        "The contract covers the 12 months to June and pays the team well.",
        "The contract covers the one year to June and pays the team well.",
        id="twelve months are a year",
    ),
]

FALSE = [
    pytest.param(
        "Nearly 700 tractors blocked the motorway near Graz on Monday.",
        "More than 700 tractors blocked the motorway near Graz on Monday.",
        "Nearly 700",
        id="the other bound",
    ),
    pytest.param(
        "The ferry left Selma at 5:40 p.m. with 212 people on board.",
        "The ferry left Selma at 5:40 a.m. with 212 people on board.",
        "5:40 p.m.",
        id="the other half of the day",
    ),
    pytest.param(
        "The festival takes place in Graz from August 21-24.",
        "The festival takes place in Graz from August 21-27.",
        "27",
        id="another end of a stretch",
    ),
    pytest.param(
        "The mill was sold for A$30 million to a firm in Graz.",
        "The mill was sold for US$30 million to a firm in Graz.",
        "US$30 million",
        id="another currency",
    ),
    pytest.param(
        "The wind farm near Selma has a capacity of 600 megawatts.",
        "The wind farm near Selma has a capacity of 600 gigawatts.",
        "600 megawatts",
        id="another unit",
    ),
    pytest.param(
        "Sales of the brewery in Graz doubled in the past ten years.",
        "Sales of the brewery in Graz tripled in the past ten years.",
        "doubled",
        id="a word that excludes the other",
    ),
    pytest.param(
        "The strike costs the brewery in Graz 2 million euros a week.",
        "The strike costs the brewery in Graz 2 million euros a month.",
        "week",
        id="another span of time",
    ),
    pytest.param(
        "Graz won the final 5-2 after extra time on Sunday.",
        "Graz won the final 5-3 after extra time on Sunday.",
        "3",
        id="another score",
    ),
    pytest.param(
        "North Korea reopened its embassy in Graz on Monday, South Korea said.",
        "South Korea reopened its embassy in Graz on Monday, South Korea said.",
        "North",
        id="another country of the same name",
    ),
    pytest.param(
        "The road runs for 45 miles (72 km) from Selma to the coast.",
        "The road runs for 74 km from Selma to the coast.",
        "74 km",
        id="what the passage converts otherwise",
    ),
]


@pytest.mark.parametrize(("told", "said"), FAITHFUL)
def test_the_same_in_other_words_is_not_called_unsupported(checker: Checker, told: str, said: str) -> None:
    verdict = checker.check(said, [Evidence(told)])
    assert verdict.support != "unsupported", verdict.reason


@pytest.mark.parametrize(("told", "said", "named"), FALSE)
def test_what_the_passage_has_otherwise_is_unsupported_and_named(
    checker: Checker, told: str, said: str, named: str
) -> None:
    verdict = checker.check(said, [Evidence(told)])
    assert verdict.support == "unsupported"
    assert named in verdict.reason
