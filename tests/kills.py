"""Processes that die as if the power had gone: at a given call of a function, before it happens."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pkgutil import resolve_name
from typing import Any

_SECONDS = 60


def begun(target: Callable[..., object], *arguments: object) -> BaseProcess:
    """Start a function of a module in a process of its own."""
    process = _processes().Process(target=target, args=arguments)
    process.start()
    return process


def killed(write: str, call: int, target: Callable[..., object], *arguments: object) -> bool:
    """Run a function in a process that dies at that call of `write`; return whether it came that far.

    `write` names a function of a module or a method as in index.articles:Articles.put.
    """
    process = begun(_until, write, call, target, *arguments)
    process.join(_SECONDS)
    return process.exitcode == -signal.SIGKILL


@cache
def _processes() -> ForkServerContext:
    """Processes that begin with everything imported, so that a kill costs milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.warmed"])
    return context


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
