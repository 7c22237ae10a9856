"""Quotes put together as a Reply: numbered citations, Markdown with markers, conflicts, refusals.

Article text in Markdown is escaped: it can't become markup. Knows nothing of how quotes were chosen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.conflicts import Figure, about
from app.question import Query
from app.quotes import Quote
from app.records import AnswerSentence, Citation, Claim, Conflict
from app.variants import alike, difference
from index.articles import StoredPassage
from index.records import Span

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!$&])")
# What GitHub's Markdown makes a link of by itself: an address, or an e-mail's.
_ADDRESS = re.compile(r"((?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)|(?=@))", re.IGNORECASE)
_LINE_START = re.compile(r"^(\d*)([-+=.)])")


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
        start = passage.passage.span.start
        self.items.append(
            Citation(
                number=len(self.items) + 1,
                article_id=article.id,
                title=article.title,
                source=article.source,
                published=article.published,
                url=article.url,
                quote=passage.text[span.start - start : span.end - start],
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

    `sentences` are those of the quotes (`sentences_of`).
    """
    found = list(conflicts)
    told: set[int] = set()
    for at in range(len(quotes)):
        numbers = [sentence.citations[0] for sentence in sentences[at:]]
        claims = _exchanged(quotes[at:], numbers) if numbers[0] not in told else []
        told.update(claim.citation for claim in claims)
        known = next((one for one in found if claims and _tells(one, claims[0].citation)), None)
        if known:
            new = [claim for claim in claims if not _tells(known, claim.citation)]
            found[found.index(known)] = replace(known, claims=(*known.claims, *new))
        elif claims:
            found.append(Conflict(about(query), tuple(claims)))
    return tuple(found)


def _tells(conflict: Conflict, citation: int) -> bool:
    return any(claim.citation == citation for claim in conflict.claims)


def _exchanged(quotes: Sequence[Quote], numbers: Sequence[int]) -> list[Claim]:
    """Return what others exchange in the first quote, after its own words for it; empty where none does."""
    first, *others = quotes
    claims: list[Claim] = []
    for other, number in zip(others, numbers[1:], strict=True):
        same_article = other.passage.article.number == first.passage.article.number
        if same_article or not alike(first.core_text, other.core_text):
            continue
        exchanged = difference(first.core_text, other.core_text, first.core_bold)
        if exchanged:
            claims = claims or [Claim(exchanged.left.of(first.core_text), numbers[0])]
            claims.append(Claim(exchanged.right.of(other.core_text), number))
    return claims


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
