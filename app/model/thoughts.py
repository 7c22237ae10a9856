"""Keeps what a reasoning model thinks aloud, <think>...</think> before its answer, apart from the answer.

Servers that know such models send thoughts in a field of their own; others leave them in the text. Knows
nothing of servers.
"""

_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>"}


class Thoughts:
    """Takes a text in pieces of any size, gives back the answer in it as early as can be.

    Only thoughts at the very start are taken out; `taken` is how many characters of them there were.
    """

    def __init__(self) -> None:
        self.taken = 0
        self._held = ""
        self._closing: str | None = None
        self._answering = False

    def feed(self, piece: str) -> str:
        """Return what of the answer is certain with this piece."""
        if self._answering:
            return piece
        self._held += piece
        return self._after() if self._closing else self._start()

    def finish(self) -> str:
        """Return the rest of the answer; thoughts that never ended aren't one."""
        rest = "" if self._closing else self._held
        self._held = ""
        return rest

    def _start(self) -> str:
        begun = self._held.lstrip()
        for opening, closing in _TAGS.items():
            if begun.startswith(opening):
                self._closing = closing
                self._held = begun[len(opening) :]
                return self._after()
        if any(opening.startswith(begun) for opening in _TAGS):
            return ""
        return self._answer(self._held)

    def _after(self) -> str:
        closing = self._closing or ""
        thought, found, rest = self._held.partition(closing)
        if not found:
            self._keep_last(len(closing) - 1)
            return ""
        self.taken += len(thought)
        if not rest.strip():
            # Blank space between thoughts and answer belongs to neither.
            self._held = closing
            return ""
        self._closing = None
        return self._answer(rest.lstrip())

    def _keep_last(self, count: int) -> None:
        self.taken += max(0, len(self._held) - count)
        self._held = self._held[-count:]

    def _answer(self, text: str) -> str:
        self._answering = True
        self._held = ""
        return text
