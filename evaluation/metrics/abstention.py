"""What refusing by a threshold of confidence costs and saves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class AbstentionPoint:
    """Where a confidence threshold leads; all values in [0, 1].

    Replies with a confidence below `threshold` are refused: `refused_wrongly` is the share of the
    answerable questions that goes with them, `refused_rightly` that of the unanswerable ones.
    """

    threshold: float
    refused_wrongly: float
    refused_rightly: float


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """The share of questions answered at a threshold, and the share of those answered wrongly."""

    threshold: float
    coverage: float
    risk: float


def abstention_curve(confidence: Sequence[float], answerable: Sequence[bool]) -> tuple[AbstentionPoint, ...]:
    """Return both refusal rates for every threshold that matters, from refusing none to refusing all.

    The ROC curve of "unanswerable" against low confidence (Fawcett, An introduction to ROC analysis,
    2006). A rate over no question is 0.0. The last point has an infinite threshold.
    """
    _same_length(confidence, answerable)
    wrong_of, right_of = answerable.count(True), answerable.count(False)
    groups = _by_confidence(confidence, answerable)
    points, wrongly, rightly = [AbstentionPoint(-math.inf, 0.0, 0.0)], 0, 0
    for index, (_, members) in enumerate(groups):
        wrongly += members.count(True)
        rightly += members.count(False)
        threshold = groups[index + 1][0] if index + 1 < len(groups) else math.inf
        points.append(AbstentionPoint(threshold, _ratio(wrongly, wrong_of), _ratio(rightly, right_of)))
    return tuple(points)


def area_under_abstention(curve: Sequence[AbstentionPoint]) -> float:
    """Return the area under refused-rightly over refused-wrongly, by trapezoids (AUROC); chance is 0.5."""
    return sum(
        (after.refused_wrongly - before.refused_wrongly)
        * (after.refused_rightly + before.refused_rightly)
        / 2
        for before, after in pairwise(curve)
    )


def refused_rightly_at(curve: Sequence[AbstentionPoint], refused_wrongly: float) -> AbstentionPoint:
    """Return the point that refuses most rightly while refusing at most `refused_wrongly` wrongly."""
    allowed = [point for point in curve if point.refused_wrongly <= refused_wrongly]
    return max(allowed, key=lambda point: (point.refused_rightly, -point.refused_wrongly))


def risk_coverage_curve(confidence: Sequence[float], correct: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """Return risk against coverage, from the most confident replies alone to all of them.

    El-Yaniv and Wiener, On the Foundations of Noise-free Selective Classification, JMLR 2010; lower
    risk is better. Replies of equal confidence are answered together.
    """
    _same_length(confidence, correct)
    points, answered, wrong = [], 0, 0
    for threshold, members in reversed(_by_confidence(confidence, correct)):
        answered += len(members)
        wrong += members.count(False)
        points.append(RiskPoint(threshold, answered / len(correct), wrong / answered))
    return tuple(points)


def area_under_risk(curve: Sequence[RiskPoint]) -> float:
    """Return the area under risk over coverage (AURC; Geifman et al., ICLR 2019); lower is better.

    The mean over all questions, in the order of confidence, of the risk when answering down to each:
    equally confident ones share the risk of their group. 0.0 for an empty curve.
    """
    before = [0.0, *(point.coverage for point in curve)]
    return sum((point.coverage - start) * point.risk for start, point in zip(before, curve, strict=False))


def _by_confidence(confidence: Sequence[float], marks: Sequence[bool]) -> list[tuple[float, list[bool]]]:
    groups: dict[float, list[bool]] = {}
    for value, mark in sorted(zip(confidence, marks, strict=True), key=lambda pair: pair[0]):
        groups.setdefault(value, []).append(mark)
    return list(groups.items())


def _same_length(left: Sequence[object], right: Sequence[object]) -> None:
    if len(left) != len(right):
        raise ValueError(f"{len(left)} confidences for {len(right)} marks")


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
