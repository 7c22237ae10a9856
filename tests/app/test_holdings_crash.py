"""Whoever is killed while adding or removing leaves the archive as it was, or as it was to be."""

from pathlib import Path

import pytest

from tests.app.desk import ACTIONS, Desk
from tests.kills import killed

WRITES = {
    "a file moved": "pathlib:Path.rename",
    "a file put in place": "pathlib:Path.replace",
    "an article put": "index.articles:Articles.put",
    "an article removed": "index.articles:Articles.remove",
    "the index finished": "index.articles:Articles.finish",
}


_ADDS = ("a file put in place", "an article put", "the index finished")
_REMOVES = ("a file moved", "a file put in place", "an article removed", "the index finished")
COMES_BY = {
    "add files": _ADDS,
    "update": _ADDS,
    "add text": _ADDS,
    "remove what was added": _REMOVES,
    "remove what wasn't": _REMOVES,
    "undo what was added": ("a file moved", *_ADDS),
    "undo what wasn't": _ADDS,
}


def act(folder: Path, action: str) -> None:
    ACTIONS[action](Desk(folder))


@pytest.mark.parametrize(
    ("action", "where"), [(action, where) for action, places in COMES_BY.items() for where in places]
)
def test_a_kill_leaves_all_or_nothing(worked: Desk, action: str, where: str) -> None:
    desk = worked
    before = dict.fromkeys(desk.contents())
    for call in (1, 2):
        died = killed(WRITES[where], call, act, desk.folder, action)
        assert died or call > 1
        if not died:
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


def test_every_action_is_killed() -> None:
    assert set(COMES_BY) == set(ACTIONS)
