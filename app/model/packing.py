"""Passages and earlier turns as they go into a prompt: numbered, fenced, within a budget of tokens.

Everything is sent as data. A passage stands between `<passage>` and `</passage>`, and no text inside can
contain an angle bracket: a fence can't be closed from within, nor a model's own control tokens
(`<|im_start|>`) be spelt. Each text is one line without invisible characters, so that none starts a line
that looks like a header or another speaker's; numbers in square brackets go, as only ours are citations.

The best passage stands first and the next best last, the weakest in the middle, where models overlook
most (Liu et al., "Lost in the Middle", TACL 2024, arXiv:2307.03172); numbers follow the order shown.

Knows nothing of models or of what is asked.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.records import Turn
from app.search import Findings, Found
from app.times import in_words
from index.passages import count_tokens

# Of a search's twenty, ten hold nearly always what is relevant (recall@10); more distract and cost.
MOST_PASSAGES = 12
_MOST_OF_ONE_ARTICLE = 2
_MOST_FIELD_CHARACTERS = 200
_MOST_TURN_CHARACTERS = 1_500

_BRACKETED_NUMBER = re.compile(r"\s?[\[［【〔]\s*\^?\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*\s*[\]］】〕]")
_HARMLESS = str.maketrans(
    dict.fromkeys("<＜﹤", "‹") | dict.fromkeys(">＞﹥", "›") | dict.fromkeys("[［【〔", "(")
    | dict.fromkeys("]］】〕", ")")
)  # fmt: skip
# Letters without a shape, and marks that choose another shape: they hide text or carry it hidden.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Packed:
    """Passages for a prompt: `numbered[i]` is passage i + 1 of `text`, which has `tokens` tokens.

    A passage may have been cut in `text`; its record is whole.
    """

    numbered: tuple[Found, ...]
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage with the words of it that are sent; `rank` is 0 for the best."""

    rank: int
    found: Found
    words: str
    tokens: int


def pack(findings: Findings, budget: int, most: int = MOST_PASSAGES) -> Packed:
    """Return at most `most` passages in at most `budget` tokens, headers and fences included.

    The best are taken first; more than two of one article only after all others. One that is too long is
    cut to whole sentences around the one nearest the question, or left out if not even that fits.
    """
    pieces = _chosen(_by_turns(findings.found), budget, most)
    packed = _put_together(pieces)
    while pieces and packed.tokens > budget:
        pieces = pieces[:-1]
        packed = _put_together(pieces)
    return packed


def as_data(text: str) -> str:
    """Return `text` on one line, without invisible characters, angle or square brackets.

    For whatever others wrote before it goes into a prompt: articles, questions, earlier answers.
    """
    spaced = " ".join(text.split())
    if not spaced.isprintable() or _SHAPELESS.search(spaced):
        spaced = _SHAPELESS.sub("", spaced)
        spaced = "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNPRINTED)
    return " ".join(_BRACKETED_NUMBER.sub("", spaced).translate(_HARMLESS).split())


def recent(history: Sequence[Turn], budget: int) -> tuple[Turn, ...]:
    """Return the latest turns that fit into `budget` tokens, oldest first, for a model's messages.

    They begin with the user's, alternate and end with an answer, as chat templates want it. Citations of
    earlier answers are gone: their numbers would be taken for those of the new passages.
    """
    alternating: list[Turn] = []
    for turn in _fitting(history, budget):
        if alternating and alternating[-1].role == turn.role:
            alternating[-1] = turn
        elif alternating or turn.role == "user":
            alternating.append(turn)
    return tuple(alternating if not alternating or alternating[-1].role == "assistant" else alternating[:-1])


def conversation(history: Sequence[Turn], budget: int) -> str:
    """Return the latest turns that fit into `budget` tokens as text, a line each: who, and what they said."""
    return "\n".join(_line(turn) for turn in _fitting(history, budget))


def _by_turns(found: Sequence[Found]) -> list[Found]:
    """Put what is the third of its article, or more, behind all others; a passage counts once."""
    taken: Counter[int] = Counter()
    seen: set[int] = set()
    first: list[Found] = []
    later: list[Found] = []
    for one in found:
        if one.passage.key in seen:
            continue
        seen.update([one.passage.key, *(copy.key for copy in one.copies)])
        taken[one.passage.article.number] += 1
        (first if taken[one.passage.article.number] <= _MOST_OF_ONE_ARTICLE else later).append(one)
    return [*first, *later]


def _chosen(ordered: Sequence[Found], budget: int, most: int) -> list[_Piece]:
    # A number of three digits has as many tokens as any that is used.
    whole = [as_data(one.passage.text) for one in ordered]
    sizes = count_tokens([_block(100, one, words) for one, words in zip(ordered, whole, strict=True)])
    pieces: list[_Piece] = []
    left = budget
    for one, words, size in zip(ordered, whole, sizes, strict=True):
        if len(pieces) == most:
            break
        piece = _Piece(len(pieces), one, words, size)
        fitting = piece if size <= left else _cut(piece, left)
        if words and fitting is not None:
            pieces.append(fitting)
            left -= fitting.tokens
    return pieces


def _cut(piece: _Piece, budget: int) -> _Piece | None:
    """Return the most sentences in a row around the one nearest the question that fit, None if it doesn't."""
    found = piece.found
    sentences = [as_data(found.passage.words(span)) for span in found.passage.passage.sentences]
    if not sentences:
        return None
    header, *sizes = count_tokens([_block(100, found, ""), *(f" {sentence}" for sentence in sentences)])
    kept = _around(int(found.meanings.argmax()) if len(found.meanings) else 0, sizes, budget - header)
    words = " ".join(sentences[kept.start : kept.stop])
    tokens = count_tokens([_block(100, found, words)])[0]
    return replace(piece, words=words, tokens=tokens) if words and tokens <= budget else None


def _around(best: int, sizes: Sequence[int], budget: int) -> range:
    """Return the widest range of sentences with `best` that fits, grown forwards before backwards."""
    kept = range(best, best + 1)
    left = budget - sizes[best]
    grown = True
    while grown:
        grown = False
        if kept.stop < len(sizes) and sizes[kept.stop] <= left:
            left -= sizes[kept.stop]
            kept, grown = range(kept.start, kept.stop + 1), True
        if kept.start > 0 and sizes[kept.start - 1] <= left:
            left -= sizes[kept.start - 1]
            kept, grown = range(kept.start - 1, kept.stop), True
    return kept


def _put_together(pieces: Sequence[_Piece]) -> Packed:
    shown = [*pieces[::2], *reversed(pieces[1::2])]
    text = "".join(_block(number, piece.found, piece.words) for number, piece in enumerate(shown, 1))
    return Packed(tuple(piece.found for piece in shown), text.rstrip(), count_tokens([text.rstrip()])[0])


def _block(number: int, found: Found, words: str) -> str:
    card = found.passage.article
    fields = {
        "Headline": card.title,
        "Outlet": card.source,
        "Date": in_words(card.published) if card.published else "",
    }
    lines = [f"{name}: {_field(value)}" for name, value in fields.items() if value and _field(value)]
    return "\n".join(["<passage>", f"[{number}]", *lines, f"Text: {words}", "</passage>", ""])


def _field(value: str) -> str:
    return as_data(value[: 2 * _MOST_FIELD_CHARACTERS])[:_MOST_FIELD_CHARACTERS].rstrip()


def _fitting(history: Sequence[Turn], budget: int) -> list[Turn]:
    """Return the latest turns, oldest first, that fit with their names before them; none is empty."""
    fitting: list[Turn] = []
    left = budget
    for turn in reversed(history):
        plain = Turn(turn.role, _shortened(turn.content))
        if not plain.content:
            continue
        left -= count_tokens([_line(plain) + "\n"])[0]
        if left < 0:
            break
        fitting.append(plain)
    return fitting[::-1]


def _line(turn: Turn) -> str:
    return f"{'User' if turn.role == 'user' else 'Assistant'}: {turn.content}"


def _shortened(text: str) -> str:
    """Return the beginning of a turn as data, ended between words; emphasis means nothing to a model."""
    plain = as_data(text[: 4 * _MOST_TURN_CHARACTERS]).replace("**", "")
    if len(plain) <= _MOST_TURN_CHARACTERS:
        return plain
    return f"{plain[:_MOST_TURN_CHARACTERS].rpartition(' ')[0] or plain[:_MOST_TURN_CHARACTERS]}…"
