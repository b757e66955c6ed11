"""Expected times that move only with news."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.ocean_xyz.mining.network import (
    NetworkState,
    halving_time,
    with_steady_times,
)
from custom_components.ocean_xyz.mining.payout import (
    PAYOUT_THRESHOLD,
    PayoutMethod,
    forecast,
    refreshed,
)

from .test_payout import HALF_DAY, HOUR, NOW, inputs, kept, times

HEIGHT = 924_344
"""With 1,000 blocks, whose time has a standard deviation of 5.3 hours, to a retarget."""


@pytest.mark.parametrize("hours", range(-72, 73, 3))
def test_a_time_moves_only_by_more_than_a_tenth_of_its_range(hours: int) -> None:
    """What is shown is never further from the truth, and nothing moves without news."""
    before, now = kept(), NOW + HOUR
    change = inputs(last_block="b", unpaid=PAYOUT_THRESHOLD - 250_000)
    pool = HALF_DAY * 32 / max(32 + hours / 10, 1)
    fresh = forecast(replace(change, pool_hashrate=pool), now)
    shown = refreshed(before, replace(change, pool_hashrate=pool), now).forecast
    earliest, _, latest = times(fresh)
    allowed = (latest - earliest) / 10
    for was, truth, time in zip(
        times(before.forecast), times(fresh), times(shown), strict=True
    ):
        assert time == (was if abs(truth - was) < allowed else truth)
    assert shown.blocks == fresh.blocks


def test_how_a_payout_comes_stays_while_it_is_not_known() -> None:
    """At the start nobody says it, and a silent pool does not change it."""
    far = inputs(estimated_next_block=1e-9, steady_credit=1e-9)
    silent = replace(far, pool_hashrate=None)
    first = refreshed(None, silent, NOW)
    assert first.forecast.method is None
    known = refreshed(first, far, NOW + HOUR)
    assert known.forecast.method is PayoutMethod.NEEDS_LIGHTNING
    again = refreshed(known, silent, NOW + 2 * HOUR)
    assert again.forecast.method is PayoutMethod.NEEDS_LIGHTNING
    assert again.forecast.expected is None


def test_a_time_that_has_passed_is_not_kept() -> None:
    """The earliest time comes before the others, and each moves by itself."""
    before = kept()
    now, _, _ = times(before.forecast)
    shown = refreshed(before, inputs(last_block="b"), now).forecast
    assert now < min(times(shown))
    assert times(shown) == tuple(sorted(times(shown)))


def test_a_retarget_moves_by_more_than_chance_moves_it() -> None:
    """The nearer it is, the less is chance, down to half an hour."""
    for height, hours in ((HEIGHT, 5.4), (925_335, 0.5)):
        state = NetworkState(height=height, retarget=NOW)
        within, beyond = (
            with_steady_times(
                replace(state, retarget=NOW + timedelta(hours=moved)), state, NOW
            ).retarget
            for moved in (hours - 0.2, hours + 0.1)
        )
        assert within == NOW
        assert beyond == NOW + timedelta(hours=hours + 0.1)


def test_a_halving_moves_by_days() -> None:
    """A hundred thousand blocks of ten minutes vary by two days."""
    before = halving_time(HEIGHT, NOW)
    state = NetworkState(height=HEIGHT, halving=before)
    day, week = (
        with_steady_times(state, state, NOW + timedelta(days=days)).halving
        for days in (1, 7)
    )
    assert day == before
    assert week == before + timedelta(days=7)


def test_without_a_height_a_retarget_is_as_steady_as_a_near_one() -> None:
    """And nobody knows when the halving comes."""
    state = NetworkState(retarget=NOW)
    later = replace(state, retarget=NOW + timedelta(minutes=29))
    assert with_steady_times(later, state, NOW) == state
