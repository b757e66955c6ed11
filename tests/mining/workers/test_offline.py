"""How long a silence is allowed."""

from datetime import timedelta
from math import exp
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.units import YEAR
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.offline import (
    MINIMUM_SILENCE,
    UNKNOWN_SILENCE,
    allowed_silence,
    holds_no_work,
    silence,
)
from custom_components.ocean_xyz.mining.workers.roll_call import roll_call
from custom_components.ocean_xyz.mining.workers.state import WorkerChange, WorkerStatus
from custom_components.ocean_xyz.mining.workers.status import Rules

from .farm import DIFFICULTY, START, Farm, known, listing, minute, row


@pytest.mark.parametrize(
    ("gap", "minutes"), [(20, 5), (60, 14), (281, 59)], ids=["20 s", "60 s", "1 TH/s"]
)
def test_the_silence_allowed_to_one_machine(gap: float, minutes: int) -> None:
    """A machine alone may be silent as long as the design's table says."""
    assert round(allowed_silence(known(gap), 1, None) / 60) == minutes


@given(st.floats(5, 3600), st.integers(1, 3000))
def test_the_whole_account_raises_one_false_alarm_a_year(
    gap: float, workers: int
) -> None:
    """Half of it is for what is not known: steady machines raise one in two years."""
    allowed = allowed_silence(known(gap), workers, None)
    assert workers * YEAR / gap * exp(-allowed / gap) <= 0.5 + 1e-9
    assert allowed >= MINIMUM_SILENCE


def test_a_fixed_time_replaces_the_rule() -> None:
    """What the user fixed is what counts."""
    assert allowed_silence(known(20), 1, timedelta(minutes=30)) == 1800


def test_a_machine_whose_gap_is_unknown_has_an_hour() -> None:
    """Before three shares, or without a difficulty, an hour is allowed."""
    assert allowed_silence(WorkerMemory(), 1, None) == UNKNOWN_SILENCE
    young = WorkerMemory(shares_seen=2, hashrate=1e12, difficulties=((0, 2**16),))
    assert allowed_silence(young, 1, None) == UNKNOWN_SILENCE


def test_silence_counts_from_the_share_or_from_being_switched_on() -> None:
    """A machine that was off on purpose gets its time to start."""
    memory = WorkerMemory(last_share=START, resumed=minute(90))
    assert silence(memory, minute(100)) == 600
    assert silence(WorkerMemory(last_share=START), minute(-1)) == 0
    assert silence(WorkerMemory(), minute(1)) is None


def test_the_longest_average_decides_where_none_is_long_enough() -> None:
    """A silence of two days is looked for in the average of one."""
    assert holds_no_work(HashrateAverages(hashrate_86400s=0.0), 200_000) is True


def test_one_answer_is_no_alarm() -> None:
    """A silence that is too long has to be seen in two answers."""
    farm = Farm()
    farm.run(0, 10, "a")
    for number in range(10, 14):
        farm.call(number, {"a": row(9)})
        assert farm.roll.memories["a"].silent == 0
    farm.call(14, {"a": row(9)})
    assert farm.status("a") is WorkerStatus.ONLINE
    farm.call(15, {"a": row(9)})
    assert farm.status("a") is WorkerStatus.OFFLINE


def alarms(gap: float, days: int, seed: int) -> int:
    """Return the alarms that a machine raises that never stops."""
    random = Random(seed)
    farm = Farm()
    share = last = 0.0
    rate = DIFFICULTY * 2**32 / gap
    averages = {"a": HashrateAverages(hashrate_10800s=rate, hashrate_86400s=rate)}
    found: list[float] = []
    for number in range(1, days * 1440):
        now = number * 60
        while share < now:
            found.append(share)
            last, share = share, share + random.expovariate(1 / gap)
        found = [one for one in found if one > now - 300]
        one = WorkerSnapshot(
            shares_60s=sum(1 for when in found if when > now - 60) * DIFFICULTY,
            shares_300s=len(found) * DIFFICULTY,
            last_share=START + timedelta(seconds=last),
        )
        farm.roll = roll_call(farm.roll, listing(number, {"a": one}, averages), Rules())
        farm.listen(number)
    return sum(change is WorkerChange.OFFLINE for _, change, _ in farm.announced)


@pytest.mark.parametrize("gap", [20.0, 281.0])
def test_a_machine_that_never_stops_raises_no_alarm_in_weeks(gap: float) -> None:
    """A large and a 1 TH/s machine run for 14 days each without a false alarm."""
    assert alarms(gap, 14, seed=7) == 0


@pytest.mark.parametrize(
    ("gap", "longest", "settled"),
    [(7.5, 60, 8), (20, 60, 20), (60, 60, 55), (281, 230, 230)],
)
def test_a_machine_that_was_offline_may_be_silent_for_longer(
    gap: float, longest: int, settled: int
) -> None:
    """As long again or more, for some time: its pace may be another, and known then."""
    usual = allowed_silence(known(gap), 1, None)
    for lasted in (usual + 60, longest * 60 - 120):
        memory = known(gap, running_since=START, standstill=lasted)
        again = allowed_silence(memory, 1, None)
        assert max(lasted, 1.3 * usual) <= again <= max(lasted, 2 * usual)
        later = memory._replace(last_share=minute(settled - 2))
        if settled > 8:
            assert 1.3 * usual <= allowed_silence(later, 1, None) <= 2 * usual
        later = memory._replace(last_share=minute(settled + 2))
        assert allowed_silence(later, 1, None) == usual
    stopped = known(gap, running_since=START, standstill=longest * 60 + 120.0)
    assert allowed_silence(stopped, 1, None) == usual


def test_the_silence_of_an_alarm_is_remembered() -> None:
    """From the last share before to the first one after, through the run that follows."""
    farm = Farm()
    farm.run(0, 10, "a")
    for number in range(10, 20):
        farm.call(number, {"a": row(9)})
    farm.run(20, 25, "a")
    assert farm.roll.memories["a"].standstill == 11 * 60
