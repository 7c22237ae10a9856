"""Text as the word index sees it: stems for matching, and keys that survive other spellings of a name.

The same functions serve articles and questions. Knows nothing of where the terms are stored or scored.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

ANALYSIS_VERSION = "6"

# Accents typed apart from their letters, and the vowel signs of Arabic, Thai or Hindi: part of the word,
# though not of `\w`.
_MARKS = "".join(sign for sign in map(chr, range(0x300, 0x10000)) if unicodedata.category(sign)[0] == "M")
# Initials in capitals are one word: U.S., which is US.
_INITIALS = r"[A-Z](?:\.[A-Z])+(?![^\W_])\.?"
_NUMBER = r"\d+(?:[.,]\d+)*"
# Scripts written without spaces, and the Korean one: a number inside their runs is a word of its own.
UNSPACED_RANGES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
_UNSPACED_WORD = rf"(?:[{UNSPACED_RANGES}](?<![^\w{_MARKS}])(?<!\d))+"
_LETTERS = rf"[^\W_{UNSPACED_RANGES}{_HANGUL}]"
_SPACED_WORD = (
    rf"(?:{_LETTERS}+|[{_HANGUL}]+)(?:(?<=[{_HANGUL}])(?!\d){_LETTERS}+|(?<![\d{_HANGUL}])[{_HANGUL}]+)*"
)
_WORD = re.compile(
    rf"{_INITIALS}|{_NUMBER}|{_UNSPACED_WORD}|{_SPACED_WORD}(?:['’]{_SPACED_WORD}|[{_MARKS}]+(?:{_SPACED_WORD})?)*"
)
_NAME = re.compile(rf"{_INITIALS}|[^\W\d_]+(?:[-‐‑'’][^\W\d_]+|[{_MARKS}]+[^\W\d_]*)*")
_COMBINING = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u093c]")
_UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_LATIN = re.compile("[a-z]")
_ARTICLE_PREFIX = re.compile(r"^(?:al|el|ad|as|ar|at|an|ash|az|ul)[-‐‑]", re.IGNORECASE)

_STEMMED_LANGUAGES = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "nb": "norwegian",
    "pt": "portuguese", "ro": "romanian", "sv": "swedish", "tr": "turkish", "id": "indonesian",
    "ca": "catalan", "ga": "irish", "lt": "lithuanian", "pl": "polish", "cs": "czech", "et": "estonian",
    "eu": "basque", "sr": "serbian",
}  # fmt: skip
# The stemmer of a script, and those of other languages in that script. Ukrainian has none: Russian's.
_STEMMED_SCRIPTS: tuple[tuple[re.Pattern[str], str, dict[str, str]], ...] = (
    (re.compile("[\u0600-\u06ff]"), "arabic", {"fa": "persian"}),
    (re.compile("[\u0400-\u04ff]"), "russian", {"sr": "serbian"}),
    (re.compile("[\u0370-\u03ff]"), "greek", {}),
    (re.compile("[\u0900-\u097f]"), "hindi", {"ne": "nepali"}),
    (re.compile("[\u0b80-\u0bff]"), "tamil", {}),
    (re.compile("[\u0530-\u058f]"), "armenian", {}),
)

# Consonants that transliterations of one name confuse, longest first; vowels are folded afterwards.
_TRANSLITERATIONS = (
    ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("kh", "k"), ("gh", "k"), ("dh", "d"), ("th", "t"),
    ("ph", "f"), ("sh", "s"), ("ch", "c"), ("zh", "j"), ("dj", "j"), ("ck", "k"), ("qu", "k"),
    ("q", "k"), ("g", "k"), ("c", "k"), ("w", "v"), ("z", "s"), ("x", "ks"),
)  # fmt: skip
_SHORTEST_NAME = 4
# How names of countries and of their people end, longest first: Ital-y, Ital-ians; Egypt, Egypt-ian.
_PEOPLE = (
    "ians", "ists", "ian", "ist", "ism", "ish", "ese", "any", "ain", "ans", "ey", "ia", "an", "on", "es",
    "i", "y", "a", "e", "o",
)  # fmt: skip
_PEOPLES = Path(__file__).with_name("peoples.txt")


def words(text: str) -> list[str]:
    """Return the words and numbers of `text` in order, as written."""
    return _WORD.findall(text)


def fold(word: str) -> str:
    """Return `word` without case, diacritics, possessive, thousands separators or the dots of initials.

    Digits of every script become 0 to 9.
    """
    # Some letters, such as the mathematical ones, have a case only once they are taken apart.
    plain = _COMBINING.sub("", unicodedata.normalize("NFKD", word.casefold()).casefold())
    plain = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)
    if plain[:1].isdigit():
        return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    plain = _without_possessive(plain)
    return plain.replace(".", "") if re.fullmatch(r"(?:[a-z]\.)+[a-z]?", plain) else plain


def analyze(text: str, language: str | None = None) -> list[str]:
    """Return the stems of `text` in order.

    `language` (ISO 639-1) chooses the stemmer of words in Latin script, English where unknown; other
    scripts choose their own. Scripts written without spaces become overlapping pairs of characters.
    """
    return [stem for word in words(text) for stem in _stems(word, language)]


def name_keys(text: str, *, any_case: bool = False) -> list[str]:
    """Return keys for the capitalised words of `text`, equal for usual spellings of one name.

    Haftar and Hifter share one, as do Wattia, Watiya and Al-Wattia. A word that may be a country or its
    people has a second: Turkey and Turkish share it. With `any_case` every word of at least four letters
    counts: for questions typed in lower case.
    """
    return [key for token in _NAME.findall(text) for key in _keys(token, any_case)]


@lru_cache(maxsize=50_000)
def name_key(word: str) -> str:
    """Return the key of one word: consonants folded, each run of vowels one letter; '' if too short."""
    plain = fold(word).replace("'", "")
    if len(plain) < _SHORTEST_NAME or not _LATIN.search(plain):
        return ""
    for spelled, folded in _TRANSLITERATIONS:
        plain = plain.replace(spelled, folded)
    key = re.sub(r"(?<!^)[aeiouy]+h?$|[aeiou][aeiouy]*|(?<!^)y[aeiouy]*", "A", plain)
    return re.sub(r"([^A])\1+", r"\1", key)


@lru_cache(maxsize=200_000)
def _keys(token: str, any_case: bool) -> tuple[str, ...]:
    parts = re.split(r"[-‐‑]", _ARTICLE_PREFIX.sub("", token))
    named = [part for part in parts if any_case or part[:1].isupper()]
    keys = (key for part in named for key in (name_key(part), people_key(part)))
    return tuple(key for key in keys if key)


@lru_cache(maxsize=50_000)
def people_key(word: str) -> str:
    """Return a key that a country shares with its people and their adjective, '' where there is none."""
    plain = fold(word)
    known = _peoples().get(plain, "")
    if known:
        return f"@{known}" if len(plain) >= _SHORTEST_NAME or word.isupper() else ""
    roots = (plain.removesuffix(ending) for ending in _PEOPLE if plain.endswith(ending))
    root = next((root for root in roots if len(root) >= _SHORTEST_NAME), plain)
    return f"@{root}" if len(root) >= _SHORTEST_NAME and root.isalpha() else ""


@cache
def _peoples() -> dict[str, str]:
    """Return the first name of its group by each name of the file, folded."""
    lines = (line.split() for line in _PEOPLES.read_text(encoding="utf-8").splitlines())
    return {fold(name): names[0] for names in lines if names and names[0] != "#" for name in names}


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


@lru_cache(maxsize=200_000)
def _stems(word: str, language: str | None) -> tuple[str, ...]:
    folded = fold(word)
    if _UNSPACED.search(folded):
        return tuple(_pairs(folded))
    algorithm = _algorithm(folded, language)
    if algorithm == "english" or folded[:1].isdigit():
        return (_stem(folded, algorithm),)
    return (fold(_stem(_lowered(word), algorithm)) or folded,)


def _lowered(word: str) -> str:
    """Return `word` as the stemmers of other languages know it: in lower case, with its diacritics."""
    lowered = unicodedata.normalize("NFC", word.lower().replace("i\u0307", "i"))
    return _without_possessive(lowered.replace("ё", "е"))


def _without_possessive(word: str) -> str:
    return re.sub(r"['’]s$", "", word).replace("’", "'")


def _stem(word: str, algorithm: str) -> str:
    return str(_stemmer(algorithm).stemWord(word))


def _algorithm(word: str, language: str | None) -> str:
    for script, usual, others in _STEMMED_SCRIPTS:
        if script.search(word):
            return others.get(language or "", usual)
    return _STEMMED_LANGUAGES.get(language or "en", "english")


@lru_cache(maxsize=32)
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm)
