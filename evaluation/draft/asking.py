"""Questions made of a clause by moving or replacing the part that is asked for.

"Who" and "what" by replacement of the subject; when, where, how many and the object's "what" by moving the
finite verb before the subject, with "do" where there is no auxiliary. What isn't clearly grammatical, or
doesn't stand alone, is not made. Knows nothing of articles or files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.figures import value_of
from evaluation.draft.clauses import Clause, Group, anchored, clause_at, main_clause, named
from evaluation.draft.people import People
from evaluation.draft.tree import Tree
from evaluation.draft.words import words_for

WHO, WHEN, WHERE, HOW_MANY, WHAT = KINDS = ("who", "when", "where", "how many", "what")

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_DAY = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?:{_MONTH} {_DAY},? {_YEAR}|{_DAY}(?: of)? {_MONTH},? {_YEAR}|{_MONTH},? (?:of )?{_YEAR}|{_YEAR})"
)
_NUMBER = re.compile(
    r"(?:(?:more than|over|about|around|some|nearly|almost|at least|approximately|roughly|up to|only)"
    r" )?"
    r"(?:[\d,.]+(?: (?:thousand|million|billion))?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|\w+teen|\w+ty)(?:[ -]\w+)*)",
    re.IGNORECASE,
)
_FEWEST_WORDS, _MOST_WORDS = 5, 20
_LONGEST_ANSWER_WORDS = 12
# Other verbs whose past form ends in "ied" end in "y".
_WITH_IE = frozenset({"die", "lie", "tie"})
# Such adjectives keep their capital: French, British, Libyan, Chinese.
_OF_A_NATION = re.compile(r"(?:ish|ese|an|ch|ss|ek)$")
# "Who" and "what" take the singular.
_SINGULAR = {"have": "has", "are": "is", "were": "was"}


@dataclass(frozen=True, slots=True)
class Made:
    """A question with its answers, the first as the sentence has it, and which of KINDS it is.

    `about` is the name of the person that the question tells something of, where it does.
    """

    question: str
    answers: tuple[str, ...]
    asks: str
    about: str = ""


def questions(tree: Tree, people: People) -> Iterator[Made]:
    """Yield the questions that a sentence answers."""
    if len(tree.roots) == 1:
        yield from filter(_fits, _reported(tree, tree.roots[0], people))
    clause = main_clause(tree)
    if clause is None:
        return
    for make in (_subject, _when, _where, _number, _agent, _attribute, _definition, _object):
        for made in make(clause, people):
            if _fits(made):
                yield replace(made, about=_somebody(clause, people, made.question))


def _somebody(clause: Clause, people: People, question: str) -> str:
    tree, head = clause.tree, clause.subject.head
    name = tree.says(_name(tree, head)) if tree.words[head].pos == "PROPN" else ""
    return name if " " in name and name in question and people.is_person(tree, head) else ""


def _fits(made: Made) -> bool:
    words = made.question.split()
    return bool(
        (len(words) >= _FEWEST_WORDS or re.match(r"(?:Who|What) (?:is|was|are|were) [A-Z]", made.question))
        and len(words) <= _MOST_WORDS
        and len(made.answers[0].split()) <= _LONGEST_ANSWER_WORDS
        and made.question.count('"') % 2 == 0
        and not re.search(r"[(\[;:]|\b(?:and|or|the|an?)\?$", made.question)
        and made.answers[0].count("(") == made.answers[0].count(")")
        and not set(re.findall(r"[a-z]+", made.answers[0].lower()))
        & (words_for("tied") | words_for("pronouns"))
        and made.answers[0].lower() not in made.question.lower()
    )


def _subject(clause: Clause, people: People) -> Iterator[Made]:
    tree, subject = clause.tree, clause.subject
    if clause.finite.text.lower() not in _SINGULAR and clause.finite.tag == "VBP":
        return
    if not _tellable(clause, list(clause.parts)) or not named(tree, subject.words):
        return
    kind = _of_attribute(clause) if clause.copula else _of_deed(clause, people)
    if kind is not None and not (kind == WHAT and _is_plural(tree, subject.head)):
        verbs = sorted([*clause.auxiliaries, *_between(clause), clause.verb])
        first, *others = [tree.words[at].text for at in verbs]
        verb = " ".join([_SINGULAR.get(first.lower(), first.lower()), *others])
        yield Made(_sentence([kind, verb, *_said(clause)]), _phrases(tree, subject), kind)


def _of_attribute(clause: Clause) -> str | None:
    """Return what asks for the bearer of "is the ...", None where that could be many."""
    tree = clause.tree
    attributes = [group for group in clause.parts if tree.words[group.head].dep == "attr"]
    if tree.words[clause.subject.head].pos != "PROPN":
        return None
    if not attributes or not _definite(tree, attributes[0].head) or _is_plural(tree, attributes[0].head):
        return None
    return WHO if tree.words[attributes[0].head].lemma in words_for("people") else WHAT


def _of_deed(clause: Clause, people: People) -> str | None:
    """Return what asks for the doer, None where nothing tells whether that is somebody."""
    tree = clause.tree
    thing = tree.words[clause.subject.head].text.lower() in words_for("things")
    agentive = not clause.passive and not thing and tree.words[clause.verb].lemma in words_for("agentive")
    person = False if thing else True if agentive else people.is_person(tree, clause.subject.head)
    made = words_for("makers") | words_for("places")
    if clause.passive and tree.words[clause.verb].lemma in made:
        return None
    if person is None or not (person or thing) or not _telling(clause, person):
        return None
    return WHO if person else WHAT


def _is_plural(tree: Tree, at: int) -> bool:
    return tree.words[at].tag in {"NNS", "NNPS"} or bool(tree.those(at, "conj"))


def _telling(clause: Clause, person: bool) -> bool:
    """Say whether what the subject did singles it out: somebody's to a named thing, a thing's dated."""
    tree = clause.tree
    done = [
        group for group in clause.parts if tree.words[group.head].dep in {"dobj", "agent", "attr", "oprd"}
    ]
    dated = any(re.search(rf"\b{_YEAR}\b", tree.says(group.words)) for group in clause.parts)
    if not any(named(tree, group.words) for group in done):
        return False
    made = tree.words[clause.verb].lemma in words_for("makers")
    return dated or (person and (made or _singled_out(clause, without=clause.subject)))


def _singled_out(clause: Clause, without: Group | None = None) -> bool:
    """Say whether it is told well enough which event is meant: two names or a year, unless it lasts still."""
    tree = clause.tree
    groups = [group for group in (clause.subject, *clause.parts) if group is not without]
    said = sorted({at for group in groups for at in group.words})
    names = sum(
        tree.words[at].pos == "PROPN" and (at - 1 not in said or tree.words[at - 1].pos != "PROPN")
        for at in said
    )
    lasting = clause.finite.tag in {"VBZ", "VBP"} and not clause.auxiliaries
    return lasting or names > 1 or bool(re.search(rf"\b{_YEAR}\b", tree.says(said)))


def _when(clause: Clause, people: People) -> Iterator[Made]:
    if clause.copula:
        return
    for group in clause.parts:
        date = _date(clause.tree, group)
        if date is not None:
            ask = "in what year" if re.fullmatch(_YEAR, date) else "when"
            if _dateless(clause, group):
                yield from _inverted(clause, ask, group, (date, clause.tree.says(group.words)), WHEN)


def _where(clause: Clause, people: People) -> Iterator[Made]:
    tree = clause.tree
    verb = tree.words[clause.verb].lemma
    if verb not in (words_for("places") if clause.passive else words_for("settling")):
        return
    for group in clause.parts:
        if tree.words[group.head].lemma not in {"in", "at", "near"} or _date(tree, group) is not None:
            continue
        objects = tree.those(group.head, "pobj")
        if len(objects) != 1 or tree.words[objects[0]].pos != "PROPN" or not named(tree, objects):
            continue
        place = Group(objects[0], tuple(tree.part(objects[0])), fronted=False)
        if not re.search(rf"\b{_YEAR}\b", tree.says(place.words)):
            yield from _inverted(clause, "where", group, _phrases(tree, place), WHERE)


def _number(clause: Clause, people: People) -> Iterator[Made]:
    tree = clause.tree
    for group in (clause.subject, *clause.parts):
        counted = _counted(tree, group)
        if counted is None or (tree.words[group.head].dep not in {"nsubj", "nsubjpass", "dobj"}):
            continue
        number, rest = counted
        if clause.copula or not _singled_out(clause):
            continue
        what = "how many " + tree.says(rest)
        answers = _number_answers(tree, number, group)
        if group is clause.subject:
            if anchored(tree, rest) and _tellable(clause, list(clause.parts)):
                verb = tree.says(sorted([*clause.auxiliaries, *_between(clause), clause.verb]))
                yield Made(_sentence([what, verb, *_said(clause)]), answers, HOW_MANY)
        elif anchored(tree, rest):
            yield from _inverted(clause, what, group, answers, HOW_MANY)


def _agent(clause: Clause, people: People) -> Iterator[Made]:
    tree = clause.tree
    if not clause.passive or tree.words[clause.verb].lemma not in words_for("makers"):
        return
    for group in clause.parts:
        agents = tree.those(group.head, "pobj") if tree.words[group.head].dep == "agent" else []
        if len(agents) == 1 and tree.words[agents[0]].pos == "PROPN" and not tree.those(agents[0], "conj"):
            agent = Group(agents[0], tuple(tree.part(agents[0])), fronted=False)
            yield from _inverted(clause, "by whom", group, _phrases(tree, agent), WHO)


def _attribute(clause: Clause, people: People) -> Iterator[Made]:
    """Ask for the name behind "the capital of Chad is N'Djamena"."""
    tree = clause.tree
    if not clause.copula or clause.auxiliaries or not _definite(tree, clause.subject.head):
        return
    for group in clause.parts:
        word = tree.words[group.head]
        if (
            word.dep == "attr"
            and word.pos == "PROPN"
            and not _indefinite(tree, group.head)
            and not tree.those(group.head, "conj")
        ):
            person = tree.words[clause.subject.head].lemma in words_for("people")
            yield from _inverted(
                clause, WHO if person else WHAT, group, _phrases(tree, group), WHO if person else WHAT
            )


def _definition(clause: Clause, people: People) -> Iterator[Made]:
    """Ask who or what a name is, where it is said to be "a ..." of some description."""
    tree = clause.tree
    if not clause.copula or clause.auxiliaries or tree.words[clause.subject.head].pos != "PROPN":
        return
    rest = [group for group in clause.parts if tree.words[group.head].dep != "attr"]
    attributes = [group for group in clause.parts if group not in rest]
    if len(attributes) != 1 or any(_kept(clause, group) for group in rest):
        return
    head = attributes[0].head
    if (
        tree.words[head].pos == "NOUN"
        and _indefinite(tree, head)
        and _length(tree, attributes[0]) > 3
        and anchored(tree, attributes[0].words)
    ):
        kind = WHO if tree.words[head].lemma in words_for("people") else WHAT
        yield from _inverted(clause, kind, attributes[0], _phrases(tree, attributes[0]), kind)


def _object(clause: Clause, people: People) -> Iterator[Made]:
    tree = clause.tree
    if not named(tree, clause.subject.words) or tree.words[clause.verb].lemma in words_for("of"):
        return
    for group in clause.parts:
        word = tree.words[group.head]
        if word.dep == "dobj" and word.pos == "PROPN" and not tree.those(group.head, "conj"):
            agentive = tree.words[clause.verb].lemma in words_for("agentive") - words_for("makers")
            person = people.is_person(tree, group.head)
            if person is not None and (person or agentive or word.tag == "NNP"):
                yield from _inverted(
                    clause, WHO if person else WHAT, group, _phrases(tree, group), WHO if person else WHAT
                )


def _reported(tree: Tree, verb: int, people: People) -> Iterator[Made]:
    """Ask who said what a sentence reports, and ask about that "according to" whoever said it."""
    speakers, told = tree.those(verb, "nsubj"), tree.those(verb, "ccomp")
    word = tree.words[verb]
    if (
        word.lemma not in words_for("saying")
        or word.tag not in {"VBD", "VBZ"}
        or re.search('["“”;]', tree.text)
    ):
        return
    if len(speakers) != 1 or len(told) != 1 or not speakers[0] < verb < told[0]:
        return
    speaker = Group(speakers[0], tuple(tree.part(speakers[0])), fronted=False)
    if not named(tree, speaker.words) or not anchored(tree, speaker.words):
        return
    rest = [at for at in tree.part(told[0]) if tree.words[at].dep != "mark" or tree.words[at].head != told[0]]
    asks = any(tree.words[at].tag in {"WDT", "WP", "WRB", "WP$"} for at in rest)
    whole = rest == list(range(rest[0], rest[-1] + 1)) and tree.those(told[0], "nsubj", "nsubjpass")
    if whole and not asks and anchored(tree, rest) and named(tree, rest):
        yield Made(_sentence(["who", word.text, "that", tree.says(rest)]), _phrases(tree, speaker), WHO)
    clause = clause_at(tree, told[0])
    if clause is None:
        return
    for make in (_subject, _when, _where, _number, _agent, _object):
        for made in make(clause, people):
            yield replace(made, question=f"{made.question[:-1]}, according to {_lowered(tree, speaker)}?")


def _inverted(clause: Clause, ask: str, asked: Group, answers: tuple[str, ...], kind: str) -> Iterator[Made]:
    """Yield the question that has `asked` moved to its front: ask, finite verb, subject, the rest."""
    tree = clause.tree
    rest = [group for group in clause.parts if group is not asked]
    if not _tellable(clause, [clause.subject, *rest]):
        return
    subject = _lowered(tree, clause.subject)
    if clause.auxiliaries:
        first, *others = clause.auxiliaries
        verbs = [
            tree.words[first].text.lower(),
            subject,
            tree.says(sorted([*others, *_between(clause), clause.verb])),
        ]
    elif clause.copula:
        verbs = [tree.words[clause.verb].text.lower(), subject]
    else:
        word = tree.words[clause.verb]
        if not _regular(word.text.lower(), word.lemma, word.tag):
            return
        do = {"VBD": "did", "VBZ": "does", "VBP": "do"}[word.tag]
        verbs = [do, subject, tree.says(sorted(_between(clause))), word.lemma]
    yield Made(_sentence([ask, *verbs, *_said(clause, without=asked)]), answers, kind)


def _regular(text: str, lemma: str, tag: str) -> bool:
    """Say whether a lemma can be the base of a form: a past form that is its own base is a rare one."""
    if text.endswith("ied") and lemma not in {text[:-3] + "y", *_WITH_IE}:
        return False
    return lemma.isalpha() and (tag != "VBD" or lemma != text or lemma in words_for("invariant"))


def _said(clause: Clause, without: Group | None = None) -> list[str]:
    """Return the words of the parts in their order, those before the subject moved to the end."""
    tree = clause.tree
    before = set(_between(clause))
    there = [group for group in clause.parts if group is not without and _kept(clause, group)]
    there = [group for group in there if group.head not in before]
    ordered = sorted(there, key=lambda group: group.fronted)
    return [_lowered(tree, group) if group.fronted else tree.says(group.words) for group in ordered]


def _between(clause: Clause) -> list[int]:
    """Return the words between subject and verb that are no auxiliaries: "has strongly condemned"."""
    return [
        at
        for group in clause.parts
        if not group.fronted and max(group.words) < clause.verb
        for at in group.words
    ]


def _kept(clause: Clause, group: Group) -> bool:
    """Say whether a part is told in the question: of those before the subject, only times and places."""
    tree = clause.tree
    told = named(tree, group.words) or any(tree.words[at].pos == "NUM" for at in group.words)
    return not group.fronted or (told and tree.words[group.head].dep == "prep")


def _tellable(clause: Clause, groups: Sequence[Group]) -> bool:
    """Say whether what a question tells stands alone and names something."""
    tree = clause.tree
    there = [group for group in groups if _kept(clause, group)]
    positions = sorted({at for group in there for at in group.words})
    return anchored(tree, positions) and named(tree, positions)


def _date(tree: Tree, group: Group) -> str | None:
    """Return the date that "in ..." or "on ..." tells, with its year."""
    if tree.words[group.head].lemma not in {"in", "on"}:
        return None
    said = tree.says(at for at in group.words if at != group.head)
    return said if _DATE.fullmatch(said) else None


def _dateless(clause: Clause, asked: Group) -> bool:
    """Say whether no other part tells a year, which would give the answer away or contradict it."""
    others = (group for group in (clause.subject, *clause.parts) if group is not asked)
    return not any(re.search(rf"\b{_YEAR}\b", clause.tree.says(group.words)) for group in others)


def _counted(tree: Tree, group: Group) -> tuple[list[int], list[int]] | None:
    """Return the words of the number and the others of "forty old ships"; None if it is no count."""
    head = tree.words[group.head]
    numbers = [one for one in tree.those(group.head, "nummod") if tree.words[one].pos == "NUM"]
    if (
        head.tag != "NNS"
        or head.lemma in words_for("uncounted")
        or len(numbers) != 1
        or tree.those(group.head, "det", "poss", "conj")
    ):
        return None
    number = tree.part(numbers[0])
    said = tree.says(number)
    if re.fullmatch(_YEAR, said) or not _NUMBER.fullmatch(said) or number[0] != group.words[0]:
        return None
    rest = [at for at in group.words if at not in number]
    return (number, rest) if rest and rest[0] > number[-1] else None


def _number_answers(tree: Tree, number: Sequence[int], group: Group) -> tuple[str, ...]:
    said = tree.says(number)
    plain = tree.words[tree.those(group.head, "nummod")[0]].text
    value = value_of(plain.lower())
    digits = [f"{value:,.0f}", f"{value:.0f}"] if value is not None and value == int(value) else []
    noun = tree.words[group.head].text
    return tuple(dict.fromkeys([said, f"{said} {noun}", plain, *digits]))


def _length(tree: Tree, group: Group) -> int:
    return sum(word.text[:1].isalnum() for word in tree.tokens(group.words))


def _indefinite(tree: Tree, at: int) -> bool:
    return any(tree.words[one].text.lower() in {"a", "an"} for one in tree.those(at, "det"))


def _definite(tree: Tree, at: int) -> bool:
    return any(tree.words[one].text.lower() == "the" for one in tree.those(at, "det"))


def _phrases(tree: Tree, group: Group) -> tuple[str, ...]:
    """Return a part's words, the same without its article, the bare name at its head, and its other name."""
    said = tree.says(group.words)
    bare = re.sub(r"^(?:the|an?)\s+", "", said, flags=re.IGNORECASE)
    others = [
        tree.says(_name(tree, at))
        for at in tree.those(group.head, "appos")
        if _is_other_name(tree, group, at)
    ]
    name = _name(tree, group.head)
    follows = tree.words[name[-1] + 1].text if name[-1] + 1 < len(tree.words) else ""
    head = [] if follows in {"of", "for", "in", "on", "and"} else [tree.says(name)]
    head = head if tree.words[group.head].pos == "PROPN" else []
    return tuple(dict.fromkeys(one for one in (said, bare, *head, *others) if one))


def _is_other_name(tree: Tree, group: Group, at: int) -> bool:
    word = tree.words[at]
    known = words_for("titles") | words_for("people")
    return (
        at not in group.words
        and word.pos == "PROPN"
        and word.text.isalpha()
        and word.text.lower() not in known
    )


def _name(tree: Tree, at: int) -> list[int]:
    """Return the run of names that ends with a word."""
    first = at
    while first > 0 and (tree.words[first - 1].pos == "PROPN" or tree.words[first - 1].text in {"-", "–"}):
        first -= 1
    return list(range(first, at + 1))


def _lowered(tree: Tree, group: Group) -> str:
    """Return a subject as it stands inside of a sentence."""
    said = tree.says(group.words)
    first = tree.words[group.words[0]]
    following = tree.words[group.words[1]].pos if len(group.words) > 1 else ""
    if first.pos in {"DET", "ADP", "NUM", "ADV"}:
        return said[:1].lower() + said[1:]
    keeps = (
        first.pos == "PROPN"
        or following == "PROPN"
        or first.text.isupper()
        or _OF_A_NATION.search(first.text)
    )
    return said if keeps or group.words[0] else said[:1].lower() + said[1:]


def _sentence(pieces: Sequence[str]) -> str:
    said = " ".join(piece for piece in pieces if piece)
    said = re.sub(r"(\.[A-Z])$", r"\1.", said)
    return said[:1].upper() + said[1:] + "?"
