"""How far a figure can be believed: intervals of means and areas, and comparisons of paired runs.

Pure functions of numbers; it knows nothing of questions, measures or files. Every resampling starts from
the same seed, so that the same values always have the same interval.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
LEVEL = 0.95
_SEED = 20_240_229
_DECIMALS = 12
# Counts held at once: resamples are drawn in portions of about this many numbers, 8 MB.
_CELLS = 1_000_000
# Drawing a category costs about as much as drawing this many single values.
_CATEGORY_COST = 8

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Interval(NamedTuple):
    """Both ends of a 95% confidence interval."""

    low: float
    high: float


class Difference(NamedTuple):
    """By how much the second of two paired means is higher, and the 95% interval of that."""

    value: float
    low: float
    high: float


def mean_interval(values: Sequence[float], *, share: bool = True) -> Interval:
    """Return the percentile bootstrap interval of a mean, from 2,000 resamples.

    Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.3. Where all values are the
    same c in [0, 1], resampling would claim certainty; then the interval is [q c, 1 - q (1 - c)] with
    q = 0.025^(1/n), the least share of c that n values in a row leave likely, whatever else lies in
    [0, 1] (Clopper and Pearson, Biometrika 1934; all of 20 right: 83% to 100%). Of values that are no
    `share` nothing is known beyond c: its interval is [c, c].

    Raises ValueError for no values, or values that aren't finite.
    """
    distinct, members = np.unique(_finite(values), return_counts=True)
    return _mean_interval(tuple(distinct.tolist()), tuple(members.tolist()), share)


@lru_cache(maxsize=4096)
def _mean_interval(distinct: tuple[float, ...], members: tuple[int, ...], share: bool) -> Interval:
    """Return the interval of the mean of values that come `members` times each; small sets often recur."""
    if len(distinct) == 1:
        return _constant_interval(distinct[0], members[0]) if share else Interval(distinct[0], distinct[0])
    return _percentiles(_resampled_means(distinct, members))


def _constant_interval(value: float, count: int) -> Interval:
    if not 0 <= value <= 1:
        return Interval(value, value)
    share: float = ((1 - LEVEL) / 2) ** (1 / count)
    return Interval(share * value, 1 - share * (1 - value))


def paired_difference(before: Sequence[float], after: Sequence[float]) -> Difference:
    """Return the difference of two means over the same questions, with its paired bootstrap interval.

    Questions are resampled together with both their values (Koehn, Statistical Significance Tests for
    Machine Translation Evaluation, EMNLP 2004; Berg-Kirkpatrick et al., An Empirical Investigation of
    Statistical Significance in NLP, EMNLP 2012). 0 outside the interval is a difference beyond noise;
    among yes/no values that takes four questions or more that all changed the same way.

    Raises ValueError for lengths that differ, no values, or values that aren't finite.
    """
    first, second = _finite(before), _finite(after)
    if first.size != second.size:
        raise ValueError(f"{first.size} values before, {second.size} after")
    # Rounded: what differs by a rounding error only is the same value.
    distinct, members = np.unique(np.round(second - first, _DECIMALS), return_counts=True)
    value = float(distinct @ members / members.sum())
    if distinct.size == 1:
        return Difference(value, value, value)
    resampled = _percentiles(_resampled_means(tuple(distinct.tolist()), tuple(members.tolist())))
    return Difference(value, *resampled)


def mcnemar(before: Sequence[bool], after: Sequence[bool]) -> float:
    """Return the two-sided p of McNemar's exact test for paired yes/no values; 1.0 where none changed.

    Where neither run is better, each change is as likely for the worse as for the better: p is twice the
    binomial chance of so lopsided a split (McNemar, Psychometrika 1947; in this exact form Edwards 1948).

    Raises ValueError for lengths that differ.
    """
    pairs = list(zip(before, after, strict=True))
    gained = sum(not was and now for was, now in pairs)
    lost = sum(was and not now for was, now in pairs)
    return _fair_coin(min(gained, lost), gained + lost)


def sign_test(before: Sequence[float], after: Sequence[float]) -> float:
    """Return the two-sided p of the sign test for paired values; 1.0 where none changed.

    Dixon and Mood, The Statistical Sign Test, JASA 1946. What differs by a rounding error only is the
    same value; fewer than six that changed never have a p below 0.05.

    Raises ValueError for lengths that differ.
    """
    changes = [round(second - first, _DECIMALS) for first, second in zip(before, after, strict=True)]
    gained, lost = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    return _fair_coin(min(gained, lost), gained + lost)


def surest_sign_test(changed: int) -> float:
    """Return the least p that the sign test has of so many values that changed."""
    return _fair_coin(0, changed)


def _fair_coin(heads: int, tosses: int) -> float:
    """Return twice the chance of at most `heads` in so many tosses, at most 1.0; exact in whole numbers."""
    ways = term = 1
    for head in range(heads):
        term = term * (tosses - head) // (head + 1)
        ways += term
    chance: float = 2 * ways / 2**tosses
    return min(1.0, chance)


Area = Callable[[Floats, Floats], Floats]


class Marked(NamedTuple):
    """What an area is made of: each question's confidence, and whether it bears the mark."""

    confidence: Sequence[float]
    marks: Sequence[bool]


def area_interval(area: Area, marked: Marked) -> Interval:
    """Return the percentile bootstrap interval of an area under a curve over confidences.

    `area` takes how often each distinct confidence, lowest first, came with a mark and without one, both
    of shape (resamples, confidences), and returns an area for each resample, nan where there is none.

    Raises ValueError for lengths that differ, no values, values that aren't finite, or no area at all.
    """
    collapse = _by_confidence(marked)
    return _percentiles(np.concatenate([area(*collapse(drawn)) for drawn in _resampled_questions(marked)]))


def area_of(area: Area, marked: Marked) -> float:
    """Return the area itself; nan where there is none."""
    return float(area(*_by_confidence(marked)(np.ones((1, len(marked.confidence)))))[0])


def paired_area_difference(area: Area, before: Marked, after: Marked) -> Difference:
    """Return by how much an area is larger after than before over the same questions, with its interval.

    The paired bootstrap of `paired_difference`, and the areas of `area_interval`; raises as both do.
    """
    if len(before.confidence) != len(after.confidence):
        raise ValueError(f"{len(before.confidence)} values before, {len(after.confidence)} after")
    first, second = _by_confidence(before), _by_confidence(after)

    def difference(counts: Floats) -> Floats:
        return area(*second(counts)) - area(*first(counts))

    drawn = np.concatenate([difference(counts) for counts in _resampled_questions(before)])
    return Difference(area_of(area, after) - area_of(area, before), *_percentiles(drawn))


def _resampled_questions(marked: Marked) -> Iterator[Floats]:
    return _resampled_counts(np.ones(len(marked.confidence), dtype=np.int64))


def _by_confidence(marked: Marked) -> Callable[[Floats], tuple[Floats, Floats]]:
    """Return what turns counts of questions into counts of confidences, with and without the mark."""
    confidence, marks = _finite(marked.confidence), np.asarray(marked.marks, dtype=np.float64)
    if confidence.size != marks.size:
        raise ValueError(f"{confidence.size} confidences for {marks.size} marks")
    order = np.argsort(confidence, kind="stable")
    ends = np.cumsum(np.unique(confidence, return_counts=True)[1]) - 1
    marks = marks[order]

    def collapse(counts: Floats) -> tuple[Floats, Floats]:
        # Added up from the lowest on and read at each confidence's end: quicker than by groups.
        ordered = counts[:, order]
        everything = np.cumsum(ordered, axis=1)[:, ends]
        with_mark = np.diff(np.cumsum(ordered * marks, axis=1)[:, ends], axis=1, prepend=0)
        without = np.diff(everything, axis=1, prepend=0) - with_mark
        return with_mark, without

    return collapse


def areas_under_abstention(answerable: Floats, unanswerable: Floats) -> Floats:
    """Return `metrics.area_under_abstention` of each row of counts; nan where one sort is missing."""
    wrongly, rightly = np.cumsum(answerable, axis=1), np.cumsum(unanswerable, axis=1)
    # Mean height of each trapezoid, in unanswerable questions, times its width, in answerable ones.
    areas = np.sum(answerable * (rightly - unanswerable / 2), axis=1)
    whole = wrongly[:, -1] * rightly[:, -1]
    shares: Floats = np.divide(areas, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return shares


def areas_under_risk(correct: Floats, wrong: Floats) -> Floats:
    """Return `metrics.area_under_risk` of each row of counts, shape (resamples, confidences)."""
    members = (correct + wrong)[:, ::-1]
    answered, missed = np.cumsum(members, axis=1), np.cumsum(wrong[:, ::-1], axis=1)
    risks = np.divide(missed, answered, out=np.zeros(answered.shape), where=answered > 0)
    areas: Floats = np.sum(risks * members, axis=1) / answered[:, -1]
    return areas


def _resampled_means(distinct: tuple[float, ...], members: tuple[int, ...]) -> Floats:
    values, counts = np.array(distinct), np.array(members)
    portions = [drawn @ values / counts.sum() for drawn in _resampled_counts(counts)]
    return np.concatenate(portions)


def _resampled_counts(members: Integers) -> Iterator[Floats]:
    """Yield how often each category comes up in resamples of a set with so many `members` of each.

    Shape (some resamples, categories), over all portions `RESAMPLES`. A resample's counts are multinomial;
    with few categories they are drawn as such, else by drawing members.
    """
    random = np.random.default_rng(_SEED)
    total, categories = int(members.sum()), members.size
    portion = max(1, _CELLS // total)
    few = categories * _CATEGORY_COST <= total
    category_of = np.repeat(np.arange(categories), members)
    for start in range(0, RESAMPLES, portion):
        rows = min(portion, RESAMPLES - start)
        if few:
            yield random.multinomial(total, members / total, size=rows).astype(np.float64)
            continue
        picked = category_of[random.integers(0, total, size=(rows, total))]
        cells = picked + categories * np.arange(rows)[:, None]
        counts = np.bincount(cells.ravel(), minlength=rows * categories)
        yield counts.reshape(rows, categories).astype(np.float64)


def _percentiles(resampled: Floats) -> Interval:
    found = resampled[~np.isnan(resampled)]
    if not found.size:
        raise ValueError("no resample has a value")
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))


def _finite(values: Sequence[float]) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if not array.size or not np.isfinite(array).all():
        raise ValueError("finite values are needed, at least one")
    return array
