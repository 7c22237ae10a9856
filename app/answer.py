"""Quotes put together as a Reply: numbered citations, Markdown with markers, conflicts, refusals.

Article text in Markdown is escaped: it can't become markup. Knows nothing of how quotes were chosen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.conflicts import Figure, about
from app.question import Query, Wants
from app.quotes import Quote, exchanged_in
from app.records import AnswerSentence, Citation, Claim, Conflict
from app.variants import Difference, Kind
from index.articles import StoredPassage
from index.records import Span

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!$&])")
# What GitHub's Markdown makes a link of by itself: an address, or an e-mail's.
_ADDRESS = re.compile(r"((?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)|(?=@))", re.IGNORECASE)
_LINE_START = re.compile(r"^(\d*)([-+=.)])")
# What papers exchange where such an answer is asked for.
_EXCHANGED_FOR: Mapping[Wants, Kind] = MappingProxyType(
    {Wants.NUMBER: "number", Wants.PERSON: "name", Wants.PLACE: "name", Wants.DATE: "name"}
)
_LABEL_WORDS = 4


@dataclass(slots=True)
class Citations:
    """Numbers citations from 1 in the order of their first use; the same words get the same number."""

    items: list[Citation] = field(default_factory=list)

    def number(self, passage: StoredPassage, span: Span) -> int:
        """Return the number of the citation for `span` of the passage's article."""
        article = passage.article
        for known in self.items:
            if (known.article_id, known.start, known.end) == (article.id, span.start, span.end):
                return known.number
        self.items.append(
            Citation(
                number=len(self.items) + 1,
                article_id=article.id,
                title=article.title,
                source=article.source,
                published=article.published,
                url=article.url,
                quote=passage.words(span),
                start=span.start,
                end=span.end,
            )
        )
        return self.items[-1].number


def sentences_of(quotes: Sequence[Quote], citations: Citations) -> tuple[AnswerSentence, ...]:
    """Return each quote as a sentence of the answer with the numbers of all its homes."""
    made = []
    for quote in quotes:
        places = [(quote.passage, quote.span), *quote.homes]
        numbers = tuple(dict.fromkeys(citations.number(passage, span) for passage, span in places))
        # Verbatim words support themselves; what is checked is that they are there (Citations.number).
        made.append(AnswerSentence(quote.text, numbers, "supported"))
    return tuple(made)


def markdown(quotes: Sequence[Quote], sentences: Sequence[AnswerSentence]) -> str:
    """Return the answer as Markdown: a paragraph a quote, the answering words bold, then the markers."""
    paragraphs = []
    for quote, sentence in zip(quotes, sentences, strict=True):
        markers = "".join(f"[{number}]" for number in sentence.citations)
        paragraphs.append(f"{_with_bold(quote)} {markers}")
    return "\n\n".join(paragraphs)


def conflicts_of(query: Query, figures: Sequence[Figure], citations: Citations) -> tuple[Conflict, ...]:
    """Return the differing figures, each with the citation of a quote that holds it.

    Figures of sentences that are not quoted are left out: there is no citation to check them by.
    """
    claims: dict[tuple[str, int], Claim] = {}
    values = set()
    for figure in figures:
        number = _citing(figure, citations)
        if number is not None:
            claims.setdefault((figure.words, number), Claim(figure.words, number))
            values.add(figure.value)
    return (Conflict(about(query), tuple(claims.values())),) if len(values) > 1 else ()


def with_variants(
    query: Query, conflicts: Sequence[Conflict], quotes: Sequence[Quote], sentences: Sequence[AnswerSentence]
) -> tuple[Conflict, ...]:
    """Add what papers that tell a sentence alike exchange in it: to the figures told already, or by itself.

    What isn't asked for is told as the sentence's own matter. `sentences` are those of the quotes
    (`sentences_of`).
    """
    found = list(conflicts)
    told: set[int] = set()
    for at, quote in enumerate(quotes):
        numbers = [sentence.citations[0] for sentence in sentences[at:]]
        exchanges = _exchanges(quotes[at:], numbers) if numbers[0] not in told else []
        for exchanged, claims in exchanges:
            told.update(claim.citation for claim in claims)
            _tell(found, query, quote, exchanged, claims)
    return tuple(found)


def _tell(
    found: list[Conflict], query: Query, quote: Quote, exchanged: Difference, claims: Sequence[Claim]
) -> None:
    """Put claims under the conflict that tells of the same, else as one more."""
    asked = _is_asked(query, quote, exchanged)
    known = next((one for one in found if _tells(one, claims[0], whatever=asked)), None)
    if known:
        cited = {claim.citation for claim in known.claims}
        new = [claim for claim in claims if claim.citation not in cited]
        found[found.index(known)] = replace(known, claims=(*known.claims, *new))
    else:
        matter = about(query) if asked else _around(quote.core_text, exchanged.left)
        found.append(Conflict(matter, tuple(claims)))


def _tells(conflict: Conflict, claim: Claim, *, whatever: bool) -> bool:
    """Say whether a conflict has the same words of the same citation, or, where told so, any of its words."""
    cited = [known.value for known in conflict.claims if known.citation == claim.citation]
    return any(whatever or claim.value in value or value in claim.value for value in cited)


def _is_asked(query: Query, quote: Quote, exchanged: Difference) -> bool:
    """Say whether the exchanged words are those that answer; where none are bold, whether they may be."""
    bold, left = quote.core_bold, exchanged.left
    if quote.bold:
        return bold is not None and bold.overlaps(left)
    return _EXCHANGED_FOR.get(query.wants) == exchanged.kind


def _around(sentence: str, span: Span) -> str:
    """Return the words around a span, with dots in its place."""
    before, behind = sentence[: span.start].split(), sentence[span.end :].split()
    words = [*before[-_LABEL_WORDS:], "…", *behind[:_LABEL_WORDS]]
    return " ".join(words).strip(" .,;:")


def _exchanges(quotes: Sequence[Quote], numbers: Sequence[int]) -> list[tuple[Difference, list[Claim]]]:
    """Return what others exchange in the first quote, each after its own words for it."""
    first, *others = quotes
    found: dict[Span, tuple[Difference, list[Claim]]] = {}
    for other, number in zip(others, numbers[1:], strict=True):
        exchanged = exchanged_in(first, other)
        if exchanged:
            own = Claim(exchanged.left.of(first.core_text), numbers[0])
            _, claims = found.setdefault(exchanged.left, (exchanged, [own]))
            claims.append(Claim(exchanged.right.of(other.core_text), number))
    return list(found.values())


def escaped(text: str, *, starts_line: bool = True) -> str:
    """Return `text` so that Markdown shows it as it is, on one line, whose start it may be."""
    one_line = " ".join(text.split())
    harmless = _ADDRESS.sub(r"\1\\", _MARKUP.sub(r"\\\1", one_line))
    return _LINE_START.sub(r"\1\\\2", harmless) if starts_line else harmless


def _with_bold(quote: Quote) -> str:
    if quote.bold is None:
        return escaped(quote.text)
    before, answer, after = (
        quote.text[: quote.bold.start],
        quote.bold.of(quote.text),
        quote.text[quote.bold.end :],
    )
    if not _can_be_bold(before, answer, after):
        return escaped(quote.text)
    left = " " if before[-1:].isspace() else ""
    right = " " if after[:1].isspace() else ""
    rest = escaped(after, starts_line=False)
    return f"{escaped(before)}{left}**{escaped(answer, starts_line=False)}**{right}{rest}".strip()


def _can_be_bold(before: str, answer: str, after: str) -> bool:
    """Say whether Markdown takes ** around `answer` as bold (CommonMark 6.2, "flanking" runs).

    It must not begin or end with space, nor with punctuation that stands inside a word.
    """
    if not answer or answer[0].isspace() or answer[-1].isspace():
        return False
    opens = answer[0].isalnum() or not before or not before[-1].isalnum()
    closes = answer[-1].isalnum() or not after or not after[0].isalnum()
    return opens and closes


def _citing(figure: Figure, citations: Citations) -> int | None:
    article = figure.chosen.found.passage.article.id
    span = figure.chosen.span
    for citation in citations.items:
        if citation.article_id == article and citation.start <= span.start and citation.end >= span.end:
            return citation.number
    return None
