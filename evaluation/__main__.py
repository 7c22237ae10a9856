"""Score the answers over a corpus: python -m evaluation [--corpus PATH] [--questions FILE] [--check].

Brings the index of the corpus up to date in a data folder of its own, asks every question, prints the
figures and leaves predictions.jsonl, scores.json and report.html. Other commands are named first:
python -m evaluation compare, draft, import or report. Here errors become exit codes.
"""

import hashlib
import sys
from argparse import ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from evaluation.baseline import (
    BASELINE,
    BelowBaselineError,
    Change,
    Comparison,
    compare,
    load_baseline,
    save_baseline,
)
from evaluation.edge import CommandParser, exit_code
from evaluation.questions import GoldQuestion, load_questions
from evaluation.report import SCORES, first_words, print_report, write_scores
from evaluation.run import DEFAULT_ENGINE, AnswersQuestions, missing_articles, run_questions
from evaluation.scoring import QuestionScores, score, summarize
from index.errors import CitewireError, UsageError
from index.printable import printable

if TYPE_CHECKING:
    from evaluation.citations import Judge

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
OWN_QUESTIONS = Path(__file__).parent / "questions" / "seeds.jsonl"
_INTERRUPTED = 130
_QUESTIONS_NAMED = 5
# Each has a `main(arguments) -> int`; imported only when called, for what they bring along.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "compare": ("evaluation.compare", "tell how one run differs from another, and if beyond noise"),
    "draft": ("evaluation.draft.command", "propose questions over an archive, to accept or reject"),
    "import": ("evaluation.importers.command", "turn a published question set into our formats"),
    "report": ("evaluation.html.command", "write the page of a run again"),
}


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
    name = f"{place.name}-{hashlib.sha256(str(place.resolve()).encode()).hexdigest()[:8]}"
    published, theirs = place / "corpus.jsonl", place / "questions.jsonl"
    if published.is_file() and theirs.is_file():
        return Corpus((published,), questions or theirs, name)
    return Corpus((place,), questions or OWN_QUESTIONS, name)


def evenly(questions: Sequence[GoldQuestion], limit: int | None) -> tuple[GoldQuestion, ...]:
    """Return `limit` questions in order, spread over all of them, so that every kind keeps its share."""
    if limit is None or limit >= len(questions):
        return tuple(questions)
    return tuple(questions[index * len(questions) // limit] for index in range(limit))


def main(arguments: Sequence[str] | None = None, open_archive: OpensArchive | None = None) -> int:
    """Run the command; return 0, 1 for a failure or a fall below the baseline, 2 for wrong use.

    `open_archive` stands in for indexing the corpus and opening what came of it.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)

    def run() -> int:
        if given and given[0] in _COMMANDS:
            return _call(given[0], given[1:])
        return _evaluate(_parse(given), open_archive or index_and_open)

    return exit_code("evaluation", run, "stopped; the same command goes on from here")


def _call(command: str, arguments: Sequence[str]) -> int:
    called: Callable[[Sequence[str]], int] = import_module(_COMMANDS[command][0]).main
    return called(arguments)


def _evaluate(options: Namespace, open_archive: OpensArchive) -> int:
    corpus = choose_corpus(options.corpus, options.questions)
    questions = evenly(load_questions(corpus.questions), options.limit)
    baseline = load_baseline(options.baseline) if options.check else None
    judges = _judges(options)
    opened = open_archive(corpus, options.data, options.engine)
    if not options.wrong_corpus:
        _warn_of_wrong_corpus(opened.archive, questions)
    out = options.out or opened.results / f"{corpus.name}-{corpus.questions.stem}"
    rows = _ask_all(opened.archive, questions, out, judges, options)
    failed = _report(corpus, questions, rows, out, options)
    if failed:
        raise CitewireError(f"{failed} of {len(rows)} questions could not be asked: see {out / SCORES}")
    if baseline is not None:
        words = {gold.id: gold.question for gold in questions}
        _hold_against(compare(baseline, rows, options.engine), words)
    if options.save_baseline:
        save_baseline(options.baseline, rows, options.engine)
    return 0


def _report(
    corpus: Corpus,
    questions: Sequence[GoldQuestion],
    rows: Sequence[QuestionScores],
    out: Path,
    options: Namespace,
) -> int:
    """Print and write the figures and the page; return how many questions failed."""
    from evaluation.html.command import write_page  # the page reads what is written here

    summary = summarize(rows)
    run = {
        "corpus": [str(path) for path in corpus.paths],
        "questions": str(corpus.questions),
        "engine": options.engine,
        "wrong_corpus": options.wrong_corpus,
    }
    title = f"{len(rows)} questions on {corpus.name}, engine {options.engine}"
    print_report(Console(), title, summary, rows, questions)
    write_scores(out / SCORES, run, summary, rows, questions)
    print(f"replies and scores: {out}")
    print(f"to look at: {write_page(out)}")
    return summary.failed


def index_and_open(corpus: Corpus, data: Path | None, engine: str) -> Opened:
    """Bring the corpus's own index up to date and open it; without `data` in the setting's folder.

    The index lives apart from the one that people use, so that neither changes the other. Raises
    UsageError where the archive doesn't have the engine or nothing can be indexed.
    """
    # Imported here: a wrong option is told at once, without loading models and indexes.
    from app.archive import QUOTES, Archive
    from app.settings import AppSettings
    from index.settings import load
    from index.sync import sync

    given = load(AppSettings, data=data)
    engines = (QUOTES, *given.models)
    if engine not in engines:
        raise UsageError(f"there is no engine {engine!r}: --engine takes {' or '.join(engines)}")
    settings = load(AppSettings, data=given.data / "evaluation" / corpus.name)
    with _progress() as bar:
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


def _warn_of_wrong_corpus(archive: AnswersQuestions, questions: Sequence[GoldQuestion]) -> None:
    missing = missing_articles(archive, questions)
    if missing:
        print(
            f"evaluation: {len(missing)} answerable questions name articles that this corpus doesn't have: "
            "if nothing should be answered here, say --wrong-corpus",
            file=sys.stderr,
        )


def _ask_all(
    archive: AnswersQuestions,
    questions: Sequence[GoldQuestion],
    out: Path,
    judges: Sequence["Judge"],
    options: Namespace,
) -> list[QuestionScores]:
    """Return each question's scores, in order."""
    asked = run_questions(
        archive,
        questions,
        out,
        engine=options.engine,
        wrong_corpus=options.wrong_corpus,
        fresh=options.fresh,
        judges=judges,
    )
    with _progress() as bar:
        return [score(outcome) for outcome in bar.track(asked, total=len(questions), description="asking")]


def _judges(options: Namespace) -> tuple["Judge", ...]:
    """Return the judges of citations beside the archive's own check; UsageError where one isn't set up."""
    if options.judge is None:
        return ()
    # Imported here: most runs ask no model.
    from app.settings import AppSettings
    from evaluation.citations import ModelJudge
    from index.settings import load

    settings = load(AppSettings, data=options.data)
    if options.judge not in settings.models:
        known = " or ".join(settings.models) or "nothing until CITEWIRE_LLM_MODEL names a model"
        raise UsageError(f"there is no model {options.judge!r}: --judge takes {known}")
    return (ModelJudge(settings, options.judge),)


def _progress() -> Progress:
    """Return a progress bar on stderr, silent where that is no terminal."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _hold_against(comparison: Comparison, words: Mapping[str, str]) -> None:
    """Print what moved; raise BelowBaselineError, naming what fell beyond noise and by which questions."""
    if comparison.new:
        print(f"{comparison.new} questions are not in the baseline, or were changed since: not compared")
    if comparison.gone:
        print(f"{comparison.gone} questions of the baseline were not asked")
    for change in comparison.changes:
        if change.worse or change.better:
            _print_change(change, words)
    if comparison.falls:
        fallen = "; ".join(
            f"{fall.measure} {fall.before:.3f} -> {fall.now:.3f} ({_named(fall.worse, words)})"
            for fall in comparison.falls
        )
        raise BelowBaselineError(f"worse than the baseline, beyond noise: {fallen}")
    print("not below the baseline, beyond noise")


def _print_change(change: Change, words: Mapping[str, str]) -> None:
    print(f"{change.measure}: {change.before:.3f} before, {change.now:.3f} now, of {change.count}")
    for way, ids in (("worse", change.worse), ("better", change.better)):
        if ids:
            print(f"  {way}: {_named(ids, words)}")


def _named(ids: Sequence[str], words: Mapping[str, str]) -> str:
    """Return the first ids, each with its question's first words, and how many more there are."""
    named = [f'{printable(id_)} "{first_words(words[id_])}"' for id_ in ids[:_QUESTIONS_NAMED]]
    more = f" and {len(ids) - _QUESTIONS_NAMED} more" if len(ids) > _QUESTIONS_NAMED else ""
    return ", ".join(named) + more


def _parse(arguments: Sequence[str] | None) -> Namespace:
    commands = "\n".join(f"  {name:9}{purpose}" for name, (_, purpose) in _COMMANDS.items())
    parser = CommandParser(
        prog="python -m evaluation",
        description="Ask fixed questions and score the replies.",
        epilog=f"other commands, each with its own --help, as in python -m evaluation compare:\n{commands}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--corpus", type=Path, metavar="PATH", help="articles to index and ask (default: seeds/)")
    add("--questions", type=Path, metavar="FILE", help="questions, one JSON object a line (default: our own)")
    add("--out", type=Path, metavar="DIR", help="where replies, scores and the page go")
    add("--engine", metavar="E", default=DEFAULT_ENGINE, help="how to answer (default: %(default)s)")
    add("--limit", type=_positive, metavar="N", help="ask only N of the questions, spread over the file")
    add("--data", type=Path, metavar="DIR", help="where indexes live (default: .citewire/)")
    add("--judge", metavar="MODEL", help="let a model judge the citations too")
    add("--fresh", action="store_true", help="don't go on with a run that was stopped: ask all anew")
    add("--wrong-corpus", action="store_true", help="nothing is answerable here: every reply should refuse")
    add(
        "--check",
        action="store_true",
        help="exit 1 when a measure falls below the stored baseline, beyond noise",
    )
    add("--save-baseline", action="store_true", help="store this run as the baseline")
    add("--baseline", type=Path, default=BASELINE, metavar="FILE", help="the baseline to check or store")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number of questions from 1")


if __name__ == "__main__":
    sys.exit(main())
