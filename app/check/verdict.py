"""Whether passages support a sentence: the door of the check.

`Checker.check` compares one sentence with exactly the passages given, and says in words what is wrong.
Knows nothing of where sentences and passages come from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.check import doubts, edits, facts, order, polarity, roles, ungrammatical
from app.check.clauses import Sentence
from app.check.evidence import Evidence, Line, Prepared, line_of, prepared
from app.check.excerpts import excerpt
from app.check.findings import Finding
from app.check.likeness import Nearest, likeness, nearest
from app.check.meaning import Meaning, closeness
from app.check.names import names
from app.check.parse import parse
from app.check.text import clean, language_among
from app.check.weighing import weighed
from app.judge import Judge
from app.records import Support
from index.embedding import Encoder
from index.records import Span

__all__ = ["Checker", "Evidence", "Verdict"]

_LONGEST_SENTENCE = 2_000
_LONGEST_REASON, _MOST_REASONS = 160, 3
_NAMED_FIRST = re.compile("“(?P<words>[^”]+)”")
# So many sentences of the evidence the judge may read, so many are parsed, and so many of these embedded.
_NEARBY = 8
_READ_CLOSELY = 3
_EMBEDDED = 1
_UNSUPPORTED_BELOW = 0.15
_SUPPORTED_FROM = 0.6
# Log-odds of the judge's above which a sentence is not simply supported.
_DOUBTED = 2.0
# Where something contradicts a sentence, its evidence still compares with other evidence.
_CONTRADICTED_SHARE = 0.3
_WORD = re.compile(r"\w")
_QUESTION = re.compile(r"\?[\"')\]\s]*$")
_LEAD_IN = re.compile(
    r"(?:here (?:is|are)|here's|these are|this is|below (?:is|are)|the following|in (?:summary|short|brief)"
    r"|to sum up|summary|according to|based on|as (?:for|to)|what the)\b.{0,120}:$"
    r"|(?:in (?:summary|short|brief)|summary|answer|note|sources?):?$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well the evidence supports a sentence, and where.

    `reason` is one line for an editor. `contradicted`: the evidence says otherwise, rather than nothing.
    `passage` is the number of the evidence with the best supporting sentence, `quote` that sentence's span
    in its text; None where nothing comes near. `score` in [0, 1] compares evidence for one sentence: it is 1
    for a sentence repeated word for word, and below 0.5 for an unsupported one.
    """

    support: Support
    reason: str
    contradicted: bool
    passage: int | None
    quote: Span | None
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence beside its evidence: what speaks against it, what comes nearest and how near."""

    findings: tuple[Finding, ...]
    nearby: tuple[Nearest, ...]
    features: dict[str, float]
    english: bool

    @property
    def near(self) -> tuple[Nearest, ...]:
        """Those of the evidence's sentences that were read closely."""
        return self.nearby[:_READ_CLOSELY]


class Checker:
    """Checks sentences against passages; keeps what it learnt of a passage for the next sentence.

    May be used by several threads at a time.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._meaning = Meaning(encoder)
        self._judge = Judge()

    def check(self, sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        """Return whether the passages given, and nothing else, support `sentence`.

        Of a sentence the first 2,000 characters count. Raises what the encoder and the judge raise, nothing
        else.
        """
        text = clean(sentence[:_LONGEST_SENTENCE]).text.strip()
        ready = [prepared(one) for one in evidence]
        language = language_among(text, [one.language for one in ready])
        said = line_of(text, None, None, language)
        if (repeated := _repeated(said, ready)) is not None:
            return _doubted(repeated, said, evidence)
        if (empty := _nothing_to_check(said)) is not None:
            return empty
        if not any(one.lines for one in ready):
            return Verdict("unsupported", "there is no passage to check it against", False, None, None, 0.0)
        read = self.read(said, ready, language)
        return _doubted(self._confirmed(_judged(read, ready), said, read, ready), said, evidence)

    def read(self, said: Line, evidence: Sequence[Prepared], language: str | None) -> Reading:
        """Return what the evidence holds for and against a sentence that it doesn't repeat."""
        nearby = nearest(said, evidence, _NEARBY)
        if not (language == "en" and evidence[nearby[0].passage].english):
            findings = ungrammatical.findings(said, language, evidence, nearby[:_READ_CLOSELY])
            return Reading(tuple(findings), tuple(nearby), {}, english=False)
        nearby = [one for one in nearby if evidence[one.passage].english]
        near = nearby[:_READ_CLOSELY]
        findings, features = _compared(said, evidence, [one.line for one in near])
        if not any(one.grave for one in findings):
            features |= self._cosine(said, near)
        return Reading(tuple(findings), tuple(nearby), features, english=True)

    def _confirmed(
        self, verdict: Verdict, said: Line, read: Reading, evidence: Sequence[Prepared]
    ) -> Verdict:
        """Return the verdict, no longer "supported" where the judge doubts the sentence."""
        if verdict.support != "supported":
            return verdict
        judgement = self._judge.judgement(said.text, excerpt(read.nearby, evidence))
        if judgement.doubt <= _DOUBTED:
            return verdict
        words = judgement.words.of(said.text)
        reason = f"the passage may say otherwise, or nothing, of “{words}”"
        return replace(verdict, support="weak", reason=reason, score=0.5)

    def features(self, said: Line, evidence: Sequence[Prepared]) -> dict[str, float]:
        """Return what the meaning is judged by, of an English sentence; for fitting the weights."""
        near = nearest(said, evidence, _READ_CLOSELY)
        return _compared(said, evidence, [one.line for one in near])[1] | self._cosine(said, near)

    def _cosine(self, said: Line, near: Sequence[Nearest]) -> dict[str, float]:
        return {"cosine": self._meaning.cosine(said.text, [one.line.text for one in near[:_EMBEDDED]])}


def _compared(
    said: Line, evidence: Sequence[Prepared], near: Sequence[Line]
) -> tuple[list[Finding], dict[str, float]]:
    """Return findings, grave ones first, and features, without the embedding's."""
    first, *parsed = (Sentence(words) for words in parse([said.text, *(line.text for line in near)]))
    beside = list(zip(near, parsed, strict=True))
    apart = (*(day.span for day in said.dates), *(number.span for number in said.numbers))
    findings = [
        *facts.number_findings(said, evidence),
        *facts.misplaced_numbers(said, first, beside),
        *facts.date_findings(said, evidence, near),
        *facts.misplaced_dates(said, first, beside),
        *facts.name_findings(said.text, names(said.text, facts.all_named(first), apart), evidence),
        *edits.findings(first, said, beside),
        *roles.findings(first, parsed),
        *roles.traded_places(first, parsed[0]),
        *order.findings(first, beside),
        *polarity.findings(first, parsed),
    ]
    features = likeness(first, parsed, evidence) | {
        "one_edit": max(edits.edits(first, one)[0] for one in parsed),
        "new_denial": polarity.new_denial(first, parsed),
        "swapped_names": roles.swapped_names(first, parsed),
    }
    features["other_numbers"] = facts.other_numbers(said, near[0]) * features["covered_by_one"]
    features["other_dates"] = facts.other_dates(said, near[0]) * features["covered_by_one"]
    return weighed(findings, features), features


def _repeated(said: Line, evidence: Sequence[Prepared]) -> Verdict | None:
    for number, one in enumerate(evidence):
        found = one.whole.find(said.text)
        if found is not None:
            first, last = found
            span = Span(one.spans[first].start, one.spans[last - 1].end)
            quote = one.clean.original(span)
            return Verdict("supported", "word for word in the passage", False, number, quote, 1.0)
    return None


def _nothing_to_check(said: Line) -> Verdict | None:
    """Return the verdict on a sentence that claims nothing; None where it claims something."""
    lead_in = _LEAD_IN.match(said.text) is not None
    if _WORD.search(said.text) and not lead_in and not _QUESTION.search(said.text):
        return None
    bare = not (names(said.text) or said.numbers or said.dates)
    support: Support = "supported" if lead_in and bare else "weak"
    return Verdict(support, "nothing to check: this states nothing", False, None, None, 0.0)


def _judged(read: Reading, evidence: Sequence[Prepared]) -> Verdict:
    best = next((one for one in read.near if one.line.span is not None and one.shared > 0), None)
    passage = best.passage if best else None
    quote = evidence[best.passage].clean.original(best.line.span) if best and best.line.span else None
    near = (
        closeness(read.features)
        if read.english
        else 0.5 * max((one.shared for one in read.near), default=0.0)
    )
    grave = [one for one in read.findings if one.grave]
    if grave:
        contradicted = any(one.contradicted for one in grave)
        return Verdict(
            "unsupported", _reasons(grave), contradicted, passage, quote, _CONTRADICTED_SHARE * near
        )
    if read.english and near < _UNSUPPORTED_BELOW:
        return Verdict("unsupported", "nothing in the passage says this", False, passage, quote, 0.5 * near)
    support, reason = _weak_or_not(read, near)
    return Verdict(support, reason, False, passage, quote, 0.5 + 0.5 * near * (support == "supported"))


def _doubted(verdict: Verdict, said: Line, evidence: Sequence[Evidence]) -> Verdict:
    """Return the verdict, no longer "supported" where the sentence denies, adds to, or isn't what is told."""
    texts = [text for one in evidence for text in (one.text, one.title) if text]
    if verdict.support == "supported" and doubts.denied_whole(said.text, texts):
        reason = "it denies what the passage says"
        return replace(verdict, support="unsupported", reason=reason, contradicted=True)
    if verdict.support != "supported":
        return verdict
    if doubts.speaks_to_the_reader(said.text):
        return replace(verdict, support="weak", reason="it speaks to the reader: that reports nothing")
    added = doubts.unfounded(said.text, texts)
    if added:
        return replace(verdict, support="weak", reason=f"part of it is not in the passage: “{added}”")
    return verdict


def _weak_or_not(read: Reading, near: float) -> tuple[Support, str]:
    if not read.english:
        return (
            "weak",
            "in another language only numbers and names are checked"
            if not read.findings
            else _reasons(read.findings),
        )
    doubts = [one for one in read.findings if one.kind not in _HARMLESS]
    if doubts:
        return "weak", _reasons(doubts)
    if near < _SUPPORTED_FROM:
        return "weak", "the passage says something like this, but perhaps not the same"
    return "supported", "the passage says this in other words"


# Other wording alone casts no doubt.
_HARMLESS = frozenset(
    {"edited word", "only word edited", "perhaps misplaced"}
    | {"denied word", "denial left out", "opposite word", "widened", "turned order", "traded places"}
)


def _reasons(findings: Sequence[Finding]) -> str:
    """Return the first reasons, one for each of the sentence's words that are named."""
    reasons: dict[str, str] = {}
    for one in findings:
        named = _NAMED_FIRST.match(one.reason)
        about = named["words"] if named else one.reason
        if not any(about in other or other in about for other in reasons):
            reasons[about] = one.reason
    shown = list(reasons.values())[:_MOST_REASONS]
    return "; ".join(one if len(one) <= _LONGEST_REASON else one[:_LONGEST_REASON] + "…" for one in shown)
