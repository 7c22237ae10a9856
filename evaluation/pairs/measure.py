"""How well verdicts tell altered sentences from faithful ones: counts and shares, as pure functions.

"Altered" is what is to be found, and the verdict "unsupported" is what finds it. Knows nothing of the
check, of files or of terminals.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.records import Support
from evaluation.pairs.records import FAITHFUL_KINDS, KINDS, Kind, Pair, Part

NUMBERS_AND_NAMES: frozenset[Kind] = frozenset({"number", "name"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with the verdict on it, and the reason that the verdict gives."""

    pair: Pair
    support: Support
    reason: str = ""

    @property
    def wrong(self) -> bool:
        """Tell whether an altered one isn't unsupported, or a faithful one is."""
        return self.pair.faithful == (self.support == "unsupported")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the confusion matrix: how many pairs of a kind got which verdict."""

    kind: Kind
    supported: int
    weak: int
    unsupported: int

    @property
    def total(self) -> int:
        """Return how many pairs of the kind there are."""
        return self.supported + self.weak + self.unsupported


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total`."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """Return the share in [0, 1], None of nothing."""
        return self.hits / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on some pairs.

    `precision` is the share of pairs called unsupported that are altered, `altered_caught` (the recall)
    the share of altered ones called unsupported, and `f1` their harmonic mean, in [0, 1] or None
    (van Rijsbergen, Information Retrieval, 1979). The shares with `weak` in their name count that verdict
    as "unsupported" too.
    """

    matrix: tuple[Row, ...]
    precision: Share
    altered_caught: Share
    f1: float | None
    altered_caught_or_weak: Share
    numbers_and_names_caught: Share
    numbers_and_names_caught_or_weak: Share
    faithful_called_unsupported: Share
    faithful_called_unsupported_or_weak: Share


def figures(judged: Sequence[Judged]) -> Figures:
    """Return the confusion matrix by kind, in the order of `KINDS`, and the shares drawn from it."""
    matrix = confusion(judged)
    altered = frozenset(KINDS) - FAITHFUL_KINDS
    caught, falsely = _caught(matrix, altered), _caught(matrix, FAITHFUL_KINDS)
    precision = Share(caught.hits, caught.hits + falsely.hits)
    return Figures(
        matrix=matrix,
        precision=precision,
        altered_caught=caught,
        f1=_f1(precision.value, caught.value),
        altered_caught_or_weak=_caught(matrix, altered, weak=True),
        numbers_and_names_caught=_caught(matrix, NUMBERS_AND_NAMES),
        numbers_and_names_caught_or_weak=_caught(matrix, NUMBERS_AND_NAMES, weak=True),
        faithful_called_unsupported=falsely,
        faithful_called_unsupported_or_weak=_caught(matrix, FAITHFUL_KINDS, weak=True),
    )


def confusion(judged: Iterable[Judged]) -> tuple[Row, ...]:
    """Return a row for every kind that occurs, in the order of `KINDS`."""
    counts = Counter((one.pair.kind, one.support) for one in judged)
    rows = (
        Row(kind, counts[kind, "supported"], counts[kind, "weak"], counts[kind, "unsupported"])
        for kind in KINDS
    )
    return tuple(row for row in rows if row.total)


def of_part(judged: Iterable[Judged], part: Part) -> tuple[Judged, ...]:
    """Return those of one part."""
    return tuple(one for one in judged if one.pair.part == part)


def _caught(matrix: Iterable[Row], kinds: Collection[Kind], *, weak: bool = False) -> Share:
    rows = [row for row in matrix if row.kind in kinds]
    hits = sum(row.unsupported + (row.weak if weak else 0) for row in rows)
    return Share(hits, sum(row.total for row in rows))


def _f1(precision: float | None, recall: float | None) -> float | None:
    if not precision or not recall:
        return None if precision is None or recall is None else 0.0
    return 2 * precision * recall / (precision + recall)
