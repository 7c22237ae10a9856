"""What is wrong with a question itself, said in one line. The family is index/errors.py's."""

import re

from index.errors import UsageError

MOST_CHARACTERS = 2_000
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def checked_question(text: str) -> str:
    """Return the question on one line, without invisible characters.

    Raises:
        UsageError: nothing is left of it, or it is longer than `MOST_CHARACTERS`.
    """
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            f"the question has {len(text):,} characters; ask in at most {MOST_CHARACTERS:,} "
            "(a whole text can be checked, but not asked)"
        )
    cleaned = one_line(text)
    if not re.search(r"[^\W_]", cleaned):
        raise UsageError("the question is empty: type what you want to know")
    return cleaned


def one_line(text: str) -> str:
    """Return what people typed on one line, without invisible characters and halves of characters."""
    return " ".join(_INVISIBLE.sub(" ", text).split())
