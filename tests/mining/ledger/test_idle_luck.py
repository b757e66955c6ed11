"""Machines that are off expect nothing but what their window still pays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from custom_components.ocean_xyz.mining.ledger.luck import (
    ExpectedDays,
    accumulate,
    earnings_luck,
    while_idle,
    while_mining,
)

START = datetime(2026, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PER_DAY = 14_400.0


def steady(per_day: float = PER_DAY) -> Callable[[datetime, datetime], int]:
    """Return earnings that flow all the time."""
    return lambda start, end: round(per_day * ((end - start) / DAY))


def credited(*rows: tuple[datetime, int]) -> Callable[[datetime, datetime], int]:
    """Return earnings that come with blocks."""
    return lambda start, end: sum(sat for at, sat in rows if start <= at < end)


WINDOW = timedelta(hours=87)
"""Eight blocks of a pool that finds 2.2 a day."""


def half_days(hour: int) -> bool:
    """Mine twelve hours a day."""
    return hour % 24 < 12


def short_days(hour: int) -> bool:
    """Mine six hours a day."""
    return hour % 24 < 6


def weekdays(hour: int) -> bool:
    """Mine on five days of seven."""
    return hour % 168 < 120


def begins(hour: int) -> bool:
    """Mine from the tenth day on."""
    return hour >= 240


@pytest.mark.parametrize("mines", [half_days, short_days, weekdays, begins])
@pytest.mark.parametrize("seed", [1, 2])
def test_machines_that_are_off_have_no_bad_luck(
    mines: Callable[[int], bool], seed: int
) -> None:
    """OCEAN calls the account idle, and the blocks go on paying what the window holds."""
    random, hours = Random(seed), 40 * 24
    held = [
        sum(mines(at - ago) for ago in range(87) if at >= ago) for at in range(hours)
    ]
    rows, memory, wise, block = [], ExpectedDays(), ExpectedDays(), 0.0
    while (block := block + random.expovariate(2.2 / 24)) < hours - 1:
        rows.append((START + block * HOUR, 1000 * held[int(block)]))
    for minute in range(0, (hours - 1) * 60, 10):
        at, hour = START + minute * MINUTE, minute // 60
        a_day = 2200.0 * held[hour]
        wise = accumulate(wise, a_day, at)
        if mines(hour):
            memory = while_mining(memory, a_day, at)
        else:
            memory = while_idle(memory, WINDOW, at)
    end = START + (hours - 1) * HOUR
    luck = earnings_luck(memory, credited(*rows), end)
    assert luck == pytest.approx(earnings_luck(wise, credited(*rows), end), rel=0.03)


def test_an_idle_account_expects_what_its_window_still_pays() -> None:
    """Half of it when half of the window is over, and nothing after that."""
    memory = while_mining(ExpectedDays(), PER_DAY, START)
    assert while_idle(ExpectedDays(), WINDOW, START) == ExpectedDays()
    for ago, part in ((WINDOW / 2, 0.5), (WINDOW, 0), (2 * WINDOW, 0)):
        read = accumulate(memory, 0.0, START + ago - MINUTE)
        idle = while_idle(read, WINDOW, START + ago)
        assert [one.expected for one in idle.days] == [pytest.approx(10 * part)]
        assert (idle.rate, idle.rate_at) == (PER_DAY, START)
    unknown = while_mining(memory, None, START + MINUTE)
    assert unknown.rate == PER_DAY
    early = while_idle(memory, WINDOW, START - HOUR)
    assert early.days == ()
