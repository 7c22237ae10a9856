"""The evidence beside an answer, as HTML: cited passages in their context, then what else was read.

Every `.cited-span` holds exactly `text[start:end]` of an article's stored text. Knows nothing of Gradio.
"""

from collections.abc import Callable, Iterable, Sequence

from app.page.markup import day, escape, isolated, safe_url
from app.records import Citation, Reply, RetrievedPassage
from index.errors import CitewireError
from index.records import Article, Span

ArticleOf = Callable[[str], Article]

# Characters of context around a quote, on each side: about a paragraph of news.
_REACH = 320
_SNIPPET = 240
_MOST_ALSO_READ = 5


def evidence(reply: Reply, article_of: ArticleOf) -> str:
    """Return the cards for a reply's citations, in order, and for what was retrieved but not cited."""
    title = "Evidence" if reply.answered else "Nearest articles"
    cards = "".join(_card(citation, article_of) for citation in reply.citations)
    others = "".join(_other_card(passage, article_of) for passage in _also_read(reply))
    nothing = "" if cards or others else '<p class="hint">No article comes near this question.</p>'
    also = f'<h2 class="pane-title">Also read</h2>{others}' if others else ""
    return f'<h2 class="pane-title">{title}</h2>{cards}{nothing}{also}'


def reader(article: Article, spans: Iterable[tuple[int, int]]) -> str:
    """Return a whole article with spans marked; spans outside its text are left out."""
    fit = sorted(
        {Span(start, end) for start, end in spans if 0 <= start < end <= len(article.text)}, key=_order
    )
    title = article.title or article.id
    return (
        f'<p class="source">{_source(article.source, day(article.published), article.byline)}</p>'
        f'<h2 class="headline" dir="auto">{escape(title)}</h2>{_link(article.url)}'
        f'<div class="passage" dir="auto">{_marked(article.text, fit)}</div>'
    )


def context(text: str, span: Span, reach: int = _REACH) -> Span:
    """Return the words around `span`, cut between words, about `reach` characters on each side.

    A paragraph border that is near takes precedence.
    """
    return Span(_cut_before(text, span.start, reach), _cut_after(text, span.end, reach))


def _card(citation: Citation, article_of: ArticleOf) -> str:
    body = _in_context(citation, article_of)
    number = citation.number
    return (
        f'<article class="card" data-number="{number}" data-article="{escape(citation.article_id)}" '
        f'data-start="{citation.start}" data-end="{citation.end}" tabindex="-1" '
        f'aria-label="Source {number}">'
        f'<p class="source"><b class="number">{number}</b> '
        f"{_source(citation.source, day(citation.published))}</p>"
        f'<h3 class="headline" dir="auto">{escape(citation.title or citation.article_id)}</h3>'
        f'<div class="passage" dir="auto">{body}</div>'
        f'<p class="card-foot">{_READ}{_link(citation.url)}{_BACK}</p></article>'
    )


def _in_context(citation: Citation, article_of: ArticleOf) -> str:
    cited = Span(citation.start, citation.end)
    try:
        text = article_of(citation.article_id).text
    except CitewireError:
        text = ""
    if cited.of(text) != citation.quote:
        # The archive has changed since: what was quoted still stands as it was.
        return _mark(citation.quote)
    around = context(text, cited)
    before, after = text[around.start : cited.start], text[cited.end : around.end]
    opening = "… " if around.start > 0 else ""
    closing = " …" if around.end < len(text) else ""
    return f"{opening}{escape(before.lstrip())}{_mark(citation.quote)}{escape(after.rstrip())}{closing}"


def _other_card(passage: RetrievedPassage, article_of: ArticleOf) -> str:
    try:
        article = article_of(passage.article_id)
    except CitewireError:
        return ""
    words = Span(passage.start, _cut_after(article.text, passage.start, _SNIPPET)).of(article.text)
    return (
        f'<article class="card other" data-article="{escape(article.id)}">'
        f'<p class="source">{_source(article.source, day(article.published))}</p>'
        f'<h3 class="headline" dir="auto">{escape(article.title or article.id)}</h3>'
        f'<div class="passage" dir="auto">{escape(" ".join(words.split()))} …</div>'
        f'<p class="card-foot">{_READ}{_link(article.url)}</p></article>'
    )


def _also_read(reply: Reply) -> list[RetrievedPassage]:
    """Return the best passage of each article that was retrieved but isn't cited."""
    best: dict[str, RetrievedPassage] = {}
    for passage in reply.passages:
        best.setdefault(passage.article_id, passage)
    for citation in reply.citations:
        best.pop(citation.article_id, None)
    return list(best.values())[:_MOST_ALSO_READ]


def _marked(text: str, spans: Sequence[Span]) -> str:
    """Return the text with spans, in order, marked; of spans that overlap the first."""
    parts, at = [], 0
    for span in spans:
        if span.start >= at:
            parts += [escape(text[at : span.start]), _mark(span.of(text))]
            at = span.end
    return "".join(parts) + escape(text[at:])


def _mark(quote: str) -> str:
    return f'<mark class="cited-span">{escape(quote)}</mark>'


def _order(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _source(*facts: str | None) -> str:
    return " · ".join(isolated(fact) for fact in facts if fact)


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
_BACK = '<button type="button" class="back plain-button">Back to the answer</button>'
