"""Proposals one by one on a terminal: shown with answer and evidence, accepted, rejected, edited or left.

Every decision is on the disk before the next question is shown. Knows nothing of how questions are made.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from evaluation.draft.proposals import Line, load_draft, save_draft, undecided
from index.reading.characters import normalise

_KEYS = "[a]ccept  [r]eject  [e]dit  [s]kip  [q]uit: "
_DECISIONS = {"a": True, "r": False}


def review(path: Path, console: Console, ask: Callable[[str], str]) -> bool:
    """Show what isn't decided yet in a draft, and keep each answer; False where the person quit.

    `ask` shows a prompt and returns the line that is typed; its EOFError is a quit.

    Raises:
        UsageError: the draft can't be read.
        CitewireError: the disk fails.
    """
    lines = load_draft(path)
    waiting = undecided(lines)
    for number, at in enumerate(waiting, start=1):
        _show(console, lines[at], f"{number} of {len(waiting)}")
        try:
            decided = _decide(lines[at], console, ask)
        except EOFError:
            return False
        if decided is None:
            return False
        if decided != lines[at]:
            lines[at] = decided
            save_draft(path, lines)
    return True


def _decide(line: Line, console: Console, ask: Callable[[str], str]) -> Line | None:
    """Return the line as it was decided on, unchanged where it was skipped, None for a quit."""
    while True:
        key = ask(_KEYS).strip().lower()[:1]
        if key in _DECISIONS:
            return line | {"accept": _DECISIONS[key]}
        if key == "e":
            return _edited(line, ask)
        if key == "s":
            return line
        if key == "q":
            return None
        console.print("a, r, e, s or q")


def _edited(line: Line, ask: Callable[[str], str]) -> Line:
    """Return the line with what was typed anew, accepted; an empty answer keeps what was there."""
    question = _plain(ask("question (empty: as it is): "))
    changed: Line = {"question": question} if question else {}
    if line["answerable"]:
        typed = [
            one
            for part in ask("answers, with ; between (empty: as they are): ").split(";")
            if (one := _plain(part))
        ]
        changed |= {"answers": typed} if typed else {}
    return line | changed | {"edited": bool(changed), "accept": True}


def _show(console: Console, line: Line, place: str) -> None:
    source: Any = line.get("near") or next(iter(line.get("evidence") or ()), {})
    console.print()
    console.print(Text(f"{place} · {_plain(line['kind'])}", style="dim"))
    console.print(Text(_plain(line["question"]), style="bold"))
    if line["answerable"]:
        console.print(Text("  " + _plain(" | ".join(line.get("answers") or ("(no answer given)",)))))
    else:
        console.print(Text(f"  no article should answer it ({_plain(str(line.get('changed', '')))})"))
    if isinstance(source, dict) and source:
        console.print(Text(f"  {_plain(str(source.get('quote', '')))}", style="italic"))
        console.print(Text(f"  {_plain(str(source.get('article_id', '')))}", style="dim"))


def _plain(text: str) -> str:
    """Return a text on one line, without what could steer the terminal: articles are data."""
    return " ".join(normalise(text.encode("utf-8", "replace").decode()).split())
