"""Faithful sentences in a writer's own words aren't struck out; the same slip in a near-copy is."""

import pytest

from app.check.verdict import Checker, Evidence
from index.encoder import MiniLM


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(MiniLM())


CASES = [
    pytest.param(
        "The toll rose to 88 on Sunday, up from 61 the day before, as rescuers reached the valley.",
        "Within a day the toll in the valley climbed by 27.",
        id="a difference of two figures",
    ),
    pytest.param(
        "Platforms with more than 500,000 users in the country must keep a public archive of advertisements.",
        "Platforms that have more than half a million users must keep an archive of their advertisements.",
        id="a number in words with its scale",
    ),
    pytest.param(
        "The writer met the painter in Vienna, and they exhibited together for a decade.",
        "The two exhibited together for a decade after the writer had met the painter in Vienna.",
        id="a count of the writer's own",
    ),
    pytest.param(
        "The weaving school in the half-timbered house was opened in the late 16th century.",
        "The weaving school in the half-timbered house opened in the late 1500s.",
        id="a century in digits",
    ),
    pytest.param(
        "Turkey and Russia brokered the truce, which neither side has fully respected.",
        "Neither side has fully respected the truce that was brokered by Ankara and Moscow.",
        id="governments by their capitals",
    ),
    pytest.param(
        "The ballot of the parliament's members is secret when they elect the presiding officer.",
        "Secrecy applies when the parliament's members elect the presiding officer by ballot.",
        id="a capital that opens the sentence",
    ),
    pytest.param(
        "Plants, fungi and bacteria produce alkaloids.",
        "Not only plants but also fungi and bacteria produce alkaloids.",
        id="not only",
    ),
    pytest.param(
        "Natural lawyers argue that law reflects moral and unchangeable laws of nature.",
        "Natural lawyers argue that law reflects moral laws of nature that cannot change.",
        id="a denial in a prefix",
    ),
]


@pytest.mark.parametrize(("told", "said"), CASES)
def test_a_faithful_sentence_is_not_called_unsupported(checker: Checker, told: str, said: str) -> None:
    assert checker.check(said, [Evidence(told)]).support != "unsupported"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            "The toll rose to 88 on Sunday, up from 61 the day before, as rescuers reached the valley.",
            "The toll rose to 98 on Sunday, up from 61 the day before, as rescuers reached the valley.",
        ),
        (
            "Plants, fungi and bacteria produce alkaloids.",
            "Plants, fungi and bacteria do not produce alkaloids.",
        ),
        (
            "The weaving school in the half-timbered house was opened in the late 16th century.",
            "The weaving school in the half-timbered house was opened in the late 1700s.",
        ),
        (
            "Turkey and Russia brokered the truce, which neither side has fully respected.",
            "Egypt and Russia brokered the truce, which neither side has fully respected.",
        ),
    ],
)
def test_the_same_things_changed_are(checker: Checker, told: str, said: str) -> None:
    assert checker.check(said, [Evidence(told)]).support == "unsupported"
