"""Gather what the reader is trained on: python -m evaluation.reader.examples SETS OUT.

For each question of the trained part of each set, and for questions made of them that nothing answers
(strangers.py), the passages of the best sentences that our own search ranks, as it stands: what is wrong
among them is as hard as it will be in use. Knows nothing of networks.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app.search import Findings
from app.sentences import Chosen, ranked_sentences
from evaluation.edge import CommandParser, exit_code
from evaluation.publicsets import LEARNED_FROM, PublicSet, asked, holds, opened, stories
from evaluation.questions import GoldQuestion
from evaluation.reader.strangers import strangers

_PASSAGES = 5
# What is asked of a running story is what the reader knows least: each twice.
_STORY_TIMES = 2


def main() -> int:
    """Run the command; return its exit code."""
    parser = CommandParser(
        prog="python -m evaluation.reader.examples", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("sets", type=Path, metavar="SETS", help="the folder with the public sets")
    parser.add_argument("out", type=Path, metavar="OUT", help="where the examples go, one question a line")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the indexes live")

    def run() -> None:
        options = parser.parse_args()
        with options.out.open("w", encoding="utf-8") as file:
            for example in _examples(options.sets, options.data):
                file.write(json.dumps(example, ensure_ascii=False) + "\n")

    return exit_code("evaluation.reader.examples", run)


def _examples(sets: Path, data: Path | None) -> Iterator[dict[str, Any]]:
    """Yield {question, answers, passages}; questions whose answer the search didn't find are left out."""
    opened_sets, told = opened(sets, data), stories(data)
    for name in LEARNED_FROM:
        yield from _examples_of(_trained(opened_sets[name]))
    for story in told:
        yield from list(_examples_of(_trained(story))) * _STORY_TIMES
    yield from _examples_of(strangers([opened_sets[name] for name in LEARNED_FROM]))
    yield from _examples_of(strangers(told))


def _trained(one: PublicSet) -> Iterator[tuple[GoldQuestion, Findings]]:
    return asked(one.of("trained"), one.archive, label=one.name)


def _examples_of(found: Iterable[tuple[GoldQuestion, Findings]]) -> Iterator[dict[str, Any]]:
    for gold, findings in found:
        passages = _passages(gold, ranked_sentences(findings))
        held = any(sentence["holds"] for passage in passages for sentence in passage["sentences"])
        if passages and held == gold.answerable:
            answers = () if gold.long_form else gold.answers
            yield {"question": gold.question, "answers": answers, "passages": passages}


def _passages(gold: GoldQuestion, ranked: tuple[Chosen, ...]) -> list[dict[str, Any]]:
    """Return the passages of the best sentences; headings and the like don't count as sentences."""
    by_passage: dict[int, list[Chosen]] = {}
    for one in ranked:
        by_passage.setdefault(one.found.passage.key, []).append(one)
    return [_passage(gold, members) for members in islice(by_passage.values(), _PASSAGES)]


def _passage(gold: GoldQuestion, members: list[Chosen]) -> dict[str, Any]:
    stored = members[0].found.passage
    start = stored.passage.span.start
    sentences = [
        {
            "start": one.span.start - start,
            "end": one.span.end - start,
            "holds": gold.answerable and holds(gold, one),
        }
        for one in sorted(members, key=lambda one: one.number)
    ]
    return {"title": stored.article.title or "", "text": stored.text, "sentences": sentences}


if __name__ == "__main__":
    sys.exit(main())
