"""Takes from an article what is not its story, and reads headline, date, outlet and author from that.

Works on whole paragraphs, at most on their first or last words, and keeps every sentence of the story.
Cleaning what it has cleaned changes nothing. Knows nothing of files or formats.
"""

from collections.abc import Iterable
from dataclasses import replace

from index.reading import furniture, headline
from index.reading.characters import normalise, one_line, repair_spaces, words_only
from index.reading.credits import (
    is_bracketed_credit,
    is_caption,
    read_credit_line,
    read_dateline,
    split_credit,
)
from index.reading.draft import Draft
from index.reading.evidence import Evidence, Trust, surest
from index.reading.masthead import clean_head, head_length, without_stamps
from index.reading.paragraphs import ends_sentence, split
from index.reading.stamps import read_stamp
from index.reading.vocabulary import URL_LINE

_MOST_PASSES = 20
# Shorter paragraphs may well be said twice.
_DOUBLED = 40


def clean(draft: Draft) -> Draft:
    """Return `draft` with the story alone as its text and its unknown facts read from the rest.

    The text's paragraphs stand one blank line apart; it is empty where nothing is a story. Facts that
    the draft states are kept as they are, but for blanks and the outlet's name behind the headline.
    """
    evidence = Evidence()
    _add_stated(draft, evidence)
    title = _stated_title(draft, evidence)
    text = repair_spaces(normalise(draft.text))
    paragraphs = split(text, wrapped=draft.wrapped, ragged=draft.ragged)
    stories: set[str] = set()
    for _ in range(_MOST_PASSES):
        before = paragraphs
        paragraphs, title = _clean_once(before, title, evidence, stories)
        if paragraphs == before:
            break
    return replace(
        draft,
        text="\n\n".join(paragraphs),
        title=title,
        published=surest(evidence.dates),
        source=one_line(surest(evidence.sources)),
        byline=one_line(surest(evidence.bylines)),
        url=surest(evidence.urls),
    )


def _add_stated(draft: Draft, evidence: Evidence) -> None:
    evidence.add_date(Trust.STATED, draft.published)
    evidence.add_source(Trust.STATED, one_line(draft.source))
    evidence.add_byline(Trust.STATED, one_line(draft.byline))
    evidence.add_url(Trust.STATED, draft.url)


def _stated_title(draft: Draft, evidence: Evidence) -> str | None:
    stated = one_line(draft.title)
    if not stated:
        return None
    title, outlet = headline.split_site_suffix(stated, draft.source)
    evidence.add_source(Trust.HEADLINE, outlet)
    return headline.strip_kicker(title)


def _clean_once(
    paragraphs: list[str], title: str | None, evidence: Evidence, stories: set[str]
) -> tuple[list[str], str | None]:
    """Return what is left after one pass; `stories` remembers what was looked at and kept."""
    paragraphs = _without_links(paragraphs)
    paragraphs = without_stamps(paragraphs, evidence)
    paragraphs = [text for text in paragraphs if text in stories or not _is_dropped(text, evidence)]
    stories.update(paragraphs)
    paragraphs, title = clean_head(paragraphs, title, evidence)
    paragraphs = _clean_tail(paragraphs, evidence)
    return _without_doubles(_without_datelines(paragraphs, evidence)), title


def _is_dropped(paragraph: str, evidence: Evidence) -> bool:
    """Tell whether `paragraph` is furniture wherever it stands, and note what it tells."""
    address = URL_LINE.fullmatch(paragraph)
    if address:
        evidence.add_url(Trust.STAMP, address[1])
        return True
    is_credit, reporter = furniture.read_reporting_credit(paragraph)
    if is_credit:
        evidence.add_byline(Trust.CREDIT, reporter)
        return True
    if is_bracketed_credit(paragraph):
        _add_credit(read_credit_line(paragraph), evidence)
        return True
    return furniture.is_furniture(paragraph) or is_caption(paragraph)


def _without_links(paragraphs: list[str]) -> list[str]:
    """Drop the lists of links that `Most read` and its like open, up to the next sentence."""
    kept: list[str] = []
    in_links = False
    for paragraph in paragraphs:
        if furniture.is_section_marker(paragraph):
            in_links = True
        elif in_links and _is_link(paragraph):
            continue
        else:
            in_links = False
            kept.append(paragraph)
    return kept


def _is_link(paragraph: str) -> bool:
    """Tell whether `paragraph` may be another story's title: short, and no statement."""
    return len(paragraph) <= 150 and (not ends_sentence(paragraph) or paragraph[-1] in "?؟？")


def _without_datelines(paragraphs: list[str], evidence: Evidence) -> list[str]:
    """Take the agency's opening off the first paragraphs."""
    # In an interview `HAFTAR: ` names a speaker, again and again.
    speakers = sum(text.split(":", 1)[0].isupper() for text in paragraphs[:12] if ":" in text[:40]) > 1
    result = list(paragraphs)
    for position in range(min(head_length(paragraphs) + 1, len(paragraphs))):
        while dateline := read_dateline(result[position], colons=not speakers):
            evidence.add_date(Trust.DATELINE, dateline.published)
            evidence.add_source(Trust.DATELINE, dateline.agency)
            result[position] = result[position][dateline.length :].lstrip()
    return result


def _clean_tail(paragraphs: list[str], evidence: Evidence) -> list[str]:
    """Take credits, tags and stamps off the end."""
    result = list(paragraphs)
    while len(result) > 1 and _is_tail(result[-1], evidence):
        result.pop()
    if result:
        result[-1], credit = split_credit(result[-1])
        _add_credit(credit, evidence)
    return result


def _is_tail(paragraph: str, evidence: Evidence) -> bool:
    credit = read_credit_line(paragraph)
    if credit:
        _add_credit(credit, evidence)
        return True
    stamp = read_stamp(paragraph)
    if stamp:
        evidence.add_stamp(stamp)
        return True
    return furniture.is_tag_line(paragraph)


def _add_credit(credit: str | None, evidence: Evidence) -> None:
    evidence.add_source(Trust.CREDIT, credit)
    evidence.add_byline(Trust.CREDIT, credit)


def _without_doubles(paragraphs: list[str]) -> list[str]:
    """Keep once what is said twice: a paragraph repeated, or a standfirst that the story begins with.

    Of a standfirst and the sentence of the body, the body's stays, which ends as a sentence does.
    """
    opening = head_length(paragraphs) + 2
    head = [
        text
        for i, text in enumerate(paragraphs[:opening])
        if not _is_said_again(text, paragraphs[i + 1 : opening])
    ]
    seen: set[str] = set()
    kept: list[str] = []
    for paragraph in head + paragraphs[opening:]:
        words = "".join(paragraph.casefold().split()) if len(paragraph) >= _DOUBLED else ""
        if words and words in seen:
            continue
        seen.add(words)
        kept.append(paragraph)
    return kept


def _is_said_again(paragraph: str, following: Iterable[str]) -> bool:
    if len(paragraph) < _DOUBLED:
        return False
    if ends_sentence(paragraph):
        return any(text.casefold().startswith(paragraph.casefold()) for text in following)
    words = words_only(paragraph)
    starts = (words_only(text[: len(paragraph) + 40]) for text in following)
    return bool(words) and any(start == words or start.startswith(words + " ") for start in starts)
