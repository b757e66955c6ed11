"""Earnings luck: what an account earned against what it could expect.

What it could expect follows from its shares in the TIDES window: machines that are new,
or off at night, have no bad luck. It is known only while Home Assistant runs. So it is added up from reading
to reading, in UTC days, and compared with the earnings of the same days.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import inf
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from .. import units

DAY: Final = timedelta(days=1)

SPAN: Final = 30 * DAY
"""The whole days that luck covers; the part of today that has passed is added."""

MINIMUM_SPAN: Final = 7 * DAY
"""Recorded time that luck needs.

A share is paid over days, and luck over a few blocks is noise.
"""

RETENTION_DAYS: Final = 33
"""Days that are stored: the span, today, and two more while the ledger is behind."""

LONGEST_GAP: Final = timedelta(minutes=15)
"""Longest time between two readings for which the later one counts.

Three times the longest poll interval; after that Home Assistant was off.
"""

WRONG_CLOCK: Final = DAY
"""How far in the future the last reading may be before we stop waiting for the clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedDay(DataClassDictMixin):
    """What an account could expect in the recorded part of one UTC day."""

    day: date
    expected: float
    """Satoshis."""
    covered: float
    """Recorded seconds of the day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedDays(DataClassDictMixin):
    """The expectations of an account, stored so that a restart loses none."""

    days: tuple[ExpectedDay, ...] = ()
    """Oldest first, without days that have no record."""
    read: datetime | None = None
    """The end of the time that is recorded, or known not to be."""
    rate: float | None = None
    """Satoshis a day, as last expected while machines were mining."""
    rate_at: datetime | None = None
    """When that was."""


def accumulate(
    memory: ExpectedDays, expected_per_day: float | None, at: datetime
) -> ExpectedDays:
    """Add what the account could expect since the last reading.

    A reading counts for the time since the last one. An unknown or invalid reading changes nothing: the next
    one counts for its time too, unless that is too long. After the clock was set back
    nothing is added until it has caught up, so that no time counts twice.
    """
    if expected_per_day is None or not 0 <= expected_per_day < inf:
        return memory
    since = memory.read
    if since is None or since - at > WRONG_CLOCK or at - since > LONGEST_GAP:
        return replace(memory, read=at)
    if at <= since:
        return memory
    days = memory.days
    midnight = _midnight(_day_of(at))
    if since < midnight:
        days = _add(days, _day_of(since), expected_per_day, midnight - since)
    if at > midnight:
        days = _add(days, midnight.date(), expected_per_day, at - max(since, midnight))
    return replace(memory, days=days, read=at)


def while_mining(
    memory: ExpectedDays, expected_per_day: float | None, at: datetime
) -> ExpectedDays:
    """Add what an account that mines could expect, and remember it as the latest."""
    added = accumulate(memory, expected_per_day, at)
    if expected_per_day is None:
        return added
    return replace(added, rate=expected_per_day, rate_at=at)


def while_idle(memory: ExpectedDays, emptying: timedelta, at: datetime) -> ExpectedDays:
    """Add what an idle account could expect.

    OCEAN reports nothing about its shares. They leave the window evenly, and `emptying`
    is how long that takes.
    """
    if memory.rate is None or memory.rate_at is None:
        return memory
    left = 1 - min(max((at - memory.rate_at) / emptying, 0), 1)
    return accumulate(memory, memory.rate * left, at)


def _add(
    days: tuple[ExpectedDay, ...], day: date, expected_per_day: float, span: timedelta
) -> tuple[ExpectedDay, ...]:
    """Add a span of time to a day, and drop the oldest days."""
    known = {one.day: one for one in days}
    before = known.get(day, ExpectedDay(day=day, expected=0, covered=0))
    seconds = span.total_seconds()
    known[day] = ExpectedDay(
        day=day,
        expected=before.expected + expected_per_day * seconds / units.DAY,
        covered=before.covered + seconds,
    )
    return tuple(known[one] for one in sorted(known))[-RETENTION_DAYS:]


def earnings_luck(
    memory: ExpectedDays, earned: Callable[[datetime, datetime], int], until: datetime
) -> float | None:
    """Return earnings divided by the expectation: 1 is average.

    It covers the last 30 whole UTC days and today so far. None before seven days are
    recorded, or if nothing could be expected. `earned` returns the sat that were earned
    from one time up to, but not including, another; `until` is the time up to which all
    earnings are known.

    Earnings come with blocks, so they cannot be divided within a day. A day that is
    recorded for at least half counts as a whole, with the mean of its recorded
    expectation. Any other day is left out, with its earnings.
    """
    received, expected, counted = 0, 0.0, timedelta()
    for day in memory.days:
        start, end = _span(day, until)
        seconds = (end - start).total_seconds()
        if seconds <= 0 or day.covered < seconds / 2:
            continue
        received += earned(start, end)
        expected += day.expected / day.covered * seconds
        counted += end - start
    if counted < MINIMUM_SPAN or expected <= 0:
        return None
    return received / expected


def _span(day: ExpectedDay, until: datetime) -> tuple[datetime, datetime]:
    """Return the part of a day that counts; it is empty for a day before the span."""
    start = _midnight(day.day)
    if _midnight(_day_of(until)) - start > SPAN:
        return start, start
    return start, min(start + DAY, until)


def _day_of(at: datetime) -> date:
    """Return the UTC day of a time."""
    return at.astimezone(UTC).date()


def _midnight(day: date) -> datetime:
    """Return when a UTC day begins."""
    return datetime.combine(day, time(), UTC)
