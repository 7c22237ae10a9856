"""Scores replies against gold questions, and sums the scores up over a set.

It knows records only: no engine, no index, no files.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.records import Reply
from evaluation import metrics
from evaluation.questions import GoldQuestion
from index.sentences import sentences as split_sentences

_RANKING: Mapping[str, Callable[[Sequence[str], Mapping[str, float]], float]] = {
    "hit@1": lambda ranked, relevant: metrics.hit_at(1, ranked, relevant),
    "hit@5": lambda ranked, relevant: metrics.hit_at(5, ranked, relevant),
    "mrr": metrics.reciprocal_rank,
    "ndcg@10": lambda ranked, relevant: metrics.ndcg_at(10, ranked, relevant),
    "recall@10": lambda ranked, relevant: metrics.recall_at(10, ranked, relevant),
}
ANYWAY = "_anyway"
# The kind of questions on which the articles, or parts of one, give different figures.
CONFLICT_KIND = "disagreeing_figures"
_AMOUNTS = ("answer_words", "answer_sentences", "tokens_in", "tokens_out")
_MARKER = re.compile(r"\s?\[\d+\](?!\()")
# A backslash before ASCII punctuation makes it plain text (CommonMark 6.1).
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Escaped characters stand for themselves at these private code points while markup is looked for.
_ASIDE = 0xF0000
_RESTORED = {_ASIDE + code: chr(code) for code in range(128)}
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `reply` is what people see, None where asking failed (`error` says why). `answer_anyway` is the
    answer that a refusal kept back, the same as `reply` where that answered, None where not asked.
    `answerable` may differ from the gold question's: nothing is, in a corpus without its articles.
    `exact_quotes` is the share of the reply's citations that equal the article's text, `citation_scores`
    what the judges of its citations say, by measure. `tells_kept_back` is False for an engine that can't
    be made to answer what it refuses: no measure of its run ignores refusals, not even of its answers,
    as a mean over these alone would be of other questions.
    """

    gold: GoldQuestion
    answerable: bool
    reply: Reply | None = None
    answer_anyway: Reply | None = None
    exact_quotes: float = 0.0
    error: str = ""
    citation_scores: Mapping[str, float] = field(default_factory=dict)
    tells_kept_back: bool = True


@dataclass(frozen=True, slots=True)
class QuestionScores:
    """One question's scores; a measure that doesn't apply to it is absent from `values`.

    `correct` tells whether the answer, refused or not, would have been right; None where that can't be
    told: the question says too little, or the engine kept no answer back when it refused.
    """

    id: str
    kind: str
    fingerprint: str
    answerable: bool
    answered: bool
    correct: bool | None
    confidence: float
    values: Mapping[str, float]
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Mean:
    """A measure's mean and the number of questions that it applies to."""

    value: float
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures: means over everything and by kind, both curves, and the speed.

    Latencies are milliseconds; `areas` has "abstention" (more is better) and "risk" (less is better);
    `amounts` has p50 and p95 of an answer's words and sentences and of the tokens that a model took.
    """

    means: Mapping[str, Mean]
    by_kind: Mapping[str, Mapping[str, Mean]]
    abstention: tuple[metrics.AbstentionPoint, ...]
    risk: tuple[metrics.RiskPoint, ...]
    areas: Mapping[str, float]
    latency_ms: Mapping[str, Mapping[str, float]]
    failed: int
    amounts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def score(outcome: Outcome) -> QuestionScores:
    """Return one question's scores."""
    reply, gold = outcome.reply, outcome.gold
    values: dict[str, float] = {}
    if reply is not None:
        values |= {"quotes_exact": outcome.exact_quotes, **_amounts(reply), **outcome.citation_scores}
    if outcome.answerable:
        values |= _scores_where_answerable(outcome)
    else:
        values |= _refusal_scores(reply, "rightly")
    return QuestionScores(
        id=gold.id,
        kind=gold.kind,
        fingerprint=gold.fingerprint,
        answerable=outcome.answerable,
        answered=reply is not None and reply.answered,
        correct=_correct(outcome),
        confidence=reply.confidence if reply is not None else 0.0,
        values=values,
        timings_ms=dict(reply.timings_ms) if reply is not None else {},
        error=outcome.error,
    )


def _scores_where_answerable(outcome: Outcome) -> dict[str, float]:
    gold, reply = outcome.gold, outcome.reply
    values = _refusal_scores(reply, "wrongly")
    values |= _retrieval_scores(gold, reply) | _answer_scores(gold, _unless_refused(reply))
    if outcome.tells_kept_back:
        kept_back = _answer_scores(gold, _unless_refused(outcome.answer_anyway))
        values |= {name + ANYWAY: value for name, value in kept_back.items()}
    return values


def _refusal_scores(reply: Reply | None, how: str) -> dict[str, float]:
    """Return whether a question was refused; and whether it was, or was called doubtful."""
    refused = reply is not None and not reply.answered
    return {
        f"refused_{how}": float(refused),
        f"doubted_{how}": float(refused or (reply is not None and reply.doubtful)),
    }


def _amounts(reply: Reply) -> dict[str, float]:
    """Return how long an answer is, and how many tokens a model took for a reply."""
    amounts: dict[str, float] = {}
    if reply.answered:
        amounts["answer_words"] = float(len(plain_text(reply.answer).split()))
        amounts["answer_sentences"] = float(len(reply.sentences))
    if reply.usage is not None:
        amounts["tokens_in"] = float(reply.usage.prompt_tokens)
        amounts["tokens_out"] = float(reply.usage.completion_tokens)
    return amounts


def _unless_refused(reply: Reply | None) -> Reply | None:
    """Return the reply if it answers: the words and citations of a refusal meet nothing."""
    return reply if reply is not None and reply.answered else None


def _retrieval_scores(gold: GoldQuestion, reply: Reply | None) -> dict[str, float]:
    """Score the passages found, refused or not, as a ranking of articles."""
    if not gold.relevant_ids:
        return {}
    ranked = metrics.ranked_articles(passage.article_id for passage in reply.passages) if reply else ()
    scores = {name: measure(ranked, gold.grades) for name, measure in _RANKING.items()}
    if gold.must_cite_all:
        scores["recall_needed"] = metrics.needed_share(ranked, gold.relevant_ids)
    return scores


def _answer_scores(gold: GoldQuestion, reply: Reply | None) -> dict[str, float]:
    """Score an answer; None, a refusal, misses everything that it could have met."""
    scores: dict[str, float] = {}
    answer = plain_text(reply.answer) if reply else ""
    sentences = [_own_words(plain_text(sentence.text)) for sentence in reply.sentences] if reply else []
    if gold.needed and not gold.long_form:
        scores["complete"] = _all_met(answer, gold)
        scores["completeness"] = metrics.completeness(answer, gold.needed)
        scores["first_sentence"] = _all_met(" ".join(sentences[:1]), gold)
        scores["three_sentences"] = _all_met(" ".join(sentences[:3]), gold)
    if gold.references and not gold.long_form:
        span = bold_span(reply) if reply else ""
        scores["span_em"] = metrics.exact_match(span, gold.references)
        scores["span_f1"] = metrics.token_f1(span, gold.references)
    if gold.references and gold.long_form:
        scores["answer_f1"] = metrics.token_f1(answer, gold.references)
    if gold.relevant_ids:
        scores["cites_relevant"] = _cites_relevant(gold, reply)
    if gold.relevant_ids and gold.must_cite_all:
        scores["cited_needed"] = metrics.needed_share(_cited(reply), gold.relevant_ids)
    if gold.kind == CONFLICT_KIND:
        scores |= _both_sides(gold, answer, reply)
    return scores


def _both_sides(gold: GoldQuestion, answer: str, reply: Reply | None) -> dict[str, float]:
    """Score a question on which the articles differ: whether each figure is told and each source cited.

    A source counts where each must be cited: one article may well tell of both figures.
    """
    scores: dict[str, float] = {}
    if len(gold.needed) > 1:
        scores["both_figures"] = _all_met(answer, gold)
    if gold.must_cite_all and len(gold.relevant_ids) > 1:
        scores["both_sources"] = _cites_relevant(gold, reply)
    return scores


def _own_words(quoted: str) -> str:
    """Return the sentence that was chosen: a quote may begin with the ones before it as its lead-in."""
    spans = split_sentences(quoted)
    return spans[-1].of(quoted) if spans else quoted


def _all_met(text: str, gold: GoldQuestion) -> float:
    return float(metrics.completeness(text, gold.needed) == 1.0)


def _cites_relevant(gold: GoldQuestion, reply: Reply | None) -> float:
    return metrics.relevant_cited(_cited(reply), gold.relevant_ids, all_needed=gold.must_cite_all)


def _cited(reply: Reply | None) -> set[str]:
    return {citation.article_id for citation in reply.citations} if reply else set()


def can_be_judged(gold: GoldQuestion) -> bool:
    """Tell whether an answer can be called right or wrong: expected words, or else articles, are known."""
    return bool(gold.relevant_ids) or _by_words(gold)


def _by_words(gold: GoldQuestion) -> bool:
    return bool(gold.needed) and not gold.long_form


def _correct(outcome: Outcome) -> bool | None:
    if not outcome.answerable:
        return False
    reply = _unless_refused(outcome.answer_anyway)
    unknown = reply is None and not outcome.error and not outcome.tells_kept_back
    return None if unknown or not can_be_judged(outcome.gold) else _right(outcome.gold, reply)


def _right(gold: GoldQuestion, reply: Reply | None) -> bool:
    """Tell whether an answer is right: complete, or for prose and where no answer is known, well cited."""
    if reply is None:
        return False
    if _by_words(gold):
        return _all_met(plain_text(reply.answer), gold) == 1.0
    return _cites_relevant(gold, reply) == 1.0


def judged(rows: Iterable[QuestionScores]) -> list[QuestionScores]:
    """Return the rows of which risk can be told: asked, and the answer known to be right or wrong."""
    return [row for row in rows if not row.error and row.correct is not None]


def plain_text(markdown: str) -> str:
    """Return an answer as it is read: no [n] markers, which would count as numbers, bold marks or escapes."""
    return _restored(_BOLD.sub(r"\1", _MARKER.sub("", _set_aside(markdown))))


def bold_spans(markdown: str) -> list[str]:
    """Return what is set in bold, as plain text."""
    return [_restored(_MARKER.sub("", span)) for span in _BOLD.findall(_set_aside(markdown))]


def _set_aside(markdown: str) -> str:
    return _ESCAPE.sub(lambda found: chr(_ASIDE + ord(found[1])), markdown)


def _restored(text: str) -> str:
    return text.translate(_RESTORED)


def bold_span(reply: Reply) -> str:
    """Return the first span set in bold, or where there is none the first sentence; "" without one."""
    bold = bold_spans(reply.answer)
    if bold:
        return bold[0]
    return plain_text(reply.sentences[0].text) if reply.sentences else ""


def summarize(rows: Sequence[QuestionScores]) -> Summary:
    """Return the figures of a run; questions that failed count as missed, but in no curve.

    What can't be judged isn't in the curve of risk.
    """
    kinds = dict.fromkeys(row.kind for row in rows)
    asked = [row for row in rows if not row.error]
    confidence = [row.confidence for row in asked]
    abstention = metrics.abstention_curve(confidence, [row.answerable for row in asked])
    told = judged(asked)
    risk = metrics.risk_coverage_curve([row.confidence for row in told], [bool(row.correct) for row in told])
    return Summary(
        means=means(rows),
        by_kind={kind: means([row for row in rows if row.kind == kind]) for kind in kinds},
        abstention=abstention,
        risk=risk,
        areas={
            "abstention": metrics.area_under_abstention(abstention),
            "risk": metrics.area_under_risk(risk),
        },
        latency_ms=_middle_and_tail(row.timings_ms for row in rows),
        failed=len(rows) - len(asked),
        amounts=_middle_and_tail(_only_amounts(row) for row in rows),
    )


def means(rows: Iterable[QuestionScores]) -> dict[str, Mean]:
    """Return each measure's mean over the questions that it applies to."""
    collected: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.values.items():
            collected.setdefault(name, []).append(value)
    return {name: Mean(metrics.mean(values), len(values)) for name, values in collected.items()}


def _only_amounts(row: QuestionScores) -> dict[str, float]:
    return {name: value for name, value in row.values.items() if name in _AMOUNTS}


def _middle_and_tail(measured: Iterable[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return p50 and p95 of each thing measured."""
    collected: dict[str, list[float]] = {}
    for one in measured:
        for name, value in one.items():
            if math.isfinite(value):
                collected.setdefault(name, []).append(value)
    return {
        name: {"p50": metrics.percentile(values, 0.5), "p95": metrics.percentile(values, 0.95)}
        for name, values in collected.items()
    }
