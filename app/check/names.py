"""The names of a sentence, and which of them some text doesn't have under any usual spelling.

A name is a run of capitalised words, or a word of letters and digits such as BM-21. Knows nothing of who
did what.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from rapidfuzz.distance import Indel

from app.check.words import word_list
from app.vocabulary import ENGLISH_WORDS
from index.analysis import analyze, fold, name_keys
from index.records import Span

_ALIASES = Path(__file__).with_name("aliases.txt")
_WORD = re.compile(r"[^\W\d_](?:[\w']|\.(?=\w\b)|-(?=\w))*")
_CODE = re.compile(
    r"\b(?=[\w-]{0,40}[A-Za-z])(?=[\w-]{0,40}\d)(?!\d+(?:st|nd|rd|th|s|k|m|bn|mn|km|kg|pm|am|cm|mm)\b)[A-Z][\w-]*\b"
)
_LINK = frozenset({"of", "the", "al", "el", "bin", "ibn", "de", "da", "la", "van", "von", "der"})
_ARTICLE = re.compile(r"^(?:al|el|ad|as|ar|at|an|ash|az|ul)-(?=\w)", re.IGNORECASE)
# Capitalised beside a name, or standing for its bearer: content, but no name of its own.
_TITLES = word_list("titles")
_ALIKE = 0.55


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands, its words that identify its bearer, and the `whole` of it."""

    span: Span
    words: tuple[str, ...]
    spans: tuple[Span, ...]
    whole: tuple[str, ...]

    @property
    def text(self) -> str:
        """The identifying words."""
        return " ".join(self.words)


class Lexicon:
    """The words and names of some texts in `language` (ISO 639-1, "" unknown), to look names up in."""

    def __init__(self, texts: Iterable[str], language: str = "en") -> None:
        self._language = language
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._by_key: dict[str, set[str]] = {}
        self._initials: set[str] = set()
        for text in texts:
            self._take(text)

    def _take(self, text: str) -> None:
        tokens = [found.group() for found in _WORD.finditer(text)]
        folded = [fold(token) for token in tokens]
        self._words.update(folded)
        self._words.update(part for word in folded for part in re.split(r"[-.]", word) if len(part) > 1)
        self._words.update(fold(code.group()) for code in _CODE.finditer(text))
        self._words.update(f"{one}_{other}" for one, other in pairwise(folded))
        self._stems.update(analyze(" ".join(tokens), self._language))
        for token in tokens:
            if token[0].isupper() or not token[0].islower():
                for key in name_keys(token):
                    self._by_key.setdefault(key, set()).add(fold(token))
        self._initials.update(_initials(tokens))

    def has(self, word: str) -> bool:
        """Say whether the texts have this word of a name, in another spelling or under another name too."""
        plain = _plain(word)
        if not plain or plain in self._words or _compact(plain) in self._words:
            return True
        if _aliases().get(plain, frozenset()) & self._words:
            return True
        if word.isupper() and len(plain) > 1:
            return plain.replace(".", "") in self._initials
        if self._language != "en" and self._has_ending(word):
            return True
        return self._has_stem(plain) or self._has_spelling(word, plain) or self._has_parts(plain)

    def has_name(self, name: Name) -> bool:
        """Say whether the texts have a whole name by its initials, or under another name."""
        folded = "_".join(_plain(word) for word in name.whole)
        initials = "".join(word[0].lower() for word in name.whole)
        known = _aliases().get(folded, frozenset()) & self._words
        return bool(known) or (len(initials) > 2 and initials in self._words)

    def _has_stem(self, plain: str) -> bool:
        return len(plain) > 3 and not set(analyze(plain, self._language)).isdisjoint(self._stems)

    def _has_ending(self, word: str) -> bool:
        """Say whether the texts have a word of a name in another case: "Набиевой", "Perinçan'ın"."""
        bare = _ARTICLE.sub("", word)
        stem, mark, _ = bare.partition("'")
        if mark and len(stem) > 2 and _plain(stem) in self._words:
            return True
        return len(bare) > 3 and not set(analyze(bare, self._language)).isdisjoint(self._stems)

    def _has_spelling(self, word: str, plain: str) -> bool:
        spelled = (other for key in name_keys(word) for other in self._by_key.get(key, ()))
        return any(
            Indel.normalized_similarity(_compact(plain), _compact(other)) >= _ALIKE for other in spelled
        )

    def _has_parts(self, plain: str) -> bool:
        """Say whether every part of a compound is there: "UN-backed", "Al-Jumua", "pro-Haftar"."""
        parts = [part for part in plain.split("-") if len(part) > 1]
        return len(parts) > 1 and all(self.has(part.capitalize()) or part in _LINK for part in parts)


def names(text: str, proper: frozenset[int] | None = None, apart: Iterable[Span] = ()) -> list[Name]:
    """Return the names of clean text, in order, but for what lies in the spans `apart` (dates, numbers).

    `proper` holds the offsets of the words that a tagger takes for names: it decides about the words
    that open a sentence, which are left out where it is None.
    """
    runs: list[list[re.Match[str]]] = []
    end = -1
    taken = tuple(apart)
    for found in _WORD.finditer(text):
        if not _is_capitalised(text, found, proper) or _within(found, taken):
            continue
        between = text[end : found.start()] if runs else ""
        if runs and (between in {" ", "-"} or (fold(between.strip()) in _LINK and between.count(" ") == 2)):
            runs[-1].append(found)
        else:
            runs.append([found])
        end = found.end()
    found_names = [name for run in runs if (name := _name(run)) is not None]
    covered = [name.span for name in found_names]
    codes = [
        Name(Span(*code.span()), (code.group(),), (Span(*code.span()),), (code.group(),))
        for code in _CODE.finditer(text)
        if not _within(code, (*covered, *taken))
    ]
    return sorted([*found_names, *codes], key=lambda name: name.span.start)


def _within(found: re.Match[str], spans: Iterable[Span]) -> bool:
    return any(span.start <= found.start() and found.end() <= span.end for span in spans)


def missing(name: Name, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of `name` that the texts don't have."""
    absent = tuple(word for word in name.words if not lexicon.has(word))
    return () if absent and lexicon.has_name(name) else absent


def _is_capitalised(text: str, found: re.Match[str], proper: frozenset[int] | None) -> bool:
    word = _ARTICLE.sub("", found.group())
    if not any(part[:1].isupper() for part in re.split(r"-", word)):
        return False
    plain = fold(word)
    if plain in ENGLISH_WORDS and not (word.isupper() and len(word) > 1) and plain not in {"may", "will"}:
        return False
    if _opens_sentence(text, found.start()) or plain in {"may", "will"}:
        return proper is not None and (found.start() in proper or (word.isupper() and len(word) > 1))
    return True


def _opens_sentence(text: str, at: int) -> bool:
    before = text[max(at - 3, 0) : at].strip("\"'([ ")
    return not before or before[-1] in ".!?:…\n"


def _name(run: Sequence[re.Match[str]]) -> Name | None:
    """Return the name that a run of words is; titles are no part of it."""
    kept = [found for found in run if fold(found.group()).replace("'", "") not in _TITLES]
    if not kept:
        return None
    span = Span(run[0].start(), run[-1].end())
    return Name(
        span,
        tuple(found.group() for found in kept),
        tuple(Span(*found.span()) for found in kept),
        tuple(found.group() for found in run),
    )


def _plain(word: str) -> str:
    return fold(_ARTICLE.sub("", word)).strip("'").rstrip(".")


def _compact(word: str) -> str:
    return re.sub(r"[-'.]", "", word)


def _initials(tokens: Sequence[str]) -> set[str]:
    """Return the initials of the runs of capitalised words: "Government of National Accord" gives gna."""
    found: set[str] = set()
    run: list[str] = []
    for token in [*tokens, ""]:
        if token[:1].isupper():
            run.extend(part[0].lower() for part in token.split("-") if part)
        elif token.lower() not in {"of", "the", "for", "and", "in", "on"}:
            found.update(
                "".join(run[i:j]) for i in range(len(run)) for j in range(i + 2, min(len(run), i + 7) + 1)
            )
            run = []
    return found


def alias_group(plain: str) -> str:
    """Return a name that all aliases of a folded word share, "" where it has none."""
    return min(_aliases().get(plain, {""}))


@cache
def _aliases() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in _ALIASES.read_text(encoding="utf-8").splitlines():
        group = frozenset() if line.startswith("#") else frozenset(line.split())
        for word in group:
            table[word] = table.get(word, frozenset()) | group
    return table
