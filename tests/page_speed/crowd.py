"""Ten people who ask at once: whether each gets an answer of their own, how long they wait, and whether
others can go on reading meanwhile.

Ten people sit at ten machines, so ten browsers on the server's would measure the browsers: each spends
several times of what the server does on an answer. One person sits in Chromium; the nine others send what
that one's page sends (peers.py). Chromium, its drawing in software, the nine and the server still share this
machine: with a machine for each, everybody alone and among ten would wait less. Two ratios are printed: that
of the person in Chromium, from Enter to the first words painted, which has the aim, and that of the nine,
from sending to the first words received, which leaves the browser's own work out and is the server's alone.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

from tests.page_speed.browsing import Visitor
from tests.page_speed.figures import Figure, median_and_p95
from tests.page_speed.peers import Peer, Sent, Told
from tests.page_speed.sites import Site

PEOPLE = 10
_MOST_TIMES_ALONE = 3.0
_CITATION_MS = 100.0
_LEAD_SECONDS = 0.4

Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the one in Chromium waited, in ms, and was told; and what the nine others did and were."""

    waited: float
    said: Said
    others: list[Told]


@dataclass(frozen=True, slots=True)
class _Round:
    """The same questions asked alone, one after the other, and all at once.

    `longest_task` is how long the page in Chromium was deaf at most while all asked, in ms.
    """

    alone: _Answers
    together: _Answers
    longest_task: float


class _Crowd:
    """One person in Chromium and nine elsewhere; the first question is only to be seen how it is sent."""

    def __init__(self, visitor: Visitor, peers: Sequence[Peer], threads: Executor) -> None:
        self._visitor = visitor
        self._peers = peers
        self._threads = threads

    def play(self, questions: Sequence[str]) -> _Round:
        """Let each ask alone, then all the same at once, in conversations of their own."""
        visitor = self._visitor
        visitor.begin_anew()
        alone = _Answers(visitor.ask(questions[0]), visitor.said(), self._others_alone(questions))
        visitor.begin_anew()
        visitor.longest_task()
        together = self.ask_at_once(questions)
        return _Round(alone, together, visitor.longest_task())

    def ask_at_once(self, questions: Sequence[str]) -> _Answers:
        """Have all ask at the same instant; the first question is the one of who sits in Chromium."""
        self._visitor.write(questions[0])
        instant = time.time() + _LEAD_SECONDS
        asking = [
            self._threads.submit(peer.ask_at, instant, question)
            for peer, question in zip(self._peers, questions[1:], strict=True)
        ]
        self._visitor.enter_at(1000 * instant)
        waited = self._visitor.waited()
        others = [one.result() for one in asking]
        self._visitor.settle()
        return _Answers(waited, self._visitor.said(), others)

    def _others_alone(self, questions: Sequence[str]) -> list[Told]:
        return [peer.ask(question) for peer, question in zip(self._peers, questions[1:], strict=True)]


def ten_at_once(browser: Browser, site: Site, rounds: int) -> list[Figure]:
    """Measure it on some rounds of ten questions, then once more with an eleventh who reads meanwhile."""
    with ExitStack() as leaving:
        visitor = leaving.enter_context(closing(Visitor(browser, site.url)))
        sent = _first_sent(visitor, site.questions[-1])
        peers = [leaving.enter_context(closing(Peer(site.url, sent))) for _ in range(PEOPLE - 1)]
        threads = leaving.enter_context(ThreadPoolExecutor(PEOPLE))
        crowd = _Crowd(visitor, peers, threads)
        crowd.play(_questions(site, 0))
        figures = _waits([crowd.play(_questions(site, number)) for number in range(1, rounds + 1)])
        visitor.begin_anew()
        reader = leaving.enter_context(closing(Visitor(browser, site.url)))
        return figures + _read_meanwhile(reader, crowd, site)


def _first_sent(visitor: Visitor, question: str) -> Sent:
    with visitor.page.expect_request(Sent.is_question) as request:
        visitor.ask(question)
    return Sent.of(request.value)


def _questions(site: Site, number: int) -> list[str]:
    """Return a round's questions: other ones each time, as far as there are."""
    start = number * PEOPLE % max(1, len(site.questions) - PEOPLE + 1)
    return list(site.questions[start : start + PEOPLE])


def _waits(played: Sequence[_Round]) -> list[Figure]:
    own = sum(_as_alone(one) for one in played)
    asked = PEOPLE * len(played)
    alone, together = ([answers.waited for answers in which] for which in _both(played))
    sent, received = (
        [told.milliseconds for answers in which for told in answers.others] for which in _both(played)
    )
    rounds = f"{len(played)} rounds of {PEOPLE} questions"
    return [
        Figure("ten at once: told what they are told alone", own, f"of {asked}", least=asked),
        *median_and_p95("in Chromium, alone", alone),
        *median_and_p95("in Chromium, one of ten at once", together),
        _times_alone("in Chromium, one of ten", together, alone, rounds, under=_MOST_TIMES_ALONE),
        *median_and_p95("of the server, alone", sent),
        *median_and_p95("of the server, one of ten at once", received),
        _times_alone("of the server, one of ten", received, sent, rounds),
        Figure("ten at once: the page's longest task", max(one.longest_task for one in played), "ms"),
    ]


def _both(played: Sequence[_Round]) -> tuple[list[_Answers], list[_Answers]]:
    return [one.alone for one in played], [one.together for one in played]


def _as_alone(played: _Round) -> int:
    """Return how many of a round's people were told among ten what they were told alone."""
    others = zip(played.alone.others, played.together.others, strict=True)
    same = sum(alone.turn == together.turn for alone, together in others)
    return same + (played.alone.said == played.together.said)


def _times_alone(
    name: str, together: Sequence[float], alone: Sequence[float], remark: str, under: float | None = None
) -> Figure:
    ratio = median(together) / median(alone)
    return Figure(f"{name}: median, times alone", ratio, "×", under=under, remark=remark)


def _read_meanwhile(reader: Visitor, crowd: _Crowd, site: Site) -> list[Figure]:
    """Let ten ask while another page opens citations and their articles."""
    for question in site.questions[:2]:
        reader.ask(question)
    reader.page.evaluate("() => window.speed.keepOpening()")
    crowd.ask_at_once(_questions(site, 0))
    times = reader.page.evaluate("() => window.speed.stopOpening()")
    name = "another page meanwhile: from a click on a citation to its words"
    return [
        *median_and_p95(name, times["citations"], under=_CITATION_MS),
        *median_and_p95("another page meanwhile: from “Read the article” to its words", times["articles"]),
    ]
