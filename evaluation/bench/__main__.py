"""Measure speed: python -m evaluation.bench [--only NAME] [--passages N] [--keep DIR] [--rounds N].

Prints each figure beside what it is compared with in the same run. Takes some minutes: most of it goes
into building the 100,000 made-up passages for the date filter.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from evaluation.bench.corpus import write_corpus
from evaluation.bench.filtered import compare_filtered
from evaluation.bench.ingest import compare_ingest
from evaluation.bench.overhead import overhead_at, overhead_on_seeds
from evaluation.bench.starts import cold_ask, page_ready, warm_answers
from evaluation.bench.words import compare_words
from evaluation.corpora import OWN_QUESTIONS, SEEDS
from evaluation.edge import CommandParser, exit_code
from evaluation.questions import load_questions

PARTS = ("ingest", "answers", "starts", "chain", "filter", "words")
_INGEST_ARTICLES = 60
_SENTENCES_EACH = 40
_MANY_ARTICLES = 10_000


def main() -> int:
    """Run the parts asked for; return the exit code."""
    parser = CommandParser(prog="python -m evaluation.bench", description="Measure speed.")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; repeatable")
    parser.add_argument(
        "--passages", type=int, default=100_000, help="passages for the date filter and the words"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the date filter's index there")
    parser.add_argument("--rounds", type=int, default=3, help="how often each part is repeated")

    def run() -> None:
        options = parser.parse_args()
        print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        with tempfile.TemporaryDirectory() as name:
            for part in options.only or PARTS:
                _RUN[part](options, Path(name))

    return exit_code("evaluation.bench", run)


def _ingest(options: argparse.Namespace, folder: Path) -> None:
    corpus = folder / "ingest.jsonl"
    write_corpus(SEEDS, corpus, _INGEST_ARTICLES, _SENTENCES_EACH)
    found = compare_ingest(corpus, 256, options.rounds)
    print(
        f"taking in: {found['ours']:.1f} passages/s; plain llama-index + Chroma + onnxruntime "
        f"{found['plain']:.1f}; ratio {found['ratio']:.2f} (worst {found['worst_ratio']:.2f})"
    )


def _answers(options: argparse.Namespace, folder: Path) -> None:
    found = warm_answers(SEEDS, OWN_QUESTIONS, folder / "data", options.rounds)
    print(
        f"warm answer on seeds/: p50 {found['answer_p50']:.1f} ms, p95 {found['answer_p95']:.1f} ms; "
        f"its search: p50 {found['search_p50']:.1f} ms, p95 {found['search_p95']:.1f} ms"
    )


def _starts(options: argparse.Namespace, folder: Path) -> None:
    data = folder / "data"
    warm_answers(SEEDS, OWN_QUESTIONS, data, 1)
    cold = cold_ask(data, options.rounds)
    print(f"cold `app ask`: {cold['ask']:.2f} s (an empty Python: {cold['python']:.2f} s)")
    print(f"page ready: {page_ready(data, options.rounds):.2f} s")


def _filter(options: argparse.Namespace, folder: Path) -> None:
    found = compare_filtered(SEEDS, options.passages, 40 * options.rounds, options.keep)
    print(
        f"search within 90 days of {found['passages']:,.0f} passages, question's embedding included: "
        f"p50 {found['ours_p50']:.1f} ms, p95 {found['ours_p95']:.1f} ms; plain Chroma's query alone: "
        f"p50 {found['chroma_p50']:.1f} ms, p95 {found['chroma_p95']:.1f} ms"
    )


def _words(options: argparse.Namespace, folder: Path) -> None:
    questions = [one.question for one in load_questions(OWN_QUESTIONS)]
    ours, theirs, agreed = compare_words(SEEDS, options.passages, questions)
    for name, found in (("tantivy", ours), ("bm25s", theirs)):
        print(
            f"words of {options.passages:,} passages, {name}: built in {found.build:.1f} s, one more in "
            f"{found.add:.2f} s, a query {found.query:.2f} ms, within 90 days {found.dated:.2f} ms"
        )
    print(f"they agree on {agreed:.0%} of the ten best")


def _chain(options: argparse.Namespace, folder: Path) -> None:
    on_seeds = overhead_on_seeds(SEEDS, OWN_QUESTIONS, folder / "data", options.rounds)
    at_many = overhead_at(_MANY_ARTICLES, SEEDS, OWN_QUESTIONS, folder / "many", options.rounds)
    for where, found in (("seeds/", on_seeds), (f"{_MANY_ARTICLES:,} articles", at_many)):
        print(
            f"a model's answer besides the model, on {where}: p50 {found['total_p50']:.0f} ms, p95 "
            f"{found['total_p95']:.0f} ms (the check: p50 {found['check_p50']:.0f} ms); first token shown "
            f"after p50 {found['first_p50']:.1f} ms, p95 {found['first_p95']:.1f} ms"
        )


_RUN = {
    "ingest": _ingest,
    "answers": _answers,
    "starts": _starts,
    "chain": _chain,
    "filter": _filter,
    "words": _words,
}


if __name__ == "__main__":
    sys.exit(main())
