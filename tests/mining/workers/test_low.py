"""When a hashrate is low."""

from copy import replace
from datetime import timedelta

import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.units import TERA
from custom_components.ocean_xyz.mining.workers.learning import listed
from custom_components.ocean_xyz.mining.workers.low import (
    end_of_low,
    is_low,
    usual_hashrate,
)
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.roll_call import roll_call
from custom_components.ocean_xyz.mining.workers.state import WorkerChange, WorkerStatus
from custom_components.ocean_xyz.mining.workers.status import Rules

from .farm import DAY, FAST, NOBODY, START, Farm, listing, minute


def sampled(hashrate: float, days: int) -> WorkerMemory:
    """Let a worker run for some days at one hashrate over 3 h."""
    memory = WorkerMemory()
    averages = HashrateAverages(hashrate_10800s=hashrate)
    for hour in range(0, 24 * days + 4, 3):
        at = minute(hour * 60)
        row = WorkerSnapshot(shares_300s=2**20, last_share=at)
        memory = listed(memory, row, averages, at)
    return memory


def test_what_is_usual_is_known_after_two_days() -> None:
    """The usual hashrate is the median of daily medians, unknown before two days."""
    assert usual_hashrate(sampled(100 * TERA, 1)) is None
    assert usual_hashrate(sampled(100 * TERA, 3)) == 100 * TERA


def test_seven_days_make_what_is_usual() -> None:
    """No more than seven daily medians are remembered."""
    assert len(sampled(100 * TERA, 12).medians) == 7


def test_an_offline_worker_is_not_usual() -> None:
    """The hashrate of a stopped machine does not count, nor does none."""
    memory = WorkerMemory(offline=True)
    averages = HashrateAverages(hashrate_10800s=TERA)
    assert listed(memory, WorkerSnapshot(), averages, minute(1)).sampled is None


def test_low_needs_less_than_seventy_percent_and_no_chance() -> None:
    """60 % of a large machine is low, 80 % is not, and 60 % of a tiny one is chance."""
    large, later = sampled(100 * TERA, 4), minute(5 * 24 * 60)
    assert is_low(large, 60 * TERA, later)
    assert not is_low(large, 80 * TERA, later)
    assert not is_low(large, None, later)
    # A machine that found nothing in three hours is silent, and not low.
    assert not is_low(large, 0.0, later)
    assert not is_low(WorkerMemory(), 1.0, later)
    # 10,800 s of a 1 TH/s machine at difficulty 2**20 hold 2.4 shares.
    assert not is_low(sampled(1 * TERA, 4), 0.6 * TERA, later)


def test_a_machine_that_is_back_is_not_low_and_makes_no_usual() -> None:
    """For three hours the average still holds the time in which it stood still."""
    memory = replace(sampled(100 * TERA, 4), offline=True)
    back = minute(5 * 24 * 60)
    half = HashrateAverages(hashrate_10800s=30 * TERA)
    before = memory.samples
    memory = listed(memory, WorkerSnapshot(last_share=back), half, back)
    memory = replace(memory, offline=False)
    for minutes in (60, 120, 179):
        at = back + timedelta(minutes=minutes)
        memory = listed(memory, WorkerSnapshot(last_share=at), half, at)
        assert not is_low(memory, 30 * TERA, at)
        assert memory.samples == before
    at = back + timedelta(minutes=181)
    assert is_low(memory, 30 * TERA, at)


def levels(days: int, *parts: float) -> tuple[WorkerMemory, list[bool]]:
    """Let a machine run at one level after the other, six hours each."""
    memory, low = sampled(100 * TERA, 4), []
    start = 4 * 24 + 6
    for hour in range(start, start + 24 * days):
        part = parts[hour // 6 % len(parts)]
        at, averages = minute(hour * 60), HashrateAverages(hashrate_10800s=part * TERA)
        row = WorkerSnapshot(shares_300s=2**20, last_share=at)
        memory = listed(memory, row, averages, at)
        low.append(is_low(memory, averages.hashrate_10800s, at))
    return memory, low


@pytest.mark.parametrize("parts", [(100, 20), (100, 50, 20), (100, 100, 100, 30)])
def test_a_level_that_was_held_is_no_fault(parts: tuple[float, ...]) -> None:
    """On the first day a lower level may be a fault; from then on it is known."""
    _, low = levels(12, *parts)
    assert any(low[:24])
    assert not any(low[36:])


def test_less_than_any_known_level_is_low() -> None:
    """A machine that is known at 50 % and falls to 20 % is low, until that was held."""
    memory, _ = levels(3, 100, 50)
    at = minute(60 * 24 * 8)
    memory = replace(memory, running_since=minute(0))
    assert not is_low(memory, 45 * TERA, at)
    assert is_low(memory, 20 * TERA, at)


def test_a_level_is_forgotten_after_a_month() -> None:
    """Then it is a fault again."""
    memory, _ = levels(2, 100, 30)
    assert memory.levels
    averages = HashrateAverages(hashrate_10800s=100 * TERA)
    for hour in range(24 * 7, 24 * 42, 3):
        at = minute(hour * 60)
        row = WorkerSnapshot(shares_300s=2**20, last_share=at)
        memory = listed(memory, row, averages, at)
    averages = HashrateAverages(hashrate_10800s=30 * TERA)
    assert is_low(memory, averages.hashrate_10800s, minute(24 * 42 * 60))


def test_low_is_shown_and_is_online() -> None:
    """A worker far under its usual is low, counts as online, and says what it lacks."""
    farm = Farm()
    farm.run(0, 10, "a")
    usual = tuple((START.date(), 3 * (FAST.hashrate_10800s or 0)) for _ in range(3))
    memory = replace(farm.roll.memories["a"], medians=usual, running_since=minute(-600))
    farm.roll = replace(farm.roll, memories={"a": memory})
    farm.run(10, 11, "a")
    assert farm.status("a") is WorkerStatus.LOW
    assert farm.roll.states["a"].online
    lost = 2 * (FAST.hashrate_10800s or 0)
    assert farm.roll.states["a"].hashrate_lost == pytest.approx(lost)


def test_a_level_after_midnight_is_none_of_the_day_before() -> None:
    """It may be a fault, also if the day's last sample was before midnight."""
    memory, at = sampled(100 * TERA, 4), minute(5 * DAY)
    low = HashrateAverages(hashrate_10800s=50 * TERA)
    row = WorkerSnapshot(shares_300s=2**20, last_share=at)
    memory = listed(memory, row, low, at)
    assert memory.levels == ()
    assert is_low(memory, 50 * TERA, at)


def announced_at(*parts: float) -> tuple[Farm, list[tuple[float, WorkerChange]]]:
    """Let a machine run at parts of its usual hashrate, four hours each."""
    farm, start = Farm(), 5 * DAY
    usual = 100 * TERA
    memory = replace(sampled(usual, 4), last_share=minute(start - 1))
    farm.roll = replace(farm.roll, memories={"a": memory})
    for number, part in enumerate(parts):
        for hour in range(4):
            at = start + (4 * number + hour) * 60
            averages = HashrateAverages(hashrate_10800s=part * usual)
            worker = WorkerSnapshot(shares_300s=2**20, last_share=minute(at))
            farm.roll = roll_call(
                farm.roll, listing(at, {"a": worker}, {"a": averages}), farm.rules
            )
            farm.listen(number)
    return farm, [(number, change) for number, change, _ in farm.announced]


def test_a_low_hashrate_is_announced_once_and_ends_once() -> None:
    """Between 70 and 85 % nothing changes, so that chance ends no announcement."""
    farm, found = announced_at(0.6, 0.75, 0.6, 0.9, 0.75)
    assert found == [(0, WorkerChange.LOW), (3, WorkerChange.RECOVERED)]
    assert not farm.roll.memories["a"].low


def test_a_level_that_is_no_fault_any_more_ends_it_without_a_word() -> None:
    """A machine that is turned down for good has not recovered."""
    farm, found = announced_at(*[0.5] * 12)
    assert found == [(0, WorkerChange.LOW)]
    assert not farm.roll.memories["a"].low


def test_the_announcement_says_how_low() -> None:
    """The hashrate, and what it lacks of the usual one."""
    low, at = sampled(100 * TERA, 4), 5 * DAY
    averages = HashrateAverages(hashrate_10800s=60 * TERA)
    worker = WorkerSnapshot(shares_300s=2**20, last_share=minute(at))
    before = replace(NOBODY, memories={"a": low})
    roll = roll_call(before, listing(at, {"a": worker}, {"a": averages}), Rules())
    (event,) = roll.events
    assert (event.hashrate, event.hashrate_lost) == (60 * TERA, 40 * TERA)
    # The same answer again, as after a restart, announces nothing.
    again = roll_call(roll, listing(at, {"a": worker}, {"a": averages}), Rules())
    assert again.events == ()


@pytest.mark.parametrize("paused", [False, True])
def test_who_stops_is_no_longer_low(paused: bool) -> None:
    """That it is offline, or off on purpose, says more."""
    low = replace(sampled(100 * TERA, 4), low=True, last_share=minute(5 * DAY))
    before = replace(NOBODY, memories={"a": low})
    rules = Rules(off_on_purpose=lambda _: paused)
    for at in range(5 * DAY + 1, 5 * DAY + 90):
        worker = WorkerSnapshot(shares_300s=0, last_share=minute(5 * DAY))
        before = roll_call(before, listing(at, {"a": worker}), rules)
    status = WorkerStatus.PAUSED if paused else WorkerStatus.OFFLINE
    assert before.states["a"].status is status
    assert not before.memories["a"].low


def test_without_a_hashrate_nothing_ends() -> None:
    """Nor without what is usual."""
    assert end_of_low(sampled(100 * TERA, 4), None) is None
    assert end_of_low(WorkerMemory(), 1.0) is None
