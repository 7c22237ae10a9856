"""Which visitor's question is being answered now, so that it can be stopped. Knows nothing of answers."""

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Run:
    number: int
    cancelled: threading.Event = field(default_factory=threading.Event)
    wanted: bool = True


class Runs:
    """At most one question of each visitor; each visitor numbers questions upwards. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}

    def begin(self, visitor: str, number: int) -> threading.Event:
        """Begin to answer a question and return what is set when it is to stop, maybe already."""
        with self._lock:
            run = self._runs.get(visitor)
            if run is None or run.number < number:
                run = self._instead_of(run, visitor, number)
            return run.cancelled

    def stop(self, visitor: str, number: int, *, wanted: bool = True) -> None:
        """Stop a question, even one that has not begun; not `wanted`: its answer isn't to be kept."""
        with self._lock:
            run = self._runs.get(visitor)
            if run is None or run.number < number:
                run = self._instead_of(run, visitor, number)
            if run.number == number:
                run.wanted = run.wanted and wanted
                run.cancelled.set()

    def is_wanted(self, visitor: str, number: int) -> bool:
        """Say whether the answer to a question is still to be kept."""
        with self._lock:
            run = self._runs.get(visitor)
            return run is not None and run.number == number and run.wanted

    def leave(self, visitor: str) -> None:
        """Stop what a visitor who has gone had asked, and forget the visitor."""
        with self._lock:
            run = self._runs.pop(visitor, None)
        if run is not None:
            run.cancelled.set()

    def _instead_of(self, before: _Run | None, visitor: str, number: int) -> _Run:
        if before is not None:
            before.cancelled.set()
        self._runs[visitor] = _Run(number)
        return self._runs[visitor]
