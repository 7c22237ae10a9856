"""The `quotes` engine: the few sentences that answer, in the articles' own words, each with its citation.

Picks from ranked sentences, adds one or two before where the speaker or subject stands there, joins
what several articles say alike, and orders the rest. Calls no model. Knows nothing of how it is shown.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.conflicts import differing, miscounted
from app.duplicates import Report, same_report
from app.question import Query, Wants
from app.sentences import LEAST_TRUST, Chosen
from app.spans import answer_span
from app.variants import Difference, alike, bears_out, difference
from app.vocabulary import ENGLISH, SPEECH
from index.articles import StoredPassage
from index.records import Span
from index.sentences import is_heading

_MOST_SENTENCES = 3
# Where figures differ, or several things are asked for.
_MOST_QUOTES = 4
# A further sentence is quoted while those chosen leave more doubt than this that the answer is in.
_ENOUGH = 0.99
# It must itself be at least this likely to answer.
_LIKELY = 0.01
# An opening has at least this share of the subject's words that the best sentence has.
_OPENING_COVERS = 0.5
# Where only words tell what answers, a further sentence has at least this share of the best one's.
_FILLER_COVERS = 0.6
# Of one sentence, in papers that exchanged something in it.
_MOST_VARIANTS = 2
_MOST_LEAD_INS = 2
_LONGEST_LEAD_IN = 60

_SUBJECT_BEFORE = re.compile(
    r"^[“\"'‘]?(?:But |And |Yet |However, )?"
    r"(?:He|She|They|His|Her|Their|It|Its|This|These|Those|That)\b"
)
_PRONOUN_SPEAKS = re.compile(
    r"\b(?:he|she|they|it) (?:also )?(?:said|added|told|noted|stressed|warned|wrote)\b"
)
# "The ministry added": which ministry, the sentence before says.
_KNOWN_SPEAKER = re.compile(
    r"^(?:The|This|That) \w+ (?:also |further )?"
    r"(?:added|adds|said|says|noted|stressed|went on|continued|reiterated)\b"
)
# A paper puts right what it said: what is right stands in the next sentence.
_PUTS_RIGHT = re.compile(
    r"\b(?:earlier|previous|original) version of\b"
    r"|\b(?:we|(?:our|this|the) (?:article|story|report)) "
    r"(?:earlier|incorrectly|mistakenly|originally|previously|wrongly) (?:gave|reported|said|stated|wrote)\b"
    r"|\bour (?:earlier|previous|original) (?:article|story|report)\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(r"^The (?:correct|right) \w+ (?:is|was|are|were)\b")
_ALL_QUOTED = re.compile(r"^[“\"‘'].*[”\"’']\.?$", re.DOTALL)

Place = tuple[StoredPassage, Span]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one article that answer: `text` is `span` of its stored text.

    `core` is the sentence that was chosen, with the next where that puts it right: the end of `span`, which
    may begin with a lead-in. `bold` is the answering span within `text`; `homes` are sentences of other
    articles that bear it out, as (passage, span).
    """

    passage: StoredPassage
    span: Span
    core: Span
    text: str
    bold: Span | None
    score: float
    homes: tuple[Place, ...] = ()

    @property
    def core_text(self) -> str:
        """The words of `core`."""
        return self.text[self.core.start - self.span.start :]

    @property
    def core_bold(self) -> Span | None:
        """The answering span within `core_text`; None where there is none, or it stands before."""
        shift = self.core.start - self.span.start
        inside = self.bold is not None and self.bold.start >= shift
        return Span(self.bold.start - shift, self.bold.end - shift) if self.bold and inside else None


def answers_to(asked: Sequence[tuple[Query, Sequence[Chosen]]]) -> list[tuple[Quote, ...]]:
    """Return the quotes that answer each of several questions, nothing twice.

    Of each there is its best quote; those of the last, which is the whole message where that is answered,
    fill the answer up.
    """
    *parts, whole = asked
    answers: list[tuple[Quote, ...]] = []
    for query, ranked in parts:
        # Where they are in the order of time, the first needn't be the best.
        best = sorted(answer_quotes(query, ranked), key=lambda quote: -quote.score)[:1]
        answers.append(_untold(answers, best))
    rest = _untold(answers, answer_quotes(*whole))
    return [*answers, rest[: _MOST_QUOTES - sum(map(len, answers))]] if parts else [rest]


def _untold(answers: Sequence[Sequence[Quote]], quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    told = [quote for answer in answers for quote in answer]
    kept = _without_overlaps([*told, *quotes])
    return tuple(quote for quote in kept if quote not in told)


def answer_quotes(query: Query, ranked: Sequence[Chosen]) -> tuple[Quote, ...]:
    """Return the quotes that answer, at most four, best first or in the order of time.

    Behind a quote stands what copies of its report have in its place, if they differ.
    """
    if not ranked:
        return ()
    groups = _grouped(ranked)
    picked = _picked(query, groups)
    quotes = _without_overlaps([_quote(query, group, group is picked[0]) for group in picked])
    for group in picked:
        quotes = _with_variants(quotes, group)
    return tuple(_ordered(query, quotes))


def _grouped(ranked: Sequence[Chosen]) -> list[list[Chosen]]:
    """Put sentences that say the same, in different articles or twice in one, under the best of them."""
    groups: list[list[Chosen]] = []
    for one in ranked[:30]:
        home = next((group for group in groups if _same(group[0].text, one.text)), None)
        if home is None:
            groups.append([one])
        elif all(one.found.passage.article.number != other.found.passage.article.number for other in home):
            home.append(one)
    return groups


def _same(left: str, right: str) -> bool:
    return left == right or (_digits(left) == _digits(right) and alike(left, right))


@lru_cache(maxsize=4_096)
def _digits(text: str) -> list[str]:
    """Return the runs of digits, sorted; each sentence is compared with many others."""
    return sorted(re.findall(r"\d+", text))


def _picked(query: Query, groups: Sequence[list[Chosen]]) -> list[list[Chosen]]:
    """Take the best, then more while it is in doubt that the answer is among them.

    Where whatever is told of something is asked for, the opening of the best article comes first: news say
    there what happened; not where the latest is asked for.
    """
    if query.broad and not query.latest:
        groups = _opening_first(groups)
    likelihoods = _likelihoods([group[0].score for group in groups])
    picked = [groups[0]]
    covered = likelihoods[0]
    for group, likely in zip(groups[1:], likelihoods[1:], strict=True):
        enough = not query.broad and (covered >= _ENOUGH or likely < _LIKELY)
        if len(picked) == _MOST_SENTENCES or enough:
            break
        if _as_fitting(query, group[0], picked[0][0]) and (not query.broad or _on_the_subject(group[0])):
            picked.append(group)
        covered += likely
    if query.wants is Wants.NUMBER:
        picked = _with_other_figures(query, picked, groups)
    if query.several:
        others = [
            group
            for group, share in zip(groups, likelihoods, strict=True)
            if share >= _LIKELY or _rather_answers(group[0])
        ]
        picked = _with_other_articles(query, picked, others)
    return picked


def _on_the_subject(one: Chosen) -> bool:
    return one.features["coverage"] > 0


def _opening_first(groups: Sequence[list[Chosen]]) -> Sequence[list[Chosen]]:
    """Put the first sentence of the best article first, as likely as the best, if it is on the subject."""
    best = groups[0][0]
    for at, (one, *others) in enumerate(groups):
        passage = one.found.passage
        on_it = one.features["coverage"] >= _OPENING_COVERS * best.features["coverage"]
        opens = passage.passage.number == 0 and one.number == 0 and on_it
        if opens and passage.article.number == best.found.passage.article.number:
            opening = replace(one, score=max(one.score, best.score))
            return [[opening, *others], *groups[:at], *groups[at + 1 :]]
    return groups


def _rather_answers(one: Chosen) -> bool:
    """Say whether the reader thinks it likelier that a sentence answers than that none does."""
    return one.read is not None and one.read > 0


def _as_fitting(query: Query, one: Chosen, best: Chosen) -> bool:
    """Leave out what lacks the words, number, date or speaker asked for where the best sentence has them."""
    if one.features["speaker"] < best.features["speaker"] or _covers_less(query, one, best):
        return False
    if query.wants not in (Wants.NUMBER, Wants.DATE):
        return True
    return one.features["kind"] >= best.features["kind"]


def _covers_less(query: Query, one: Chosen, best: Chosen) -> bool:
    """Say whether, where only words tell, a sentence has too few of the question's beside the best."""
    by_words = query.vector_trust < LEAST_TRUST
    return by_words and one.features["coverage"] < _FILLER_COVERS * best.features["coverage"]


def _with_other_figures(
    query: Query, picked: list[list[Chosen]], groups: Sequence[list[Chosen]]
) -> list[list[Chosen]]:
    """Add sentences that give another figure for what the best sentence counts."""
    others = differing(query, [group[0] for group in groups[:12]])
    known = {id(group) for group in picked}
    missing = [group for group in groups if group[0] in others and id(group) not in known]
    return [*picked, *missing[: _MOST_QUOTES - len(picked)]]


def _with_other_articles(
    query: Query, picked: list[list[Chosen]], groups: Sequence[list[Chosen]]
) -> list[list[Chosen]]:
    """Add the best sentence of each article that isn't quoted yet, while there is room."""
    quoted = {one.found.passage.article.number for group in picked for one in group}
    for group in groups:
        article = group[0].found.passage.article.number
        if (
            article not in quoted
            and len(picked) < _MOST_QUOTES
            and _as_fitting(query, group[0], picked[0][0])
        ):
            quoted.add(article)
            picked = [*picked, group]
    return picked


def _likelihoods(scores: Sequence[float]) -> list[float]:
    """Return the softmax of scores: how likely each sentence is to be the one that answers."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def _quote(query: Query, group: Sequence[Chosen], first: bool) -> Quote:
    best = group[0]
    span = _with_lead_in(best)
    # In a sentence that rather doesn't answer, nothing would be the answer; no words are to "about what?".
    answers = not query.broad and (first or best.read is None or _rather_answers(best))
    figure = miscounted(query, best)
    read = figure.span if figure else best.answer
    # Which words answer in another language than the reader's, nothing tells.
    known = query.language == ENGLISH and query.vector_trust >= LEAST_TRUST
    bold = answer_span(query, best.text, read) if answers and known else None
    right = _put_right(best)
    if right:
        return _with_right(query, best, Span(span.start, right.end), bold_wanted=answers and known)
    shift = best.span.start - span.start
    return Quote(
        best.found.passage,
        span,
        best.span,
        best.found.passage.words(span),
        Span(bold.start + shift, bold.end + shift) if bold else None,
        best.score,
        tuple(_homes(group)),
    )


def _put_right(best: Chosen) -> Span | None:
    """Return the sentence behind one that tells what a paper said wrongly."""
    if not _PUTS_RIGHT.search(best.text):
        return None
    return next(iter(best.found.passage.passage.sentences[best.number + 1 : best.number + 2]), None)


def _with_right(query: Query, best: Chosen, span: Span, *, bold_wanted: bool) -> Quote:
    """Return the quote of a sentence and the one that puts it right, whose words answer if any do."""
    passage, behind = best.found.passage, Span(best.span.end, span.end)
    text, right = passage.words(span), passage.words(behind)
    bold = answer_span(query, right) if bold_wanted else None
    shift = behind.start - span.start
    shown = Span(bold.start + shift, bold.end + shift) if bold else None
    return Quote(passage, span, Span(best.span.start, span.end), text, shown, best.score)


def _homes(group: Sequence[Chosen]) -> list[Place]:
    """Return where else the sentence stands, word for word or nearly so, one place an article."""
    return [
        (passage, span)
        for passage, span in _elsewhere(group)
        if bears_out(group[0].text, passage.words(span))
    ]


def _elsewhere(group: Sequence[Chosen]) -> list[Place]:
    """Return where the sentence is told alike, whatever it says there, one place an article."""
    places = [(one.found.passage, one.span) for one in group[1:]]
    places += [place for one in group for place in _copies(one)]
    homes: dict[int, Place] = {}
    for passage, span in places:
        if passage.article.number != group[0].found.passage.article.number:
            homes.setdefault(passage.article.number, (passage, span))
    return list(homes.values())


def _copies(best: Chosen) -> list[Place]:
    """Return where the sentence stands in the copies of its passage in other papers."""
    found = ((copy, _told_in(copy, best)) for copy in best.found.copies)
    return [(copy, span) for copy, span in found if span]


def _told_in(copy: StoredPassage, best: Chosen) -> Span | None:
    """Return the copy's sentence that bears it out, else the one in its place, else one that is alike."""
    told = [span for span in copy.passage.sentences if alike(best.text, copy.words(span))]
    borne_out = (span for span in told if bears_out(best.text, copy.words(span)))
    in_place = _in_place(best.found.passage, best.span, copy)
    return next(borne_out, None) or in_place or next(iter(told), None)


def _in_place(passage: StoredPassage, span: Span, copy: StoredPassage) -> Span | None:
    """Return the sentence of a copy that has the same neighbours: "Nine died." and, there, "Four died."."""
    sides = _neighbours(passage, span)
    if not any(sides):
        return None
    others = ((one, _neighbours(copy, one)) for one in copy.passage.sentences)
    return next((one for one, around in others if all(map(alike, sides, around))), None)


def _neighbours(passage: StoredPassage, span: Span) -> tuple[str, str]:
    """Return the sentences before and behind a span, '' where there is none."""
    spans = passage.passage.sentences
    before = next((one for one in reversed(spans) if one.end <= span.start), None)
    behind = next((one for one in spans if one.start >= span.end), None)
    return passage.words(before) if before else "", passage.words(behind) if behind else ""


def _with_variants(quotes: Sequence[Quote], group: Sequence[Chosen]) -> list[Quote]:
    """Add what the same report has in other papers where it exchanged a number, a name or a word."""
    at = next((at for at, quote in enumerate(quotes) if quote.core == group[0].span), None)
    if at is None:
        return list(quotes)
    quoted = {quote.passage.article.number for quote in quotes if alike(quote.core_text, group[0].text)}
    places = _elsewhere(group)
    variants: list[Quote] = []
    for place in places:
        passage, span = place
        words = passage.words(span)
        copied = same_report(_report(quotes[at].passage), _report(passage))
        exchanged = difference(group[0].text, words, quotes[at].core_bold, of_one_report=copied)
        if exchanged and passage.article.number not in quoted:
            homes = tuple(one for one in places if one != place and bears_out(words, one[0].words(one[1])))
            quoted.update(home.article.number for home, _ in homes)
            variants.append(Quote(passage, span, span, words, exchanged.right, group[0].score, homes))
    return [*quotes[: at + 1], *variants[:_MOST_VARIANTS], *quotes[at + 1 :]]


def exchanged_in(one: Quote, other: Quote) -> Difference | None:
    """Return what another article exchanges in a quote's sentence; None where it tells something else."""
    if one.passage.article.number == other.passage.article.number:
        return None
    copied = same_report(_report(one.passage), _report(other.passage))
    in_place = copied and _in_place(one.passage, one.core, other.passage) == other.core
    if not (in_place or alike(one.core_text, other.core_text)):
        return None
    return difference(one.core_text, other.core_text, one.core_bold, of_one_report=copied)


def _report(passage: StoredPassage) -> Report:
    return Report(passage.article.number, passage.text)


def _with_lead_in(best: Chosen) -> Span:
    """Widen the span to the sentences before, where the speaker or the subject is named only there."""
    passage = best.found.passage
    earlier = passage.passage.sentences[max(best.number - _MOST_LEAD_INS, 0) : best.number]
    start, words, first = best.span.start, 0, best.text
    for before in reversed(earlier):
        lead_in = passage.words(before)
        words += len(lead_in.split())
        if not _leans_back(first) or is_heading(lead_in) or words > _LONGEST_LEAD_IN:
            break
        start, first = before.start, lead_in
    return Span(start, best.span.end)


def _leans_back(sentence: str) -> bool:
    if any(sign.search(sentence) for sign in (_SUBJECT_BEFORE, _PRONOUN_SPEAKS, _KNOWN_SPEAKER, _RIGHT)):
        return True
    return bool(_ALL_QUOTED.match(sentence)) and not SPEECH.search(sentence)


def _without_overlaps(quotes: Sequence[Quote]) -> list[Quote]:
    """Say nothing twice: leave out a sentence that is quoted already, and a lead-in that is.

    A sentence whose lead-in is quoted follows it at once.
    """
    kept: list[Quote] = []
    for quote in quotes:
        at = next((at for at, other in enumerate(kept) if _overlap(other, quote)), None)
        if at is None:
            kept.append(quote)
        elif not any(_holds(other, quote) for other in kept):
            bare = _without_lead_in(quote)
            # What is quoted already may be what puts the other right.
            kept[at : at + 1] = [bare] if _overlap(kept[at], bare) else [kept[at], bare]
    return kept


def _holds(quote: Quote, other: Quote) -> bool:
    """Say whether `quote` has all of the other's own sentence."""
    same = quote.passage.key == other.passage.key
    return same and quote.span.start <= other.core.start and other.core.end <= quote.span.end


def _without_lead_in(quote: Quote) -> Quote:
    return replace(quote, span=quote.core, text=quote.core_text, bold=quote.core_bold)


def _overlap(left: Quote, right: Quote) -> bool:
    return left.passage.key == right.passage.key and left.span.overlaps(right.span)


def _ordered(query: Query, quotes: Sequence[Quote]) -> list[Quote]:
    """Order by time where the question is about time, otherwise best first."""
    if not query.about_time:
        return list(quotes)

    def when(quote: Quote) -> tuple[date, str, int]:
        article = quote.passage.article
        return article.published or date.max, article.id, quote.span.start

    return sorted(quotes, key=when)
