"""A small archive that behaves like the real one: it finds, answers, refuses and cites."""

from collections.abc import Mapping
from typing import Any

from app.records import AnswerSentence, Citation, Question, Reply, RetrievedPassage
from index.errors import CitewireError, UsageError
from index.records import Article

LONGEST_QUESTION = 2_000


class FakeStore:
    """The articles of a fake archive."""

    fingerprint = "fingerprint"

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def article_ids(self) -> list[str]:
        return sorted(self._texts)

    def article(self, article_id: str) -> Article | None:
        return Article(article_id, self._texts[article_id]) if article_id in self._texts else None


class FakeArchive:
    """Answers with the sentence that shares most words with the question; refuses below two words."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = dict(texts)
        self.store = FakeStore(self.texts)
        self.asked: list[Question] = []

    def article(self, article_id: str) -> Article:
        if article_id not in self.texts:
            raise CitewireError(f"no article {article_id}")
        return Article(id=article_id, text=self.texts[article_id])

    def ask(self, question: Question, *, engine: str = "quotes", answer_anyway: bool = False) -> Reply:
        self.asked.append(question)
        if len(question.text) > LONGEST_QUESTION:
            raise UsageError("the question is too long")
        found = sorted(self._sentences(question.text), key=lambda hit: -hit[0])
        score, article_id, start, end = found[0]
        answered = score >= 2 or answer_anyway
        quote = self.texts[article_id][start:end]
        answer = f"{quote} [1]" if answered else "The articles don't tell."
        return make_reply(
            question=question.text,
            answered=answered,
            engine=engine,
            answer=answer,
            sentences=(AnswerSentence(quote, (1,), "supported"),) if answered else (),
            citations=(make_citation(article_id, quote, start),),
            passages=tuple(RetrievedPassage(id_, at, to, float(hit)) for hit, id_, at, to in found),
            confidence=min(1.0, score / 10),
        )

    def _sentences(self, question: str) -> list[tuple[int, str, int, int]]:
        wanted = set(question.lower().strip("?").split())
        return [
            (
                len(wanted & set(sentence.lower().strip(".").split())),
                id_,
                text.index(sentence),
                end_of(text, sentence),
            )
            for id_, text in self.texts.items()
            for sentence in text.split("\n")
        ]


def end_of(text: str, sentence: str) -> int:
    return text.index(sentence) + len(sentence)


def make_citation(article_id: str, quote: str, start: int = 0, number: int = 1) -> Citation:
    return Citation(number, article_id, None, None, None, None, quote, start, start + len(quote))


def make_reply(**changes: Any) -> Reply:
    fields: dict[str, Any] = {
        "question": "?",
        "standalone_question": "?",
        "answered": True,
        "answer": "",
        "engine": "quotes",
        "index": "fingerprint",
        "sentences": (),
        "citations": (),
        "passages": (),
        "conflicts": (),
        "date_range": None,
        "timings_ms": {"retrieve": 1.0, "answer": 2.0, "check": 0.5, "total": 3.5},
        "confidence": 0.5,
    }
    return Reply(**(fields | changes))
