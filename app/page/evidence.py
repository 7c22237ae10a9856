"""The evidence beside an answer, as HTML: cited passages in their context, then what else was read.

One report in several articles is one card, with its other homes folded under it. Every `.cited-span` holds
exactly `text[start:end]` of an article's stored text. Knows nothing of Gradio.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.links import safe_url
from app.page.markup import counted, day, escape, isolated
from app.records import Citation, Reply, RetrievedPassage
from app.reports import ArticleOf, CitedReport, ReadReport, also_read, cited_reports
from app.timeline import MOST_ALSO_READ
from index.errors import CitewireError
from index.records import Article, Span

# Characters of context around a quote, on each side: about a paragraph of news.
_REACH = 320
_SNIPPET = 240
# A space at which no line ends: the dots that say that a text goes on stay with its last word.
_GLUE = "\u00a0"
# Of a longer article only what is around the quotes is shown: megabytes keep a browser busy for seconds.
_LONGEST_WHOLE = 400_000
_REACH_IN_LONG = 50_000


def evidence(reply: Reply, article_of: ArticleOf) -> str:
    """Return the cards for a reply's citations, in order, and for what was retrieved but not cited."""
    title = "Evidence" if reply.answered else "Nearest articles"
    cited = cited_reports(reply, article_of)
    cards = "".join(_cited_report(report, article_of) for report in cited)
    read = also_read(reply, cited)[:MOST_ALSO_READ]
    others = "".join(_read_report(report, article_of) for report in read)
    nothing = "" if cards or others else '<p class="hint">No article comes near this question.</p>'
    also = f'<h2 class="pane-title">Also read</h2>{others}' if others else ""
    return f'<h2 class="pane-title">{title}</h2>{cards}{nothing}{also}'


def reader(article: Article, spans: Iterable[tuple[int, int]]) -> str:
    """Return an article with spans marked; spans outside its text are left out.

    Of an article of more than 400,000 characters, only what is around the spans is shown, and said to be.
    """
    fit = sorted(
        {Span(start, end) for start, end in spans if 0 <= start < end <= len(article.text)}, key=_order
    )
    parts = _shown_parts(article.text, fit)
    passages = (f'<div class="passage" dir="auto">{_marked(article.text, part, fit)}</div>' for part in parts)
    return (
        f'<p class="source">{_source(article.source, day(article.published), article.byline)}</p>'
        f'<h2 class="headline" dir="auto">{escape(article.title or article.id)}</h2>{_link(article.url)}'
        f"{_left_out(article.text, parts)}{_GAP.join(passages)}"
    )


def context(text: str, span: Span, reach: int = _REACH) -> Span:
    """Return the words around `span`, cut between words, about `reach` characters on each side.

    A paragraph border that is near takes precedence.
    """
    return Span(_cut_before(text, span.start, reach), _cut_after(text, span.end, reach))


def _cited_report(report: CitedReport, article_of: ArticleOf) -> str:
    first, *others = (_card(citation, article_of) for citation in report.citations)
    copies = list(_articles(report.copies, article_of))
    homes = [(one.article_id, one.source) for one in report.citations]
    homes += [(article.id, article.source) for _, article in copies]
    return _folded(first, [*others, *(_other_card(*copy) for copy in copies)], homes)


def _read_report(report: ReadReport, article_of: ArticleOf) -> str:
    found = list(_articles((report.passage, *report.copies), article_of))
    if not found:
        return ""
    first, *others = (_other_card(*one) for one in found)
    return _folded(first, others, [(article.id, article.source) for _, article in found])


def _articles(
    passages: Iterable[RetrievedPassage], article_of: ArticleOf
) -> Iterator[tuple[RetrievedPassage, Article]]:
    """Yield passages with their articles; what has gone from the archive is left out."""
    for passage in passages:
        try:
            yield passage, article_of(passage.article_id)
        except CitewireError:
            continue


def _folded(card: str, others: Sequence[str], homes: Sequence[tuple[str, str | None]]) -> str:
    """Return a report's card; `others` are its other homes' cards, `homes` the (article, outlet) of all."""
    if not others:
        return card
    outlets = {outlet for _, outlet in homes if outlet}
    named = all(outlet for _, outlet in homes) and len(outlets) > 1
    told = counted(len(outlets), "outlet") if named else counted(len({one for one, _ in homes}), "article")
    return (
        f'<div class="report">{card}<details class="homes"><summary>{told}, 1 report</summary>'
        f"{''.join(others)}</details></div>"
    )


def _card(citation: Citation, article_of: ArticleOf) -> str:
    article = _article_of(citation, article_of)
    number = citation.number
    byline = article.byline if article else None
    return (
        f'<article class="card" data-number="{number}" data-article="{escape(citation.article_id)}" '
        f'data-start="{citation.start}" data-end="{citation.end}" tabindex="-1" '
        f'aria-label="Source {number}">'
        f'<p class="source"><b class="number">{number}</b> '
        f'<span class="outlet-line">{_source(citation.source, day(citation.published), byline)}</span></p>'
        f'<h3 class="headline" dir="auto">{escape(citation.title or citation.article_id)}</h3>'
        f'<div class="passage" dir="auto">{_in_context(citation, article)}</div>'
        f'<p class="card-foot">{_READ}{_link(citation.url)}{_BACK}</p></article>'
    )


def _article_of(citation: Citation, article_of: ArticleOf) -> Article | None:
    try:
        return article_of(citation.article_id)
    except CitewireError:
        return None


def _in_context(citation: Citation, article: Article | None) -> str:
    cited = Span(citation.start, citation.end)
    text = article.text if article else ""
    if cited.of(text) != citation.quote:
        # The archive has changed since: what was quoted still stands as it was.
        return _mark(citation.quote)
    around = context(text, cited)
    before, after = text[around.start : cited.start], text[cited.end : around.end]
    opening = f"…{_GLUE}" if around.start > 0 else ""
    closing = f"{_GLUE}…" if around.end < len(text) else ""
    return f"{opening}{escape(before.lstrip())}{_mark(citation.quote)}{escape(after.rstrip())}{closing}"


def _other_card(passage: RetrievedPassage, article: Article) -> str:
    words = Span(passage.start, _cut_after(article.text, passage.start, _SNIPPET)).of(article.text)
    return (
        f'<article class="card other" data-article="{escape(article.id)}">'
        f'<p class="source">{_source(article.source, day(article.published), article.byline)}</p>'
        f'<h3 class="headline" dir="auto">{escape(article.title or article.id)}</h3>'
        f'<div class="passage" dir="auto">{escape(" ".join(words.split()))}{_GLUE}…</div>'
        f'<p class="card-foot">{_READ}{_link(article.url)}</p></article>'
    )


def _shown_parts(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return what is shown of a text, in order: all of it, or where it is too long what is around spans."""
    if len(text) <= _LONGEST_WHOLE:
        return [Span(0, len(text))]
    parts: list[Span] = []
    for span in spans or [Span(0, 0)]:
        start = _cut_before(text, span.start, _REACH_IN_LONG)
        end = _cut_after(text, min(span.end, span.start + _LONGEST_WHOLE), _REACH_IN_LONG)
        if parts and start <= parts[-1].end:
            parts[-1] = Span(parts[-1].start, max(end, parts[-1].end))
        else:
            parts.append(Span(start, end))
    return parts


def _left_out(text: str, parts: Sequence[Span]) -> str:
    shown = sum(part.end - part.start for part in parts)
    if shown == len(text):
        return ""
    return (
        f'<p class="hint">A long article: {shown:,} of its {len(text):,} characters are shown, '
        "those around what is cited.</p>"
    )


def _marked(text: str, part: Span, spans: Iterable[Span]) -> str:
    """Return a part of the text with spans, in order, marked; of spans that overlap the first."""
    pieces, at = [], part.start
    for span in spans:
        if span.start >= at and span.end <= part.end:
            pieces += [escape(text[at : span.start]), _mark(span.of(text), span.start)]
            at = span.end
    return "".join(pieces) + escape(text[at : part.end])


def _mark(quote: str, start: int | None = None) -> str:
    """Return a quote marked; `start`, where it begins, is for the page to find it by."""
    at = "" if start is None else f' data-start="{start}"'
    return f'<mark class="cited-span"{at}>{escape(quote)}</mark>'


def _order(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _source(*facts: str | None) -> str:
    return " · ".join(isolated(fact) for fact in dict.fromkeys(facts) if fact)


def _link(url: str | None) -> str:
    safe = safe_url(url)
    if safe is None:
        return ""
    return f'<a class="origin" href="{escape(safe)}" target="_blank" rel="noopener noreferrer">Original</a>'


def _cut_before(text: str, start: int, reach: int) -> int:
    if start <= reach:
        return 0
    window = text[start - reach : start]
    border = window.find("\n", 0, reach // 2)
    space = window.find(" ")
    cut = border if border >= 0 else space
    return start - reach + cut + 1 if cut >= 0 else start - reach


def _cut_after(text: str, end: int, reach: int) -> int:
    if len(text) - end <= reach:
        return len(text)
    window = text[end : end + reach]
    border = window.rfind("\n", reach // 2)
    space = window.rfind(" ")
    cut = border if border >= 0 else space
    return end + cut if cut > 0 else end + reach


_READ = '<button type="button" class="read plain-button">Read the article</button>'
_GAP = '<p class="gap" aria-hidden="true">…</p>'
_BACK = '<button type="button" class="back plain-button">Back to the answer</button>'
