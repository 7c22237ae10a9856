"""What stands around the conversation, as HTML: the masthead, the views, the welcome, what can be chosen.

Knows what an archive holds (room.py) and nothing of Gradio.
"""

from datetime import date

from app.page.markup import counted, escape
from app.page.room import Overview
from app.records import QUOTES

_MOST_OUTLETS = 200
_ANYTHING = "All dates, all outlets"
_ENGINES = {QUOTES: "quotes, no model"}
_PROMISES = {
    True: "Answers come in the articles’ own words, each with the passage that says so.",
    False: "Every sentence of an answer is checked against the passages that it cites, and marked.",
}


def masthead() -> str:
    """Return the line at the top: the name, and the ways to each view."""
    return (
        '<header class="masthead"><h1 class="name">Citewire</h1><nav class="views" aria-label="Views">'
        '<a href="#/ask" data-view="ask" aria-current="page">Ask</a>'
        '<a href="#/archive" data-view="archive">Archive</a>'
        '<button type="button" id="show-conversations" aria-expanded="false" '
        'aria-controls="conversations">Conversations</button></nav></header>'
    )


def holdings(overview: Overview) -> str:
    """Return in a few words what the archive holds."""
    return f'<p class="holdings">{escape(overview.summary)}</p>'


def conversations() -> str:
    """Return the panel of kept conversations, which the page's script fills."""
    return (
        '<aside id="conversations" aria-label="Conversations" tabindex="-1">'
        '<div class="panel-head"><h2 class="pane-title">Conversations</h2>'
        '<button type="button" id="hide-conversations" class="plain-button">Close</button></div>'
        '<button type="button" id="begin" class="begin">New conversation</button>'
        '<input type="search" id="search-conversations" maxlength="200" placeholder="Search conversations" '
        'aria-label="Search conversations" autocomplete="off">'
        '<ol id="kept-conversations"></ol>'
        '<p class="panel-foot"><button type="button" id="save-ratings" class="plain-button">'
        "Save what I rated, as questions (JSONL)</button></p></aside>"
    )


def archive(most_megabytes: int) -> str:
    """Return the archive's view: what adds articles, and the list, which the page's script fills."""
    return (
        '<section id="archive" aria-labelledby="archive-title"><div class="shelf">'
        '<h2 id="archive-title" tabindex="-1">Archive</h2>'
        '<p class="promise" id="archive-empty" hidden>Nothing is in the archive yet. '
        "Add some articles, and ask about them at once.</p>"
        f"{_adding(most_megabytes)}"
        '<ul id="arrivals" aria-label="Files being added"></ul><p id="added" role="status"></p>'
        f'<div id="finder">{_finder()}</div>'
        '<p id="shelf-says" class="hint" role="status"></p><ol id="holdings"></ol>'
        '<nav class="pages" aria-label="Pages of the list" hidden>'
        '<button type="button" id="earlier-page" class="plain-button">Earlier in the list</button>'
        '<button type="button" id="later-page" class="plain-button">Further in the list</button></nav>'
        '<details class="bin" hidden><summary>Taken out lately</summary><ol id="taken-out"></ol></details>'
        "</div></section>"
    )


def _adding(most_megabytes: int) -> str:
    return (
        '<div class="adding"><label class="drop"><input type="file" id="upload" multiple '
        f'data-most-megabytes="{most_megabytes}">'
        '<span><b>Choose files</b> to add, or drop them here</span><span class="hint">Text, Markdown, HTML, '
        f"PDF or JSONL, up to {most_megabytes:,} MB each</span></label>"
        '<details class="paste"><summary>Paste a text</summary><form id="paste">'
        '<label>Headline <input name="title" maxlength="500" autocomplete="off"></label>'
        '<label>Outlet <input name="source" maxlength="200" autocomplete="off"></label>'
        '<label>Published <input name="published" type="date"></label>'
        '<label>Address <input name="url" type="url" maxlength="2000" autocomplete="off" '
        'placeholder="https://…"></label>'
        '<label class="whole">Text <textarea name="text" rows="8" required></textarea></label>'
        '<p class="whole form-foot"><button type="submit" class="begin">Add this text</button>'
        '<span class="said" role="status"></span></p></form></details></div>'
    )


def _finder() -> str:
    return (
        '<input type="search" id="search-archive" maxlength="200" placeholder="Headline or outlet" '
        'aria-label="Search the archive" autocomplete="off">'
        '<label>sorted by <select id="order"><option value="newest">date, newest first</option>'
        '<option value="oldest">date, oldest first</option><option value="outlet">outlet</option>'
        '<option value="title">headline</option></select></label>'
    )


def welcome(overview: Overview) -> str:
    """Return what stands where no question has been asked: examples, or how to start."""
    if overview.trouble is not None:
        return _how_to_start(overview.trouble)
    examples = "".join(
        f'<li><button type="button" class="example" dir="auto">{escape(question)}</button></li>'
        for question in overview.examples
    )
    listed = f'<p class="hint">For example</p><ul class="examples">{examples}</ul>' if examples else ""
    return (
        '<section class="welcome"><h2 class="invitation">Ask the archive.</h2>'
        f'<p class="promise">{_PROMISES[overview.engines[:1] in ((), (QUOTES,))]}</p>{listed}</section>'
    )


def choices(overview: Overview) -> str:
    """Return what can be chosen for a question: dates, outlet, and who answers where several can."""
    if overview.trouble is not None:
        return ""
    parts = [_filters(overview), _engines(overview.engines)]
    return f'<div class="choices">{"".join(parts)}</div>' if any(parts) else ""


def evidence_pane() -> str:
    """Return the pane beside the conversation, as it is before there is any evidence."""
    return (
        '<aside id="evidence" aria-label="Evidence" tabindex="0">'
        '<p class="hint">The passages that an answer rests on appear here.</p></aside>'
    )


def _how_to_start(trouble: str) -> str:
    return (
        '<section class="welcome"><h2 class="invitation">Nothing to ask yet.</h2>'
        '<p class="promise"><a class="start" href="#/archive">Add articles</a> here, or put them into a '
        "folder (text, Markdown, HTML, PDF or JSONL) and run</p>"
        '<pre class="command"><code>python -m index FOLDER</code></pre>'
        '<p class="promise">Then ask: the page need not be restarted.</p>'
        f'<p class="hint trouble">{escape(trouble)}</p></section>'
    )


def _filters(overview: Overview) -> str:
    """Return the filters with what the archive really holds; nothing where there is nothing to choose."""
    parts = [_dates(overview.dates) if overview.dates else "", _outlets(overview)]
    if not any(parts):
        return ""
    return (
        f'<details class="filters"><summary data-unset="{_ANYTHING}">{_ANYTHING}</summary>'
        f'<div class="fields">{"".join(parts)}</div></details>'
    )


def _engines(engines: tuple[str, ...]) -> str:
    if len(engines) < 2:
        return ""
    options = "".join(
        f'<option value="{escape(name)}">{escape(_ENGINES.get(name, name))}</option>' for name in engines
    )
    return f'<label class="engine">answered by <select name="engine">{options}</select></label>'


def _dates(dates: tuple[date, date]) -> str:
    first, last = (one.isoformat() for one in dates)
    return (
        f'<label>from <input type="date" name="since" min="{first}" max="{last}"></label>'
        f'<label>to <input type="date" name="until" min="{first}" max="{last}"></label>'
    )


def _outlets(overview: Overview) -> str:
    outlets = list((overview.outlets or {}).items())[:_MOST_OUTLETS]
    if not outlets:
        return ""
    options = "".join(
        f'<option value="{escape(name)}">{escape(name)} ({number:,})</option>' for name, number in outlets
    )
    everything = counted(overview.articles, "article")
    return (
        '<label>outlet <select name="source">'
        f'<option value="">all outlets ({everything})</option>{options}</select></label>'
    )
