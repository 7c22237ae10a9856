"""The measures, each a pure function of plain values, with its source.

They know nothing of questions, replies, files or engines. All scores are in [0, 1], higher is better,
unless a docstring says otherwise.
"""

from evaluation.metrics.abstention import (
    AbstentionPoint,
    RiskPoint,
    abstention_curve,
    area_under_abstention,
    area_under_risk,
    refused_rightly_at,
    risk_coverage_curve,
)
from evaluation.metrics.answers import (
    completeness,
    exact_match,
    holds,
    holds_any,
    match_words,
    squad_normalized,
    token_f1,
)
from evaluation.metrics.citations import (
    citation_precision,
    citation_recall,
    needed_share,
    quote_exactness,
    relevant_cited,
)
from evaluation.metrics.ranking import hit_at, ndcg_at, ranked_articles, recall_at, reciprocal_rank
from evaluation.metrics.summaries import mean, percentile

__all__ = [
    "AbstentionPoint",
    "RiskPoint",
    "abstention_curve",
    "area_under_abstention",
    "area_under_risk",
    "citation_precision",
    "citation_recall",
    "completeness",
    "exact_match",
    "hit_at",
    "holds",
    "holds_any",
    "match_words",
    "mean",
    "ndcg_at",
    "needed_share",
    "percentile",
    "quote_exactness",
    "ranked_articles",
    "recall_at",
    "reciprocal_rank",
    "refused_rightly_at",
    "relevant_cited",
    "risk_coverage_curve",
    "squad_normalized",
    "token_f1",
]
