"""Whether a sentence denies what the evidence says, or says the opposite of it, as far as words tell.

Clauses are compared in app/check/roles.py; this catches what no clause matches. Knows nothing of names.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.check.clauses import Sentence, is_content
from app.check.denials import DENIALS, NEGATIONS, STRONG, denies_by_prefix, negates
from app.check.findings import Finding
from app.check.keys import alike, is_calendar, opposite

_UNCLEAR_DENIALS = frozenset({"without", "hardly", "barely"})
_DENYING_VERBS = frozenset({"deny", "refuse", "fail"})
# "Fail" and "failure", "deny" and "denial", "refuse" and "refusal" begin alike.
_ROOT = 3
_ARGUMENTS = frozenset({"dobj", "attr", "nsubj", "nsubjpass"})
_COMPLEMENTS = frozenset({"acomp", "attr", "xcomp", "ccomp", "dobj", "oprd", "pcomp"})
_DEEPEST = 3
_EVERY = frozenset(
    {"every", "all", "always", "entire", "whole", "everyone", "everything", "completely", "entirely", "fully"}
    | {"any"}
)
_AS_WIDE = frozenset(
    {"each", "both", "throughout", "anything", "anyone", "annual", "annually", "consistently", "total"}
)
# "Above all", "at all" and "not all" claim nothing of all.
_NOT_WIDE_AFTER = NEGATIONS | {"above", "after", "and", "as", "at"}


def new_denial(said: Sentence, parsed: Sequence[Sentence]) -> float:
    """Return 1 where the sentence denies something and the evidence denies nothing of the kind, else 0."""
    # A negation that is part of a name or a title denies nothing.
    denying = [
        at
        for at, word in enumerate(said.words)
        if _clearly_denies(said, at) and (word.head == at or not said.words[word.head].text[0].isupper())
    ]
    return float(bool(denying) and not any(_denies_some_of(one, said, denying) for one in parsed[:2]))


def _clearly_denies(said: Sentence, at: int) -> bool:
    lemma = said.words[at].lemma
    return lemma in _DENYING_VERBS or (lemma not in _UNCLEAR_DENIALS and negates(said.words, at))


def _denies_some_of(told: Sentence, said: Sentence, denying: Sequence[int]) -> bool:
    """Say whether a denial in `told` stands beside a word that `said` has too, or is the same word's."""
    roots = {said.words[at].lemma[:_ROOT] for at in denying if said.words[at].pos == "VERB"}
    if any(word.lemma[:_ROOT] in roots for word in told.words):
        return True
    if denies_by_prefix(told.words, [word for word in said.words if is_content(word)]):
        return True
    content = [said.keys[at] for at in said.content()]
    for at, word in enumerate(told.words):
        if word.lemma in DENIALS:
            near = {at, word.head, told.words[word.head].head, *told.children[at]}
            if any(
                is_content(told.words[one]) and alike(told.keys[one], keys)
                for one in near
                for keys in content
            ):
                return True
    return False


def findings(said: Sentence, parsed: Sequence[Sentence]) -> list[Finding]:
    """Return what single words say against the sentence, wherever the closest wording is close enough.

    A word that it denies and the evidence doesn't, or the reverse; a word in place of its opposite; a word
    such as "every" where the evidence has none.
    """
    governed = [_denied_words(one) for one in parsed]
    return [
        *_denied_here(said, parsed, governed),
        *_denied_there(said, parsed, governed),
        *_opposed(said, parsed, governed),
        *_widened(said, parsed),
    ]


def _denied_here(
    said: Sentence, parsed: Sequence[Sentence], governed: Sequence[frozenset[int]]
) -> Iterator[Finding]:
    mine = sorted(_denied_words(said) & _denied_words(said, strong=False))
    # "It doesn't require valves" denies the valves, too.
    wide = [words | _objects(one, words) for one, words in zip(parsed, governed, strict=True)]
    denied = {at: [there in words for words, there in _likes(said, at, parsed, wide)] for at in mine}
    known = [at for at in mine if denied[at]]
    if known and not any(any(denied[at]) for at in known):
        word = said.words[known[0]].text
        yield Finding("denied word", f"“{word}” is denied here, but not in the passage", True, grave=False)


def _objects(sentence: Sentence, verbs: frozenset[int]) -> frozenset[int]:
    return frozenset(at for verb in verbs for at in sentence.children[verb] if _is_object(sentence, at))


def _is_object(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    return is_content(word) and word.dep in _ARGUMENTS - {"nsubj"}


def _denied_there(
    said: Sentence, parsed: Sequence[Sentence], governed: Sequence[frozenset[int]]
) -> Iterator[Finding]:
    """Yield a finding where the nearest sentence denies a word, and the sentence nothing."""
    nearest = parsed[0]
    plain = [word for word in nearest.words if is_content(word)]
    if any(word.lemma in DENIALS for word in said.words) or denies_by_prefix(said.words, plain):
        return
    for at in said.content():
        places = list(_likes(said, at, parsed, governed))
        if any(words is governed[0] and there in words for words, there in places) and all(
            there in words for words, there in places
        ):
            yield Finding("denial left out", f"the passage denies “{said.words[at].text}”", True, grave=False)
            return


def _likes(
    said: Sentence, at: int, parsed: Sequence[Sentence], governed: Sequence[frozenset[int]]
) -> Iterator[tuple[frozenset[int], int]]:
    """Yield the evidence's words like one of `said`, each with the denied words of its sentence."""
    for sentence, words in zip(parsed, governed, strict=True):
        for there, keys in enumerate(sentence.keys):
            if is_content(sentence.words[there]) and alike(said.keys[at], keys):
                yield words, there


def _denied_words(sentence: Sentence, *, strong: bool = True) -> frozenset[int]:
    """Return the words with content that an odd number of denials governs; `strong`: by "fail to", too."""
    counts: Counter[int] = Counter()
    for at, word in enumerate(sentence.words):
        governed: list[int] = []
        if negates(sentence.words, at):
            governed = _governed(sentence, at)
        elif strong and word.lemma in STRONG - NEGATIONS:
            governed = _complements(sentence, at)
        counts.update({each for one in governed for each in _with_content(sentence, one)})
    return frozenset(at for at, count in counts.items() if count % 2 and not is_calendar(sentence.words[at]))


def _governed(sentence: Sentence, at: int) -> list[int]:
    """Return the words that a negation stands with: "not" with its verb, "no" with its noun and its verb."""
    word, head = sentence.words[at], sentence.words[at].head
    if word.lemma == "without":
        return [one for one in sentence.children[at] if sentence.words[one].dep in {"pobj", "pcomp"}]
    noun = sentence.words[head]
    if noun.pos in {"NOUN", "PROPN"} and noun.dep in _ARGUMENTS and noun.head != head:
        return [head, noun.head]
    return [head]


def _complements(sentence: Sentence, at: int) -> list[int]:
    near = sentence.children[at]
    behind = [one for each in near if sentence.words[each].dep == "prep" for one in sentence.children[each]]
    return [
        one for one in (*near, *behind) if sentence.words[one].dep in _COMPLEMENTS | {"pobj", "nsubjpass"}
    ]


def _with_content(sentence: Sentence, at: int, depth: int = 0) -> frozenset[int]:
    """Return a word and what is joined to it; for a word without content what completes it ("is known")."""
    word = sentence.words[at]
    found = frozenset({at}) if is_content(word) else frozenset[int]()
    if depth < _DEEPEST:
        # "Isn't about it": what hangs on a preposition completes the verb, too.
        wanted = {"conj"} if found else {"conj", "prep", "pobj"} | _COMPLEMENTS
        for one in sentence.children[at]:
            if sentence.words[one].dep in wanted:
                found |= _with_content(sentence, one, depth + 1)
    return found


def _opposed(
    said: Sentence, parsed: Sequence[Sentence], governed: Sequence[frozenset[int]]
) -> Iterator[Finding]:
    """Yield a finding where a word that the evidence lacks stands for its opposite, beside the same words."""
    mine = _denied_words(said)
    for at in said.content():
        if any(alike(said.keys[at], keys) for one in parsed for keys in one.keys):
            continue
        for sentence, words in zip(parsed[:2], governed, strict=False):
            for there, keys in enumerate(sentence.keys):
                if (
                    opposite(said.keys[at], keys)
                    and not any(alike(keys, own) for own in said.keys)
                    and (at in mine) == (there in words)
                    and _share_a_neighbour(said, at, sentence, there)
                ):
                    reason = f"“{said.words[at].text}” where the passage has “{sentence.words[there].text}”"
                    yield Finding("opposite word", reason, True, grave=False)
                    return


def _share_a_neighbour(said: Sentence, at: int, sentence: Sentence, there: int) -> bool:
    theirs = _neighbours(sentence, there)
    return any(
        alike(said.keys[one], sentence.keys[other]) for one in _neighbours(said, at) for other in theirs
    )


def _neighbours(sentence: Sentence, at: int) -> list[int]:
    """Return the words with content that a word hangs on or that hang on it or beside it."""
    head = sentence.words[at].head
    near = {head, *sentence.children[at], *sentence.children[head]}
    behind = {
        one
        for each in near
        if sentence.words[each].dep in {"prep", "agent"}
        for one in sentence.children[each]
    }
    return [one for one in near | behind if one != at and is_content(sentence.words[one])]


def _widened(said: Sentence, parsed: Sequence[Sentence]) -> Iterator[Finding]:
    if any(word.lemma in _EVERY | _AS_WIDE for one in parsed for word in one.words):
        return
    for before, word in zip((None, *said.words), said.words, strict=False):
        if word.lemma in _EVERY and (before is None or before.lemma not in _NOT_WIDE_AFTER):
            yield Finding("widened", f"“{word.text}” goes further than the passage", grave=False)
            return
