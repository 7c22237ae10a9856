"""The command line of the online half.

    python -m app                    the chat page
    python -m app ask "QUESTION"     one answer on the terminal
    python -m app article ID         an article's stored text, exactly as indexed

The one place where errors become a line on stderr and an exit code.
"""

import json
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from app.records import Question, Turn
from app.settings import AppSettings
from index.errors import CitewireError, UsageError
from index.settings import load

_INTERRUPTED = 130
_CLOSED_PIPE = 141


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see python -m app --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for a failure, 2 for wrong use."""
    try:
        options = _parser().parse_args(arguments)
        settings = load(AppSettings, data=options.data)
        run = {"ask": _ask, "article": _article, None: _page}[options.command]
        run(options, settings)
    except CitewireError as error:
        print(f"citewire: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("citewire: stopped", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); nothing more to say, not even at exit.
        sys.stderr.close()
        return _CLOSED_PIPE
    return 0


def _parser() -> ArgumentParser:
    parser = _Parser(prog="python -m app", description="Ask a news archive. Without a command: the chat page.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the index lives (default .citewire/)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    ask = commands.add_parser("ask", help="answer one question on the terminal")
    ask.add_argument("question", metavar="QUESTION", nargs="?", help="the question; '-' or nothing reads it from stdin")
    ask.add_argument("--since", type=_day, metavar="DATE", help="only articles published on or after this day")
    ask.add_argument("--until", type=_day, metavar="DATE", help="only articles published on or before this day")
    ask.add_argument("--as-of", type=_day, metavar="DATE", help="the day to count from; nothing later is known")
    ask.add_argument("--source", action="append", default=[], metavar="NAME", help="only this outlet; repeatable")
    ask.add_argument("--engine", default="quotes", metavar="quotes|MODEL", help="who answers (default quotes)")
    ask.add_argument("--history", type=Path, metavar="FILE", help="earlier turns: a JSON list of {role, content}")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    article = commands.add_parser("article", help="print an article's stored text")
    article.add_argument("id", metavar="ID", help="the article's path below the indexed folder, or its JSONL id")
    for command in (ask, article):
        # Not given here, --data before the command must stand.
        command.add_argument("--data", type=Path, metavar="DIR", default=SUPPRESS, help="where the index lives")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a day: write it as YYYY-MM-DD") from None


def _ask(options: Namespace, settings: AppSettings) -> None:
    # Imported here, as below: what one command needs shouldn't slow the others down.
    from app.archive import Archive

    question = Question(
        text=_question_text(options.question),
        history=_history(options.history) if options.history else (),
        since=options.since,
        until=options.until,
        as_of=options.as_of,
        sources=tuple(options.source),
    )
    reply = Archive.open(settings).ask(question, engine=options.engine)
    if options.json:
        print(json.dumps(reply.to_json(), ensure_ascii=False))
        return
    from app.terminal import show

    show(reply)


def _question_text(given: str | None) -> str:
    if given not in (None, "-"):
        return str(given)
    if sys.stdin.isatty():
        raise UsageError('name a question: python -m app ask "QUESTION"')
    return sys.stdin.read()


def _history(path: Path) -> tuple[Turn, ...]:
    wrong = f"{path} is not a history: it must be a JSON list of objects with role (user or assistant) and content"
    try:
        turns = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(wrong) from error
    if not isinstance(turns, list) or not all(_is_turn(turn) for turn in turns):
        raise UsageError(wrong)
    return tuple(Turn(turn["role"], turn["content"]) for turn in turns)


def _is_turn(turn: object) -> bool:
    if not isinstance(turn, dict):
        return False
    return turn.get("role") in ("user", "assistant") and isinstance(turn.get("content"), str)


def _article(options: Namespace, settings: AppSettings) -> None:
    from app.archive import Archive

    # Exactly the stored text: no newline added, no encoding of the terminal's.
    sys.stdout.buffer.write(Archive.open(settings).article(options.id).text.encode("utf-8"))
    sys.stdout.buffer.flush()


def _page(options: Namespace, settings: AppSettings) -> None:
    from app.page import serve

    serve(settings)


if __name__ == "__main__":
    sys.exit(main())
