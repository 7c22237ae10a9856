"""A Reply on a terminal: the answer, then its sources. Knows nothing of how it came about."""

import re

from rich.console import Console
from rich.text import Text

from app.records import Citation, Reply

_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")
# An escaped character, a sign that bold begins or ends, or anything else.
_PIECE = re.compile(r"\\(?P<escaped>[^\w\s]|_)|(?P<bold>\*\*)|[^\\*]+|.", re.DOTALL)


def show(reply: Reply) -> None:
    """Print the reply; plain where the output is no terminal."""
    console = Console(highlight=False, soft_wrap=True)
    if reply.standalone_question != " ".join(reply.question.split()):
        console.print(Text(f"Read as: {_visible(reply.standalone_question)}", style="dim"))
    console.print(_answer(reply.answer))
    for conflict in reply.conflicts:
        console.print()
        console.print(Text(f"Figures differ ({_visible(conflict.about)}):"))
        for claim in conflict.claims:
            console.print(Text(f"  {_visible(claim.value)} [{claim.citation}]"))
    if reply.citations:
        console.print()
        console.print(Text("Sources" if reply.answered else "Nearest articles", style="bold"))
    for citation in reply.citations:
        _source(console, citation, quoted=not reply.answered)


def _answer(markdown: str) -> Text:
    text = Text()
    bold = False
    for piece in _PIECE.finditer(markdown):
        if piece["bold"]:
            bold = not bold
        else:
            text.append(_visible(piece["escaped"] or piece.group()), style="bold" if bold else None)
    return text


def _source(console: Console, citation: Citation, *, quoted: bool) -> None:
    dated = citation.published.isoformat() if citation.published else "no date given"
    facts = " · ".join(part for part in (citation.title, citation.source, dated) if part)
    console.print(Text(f"[{citation.number}] {_visible(' '.join(facts.split()))}"))
    console.print(Text(f"    {_visible(citation.article_id)} {citation.start}-{citation.end}", style="dim"))
    if quoted:
        console.print(Text(f"    {_visible(' '.join(citation.quote.split()))}", style="italic"))


def _visible(text: str) -> str:
    """Take out what could steer the terminal: articles are data."""
    return _INVISIBLE.sub("", text)
