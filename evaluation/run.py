"""Puts questions to an archive, one after the other, and keeps every reply on disk as it comes.

It calls what the command line and the page call, and knows nothing of how answers are made.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol, TextIO

from app.records import Question, Reply
from evaluation.metrics import quote_exactness
from evaluation.questions import GoldQuestion
from evaluation.scoring import Outcome
from index.errors import CitewireError, UsageError
from index.records import Article

DEFAULT_ENGINE = "quotes"
PREDICTIONS = "predictions.jsonl"
KEPT_BACK = "kept_back.jsonl"
QUESTIONS = "questions.jsonl"
_ARTICLES_KEPT = 256


class AnswersQuestions(Protocol):
    """What an evaluation needs of an archive."""

    def ask(self, question: Question, *, engine: str = ..., answer_anyway: bool = False) -> Reply:
        """Answer a question with an engine; with `answer_anyway`, even where a refusal would be due."""

    def article(self, article_id: str) -> Article:
        """Return an article; raise a CitewireError where there is none of that id."""


def run_questions(
    archive: AnswersQuestions,
    questions: Sequence[GoldQuestion],
    out: Path,
    *,
    engine: str = DEFAULT_ENGINE,
    wrong_corpus: bool = False,
) -> Iterator[Outcome]:
    """Yield the outcome of each question, in order, and write the run's files into the folder `out`.

    `questions.jsonl` has the questions as they came, `predictions.jsonl` each reply with its "id", and
    `kept_back.jsonl`, in the same form, what would have been said to the answerable questions that
    were refused. With `wrong_corpus` no question counts as answerable. A question that can't be asked
    becomes an Outcome with its error; the others still are.

    Raises UsageError where `out` can't be written.
    """
    folder = _writable(out)
    lines = "".join(f"{gold.source_line}\n" for gold in questions)
    (folder / QUESTIONS).write_text(lines, encoding="utf-8")
    exactness = _ExactnessOf(archive)
    with (
        (folder / PREDICTIONS).open("w", encoding="utf-8") as predictions,
        (folder / KEPT_BACK).open("w", encoding="utf-8") as kept_back,
    ):
        for gold in questions:
            ask = partial(archive.ask, as_asked(gold), engine=engine)
            outcome = _outcome(ask, gold, exactness, answerable=gold.answerable and not wrong_corpus)
            _write(predictions, gold.id, outcome.reply)
            if outcome.answer_anyway is not outcome.reply:
                _write(kept_back, gold.id, outcome.answer_anyway)
            yield outcome


def missing_articles(archive: AnswersQuestions, questions: Sequence[GoldQuestion]) -> tuple[str, ...]:
    """Return the ids of the answerable questions none of whose relevant articles is in the archive."""
    return tuple(
        gold.id
        for gold in questions
        if gold.answerable and gold.relevant_ids and not any(_has(archive, id_) for id_ in gold.relevant_ids)
    )


def as_asked(gold: GoldQuestion) -> Question:
    """Return a question as the app takes it; its date is the day that nothing later is known on."""
    return Question(text=gold.question, history=gold.history, as_of=gold.question_date)


class _ExactnessOf:
    """Compares a reply's quotes with the articles' texts, of which it keeps the recent ones."""

    def __init__(self, archive: AnswersQuestions) -> None:
        self._archive = archive
        self._text = lru_cache(maxsize=_ARTICLES_KEPT)(self._read)

    def __call__(self, reply: Reply) -> float:
        quotes = [(cited.article_id, cited.start, cited.end, cited.quote) for cited in reply.citations]
        return quote_exactness(
            quotes, {cited.article_id: self._text(cited.article_id) for cited in reply.citations}
        )

    def _read(self, article_id: str) -> str:
        try:
            return self._archive.article(article_id).text
        except CitewireError:
            return ""


def _outcome(
    ask: Callable[..., Reply], gold: GoldQuestion, exactness: _ExactnessOf, *, answerable: bool
) -> Outcome:
    try:
        reply = ask()
        anyway = ask(answer_anyway=True) if answerable and not reply.answered else reply
    except CitewireError as error:
        return Outcome(gold, answerable, error=str(error))
    return Outcome(gold, answerable, reply, anyway, exactness(reply))


def _has(archive: AnswersQuestions, article_id: str) -> bool:
    try:
        archive.article(article_id)
    except CitewireError:
        return False
    return True


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PREDICTIONS).touch()
    except OSError as error:
        raise UsageError(f"{folder} can't be written ({error.strerror}): name another with --out") from error
    return folder


def _write(file: TextIO, id_: str, reply: Reply | None) -> None:
    if reply is not None:
        file.write(json.dumps({"id": id_} | reply.to_json(), ensure_ascii=False) + "\n")
        file.flush()
