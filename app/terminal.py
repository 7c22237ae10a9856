"""A Reply on a terminal: the answer, then its sources. Knows nothing of how it came about."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.text import Text

from app.records import PUT_RIGHT, QUOTES, SUPPORT_MARKS, Citation, Progress, Reply
from app.spent import spent

if TYPE_CHECKING:
    from app.drafts import CheckedSentence

_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")
# An escaped character, a sign that bold or struck text begins or ends with, or anything else.
_PIECE = re.compile(r"\\(?P<escaped>[^\w\s]|_)|(?P<sign>\*\*|~~)|[^\\*~]+|.", re.DOTALL)


_STYLES = {"**": "bold", "~~": "strike"}


def show_as_it_comes(steps: Iterable[Progress | Reply]) -> None:
    """Print a reply; on a terminal, what there is of it until then."""
    console = Console(highlight=False, soft_wrap=True)
    with Live(console=console, transient=True, auto_refresh=False) as live:
        for step in steps:
            if isinstance(step, Reply):
                live.stop()
                show(step)
            elif console.is_terminal:
                live.update(_growing(step), refresh=True)


def _growing(step: Progress) -> Text:
    if not step.answer:
        return Text(f"{step.stage} …", style="dim")
    return _answer(step.answer).append("\n(being written: nothing of it is checked yet)", style="dim")


def show_checked(sentences: Iterable["CheckedSentence"]) -> None:
    """Print each sentence of a draft with its mark, why, and where in the archive that stands."""
    console = Console(highlight=False, soft_wrap=True)
    for one in sentences:
        verdict = "contradicted" if one.contradicted else one.support
        console.print(Text(f"{SUPPORT_MARKS[one.support][0]} {verdict}: {_visible(one.sentence.text)}"))
        console.print(Text(f"    {_visible(one.reason)}", style="dim"))
        if one.quote:
            console.print(Text(f"    “{_visible(' '.join(one.quote.split()))}”", style="italic"))
        if one.citation is not None:
            citation = one.citation
            console.print(Text(f"    {_facts(citation)}"))
            place = f"{citation.article_id} {citation.start}-{citation.end}"
            console.print(Text(f"    {_visible(place)}", style="dim"))


def show(reply: Reply) -> None:
    """Print the reply; plain where the output is no terminal."""
    console = Console(highlight=False, soft_wrap=True)
    if reply.notice:
        console.print(Text(f"Note: {_visible(reply.notice)}"))
    if reply.standalone_question != " ".join(reply.question.split()):
        console.print(Text(f"Read as: {_visible(reply.standalone_question)}", style="dim"))
    console.print(_answer(reply.answer))
    for conflict in reply.conflicts:
        console.print()
        console.print(Text(f"Sources differ ({_visible(conflict.about)}):"))
        for claim in conflict.claims:
            console.print(Text(f"  {_visible(claim.value)} [{claim.citation}]"))
    _checks(console, reply)
    if reply.citations:
        console.print()
        console.print(Text("Sources" if reply.answered else "Nearest articles", style="bold"))
    for citation in reply.citations:
        _source(console, citation, quoted=not reply.answered)


def _checks(console: Console, reply: Reply) -> None:
    """Print a model's name, what it took, and every sentence that isn't simply supported, with the reason."""
    if reply.engine == QUOTES:
        return
    for sentence in reply.sentences:
        if sentence.support != "supported" or sentence.reason.startswith(PUT_RIGHT):
            mark = f"{SUPPORT_MARKS[sentence.support][0]} {sentence.support}"
            console.print(Text(f"{mark}: {_visible(sentence.text)}"))
            console.print(Text(f"    {_visible(sentence.reason)}", style="dim"))
    took = f": {spent(reply.usage)}" if reply.usage else ""
    console.print(Text(_visible(f"Answered by {reply.engine}{took}"), style="dim"))


def _answer(markdown: str) -> Text:
    text = Text()
    styles: set[str] = set()
    for piece in _PIECE.finditer(markdown):
        if piece["sign"]:
            styles ^= {_STYLES[piece["sign"]]}
        else:
            text.append(_visible(piece["escaped"] or piece.group()), style=" ".join(sorted(styles)) or None)
    return text


def _source(console: Console, citation: Citation, *, quoted: bool) -> None:
    console.print(Text(f"[{citation.number}] {_facts(citation)}"))
    console.print(Text(f"    {_visible(citation.article_id)} {citation.start}-{citation.end}", style="dim"))
    if quoted:
        console.print(Text(f"    {_visible(' '.join(citation.quote.split()))}", style="italic"))


def _facts(citation: Citation) -> str:
    dated = citation.published.isoformat() if citation.published else "no date given"
    facts = " · ".join(part for part in (citation.title, citation.source, dated) if part)
    return _visible(" ".join(facts.split()))


def _visible(text: str) -> str:
    """Take out what could steer the terminal: articles are data."""
    return _INVISIBLE.sub("", text)
