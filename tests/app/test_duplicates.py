"""What counts as the same report in several papers."""

import pytest

from app.duplicates import Report, folded, same_report

WIRE = (
    "Rockets fell on the Zenata region on Sunday, the health ministry said. Nobody claimed the attack so far."
)


@pytest.mark.parametrize(
    "copy", [WIRE, WIRE.replace("on Sunday", "Sunday"), WIRE + " (AP)", WIRE.replace("Nobody", "No one")]
)
def test_a_wire_story_in_another_paper_is_the_same_report(copy: str) -> None:
    assert same_report(Report("one", WIRE), Report("other", copy))


@pytest.mark.parametrize(
    "other",
    [
        "The cup final was played in the rain on Sunday, and the striker scored twice in the last minutes.",
        WIRE[:50],
        WIRE * 2,
        "",
    ],
)
def test_another_story_or_a_part_of_one_is_not(other: str) -> None:
    assert not same_report(Report("one", WIRE), Report("other", other))


def test_passages_of_one_article_are_never_copies() -> None:
    assert not same_report(Report("one", WIRE), Report("one", WIRE))


def test_copies_go_under_the_first_and_the_order_stays() -> None:
    reports = [Report(1, WIRE), Report(2, "Bread is dear."), Report(3, WIRE + " (AP)"), Report(1, WIRE)]
    assert folded(reports, lambda one: one) == [[reports[0], reports[2]], [reports[1]], [reports[3]]]
    assert folded([], lambda one: one) == []
