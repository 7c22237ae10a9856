"""Proposals by a language model, asked passage by passage; what it can't show in the passage is dropped.

A proposal needs a quote that stands in the passage character for character, with the answer inside. Knows
nothing of grammar, files or terminals.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.model.messages import Message
from app.model.packing import as_data
from app.model.prompts import Prompt, load
from evaluation.draft.asking import HOW_MANY, KINDS, WHAT, WHERE
from evaluation.draft.proposals import Proposal
from index.passages import cut
from index.reading.characters import one_line
from index.records import Article

if TYPE_CHECKING:
    from app.model.client import Model

_LONGEST_QUESTION, _LONGEST_ANSWER = 400, 200
_MOST_OBJECTS = 20
_OPENINGS = {"how many": HOW_MANY, "how much": HOW_MANY, "in which city": WHERE, "in which country": WHERE}


def load_prompts(folder: Path | None) -> Mapping[str, Prompt]:
    """Return the two prompts of drafting, from `folder` where it has them.

    Raises:
        UsageError: as app.model.prompts.load.
    """
    return {name: load(name, folder) for name in ("draft_system", "draft_user")}


def proposals(
    model: "Model", prompts: Mapping[str, Prompt], article: Article, passage_tokens: int
) -> Iterator[Proposal]:
    """Yield what the model proposes for each passage of the article.

    Raises:
        ModelError: the model can't be asked.
    """
    for passage in cut(article, passage_tokens):
        text = passage.span.of(article.text)
        shown = "\n\n".join(as_data(piece) for piece in (article.title, text) if piece)
        user = prompts["draft_user"].fill(passages=shown)
        messages = [Message("system", prompts["draft_system"].fill()), Message("user", user)]
        for fields in objects(model.complete(messages, threading.Event())):
            proposal = _proposal(fields, text, article.id, model.name)
            if proposal is not None:
                yield proposal


def objects(reply: str) -> list[dict[str, Any]]:
    """Return the JSON objects of a reply, whatever stands around them."""
    found: list[dict[str, Any]] = []
    decoder = json.JSONDecoder()
    at = reply.find("{")
    while at >= 0 and len(found) < _MOST_OBJECTS:
        try:
            value, end = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            at = reply.find("{", at + 1)
            continue
        if isinstance(value, dict):
            found.append(value)
        at = reply.find("{", end)
    return found


def _proposal(fields: Mapping[str, Any], passage: str, article_id: str, by: str) -> Proposal | None:
    given = [fields.get(name) for name in ("question", "answer", "quote")]
    if not all(isinstance(value, str) and value.strip() for value in given):
        return None
    question, answer, quote = one_line(given[0]) or "", one_line(given[1]) or "", str(given[2]).strip()
    sound = (
        question.endswith("?")
        and len(question) <= _LONGEST_QUESTION
        and 0 < len(answer) <= _LONGEST_ANSWER
        and quote in passage
        and answer.casefold() in quote.casefold()
    )
    return Proposal(question, (answer,), _asks(question), article_id, quote, by) if sound else None


def _asks(question: str) -> str:
    opening = question.casefold()
    known = next((kind for start, kind in _OPENINGS.items() if opening.startswith(start)), None)
    return known or next((kind for kind in KINDS if opening.startswith(kind)), WHAT)
