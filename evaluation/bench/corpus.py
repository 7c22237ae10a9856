"""Made-up articles for measuring speed: sentences of seeds/ in another order, all different, dated.

The same number gives the same articles on every machine. Good for speed only: they say nothing.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from index.sentences import sentences

_FIRST_DAY = date(2015, 1, 1)
_DAYS = 3650
_OUTLETS = 40
_SENTENCES_A_PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up article."""

    number: int
    day: date
    source: str
    text: str


def write_corpus(seeds: Path, out: Path, articles: int, sentences_each: int) -> None:
    """Write `articles` JSONL articles of `sentences_each` sentences each to `out`."""
    with out.open("w", encoding="utf-8") as file:
        for one in made_up_articles(seeds, articles, sentences_each):
            file.write(json.dumps(_line(one)) + "\n")


def made_up_articles(seeds: Path, articles: int, sentences_each: int) -> Iterator[MadeUp]:
    """Yield `articles` made-up articles of `sentences_each` sentences each."""
    pool = [span.of(text) for text in _texts(seeds) for span in sentences(text)]
    chance = random.Random(1)
    for number in range(articles):
        yield _article(number, pool, sentences_each, chance)


def _line(one: MadeUp) -> dict[str, str]:
    return {
        "id": f"made-up-{one.number}",
        "title": f"Report {one.number} from the front",
        "date": one.day.isoformat(),
        "source": one.source,
        "text": one.text,
    }


def _texts(seeds: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))]


def _article(number: int, pool: list[str], count: int, chance: random.Random) -> MadeUp:
    picked = [f"{chance.choice(pool)} Dispatch {number} {chance.randrange(10**6)}." for _ in range(count)]
    blocks = [
        " ".join(picked[at : at + _SENTENCES_A_PARAGRAPH]) for at in range(0, count, _SENTENCES_A_PARAGRAPH)
    ]
    day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    return MadeUp(number, day, f"Outlet {chance.randrange(_OUTLETS)}", "\n\n".join(blocks))
