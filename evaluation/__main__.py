"""Score the answers over a corpus: python -m evaluation [--corpus PATH] [--questions FILE] [--check].

Brings the index of the corpus up to date in a data folder of its own, asks every question, prints the
figures and leaves predictions.jsonl, scores.json and report.html. Other commands are named first:
python -m evaluation compare, draft, import or report.
"""

import re
import sys
from argparse import ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from evaluation.baseline import (
    BASELINE,
    Baseline,
    BelowBaselineError,
    Change,
    Comparison,
    compare,
    load_baseline,
    refuse_unsuitable,
    save_baseline,
)
from evaluation.corpora import (
    OWN_QUESTIONS,
    SEEDS,
    Corpus,
    OpensArchive,
    choose_corpus,
    digest_of,
    index_and_open,
)
from evaluation.edge import CommandParser, exit_code, progress_bar
from evaluation.kept import SCORES
from evaluation.questions import GoldQuestion, load_questions
from evaluation.report import first_words, print_report, write_scores
from evaluation.run import (
    DEFAULT_ENGINE,
    AnswersQuestions,
    missing_articles,
    run_questions,
    unknown_articles,
)
from evaluation.scoring import QuestionScores, score, summarize
from index.errors import CitewireError, UsageError
from index.printable import printable

if TYPE_CHECKING:
    from evaluation.citations import Judge

_QUESTIONS_NAMED = 5
_ARTICLES_NAMED = 3
# So many of the questions that name articles must lack them all for it to be the wrong corpus.
_NEARLY_ALL = 0.9
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
# Each has a `main(arguments) -> int`; imported only when called, for what they bring along.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "compare": ("evaluation.compare", "tell how one run differs from another, and if beyond noise"),
    "draft": ("evaluation.draft.command", "propose questions over an archive, to accept or reject"),
    "import": ("evaluation.importers.command", "turn a published question set into our formats"),
    "report": ("evaluation.html.command", "write the page of a run again"),
}


def results_name(corpus: Corpus, engine: str, limit: int | None, *, wrong_corpus: bool) -> str:
    """Return the name of the folder for results that no run of another kind has."""
    parts = [corpus.name, corpus.questions.stem]
    if corpus.questions.resolve() != OWN_QUESTIONS.resolve():
        parts.append(digest_of(corpus.questions))
    if engine != DEFAULT_ENGINE:
        parts.append(_NOT_IN_NAMES.sub("-", engine))
    if wrong_corpus:
        parts.append("wrong")
    if limit is not None:
        parts.append(str(limit))
    return "-".join(parts)


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
    if options.out:
        _refuse_results_among_articles(corpus, options.out)
    questions = evenly(load_questions(corpus.questions), options.limit)
    chosen = _chosen_baseline(corpus, options)
    baseline = _suitable(chosen, questions, options) if chosen else None
    judges = _judges(options)
    opened = open_archive(corpus, options.data, options.engine)
    if not options.wrong_corpus:
        _warn_of_unknown_articles(opened.archive, questions)
    name = results_name(corpus, options.engine, options.limit, wrong_corpus=options.wrong_corpus)
    out = options.out or opened.results / name
    stored = chosen or out / BASELINE.name
    baseline = baseline or _suitable(stored, questions, options)
    rows = _ask_all(opened.archive, questions, out, judges, options)
    about = _about(corpus, opened.archive.store.fingerprint, options)
    failed = _report(about, corpus.name, questions, rows, out)
    if failed:
        raise CitewireError(
            f"{failed} of {len(rows)} questions could not be asked: see {out / SCORES}; "
            "the same command asks them again"
        )
    if baseline is not None:
        words = {gold.id: gold.question for gold in questions}
        _hold_against(compare(baseline, rows, options.engine), words)
    if options.save_baseline:
        save_baseline(stored, rows, options.engine)
        print(f"baseline: {stored}")
    return 0


def _refuse_results_among_articles(corpus: Corpus, out: Path) -> None:
    """Raise UsageError where results would lie in a folder whose files are indexed; hidden ones aren't."""
    for folder in filter(Path.is_dir, corpus.paths):
        if not out.resolve().is_relative_to(folder.resolve()):
            continue
        below = out.resolve().relative_to(folder.resolve())
        if not any(part.startswith(".") for part in below.parts):
            raise UsageError(
                f"{out} lies in the corpus {folder}, where results would become articles: "
                "name a folder elsewhere with --out"
            )


def _chosen_baseline(corpus: Corpus, options: Namespace) -> Path | None:
    """Return the baseline that is named, or the one that ships for the run that it is of; else None.

    All other runs have theirs beside their results, so that none replaces the shipped one.
    """
    if options.baseline:
        named: Path = options.baseline
        return named
    ours = [path.resolve() for path in (*corpus.paths, corpus.questions)] == [SEEDS, OWN_QUESTIONS.resolve()]
    partly = options.limit is not None and options.save_baseline
    plain = options.engine == DEFAULT_ENGINE and not options.wrong_corpus
    return BASELINE if ours and plain and not partly else None


def _suitable(path: Path, questions: Sequence[GoldQuestion], options: Namespace) -> Baseline | None:
    """Return the baseline to check against, None where nothing is; UsageError where it doesn't suit."""
    if not options.check:
        return None
    baseline = load_baseline(path)
    refuse_unsuitable(baseline, questions, options.engine)
    return baseline


def _about(corpus: Corpus, index: str, options: Namespace) -> dict[str, Any]:
    """Return what scores.json says of the run."""
    return {
        "corpus": [str(path) for path in corpus.paths],
        "questions": str(corpus.questions),
        "engine": options.engine,
        "wrong_corpus": options.wrong_corpus,
        "index": index,
        "limit": options.limit,
        "judge": options.judge,
        "date": date.today().isoformat(),
    }


def _report(
    about: Mapping[str, Any],
    corpus_name: str,
    questions: Sequence[GoldQuestion],
    rows: Sequence[QuestionScores],
    out: Path,
) -> int:
    """Print and write the figures and the page; return how many questions failed."""
    from evaluation.html.page import write_page  # the page reads what is written here

    summary = summarize(rows)
    title = f"{len(rows)} questions on {corpus_name}, engine {about['engine']}"
    print_report(Console(), title, summary, rows, questions)
    write_scores(out / SCORES, about, summary, rows, questions)
    print(f"replies and scores: {out}")
    print(f"to look at: {write_page(out)}")
    return summary.failed


def _warn_of_unknown_articles(archive: AnswersQuestions, questions: Sequence[GoldQuestion]) -> None:
    """Say which articles the questions expect in vain; where nearly all do, that the corpus may be wrong."""
    unknown = unknown_articles(archive, questions)
    if not unknown:
        return
    naming = sum(gold.answerable and bool(gold.relevant_ids) for gold in questions)
    wrong = len(missing_articles(archive, questions)) >= _NEARLY_ALL * naming
    advice = (
        "if nothing should be answered here, say --wrong-corpus" if wrong else "correct their relevant_ids"
    )
    pairs = [(article, id_) for id_, missing in unknown.items() for article in missing]
    named = ", ".join(f"{article} ({id_})" for article, id_ in pairs[:_ARTICLES_NAMED])
    more = f" and {len(pairs) - _ARTICLES_NAMED} more" if len(pairs) > _ARTICLES_NAMED else ""
    print(
        f"evaluation: {len(unknown)} answerable questions name articles that this corpus doesn't have: "
        f"{printable(named)}{more}; {advice}",
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
    with progress_bar() as bar:
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
    add(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="the baseline to check or store (default: the shipped one, of other corpora beside the results)",
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number of questions from 1")


if __name__ == "__main__":
    sys.exit(main())
