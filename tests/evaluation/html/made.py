"""Small runs made by hand, and left on disk in the files that a run leaves."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.records import AnswerSentence, Citation, Reply, RetrievedPassage
from evaluation.html.saved import Asked
from evaluation.questions import GoldQuestion, load_questions
from evaluation.report import write_scores
from evaluation.scoring import Outcome, QuestionScores, score, summarize
from tests.evaluation.fakes import make_reply

# Every way that text has tried to become more than text.
HOSTILE = (
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> "
    "<!--<script> {{7*7}} {% raw %} ${document.title='owned'} &lt;b&gt; \u202eesrever\u202c zero\u200bwidth "
    "\u2028line\u2029 \x07 ]]> '\"` __proto__"
)


def gold(id_: str = "q", **fields: Any) -> GoldQuestion:
    known: dict[str, Any] = {"question": "Who sings?", "kind": "factoid", "answerable": True}
    return GoldQuestion(id=id_, **(known | fields))


def answer(
    *sentences: str,
    article: str = "a.txt",
    found: Sequence[str] = ("a.txt", "b.txt"),
    support: Any = "supported",
    **changes: Any,
) -> Reply:
    """An answer whose every sentence quotes the article."""
    cited = tuple(
        Citation(number, article, f"Title of {article}", "The Daily", None, None, text, 0, len(text))
        for number, text in enumerate(sentences, start=1)
    )
    known: dict[str, Any] = {
        "answer": " ".join(f"{text} [{number}]" for number, text in enumerate(sentences, start=1)),
        "sentences": tuple(
            AnswerSentence(text, (number,), support) for number, text in enumerate(sentences, start=1)
        ),
        "citations": cited,
        "passages": passages(*found),
    }
    return make_reply(**(known | changes))


def refusal(found: Sequence[str] = ("a.txt",), **changes: Any) -> Reply:
    known: dict[str, Any] = {
        "answered": False,
        "answer": "Nothing answers this.",
        "passages": passages(*found),
    }
    return make_reply(**(known | changes))


def passages(*articles: str) -> tuple[RetrievedPassage, ...]:
    return tuple(RetrievedPassage(id_, 0, 10, 1 / rank) for rank, id_ in enumerate(articles, start=1))


def scored(
    question: GoldQuestion, reply: Reply | None, kept_back: Reply | None = None, error: str = ""
) -> QuestionScores:
    return score(Outcome(question, question.answerable, reply, kept_back or reply, 1.0, error))


def asked(question: GoldQuestion, reply: Reply | None, kept_back: Reply | None = None) -> Asked:
    return Asked(question, scored(question, reply, kept_back), reply, kept_back)


SMALL = (
    asked(
        gold("sings", relevant_ids=("a.txt",), answers=("Mira Holt",)),
        answer("Mira Holt sings on Monday.", answer="**Mira Holt** sings on Monday. [1]"),
    ),
    asked(
        gold(
            "where",
            question="Where is the fair?",
            kind="place",
            relevant_ids=("a.txt",),
            answers=("Vernholm",),
        ),
        answer("The fair is in Ostby, it says."),
    ),
    asked(
        gold(
            "when",
            question="When does the café open?",
            kind="place",
            relevant_ids=("b.txt",),
            answers=("noon",),
        ),
        refusal(found=("b.txt",)),
        answer("It opens at noon.", article="b.txt"),
    ),
    asked(gold("moon", question="Who owns the moon?", kind="unanswerable", answerable=False), refusal()),
    asked(
        gold("mars", question="Who owns Mars?", kind="unanswerable", answerable=False),
        answer("Mira Holt owns a garden.", support="weak"),
    ),
)


def write_run(folder: Path, items: Sequence[Asked] = SMALL, **about: Any) -> Path:
    """Leave a run's files in the folder."""
    rows = [item.row for item in items]
    _write_lines(folder / "questions.jsonl", [_question_line(item.gold) for item in items])
    _write_lines(folder / "predictions.jsonl", _reply_lines([(item.gold.id, item.reply) for item in items]))
    _write_lines(folder / "kept_back.jsonl", _reply_lines([(item.gold.id, item.kept_back) for item in items]))
    questions = load_questions(folder / "questions.jsonl")
    write_scores(folder / "scores.json", {"engine": "quotes"} | about, summarize(rows), rows, questions)
    return folder


def _question_line(question: GoldQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "question": question.question,
        "kind": question.kind,
        "answerable": question.answerable,
        "answers": question.answers,
        "answer_groups": question.answer_groups,
        "relevant_ids": question.relevant_ids,
        "must_cite_all": question.must_cite_all,
        "history": [{"role": turn.role, "content": turn.content} for turn in question.history],
        "evidence": [{"quote": one.quote, "article_id": one.article_id} for one in question.evidence],
    }


def _reply_lines(replies: Sequence[tuple[str, Reply | None]]) -> list[dict[str, Any]]:
    return [{"id": id_} | reply.to_json() for id_, reply in replies if reply is not None]


def _write_lines(path: Path, values: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
