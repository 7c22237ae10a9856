"""What restricts a search: publication dates and outlets. Knows nothing of how either is stored."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages a search may return; the default lets all of them through.

    `since` and `until` are inclusive, and an article without a date passes neither. Nothing published
    after `as_of` passes, but an article without a date does. `sources` are outlet names in any case;
    empty means every outlet.
    """

    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    sources: tuple[str, ...] = ()

    @property
    def needs_date(self) -> bool:
        """Whether articles without a publication date are left out."""
        return self.since is not None or self.until is not None

    @property
    def first_day(self) -> int | None:
        """The first day that passes, as `date.toordinal()`, or None."""
        return self.since.toordinal() if self.since else None

    @property
    def last_day(self) -> int | None:
        """The last day that passes, as `date.toordinal()`, or None."""
        days = [day.toordinal() for day in (self.until, self.as_of) if day is not None]
        return min(days, default=None)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets' names in the form that the stores compare."""
        return tuple(outlet_key(source) for source in self.sources)


NO_FILTERS = Filters()


def outlet_key(source: str | None) -> str:
    """Return an outlet's name as the stores compare it: without case or outer space, '' if unknown."""
    return (source or "").strip().casefold()
