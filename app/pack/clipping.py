"""What "copy" copies: an answer with its citations, as text or as Markdown with footnotes.

A sentence that isn't supported says so in the copy too. Knows nothing of the page.
"""

from collections.abc import Iterator

from app.answer_text import AnswerBlock, Words
from app.pack.contents import (
    NO_ANSWER,
    CheckedSentence,
    Source,
    answer_of,
    checked_of,
    sources_of,
    sources_title,
)
from app.pack.inline import address, answer_markdown, arranged, code, inline
from app.pack.visible import direction_mark, visible_line
from app.records import Reply


def plain_text(reply: Reply) -> str:
    """Return a reply's answer with its [n] markers, then a line or two for each source.

    Words of articles are quoted; control characters are left out.
    """
    parts = [
        "" if reply.answered else f"{NO_ANSWER}.",
        arranged(answer_of(reply), _plain_block),
        "\n".join(f"{one.mark}: {visible_line(one.text)}{_why(one)}" for one in _doubtful(reply)),
        "\n".join([sources_title(reply), *map(_plain_source, sources_of(reply))]) if reply.citations else "",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def markdown(reply: Reply) -> str:
    """Return a reply's answer as Markdown with a footnote for each source.

    Text of articles, questions and models is escaped; only web addresses of sources become links.
    """
    sources = sources_of(reply)
    numbers = "".join(_footnote_mark(source.number) for source in sources)
    parts = [
        "" if reply.answered else f"**{NO_ANSWER}.**",
        answer_markdown(answer_of(reply), _footnote_mark),
        "\n".join(f"- {inline(one.mark)}: {inline(one.text)}{_why_inline(one)}" for one in _doubtful(reply)),
        f"{sources_title(reply)}: {numbers}" if sources and not reply.answered else "",
        "\n\n".join(map(_footnote, sources)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _doubtful(reply: Reply) -> list[CheckedSentence]:
    return [one for one in checked_of(reply) if one.support != "supported"]


def _why(sentence: CheckedSentence) -> str:
    return f" ({visible_line(sentence.reason)})" if sentence.reason else ""


def _why_inline(sentence: CheckedSentence) -> str:
    return f" ({inline(sentence.reason)})" if sentence.reason else ""


def _plain_block(block: AnswerBlock) -> str:
    return visible_line("".join(_plain_parts(block)))


def _plain_parts(block: AnswerBlock) -> Iterator[str]:
    for part in block.parts:
        if isinstance(part, Words):
            yield part.text
        else:
            yield "".join(f"[{number}]" for number in part)


def _plain_source(source: Source) -> str:
    outlet, article_id, quote = map(visible_line, (source.outlet, source.article_id, source.quote))
    facts = f"{outlet}{direction_mark(outlet)}, {source.when}" if outlet else source.when
    place = f"{article_id}{direction_mark(article_id)} {source.start}-{source.end}"
    link = f"\n    {visible_line(source.url)}" if source.url else ""
    return (
        f"[{source.number}] {facts}: {visible_line(source.headline)}\n"
        f"    “{quote}”{direction_mark(quote)} ({place}){link}"
    )


def _footnote_mark(number: int) -> str:
    return f"[^{number}]"


def _footnote(source: Source) -> str:
    outlet = f"{inline(source.outlet)}{direction_mark(source.outlet)}, " if source.outlet else ""
    link = f" {address(source.url)}" if source.url else ""
    place = f"{code(source.article_id)}{direction_mark(source.article_id)} {source.start}-{source.end}"
    return (
        f"{_footnote_mark(source.number)}: {outlet}{source.when}, {inline(source.headline)}: "
        f"“{inline(source.quote)}”{direction_mark(source.quote)} ({place}){link}"
    )
