"""A conversation of many questions: how long it takes to open it, and to ask the next one in it."""

from contextlib import closing
from itertools import cycle, islice

from playwright.sync_api import Browser

from app.archive import Archive
from app.conversations import Conversations
from app.page.visitors import COOKIE
from app.records import Question
from app.settings import AppSettings
from index.settings import load
from tests.page_speed.browsing import Visitor
from tests.page_speed.figures import Figure, median_and_p95
from tests.page_speed.sites import Site

TURNS = 200
_TIMES = 5


def long_conversation(browser: Browser, site: Site) -> list[Figure]:
    """Measure it on a conversation that was kept before, opened anew each time, then asked on."""
    with closing(Visitor(browser, site.url)) as visitor:
        visitor.ask(site.questions[0])
        kept = _kept(site, visitor.cookie(COOKIE))
        opened = []
        for _ in range(_TIMES):
            visitor.begin_anew()
            opened.append(visitor.open(kept, TURNS))
        asked = [visitor.ask(question) for question in site.questions[1 : _TIMES + 1]]
        longest = visitor.longest_task()
    return [
        *median_and_p95(f"a conversation of {TURNS} questions: opened", opened),
        *median_and_p95("the next question in it: from Enter to the first words", asked),
        Figure("the page's longest task meanwhile", longest, "ms"),
    ]


def _kept(site: Site, owner: str) -> str:
    """Keep a conversation as the visitor's and return its id."""
    settings = load(AppSettings, data=site.data)
    archive = Archive.open(settings)
    conversations = Conversations(site.data / "conversations.sqlite")
    replies = [archive.ask(Question(question)) for question in site.questions]
    conversation = ""
    for reply in islice(cycle(replies), TURNS):
        conversation = conversations.keep(owner, conversation or None, reply)[0].id
    return conversation
