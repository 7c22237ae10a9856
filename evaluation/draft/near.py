"""Questions that look as if the archive answered them, and that it doesn't: a year or a name is exchanged.

The new year or name is another one of the archive; that no article supports the question with it is held
against every article. Knows nothing of grammar or files.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evaluation.draft.proposals import Proposal
from index.analysis import analyze

_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
# An article with the new value and this share of the other words may well answer the question.
_SUPPORTS = 0.6
# With fewer words beside the new value, an article that has it might answer by any of them.
_FEWEST_OTHERS = 3
_TRIES = 6
_FARTHEST_YEARS = 30


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A changed question with what an article must hold to support it."""

    proposal: Proposal
    new: frozenset[str]
    others: frozenset[str]

    def may_be_supported(self, words: frozenset[str]) -> bool:
        return self.new <= words and len(self.others & words) >= _SUPPORTS * len(self.others)


def exchanged(pool: Sequence[Proposal], texts: Iterable[str], rng: random.Random) -> list[Proposal]:
    """Return the questions of `pool` with a year or a name exchanged, but for those that `texts` may support.

    `texts` are those of the whole archive, gone through once.
    """
    years = sorted({year for one in pool for year in _YEAR.findall(one.quote)})
    people = sorted({one.about for one in pool if one.about})
    tried = [change for one in pool for change in _changes(one, years, people, rng)]
    tried = [change for change in tried if len(change.others) >= _FEWEST_OTHERS]
    for text in texts:
        words = frozenset(analyze(text))
        tried = [change for change in tried if not change.may_be_supported(words)]
    unique = {change.proposal.quote: change.proposal for change in tried}
    return list(unique.values())


def _changes(
    proposal: Proposal, years: Sequence[str], people: Sequence[str], rng: random.Random
) -> list[_Exchange]:
    found = _YEAR.findall(proposal.question)
    if len(found) == 1:
        near = [year for year in years if 0 < abs(int(year) - int(found[0])) <= _FARTHEST_YEARS]
        return [_exchange(proposal, found[0], new) for new in rng.sample(near, min(_TRIES, len(near)))]
    if proposal.about and not found:
        others = [one for one in people if not set(one.split()) & set(proposal.question.split())]
        return [
            _exchange(proposal, proposal.about, new) for new in rng.sample(others, min(_TRIES, len(others)))
        ]
    return []


def _exchange(proposal: Proposal, old: str, new: str) -> _Exchange:
    question = proposal.question.replace(old, new)
    made = replace(proposal, question=question, answers=(), changed=f"{old} -> {new}")
    words = frozenset(analyze(new))
    return _Exchange(made, words, frozenset(analyze(question)) - words)
