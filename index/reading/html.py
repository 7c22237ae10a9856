"""The article in a web page, by trafilatura, and what the page states about it. Never goes online."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from index.errors import UnreadableError
from index.reading.characters import normalise, one_line, words_only
from index.reading.dates import to_date
from index.reading.draft import Draft
from index.reading.encoding import decode, decode_named
from index.reading.front_matter import as_url
from index.reading.language import stated_language
from index.reading.phrases import word_set
from index.reading.stamps import PUBLISHED, UPDATED

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_EMBEDDED = re.compile(r"data:[\w/+.;=-]{0,100},[A-Za-z0-9+/=%_-]{200,}")
_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "publish-date",
    "publish_date",
    "published_time",
    "publication_date",
    "publicationdate",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dc:date",
    "date",
)
_INLINE = word_set("a abbr b bdi bdo cite code em font i mark q s small span strong sub sup time u")
_MARKS = re.compile(r"^(?:- |\| )|(?: \|)$", re.MULTILINE)
# Where a page says when its article appeared, the surest first. Cards of other stories are articles, too,
# but without the page's heading; what stands in asides and menus is never this article's.
_TIME = "//time[@datetime and not(ancestor::aside or ancestor::nav)]"
_TIMES = (
    f"//article[.//h1]{_TIME}[ancestor::article[1][.//h1]]",
    f"//article{_TIME}",
    f"//main{_TIME}",
    f"//header{_TIME}",
)
_MOST_TIMES = 20
_LONGEST_LABEL = 40
# A logo leads to the start page; a live blog's updates have headings of their own.
_HEADINGS = (
    "//h1[not(.//a[@href='/' or @rel='home']) and not(ancestor::*[contains(@itemprop, 'liveBlogUpdate')])]"
)
_TITLE_PARTS = re.compile(r"\s+[-–—|]\s+")
_ARTICLE_TYPE = re.compile(r"Article|BlogPosting|Report")
_CAMEL_CASE = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
_MOST_LISTED = 200
_MOST_ELEMENTS = 20_000


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a page's own metadata states."""

    title: str | None
    published: date | None
    source: str | None
    byline: str | None
    url: str | None
    language: str | None


def read_html(data: bytes) -> Draft:
    """Return the draft of a web page: the article's paragraphs and the metadata that the page states.

    Raises UnreadableError when no article can be found in it.
    """
    tree = _parse(_decode_page(data))
    facts = _read_facts(tree)
    text = "" if _is_monstrous(tree) else _extract(tree)
    # trafilatura marks list items and table rows as Markdown does.
    text = _MARKS.sub("", text) or _plain(tree)
    if not text.strip():
        raise UnreadableError("holds no article text")
    return Draft(
        text,
        title=facts.title,
        published=facts.published,
        source=facts.source,
        byline=facts.byline,
        url=facts.url,
        language=facts.language,
        wrapped=False,
    )


def _extract(tree: Any) -> str:
    # Half a second to import, and needed for HTML only.
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            tree, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
    # Recursion and parsing faults of hostile pages: the plain text is still there.
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return ""
    return getattr(found, "text", None) or ""


def _is_monstrous(tree: Any) -> bool:
    """Tell whether a page has more elements than any article, so many that extraction takes minutes."""
    return len(list(islice(tree.iter(), _MOST_ELEMENTS + 1))) > _MOST_ELEMENTS


def plain_text(markup: str) -> str:
    """Return the words of a piece of HTML, a line a block, without scripts and styles."""
    try:
        return _plain(_parse(markup))
    except UnreadableError:
        return ""


def _decode_page(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    marked = data[:4].startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if found and not marked:
        return decode_named(data, (found[1] or found[2]).decode("ascii"))
    return decode(data)


def _parse(markup: str) -> Any:
    from lxml import etree, html

    markup = _EMBEDDED.sub("", _DECLARATION.sub("", markup.lstrip("\ufeff")))
    markup = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", markup)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableError("holds no HTML that can be read") from error
    return tree


def _plain(tree: Any) -> str:
    """Return the words of each block on a line of its own, also where a page has no paragraphs."""
    lines: list[tuple[Any, list[str]]] = []
    for element in list(tree.iter("script", "style", "noscript", "template")):
        element.drop_tree()
    for part in tree.xpath("//body//text()"):
        block = part.getparent()
        if part.is_tail:
            block = block.getparent()
        while block is not None and block.tag in _INLINE:
            block = block.getparent()
        if lines and lines[-1][0] is block:
            lines[-1][1].append(part)
        else:
            lines.append((block, [part]))
    return "\n".join(line for _, parts in lines if (line := one_line("".join(parts))))


def _read_facts(tree: Any) -> _Facts:
    metas = _metas(tree)
    nodes = list(_linked_nodes(tree))
    story, known = _linked_article(nodes), _named_nodes(nodes)
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    url = as_url(canonical) or as_url(metas.get("og:url")) or as_url(story.get("url"))
    page_title = one_line(tree.findtext(".//title")) or ""
    sources = (
        metas.get("og:site_name"),
        _names(story.get("publisher"), known),
        metas.get("application-name"),
        _outlet_of_address(page_title, url),
    )
    source = _first_text(sources)
    titles = (metas.get("og:title"), story.get("headline"), _heading(tree, page_title, source), page_title)
    authors = (
        _names(story.get("author"), known),
        metas.get("author"),
        metas.get("article:author"),
        metas.get("parsely-author"),
        metas.get("dc.creator"),
    )
    return _Facts(
        title=_first_text(titles),
        published=_published(tree, metas, story),
        source=source,
        byline=_first_text(name for name in authors if name and not str(name).startswith("http")),
        url=url,
        language=stated_language(
            tree.get("lang")
            or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
            or metas.get("og:locale")
        ),
    )


def _metas(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            metas.setdefault(name.strip().lower(), meta.get("content"))
    return metas


def _heading(tree: Any, page_title: str, source: str | None) -> str | None:
    """Return the first heading of the page that is neither the outlet's name nor an update of a live blog."""
    parts = _TITLE_PARTS.split(page_title)
    outlets = {words_only(source or ""), ""}
    if len(parts) > 1 and len(parts[-1].split()) <= len(parts[0].split()):
        outlets.add(words_only(parts[-1]))
    headings = (str(heading.text_content()) for heading in tree.xpath(_HEADINGS))
    return next((text for text in headings if words_only(text) not in outlets), None)


def _outlet_of_address(page_title: str, url: str | None) -> str | None:
    """Return the last part of a page's title where the page's address is named after it."""
    last = _TITLE_PARTS.split(page_title)[-1]
    host = (urlsplit(url).hostname or "") if url else ""
    return last if last != page_title and words_only(last).replace(" ", "") in host.split(".") else None


def _linked_article(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the JSON-LD object that describes the page's article: the live blog, not one of its updates."""
    articles = [node for node in nodes if _ARTICLE_TYPE.search(str(node.get("@type")))]
    live = (article for article in articles if "LiveBlogPosting" in str(article.get("@type")))
    return next(live, articles[0] if articles else {})


def _named_nodes(nodes: list[dict[str, Any]]) -> dict[str, str]:
    """Return the names of the JSON-LD objects to which others refer, by their ids."""
    return {
        node["@id"]: node["name"]
        for node in nodes
        if isinstance(node.get("@id"), str) and isinstance(node.get("name"), str)
    }


def _linked_nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects of a page that stand for themselves, in its order."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            stack = [json.loads(str(script), strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            item = stack.pop()
            if isinstance(item, list):
                stack.extend(reversed(item[:_MOST_LISTED]))
            elif isinstance(item, dict):
                stack.append(item.get("@graph"))
                yield item


def _published(tree: Any, metas: dict[str, str], story: dict[str, Any]) -> date | None:
    stated = [story.get("datePublished")] + [metas.get(name) for name in _PUBLISHED]
    stated += tree.xpath("//*[@itemprop='datePublished']/@datetime") + tree.xpath(
        "//time[@pubdate]/@datetime"
    )
    stated += (time.get("datetime") for place in _TIMES for time in _surest_first(tree.xpath(place)))
    days = (to_date(str(value)) for value in stated if value)
    return next((day for day in days if day), None)


def _surest_first(times: list[Any]) -> list[Any]:
    """Return the `time` elements of one place: those called published, the unmarked, those called updated."""
    return sorted(times[:_MOST_TIMES], key=_doubt)


def _doubt(time: Any) -> int:
    """Return 0 for a time that its own words or else its parent's call published, 2 for updated, else 1."""
    own = " ".join([*time.attrib.values(), _label_before(time), time.text_content()])
    for words in (own, " ".join(time.getparent().attrib.values())):
        words = _CAMEL_CASE.sub(" ", words)
        if PUBLISHED.search(words):
            return 0
        if UPDATED.search(words):
            return 2
    return 1


def _label_before(time: Any) -> str:
    """Return the short text right before `time`, or before its parent where it is the first in it."""
    for element in (time, time.getparent()):
        label = _text_before(element)
        if label:
            return label if len(label) <= _LONGEST_LABEL else ""
    return ""


def _text_before(element: Any) -> str:
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        return (parent.text or "").strip() if parent is not None else ""
    tail = (before.tail or "").strip()
    # Another time's words are about that time.
    return tail or ("" if before.tag == "time" else str(before.text_content()).strip())


def _names(value: Any, known: Mapping[str, str]) -> str | None:
    """Return the names of JSON-LD persons or outlets; `known` has those that are only referred to."""
    if isinstance(value, list):
        return ", ".join(name for item in value[:10] if (name := _names(item, known))) or None
    if isinstance(value, dict):
        value = value.get("name") or known.get(str(value.get("@id")))
    return value if isinstance(value, str) else None


def _first_text(values: Any) -> str | None:
    texts = (one_line(normalise(value)) for value in values if isinstance(value, str))
    return next((text for text in texts if text), None)
