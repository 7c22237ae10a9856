"""Proposals by rules alone, from English articles: sentences that stand alone, parsed and asked about.

Knows nothing of models, files or terminals.
"""

import re
from collections.abc import Iterator

from app.check.parse import parse
from evaluation.draft.asking import questions
from evaluation.draft.people import People
from evaluation.draft.proposals import Proposal
from evaluation.draft.tree import Tree, tidy
from index.records import Article
from index.sentences import sentences

LANGUAGE = "en"
_FEWEST_WORDS, _MOST_WORDS = 5, 45
_SENTENCES_OF_ONE_ARTICLE = 60
_STANDS = re.compile(r"[A-Z0-9\"“].*[.!][\"”']?$", re.DOTALL)


def proposals(article: Article) -> Iterator[Proposal]:
    """Yield the questions that the sentences of one article answer, in the order of its text."""
    found = sentences(article.text, article.language)[:_SENTENCES_OF_ONE_ARTICLE]
    quotes = [span.of(article.text) for span in found]
    likely = [(quote, tidy(quote)) for quote in quotes if _is_likely(quote)]
    trees = [
        Tree(text, words) for (_, text), words in zip(likely, parse([t for _, t in likely]), strict=True)
    ]
    people = People(article.text, trees)
    for (quote, _), tree in zip(likely, trees, strict=True):
        for made in questions(tree, people):
            answers = tuple(
                dict.fromkeys(one for said in made.answers for one in (said, _as_in(said, quote)))
            )
            yield Proposal(made.question, answers, made.asks, article.id, quote, "rules", about=made.about)


def _is_likely(sentence: str) -> bool:
    """Say whether a sentence is worth parsing: whole, of usual length, and on one line."""
    words = len(sentence.split())
    return _FEWEST_WORDS <= words <= _MOST_WORDS and "\n" not in sentence and bool(_STANDS.match(sentence))


def _as_in(answer: str, quote: str) -> str:
    """Return the answer with the blanks that the quote has between its signs, or as it is."""
    signs = re.findall(r"\w+|[^\w\s]", answer)
    found = re.search(r"\s*".join(map(re.escape, signs)), quote, re.IGNORECASE)
    return found.group() if found and found.group().split() != answer.split() else answer
