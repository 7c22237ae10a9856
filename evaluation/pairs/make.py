"""Make the rule-made pairs anew: python -m evaluation.pairs.make SETS.

SETS is a folder with clapnq_dev/ and squad2_dev_cs224n/. Pairs made by hand stay in pairs.jsonl as they
are; the sentences of the same articles and the faithful ones written by hand are altered by the rules of
`alter`, from one fixed seed. Every pair so made was read: `unfair.txt` names the ones thrown away,
because they are true after all, or given away by their grammar.
"""

import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from evaluation.edge import CommandParser, exit_code
from evaluation.pairs.alter import Alteration, dates_changed, names_changed, negated, numbers_changed
from evaluation.pairs.records import FAITHFUL_KINDS, Kind, Pair, load_pairs, pair_id, part_of, write_pairs
from evaluation.pairs.shelf import Shelf, Shelved

PAIRS = Path(__file__).with_name("pairs.jsonl")
CLAIMS = Path(__file__).with_name("claims.jsonl")
UNFAIR = Path(__file__).with_name("unfair.txt")
_SEED = 3
_SHORTEST_WORDS, _LONGEST_WORDS = 7, 60
_POINTS_BACK = frozenset({"he", "she", "it", "they", "this", "these", "those", "his", "her", "its", "their"})
# Of so many passages that share the most words of at least so many letters, one is cited or lent from.
_SIMILAR = 3
_LONG_WORD = 6
# A sentence is borrowed only of a passage that has this share of its long words in common.
_ON_TOPIC = 0.07
# How often a sentence cites two passages, stays as it is, makes room for a borrowed one; and how often one
# that a rule can alter is altered by it: what the mixture of kinds comes from.
_TWO_PASSAGES = 0.35
_AS_IS = 0.6
_BORROWED = 0.22
_OFTEN: Mapping[Kind, float] = {"number": 0.36, "name": 0.24, "date": 0.24, "negation": 0.18}


def made_by_rule(shelf: Shelf, by_hand: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return every pair that the rules make of the articles that the hand-made pairs are about.

    A pair depends on its own sentence and on the corpus of its article: more hand-made pairs don't change
    the others.
    """
    origins = sorted({pair.origin for pair in by_hand})
    maker = _Maker(shelf)
    taken = {pair.id for pair in by_hand}
    made: dict[str, Pair] = {}
    for origin in origins:
        written = [pair for pair in by_hand if pair.origin == origin and pair.faithful]
        for pair in maker.of_article(origin, written):
            if pair.id not in taken:
                made.setdefault(pair.id, pair)
    return tuple(made.values())


class _Maker:
    """Applies the rules to articles of the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def of_article(self, origin: str, written: Sequence[Pair]) -> Iterator[Pair]:
        """Yield the pairs made of the article's own sentences and of those written about it."""
        for passage in self._shelf.passages(origin):
            for sentence in passage.sentences:
                if _SHORTEST_WORDS <= len(sentence.split()) <= _LONGEST_WORDS:
                    yield from self._of_sentence(passage, sentence)
        for pair in written:
            rng = random.Random(f"{_SEED}/{pair.id}")
            yield from self._altered(pair.sentence, pair.cited, origin, rng)

    def _of_sentence(self, passage: Shelved, sentence: str) -> Iterator[Pair]:
        rng = random.Random(f"{_SEED}/{passage.name}/{sentence}")
        cited = self._cited(passage, rng)
        if rng.random() < _AS_IS:
            yield _pair("as_is", sentence, cited, passage.origin, "")
        yield from self._altered(sentence, cited, passage.origin, rng)
        if rng.random() < _BORROWED:
            lender = self._neighbour(passage, rng)
            near = lender.origin == passage.origin or _alike(lender.text, passage.text) >= _ON_TOPIC
            sentences = [one for one in lender.sentences if near and _stands_alone(one)]
            sentences = [one for one in sentences if one not in passage.text]
            if sentences:
                told = f"{lender.name} says it, not this passage"
                yield _pair("borrowed", rng.choice(sentences), (passage.name,), passage.origin, told)

    def _altered(
        self, sentence: str, cited: tuple[str, ...], origin: str, rng: random.Random
    ) -> Iterator[Pair]:
        text = "\n\n".join(self._shelf.passage(name).text for name in cited)
        for kind, often in _OFTEN.items():
            # Drawn before the rule runs, so that every kind finds the same numbers whatever the rules do.
            wanted, own = rng.random() < often, random.Random(rng.random())
            if not wanted:
                continue
            made = _alterations(kind, sentence, text, own)
            unsaid = [one for one in made if one.sentence not in text]
            if unsaid:
                chosen = own.choice(unsaid)
                yield _pair(kind, chosen.sentence, cited, origin, chosen.change)

    def _cited(self, passage: Shelved, rng: random.Random) -> tuple[str, ...]:
        """Return what a sentence of the passage cites: the passage, often with one found beside it."""
        if rng.random() >= _TWO_PASSAGES:
            return (passage.name,)
        cited = [passage.name, self._neighbour(passage, rng).name]
        rng.shuffle(cited)
        return tuple(cited)

    def _neighbour(self, passage: Shelved, rng: random.Random) -> Shelved:
        """Return another passage of the article, or one of those of its part with most words in common."""
        own = [other for other in self._shelf.passages(passage.origin) if other.name != passage.name]
        return rng.choice([*own, *self._similar(passage)])

    def _similar(self, passage: Shelved) -> list[Shelved]:
        """Return the passages of other articles of the corpus and part that are most like this one."""
        corpus, part = _corpus(passage.origin), part_of(passage.origin)
        others = [
            other
            for origin in self._shelf.origins
            if origin != passage.origin and _corpus(origin) == corpus and part_of(origin) == part
            for other in self._shelf.passages(origin)
        ]
        return sorted(others, key=lambda other: -_alike(passage.text, other.text))[:_SIMILAR]


def _alterations(kind: Kind, sentence: str, text: str, rng: random.Random) -> tuple[Alteration, ...]:
    if kind == "number":
        return numbers_changed(sentence, text, rng)
    if kind == "name":
        return names_changed(sentence, text, rng)
    if kind == "date":
        return dates_changed(sentence, text, rng)
    return negated(sentence, rng)


def _stands_alone(sentence: str) -> bool:
    words = sentence.split()
    return _SHORTEST_WORDS <= len(words) <= _LONGEST_WORDS and words[0].lower() not in _POINTS_BACK


def _alike(one: str, other: str) -> float:
    """Return the share of their long words that both texts have (Jaccard index, in [0, 1])."""
    words, others = long_words(one), long_words(other)
    return len(words & others) / len(words | others) if words or others else 0.0


@lru_cache(maxsize=4096)
def long_words(text: str) -> frozenset[str]:
    """Return the words by which two texts are compared, in lower case."""
    return frozenset(word for word in re.findall(r"\w+", text.lower()) if len(word) >= _LONG_WORD)


def _corpus(origin: str) -> str:
    return origin.split("/")[0]


def _pair(kind: Kind, sentence: str, cited: tuple[str, ...], origin: str, change: str) -> Pair:
    return Pair(
        id=pair_id(kind, sentence, cited),
        sentence=sentence,
        cited=cited,
        kind=kind,
        faithful=kind in FAITHFUL_KINDS,
        origin=origin,
        made="by rule",
        change=change,
    )


def unfair_ids(path: Path = UNFAIR) -> frozenset[str]:
    """Return the ids of the pairs that were read and thrown away; a line is an id and the reason."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 1 or 2 after one line that says what is wrong."""
    parser = CommandParser(prog="python -m evaluation.pairs.make", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", type=Path, metavar="SETS", help="the folder of the two public sets")
    parser.add_argument("--pairs", type=Path, default=PAIRS, metavar="FILE", help="the file to write anew")

    def run() -> None:
        options = parser.parse_args(arguments)
        by_hand = [pair for pair in load_pairs(options.pairs) if pair.made == "by hand"]
        unfair = unfair_ids()
        by_rule = [pair for pair in made_by_rule(Shelf(options.sets), by_hand) if pair.id not in unfair]
        write_pairs(options.pairs, (*by_hand, *by_rule))
        print(f"{len(by_hand)} pairs made by hand and {len(by_rule)} by rule: {options.pairs}")

    return exit_code("evaluation.pairs.make", run)


if __name__ == "__main__":
    sys.exit(main())
