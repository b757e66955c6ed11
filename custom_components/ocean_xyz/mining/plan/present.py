"""What a plan says now: when mining pays next, and for how long in a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from .paying import Known, Span, hours_within, joined

RETENTION: Final = timedelta(days=2)
"""How long what was decided of a time is remembered after it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DayHours:
    """The hours of a local day."""

    pays: float
    known: float
    """Those with a known price, above zero."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Present:
    """What is known at a time."""

    known: Known
    time: datetime
    today: Span
    """From midnight to midnight, 23 to 25 hours."""
    tomorrow: Span

    @property
    def run(self) -> Span | None:
        """Return the time in which mining pays that is on."""
        return self.known.run_at(self.time)

    @property
    def next_run(self) -> Span | None:
        """Return the next one that begins later."""
        return self.known.run_after(self.time)

    @property
    def until(self) -> datetime | None:
        """Return when the run ends that is on, else the next one."""
        run = self.run or self.next_run
        return run.end if run else None

    def hours_of(self, day: Span) -> DayHours | None:
        """Return the hours of a day; None if none of its prices is known."""
        known = hours_within(self.known.prices, day.start, day.end)
        if not known:
            return None
        pays = hours_within(self.known.pays, day.start, day.end)
        return DayHours(pays=pays, known=known)


def with_past(before: Known, now: Known, time: datetime) -> Known:
    """Return what is known now, with what was decided of the time before.

    A source may forget the prices of the past, and another price of bitcoin says
    nothing about it. Without anything before, the past is as it looks now.
    """
    if not before.prices:
        return now

    def continued(before: Iterable[Span], now: Iterable[Span]) -> tuple[Span, ...]:
        past = (
            replace(one, end=min(one.end, time))
            for one in before
            if one.start < time and one.end > time - RETENTION
        )
        ahead = (
            replace(one, start=max(one.start, time)) for one in now if one.end > time
        )
        return joined([*past, *ahead])

    return Known(
        pays=continued(before.pays, now.pays),
        prices=continued(before.prices, now.prices),
    )
