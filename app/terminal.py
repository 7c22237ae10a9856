"""A Reply on a terminal: the answer, then its sources. Knows nothing of how it came about."""

import re

from rich.console import Console
from rich.text import Text

from app.records import Citation, Reply

_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\w\s])")


def show(reply: Reply) -> None:
    """Print the reply; plain where the output is no terminal."""
    console = Console(highlight=False, soft_wrap=True)
    if reply.standalone_question != reply.question.strip():
        console.print(Text(f"Read as: {_visible(reply.standalone_question)}", style="dim"))
    console.print(_answer(reply.answer))
    for conflict in reply.conflicts:
        console.print()
        console.print(Text(f"Sources differ on {_visible(conflict.about)}:"))
        for claim in conflict.claims:
            console.print(Text(f"  {_visible(claim.value)} [{claim.citation}]"))
    if reply.citations:
        console.print()
        console.print(Text("Sources" if reply.answered else "Nearest articles", style="bold"))
    for citation in reply.citations:
        _source(console, citation, quoted=not reply.answered)


def _answer(markdown: str) -> Text:
    text = Text()
    at = 0
    for bold in _BOLD.finditer(markdown):
        text.append(_plain(markdown[at : bold.start()]))
        text.append(_plain(bold[1]), style="bold")
        at = bold.end()
    text.append(_plain(markdown[at:]))
    return text


def _source(console: Console, citation: Citation, *, quoted: bool) -> None:
    dated = citation.published.isoformat() if citation.published else "no date given"
    facts = " · ".join(part for part in (citation.title, citation.source, dated) if part)
    console.print(Text(f"[{citation.number}] {_visible(facts)}"))
    console.print(Text(f"    {citation.article_id} {citation.start}-{citation.end}", style="dim"))
    if quoted:
        console.print(Text(f"    {_visible(' '.join(citation.quote.split()))}", style="italic"))


def _plain(markdown: str) -> str:
    return _visible(_ESCAPED.sub(r"\1", markdown))


def _visible(text: str) -> str:
    """Take out what could steer the terminal: articles are data."""
    return _INVISIBLE.sub("", text)
