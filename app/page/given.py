"""What a browser's form gives, as values. Knows nothing of Gradio or of requests."""

from datetime import date

from index.errors import UsageError


def day_of(text: str, called: str) -> date | None:
    """Return the day in a date field, None where it is empty; `called` is how a complaint calls it.

    Raises:
        UsageError: it isn't a whole date.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{called} is not complete: choose day, month and year, or clear it") from None
