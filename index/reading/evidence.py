"""Collects what an article says about itself while its furniture is taken away, the surest first."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import TypeVar

from index.reading.stamps import Stamp

Finding = TypeVar("Finding")


class Trust(IntEnum):
    """How sure a place in an article is about date or outlet; the lower the surer."""

    STATED = 0  # the format's own field: front matter, HTML metadata
    STAMP = 1  # the line with date, time and outlet at the head
    HEADLINE = 2  # the outlet's name at the end of the headline
    LABEL = 3  # `Source: ...`
    CREDIT = 4  # the agency line at the end
    DATELINE = 5  # `TRIPOLI, April 7, 2019 (Xinhua) --`
    UPDATED = 6  # when a page was last touched, where nothing says when it appeared


@dataclass(slots=True)
class Evidence:
    """Dates, outlets, names and addresses found so far, each with its trust."""

    dates: list[tuple[Trust, date]] = field(default_factory=list)
    sources: list[tuple[Trust, str]] = field(default_factory=list)
    bylines: list[tuple[Trust, str]] = field(default_factory=list)
    urls: list[tuple[Trust, str]] = field(default_factory=list)

    def add_date(self, trust: Trust, day: date | None) -> None:
        """Note a day, if there is one."""
        if day:
            self.dates.append((trust, day))

    def add_source(self, trust: Trust, name: str | None) -> None:
        """Note an outlet or agency, if there is one."""
        if name:
            self.sources.append((trust, name))

    def add_byline(self, trust: Trust, name: str | None) -> None:
        """Note who wrote or reported, if anyone is named."""
        if name:
            self.bylines.append((trust, name))

    def add_url(self, trust: Trust, url: str | None) -> None:
        """Note an address, if there is one."""
        if url:
            self.urls.append((trust, url))

    def add_stamp(self, stamp: Stamp) -> None:
        """Note all that a stamp line says."""
        self.add_date(Trust.STAMP, stamp.published)
        self.add_date(Trust.UPDATED, stamp.updated)
        self.add_source(Trust.STAMP, stamp.source)
        self.add_byline(Trust.STAMP, stamp.byline)


def surest(found: list[tuple[Trust, Finding]]) -> Finding | None:
    """Return the first of the surest findings, None where there are none."""
    return min(found, key=lambda item: item[0])[1] if found else None
