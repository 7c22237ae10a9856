"""How much of what is right an answer says, by its words. Knows strings only."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import dropwhile

from app.vocabulary import ENGLISH_WORDS
from index.analysis import UNSPACED_RANGES

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
_UNITS += ["twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER_WORDS = {word: number for number, word in enumerate(_UNITS)}
_TENS_WORDS = {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_ARTICLES = frozenset({"a", "an", "the"})
_UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")
# What stands right behind a number belongs to it: "1990s" is not 1990, "4km" not 4.
_WORDS = re.compile(rf"(?:(?<![\w-])[-−](?=\d))?\d+(?:[.,]\d+)*[^\W_{UNSPACED_RANGES}]*|[^\W_]+", re.UNICODE)
_THOUSANDS = re.compile(r"(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?)([^\W\d].*)?")
_BEFORE_UNIT = re.compile(r"(?<=\d) ?(?=[^\W\d_])")
_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DAY_ENDING = re.compile(
    rf"({_MONTH}\s+\d{{1,2}})(?:st|nd|rd|th)\b|\b(\d{{1,2}})(?:st|nd|rd|th)(?=\s+(?:of\s+)?{_MONTH})"
)
_PERCENT = re.compile(r"%|\bper\s+cent\b")
# The last word of "Hepatitis A" is no article.
_LETTERED = re.compile(r"[^\W_]\W+A\W*$")
_INNER_APOSTROPHE_S = re.compile(r"['’‘]s\b")
_ABBREVIATION_DOTS = re.compile(r"\b((?:[^\W\d_]\.){2,})")


def match_words(text: str) -> tuple[str, ...]:
    """Return the words by which an answer is recognised in a text.

    SQuAD's normalisation (lower case; no punctuation; no "a", "an", "the") made safe for finding words
    inside running text: hyphens and slashes separate, accents and possessive 's don't count, a decimal
    stays one number, "2,200" is "2200", "-5" keeps its minus and "1990s" its letter, "4%" is "4 percent",
    "June 2nd" is "June 2", "U.S." is "US", and numbers up to ninety-nine may be spelled ("twenty-five" is
    "25").
    """
    return _words(text, _ARTICLES)


def _words(text: str, left_out: Collection[str] = ()) -> tuple[str, ...]:
    plain = _without_accents(unicodedata.normalize("NFKC", text).casefold())
    plain = _ABBREVIATION_DOTS.sub(lambda found: found[1].replace(".", ""), plain)
    plain = _INNER_APOSTROPHE_S.sub("", plain)
    plain = _DAY_ENDING.sub(r"\1\2", _PERCENT.sub(" percent ", plain))
    words = (_digits(word) for word in _WORDS.findall(plain))
    return tuple(_spelled_numbers_joined([word for word in words if word not in left_out]))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _digits(word: str) -> str:
    word = word.replace("−", "-")
    thousands = _THOUSANDS.fullmatch(word)
    if thousands:
        return thousands[1].replace(",", "") + (thousands[2] or "")
    return str(_NUMBER_WORDS.get(word, word))


def _spelled_numbers_joined(words: Sequence[str]) -> list[str]:
    """Turn the words for tens into digits, together with the unit that follows ("twenty", "5": "25")."""
    joined: list[str] = []
    for word in words:
        tens = _TENS_WORDS.get(joined[-1], 0) if joined else 0
        if tens and word in "123456789":
            joined[-1] = str(tens + int(word))
        else:
            joined.append(word)
    return [str(_TENS_WORDS.get(word, word)) for word in joined]


def holds(text: str, answer: str) -> bool:
    """Tell whether `text` has the words of `answer` in a row, whole words only (see `match_words`).

    A unit may stand apart from its number or not ("4km", "4 km"). In scripts that don't separate words,
    the characters in a row are enough. Articles count where an answer is little else: in the last place
    of "Hepatitis A", and in "The Who". An answer of punctuation or articles only is never held.
    """
    if not match_words(answer):
        return False
    left_out = () if _is_name_with_article(answer) else _ARTICLES
    wanted, found = _words(answer, left_out), _words(text, left_out)
    if _LETTERED.search(answer):
        wanted = tuple(dropwhile(_ARTICLES.__contains__, wanted))
    are_there = "".join(wanted) in "".join(found)
    if not are_there or _UNSPACED.search(answer):
        return are_there
    run = " ?".join(re.escape(piece) for piece in _BEFORE_UNIT.split(" ".join(wanted)))
    return re.search(f" {run} ", f" {' '.join(found)} ") is not None


def _is_name_with_article(answer: str) -> bool:
    """Tell whether an answer needs its article: a letter at its end, or beside function words only."""
    if _LETTERED.search(answer):
        return True
    return answer.istitle() and ENGLISH_WORDS.issuperset(match_words(answer))


def holds_any(text: str, answers: Iterable[str]) -> bool:
    """Tell whether `text` holds one of the answers.

    The "has answer" of Chen et al., Reading Wikipedia to Answer Open-Domain Questions, ACL 2017.
    """
    return any(holds(text, answer) for answer in answers)


def completeness(text: str, groups: Sequence[Iterable[str]]) -> float:
    """Return the share of the groups of which `text` holds one string; an answer is complete at 1.0.

    The nugget recall of TREC's question answering tracks, all nuggets vital (Voorhees, Overview of the
    TREC 2003 Question Answering Track), with nuggets recognised by their words. 0.0 without groups.
    """
    return sum(holds_any(text, group) for group in groups) / len(groups) if groups else 0.0


def squad_normalized(text: str) -> str:
    """Return the text as the official SQuAD 2.0 script compares it (Rajpurkar et al., ACL 2018)."""
    lowered = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", lowered).split())


def exact_match(prediction: str, references: Iterable[str]) -> float:
    """Return SQuAD's EM against the best reference; "" is the prediction "no answer"."""
    wanted = squad_normalized(prediction)
    return float(wanted in {squad_normalized(reference) for reference in _told(references)})


def token_f1(prediction: str, references: Iterable[str]) -> float:
    """Return SQuAD's F1 over bags of tokens against the best reference; "" is "no answer"."""
    return max(_one_token_f1(prediction, reference) for reference in _told(references))


def _told(references: Iterable[str]) -> list[str]:
    """Return the references that say something; none is the reference "no answer", as in the script."""
    return [reference for reference in references if squad_normalized(reference)] or [""]


def _one_token_f1(prediction: str, reference: str) -> float:
    predicted, wanted = squad_normalized(prediction).split(), squad_normalized(reference).split()
    if not predicted or not wanted:
        return float(predicted == wanted)
    shared = (Counter(predicted) & Counter(wanted)).total()
    precision, recall = shared / len(predicted), shared / len(wanted)
    return 2 * precision * recall / (precision + recall) if shared else 0.0
