"""Which proposals are shown: spread over the kinds of question and over the articles. Knows no grammar."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from evaluation.draft.proposals import Proposal


def spread(pool: Iterable[Proposal], number: int, rng: random.Random) -> list[Proposal]:
    """Return at most `number` proposals: kinds take turns, articles with fewest come first.

    No sentence is asked about twice, and no question is asked twice.
    """
    kinds: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in pool:
        kinds[proposal.asks].append(proposal)
    for waiting in kinds.values():
        rng.shuffle(waiting)
    chosen: list[Proposal] = []
    articles: Counter[str] = Counter()
    taken: set[tuple[str, str]] = set()
    while len(chosen) < number and kinds:
        for kind in sorted(kinds):
            best = _next(kinds[kind], articles, taken)
            if best is None:
                del kinds[kind]
            elif len(chosen) < number:
                chosen.append(best)
                articles[best.article_id] += 1
                taken |= _marks(best)
    return chosen


def _next(waiting: list[Proposal], articles: Counter[str], taken: set[tuple[str, str]]) -> Proposal | None:
    waiting[:] = [one for one in waiting if not _marks(one) & taken]
    if not waiting:
        return None
    return waiting.pop(min(range(len(waiting)), key=lambda at: articles[waiting[at].article_id]))


def _marks(proposal: Proposal) -> set[tuple[str, str]]:
    return {("quote", proposal.quote), ("question", proposal.question.casefold())}


def in_turn(answerable: Sequence[Proposal], unanswerable: Sequence[Proposal]) -> list[Proposal]:
    """Return both as one list, the unanswerable ones evenly between the others."""
    marked = [
        ((at + 0.5) / len(some), number, one)
        for number, some in enumerate((answerable, unanswerable))
        for at, one in enumerate(some)
    ]
    return [one for _, _, one in sorted(marked, key=lambda mark: mark[:2])]
