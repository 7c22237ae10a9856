"""The language of an article: as stated, or recognised when the text leaves no doubt, else None."""

import re
from functools import lru_cache
from typing import Any

_SHORTEST = 120
_SAMPLE = 1500
_SURE = 0.9
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "no": "nb"}
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
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SURE and len(code) == 2 else None


def likeliest_language(text: str) -> str:
    """Return the ISO 639 code of the language that `text` resembles most, however little that may be."""
    return str(_identifier().classify(text[:_SAMPLE])[0])


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loads its tables, and is not needed where articles state their language.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
