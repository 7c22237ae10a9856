"""How well a search ranks: relevant articles among the first. Knows ids only."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence


def ranked_articles(article_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids, best first, each at its best rank: a passage ranking becomes an article ranking."""
    return tuple(dict.fromkeys(article_ids))


def hit_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1.0 when one of the first `k` is relevant, else 0.0 (success@k of trec_eval)."""
    return float(any(article in relevant for article in ranked[:k]))


def recall_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return the share of the relevant that is among the first `k` (recall@k of trec_eval)."""
    return len(set(ranked[:k]) & set(relevant)) / len(set(relevant)) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 / the rank of the first relevant one, 0.0 where there is none.

    Its mean over questions is MRR (Voorhees, TREC-8 Question Answering Track Report, 1999).
    """
    ranks = (rank for rank, article in enumerate(ranked, start=1) if article in relevant)
    return 1 / next(ranks, math.inf)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Collection[str] | Mapping[str, float]) -> float:
    """Return the normalised discounted cumulative gain of the first `k`.

    The gain of an article is its grade where `relevant` maps ids to grades above 0, else 1 or 0.
    DCG = sum of gain / log2(rank + 1), divided by that of the best order (Järvelin and Kekäläinen,
    Cumulated gain-based evaluation of IR techniques, TOIS 2002; ndcg_cut of trec_eval).
    """
    grades = relevant if isinstance(relevant, Mapping) else dict.fromkeys(relevant, 1.0)
    gained = _discounted(grades.get(article, 0.0) for article in ranked[:k])
    ideal = _discounted(sorted(grades.values(), reverse=True)[:k])
    return gained / ideal if ideal else 0.0


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
