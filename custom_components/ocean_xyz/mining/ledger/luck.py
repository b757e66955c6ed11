"""What was earned against what was to be expected: pure, without Home Assistant.

What an account may expect is known only while it is watched, so it is added up from
reading to reading, in days of UTC, and compared with what was earned on the same days.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import inf
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ..economics import SECONDS_PER_DAY

DAY: Final = timedelta(days=1)

SPAN: Final = 30 * DAY
"""The whole days over which luck is told; what has passed of today comes on top."""

MINIMUM_SPAN: Final = 7 * DAY
"""Recorded time before which luck is not told.

A share is paid over days, and luck over a few blocks is noise.
"""

KEPT_DAYS: Final = 33
"""Days that are kept: the span, today, and two while the ledger is behind."""

LONGEST_GAP: Final = timedelta(minutes=15)
"""Time between two readings that the later one still speaks for.

Three times the slowest pace of asking; beyond it nobody watched.
"""

WRONG_CLOCK: Final = DAY
"""How far the last reading may lie in the future until the clock is not waited for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedDay(DataClassDictMixin):
    """What was to be expected in the recorded part of a day of UTC."""

    day: date
    expected: float
    """Satoshis."""
    covered: float
    """Seconds of the day that were recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedDays(DataClassDictMixin):
    """What is remembered of an account's expectations, so that a restart forgets none."""

    days: tuple[ExpectedDay, ...] = ()
    """Oldest first; a day of which nothing was recorded is left out."""
    read: datetime | None = None
    """Up to when what was to be expected is recorded, or known not to be."""


def accumulate(
    memory: ExpectedDays, expected_per_day: float | None, at: datetime
) -> ExpectedDays:
    """Add what was to be expected since the last reading.

    The new reading speaks for the time since the last, because it comes from the
    hashrate of the three hours before. A reading that is not known, or is no amount,
    changes nothing: the next one speaks for its time too, unless that is too long.
    A clock that was set back is waited for, so that no time is counted twice.
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
    return ExpectedDays(days=days, read=at)


def _add(
    days: tuple[ExpectedDay, ...], day: date, expected_per_day: float, span: timedelta
) -> tuple[ExpectedDay, ...]:
    """Add a span of time to a day, and forget the oldest days."""
    known = {one.day: one for one in days}
    before = known.get(day, ExpectedDay(day=day, expected=0, covered=0))
    seconds = span.total_seconds()
    known[day] = ExpectedDay(
        day=day,
        expected=before.expected + expected_per_day * seconds / SECONDS_PER_DAY,
        covered=before.covered + seconds,
    )
    return tuple(known[one] for one in sorted(known))[-KEPT_DAYS:]


def earnings_luck(
    memory: ExpectedDays, earned: Callable[[datetime, datetime], int], until: datetime
) -> float | None:
    """Return what was earned against what was to be expected: 1 is average.

    Over the last 30 whole days of UTC and what has passed of today; None before seven
    days are recorded, or where nothing was to be expected. `earned` returns the sat
    that were earned from one time up to, and without, another; `until` is the time up
    to which it knows all.

    Earnings come at the moments of blocks, so half a day of them can't be told from
    the other half: a day that is recorded for at least half counts whole, its
    expectation at the mean of what is recorded, and any other day is left out with
    all that was earned on it.
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
    """Return the part of a day that counts; one without length ends as it begins."""
    start = _midnight(day.day)
    if _midnight(_day_of(until)) - start > SPAN:
        return start, start
    return start, min(start + DAY, until)


def _day_of(at: datetime) -> date:
    """Return the day of UTC that a time lies in."""
    return at.astimezone(UTC).date()


def _midnight(day: date) -> datetime:
    """Return when a day of UTC begins."""
    return datetime.combine(day, time(), UTC)
