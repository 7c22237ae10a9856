"""Puts questions to an archive and keeps every reply on disk as it comes, so that a run can be gone on with.

It calls what the command line and the page call, and knows nothing of how answers are made.
"""

import hashlib
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from app.records import QUOTES, Question, Reply
from app.settings import AppSettings
from evaluation.citations import Judge, citation_scores, own_check
from evaluation.kept import Done, RunFolder
from evaluation.metrics import quote_exactness
from evaluation.questions import GoldQuestion
from evaluation.scoring import Outcome
from index.errors import CitewireError, UsageError
from index.records import Article
from index.settings import load

DEFAULT_ENGINE = QUOTES
# Asked at a time: quotes keep a processor busy, a model's server can work at several answers at once.
_WORKERS, _MODEL_WORKERS = 1, 4
_ARTICLES_KEPT = 256
_PROJECT = Path(__file__).parents[1]
_ANSWERING = ("app", "index", "prompts")
# Keys, where things are, and how a model is reached; "engine" says which model, "prompts" has its own digest.
_NOT_IN_REPLIES = frozenset(
    (
        "data", "host", "port", "llm_model", "llm_api_key", "embedding_api_key", "openai_api_key",
        "llm_headers", "llm_proxy", "llm_ca_bundle", "llm_first_token_seconds", "llm_between_tokens_seconds",
        "llm_retries", "llm_prices", "prompts",
    )
)  # fmt: skip
_ADDRESSES = ("llm_base_url", "embedding_base_url")
# A user and a password, a query and a fragment: a key may be in each.
_SECRETS_OF_URL = re.compile(r"(?<=//)[^/?#]*@|[?#].*")

Given = TypeVar("Given")
Made = TypeVar("Made")


class HoldsArticles(Protocol):
    """What an evaluation needs of an index: what made it, and what is in it."""

    @property
    def fingerprint(self) -> str:
        """The name of what made the index."""

    def article_ids(self) -> list[str]:
        """Return the ids of all articles, sorted."""

    def article(self, article_id: str) -> Article | None:
        """Return an article with its stored text, or None."""


class AnswersQuestions(Protocol):
    """What an evaluation needs of an archive."""

    @property
    def store(self) -> HoldsArticles:
        """What the archive answers from."""

    def ask(self, question: Question, *, engine: str = ..., answer_anyway: bool = False) -> Reply:
        """Answer a question with an engine, or say in `notice` why another stood in.

        With `answer_anyway` the quotes engine answers even where a refusal would be due; no other does.
        """

    def article(self, article_id: str) -> Article:
        """Return an article; raise a CitewireError where there is none of that id."""


def run_questions(
    archive: AnswersQuestions,
    questions: Sequence[GoldQuestion],
    out: Path,
    *,
    engine: str = DEFAULT_ENGINE,
    wrong_corpus: bool = False,
    fresh: bool = False,
    workers: int | None = None,
    judges: Sequence[Judge] = (),
    settings: AppSettings | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome of each question, in order, and write the run's files into `out`.

    Which files, evaluation/kept.py says. With `wrong_corpus` no question counts as answerable. A question
    that can't be asked, or that another engine had to answer, becomes an Outcome with its error; the others
    still are asked. A run on the same questions, articles, code, settings and day that was interrupted, or in
    which questions failed, is gone on with, unless `fresh`. `settings` are those that the archive was opened
    with, by default the environment's.

    `workers` questions are asked at a time: by default one for quotes, four for a model. Citations are
    judged by the archive's own check, where it has one, and by `judges`.

    Raises:
        UsageError: `out` can't be written or holds files that aren't of a run; the settings or the prompts
            that they name can't be read.
        ModelError: a judge can't be asked; the run can be gone on with.
    """
    own = own_check(archive)
    asker = _Asker(archive, engine, [own, *judges] if own else judges, wrong_corpus=wrong_corpus)
    made_with = _made_with(archive.store, engine, settings or load(AppSettings), wrong_corpus=wrong_corpus)
    workers = workers or (_WORKERS if engine == DEFAULT_ENGINE else _MODEL_WORKERS)
    with RunFolder(out, questions, made_with, fresh=fresh) as folder:

        def ask(gold: GoldQuestion) -> tuple[Outcome, Done | None]:
            return asker.outcome(gold, folder.done.get(gold.id))

        failed = 0
        for outcome, done in _in_order(ask, questions, workers):
            if done is not None:
                folder.add(outcome.gold, done)
            failed += bool(outcome.error)
            yield outcome
        folder.finish(failed)


def missing_articles(archive: AnswersQuestions, questions: Sequence[GoldQuestion]) -> tuple[str, ...]:
    """Return the ids of the answerable questions none of whose relevant articles is in the archive."""
    unknown = unknown_articles(archive, questions)
    return tuple(gold.id for gold in questions if len(unknown.get(gold.id, ())) == len(gold.relevant_ids) > 0)


def unknown_articles(
    archive: AnswersQuestions, questions: Sequence[GoldQuestion]
) -> dict[str, tuple[str, ...]]:
    """Return the relevant articles that the archive doesn't have, by the id of the answerable question."""
    lacking = {
        gold.id: tuple(id_ for id_ in gold.relevant_ids if not _has(archive, id_))
        for gold in questions
        if gold.answerable
    }
    return {id_: missing for id_, missing in lacking.items() if missing}


def as_asked(gold: GoldQuestion) -> Question:
    """Return a question as the app takes it; its date is the day that nothing later is known on."""
    return Question(text=gold.question, history=gold.history, as_of=gold.question_date)


class _Asker:
    """Asks an archive, and measures what takes the archive to measure. Safe to use from several threads."""

    def __init__(
        self, archive: AnswersQuestions, engine: str, judges: Sequence[Judge], *, wrong_corpus: bool
    ) -> None:
        self._archive, self._engine, self._judges = archive, engine, judges
        self._tells_kept_back = engine == DEFAULT_ENGINE
        self._wrong_corpus = wrong_corpus
        self._article = lru_cache(maxsize=_ARTICLES_KEPT)(self._read)

    def outcome(self, gold: GoldQuestion, left: Done | None) -> tuple[Outcome, Done | None]:
        """Return what comes of a question, `left` being what came of it before; no Done where it failed."""
        answerable = gold.answerable and not self._wrong_corpus
        try:
            done = left or self._asked(gold, answerable=answerable)
        except CitewireError as error:
            return Outcome(gold, answerable, error=str(error), tells_kept_back=self._tells_kept_back), None
        done = self._judged(done)
        return self._told(gold, done, answerable=answerable), done

    def _told(self, gold: GoldQuestion, done: Done, *, answerable: bool) -> Outcome:
        return Outcome(
            gold,
            answerable,
            done.reply,
            done.kept_back or done.reply,
            self._exactness(done.reply),
            citation_scores={name: value for by in done.judged.values() for name, value in by.items()},
            tells_kept_back=self._tells_kept_back,
        )

    def _asked(self, gold: GoldQuestion, *, answerable: bool) -> Done:
        """Return what comes of asking; raises a CitewireError where the engine doesn't answer by itself."""
        question = as_asked(gold)
        reply = self._archive.ask(question, engine=self._engine)
        if reply.engine != self._engine:
            raise CitewireError(f"{reply.engine} stood in for {self._engine}: {reply.notice}")
        if reply.answered or not answerable or not self._tells_kept_back:
            return Done(reply)
        return Done(reply, self._archive.ask(question, engine=self._engine, answer_anyway=True))

    def _judged(self, done: Done) -> Done:
        """Return it with the scores of every judge, and of no other."""
        judged = {
            judge.name: done.judged.get(judge.name) or citation_scores(done.reply, self._article, judge)
            for judge in self._judges
        }
        return Done(done.reply, done.kept_back, judged)

    def _exactness(self, reply: Reply) -> float:
        quotes = [(cited.article_id, cited.start, cited.end, cited.quote) for cited in reply.citations]
        found = {cited.article_id: self._article(cited.article_id) for cited in reply.citations}
        return quote_exactness(quotes, {id_: article.text for id_, article in found.items() if article})

    def _read(self, article_id: str) -> Article | None:
        try:
            return self._archive.article(article_id)
        except CitewireError:
            return None


def _in_order(work: Callable[[Given], Made], items: Iterable[Given], workers: int) -> Iterator[Made]:
    """Yield what `work` makes of each item, in order, working at so many at a time and not far ahead."""
    if workers == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[Made]] = deque()
        try:
            for item in items:
                ahead.append(pool.submit(work, item))
                if len(ahead) >= 2 * workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()


def _made_with(
    store: HoldsArticles, engine: str, settings: AppSettings, *, wrong_corpus: bool
) -> dict[str, Any]:
    """Return what replies depend on; the date does, as "latest" counts from the day of asking."""
    return {
        "engine": engine,
        "wrong_corpus": wrong_corpus,
        "index": store.fingerprint,
        "articles": _articles_digest(store),
        "code": _code_digest(),
        "settings": _settings_digest(settings),
        "prompts": _prompts_digest(settings.prompts),
        "date": date.today().isoformat(),
    }


def _articles_digest(store: HoldsArticles) -> str:
    """Return what changes when an article does: an index keeps its name when articles come and go."""
    digest = hashlib.sha256()
    for article_id in store.article_ids():
        digest.update(repr(store.article(article_id)).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:12]


def _code_digest() -> str:
    """Return what changes when the program that answers does, whether or not its version did."""
    ours = (path for folder in _ANSWERING for path in (_PROJECT / folder).rglob("*"))
    return _files_digest(_PROJECT, (path for path in ours if "__pycache__" not in path.parts))


def _settings_digest(settings: AppSettings) -> str:
    """Return what changes when a setting does that replies depend on; no secret goes into it."""
    deciding = settings.model_dump(mode="json", exclude=set(_NOT_IN_REPLIES))
    for name in _ADDRESSES:
        deciding[name] = _SECRETS_OF_URL.sub("", deciding[name] or "")
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()[:12]


def _prompts_digest(folder: Path | None) -> str:
    """Return what changes when a prompt of the user's own does; ours are part of the code."""
    if folder is None:
        return ""
    try:
        return _files_digest(folder, folder.glob("*.txt"))
    except OSError as error:
        raise UsageError(
            f"the prompts in {folder} can't be read ({error.strerror}): correct CITEWIRE_PROMPTS or unset it"
        ) from error


def _files_digest(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _has(archive: AnswersQuestions, article_id: str) -> bool:
    try:
        archive.article(article_id)
    except CitewireError:
        return False
    return True
