"""A follow-up as a question that stands alone, by a model; what it makes up is not taken.

Where the model's question names what nobody in the conversation named, or is no question at all, the rules
(app/followup.py) do the work. Knows nothing of searching.
"""

import threading
from collections.abc import Mapping

from app.errors import MOST_CHARACTERS, one_line
from app.followup import standalone
from app.model.client import Message, Model, ModelError, gathered
from app.model.packing import as_data, conversation
from app.model.prompts import Prompt
from app.records import Question, Usage
from index.analysis import analyze, name_keys, words

_HISTORY_TOKENS = 1_000
_MOST_TIMES_LONGER = 6
_FEWEST_CHARACTERS = 300


def rewritten(
    model: Model, prompts: Mapping[str, Prompt], question: Question, cancelled: threading.Event
) -> tuple[str, Usage | None]:
    """Return the question so that it stands alone, and what that took; by the rules where the model fails.

    Raises:
        ModelError: the model is silent, and would be waited for in vain once more.
    """
    text = one_line(question.text[:MOST_CHARACTERS])
    if not question.history:
        return text, None
    by_rules = standalone(text, question.history)
    messages = [
        Message("system", prompts["standalone_system"].fill()),
        Message(
            "user",
            prompts["standalone_user"].fill(
                conversation=conversation(question.history, _HISTORY_TOKENS), question=as_data(text)
            ),
        ),
    ]
    try:
        said = gathered(model.stream(messages, cancelled))
    except ModelError as error:
        if error.silent:
            raise
        return by_rules, error.usage
    proposed = _cleaned(said.text)
    return (proposed if _can_be_taken(proposed, question, text) else by_rules), said.usage


def _cleaned(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return one_line(first[: 2 * MOST_CHARACTERS]).strip("\"“”'` ")


def _can_be_taken(proposed: str, question: Question, text: str) -> bool:
    """Say whether all that a model's question names was named before, and it isn't a speech."""
    longest = min(MOST_CHARACTERS, max(_FEWEST_CHARACTERS, _MOST_TIMES_LONGER * len(text)))
    if not proposed or len(proposed) > longest:
        return False
    if not set(analyze(proposed)) & set(analyze(text)):
        return False
    said = " ".join([text, *(turn.content for turn in question.history)])
    known_names, known_words = set(name_keys(said, any_case=True)), set(analyze(said))
    for position, word in enumerate(words(proposed)):
        named = word[:1].isdigit() or (word[:1].isupper() and position > 0)
        if named and not set(analyze(word)) <= known_words and not set(name_keys(word)) & known_names:
            return False
    return True
