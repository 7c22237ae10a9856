"""The passages that pairs cite, cut from the corpora as an index with default settings cuts them.

It reads corpora with the project's own reader and knows nothing of pairs' kinds or of the check.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from evaluation.corpora import CLAPNQ, NEWS, NEWS_FOLDER, OURS, SEEDS, SQUAD
from evaluation.pairs.records import Pair, Source
from index.errors import UsageError
from index.passages import cut
from index.reading import ReadLimits, discover, read
from index.records import Article, Failure, Span
from index.sentences import is_heading
from index.settings import IndexSettings

NEWS_FILE = NEWS_FOLDER / "corpus.jsonl"
_SIZE: int = IndexSettings.model_fields["passage_tokens"].default


@dataclass(frozen=True, slots=True)
class Shelved:
    """A passage by its name, "corpus/article id#number"; `sentences` are those that aren't headings."""

    name: str
    origin: str
    text: str
    sentences: tuple[str, ...]
    source: Source


class Shelf:
    """The articles of seeds/, the invented ones, and, with `sets`, of the public sets in that folder.

    Raises UsageError where `sets` is given and lacks one of them.
    """

    def __init__(self, sets: Path | None = None) -> None:
        places = {OURS: SEEDS, NEWS: NEWS_FILE}
        if sets is not None:
            places |= {name: sets / name / "corpus.jsonl" for name in (CLAPNQ, SQUAD)}
        self._articles = {origin: article for at in places.items() for origin, article in _articles(*at)}

    @property
    def corpora(self) -> frozenset[str]:
        """Return the names of the corpora that are there."""
        return frozenset(origin.split("/")[0] for origin in self._articles)

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the articles, as "corpus/article id", in the order of the corpora."""
        return tuple(self._articles)

    def passages(self, origin: str) -> tuple[Shelved, ...]:
        """Return the passages of an article in order; raise UsageError where there is no such article."""
        if origin not in self._articles:
            raise UsageError(f"{origin} isn't in the corpora: was one of them changed?")
        return _cut(origin, self._articles[origin])

    def passage(self, name: str) -> Shelved:
        """Return a passage by its name; raise UsageError where there is none."""
        origin, _, number = name.rpartition("#")
        passages = self.passages(origin)
        if not number.isdecimal() or int(number) >= len(passages):
            raise UsageError(f"{name}: {origin} has {len(passages)} passages")
        return passages[int(number)]

    def with_texts(self, pair: Pair) -> Pair:
        """Return the pair with the texts of what it cites; one that has them already as it is."""
        if pair.passages:
            return pair
        cited = [self.passage(name) for name in pair.cited]
        return replace(
            pair,
            passages=tuple(passage.text for passage in cited),
            sources=tuple(passage.source for passage in cited),
        )

    def holds(self, pair: Pair) -> bool:
        """Tell whether the corpora that the pair cites are there."""
        return all(name.split("/")[0] in self.corpora for name in pair.cited)


def _articles(corpus: str, place: Path) -> Iterator[tuple[str, Article]]:
    for file in discover([place]):
        found = [file] if isinstance(file, Failure) else read(file, ReadLimits())
        for article in found:
            if isinstance(article, Failure):
                raise UsageError(f"{article.path}: {article.reason}")
            yield f"{corpus}/{article.id}", article


@lru_cache(maxsize=4096)
def _cut(origin: str, article: Article) -> tuple[Shelved, ...]:
    source = Source(article.title, article.published)
    return tuple(
        Shelved(f"{origin}#{passage.number}", origin, passage.span.of(article.text), sentences, source)
        for passage in cut(article, _SIZE)
        for sentences in [_sentences(article, passage.sentences)]
    )


def _sentences(article: Article, spans: Iterable[Span]) -> tuple[str, ...]:
    texts = (span.of(article.text) for span in spans)
    return tuple(text for text in texts if not is_heading(text))
