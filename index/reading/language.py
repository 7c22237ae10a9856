"""The language of an article: as stated, or recognised when the text leaves no doubt, else None."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

_SHORTEST = 120
_SAMPLE = 1500
_SURE = 0.9
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "no": "nb"}
# Wu and Cantonese, which the recogniser tells apart from Mandarin, are written as Chinese is.
_WRITTEN_AS = {"wuu": "zh", "yue": "zh"}
# A short text resembles many languages: one of a few must lead these clearly, and not be a stray.
_SURE_AMONG = 0.8
_STRAY = 0.1
_CODE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?$")


def stated_language(value: object) -> str | None:
    """Return the ISO 639-1 code in a language tag such as `en-GB`, None for anything else."""
    found = _CODE.match(value.strip()) if isinstance(value, str) else None
    code = found[1].lower() if found else None
    return _RENAMED.get(code, code) if code and code != "no" else code


def recognised_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that `text` is surely written in, else None."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _SHORTEST and sample.isascii():
        return None
    if sum(map(str.isalpha, sample)) < _SHORTEST // 3:
        return None
    code, probability = _likeliest(_probabilities(sample))
    return code if probability >= _SURE and len(code) == 2 else None


def likeliest_language(text: str) -> str:
    """Return the ISO 639 code of the language that `text` resembles most, however little that may be."""
    return _likeliest(_probabilities(text[:_SAMPLE]))[0]


def likeliest_among(text: str, among: Collection[str]) -> str | None:
    """Return which of the languages `among` (ISO 639-1) a text, however short, is written in.

    None where two of them are about as likely, or where a language that isn't among them is.
    """
    probabilities = _probabilities(text[:_SAMPLE])
    known = {code: probabilities[code] for code in among if code in probabilities}
    if not known or not any(map(str.isalpha, text)):
        return None
    code, probability = _likeliest(known)
    return code if probability >= max(_STRAY, _SURE_AMONG * sum(known.values())) else None


def _likeliest(probabilities: Mapping[str, float]) -> tuple[str, float]:
    return max(probabilities.items(), key=itemgetter(1))


def _probabilities(text: str) -> dict[str, float]:
    """Return the probability of each language that the recogniser knows, by its code."""
    probabilities: dict[str, float] = defaultdict(float)
    for code, probability in _identifier().rank(text):
        probabilities[_WRITTEN_AS.get(code, str(code))] += probability
    return probabilities


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loads its tables, and is not needed where articles state their language.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
