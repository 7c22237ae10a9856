"""Score what weights come from, part by part: python -m evaluation.public SETS (make evaluate-public).

SETS is a folder with clapnq_dev/ and squad2_dev_cs224n/; the invented news is the third set, the running
stories, each asked by itself, are the fourth (evaluation/publicsets.py says how they are split). Only the
column "unseen" tells how good answers are elsewhere. Knows nothing of how anything is fitted.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from app.settings import AppSettings
from evaluation.corpora import STORIES
from evaluation.edge import CommandParser, exit_code
from evaluation.measures import measure_of
from evaluation.metrics import refused_rightly_at, token_f1
from evaluation.publicsets import LEARNED_FROM, PARTS, Part, PublicSet, opened, part_of, stories
from evaluation.run import run_questions
from evaluation.scoring import Outcome, QuestionScores, Summary, score, summarize
from index.settings import load

# What quoting well adds to finding: the human answer against the whole passage that was found first.
FIRST_PASSAGE = "first_passage_f1"
_MEASURES = (
    "hit@1", "hit@5", "first_sentence_anyway", "three_sentences_anyway", "complete_anyway", "first_sentence",
    "complete", "span_em_anyway", "span_f1_anyway", "answer_f1_anyway",
    FIRST_PASSAGE, "citation_recall", "citation_precision", "refused_wrongly", "refused_rightly",
    "doubted_wrongly", "doubted_rightly",
)  # fmt: skip
# Of the answerable, refused at most this share: which share of the unanswerable is?
_WRONGLY_AT_MOST = (0.05, 0.10)

Rows = Sequence[QuestionScores]
PartScores = tuple[Part, QuestionScores]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = CommandParser(prog="python -m evaluation.public", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", type=Path, metavar="SETS", help="the folder with the public sets")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the indexes live")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where replies go (default: beside the indexes)"
    )
    parser.add_argument(
        "--part",
        choices=PARTS,
        action="append",
        help="only questions of this part; repeatable (default: all)",
    )

    def run() -> None:
        options = parser.parse_args(arguments)
        parts = tuple(part for part in PARTS if part in (options.part or PARTS))
        out = options.out or load(AppSettings, data=options.data).data / "evaluation" / "public"
        for name, one in opened(options.sets, options.data).items():
            if name in LEARNED_FROM:
                _report(name, _asked(one, parts, out), parts)
        told = [row for story in stories(options.data) for row in _asked(story, parts, out)]
        if told:
            _report(STORIES, told, parts)

    return exit_code("evaluation.public", run)


def _asked(one: PublicSet, parts: Sequence[Part], out: Path) -> list[PartScores]:
    """Ask the questions of these parts; replies go below `out`."""
    golds = tuple(one.of(*parts))
    if not golds:
        return []
    outcomes = track(run_questions(one.archive, golds, out / one.name), one.name, total=len(golds))
    return [(part_of(outcome.gold), _scored(one, outcome)) for outcome in outcomes]


def _scored(one: PublicSet, outcome: Outcome) -> QuestionScores:
    scores, gold = score(outcome), outcome.gold
    if not (gold.long_form and outcome.answerable and outcome.reply and outcome.reply.passages):
        return scores
    first = outcome.reply.passages[0]
    passage = one.archive.article(first.article_id).text[first.start : first.end]
    return replace(scores, values={**scores.values, FIRST_PASSAGE: token_f1(passage, gold.references)})


def _report(name: str, scored: Sequence[PartScores], parts: Sequence[Part]) -> None:
    groups: dict[str, Rows] = {"all": [row for _, row in scored]}
    groups |= {part: [row for own, row in scored if own == part] for part in parts}
    table = Table(title=f"{name}: " + ", ".join(f"{len(own)} {part}" for part, own in groups.items()))
    for heading in ("", *groups):
        table.add_column(heading, justify="right" if heading else "left")
    for label, cells in _lines(groups).items():
        table.add_row(label, *cells)
    Console().print(table)


def _lines(groups: Mapping[str, Rows]) -> dict[str, list[str]]:
    """Return the table's cells by the measure's label."""
    summaries = [summarize(rows) for rows in groups.values()]
    lines = {
        measure_of(name).label: [_percent(one.means[name].value) for one in summaries]
        for name in _MEASURES
        if all(name in one.means for one in summaries)
    }
    for share in _WRONGLY_AT_MOST:
        points = [refused_rightly_at(one.abstention, share) for one in summaries]
        label = f"unanswerable refused where {share:.0%} of the answerable are"
        lines[label] = [_percent(point.refused_rightly) for point in points]
    lines["area under the risk-coverage curve"] = [f"{one.areas['risk']:.3f}" for one in summaries]
    lines["words in an answer, median"] = [_median_words(one) for one in summaries]
    return lines


def _median_words(one: Summary) -> str:
    words = one.amounts.get("answer_words")
    return f"{words['p50']:.0f}" if words else "none answered"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


if __name__ == "__main__":
    sys.exit(main())
