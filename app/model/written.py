"""What a model wrote, sentence by sentence, held against the passages that it cites.

A sentence whose citation doesn't support it gets the right one where another passage given to the model
does, and says so. Knows nothing of models or of how the text came.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.check.stored import evidence_of, in_article
from app.check.verdict import Checker, Verdict
from app.model.prose import Block, Said
from app.model.refusals import refusing_sentence
from app.records import PUT_RIGHT, Support
from index.articles import StoredPassage
from index.records import Span

_RANK: dict[Support, int] = {"unsupported": 0, "weak": 1, "supported": 2}


@dataclass(frozen=True, slots=True)
class Place:
    """Words of an article that a sentence cites: `span` is in the article's stored text."""

    passage: StoredPassage
    span: Span


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of the answer with what it cites and how well that supports it, `reason` in words."""

    text: str
    places: tuple[Place, ...]
    support: Support
    reason: str


@dataclass(frozen=True, slots=True)
class JudgedBlock:
    """A paragraph, list item, heading or table row of the answer; see app/model/prose.py."""

    kind: str
    label: str
    sentences: tuple[Judged, ...]


class AnswerJudge:
    """Checks an answer's sentences against the passages that the model was given, numbered from 1."""

    def __init__(self, checker: Checker, passages: Sequence[StoredPassage]) -> None:
        self._checker = checker
        self._passages = passages
        self._evidence = [evidence_of(passage) for passage in passages]

    def judge(self, blocks: Sequence[Block]) -> tuple[JudgedBlock, ...]:
        """Return the blocks with every sentence checked."""
        return tuple(
            JudgedBlock(block.kind, block.label, tuple(self._said(said, block) for said in block.sentences))
            for block in blocks
        )

    def _said(self, said: Said, block: Block) -> Judged:
        cited = list(said.numbers) or _following(said, block)
        if not cited and refusing_sentence(said.text):
            return Judged(said.text, (), "weak", "says what the passages lack: nothing to check it against")
        own = self._against_cited(said.text, cited)
        if own is not None and own.support != "unsupported":
            return own
        others = [number for number in range(1, len(self._passages) + 1) if number not in cited]
        among = self._check(said.text, others)
        return self._moved(said.text, others, among, own) or own or _uncited(said.text, among)

    def _against_cited(self, text: str, cited: Sequence[int]) -> Judged | None:
        """Check against the cited passages, each alone, then together where no one alone is enough."""
        if not cited:
            return None
        alone = {number: self._check(text, [number]) for number in cited}
        enough = [number for number, verdict in alone.items() if verdict.support == "supported"]
        best = max(cited, key=lambda number: (_RANK[alone[number].support], alone[number].score))
        verdict = alone[best]
        if not enough and len(cited) > 1:
            together = self._check(text, cited)
            verdict = max(verdict, together, key=lambda one: _RANK[one.support])
            enough = list(cited)
        kept = enough or [best]
        places = tuple(self._place(number, alone[number]) for number in dict.fromkeys(kept))
        return Judged(text, places, verdict.support, verdict.reason)

    def _moved(self, text: str, others: Sequence[int], among: Verdict, own: Judged | None) -> Judged | None:
        """Look for a passage that supports the sentence among those that it doesn't cite.

        `among` is the verdict on all of them together.
        """
        if among.passage is None or among.support == "unsupported":
            return None
        number = others[among.passage]
        verdict = self._check(text, [number])
        if verdict.support != "supported":
            return None
        what = "another passage says it than the one cited" if own else "cited nothing; this passage says it"
        return Judged(text, (self._place(number, verdict),), "supported", f"{PUT_RIGHT}: {what}")

    def _check(self, text: str, numbers: Sequence[int]) -> Verdict:
        return self._checker.check(text, [self._evidence[number - 1] for number in numbers])

    def _place(self, number: int, verdict: Verdict) -> Place:
        passage = self._passages[number - 1]
        quote = verdict.quote
        return Place(passage, passage.passage.span if quote is None else in_article(passage, quote))


def without_end(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks without the last sentence: what was cut off says something else."""
    if not blocks:
        return ()
    *others, last = blocks
    kept = last.sentences[:-1]
    return (*others, replace(last, sentences=kept)) if kept else tuple(others)


def _uncited(text: str, verdict: Verdict) -> Judged:
    """Judge a sentence that cites nothing, by the verdict on all passages together."""
    if verdict.support == "supported" and verdict.passage is None:
        return Judged(text, (), "supported", verdict.reason)
    return Judged(text, (), "unsupported", f"cites nothing: {verdict.reason}")


def _following(said: Said, block: Block) -> list[int]:
    """Return what the next sentence of a paragraph cites: many models cite once for several sentences."""
    if block.kind == "heading":
        return []
    later = block.sentences[block.sentences.index(said) + 1 :]
    return next((list(one.numbers) for one in later if one.numbers), [])
