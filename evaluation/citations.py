"""Whether what an answer cites supports it, by a judge: the local check, or a model that is asked.

Finds the text that each citation stands for; evaluation/metrics counts. Knows nothing of questions, nor of
what a right answer is.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from app.records import Citation, Reply
from app.settings import AppSettings
from evaluation import metrics
from index.records import Article, Span

if TYPE_CHECKING:
    from app.check.verdict import Checker

LOCAL_CHECK = "local check"
RECALL, PRECISION, UNCLEAR = "citation_recall", "citation_precision", "citation_unclear"
_VERDICTS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class CitedText:
    """The passage that a citation stands for, and its article, which has its headline and its date."""

    text: str
    article: Article


class Judge(Protocol):
    """Says whether passages support a sentence. Used by several threads at a time."""

    @property
    def name(self) -> str:
        """Who judges; every score is labelled with it."""

    def supports(self, sentence: str, passages: Sequence[CitedText]) -> bool | None:
        """Return whether the passages, taken together, support the sentence; None: can't be told."""


class LocalCheck:
    """The check that also marks the sentences of an answer: only "supported" counts."""

    name = LOCAL_CHECK

    def __init__(self, checker: Callable[[], "Checker"]) -> None:
        self._checker = checker

    def supports(self, sentence: str, passages: Sequence[CitedText]) -> bool:
        """Return whether the check calls the sentence supported."""
        # Imported here: what answers nothing has nothing to judge, and should start quickly.
        from app.check.evidence import Evidence

        evidence = [
            Evidence(
                one.text,
                one.article.title,
                one.article.source,
                one.article.published,
                one.article.language,
            )
            for one in passages
        ]
        return self._checker().check(sentence, evidence).support == "supported"


class ModelJudge:
    """A language model that is asked, with prompts/judge.txt, for a yes or a no.

    The constructor contacts nobody; it raises UsageError where settings or prompt can't work.
    """

    def __init__(self, settings: AppSettings, name: str) -> None:
        # Imported here: it brings the model client along, which most runs don't need.
        from app.model.client import Model
        from app.model.prompts import load

        self.name = name
        self._model = Model(settings, name)
        self._prompt = load("judge", settings.prompts)

    def supports(self, sentence: str, passages: Sequence[CitedText]) -> bool | None:
        """Return the model's verdict, None where it is neither yes nor no.

        Raises:
            ModelError: the model can't be asked.
        """
        from app.model.client import Message
        from app.model.packing import as_data

        told = "\n\n".join(_shown(number, one) for number, one in enumerate(passages, start=1))
        question = self._prompt.fill(passages=told, sentence=as_data(sentence))
        return verdict_of(self._model.complete([Message("user", question)], threading.Event()))


def verdict_of(answer: str) -> bool | None:
    """Return what a model's answer says: a single word, yes or no, with or without a full stop; or None."""
    return _VERDICTS.get(answer.strip().removesuffix(".").casefold())


def own_check(archive: object) -> LocalCheck | None:
    """Return the archive's own check as a judge, made when it is first needed; None where it has none."""
    if not hasattr(type(archive), "checker"):
        return None
    return LocalCheck(lambda: cast("_HasChecker", archive).checker)


def citation_scores(
    reply: Reply, article_of: Callable[[str], Article | None], judge: Judge
) -> Mapping[str, float]:
    """Return ALCE's citation recall and precision of an answer, by the names that `labelled` gives.

    Empty for a refusal and for an answer without sentences: there is nothing to support. A verdict that
    can't be told counts as a no; where that can happen, its share of the verdicts is given too.
    """
    if not reply.answered or not reply.sentences:
        return {}
    verdicts: dict[tuple[str, tuple[CitedText, ...]], bool | None] = {}

    def supports(sentence: str, passages: Sequence[CitedText]) -> bool:
        asked = sentence, tuple(dict.fromkeys(passages))
        if asked not in verdicts:
            verdicts[asked] = judge.supports(*asked)
        return verdicts[asked] is True

    sentences = cited_sentences(reply, article_of)
    scores = {
        RECALL: metrics.citation_recall(sentences, supports),
        PRECISION: metrics.citation_precision(sentences, supports),
    }
    if judge.name != LOCAL_CHECK and verdicts:
        scores[UNCLEAR] = list(verdicts.values()).count(None) / len(verdicts)
    return {labelled(name, judge.name): value for name, value in scores.items()}


def labelled(measure: str, judge: str) -> str:
    """Return a measure's name: as it is for the local check, else with the judge, "measure[JUDGE]"."""
    return measure if judge == LOCAL_CHECK else f"{measure}[{judge}]"


def cited_sentences(
    reply: Reply, article_of: Callable[[str], Article | None]
) -> list[tuple[str, tuple[CitedText, ...]]]:
    """Return each sentence with the texts that it cites.

    A sentence with a number that no citation has cites nothing, as in ALCE.
    """
    texts = {cited.number: _stands_for(cited, reply, article_of) for cited in reply.citations}
    return [
        (sentence.text, tuple(texts[number] for number in sentence.citations))
        if texts.keys() >= set(sentence.citations)
        else (sentence.text, ())
        for sentence in reply.sentences
    ]


def _stands_for(cited: Citation, reply: Reply, article_of: Callable[[str], Article | None]) -> CitedText:
    """Return the best passage found that holds the citation, else the words at its place.

    They are read from the archive: a quote that it doesn't have supports nothing.
    """
    article = article_of(cited.article_id) or Article(cited.article_id, "")
    holding = (
        Span(passage.start, passage.end)
        for passage in reply.passages
        if passage.article_id == cited.article_id
        and passage.start <= cited.start
        and cited.end <= passage.end
    )
    return CitedText(next(holding, Span(cited.start, cited.end)).of(article.text), article)


def _shown(number: int, cited: CitedText) -> str:
    from app.model.packing import as_data

    article = cited.article
    day = article.published.isoformat() if article.published else None
    about = ", ".join(as_data(part) for part in (article.title, article.source, day) if part)
    return f"Passage {number}{f' ({about})' if about else ''}: {as_data(cited.text)}"


class _HasChecker(Protocol):
    @property
    def checker(self) -> "Checker": ...
