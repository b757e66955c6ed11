"""When a hashrate is low."""

from copy import replace
from datetime import timedelta

import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.units import TERA
from custom_components.ocean_xyz.mining.workers.learning import listed
from custom_components.ocean_xyz.mining.workers.low import is_low, usual_hashrate
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.state import WorkerStatus

from .farm import FAST, START, Farm, minute


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
