"""Text from files and people as it may be shown on a terminal: nothing in it steers it."""


def printable(text: str) -> str:
    """Return a text with escapes for what a terminal would obey or couldn't show, line breaks too."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
