"""What an answer took, in words: time, tokens, money. Knows nothing of where they are shown."""

from app.records import Usage

_LEAST_COST_SHOWN = 0.0001


def duration(milliseconds: float) -> str:
    """Return a time as 12 ms or 3.4 s."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:,.1f} s"


def spent(usage: Usage) -> str:
    """Return tokens, and money where it is known: about 1,234 tokens sent, 56 received, 0.0021 USD."""
    about = "about " if usage.estimated else ""
    return f"{about}{usage.prompt_tokens:,} tokens sent, {usage.completion_tokens:,} received{_cost(usage)}"


def _cost(usage: Usage) -> str:
    if usage.cost is None:
        return ""
    tiny = 0 < usage.cost < _LEAST_COST_SHOWN
    amount = f"under {_LEAST_COST_SHOWN}" if tiny else f"{usage.cost:,.4f}"
    return f", {amount} {usage.currency or ''}".rstrip()
