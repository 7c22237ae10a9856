"""Single words that turn a sentence around, however it is worded otherwise; and what only looks like it."""

import pytest

from app.check.verdict import Checker, Evidence
from index.encoder import MiniLM


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(MiniLM())


TURNED = [
    pytest.param(
        "In the lyrics, which she wrote in May, she details her obsession with her former lover.",
        "The lyrics are not about her obsession with her former lover.",
        "obsession",
        id="a denial on a preposition",
    ),
    pytest.param(
        "Italy still believes there is no military solution to the conflict in the south.",
        "Italy still believes the conflict in the south has a military solution.",
        "solution",
        id="a denial left out",
    ),
    pytest.param(
        "The country's territory includes more than 200 islands; the largest of these is Selma.",
        "More than 200 islands are part of the country's territory; the smallest of these is Selma.",
        "largest",
        id="an opposite",
    ),
    pytest.param(
        "The rebels have taken many towns on the northern coast since the truce collapsed in May.",
        "The rebels have taken every town on the northern coast since the truce collapsed in May.",
        "every",
        id="wider than what is told",
    ),
    pytest.param(
        "The shelling of the port came two days after the general's announcement of the operation.",
        "The general's announcement of the operation came two days after the shelling of the port.",
        "after",
        id="the order of events",
    ),
    pytest.param(
        "As a result of the war in 1905, Marania took part of the island from Ruritania.",
        "As a result of the war in 1905, Ruritania took part of the island from Marania.",
        "Ruritania",
        id="two names in each other's places",
    ),
]

FAITHFUL = [
    pytest.param(
        "Their houses have rounded arches, particularly over windows and doorways.",
        "Their houses have rounded arches, above all over windows and doorways.",
        id="above all",
    ),
    pytest.param(
        "The shelling of the port came two days after the general's announcement of the operation.",
        "The general's announcement of the operation came two days before the shelling of the port.",
        id="the same order in other words",
    ),
    pytest.param(
        "On Sunday, rocket fire on Selma killed at least five civilians, the government said.",
        "Rocket fire killed at least five civilians in Selma on Sunday, the government said.",
        id="a name that does nothing itself",
    ),
    pytest.param(
        "The first fire started on June 1, 2018 and the second fire followed on June 8th.",
        "The second fire followed the first on 8 June 2018.",
        id="a day whose year stands beside another",
    ),
    pytest.param(
        "He built the engine in 1808. Only four years later it was used by the northern railway.",
        "The engine was used by the northern railway in 1812.",
        id="a year that follows from another",
    ),
    pytest.param(
        "Trade between Marania and Ruritania has doubled in ten years.",
        "Trade between Ruritania and Marania has doubled in ten years.",
        id="names of a list in another order",
    ),
]


@pytest.mark.parametrize(("told", "said", "named"), TURNED)
def test_a_turned_sentence_is_unsupported_and_the_reason_names_the_word(
    checker: Checker, told: str, said: str, named: str
) -> None:
    verdict = checker.check(said, [Evidence(told)])
    assert verdict.support == "unsupported"
    assert f"“{named}”" in verdict.reason
    assert verdict.contradicted == (named != "every")


@pytest.mark.parametrize(("told", "said"), FAITHFUL)
def test_what_only_looks_turned_is_not_called_unsupported(checker: Checker, told: str, said: str) -> None:
    verdict = checker.check(said, [Evidence(told)])
    assert verdict.support != "unsupported", verdict.reason
