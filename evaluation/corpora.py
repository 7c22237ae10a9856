"""Which articles are indexed and which questions are asked of them: our own, a public set, or a user's.

Knows how a corpus is chosen and opened, and nothing of how replies are scored.
"""

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.records import QUOTES
from app.settings import AppSettings
from evaluation.edge import progress_bar
from evaluation.run import AnswersQuestions
from index.errors import UsageError
from index.settings import load

# Two public sets, by the names of their folders, and three of our own.
CLAPNQ, SQUAD = "clapnq_dev", "squad2_dev_cs224n"
OURS, NEWS, STORIES = "seeds", "invented", "stories"

_HERE = Path(__file__).resolve().parent
SEEDS = _HERE.parent / OURS
NEWS_FOLDER, STORIES_FOLDER = _HERE / NEWS, _HERE / STORIES
OWN_QUESTIONS = _HERE / "questions" / "seeds.jsonl"


@dataclass(frozen=True, slots=True)
class Corpus:
    """What to index, the questions to ask, and a name that no other corpus has."""

    paths: tuple[Path, ...]
    questions: Path
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive ready for questions, and the folder where results go unless another is named."""

    archive: AnswersQuestions
    results: Path


OpensArchive = Callable[[Corpus, Path | None, str], Opened]


def choose_corpus(corpus: Path | None, questions: Path | None) -> Corpus:
    """Return the corpus that the options mean.

    A folder with both corpus.jsonl and questions.jsonl is a published set: only its corpus.jsonl is
    indexed, and its questions are asked unless others are named. Raises UsageError where it isn't there.
    """
    place = (corpus or SEEDS).absolute()
    if not place.exists():
        raise UsageError(f"{place} is not there: name a folder or a file of articles with --corpus")
    name = f"{place.name}-{digest_of(place)}"
    published, theirs = place / "corpus.jsonl", place / "questions.jsonl"
    if published.is_file() and theirs.is_file():
        return Corpus((published,), questions or theirs, name)
    return Corpus((place,), questions or OWN_QUESTIONS, name)


def digest_of(path: Path) -> str:
    """Return 8 hex digits that tell a place from others of the same name."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]


def index_and_open(corpus: Corpus, data: Path | None, engine: str) -> Opened:
    """Bring the corpus's own index up to date and open it; without `data` in the setting's folder.

    The index lives apart from the one that people use, so that neither changes the other. Raises
    UsageError where the archive doesn't have the engine or nothing can be indexed.
    """
    # Imported here: a wrong option is told at once, without loading models and indexes.
    from app.archive import Archive
    from index.sync import sync

    given = load(AppSettings, data=data)
    engines = (QUOTES, *given.models)
    if engine not in engines:
        raise UsageError(f"there is no engine {engine!r}: --engine takes {' or '.join(engines)}")
    settings = load(AppSettings, data=given.data / "evaluation" / corpus.name)
    with progress_bar() as bar:
        task = bar.add_task("indexing", total=None)
        report = sync(
            settings,
            corpus.paths,
            progress=lambda at: bar.update(task, completed=at.bytes_done, total=at.bytes_total),
        )
    for failure in report.failed:
        print(f"evaluation: {failure.path}: {failure.reason}", file=sys.stderr)
    if not report.articles:
        raise UsageError(f"{corpus.paths[0]} holds no article that can be read: name another with --corpus")
    return Opened(Archive.open(settings), given.data / "evaluation" / "results")
