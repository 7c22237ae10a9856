"""Gather what the judge is trained on: python -m evaluation.judge.examples SETS OUT.

Twins and claims written by hand, and sentences of passages, each beside what it looks like when a rule has
made it false; and the questions that train the reader, of which those without an answer suppose what isn't
told. Each with the excerpt of its evidence that the judge would be shown. No claim is about an article that a
measured pair cites, no question about one of the pairs' unseen part. Knows nothing of networks.
"""

import difflib
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from app.check.evidence import Prepared, line_of
from app.check.excerpts import excerpt
from app.check.likeness import nearest
from app.check.text import clean
from app.judge import Excerpt
from app.vocabulary import ENGLISH_WORDS
from evaluation.corpora import CLAPNQ, NEWS, NEWS_FOLDER, OURS, SQUAD
from evaluation.edge import CommandParser, exit_code
from evaluation.judge.twins import Twin, twins
from evaluation.pairs import alter
from evaluation.pairs.cited import ready
from evaluation.pairs.make import CLAIMS, PAIRS
from evaluation.pairs.records import Pair, Part, article_of, load_pairs
from evaluation.pairs.shelf import Shelf, Shelved
from evaluation.publicsets import LEARNED_FROM, part_of
from evaluation.questions import GoldQuestion, load_questions

_NEAREST, _MOST_DECIDING = 8, 2
_SENTENCES = 6_000
_SHORTEST, _LONGEST = 50, 260
_ALTERED_CLAIMS = 2
# Where more of a claim's words than this are others, a difference of words no longer shows what is false.
_MOST_CHANGED = 0.6
_WORD = re.compile(r"[\w'’.,%$€£-]*\w|[^\w\s]")
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:(?: of| al| de| bin| el)? [A-Z][\w’'-]+)*")
# Capitals that only open a sentence, mostly.
_NO_NAMES = ENGLISH_WORDS | {word.lower() for word in (*alter.MONTHS, *alter.DAYS)}


@dataclass(frozen=True, slots=True)
class Example:
    """A claim beside an excerpt of its evidence.

    `wrong` are the spans of the claim that aren't borne out, None where nobody knows. `twin` is the same for
    a claim and its false twin, "" for one without. `about` is the article.
    """

    claim: str
    false: bool
    opening: str
    evidence: str
    wrong: tuple[tuple[int, int], ...] | None
    twin: str
    source: str
    about: str


def main() -> int:
    """Run the command; return its exit code."""
    parser = CommandParser(
        prog="python -m evaluation.judge.examples", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("sets", type=Path, metavar="SETS", help="the folder with the public sets")
    parser.add_argument("out", type=Path, metavar="OUT", help="where the examples go, one a line")

    def run() -> None:
        options = parser.parse_args()
        with options.out.open("w", encoding="utf-8") as file:
            for example in examples(options.sets):
                line = {name: getattr(example, name) for name in Example.__slots__}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    return exit_code("evaluation.judge.examples", run)


def examples(sets: Path) -> Iterator[Example]:
    """Yield the examples of our own articles and of those of the public sets in a folder."""
    shelf = Shelf(sets)
    kept_out = measured("seen", "unseen")
    claims = [shelf.with_texts(pair) for pair in load_pairs(CLAIMS)]
    told = [(twin, tuple(_cited(shelf, twin))) for twin in twins() if article_of(twin.about) not in kept_out]
    drawn, questions = islice(_sentences(shelf, kept_out), _SENTENCES), _questions(shelf, sets)
    with ProcessPoolExecutor() as pool:
        for found in chain(
            pool.map(of_claim, claims, chunksize=50),
            pool.map(of_twin, told, chunksize=50),
            pool.map(of_sentence, drawn, chunksize=50),
            pool.map(of_question, questions, chunksize=50),
        ):
            yield from found


def measured(*parts: Part) -> frozenset[str]:
    """Return the articles that the pairs of a part cite or come from; paragraphs of one are one."""
    pairs = (pair for pair in load_pairs(PAIRS) if pair.part in parts)
    return frozenset(article_of(name) for pair in pairs for name in (pair.origin, *pair.cited))


def wrong_words(faithful: str, false: str) -> tuple[tuple[int, int], ...] | None:
    """Return the spans of a false claim's words that its faithful twin hasn't; None where they differ much.

    Where words are only left out, the one behind them counts.
    """
    here = [found.group() for found in _WORD.finditer(faithful)]
    there = list(_WORD.finditer(false))
    matcher = difflib.SequenceMatcher(None, here, [found.group() for found in there], autojunk=False)
    runs = []
    for what, _, _, first, end in matcher.get_opcodes():
        if what == "delete":
            first = min(first, len(there) - 1)
            end = first + 1
        if what != "equal":
            runs.append((first, end))
    if sum(end - first for first, end in runs) > _MOST_CHANGED * len(there):
        return None
    return tuple((there[first].start(), there[end - 1].end()) for first, end in runs)


def altered(sentence: str, passage: str, rng: random.Random) -> list[str]:
    """Return the sentence made false by rules, each once: a number, a date, a denial, a name, two names."""
    by_rule = (
        alter.numbers_changed(sentence, passage, rng),
        alter.dates_changed(sentence, passage, rng),
        alter.negated(sentence, rng),
    )
    made = [rng.choice(found).sentence for found in by_rule if found]
    made += [*_another_name(sentence, passage, rng), *_exchanged(sentence, rng)]
    return [one for one in made if one != sentence]


def _another_name(sentence: str, passage: str, rng: random.Random) -> Iterator[str]:
    """Yield the sentence with another name of the passage, of as many words, in the place of one."""
    mine = _names(sentence)
    if not mine:
        return
    place = rng.choice(mine)
    others = sorted({found.group() for found in _names(passage)} - {found.group() for found in mine})
    fitting = [
        other
        for other in others
        if len(other.split()) == len(place.group().split())
        and other not in sentence
        and not set(other.split()) & set(place.group().split())
    ]
    if fitting:
        yield sentence[: place.start()] + rng.choice(fitting) + sentence[place.end() :]


def _exchanged(sentence: str, rng: random.Random) -> Iterator[str]:
    """Yield the sentence with two of its names in each other's places, unless "and" joins them."""
    mine = _names(sentence)
    apart = [
        (one, other)
        for at, one in enumerate(mine)
        for other in mine[at + 1 :]
        for between in [sentence[one.end() : other.start()]]
        if len(between.split()) > 1
        and " and " not in between
        and not set(one.group().split()) & set(other.group().split())
    ]
    if apart:
        one, other = rng.choice(apart)
        between = sentence[one.end() : other.start()]
        yield sentence[: one.start()] + other.group() + between + one.group() + sentence[other.end() :]


def _names(text: str) -> list[re.Match[str]]:
    return [found for found in _NAME.finditer(text) if found.group().split()[0].lower() not in _NO_NAMES]


def of_claim(pair: Pair) -> list[Example]:
    """Return a claim, with the texts that it cites, and a faithful one beside what rules make of it."""
    evidence = ready(zip(pair.passages, pair.sources, strict=True))
    about, rng = article_of(pair.origin), random.Random(pair.id)
    told = _excerpt(pair.sentence, evidence)
    known = () if pair.faithful else None
    found = [_example(pair.sentence, not pair.faithful, told, known, "", "claims", about)]
    if pair.faithful:
        made = altered(pair.sentence, " ".join(pair.passages), rng)
        for number, one in enumerate(rng.sample(made, min(_ALTERED_CLAIMS, len(made)))):
            found += _both(pair.sentence, one, evidence, (), f"{pair.id}-{number}", "altered", about)
    return found


def of_twin(item: tuple[Twin, tuple[Shelved, ...]]) -> list[Example]:
    """Return both claims of a twin, given with what it cites, and the faithful one beside a rule's."""
    twin, cited = item
    evidence = ready((one.text, one.source) for one in cited)
    about, name = article_of(twin.about), f"{twin.about}/{twin.faithful}"
    settles = (clean(twin.evidence).text,)
    found = _both(twin.faithful, twin.false, evidence, settles, name, "twins", about)
    rng = random.Random(name)
    made = altered(twin.faithful, " ".join(one.text for one in cited), rng)
    if made:
        one = rng.choice(made)
        found += _both(twin.faithful, one, evidence, settles, f"{name}/altered", "altered", about)
    return found


def of_sentence(item: tuple[str, Shelved]) -> list[Example]:
    """Return a sentence of a passage beside what a rule makes of it; nothing where none knows what to."""
    sentence, passage = item
    rng = random.Random(sentence)
    made = altered(sentence, passage.text, rng)
    if not made:
        return []
    evidence, about = ready([(passage.text, passage.source)]), article_of(passage.origin)
    return _both(sentence, rng.choice(made), evidence, (), sentence, "verbatim", about)


def of_question(item: tuple[GoldQuestion, tuple[Shelved, ...]]) -> list[Example]:
    """Return a question with what its article says next to an answer, or what misleads to one."""
    gold, cited = item
    misled_by = (gold.extra.get("misleading"), *(gold.extra.get("plausible_answers") or ()))
    settles = [one.quote for one in gold.evidence] or [quote for quote in misled_by if quote]
    evidence = ready((one.text, one.source) for one in cited)
    told = _excerpt(gold.question, evidence, [clean(quote).text for quote in settles])
    known = () if gold.answerable else None
    about = article_of(cited[0].origin)
    return [_example(gold.question, not gold.answerable, told, known, "", "questions", about)]


def _both(
    faithful: str, false: str, evidence: Sequence[Prepared], settles: Sequence[str],
    twin: str, source: str, about: str,
) -> list[Example]:  # fmt: skip
    wrong = wrong_words(faithful, false)
    return [
        _example(faithful, False, _excerpt(faithful, evidence, settles), (), twin, source, about),
        _example(false, True, _excerpt(false, evidence, settles), wrong, twin, source, about),
    ]


def _example(
    claim: str, false: bool, told: Excerpt, wrong: tuple[tuple[int, int], ...] | None,
    twin: str, source: str, about: str,
) -> Example:  # fmt: skip
    return Example(claim, false, told.opening, told.text, wrong, twin, source, about)


def _excerpt(said: str, evidence: Sequence[Prepared], settles: Sequence[str] = ()) -> Excerpt:
    """Return what the check would show the judge, with the sentences that settle the claim among it."""
    near = nearest(line_of(said, None, None), evidence, sum(len(one.lines) for one in evidence))
    deciding = [
        one for one in near if any(one.line.text in quote or quote in one.line.text for quote in settles)
    ][:_MOST_DECIDING]
    others = [one for one in near[:_NEAREST] if one not in deciding]
    return excerpt([*deciding, *others], evidence)


def _cited(shelf: Shelf, twin: Twin) -> Iterator[Shelved]:
    """Yield the passages of the report, or the one passage, that a twin is about."""
    if twin.about.startswith(f"{NEWS}/"):
        yield from shelf.passages(twin.about)
    else:
        yield shelf.passage(twin.about)


def _questions(shelf: Shelf, sets: Path) -> Iterator[tuple[GoldQuestion, tuple[Shelved, ...]]]:
    """Yield the questions of the sets' trained half, each with the passages of the article it is about."""
    kept_out = measured("unseen")
    folders = {CLAPNQ: sets / CLAPNQ, SQUAD: sets / SQUAD, NEWS: NEWS_FOLDER}
    for name in LEARNED_FROM:
        for gold in load_questions(folders[name] / "questions.jsonl"):
            ids = (*gold.relevant_ids, *(gold.extra.get("lookalike_ids") or ()))
            origin = f"{name}/{ids[0]}" if ids else ""
            if part_of(gold) == "trained" and origin and article_of(origin) not in kept_out:
                yield gold, shelf.passages(origin)


def _sentences(shelf: Shelf, kept_out: frozenset[str]) -> Iterator[tuple[str, Shelved]]:
    """Yield a sentence of each passage, in an order drawn at random."""
    rng = random.Random(1)
    for origin in rng.sample(shelf.origins, len(shelf.origins)):
        if article_of(origin) in kept_out or origin.startswith(f"{OURS}/"):
            continue
        for passage in shelf.passages(origin):
            fitting = [one for one in passage.sentences if _SHORTEST < len(one) < _LONGEST]
            if fitting:
                yield rng.choice(fitting), passage


if __name__ == "__main__":
    sys.exit(main())
