"""What is known of each measure by its name: how people call it, and which way is better.

It knows no scores. The order is that of importance: the first of a question's measures that moved tells
whether its reply got better or worse.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from evaluation.scoring import ANYWAY


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure for people; `better` is 1 where more is better, -1 where less is, 0 where neither.

    A gated one is held against the baseline; one that `never_falls` tolerates no fall at all. One
    `of_answers` tells nothing of a question that is refused: that is for the refusals' measures to tell.
    A `share` is in [0, 1], others are amounts.
    """

    label: str
    better: int = 1
    gated: bool = True
    never_falls: bool = False
    of_answers: bool = False
    share: bool = True


def _amount(label: str) -> Measure:
    return Measure(label, better=0, gated=False, of_answers=True, share=False)


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "refused_rightly": Measure("unanswerable, and refused"),
        "refused_wrongly": Measure("answerable, but refused", better=-1),
        "doubted_rightly": Measure("unanswerable, and refused or called doubtful"),
        "doubted_wrongly": Measure("answerable, but refused or called doubtful", better=-1),
        "complete": Measure("whole answer is complete"),
        "answer_f1": Measure("token F1 with the human answer"),
        "first_passage_f1": Measure("token F1 of the whole passage found first", gated=False),
        "cites_relevant": Measure("cites the articles it should"),
        "quotes_exact": Measure("quotes equal the article's text", never_falls=True),
        "citation_recall": Measure("sentences that citations support", of_answers=True),
        "citation_precision": Measure("citations that support", of_answers=True),
        "citation_unclear": Measure("verdicts that can't be told", better=-1, gated=False, of_answers=True),
        "both_figures": Measure("disagreeing figures, all told"),
        "both_sources": Measure("disagreeing sources, all cited"),
        "completeness": Measure("parts of the answer", gated=False),
        "cited_needed": Measure("needed articles cited"),
        "first_sentence": Measure("first sentence holds the answer"),
        "three_sentences": Measure("first three sentences hold it", gated=False),
        "span_em": Measure("bold span, exact match", gated=False),
        "span_f1": Measure("bold span, token F1", gated=False),
        "hit@1": Measure("first article relevant (hit@1)"),
        "hit@5": Measure("one of five relevant (hit@5)"),
        "mrr": Measure("MRR"),
        "ndcg@10": Measure("nDCG@10"),
        "recall@10": Measure("relevant among ten (recall@10)"),
        "recall_needed": Measure("needed articles found"),
        "complete" + ANYWAY: Measure("whole answer is complete, refusals ignored"),
        "answer_words": _amount("words in an answer"),
        "answer_sentences": _amount("sentences in an answer"),
        "tokens_in": _amount("tokens in a prompt"),
        "tokens_out": _amount("tokens in a model's answer"),
    }
)


def measure_of(name: str) -> Measure:
    """Return what is known of a measure.

    One that ignores refusals, or with a "[judge]" of its own, is like the one it is made from, but
    ungated; an unknown one counts as an amount, neither better nor worse.
    """
    if name in MEASURES:
        return MEASURES[name]
    base, judge = _JUDGED.sub("", name), _JUDGED.search(name)
    if judge and base in MEASURES:
        return replace(MEASURES[base], label=f"{MEASURES[base].label} (by {judge[1]})", gated=False)
    base = name.removesuffix(ANYWAY)
    if base in MEASURES:
        return replace(MEASURES[base], label=f"{MEASURES[base].label}, refusals ignored", gated=False)
    return Measure(name, better=0, gated=False, share=False)


def importance(name: str) -> tuple[int, str]:
    """Return a key that sorts measures by importance, unknown ones last by name."""
    return _PLACES.get(name, len(_PLACES)), name


_JUDGED = re.compile(r"\[(.+)\]$")
_PLACES = {name: place for place, name in enumerate(MEASURES)}
