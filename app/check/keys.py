"""Keys of single words: two words that may stand for one another share one.

Stems and lemmas, the synonyms of news, spellings of names, countries and their people, and opposites.
English only but for the names. Knows nothing of sentences.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import permutations
from pathlib import Path

from app.check.names import alias_group
from app.check.parse import Token
from app.check.words import word_list
from app.synonyms import synonyms_of
from index.analysis import analyze, fold, name_key, people_key

_CALENDAR = word_list("calendar")
_COMPASS = word_list("compass")
_OPPOSITES = Path(__file__).with_name("opposites.txt")
_EXCLUSIVE = Path(__file__).with_name("exclusive.txt")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the English stem of one word, "" where it has no letters or digits."""
    stems = analyze(word, "en")
    return stems[-1] if stems else ""


@lru_cache(maxsize=50_000)
def word_keys(text: str, lemma: str, proper: bool) -> frozenset[str]:
    """Return the keys of a word; of a name those of its other spellings too."""
    keys = {stem(text), stem(lemma)}
    if proper:
        plain = fold(text)
        keys |= {f"initials:{plain}" if text.isupper() and len(plain) > 1 else ""}
        keys |= {f"name:{name_key(text)}", people_key(text), f"alias:{alias_group(plain)}"}
    return frozenset(key for key in keys if key not in {"", "name:", "alias:"})


def token_keys(token: Token) -> frozenset[str]:
    """Return the keys of a parsed word."""
    return word_keys(token.text, token.lemma, is_named(token))


def name_group_keys(name: Sequence[str]) -> frozenset[str]:
    """Return the keys that the words of one name have together: its initials, and its aliases."""
    if len(name) < 2:
        return frozenset()
    folded = [fold(word) for word in name]
    parts = [folded[at : at + 2] for at in range(len(folded))]
    if folded[-2] in _COMPASS:
        del parts[-1]  # North Korea goes by none of Korea's names.
    known = {alias_group("_".join(part)) for part in parts} - {""}
    return frozenset({f"initials:{''.join(word[:1] for word in folded)}", *(f"alias:{one}" for one in known)})


def is_calendar(token: Token) -> bool:
    """Say whether a word is the name of a day or a month."""
    return token.lemma in _CALENDAR


def is_named(token: Token) -> bool:
    """Say whether a word is a name or is made of one (Turkey, Turkish); days and months are none."""
    if not token.text[:1].isupper() or token.lemma in _CALENDAR:
        return False
    if token.pos in {"PROPN", "X"}:
        return True
    if token.pos == "PRON":
        return token.tag not in {"PRP", "PRP$", "WP", "WDT"} and token.start == 0 and not token.text.isascii()
    return token.pos in {"ADJ", "NOUN"} and token.start > 0


@lru_cache(maxsize=50_000)
def related(keys: frozenset[str]) -> frozenset[str]:
    """Return keys with the stems of other words for the same."""
    return keys.union(*(synonyms_of(key) for key in keys))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether words with these keys may stand for one another."""
    return not one.isdisjoint(other) or not related(one).isdisjoint(other)


def opposite(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether words with these keys say the opposite of one another."""
    return any(not _apart(_OPPOSITES).get(key, frozenset()).isdisjoint(other) for key in one)


def exclusive(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether words with these keys can't both be so of one thing: doubled, tripled; a week, a month."""
    return any(not _apart(_EXCLUSIVE).get(key, frozenset()).isdisjoint(other) for key in one)


@cache
def _apart(path: Path) -> dict[str, frozenset[str]]:
    """Read a list, groups of words with "|" between in a line; each key has those of the other groups."""
    table: dict[str, frozenset[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        groups = [frozenset(stem(word) for word in group.split()) for group in line.split("|")]
        for group, other in permutations(groups, 2):
            for key in group:
                table[key] = table.get(key, frozenset()) | other
    return table
