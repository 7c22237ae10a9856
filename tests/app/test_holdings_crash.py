"""Whoever is killed while adding or removing leaves the archive as it was, or as it was to be."""

import multiprocessing
import os
import signal
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from index.articles import Articles
from tests.app.desk import ACTIONS, Desk

WRITES: dict[str, tuple[Any, str]] = {
    "a file moved": (Path, "rename"),
    "a file put in place": (Path, "replace"),
    "an article put": (Articles, "put"),
    "an article removed": (Articles, "remove"),
    "the index finished": (Articles, "finish"),
}


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that begin with everything imported, so that a kill costs milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.vectors", "tests.app.test_holdings_crash"])
    return context


def _act_until(folder: Path, action: str, where: str, call: int) -> None:
    owner, name = WRITES[where]
    real = getattr(owner, name)
    left = [call]

    def deadly(*arguments: Any, **keywords: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **keywords)

    setattr(owner, name, deadly)
    ACTIONS[action](Desk(folder))


@pytest.mark.parametrize("where", WRITES)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_kill_leaves_all_or_nothing(
    tmp_path: Path, processes: ForkServerContext, action: str, where: str
) -> None:
    desk = Desk(tmp_path)
    desk.work()
    before = dict.fromkeys(desk.contents())
    for call in (1, 2):
        process = processes.Process(target=_act_until, args=(tmp_path, action, where, call))
        process.start()
        process.join(60)
        if process.exitcode != -signal.SIGKILL:
            break
        # What the next start of the page and the next `python -m index` do.
        desk.holdings.catch_up()
        desk.sync()
        after = desk.contents()
        assert len(set(after) ^ set(before)) <= 1
        assert desk.from_here() == set(desk.kept())
        lost = set(before) - set(after)
        assert lost <= {one.article_id for one in desk.holdings.removed()}, "what is gone can be brought back"
    # Whatever was left over, it can be done now, unless that is what came of it.
    if set(desk.contents()) == set(before):
        ACTIONS[action](desk)
