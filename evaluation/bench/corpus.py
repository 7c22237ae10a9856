"""Made-up articles for measuring speed: sentences of seeds/ in another order, all different, dated.

The same number gives the same articles on every machine. Good for speed only: they say nothing.
"""

import json
import random
from datetime import date, timedelta
from pathlib import Path

from index.sentences import sentences

_FIRST_DAY = date(2015, 1, 1)
_DAYS = 3650
_OUTLETS = 40
_SENTENCES_A_PARAGRAPH = 3


def write_corpus(seeds: Path, out: Path, articles: int, sentences_each: int) -> None:
    """Write `articles` JSONL articles of `sentences_each` sentences each to `out`."""
    pool = [span.of(text) for text in _texts(seeds) for span in sentences(text)]
    chance = random.Random(1)
    with out.open("w", encoding="utf-8") as file:
        for number in range(articles):
            file.write(json.dumps(_article(number, pool, sentences_each, chance)) + "\n")


def _texts(seeds: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))]


def _article(number: int, pool: list[str], count: int, chance: random.Random) -> dict[str, str]:
    picked = [f"{chance.choice(pool)} Dispatch {number} {chance.randrange(10**6)}." for _ in range(count)]
    blocks = [
        " ".join(picked[at : at + _SENTENCES_A_PARAGRAPH]) for at in range(0, count, _SENTENCES_A_PARAGRAPH)
    ]
    return {
        "id": f"made-up-{number}",
        "title": f"Report {number} from the front",
        "date": (_FIRST_DAY + timedelta(days=chance.randrange(_DAYS))).isoformat(),
        "source": f"Outlet {chance.randrange(_OUTLETS)}",
        "text": "\n\n".join(blocks),
    }
