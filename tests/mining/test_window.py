"""Whether an account's part of the TIDES window falls."""

from collections.abc import Callable
from copy import replace

import pytest

from custom_components.ocean_xyz.api import HashesPerSecond, Shares
from custom_components.ocean_xyz.mining.pool import HourMean
from custom_components.ocean_xyz.mining.window import (
    WindowInputs,
    window_falls,
    window_length,
)

POOL = 8e18
"""H/s"""
HOUR = 3600


def hours(*means: float) -> tuple[HourMean, ...]:
    """Return recorded hours; a mean of 0 was not recorded."""
    return tuple(
        HourMean(hour=number, mean=mean, samples=60)
        for number, mean in enumerate(means)
        if mean
    )


def shares(hashrate: float, seconds: float) -> Shares:
    """Return the work of a hashrate as shares."""
    return Shares(round(hashrate * seconds / 2**32))


def known(
    hashrate: float, *, part: float = 1, length: float = 96, difficulty: float = 2**16
) -> WindowInputs:
    """Return a window of so many hours, and a part of the hashrate in the last day."""
    return WindowInputs(
        shares=shares(hashrate, length * HOUR),
        window=shares(POOL, length * HOUR),
        hours=hours(*[POOL] * 200),
        day=HashesPerSecond(part * hashrate),
        missing=lambda: 0.0,
        share_difficulty=lambda: difficulty,
    )


def test_the_window_is_as_long_as_the_pool_worked_for_it() -> None:
    """By its hashrate in each hour, so that it does not matter that the pool grows."""
    work = shares(POOL, 100 * HOUR)
    assert window_length(hours(*[POOL] * 200), work) == pytest.approx(100 * HOUR)
    grown = hours(*[POOL] * 150, *[2 * POOL] * 20)
    assert window_length(grown, work) == pytest.approx(80 * HOUR)
    assert window_length(hours(*[POOL] * 50), work) is None
    gaps = hours(*([POOL] * 9 + [0]) * 20)
    assert window_length(gaps, work) == pytest.approx(110 * HOUR, rel=0.02)
    holes = hours(*([POOL] * 7 + [0] * 3) * 20)
    assert window_length(holes, work) is None


@pytest.mark.parametrize(
    ("part", "before", "falls"),
    [
        (1, False, False),
        (0.86, False, False),
        (0.84, False, True),
        (0.9, True, True),
        (0.96, True, False),
        (0, False, True),
    ],
)
def test_a_day_that_is_clearly_less_makes_it_fall(
    part: float, before: bool, falls: bool
) -> None:
    """Between 85 and 95 % it stays as it is."""
    assert window_falls(before, known(100e12, part=part))[0] is falls


def test_luck_does_not() -> None:
    """A day of 1 TH/s has 300 shares, and 80 % of those are no great surprise."""
    assert window_falls(False, known(1e12, part=0.8))[0] is False
    assert window_falls(False, known(1e12, part=0.6))[0] is True
    assert window_falls(False, known(1e12, part=0.6, difficulty=2**18))[0] is False


def test_who_is_off_on_purpose_is_not_missed() -> None:
    """And nobody is asked while the day is as usual."""

    def unasked() -> float:
        raise AssertionError

    usual = replace(known(1e14), missing=unasked, share_difficulty=unasked)
    assert window_falls(True, usual)[0] is False
    half = replace(known(1e14, part=0.5), missing=lambda: 0.5e14)
    assert window_falls(False, half)[0] is False
    some = replace(half, missing=lambda: 0.3e14)
    falls, fall = window_falls(False, some)
    assert falls
    assert fall.part == pytest.approx(0.8)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, hours=()),
        lambda one: replace(one, shares=Shares(0)),
        lambda one: replace(one, share_difficulty=lambda: None),
        lambda one: known(1e14, part=0.5, length=60),
    ],
)
def test_what_cannot_be_told(change: Callable[[WindowInputs], WindowInputs]) -> None:
    """Without the pool's hours, shares, or a window that holds several nights."""
    assert window_falls(False, change(known(1e14, part=0.5)))[0] is None
