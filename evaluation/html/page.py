"""Puts a run's page together: one HTML file that needs nothing beside itself.

The one module that knows jinja2. Texts of questions, answers and articles are data: the template escapes
them, the script sets them as text, and the page's policy lets no script run but the page's own.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.html import figures, labels
from evaluation.html.diagnosis import Diagnosis, diagnose
from evaluation.html.harmless import harmless, json_in_script
from evaluation.html.items import item
from evaluation.html.saved import SavedRun, read_run
from evaluation.kept import PAGE

_HERE = Path(__file__).parent


def write_page(folder: Path) -> Path:
    """Write `report.html` into the folder of a run and return its path.

    Raises:
        UsageError: the folder doesn't hold a whole run, or one that was stopped.
        OSError: the file can't be written.
    """
    path = folder / PAGE
    path.write_text(render(read_run(folder)), encoding="utf-8")
    return path


def render(run: SavedRun) -> str:
    """Return the page of a run as HTML."""
    found = [diagnose(asked.gold, asked.reply, asked.row) for asked in run.asked]
    style, script = _text("page.css"), _text("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            style=style,
            script=script,
            policy=_policy(style, script),
            data=json_in_script(_data(run, found)),
            about=_about(run),
            verdict=figures.verdict(run, found),
            findings=figures.finding_counts(found),
            curves=_curves(run),
            latency=_latency(run),
            panels=figures.kind_panels(run.summary),
            measures=figures.measure_lines(run.summary),
        )
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalized(value: Any) -> Any:
    """Make every string harmless that the template prints; what is markup already is the template's own."""
    return harmless(value) if type(value) is str else value


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a content security policy under which exactly this style and this script work."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(run: SavedRun, found: Iterable[Diagnosis]) -> dict[str, Any]:
    items = [item(asked, diagnosis) for asked, diagnosis in zip(run.asked, found, strict=True)]
    return {
        "findings": {finding.value: harmless(name) for finding, name in labels.FINDINGS.items()},
        "items": items,
    }


def _about(run: SavedRun) -> list[tuple[str, str]]:
    """Return what the run says of itself, as pairs of a name and a text."""
    corpus = run.about.get("corpus") or ()
    paths = [corpus] if isinstance(corpus, str) else list(corpus)
    indexes = Counter(asked.reply.index for asked in run.asked if asked.reply)
    told = {
        "Engine": run.about.get("engine"),
        "Articles": ", ".join(_last_parts(str(path)) for path in paths),
        "Questions": _last_parts(str(run.about.get("questions") or "")),
        "Index": ", ".join(indexes) or run.about.get("index"),
        "Date": run.about.get("date"),
        "Judge": run.about.get("judge"),
        "Limit": run.about.get("limit"),
    }
    pairs = [(name, str(value)) for name, value in told.items() if value]
    wrong = bool(run.about.get("wrong_corpus"))
    return (
        [*pairs, ("Note", "a corpus without the answers: everything should be refused")] if wrong else pairs
    )


def _last_parts(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])


def _curves(run: SavedRun) -> dict[str, Any]:
    return {
        "risk": figures.risk_curve(run),
        "risk_area": figures.area(run.summary, "risk"),
        "risk_without": figures.left_out_of_risk(run),
        "refusals": figures.refusal_curve(run),
        "refusals_area": figures.area(run.summary, "abstention"),
    }


def _latency(run: SavedRun) -> dict[str, Any]:
    return {
        "stages": figures.latency_rows(run.summary),
        "totals": figures.latency_histogram(run),
        "slowest": figures.slowest(run),
        "median": run.summary.latency_ms.get("total", {}).get("p50"),
    }
