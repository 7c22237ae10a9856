"""The measures, each a pure function of plain values, with its source.

They know nothing of questions, replies, files or engines. All scores are in [0, 1], higher is better,
unless a docstring says otherwise.
"""

import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

# --- ranking -----------------------------------------------------------------------------------------


def ranked_articles(article_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids, best first, each at its best rank: a passage ranking becomes an article ranking."""
    return tuple(dict.fromkeys(article_ids))


def hit_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1.0 when one of the first `k` is relevant, else 0.0 (success@k of trec_eval)."""
    return float(any(article in relevant for article in ranked[:k]))


def recall_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return the share of the relevant that is among the first `k` (recall@k of trec_eval)."""
    return len(set(ranked[:k]) & set(relevant)) / len(set(relevant)) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 / the rank of the first relevant one, 0.0 where there is none.

    Its mean over questions is MRR (Voorhees, TREC-8 Question Answering Track Report, 1999).
    """
    ranks = (rank for rank, article in enumerate(ranked, start=1) if article in relevant)
    return 1 / next(ranks, math.inf)


def ndcg_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Return the normalised discounted cumulative gain of the first `k`, with gains of 0 and 1.

    DCG = sum of gain / log2(rank + 1), divided by that of the best order (Järvelin and Kekäläinen,
    Cumulated gain-based evaluation of IR techniques, TOIS 2002; ndcg_cut of trec_eval).
    """
    gained = sum(_discount(rank) for rank, article in enumerate(ranked[:k], start=1) if article in relevant)
    ideal = sum(_discount(rank) for rank in range(1, min(k, len(set(relevant))) + 1))
    return gained / ideal if ideal else 0.0


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)


# --- answers against short gold strings --------------------------------------------------------------

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
_UNITS += ["twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER_WORDS = {word: number for number, word in enumerate(_UNITS)}
_TENS_WORDS = {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_ARTICLES = frozenset({"a", "an", "the"})
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+", re.UNICODE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_INNER_APOSTROPHE_S = re.compile(r"['’‘]s\b")
_ABBREVIATION_DOTS = re.compile(r"\b((?:[^\W\d_]\.){2,})")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def match_words(text: str) -> tuple[str, ...]:
    """Return the words by which an answer is recognised in a text.

    SQuAD's normalisation (lower case; no punctuation; no "a", "an", "the") made safe for finding words
    inside running text: hyphens and slashes separate, accents and possessive 's don't count, a decimal
    stays one number, "2,200" is "2200", "U.S." is "US", and numbers up to ninety-nine may be spelled
    ("twenty-five" is "25").
    """
    plain = _without_accents(unicodedata.normalize("NFKC", text).casefold())
    plain = _ABBREVIATION_DOTS.sub(lambda found: found[1].replace(".", ""), plain)
    plain = _INNER_APOSTROPHE_S.sub("", plain)
    words = (_digits(word) for word in _WORDS.findall(plain))
    return tuple(_spelled_numbers_joined([word for word in words if word not in _ARTICLES]))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _digits(word: str) -> str:
    if _THOUSANDS.fullmatch(word):
        return word.replace(",", "")
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

    In scripts that don't separate words, the characters in a row are enough. An answer of
    punctuation or articles only is never held.
    """
    wanted, found = match_words(answer), match_words(text)
    if not wanted:
        return False
    if _UNSPACED.search(answer):
        return "".join(wanted) in "".join(found)
    return f" {' '.join(wanted)} " in f" {' '.join(found)} "


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
    return float(any(wanted == squad_normalized(reference) for reference in references))


def token_f1(prediction: str, references: Iterable[str]) -> float:
    """Return SQuAD's F1 over bags of tokens against the best reference; 0.0 without references."""
    return max((_one_token_f1(prediction, reference) for reference in references), default=0.0)


def _one_token_f1(prediction: str, reference: str) -> float:
    predicted, wanted = squad_normalized(prediction).split(), squad_normalized(reference).split()
    if not predicted or not wanted:
        return float(predicted == wanted)
    shared = (Counter(predicted) & Counter(wanted)).total()
    precision, recall = shared / len(predicted), shared / len(wanted)
    return 2 * precision * recall / (precision + recall) if shared else 0.0


# --- citations ---------------------------------------------------------------------------------------


def quote_exactness(quotes: Sequence[tuple[str, int, int, str]], texts: Mapping[str, str]) -> float:
    """Return the share of (article id, start, end, quote) with quote == texts[id][start:end].

    The contract of a citation, not an estimate; offsets count code points, an empty quote and an
    article that isn't there count as wrong. 1.0 without quotes: nothing misquotes.
    """
    if not quotes:
        return 1.0
    exact = (bool(quote) and texts.get(id_, "")[start:end] == quote for id_, start, end, quote in quotes)
    return sum(exact) / len(quotes)


def relevant_cited(cited: Collection[str], relevant: Collection[str], *, all_needed: bool) -> float:
    """Return 1.0 when a relevant article is cited, or with `all_needed` each of them, else 0.0.

    Success, or full recall, of the cited set as an unranked retrieval result (Manning et al.,
    Introduction to Information Retrieval, 2008, chapter 8.3). 0.0 without relevant articles.
    """
    found = set(cited) & set(relevant)
    return float(bool(found) and (not all_needed or found == set(relevant)))


# --- abstention --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AbstentionPoint:
    """Where a confidence threshold leads; all values in [0, 1].

    Replies with a confidence below `threshold` are refused: `refused_wrongly` is the share of the
    answerable questions that goes with them, `refused_rightly` that of the unanswerable ones.
    """

    threshold: float
    refused_wrongly: float
    refused_rightly: float


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """The share of questions answered at a threshold, and the share of those answered wrongly."""

    threshold: float
    coverage: float
    risk: float


def abstention_curve(confidence: Sequence[float], answerable: Sequence[bool]) -> tuple[AbstentionPoint, ...]:
    """Return both refusal rates for every threshold that matters, from refusing none to refusing all.

    The ROC curve of "unanswerable" against low confidence (Fawcett, An introduction to ROC analysis,
    2006). A rate over no question is 0.0. The last point has an infinite threshold.
    """
    _same_length(confidence, answerable)
    wrong_of, right_of = answerable.count(True), answerable.count(False)
    groups = _by_confidence(confidence, answerable)
    points, wrongly, rightly = [AbstentionPoint(-math.inf, 0.0, 0.0)], 0, 0
    for index, (_, members) in enumerate(groups):
        wrongly += members.count(True)
        rightly += members.count(False)
        threshold = groups[index + 1][0] if index + 1 < len(groups) else math.inf
        points.append(AbstentionPoint(threshold, _ratio(wrongly, wrong_of), _ratio(rightly, right_of)))
    return tuple(points)


def area_under_abstention(curve: Sequence[AbstentionPoint]) -> float:
    """Return the area under refused-rightly over refused-wrongly, by trapezoids (AUROC); chance is 0.5."""
    return sum(
        (after.refused_wrongly - before.refused_wrongly)
        * (after.refused_rightly + before.refused_rightly)
        / 2
        for before, after in pairwise(curve)
    )


def refused_rightly_at(curve: Sequence[AbstentionPoint], refused_wrongly: float) -> AbstentionPoint:
    """Return the point that refuses most rightly while refusing at most `refused_wrongly` wrongly."""
    allowed = [point for point in curve if point.refused_wrongly <= refused_wrongly]
    return max(allowed, key=lambda point: (point.refused_rightly, -point.refused_wrongly))


def risk_coverage_curve(confidence: Sequence[float], correct: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """Return risk against coverage, from the most confident replies alone to all of them.

    El-Yaniv and Wiener, On the Foundations of Noise-free Selective Classification, JMLR 2010; lower
    risk is better. Replies of equal confidence are answered together.
    """
    _same_length(confidence, correct)
    points, answered, wrong = [], 0, 0
    for threshold, members in reversed(_by_confidence(confidence, correct)):
        answered += len(members)
        wrong += members.count(False)
        points.append(RiskPoint(threshold, answered / len(correct), wrong / answered))
    return tuple(points)


def area_under_risk(curve: Sequence[RiskPoint]) -> float:
    """Return the area under risk over coverage (AURC; Geifman et al., ICLR 2019); lower is better.

    The mean over all questions, in the order of confidence, of the risk when answering down to each:
    equally confident ones share the risk of their group. 0.0 for an empty curve.
    """
    before = [0.0, *(point.coverage for point in curve)]
    return sum((point.coverage - start) * point.risk for start, point in zip(before, curve, strict=False))


def _by_confidence(confidence: Sequence[float], marks: Sequence[bool]) -> list[tuple[float, list[bool]]]:
    groups: dict[float, list[bool]] = {}
    for value, mark in sorted(zip(confidence, marks, strict=True), key=lambda pair: pair[0]):
        groups.setdefault(value, []).append(mark)
    return list(groups.items())


def _same_length(left: Sequence[object], right: Sequence[object]) -> None:
    if len(left) != len(right):
        raise ValueError(f"{len(left)} confidences for {len(right)} marks")


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


# --- summaries ---------------------------------------------------------------------------------------


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean, nan for no values."""
    return math.fsum(values) / len(values) if values else math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of them lie, nearest rank; nan for no values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan
