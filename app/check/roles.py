"""Whether a sentence's clauses say of each the same as the evidence's: who, to whom, denied, how surely.

Compares clauses of the same or an opposite predicate. Knows nothing of numbers or of wording.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from app.check.clauses import Clause, Sentence
from app.check.findings import Finding
from app.check.keys import alike, is_named, opposite

_SAME = 1.0
_SYNONYM = 0.75
_NAME_WEIGHT = 2.0
_MARGIN = 0.5
_AGREES = 0.45
_SAME_NAME = 0.4


@dataclass(frozen=True, slots=True)
class Match:
    """A clause of the sentence beside one of the evidence.

    `straight` and `crossed` in [0, 2] tell how well the arguments agree as they are, and exchanged.
    """

    said: Clause
    told: Clause
    of: Sentence
    straight: float
    crossed: float
    names_crossed: bool
    reverse: bool
    kinship: float


def findings(said: Sentence, evidence: Sequence[Sentence]) -> list[Finding]:
    """Return what the best matching clauses of the evidence hold against the sentence's clauses."""
    found: list[Finding] = []
    for clause in said.clauses:
        matches = list(_matches(said, clause, evidence))
        if matches:
            found.extend(_against(said, matches))
    return found


def traded_places(said: Sentence, told: Sentence) -> list[Finding]:
    """Return a finding where two names stand in the other order, one of them where the other stood.

    Names that a sentence merely lists ("Turkey and Russia") may change places.
    """
    theirs = _whole_names(told)
    places = [
        (at, found[0])
        for at in _whole_names(said)
        if len(found := [there for there in theirs if alike(said.keys[at], told.keys[there])]) == 1
    ]
    for (one, first), (other, second) in combinations(places, 2):
        traded = (
            said.words[one].dep == told.words[second].dep or said.words[other].dep == told.words[first].dep
        )
        if first > second and traded and not _listed(said, one, other):
            reason = f"“{said.words[one].text}” and “{said.words[other].text}” stand the other way round"
            return [Finding("traded places", f"{reason} in the passage", contradicted=True, grave=False)]
    return []


def _whole_names(sentence: Sentence) -> list[int]:
    """Return the last words of names, where a name's other words hang on."""
    return [
        at
        for at, word in enumerate(sentence.words)
        if is_named(word) and not (word.dep == "compound" and is_named(sentence.words[word.head]))
    ]


def _listed(sentence: Sentence, one: int, other: int) -> bool:
    while sentence.words[other].dep in {"conj", "appos"} and other != one:
        other = sentence.words[other].head
    return other == one


def swapped_names(said: Sentence, evidence: Sequence[Sentence]) -> float:
    """Return how surely the nearest sentence says it of another name, in [0, 1].

    That is how much it has of the sentence's other words, where it lacks a name of the sentence, has one
    that the sentence doesn't, and no pronoun that could stand for it; else 0.
    """
    told = evidence[0]
    mine = [at for at in said.content() if is_named(said.words[at])]
    rest = [at for at in said.content() if at not in mine]
    theirs = [at for at in told.content() if is_named(told.words[at])]
    absent = [at for at in mine if not any(alike(said.keys[at], keys) for keys in told.keys)]
    left_out = [at for at in theirs if not any(alike(told.keys[at], keys) for keys in said.keys)]
    if not absent or not left_out or any(word.tag in {"PRP", "PRP$"} for word in told.words):
        return 0.0
    return affinity(said, rest, told, range(len(told.words))) if rest else 1.0


def _matches(said: Sentence, clause: Clause, evidence: Iterable[Sentence]) -> Iterator[Match]:
    for sentence in evidence:
        for told in sentence.clauses:
            kinship, reverse = _kinship(said, clause, sentence, told)
            if kinship:
                yield _match(said, clause, sentence, told, kinship, reverse)


def _match(
    said: Sentence, clause: Clause, sentence: Sentence, told: Clause, kinship: float, reverse: bool
) -> Match:
    """Compare subject with subject and the rest with the rest; then the other way round.

    Where neither says who does it, what it is done to counts as the subject: "named after him".
    """
    mine, theirs = (
        (clause.subject, (*clause.object, *clause.others)),
        (told.subject, (*told.object, *told.others)),
    )
    if not clause.subject and not told.subject and clause.others and told.others:
        mine, theirs = (clause.object, clause.others), (told.object, told.others)
    return Match(
        clause,
        told,
        sentence,
        affinity(said, mine[0], sentence, theirs[0]) + affinity(said, mine[1], sentence, theirs[1]),
        affinity(said, mine[0], sentence, theirs[1]) + affinity(said, mine[1], sentence, theirs[0]),
        _names_crossed(said, mine, sentence, theirs),
        reverse,
        kinship,
    )


def _names_crossed(
    said: Sentence,
    mine: tuple[Sequence[int], Sequence[int]],
    sentence: Sentence,
    theirs: tuple[Sequence[int], Sequence[int]],
) -> bool:
    """Say whether a name that does it in the sentence has it done to it in the evidence, or the reverse."""
    subjects, objects = (_bearers(said, side) for side in mine)
    doers, done = (_bearers(sentence, side) for side in theirs)

    def crossed(one: Sequence[int], wrong: Sequence[int], right: Sequence[int]) -> bool:
        return affinity(said, one, sentence, wrong) >= 0.5 and affinity(said, one, sentence, right) == 0

    return crossed(subjects, done, doers) or crossed(objects, doers, done)


def _bearers(sentence: Sentence, side: Sequence[int]) -> list[int]:
    """Return the names that an argument is about: not one within another, nor one behind a preposition.

    "The attack on Tripoli" is no deed of Tripoli's, and "the Berlin Wall" none of Berlin's.
    """
    return [at for at in side if is_named(sentence.words[at]) and _is_its_own(sentence, at, frozenset(side))]


def _is_its_own(sentence: Sentence, at: int, side: frozenset[int]) -> bool:
    while True:
        word = sentence.words[at]
        if word.dep == "compound" and is_named(sentence.words[word.head]):
            return False
        if word.dep == "pobj":
            return sentence.words[word.head].head not in side
        if word.head == at or word.head not in side:
            return True
        at = word.head


def _kinship(said: Sentence, clause: Clause, sentence: Sentence, told: Clause) -> tuple[float, bool]:
    mine, theirs = said.keys[clause.verb], sentence.keys[told.verb]
    if not mine.isdisjoint(theirs):
        return _SAME, False
    if opposite(mine, theirs):
        return _SYNONYM, True
    if clause.nominal == told.nominal and alike(mine, theirs):
        return _SYNONYM, False
    return 0.0, False


def affinity(said: Sentence, mine: Sequence[int], sentence: Sentence, theirs: Sequence[int]) -> float:
    """Return the share in [0, 1] of the words `mine` that are among `theirs`; names count double."""
    if not mine or not theirs:
        return 0.0
    total = matched = 0.0
    for at in mine:
        weight = _NAME_WEIGHT if is_named(said.words[at]) else 1.0
        total += weight
        if any(alike(said.keys[at], sentence.keys[other]) for other in theirs):
            matched += weight
    return matched / total


def _against(said: Sentence, matches: Sequence[Match]) -> Iterator[Finding]:
    same = [one for one in matches if not one.reverse]
    straight = max(same, key=lambda one: (one.straight, one.kinship), default=None)
    crossed = max(same, key=lambda one: one.crossed, default=None)
    if crossed and straight and _exchanged(said, straight, crossed):
        yield Finding("exchanged", f"the passage has it the other way round: {_quoted(crossed)}", True, False)
    elif (
        straight
        and straight.names_crossed
        and _tells_roles(straight)
        and not any(one.straight > 0.9 and not one.names_crossed for one in same)
    ):
        yield Finding("crossed", f"the passage has it the other way round: {_quoted(straight)}", True, False)
    elif straight and (other := _substituted(said, straight)):
        yield Finding("another", f"the passage says it of “{other}”: {_quoted(straight)}", True, False)
    yield from _polarity(said, matches, straight)


def _tells_roles(match: Match) -> bool:
    """Say whether both clauses tell who does it and to whom, so that an exchange would show."""
    clauses = (match.said, match.told)
    if match.kinship < _SYNONYM or match.of.words[match.told.verb].lemma == "be":
        # "X is Y" says the same as "Y is X".
        return False
    if any(one.nominal for one in clauses):
        return all(one.subject and one.others for one in clauses)
    return all(one.subject or one.hidden for one in clauses)


def _exchanged(said: Sentence, straight: Match, crossed: Match) -> bool:
    if crossed.crossed < straight.straight + _MARGIN or not _tells_roles(crossed):
        return False
    if crossed.kinship < _SAME and _one_is_intransitive(crossed):
        return False
    clause, told = crossed.said, crossed.told
    named = any(is_named(said.words[at]) for at in (*clause.subject, *clause.object, *clause.others))
    subject = affinity(said, clause.subject, crossed.of, (*told.object, *told.others))
    rest = affinity(said, (*clause.object, *clause.others), crossed.of, told.subject)
    return named and (min(subject, rest) > 0 or max(subject, rest) >= 0.9)


def _one_is_intransitive(match: Match) -> bool:
    """Say whether just one of the clauses, which tells who does it, has no object: "they died"."""
    said, told = match.said, match.told
    intransitive, other = (told, said) if said.object else (said, told)
    return not (intransitive.object or intransitive.hidden or intransitive.nominal) and bool(other.object)


def _substituted(said: Sentence, match: Match) -> str:
    """Return who does it in the evidence, where another does it in the sentence; "" where none does."""
    clause, told = match.said, match.told
    if told.hidden or not clause.subject or not told.subject or clause.nominal or told.nominal:
        return ""
    mine = [at for at in clause.subject if is_named(said.words[at])]
    theirs = [at for at in told.subject if is_named(match.of.words[at])]
    if not mine or not theirs or affinity(said, mine, match.of, theirs) > _SAME_NAME:
        return ""
    rest, other = (*clause.object, *clause.others), (*told.object, *told.others)
    if affinity(said, rest, match.of, other) < _AGREES:
        return ""
    return " ".join(match.of.words[at].text for at in sorted(theirs))


def _polarity(said: Sentence, matches: Sequence[Match], straight: Match | None) -> Iterator[Finding]:
    best = max(matches, key=lambda one: one.straight * one.kinship)
    agreeing = (one for one in matches if (one.said.denied == one.told.denied) != one.reverse)
    if any(one.straight >= best.straight - 0.25 and one is not best for one in agreeing):
        return
    needed = _AGREES * (bool(best.said.subject) + bool(best.said.object or best.said.others))
    if best.straight < max(needed, _AGREES):
        return
    if (best.said.denied != best.told.denied) != best.reverse:
        word = said.words[best.said.verb].text
        told = best.of.words[best.told.verb].text
        if best.reverse:
            yield Finding(
                "opposite", f"“{word}” where the passage has “{told}”: {_quoted(best)}", True, False
            )
        elif best.said.denied:
            yield Finding("denied", f"denied here, but not in the passage: {_quoted(best)}", True, False)
        else:
            yield Finding("denied", f"denied in the passage: {_quoted(best)}", True, False)
    elif best is straight and best.said.certainty > best.told.certainty and best.kinship == _SAME:
        surest = max(
            one.told.certainty for one in matches if not one.reverse and one.straight >= best.straight - 0.2
        )
        if surest < best.said.certainty:
            yield Finding(
                "surer", f"told as a fact, but the passage is less sure: {_quoted(best)}", grave=False
            )


def _quoted(match: Match) -> str:
    """Return the words of the evidence's clause, in order, for an editor to look at."""
    told = match.told
    at = sorted({told.verb, *told.subject[:4], *told.object[:4], *told.others[:2]})
    words = match.of.words[at[0] : min(at[-1] + 1, at[0] + 14)]
    text = "".join((" " if one.start > before.end else "") + one.text for before, one in pairwise(words))
    return f"“{words[0].text}{text}”"
