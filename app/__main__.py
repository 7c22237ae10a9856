"""The command line of the online half.

    python -m app                    the chat page
    python -m app ask "QUESTION"     one answer on the terminal
    python -m app article ID         an article's stored text, exactly as indexed
    python -m app check FILE         a draft held against the archive, sentence by sentence

The one place where errors become a line on stderr and an exit code.
"""

import json
import os
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn, TextIO

from app.records import Question, Turn
from app.settings import AppSettings
from index.errors import CitewireError, UsageError
from index.printable import printable
from index.settings import load

_INTERRUPTED = 130
_CLOSED_PIPE = 141
# Far more than a question may have: enough to say how long it is without reading a whole disk.
_MOST_BYTES_READ = 1_000_000


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see python -m app --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for a failure, 2 for wrong use."""
    try:
        options = _parser().parse_args(arguments)
        settings = load(AppSettings, data=options.data)
        run = {"ask": _ask, "article": _article, "check": _check, None: _page}[options.command]
        run(options, settings)
        sys.stdout.flush()
    except CitewireError as error:
        _say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _say("stopped")
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): Python must not try to write the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    return 0


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="python -m app",
        description="Ask a news archive; without a command: the page.",
        epilog="Settings are CITEWIRE_* variables or lines in .env (see .env.example); CITEWIRE_LLM_MODEL "
        "names a language model. Each command has its own --help.",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the index lives (default .citewire/)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    ask = commands.add_parser("ask", help="answer one question on the terminal")
    _add_question(ask)
    article = commands.add_parser("article", help="print an article's stored text")
    article.add_argument("id", metavar="ID", help="its path below the indexed folder, or its JSONL id")
    check = commands.add_parser("check", help="hold a draft against the archive, sentence by sentence")
    check.add_argument("file", metavar="FILE", help="text, or JSONL of {sentence, passages}; '-' reads stdin")
    check.add_argument("--json", action="store_true", help="print one JSON object a sentence")
    for command in (ask, article, check):
        # Not given here, --data before the command must stand.
        command.add_argument(
            "--data", type=Path, metavar="DIR", default=SUPPRESS, help="where the index lives"
        )
    return parser


def _add_question(ask: ArgumentParser) -> None:
    ask.add_argument("question", metavar="QUESTION", nargs="?", help="'-' or nothing reads it from stdin")
    ask.add_argument("--since", type=_day, metavar="DATE", help="only articles of this day or later")
    ask.add_argument("--until", type=_day, metavar="DATE", help="only articles of this day or earlier")
    ask.add_argument(
        "--as-of", type=_day, metavar="DATE", help="the day to count from; nothing later is known"
    )
    ask.add_argument("--source", action="append", default=[], metavar="NAME", help="this outlet; repeatable")
    ask.add_argument(
        "--engine",
        metavar="quotes|MODEL",
        help="who answers (default: the first model of CITEWIRE_LLM_MODEL, or else quotes)",
    )
    ask.add_argument("--history", type=Path, metavar="FILE", help="a JSON list of {role, content}")
    ask.add_argument("--json", action="store_true", help="print one JSON object")


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
    archive = Archive.open(settings)
    if not options.json:
        from app.terminal import show_as_it_comes

        _spare_letters(sys.stdout)
        show_as_it_comes(archive.stream(question, engine=options.engine))
        return
    reply = archive.ask(question, engine=options.engine)
    if reply.notice:
        _say(reply.notice)
    _print_json(reply.to_json())


def _check(options: Namespace, settings: AppSettings) -> None:
    from app.drafts import check_draft, read_draft

    draft = read_draft(options.file)
    checked = check_draft(draft, settings)
    if options.json:
        for one in checked:
            _print_json(one.to_json())
        return
    from app.terminal import show_checked

    _spare_letters(sys.stdout)
    show_checked(checked)


def _print_json(line: dict[str, Any]) -> None:
    # What the output's encoding can't hold must stay JSON.
    in_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(line, ensure_ascii=not in_unicode), flush=True)


def _question_text(given: str | None) -> str:
    if given not in (None, "-"):
        # Bytes on the command line that are no UTF-8 arrive as halves of characters.
        return str(given).encode("utf-8", "replace").decode("utf-8")
    if sys.stdin.isatty():
        raise UsageError('name a question: python -m app ask "QUESTION"')
    return sys.stdin.buffer.read(_MOST_BYTES_READ).decode("utf-8", "replace")


def _history(path: Path) -> tuple[Turn, ...]:
    wrong = f"{path} is no history: a JSON list of objects, each with role (user or assistant) and content"
    try:
        turns = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
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


def _spare_letters(output: TextIO) -> None:
    """Let an output whose encoding lacks a letter have "?" for it, rather than nothing at all."""
    if isinstance(output, TextIOWrapper):
        output.reconfigure(errors="replace")


def _say(line: str) -> None:
    """Print one line for people; nothing in it may steer the terminal or begin another line."""
    print(f"citewire: {printable(line)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
