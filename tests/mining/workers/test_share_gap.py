"""How far apart a worker's shares are."""

from datetime import timedelta
from math import exp
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.workers.learning import listed
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.share_gap import (
    TRUSTED_INTERVALS,
    mean_gap,
)

from .farm import DIFFICULTY, START, known, minute


def observed(gap: float, minutes: int, seed: int, memory: WorkerMemory) -> WorkerMemory:
    """Let a worker with random shares be listed each minute."""
    random = Random(seed)
    share = random.expovariate(1 / gap)
    last = None
    for number in range(1, minutes + 1):
        while share < number * 60:
            last = START + timedelta(seconds=share)
            share += random.expovariate(1 / gap)
        row = WorkerSnapshot(last_share=last)
        memory = listed(memory, row, HashrateAverages(), minute(number))
    return memory


@pytest.mark.parametrize("gap", [60, 281, 900])
def test_the_gap_is_seen_in_the_answers_alone(gap: float) -> None:
    """From answers a minute apart the mean gap is known within a third."""
    gaps = [mean_gap(observed(gap, 4000, seed, WorkerMemory())) for seed in range(20)]
    assert all(found is not None for found in gaps)
    mean = sum(found or 0 for found in gaps) / len(gaps)
    assert mean == pytest.approx(gap, rel=0.33)


def test_a_raised_difficulty_raises_the_gap_at_once() -> None:
    """Shares that come four times as far apart are seen, though the counts lag."""
    memory = observed(240, 2000, 1, known(60))
    gap = mean_gap(memory)
    assert gap is not None
    assert gap > 150


def test_an_outage_says_nothing_about_the_gap() -> None:
    """An hour without answers does not stretch the gap."""
    memory = observed(20, 300, 1, known(20))
    before = mean_gap(memory)
    row = WorkerSnapshot(last_share=minute(359))
    memory = listed(memory, row, HashrateAverages(), minute(360))
    memory = listed(
        memory, WorkerSnapshot(last_share=minute(361)), HashrateAverages(), minute(361)
    )
    assert mean_gap(memory) == before


def test_a_few_intervals_are_not_trusted_yet() -> None:
    """A first long wait does not stretch the gap of a machine."""
    memory = WorkerMemory(
        mean_interval=400.0, poll_interval=60.0, interval_count=TRUSTED_INTERVALS - 1
    )
    assert mean_gap(memory) is None


def test_another_poll_interval_begins_a_new_mean() -> None:
    """Answers five minutes apart say nothing of the mean interval seen minute by minute."""
    memory = observed(281, 500, 3, WorkerMemory())
    assert memory.poll_interval == 60
    assert memory.interval_count >= TRUSTED_INTERVALS
    for number in range(1, 6):
        at = minute(500 + 5 * number)
        memory = listed(memory, WorkerSnapshot(last_share=at), HashrateAverages(), at)
    assert memory.poll_interval == 300
    assert memory.interval_count < TRUSTED_INTERVALS
    at = minute(526)
    memory = listed(memory, WorkerSnapshot(last_share=at), HashrateAverages(), at)
    assert (memory.poll_interval, memory.other_interval_count) == (300, 1)
    at = minute(531)
    memory = listed(memory, WorkerSnapshot(last_share=at), HashrateAverages(), at)
    assert (memory.poll_interval, memory.other_interval_count) == (300, 0)


def test_a_raised_difficulty_is_seen_in_the_last_counts() -> None:
    """Four counts that agree go before the rest of the day."""
    memory = known(60)
    before = mean_gap(memory) or 0
    for number in range(1, 5):
        row = WorkerSnapshot(shares_60s=4 * DIFFICULTY)
        memory = listed(memory, row, HashrateAverages(), minute(number))
    assert mean_gap(memory) == pytest.approx(4 * before)


@given(st.floats(1, 5000), st.floats(60, 600))
def test_the_observed_gap_inverts_the_law_of_answers(gap: float, step: float) -> None:
    """A mean interval of step / (1 - e^(-step/gap)) is a mean gap of `gap`."""
    chance = 1 - exp(-step / gap)
    if chance > 0.999999:
        return
    memory = WorkerMemory(
        mean_interval=step / chance,
        poll_interval=step,
        interval_count=TRUSTED_INTERVALS,
    )
    assert mean_gap(memory) == pytest.approx(gap, rel=1e-6)
