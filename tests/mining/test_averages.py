"""The average that a run covers is found from one answer, with and without delay."""

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import (
    AVERAGES,
    HashesPerSecond,
    HashrateAverages,
    Shares,
)
from custom_components.ocean_xyz.api.units import HASHES_PER_SHARE
from custom_components.ocean_xyz.mining.averages import hashrate_of_run, steady_for

HOUR = 3600
DAY = 86400
WINDOW = 3.5 * DAY


def account(
    run: float, rate: float, *, before: float = 0, delay: float = 0
) -> tuple[HashrateAverages, Shares]:
    """Return what OCEAN reports after a run of some seconds.

    `before` is the work of days ago in the window, in seconds of the same rate. The
    averages of ten minutes and more are older than the rest by `delay`.
    """
    averages = HashrateAverages(
        **{
            f"hashrate_{length}s": HashesPerSecond(
                rate * min(max(0.0, run - delay * (length >= 600)), length) / length
            )
            for length in AVERAGES
        }
    )
    return averages, Shares(int(rate * (min(run, WINDOW) + before) / HASHES_PER_SHARE))


@given(
    run=st.floats(min_value=60, max_value=10 * DAY),
    rate=st.sampled_from([1e12, 1e14, 1e16]),
    delay=st.floats(min_value=0, max_value=1200),
)
def test_a_steady_rate_is_true_or_unknown(
    run: float, rate: float, delay: float
) -> None:
    """However young the account is, and however late the averages are."""
    found = hashrate_of_run(*account(run, rate, delay=delay))
    if found is None:
        assert run - delay < 2 * HOUR
    else:
        assert found == pytest.approx(rate, rel=0.24)
        assert run - delay > 0.8 * HOUR


@pytest.mark.parametrize("hours", [1.2, 3, 12, 24, 60])
def test_longer_averages_are_used_as_the_run_covers_them(hours: float) -> None:
    """Without noise, the result is the rate itself from an hour on."""
    found = hashrate_of_run(*account(hours * HOUR, 1e14))
    assert found == pytest.approx(1e14, rel=0.01)


def test_an_old_account_is_known_by_its_day() -> None:
    """Machines that run in the evening have the mean of the day, and so do those off."""
    evening = account(3 * HOUR, 1e14, before=10 * HOUR)
    assert hashrate_of_run(*evening) == pytest.approx(1e14 / 8)
    off, shares = account(0, 1e14, before=10 * HOUR)
    assert hashrate_of_run(off, shares) == 0


def test_what_ocean_does_not_report_is_not_guessed() -> None:
    """Without shares the day has to do, and without averages nothing is known."""
    averages, shares = account(10 * DAY, 1e14)
    assert hashrate_of_run(averages, None) == averages.hashrate_86400s
    assert hashrate_of_run(HashrateAverages(), shares) is None
    only_day = HashrateAverages(hashrate_86400s=averages.hashrate_86400s)
    assert hashrate_of_run(only_day, Shares(shares // 10)) is None


@pytest.mark.parametrize(
    ("off", "on", "steady"),
    [
        (0, 0, 3),
        (240, 20, 0),
        (240, 52, 0),
        (30, 50, 0),
        (60, 153, 1),
        (25, 20, 0),
        (40, 30, 0),
        (60, 30, 0),
        (480, 155, 1),
        (480, 65, 1),
        (480, 185, 3),
    ],
)
def test_a_break_is_no_steady_hashrate(off: int, on: int, steady: int) -> None:
    """Machines that were off for some minutes, and have been on since."""

    def mean(minutes: int) -> HashesPerSecond:
        mined = sum(not on <= minute < on + off for minute in range(minutes))
        return HashesPerSecond(1e14 * mined / minutes)

    averages = HashrateAverages(
        **{f"hashrate_{length}s": mean(length // 60) for length in AVERAGES}
    )
    assert steady_for(averages) == steady * HOUR
    assert steady_for(HashrateAverages()) == 0
