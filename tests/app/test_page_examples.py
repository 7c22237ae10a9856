from types import SimpleNamespace
from typing import cast

from app.archive import Archive
from app.page.examples import examples
from app.records import Question, Reply
from index.records import Article
from tests.app.page_helpers import article, reply

REPORT = (
    "Rockets were fired on Sunday in Ardenia. The shelling killed at least five civilians in Ardenia, medics "
    "said. The Ministry of Defence said that Bordavia had broken the truce. Later, officials of the Ministry "
    "of Defence met in Ardenia, and Bordavia was not there."
)


class FakeArchive:
    """Answers what its articles are about; refuses what `refuses` names."""

    def __init__(self, *articles: Article, refuses: str = "") -> None:
        known = {one.id: one for one in articles}
        self.store = SimpleNamespace(article_ids=lambda: sorted(known), article=known.get)
        self.asked: list[str] = []
        self._refuses = refuses

    def ask(self, question: Question, *, engine: str) -> Reply:
        assert engine == "quotes", "a model is asked what nobody has asked"
        self.asked.append(question.text)
        return reply("x", answered=not self._refuses or self._refuses not in question.text)


def made(archive: FakeArchive) -> tuple[str, ...]:
    return examples(cast(Archive, archive))


def test_questions_come_from_what_the_articles_say() -> None:
    questions = made(FakeArchive(article(REPORT)))
    assert "How many civilians were killed in Ardenia?" in questions
    assert "What did the Ministry of Defence say about Bordavia?" in questions


def test_only_questions_that_the_archive_answers_are_kept() -> None:
    archive = FakeArchive(article(REPORT), refuses="How many")
    assert not [question for question in made(archive) if question.startswith("How many")]
    assert [question for question in archive.asked if question.startswith("How many")]


def test_the_same_archive_gives_the_same_questions_and_few() -> None:
    articles = [article(REPORT.replace("Ardenia", f"Ardenia{'xyz'[n % 3]}"), str(n)) for n in range(30)]
    first = made(FakeArchive(*articles))
    assert first == made(FakeArchive(*articles))
    assert len(first) <= 4


def test_an_archive_that_offers_none_has_none() -> None:
    assert made(FakeArchive(article("نص عربي عن الأحداث."), article("", "b"))) == ()
    assert made(FakeArchive()) == ()
