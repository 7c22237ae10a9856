"""An archive read for drafting: some of its articles, drawn fairly, and all of their words in passing.

Holds no more articles than it draws, however many there are. Knows nothing of questions.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import UsageError
from index.reading import ReadLimits, discover, read
from index.records import Article, Failure


def articles(corpus: Path, limits: ReadLimits, report: Callable[[Failure], None]) -> Iterator[Article]:
    """Yield the articles below a path in its order; what can't be read is told to `report`.

    Raises:
        UsageError: there is no such path.
    """
    if not corpus.exists():
        raise UsageError(f"{corpus} is not there: name a folder or a file of articles")
    published = corpus / "corpus.jsonl"
    for file in discover([published if published.is_file() else corpus]):
        if isinstance(file, Failure):
            report(file)
            continue
        for item in read(file, limits):
            if isinstance(item, Failure):
                report(item)
            else:
                yield item


def drawn(found: Iterator[Article], most: int, rng: random.Random) -> list[Article]:
    """Return at most `most` articles in random order, each as likely as another.

    Algorithm R (Vitter, "Random Sampling with a Reservoir", ACM TOMS 11, 1985).
    """
    kept: list[Article] = []
    for number, article in enumerate(found):
        if number < most:
            kept.append(article)
        elif (place := rng.randrange(number + 1)) < most:
            kept[place] = article
    rng.shuffle(kept)
    return kept
