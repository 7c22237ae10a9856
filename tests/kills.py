"""Processes that die as if the power had gone: at a given call of a function, before it happens."""

import os
import signal
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

from tests.forked import begun

_SECONDS = 60


def killed(write: str, call: int, target: Callable[..., object], *arguments: object) -> bool:
    """Run a function in a process that dies at that call of `write`; return whether it came that far.

    `write` names a function of a module or a method as in index.articles:Articles.put.
    """
    process = begun(_until, write, call, target, *arguments)
    process.join(_SECONDS)
    return process.exitcode == -signal.SIGKILL


def _until(write: str, call: int, target: Callable[..., object], *arguments: object) -> None:
    module, _, names = write.partition(":")
    holder, _, name = names.rpartition(".")
    owner = resolve_name(f"{module}:{holder}")
    real: Callable[..., Any] = getattr(owner, name)
    left = [call]

    def deadly(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(owner, name, deadly)
    target(*arguments)
