"""At which hashrate a machine runs."""

from custom_components.ocean_xyz.api import HashrateAverages
from custom_components.ocean_xyz.mining.workers.running import running_hashrate

from .farm import DIFFICULTY, averages_of


def test_a_steady_machine_runs_at_the_hashrate_of_a_day() -> None:
    """No average contradicts it, and a little luck is no contradiction."""
    rate = DIFFICULTY * 2**32 / 20
    assert running_hashrate(averages_of(rate), DIFFICULTY) == rate
    lucky = averages_of(rate, **{"1800s": rate * 1.2, "3600s": rate * 0.9})
    assert running_hashrate(lucky, DIFFICULTY) == rate
    assert running_hashrate(HashrateAverages(), DIFFICULTY) is None
    assert running_hashrate(averages_of(rate, **{"1800s": 0.0}), None) == rate


def test_a_new_machine_runs_at_least_as_its_newest_averages_say() -> None:
    """After an hour the day's hashrate is a 24th of the true one."""
    rate = DIFFICULTY * 2**32 / 20
    young = averages_of(rate / 24, **{"1800s": rate, "3600s": rate, "10800s": rate / 3})
    running = running_hashrate(young, DIFFICULTY)
    assert running is not None
    assert 0.7 * rate < running <= rate


def test_a_machine_that_was_turned_down_runs_no_faster_than_it_does() -> None:
    """The day still holds what it did before."""
    rate = DIFFICULTY * 2**32 / 20
    slow = averages_of(rate, **{"1800s": rate / 4, "3600s": rate / 2})
    running = running_hashrate(slow, DIFFICULTY)
    assert running is not None
    assert running <= rate / 4
    still = averages_of(rate, **{"1800s": 0.0})
    assert 0 < (running_hashrate(still, DIFFICULTY) or 0) < rate / 100


def test_an_average_from_before_the_machine_started_is_no_contradiction() -> None:
    """One that holds too little says nothing if the machine did not run through it."""
    rate = DIFFICULTY * 2**32 / 20
    low = averages_of(rate, **{"10800s": rate / 3})
    assert running_hashrate(low, DIFFICULTY, ran=3600) == rate
    assert (running_hashrate(low, DIFFICULTY, ran=12_000) or 0) < rate / 2
