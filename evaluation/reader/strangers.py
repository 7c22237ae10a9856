"""Questions that an archive can't answer, made of its own or another's by rule, for the reader to learn from.

A question put to another archive, or with a name of another archive in the place of its own: what is found
may have every other word of it. Kept only where nothing found has that name, in any spelling. After the
substitution of entities in Longpre et al. 2021 (arXiv:2109.05052). Knows nothing of networks.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice

from app.refusal import unknown_names
from app.search import Findings
from evaluation.publicsets import PublicSet, asked
from evaluation.questions import GoldQuestion

# A name and the word before it: "in Abéché", "did General Koti".
_NAME = re.compile(r"\b(?P<before>[a-z]+) (?P<name>[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+){0,3})\b")
# Every so manieth answerable question is put to another archive; every so manieth gets another's name.
_ELSEWHERE, _RENAMED = 4, 4


class Names:
    """The names in questions, by the word before them: what stands after "in" can stand after another."""

    def __init__(self, golds: Iterable[GoldQuestion]) -> None:
        self._after: defaultdict[str, list[str]] = defaultdict(list)
        for gold in golds:
            for found in _NAME.finditer(gold.question):
                self._after[found["before"]].append(found["name"])

    def instead(self, question: str) -> str | None:
        """Return the question with one name exchanged for another, None where there is nothing to exchange.

        What is drawn is the same each time for the same question.
        """
        rng = random.Random(question)
        found = [one for one in _NAME.finditer(question) if set(self._after[one["before"]]) - {one["name"]}]
        if not found:
            return None
        which = rng.choice(found)
        others = sorted(set(self._after[which["before"]]) - {which["name"]})
        return question[: which.start("name")] + rng.choice(others) + question[which.end("name") :]


def strangers(sets: Sequence[PublicSet]) -> Iterator[tuple[GoldQuestion, Findings]]:
    """Yield questions of the trained parts that nothing found answers, with what was found.

    Each set's go to the next, the last one's to the first, and get names of the next.
    """
    others = islice(cycle(sets), 1, None)
    for one, other in zip(sets, others, strict=False):
        own, theirs = _answerable(one), _answerable(other)
        yield from _unknown(one, _renamed(own[::_RENAMED], Names(theirs)))
        yield from _unknown(one, map(_unanswerable, theirs[1::_ELSEWHERE]))


def _answerable(one: PublicSet) -> list[GoldQuestion]:
    return [gold for gold in one.of("trained") if gold.answerable]


def _renamed(golds: Iterable[GoldQuestion], names: Names) -> Iterator[GoldQuestion]:
    for gold in golds:
        question = names.instead(gold.question)
        if question is not None:
            yield replace(_unanswerable(gold), question=question)


def _unanswerable(gold: GoldQuestion) -> GoldQuestion:
    return replace(gold, answerable=False, answers=(), evidence=(), relevant_ids=())


def _unknown(one: PublicSet, golds: Iterable[GoldQuestion]) -> Iterator[tuple[GoldQuestion, Findings]]:
    """Yield the questions of which a name stands nowhere among what this archive has for them."""
    for gold, findings in asked(golds, one.archive, label=f"{one.name}, strangers"):
        if unknown_names(findings):
            yield gold, findings
