"""Example questions made from the archive that is loaded, by rules, each tried before it is shown.

The rules read English sentences: who said something about what, how many in which place, what happened
where. Where an archive offers none, there are no examples. Knows nothing of the page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from app.archive import Archive
from app.records import QUOTES, Question
from app.vocabulary import MONTHS, WEEKDAYS
from index.errors import CitewireError
from index.records import Article

_MOST_READ = 12
_MOST_CHARACTERS = 20_000
_MOST_TRIED = 16

_WORD = r"[A-Z][a-zà-ÿ]+(?:[-’'][A-Za-z][a-zà-ÿ]+)?"
_NAME = rf"(?:{_WORD}|[A-Z]{{2,6}})(?: (?:of |of the )?{_WORD}){{0,3}}"
_NO_NAMES = (
    "The This That These Those There Then They It He She We You His Her Its Our But And For From In On "
    "At As If When While After Before Since Over Both Some Many Most Several Mr Mrs Ms Dr Photo Read Video"
)
_NOT_NAMES = frozenset({*_NO_NAMES.split(), *WEEKDAYS, *MONTHS})
_MID_SENTENCE = re.compile(rf"(?<=[a-z,] )({_NAME})")
_SAID = re.compile(
    rf"(?P<who>(?:[Tt]he )?{_NAME})(?:,? [^.,]{{0,40}},)? "
    r"(?:said|says|told|accused|announced|warned|claimed|stressed|denied|urged|called)\b(?P<what>[^.]*)"
)
_NUMBER = r"(?:\d[\d,]*|dozens of|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PEOPLE = r"(?P<what>people|civilians|soldiers|fighters|children|workers|migrants|passengers)"
_FATE = r"(?P<done>killed|injured|wounded|displaced|arrested|rescued|evacuated)"
_COUNTED = re.compile(
    rf"{_NUMBER} (?:[\w-]+ )?{_PEOPLE}[^.,]{{0,40}}? (?:were |have been |had been )?{_FATE}\b(?P<after>[^.]*)"
)
_COUNTED_AFTER = re.compile(
    rf"(?P<before>[^.]*)\b{_FATE} (?:at least |about |some )?{_NUMBER} {_PEOPLE}\b(?P<after>[^.]*)"
)
_PLACED = re.compile(rf"\b(?P<at>in|near|at|outside|on) (?P<place>{_NAME})(?![\w’'-])")


@dataclass(frozen=True, slots=True)
class _Names:
    """How often each name stands inside a sentence, where a capital letter means something.

    `places` counts how often it does after "in" and the like.
    """

    seen: Counter[str]
    places: Counter[str]

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "_Names":
        bodies = [_body(article) for article in articles]
        names = (_bare(match[1]) for body in bodies for match in _MID_SENTENCE.finditer(body))
        places = (match["place"] for body in bodies for match in _PLACED.finditer(body))
        return cls(Counter(names), Counter(places))

    def first_in(self, text: str, *, besides: str = "") -> str | None:
        """Return the most frequent name in `text` that shares no word with `besides`."""
        taken = set(_bare(besides).split())
        names = [_bare(match[0]) for match in re.finditer(_NAME, text)]
        fit = [name for name in names if self.knows(name) and not taken & set(name.split())]
        return max(fit, key=lambda name: self.seen[name], default=None)

    def knows(self, name: str) -> bool:
        return self.seen[name] > 1 and name.split()[0] not in _NOT_NAMES

    def knows_place(self, name: str) -> bool:
        return self.knows(name) and self.places[name] > 1


def examples(archive: Archive, most: int = 4) -> tuple[str, ...]:
    """Return at most `most` questions that the archive answers, about different matters.

    The same archive gives the same questions.
    """
    articles = _sample(archive)
    names = _Names.of(articles)
    kept: dict[str, str] = {}
    for question in _take_turns(_candidates(article, names) for article in articles):
        matter = _matter(question)
        if matter not in kept and _is_answered(archive, question):
            kept[matter] = question
        if len(kept) == most:
            break
    return tuple(kept.values())


def _sample(archive: Archive) -> list[Article]:
    """Return articles from all over the archive."""
    ids = archive.store.article_ids()
    step = max(1, len(ids) // _MOST_READ)
    found = (archive.store.article(article_id) for article_id in ids[::step][:_MOST_READ])
    return [article for article in found if article is not None]


def _take_turns(questions: Iterable[Iterable[str]]) -> list[str]:
    """Return one question of each article, then a second of each, and so on, each once."""
    rounds = zip_longest(*questions)
    return list(dict.fromkeys(one for turn in rounds for one in turn if one))[:_MOST_TRIED]


def _candidates(article: Article, names: _Names) -> Iterator[str]:
    text = _body(article)
    rules = (_how_many(text, names), _what_said(text, names), _what_happened(text, names))
    yield from (question for turn in zip_longest(*rules) for question in turn if question)


def _how_many(text: str, names: _Names) -> Iterator[str]:
    counted = [(match, match["after"]) for match in _COUNTED.finditer(text)]
    counted += [(match, match["after"] + match["before"]) for match in _COUNTED_AFTER.finditer(text)]
    for match, around in counted:
        place = _PLACED.search(around)
        if place and names.knows_place(place["place"]):
            yield f"How many {match['what']} were {match['done']} in {place['place']}?"


def _what_happened(text: str, names: _Names) -> Iterator[str]:
    """Ask about the places that are mentioned least first: the others are what everything is about."""
    found = [
        match for match in _PLACED.finditer(text) if match["at"] != "on" and names.knows_place(match["place"])
    ]
    for match in sorted(found, key=lambda match: names.seen[match["place"]]):
        yield f"What happened {match['at']} {match['place']}?"


def _what_said(text: str, names: _Names) -> Iterator[str]:
    for match in _SAID.finditer(text):
        who = re.sub("^The ", "the ", _bare(match["who"]))
        topic = names.first_in(match["what"], besides=who)
        if topic and names.knows(who.removeprefix("the ")):
            yield f"What did {who} say about {topic}?"


def _matter(question: str) -> str:
    """Return what may not come twice: who is asked about, or what is counted."""
    return " ".join(question.split()[:4])


def _is_answered(archive: Archive, question: str) -> bool:
    try:
        # Never a model: nobody has asked it anything yet.
        reply = archive.ask(Question(question), engine=QUOTES)
        return reply.answered and not reply.doubtful
    except CitewireError:
        return False


def _body(article: Article) -> str:
    return article.text[:_MOST_CHARACTERS]


def _bare(name: str) -> str:
    return re.sub(r"[’']s?$", "", name)
