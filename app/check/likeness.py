"""How near the evidence comes to a sentence by its words and their grammatical links.

Finds the sentences of the evidence that are worth reading closely. Knows nothing of contradictions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from app.check.clauses import Sentence
from app.check.evidence import Line, Prepared
from app.check.keys import alike, is_named, related
from app.check.words import word_list
from app.vocabulary import FUNCTION_STEMS

_UNSEEN_WORD = 1.5
_OTHER_WORD_FOR_IT = 0.7
_SCOPE = word_list("scope")


@dataclass(frozen=True, slots=True)
class Nearest:
    """A sentence of the evidence, and the share of the words that it has in common, in [0, 1]."""

    passage: int
    line: Line
    shared: float


def nearest(said: Line, evidence: Sequence[Prepared], most: int) -> list[Nearest]:
    """Return the sentences of the evidence that share most words with `said`, best first."""
    lines = [(at, line) for at, one in enumerate(evidence) for line in one.lines]
    rarity = _rarity([line for _, line in lines])
    found = [Nearest(at, line, shared_words(said, line, rarity)) for at, line in lines]
    return sorted(found, key=lambda one: -one.shared)[:most]


def shared_words(said: Line, line: Line, rarity: Mapping[str, float]) -> float:
    """Return the share in [0, 1] of the sentence's words that one of the evidence has, rare ones more."""
    total = shared = 0.0
    for stem in said.stems - FUNCTION_STEMS:
        weight = rarity.get(stem, _UNSEEN_WORD)
        total += weight
        if stem in line.stems:
            shared += weight
        elif not related(frozenset({stem})).isdisjoint(line.stems):
            shared += _OTHER_WORD_FOR_IT * weight
    return shared / total if total else 0.0


def likeness(said: Sentence, parsed: Sequence[Sentence], evidence: Sequence[Prepared]) -> dict[str, float]:
    """Return how near the evidence comes, each in [0, 1].

    By its words anywhere, in the nearest sentence, in the nearest few, and by the links between words;
    `new_scope` is 1 where it lacks a word such as "all".
    """
    content = said.content()
    stems = frozenset(stem for one in evidence for line in one.lines for stem in line.stems)
    lemmas = frozenset(word.lemma for sentence in parsed for word in sentence.words)
    return {
        "covered": _share(
            [
                not related(said.keys[at]).isdisjoint(stems) or _named_there(said, at, evidence)
                for at in content
            ]
        ),
        "covered_by_one": _share([_among(said, at, parsed[:1]) for at in content]),
        "covered_by_some": _share([_among(said, at, parsed) for at in content]),
        "edges": edges(said, parsed),
        "new_scope": float(any(word.lemma in _SCOPE - lemmas for word in said.words)),
    }


def edges(said: Sentence, parsed: Sequence[Sentence]) -> float:
    """Return the share in [0, 1] of the grammatical links between content words that the evidence has too.

    After "dependency arc entailment" (Goyal and Durrett 2020, arXiv:2010.05478), with keys for a model.
    """
    mine = _links(said)
    if not mine:
        return 1.0
    theirs = [
        (sentence.keys[head], sentence.keys[child]) for sentence in parsed for head, child in _links(sentence)
    ]
    hits = sum(
        any(
            alike(said.keys[head], other_head) and alike(said.keys[child], other_child)
            for other_head, other_child in theirs
        )
        for head, child in mine
    )
    return hits / len(mine)


def _rarity(lines: Sequence[Line]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for line in lines:
        for stem in line.stems:
            counts[stem] = counts.get(stem, 0) + 1
    return {stem: 1.0 + 0.5 * log(len(lines) / count) for stem, count in counts.items()}


def _links(sentence: Sentence) -> list[tuple[int, int]]:
    """Return (head, child) for content words, prepositions and clauses' subjects included."""
    content = set(sentence.content())
    found: set[tuple[int, int]] = set()
    for at in content:
        head = sentence.words[at].head
        steps = 0
        while head not in content and sentence.words[head].head != head and steps < 4:
            head, steps = sentence.words[head].head, steps + 1
        if head in content and head != at:
            found.add((head, at))
    for clause in sentence.clauses:
        found.update(
            (clause.verb, one)
            for one in (*clause.subject[:1], *clause.object[:1])
            if clause.verb in content and one != clause.verb
        )
    return sorted(found)


def _named_there(said: Sentence, at: int, evidence: Sequence[Prepared]) -> bool:
    return is_named(said.words[at]) and any(one.lexicon.has(said.words[at].text) for one in evidence)


def _among(said: Sentence, at: int, parsed: Sequence[Sentence]) -> bool:
    return any(alike(said.keys[at], keys) for sentence in parsed for keys in sentence.keys)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0
