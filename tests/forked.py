"""Processes forked from one that has imported everything: they begin in milliseconds, not in seconds."""

import multiprocessing
from collections.abc import Callable
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess


def begun(target: Callable[..., object], *arguments: object) -> BaseProcess:
    """Start a function of a module in a process of its own."""
    process = processes().Process(target=target, args=arguments)
    process.start()
    return process


@cache
def processes() -> ForkServerContext:
    """Return what starts them; what they begin with is named in tests/warmed.py."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.warmed"])
    return context
