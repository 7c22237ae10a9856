"""What stands around the conversation, as HTML: the masthead, the welcome, what can be chosen.

Knows what an archive holds (room.py) and nothing of Gradio.
"""

from datetime import date

from app.archive import QUOTES
from app.page.markup import counted, escape
from app.page.room import Overview

_MOST_OUTLETS = 200
_ANYTHING = "All dates, all outlets"
_ENGINES = {QUOTES: "quotes, no model"}
_PROMISES = {
    True: "Answers come in the articles’ own words, each with the passage that says so.",
    False: "Every sentence of an answer is checked against the passages that it cites, and marked.",
}


def masthead(overview: Overview) -> str:
    """Return the line at the top: the name, and what the archive holds."""
    return (
        '<header class="masthead"><h1 class="name">Citewire</h1>'
        f'<p class="holdings">{escape(overview.summary)}</p></header>'
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
        '<p class="promise">Put articles into a folder (text, Markdown, HTML, PDF or JSONL) and run</p>'
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
