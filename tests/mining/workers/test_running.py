"""At which hashrate a machine runs."""

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages
from custom_components.ocean_xyz.mining.units import DAY
from custom_components.ocean_xyz.mining.workers.running import (
    Pace,
    first_pace,
    present_pace,
)

from .farm import DIFFICULTY, averages_of

RATE = DIFFICULTY * 2**32 / 20
USUAL = Pace(RATE, DAY)
LONG = 2 * DAY


def present(averages: HashrateAverages, ran: float = LONG) -> Pace:
    """Return the present pace of a machine that finds a share every 20 seconds."""
    return present_pace(USUAL, averages, None, DIFFICULTY, ran=ran)


def test_a_steady_machine_runs_at_its_usual_pace() -> None:
    """No average contradicts it, and a little luck is no contradiction."""
    assert present(averages_of(RATE)) == USUAL
    assert present(averages_of(RATE, **{"1800s": RATE * 1.2})) == USUAL
    assert present(HashrateAverages()) == USUAL


def test_without_a_share_difficulty_nothing_can_be_compared() -> None:
    """How far an average may be off by chance is not known."""
    low = averages_of(RATE / 10)
    assert present_pace(USUAL, low, None, None, ran=LONG) == USUAL


def test_a_new_machine_runs_at_least_as_its_newest_averages_say() -> None:
    """After an hour the day's hashrate is a 24th of the true one."""
    young = averages_of(RATE / 24, **{"1800s": RATE, "3600s": RATE, "10800s": RATE / 3})
    pace = first_pace(young, DIFFICULTY, 0)
    assert pace is not None
    assert 0.7 * RATE < pace.hashrate <= RATE
    assert first_pace(HashrateAverages(), DIFFICULTY, 0) is None
    assert first_pace(averages_of(RATE), DIFFICULTY, 0) == USUAL


@given(st.integers(0, 11), st.floats(0, 1200))
def test_a_machine_that_is_off_when_it_is_first_seen_ran_until_then(
    hours: int, late: float
) -> None:
    """Averages of a day hold what it did, however late they are by now."""
    quiet = hours * 3600 + late
    halves = {
        f"{span}s": RATE * max(span - quiet, 0) / span
        for span in (600, 1800, 3600, 10800, 43200, DAY)
    }
    pace = first_pace(averages_of(RATE, **halves), DIFFICULTY, quiet)
    assert pace is not None
    assert pace.hashrate == pytest.approx(RATE, rel=0.03)
    gone = first_pace(averages_of(RATE / 4), DIFFICULTY, 18 * 3600)
    assert gone == Pace(RATE / 4, DAY)


@given(st.sampled_from([0.1, 0.2, 0.3, 0.5]))
def test_a_machine_that_was_turned_down_runs_as_it_does(level: float) -> None:
    """As its newest averages say, and no slower: the mean still holds what it did."""
    slow = averages_of(RATE, **{"1800s": RATE * level, "600s": RATE * level})
    assert present(slow) == Pace(RATE * level, 1800)


def test_the_longest_average_that_none_contradicts_is_the_pace() -> None:
    """It is the one that is known best."""
    half = RATE / 2
    assert present(averages_of(half, **{"43200s": RATE})) == Pace(half, 10800)


def test_the_counts_of_five_minutes_are_the_newest_fact() -> None:
    """They come with each answer, long before OCEAN updates an average."""
    newest = Pace(RATE / 10, 280)
    assert (
        present_pace(USUAL, averages_of(RATE), newest, DIFFICULTY, ran=LONG) == newest
    )


def test_a_machine_that_may_have_stopped_is_not_taken_for_a_slow_one() -> None:
    """A short average holds the minutes since its last share, where lists are rare."""
    stopped = averages_of(RATE, **{"600s": RATE / 4, "1800s": RATE / 1.2})
    assert present(stopped).seconds == 600
    for quiet in (181, 280):
        assert (
            present_pace(USUAL, stopped, None, DIFFICULTY, ran=LONG, quiet=quiet)
            == USUAL
        )


def test_a_machine_without_a_share_is_taken_to_have_found_one() -> None:
    """A pace of zero would allow any silence."""
    still = averages_of(RATE, **{"1800s": 0.0, "600s": 0.0})
    assert 0 < present(still).hashrate < RATE / 50


def test_an_average_from_before_the_machine_started_is_no_contradiction() -> None:
    """One that holds too little says nothing if the machine did not run through it."""
    third = dict.fromkeys(("600s", "1800s", "3600s", "10800s"), RATE / 3)
    low = averages_of(RATE, **third)
    assert present(low, ran=1700) == USUAL
    assert present(low, ran=1800).seconds == 600
    assert present(low, ran=12_000) == Pace(RATE / 3, 10800)


def test_a_machine_that_was_turned_up_is_not_thought_too_fast() -> None:
    """Of an average that holds more, three deviations less count, and never too little."""
    fast = present(averages_of(4 * RATE))
    assert 3 * RATE < fast.hashrate < 4 * RATE
    # Four shares where one was expected: luck of a slow machine.
    slow = Pace(DIFFICULTY * 2**32 / 1800, DAY)
    lucky = averages_of(slow.hashrate, **{"1800s": slow.hashrate * 5})
    assert (
        present_pace(slow, lucky, None, DIFFICULTY, ran=LONG).hashrate
        < slow.hashrate * 2
    )
