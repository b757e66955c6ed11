"""What an answer teaches about a worker."""

from copy import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.units import TERA
from custom_components.ocean_xyz.mining.workers.learning import (
    idle,
    last_share_of,
    listed,
    unlisted,
)
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.share_gap import share_difficulty

from .farm import DIFFICULTY, START, averages_of, known, minute


def test_share_difficulty_is_the_largest_power_of_two_in_all_counts() -> None:
    """Counts of 3, 4 and 5 shares of difficulty 65,536 show 65,536."""
    memory = WorkerMemory()
    for number, shares in enumerate((4, 3, 5), 1):
        row = WorkerSnapshot(shares_60s=shares * 2**16, shares_300s=12 * 2**16)
        memory = listed(memory, row, HashrateAverages(), minute(number))
    assert share_difficulty(memory) == 2**16


def test_a_difficulty_of_yesterday_is_forgotten() -> None:
    """A gateway that raised the difficulty shows it a day later."""
    memory = listed(
        WorkerMemory(), WorkerSnapshot(shares_60s=2**14), HashrateAverages(), minute(0)
    )
    memory = listed(
        memory, WorkerSnapshot(shares_60s=2**18), HashrateAverages(), minute(60 * 23)
    )
    assert share_difficulty(memory) == 2**14
    memory = listed(
        memory, WorkerSnapshot(shares_60s=2**18), HashrateAverages(), minute(60 * 31)
    )
    assert share_difficulty(memory) == 2**18


def test_the_hashrate_is_frozen_at_the_last_share() -> None:
    """Once the shares stop, a sinking hashrate of 24 h no longer stretches the gap."""
    day = HashrateAverages(hashrate_86400s=100 * TERA)
    memory = listed(WorkerMemory(), WorkerSnapshot(last_share=START), day, minute(1))
    sinking = HashrateAverages(hashrate_86400s=50 * TERA)
    memory = listed(memory, WorkerSnapshot(last_share=START), sinking, minute(2))
    assert memory.hashrate == 100 * TERA


def test_ocean_clock_set_back_is_followed() -> None:
    """An answer from before the last one is taken as the new present."""
    memory = listed(WorkerMemory(), WorkerSnapshot(), HashrateAverages(), minute(10))
    memory = listed(memory, WorkerSnapshot(), HashrateAverages(), minute(5))
    assert memory.answered == minute(5)


def test_a_worker_is_gone_after_a_day_without_it() -> None:
    """Lists leave a worker out for a while; a whole day makes it gone, one brings it back."""
    memory = listed(WorkerMemory(), WorkerSnapshot(), HashrateAverages(), minute(0))
    for number in range(1, 24 * 60 + 1):
        memory = unlisted(memory, minute(number))
        assert memory.gone_since is None
    memory = unlisted(memory, minute(24 * 60 + 1))
    assert memory.gone_since == minute(1)
    assert unlisted(memory, minute(24 * 60 + 2)).gone_since == minute(1)
    back = listed(memory, WorkerSnapshot(), HashrateAverages(), minute(1500))
    assert back.gone_since is None
    assert back.unlisted_since is None
    assert back.missing == 0


def test_a_day_without_answers_makes_nobody_gone() -> None:
    """Three lists have to leave a worker out."""
    memory = listed(WorkerMemory(), WorkerSnapshot(), HashrateAverages(), minute(0))
    memory = unlisted(unlisted(memory, minute(1)), minute(3000))
    assert memory.gone_since is None
    assert unlisted(memory, minute(3001)).gone_since == minute(1)


@pytest.mark.parametrize("ahead", [3, 60, 120])
def test_a_share_a_little_after_the_snapshot_is_known(ahead: int) -> None:
    """OCEAN's snapshots are a few seconds older than they say."""
    share = START + timedelta(seconds=ahead)
    assert last_share_of(WorkerSnapshot(last_share=share), START) == share


@pytest.mark.parametrize("ahead", [121, 3600, 7200])
def test_a_share_far_after_the_snapshot_is_not_known(ahead: int) -> None:
    """It would put off every alarm by as much; a stored one is forgotten."""
    share = START + timedelta(seconds=ahead)
    row = WorkerSnapshot(last_share=share)
    assert last_share_of(row, START) is None
    memory = WorkerMemory(last_share=share)
    assert (
        listed(memory, WorkerSnapshot(), HashrateAverages(), START).last_share is None
    )
    row = WorkerSnapshot(last_share=START)
    assert listed(memory, row, HashrateAverages(), START).last_share == START


@given(
    st.floats(0, 10_000),
    st.sampled_from([(1, 1, 60), (0, 1, 300), (1, None, 60), (None, 1, 300)]),
)
def test_work_of_the_last_minutes_is_a_sign_of_life(
    age: float, work: tuple[int | None, int | None, int]
) -> None:
    """A last share that stands still, or is an hour off, is no silence."""
    minute_of_work, minutes_of_work, most = work
    share = START - timedelta(seconds=age)
    row = WorkerSnapshot(
        shares_60s=minute_of_work, shares_300s=minutes_of_work, last_share=share
    )
    assert last_share_of(row, START) == max(share, START - timedelta(seconds=most))
    row = replace(row, last_share=None)
    assert last_share_of(row, START) == START - timedelta(seconds=most)


def test_a_share_of_long_ago_says_nothing_of_the_windows_now() -> None:
    """Told of after a restart, it leaves the hashrate as it was known."""
    rate = DIFFICULTY * 2**32 / 20
    memory = known(20, answered=minute(0))
    empty = averages_of(rate, **{"1800s": 0.0})
    row = WorkerSnapshot(last_share=minute(1))
    assert listed(memory, row, empty, minute(40)).hashrate == memory.hashrate
    first = listed(WorkerMemory(), row, empty, minute(40))
    assert first.hashrate == pytest.approx(rate, rel=0.02)


def test_an_idle_answer_never_goes_back_in_time() -> None:
    """The estimate of OCEAN's time may lie before the last answer, and is ignored then."""
    memory = WorkerMemory(answered=minute(5))
    assert idle(memory, minute(6)).answered == minute(6)
    assert idle(memory, minute(4)) == memory


def test_a_plainly_lower_level_is_remembered() -> None:
    """Twelve hours at a fifth: one deviation less than the 432 shares that were found."""
    usual = DIFFICULTY * 2**32 / 20
    before = known(
        20,
        mean_hashrate=usual,
        mean_over=86400,
        answered=START,
        running_since=START - timedelta(days=2),
    )
    row = WorkerSnapshot(
        shares_60s=DIFFICULTY, shares_300s=3 * DIFFICULTY, last_share=minute(1)
    )
    ((_, gap),) = listed(before, row, averages_of(usual / 5), minute(1)).slow_gaps
    assert gap == pytest.approx(43200 / (432 + 432**0.5))
    assert listed(before, row, averages_of(usual), minute(1)).slow_gaps == ()
