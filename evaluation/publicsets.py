"""The sets that weights and the reader come from: opened, split, and what their questions want.

Two are public (Wikipedia), one is news that we invented, with questions of our own (evaluation/invented/).
Running stories are archives of some ten articles each, most about one affair (evaluation/stories/). Each set
is split by the hash of what its questions are about, so that no article is in two parts: half of it trains
(the reader, and the weights beneath it), a quarter calibrates what is built on the reader, and a quarter is
only ever measured. A story is in one part whole: of 212 chance put 108, 68 and 36 there. Knows nothing of how
anything is fitted.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from rich.progress import track

from app.archive import Archive
from app.question import understand
from app.records import QUOTES, Question
from app.search import Findings
from app.sentences import Chosen
from evaluation import metrics
from evaluation.corpora import (
    CLAPNQ,
    NEWS,
    NEWS_FOLDER,
    OURS,
    SEEDS,
    SQUAD,
    STORIES,
    STORIES_FOLDER,
    Corpus,
    choose_corpus,
    index_and_open,
)
from evaluation.questions import GoldQuestion, load_questions
from index.errors import UsageError

LEARNED_FROM = (CLAPNQ, SQUAD, NEWS)

Part = Literal["trained", "calibrated", "unseen"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set's questions and its archive, open."""

    name: str
    questions: tuple[GoldQuestion, ...]
    archive: Archive

    def of(self, *parts: Part) -> Iterator[GoldQuestion]:
        """Yield the questions of these parts."""
        return (gold for gold in self.questions if part_of(gold) in parts)


def part_of(gold: GoldQuestion) -> Part:
    """Return the part that a question is in, the same for all about one title."""
    about = gold.relevant_ids or tuple(gold.extra.get("lookalike_ids") or ()) or (gold.id,)
    digest = int(hashlib.md5(about[0].split("#")[0].encode(), usedforsecurity=False).hexdigest(), 16)
    if digest % 2 == 0:
        return "trained"
    return "calibrated" if digest // 2 % 2 == 0 else "unseen"


def opened(sets: Path, data: Path | None) -> dict[str, PublicSet]:
    """Bring the indexes of all sets and of seeds/ up to date and open them, by name.

    `sets` is a folder with clapnq_dev/ and squad2_dev_cs224n/; raises UsageError where it hasn't got them.
    """
    for name in (CLAPNQ, SQUAD):
        if not (sets / name).is_dir():
            raise UsageError(f"{sets / name} is not there: name the folder with {CLAPNQ}/ and {SQUAD}/")
    corpora = {name: choose_corpus(sets / name, None) for name in (CLAPNQ, SQUAD)}
    corpora |= {NEWS: choose_corpus(NEWS_FOLDER, None), OURS: choose_corpus(SEEDS, None)}
    return {name: _public_set(name, corpus, data) for name, corpus in corpora.items()}


def stories(data: Path | None) -> tuple[PublicSet, ...]:
    """Open each running story as an archive of its own: its questions don't say which affair they mean."""
    folders = sorted(one for one in STORIES_FOLDER.iterdir() if one.is_dir())
    return tuple(
        _public_set(f"{STORIES}/{folder.name}", choose_corpus(folder, None), data) for folder in folders
    )


def asked(
    golds: Iterable[GoldQuestion], archive: Archive, *, label: str
) -> Iterator[tuple[GoldQuestion, Findings]]:
    """Yield each question with what the archive finds for it, showing progress."""
    for gold in track(list(golds), label):
        yield gold, archive.search(understand(Question(gold.question), date.today()))


def holds(gold: GoldQuestion, one: Chosen) -> bool:
    """Say whether a sentence, of a right article, holds an answer or is part of one."""
    if one.found.passage.article.id not in gold.relevant_ids:
        return False
    if not gold.long_form:
        return metrics.holds_any(one.text, gold.answers)
    quotes = [evidence.quote for evidence in gold.evidence]
    return metrics.holds_any(one.text, quotes) or any(metrics.holds(quote, one.text) for quote in quotes)


def _public_set(name: str, corpus: Corpus, data: Path | None) -> PublicSet:
    return PublicSet(name, tuple(load_questions(corpus.questions)), _open(corpus, data))


def _open(corpus: Corpus, data: Path | None) -> Archive:
    archive = index_and_open(corpus, data, QUOTES).archive
    assert isinstance(archive, Archive)  # noqa: S101 - only the command's own fakes are anything else
    return archive
