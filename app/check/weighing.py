"""Which findings make a sentence unsupported by themselves, beside how near the evidence comes to it.

The nearer the wording, the more a single difference means. The borders were chosen on the claims of
evaluation/pairs/claims.jsonl and on the seen part of pairs.jsonl, for few false alarms. Knows nothing of
how findings come about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from app.check.findings import WORKED_OUT, Finding

Features = Mapping[str, float]


def _always(_: Features) -> bool:
    return True


def _never(_: Features) -> bool:
    return False


def _close(features: Features) -> bool:
    """Say whether the sentence repeats one of the evidence, all but for a few words."""
    return features["one_edit"] >= 0.85 or features["covered_by_one"] >= 0.85


def _rather_close(features: Features) -> bool:
    return features["one_edit"] >= 0.7 or features["covered_by_one"] >= 0.7


def _covered(features: Features, words: float, wording: float) -> bool:
    """Say whether the nearest sentences have so much of its words, and one of them so much of its wording."""
    return features["covered_by_some"] >= words and features["one_edit"] >= wording


_GRAVE: dict[str, Callable[[Features], bool]] = {
    "edited negation": _always,
    "absent number": lambda features: features["one_edit"] >= 0.3 or features["covered_by_one"] >= 0.5,
    "other number": lambda features: features["one_edit"] >= 0.4 or features["covered_by_one"] >= 0.7,
    "absent small number": lambda features: features["one_edit"] >= 0.7,
    "other small number": lambda features: features["one_edit"] >= 0.4 or features["covered_by_one"] >= 0.7,
    "worked out": lambda features: features["one_edit"] >= 0.6,
    "edited opposite": _always,
    "edited number": _rather_close,
    "edited date": _always,
    "edited name": lambda features: features["one_edit"] >= 0.75 or features["covered_by_one"] >= 0.8,
    "denied": lambda features: (
        (_close(features) and features["denied_words"] > 0)
        or (features["new_denial"] > 0 and features["one_edit"] >= 0.4)
    ),
    "opposite": lambda features: features["covered_by_one"] >= 0.6 and features["one_edit"] >= 0.3,
    "exchanged": _always,
    "crossed": lambda features: features["covered_by_one"] >= 0.9 or features["one_edit"] >= 0.5,
    "another": lambda features: (
        features["one_edit"] >= 0.5 or features["swapped_names"] >= 0.9 or _covered(features, 0.8, 0.4)
    ),
    "misplaced": lambda features: features["other_numbers"] > 0 or _covered(features, 0.9, 0.5),
    "perhaps misplaced": lambda features: _covered(features, 0.9, 0.0) or _covered(features, 0.8, 0.5),
    "misdated": lambda features: features["other_dates"] > 0,
    "order": _always,
    "denied word": lambda features: _covered(features, 0.7, 0.4),
    "denial left out": lambda features: _covered(features, 0.8, 0.0),
    "opposite word": lambda features: _covered(features, 0.8, 0.4),
    "widened": lambda features: _covered(features, 0.7, 0.4),
    "edited hedge": lambda features: _covered(features, 0.8, 0.0),
    "turned order": lambda features: _covered(features, 0.6, 0.4),
    "traded places": lambda features: (
        (features["covered_by_one"] >= 0.8 and features["one_edit"] >= 0.6)
        or (features["covered_by_one"] >= 0.99 and features["one_edit"] >= 0.5)
    ),
}
# Findings that are features only, with what an editor reads.
_TOLD: tuple[tuple[str, Callable[[Features], bool], str], ...] = (
    (
        "new_denial",
        lambda features: _covered(features, 0.8, 0.5),
        "denied here, but nothing in the passage denies it",
    ),
    (
        "swapped_names",
        lambda features: (
            (features["swapped_names"] >= 0.5 and _covered(features, 0.9, 0.5))
            or (features["swapped_names"] >= 0.9 and _rather_close(features))
        ),
        "the passage says this of another name",
    ),
    (
        "other_dates",
        lambda features: features["other_dates"] >= 0.3,
        "the sentence of the passage nearest to this has another date",
    ),
)


def weighed(findings: Iterable[Finding], features: Features) -> list[Finding]:
    """Return the findings, grave where they are, and those that the features make."""
    findings = list(findings)
    by_words = any(one.kind in {"denied word", "denial left out"} for one in findings)
    features = {**features, "denied_words": float(by_words)}
    if any(one.kind in WORKED_OUT for one in findings):
        # What the passage counts is another number, for the sentence's own is made of it.
        findings = [one for one in findings if one.kind != "misplaced"]
    found = [
        one if one.grave else replace(one, grave=_GRAVE.get(one.kind, _never)(features)) for one in findings
    ]
    found += [
        Finding(name, reason, contradicted=True)
        for name, holds, reason in _TOLD
        if features[name] > 0 and holds(features)
    ]
    return sorted(found, key=lambda one: not one.grave)
