"""Ten people who ask at once: whether each gets an answer of their own, how long they wait, and whether
others can go on reading meanwhile.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

from tests.page_speed.browsing import Visitor
from tests.page_speed.figures import Figure, median_and_p95
from tests.page_speed.sites import Site

PEOPLE = 10
_MOST_TIMES_ALONE = 3.0
_CITATION_MS = 100.0
_LEAD_MS = 400.0

Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Round:
    """What each person waited, in ms, and what they were told: alone first, then all at once.

    `longest_task` is how long any page was deaf at most meanwhile, in ms.
    """

    alone: list[float]
    together: list[float]
    told_alone: list[Said]
    told_together: list[Said]
    longest_task: float


def ten_at_once(browser: Browser, site: Site, rounds: int) -> list[Figure]:
    """Measure it on some rounds of ten questions, then once more with an eleventh who reads meanwhile."""
    people = [Visitor(browser, site.url) for _ in range(PEOPLE)]
    for person, question in zip(people, site.questions[-PEOPLE:], strict=True):
        person.ask(question)
    parts = [_questions(site, number) for number in range(rounds)]
    played = [_play(people, questions) for questions in parts]
    figures = _waits(played)
    reader = Visitor(browser, site.url)
    figures += _read_meanwhile(reader, people, site)
    for person in [*people, reader]:
        person.close()
    return figures


def _questions(site: Site, number: int) -> list[str]:
    """Return a round's questions: other ones each time, as far as there are."""
    start = number * PEOPLE % max(1, len(site.questions) - PEOPLE + 1)
    return list(site.questions[start : start + PEOPLE])


def _play(people: Sequence[Visitor], questions: Sequence[str]) -> _Round:
    """Let each ask alone, one after the other, then all the same at once."""
    _begin_anew(people)
    alone = [person.ask(question) for person, question in zip(people, questions, strict=True)]
    told_alone = [person.said() for person in people]
    _begin_anew(people)
    # What was done for those who asked alone is none of the crowd's.
    _longest_task(people)
    together = _all_ask(people, questions)
    longest = _longest_task(people)
    return _Round(alone, together, told_alone, [person.said() for person in people], longest)


def _longest_task(people: Sequence[Visitor]) -> float:
    """Return the longest task in ms of any page's main thread since this was last asked."""
    return max(float(person.page.evaluate("() => window.speed.longestTask()")) for person in people)


def _all_ask(
    people: Sequence[Visitor], questions: Sequence[str], meanwhile: Callable[[], object] = lambda: None
) -> list[float]:
    """Have all press Enter at the same instant and return what each waited; `meanwhile` is called then."""
    for person, question in zip(people, questions, strict=True):
        person.write(question)
    instant = 1000 * time.time() + _LEAD_MS
    for person in people:
        person.enter_at(instant)
    meanwhile()
    waits = [person.waited() for person in people]
    people[0].settle()
    return waits


def _begin_anew(people: Sequence[Visitor]) -> None:
    for person in people:
        person.begin_anew()


def _waits(played: Sequence[_Round]) -> list[Figure]:
    alone = [wait for one in played for wait in one.alone]
    together = [wait for one in played for wait in one.together]
    asked = zip(
        (said for one in played for said in one.told_alone),
        (said for one in played for said in one.told_together),
        strict=True,
    )
    own = sum(said == said_alone for said_alone, said in asked)
    ratio = median(together) / median(alone)
    rounds = f"{len(played)} rounds of {PEOPLE} questions"
    return [
        Figure("ten at once: told what they are told alone", own, f"of {len(together)}", least=len(together)),
        *median_and_p95("one of them alone", alone),
        *median_and_p95("ten at once", together),
        Figure("ten at once: median, times alone", ratio, "×", under=_MOST_TIMES_ALONE, remark=rounds),
        Figure("ten at once: a page's longest task", max(one.longest_task for one in played), "ms"),
    ]


def _read_meanwhile(reader: Visitor, people: Sequence[Visitor], site: Site) -> list[Figure]:
    """Let ten ask while another page opens citations and their articles."""
    for question in site.questions[:2]:
        reader.ask(question)
    _begin_anew(people)
    page = reader.page
    _all_ask(people, _questions(site, 0), lambda: page.evaluate("() => window.speed.keepOpening()"))
    times = page.evaluate("() => window.speed.stopOpening()")
    name = "another page meanwhile: from a click on a citation to its words"
    return [
        *median_and_p95(name, times["citations"], under=_CITATION_MS),
        *median_and_p95("another page meanwhile: from “Read the article” to its words", times["articles"]),
    ]
