"""Figures with their aims, as a table and as JSON. Knows nothing of pages."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.table import Table

from evaluation.metrics import percentile

# Of the first column: tables that are printed one after the other stand in line.
_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: `value` in `unit`, which is to be below `under`, or at least `least`."""

    name: str
    value: float
    unit: str
    under: float | None = None
    least: float | None = None
    remark: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether it is as it should be; None where nothing was aimed at."""
        if self.under is None and self.least is None:
            return None
        return (self.under is None or self.value < self.under) and (
            self.least is None or self.value >= self.least
        )

    @property
    def aim(self) -> str:
        """What was aimed at, in words."""
        if self.under is not None:
            return f"under {self.under:g} {self.unit}"
        return "" if self.least is None else f"{self.least:g} {self.unit}"


def median_and_p95(name: str, times: Sequence[float], *, under: float | None = None) -> list[Figure]:
    """Return the median of times in ms, which has the aim, and their 95th percentile, which has none."""
    count = f"of {len(times)}"
    return [
        Figure(f"{name}: median", median(times), "ms", under=under, remark=count),
        Figure(f"{name}: p95", percentile(times, 0.95), "ms", remark=count),
    ]


def machine(browser: str) -> str:
    """Say what all this ran on; `browser` is its version."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.platform()}, {os.cpu_count()} cores{load}, Python {platform.python_version()}, "
        f"Chromium {browser}"
    )


def as_table(figures: Iterable[Figure]) -> Table:
    """Return the figures as a table."""
    table = Table("figure", "measured", "aim", "", box=None, pad_edge=False)
    table.columns[0].width = _WIDTH
    table.columns[1].width, table.columns[1].justify = 12, "right"
    for one in figures:
        verdict = {True: "reached", False: "missed", None: ""}[one.reached]
        name = f"{one.name} ({one.remark})" if one.remark else one.name
        table.add_row(name, f"{_number(one.value)} {one.unit}", one.aim, verdict)
    return table


def as_json(figures: Iterable[Figure], on: str) -> dict[str, Any]:
    """Return the figures, and what they were measured on, as JSON has them."""
    rows = [
        {
            "figure": one.name,
            "value": round(one.value, 2),
            "unit": one.unit,
            "aim": one.aim,
            "reached": one.reached,
            "remark": one.remark,
        }
        for one in figures
    ]
    return {"machine": on, "figures": rows}


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
