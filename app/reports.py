"""The reports behind a reply: one report may be told by several articles, and counts once.

Articles tell one report where they are cited for the very same words, or where the search found a copy of
the passage that is cited and those words stand in it, too. Knows nothing of how a reply is shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.records import Citation, Reply, RetrievedPassage
from app.variants import alike, bears_out
from index.analysis import words
from index.errors import CitewireError
from index.records import Article
from index.sentences import sentences

ArticleOf = Callable[[str], Article]

# Fewer characters than this may well be the same by chance.
_SHORTEST_REPORT = 30


@dataclass(frozen=True, slots=True)
class CitedReport:
    """A report that is cited: the citations of its words, and passages of other articles that copy it."""

    citations: tuple[Citation, ...]
    copies: tuple[RetrievedPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report that was retrieved but isn't cited: its best passage, and the same in other articles."""

    passage: RetrievedPassage
    copies: tuple[RetrievedPassage, ...] = ()


def cited_reports(reply: Reply, article_of: ArticleOf | None = None) -> tuple[CitedReport, ...]:
    """Return what a reply cites, in order, citations of the same words in several articles together.

    Differing figures or names never fall together: every word has to be the same. `article_of` gives an
    article by its id, so that copies which say otherwise are left out; without it none is.
    """
    cited = {citation.article_id for citation in reply.citations}
    copies = _copies(reply.passages)
    reports = map(CitedReport, _alike(reply.citations))
    found = (replace(report, copies=_homes(report, copies, cited)) for report in reports)
    return tuple(_borne_out(report, article_of) if article_of else report for report in found)


def independent(reply: Reply) -> int:
    """Return how many of the cited articles there are if those that share a report count once."""
    groups: list[set[str]] = []
    for report in cited_reports(reply):
        homes = {citation.article_id for citation in report.citations}
        sharing = [group for group in groups if group & homes]
        groups = [group for group in groups if not group & homes] + [homes.union(*sharing)]
    return len(groups)


def also_read(reply: Reply, cited: Iterable[CitedReport]) -> tuple[ReadReport, ...]:
    """Return what was retrieved and isn't among its `cited` reports, best first, every article once."""
    homes = (home for report in cited for home in report.copies)
    seen = {citation.article_id for citation in reply.citations} | {home.article_id for home in homes}
    reports: dict[str, ReadReport] = {}
    for passage in reply.passages:
        if passage.article_id in seen:
            continue
        seen.add(passage.article_id)
        original = reports.get(passage.copy_of or "")
        if original is None:
            reports[passage.article_id] = ReadReport(passage)
        else:
            reports[original.passage.article_id] = replace(original, copies=(*original.copies, passage))
    return tuple(reports.values())


def _alike(citations: Iterable[Citation]) -> list[tuple[Citation, ...]]:
    """Put citations of the same words together; two of one article stay apart."""
    groups: list[tuple[tuple[str, ...], list[Citation]]] = []
    for citation in citations:
        said = tuple(words(citation.quote.casefold()))
        for known, group in groups:
            tells_it_already = any(one.article_id == citation.article_id for one in group)
            if known == said and len(citation.quote) >= _SHORTEST_REPORT and not tells_it_already:
                group.append(citation)
                break
        else:
            groups.append((said, [citation]))
    return [tuple(group) for _, group in groups]


def _copies(passages: Iterable[RetrievedPassage]) -> list[tuple[RetrievedPassage, list[RetrievedPassage]]]:
    """Return each passage with its copies, which follow it."""
    groups: list[tuple[RetrievedPassage, list[RetrievedPassage]]] = []
    for passage in passages:
        if groups and passage.copy_of is not None and groups[-1][0].article_id == passage.copy_of:
            groups[-1][1].append(passage)
        else:
            groups.append((passage, []))
    return groups


def _homes(
    report: CitedReport, groups: Iterable[tuple[RetrievedPassage, list[RetrievedPassage]]], cited: set[str]
) -> tuple[RetrievedPassage, ...]:
    """Return the copies of the passages that the report's citations stand in, every article once."""
    found: dict[str, RetrievedPassage] = {}
    for passage, copies in groups:
        if any(_stands_in(citation, passage) for citation in report.citations):
            for copy in copies:
                if copy.article_id not in cited:
                    found.setdefault(copy.article_id, copy)
    return tuple(found.values())


def _borne_out(report: CitedReport, article_of: ArticleOf) -> CitedReport:
    said = [span.of(report.citations[0].quote) for span in sentences(report.citations[0].quote)]
    return replace(report, copies=tuple(copy for copy in report.copies if _tells(copy, said, article_of)))


def _tells(copy: RetrievedPassage, said: Iterable[str], article_of: ArticleOf) -> bool:
    """Say whether each sentence stands in a copy, word for word or nearly so."""
    try:
        text = article_of(copy.article_id).text[copy.start : copy.end]
    except CitewireError:
        return False
    told = [span.of(text) for span in sentences(text)]
    return all(any(alike(one, other) and bears_out(one, other) for other in told) for one in said)


def _stands_in(citation: Citation, passage: RetrievedPassage) -> bool:
    return (
        citation.article_id == passage.article_id
        and citation.start < passage.end
        and passage.start < citation.end
    )
