"""Draft questions from an archive: python -m evaluation draft CORPUS [--out FILE] [--engine MODEL].

On a terminal they are gone through one by one; the same command goes on where it was left. Then
`python -m evaluation draft --keep FILE OUT` writes the accepted ones, for `--questions OUT`.
"""

import random
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from evaluation.draft.archive import articles, drawn
from evaluation.draft.choosing import in_turn, spread
from evaluation.draft.proposals import Line, Proposal, accepted, load_draft, save_draft, undecided
from evaluation.draft.review import review
from evaluation.edge import CommandParser, exit_code, progress_bar
from index.errors import CitewireError, UsageError
from index.reading import ReadLimits
from index.records import Article, Failure
from index.settings import load

if TYPE_CHECKING:
    from app.settings import AppSettings

RULES = "rules"
DEFAULT_NUMBER = 40
_MOST_NUMBER = 10_000
_SEED = 20_200_514
# Of the questions, this share is made unanswerable.
_NEAR_SHARE = 6
# So many proposals are gathered for each that is shown, so that there is a choice of kinds and articles.
_GATHERED = {RULES: 8}
_GATHERED_BY_MODEL = 2
_ARTICLES_FOR_EACH = 20


def main(arguments: Sequence[str]) -> int:
    """Run the command; return 0, 1 where nothing could be drafted or written, 2 for wrong use."""

    def run() -> None:
        options = _parse(arguments)
        if options.keep:
            _keep(*options.keep)
        else:
            _draft(options)

    return exit_code("evaluation draft", run, "stopped; every decision until here is kept")


def _keep(draft: Path, out: Path) -> None:
    if out.exists():
        raise UsageError(f"{out} is there already: name a new file for the accepted questions")
    kept = accepted(draft)
    save_draft(out, kept)
    print(f"{len(kept)} accepted questions: {out}")


def _draft(options: Namespace) -> None:
    out = options.out or Path(f"{options.corpus.absolute().name.removesuffix('.jsonl')}-draft.jsonl")
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not options.all
    if not out.exists():
        lines = [proposal.line() for proposal in _proposed(options)]
        save_draft(out, lines)
        _tell(out, lines)
        _tell_shortfall(lines, options.number)
    elif asks:
        _tell(out, load_draft(out))
    else:
        raise UsageError(f"{out} is there already: review it on a terminal, or name another file with --out")
    if asks:
        finished = review(out, Console(), input)
        left = len(undecided(load_draft(out)))
        end = "none is left" if finished and not left else f"{left} are left: the same command goes on"
        print(f"{end}; --keep {out} OUT writes the accepted ones")


def _tell(out: Path, lines: Sequence[Line]) -> None:
    print(f"{len(lines)} proposals, {len(undecided(lines))} of them undecided: {out}")


def _tell_shortfall(lines: Sequence[Line], wanted: int) -> None:
    if len(lines) < wanted:
        unanswerable = sum(not line["answerable"] for line in lines)
        made = "none" if not unanswerable else str(unanswerable)
        print(f"fewer than the {wanted} wanted, {made} of them unanswerable: these articles gave no more")


def _proposed(options: Namespace) -> list[Proposal]:
    """Return the proposals for an archive, the same ones for the same archive."""
    # Imported here: what is wrong with an option or a draft is told at once, without loading models.
    from app.settings import AppSettings
    from evaluation.draft.near import exchanged

    settings = load(AppSettings)
    if options.engine != RULES and options.engine not in settings.models:
        engines = " or ".join((RULES, *settings.models))
        hint = "" if settings.models else "; set CITEWIRE_LLM_MODEL to use a model"
        raise UsageError(f"there is no engine {options.engine!r}: --engine takes {engines}{hint}")
    rng = random.Random(_SEED)
    limits = ReadLimits(settings.max_file_bytes, settings.max_article_chars)
    most = _ARTICLES_FOR_EACH * options.number
    some = drawn(articles(options.corpus, limits, _report), most, rng)
    if not some:
        raise UsageError(f"{options.corpus} holds no article that can be read: name another")
    enough = _GATHERED.get(options.engine, _GATHERED_BY_MODEL) * options.number
    pool = list(islice(_pool(options.engine, some, settings), enough))
    chosen = spread(pool, options.number - options.number // _NEAR_SHARE, rng)
    if not chosen:
        raise CitewireError(f"no good question was found in {options.corpus}: {_why(some, options.engine)}")

    def near(some: Sequence[Proposal]) -> list[Proposal]:
        texts = (article.text for article in articles(options.corpus, limits, lambda _: None))
        return exchanged(some, texts, rng)

    rest = [one for one in pool if one not in chosen]
    unanswerable = spread((near(rest) if rest else []) or near(pool), options.number - len(chosen), rng)
    return in_turn(chosen, unanswerable)


def _pool(engine: str, some: Sequence[Article], settings: "AppSettings") -> Iterator[Proposal]:
    """Yield proposals, article by article; a model that fails after some of them only ends them."""
    with progress_bar() as bar:
        tracked = bar.track(some, description="drafting")
        yield from _by_rules(tracked) if engine == RULES else _by_model(engine, tracked, settings)


def _by_rules(some: Iterable[Article]) -> Iterator[Proposal]:
    from evaluation.draft.by_rules import LANGUAGE, proposals

    for article in some:
        if article.language in (LANGUAGE, None):
            yield from proposals(article)


def _by_model(engine: str, some: Iterable[Article], settings: "AppSettings") -> Iterator[Proposal]:
    from app.model.client import Model, ModelError
    from evaluation.draft.by_model import load_prompts, proposals

    model, prompts = Model(settings, engine), load_prompts(settings.prompts)
    made = 0
    try:
        for article in some:
            for proposal in proposals(model, prompts, article, settings.passage_tokens):
                made += 1
                yield proposal
    except ModelError as error:
        if not made:
            raise
        print(f"evaluation draft: {error}; {made} proposals until then are kept", file=sys.stderr)


def _why(some: Sequence[Article], engine: str) -> str:
    if engine != RULES:
        return "the model quoted nothing word for word"
    from evaluation.draft.by_rules import LANGUAGE

    if not any(article.language in (LANGUAGE, None) for article in some):
        return "the rules know English only; draft with a model (--engine)"
    return "the rules take plain sentences that stand alone only; draft with a model (--engine)"


def _report(failure: Failure) -> None:
    print(f"evaluation draft: {failure.path}: {failure.reason}", file=sys.stderr)


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = CommandParser(
        prog="python -m evaluation draft", description="Propose questions from an archive."
    )
    add = parser.add_argument
    add("corpus", type=Path, nargs="?", metavar="CORPUS", help="articles: a folder or a file")
    add("--out", type=Path, metavar="FILE", help="the draft to write, or to go on with (default: by CORPUS)")
    add("--number", type=_number, default=DEFAULT_NUMBER, metavar="N", help="how many (default: %(default)s)")
    add("--engine", default=RULES, metavar="MODEL", help="a model that proposes (default: rules, no model)")
    add("--all", action="store_true", help="write the draft without asking")
    add("--keep", type=Path, nargs=2, metavar=("FILE", "OUT"), help="write the accepted questions of a draft")
    options = parser.parse_args(arguments)
    if bool(options.keep) == (options.corpus is not None):
        parser.error("give either CORPUS or --keep FILE OUT")
    return options


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= _MOST_NUMBER:
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number of questions from 1 to {_MOST_NUMBER}")
