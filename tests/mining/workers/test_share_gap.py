"""How far apart a worker's shares are."""

from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import HashrateAverages, WorkerSnapshot
from custom_components.ocean_xyz.mining.workers.learning import listed
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.share_gap import (
    RECENT_COUNTS,
    mean_gap,
    share_difficulty,
)

from .farm import DIFFICULTY, known, minute, observed


@pytest.mark.parametrize("gap", [7.5, 20, 60, 281, 900])
def test_the_gap_is_seen_in_the_rows_alone(gap: float) -> None:
    """From the work of each minute, without any average, it is known within a fifth."""
    gaps = [mean_gap(observed(gap, 2000, seed, WorkerMemory())) for seed in range(5)]
    assert all(found is not None for found in gaps)
    mean = sum(found or 0 for found in gaps) / len(gaps)
    assert mean == pytest.approx(gap, rel=0.2)


@pytest.mark.parametrize("gap", [20, 281])
def test_the_gap_is_seen_in_lists_that_come_every_five_minutes(gap: float) -> None:
    """A large account's list comes more rarely, and counts the last five minutes."""
    memory = observed(gap, 5000, 1, WorkerMemory(), every=5)
    assert mean_gap(memory) == pytest.approx(gap, rel=0.3)


def test_an_outage_says_nothing_about_the_gap() -> None:
    """An hour without answers does not stretch the gap."""
    memory = observed(20, 300, 1, known(20))
    before = mean_gap(memory)
    row = WorkerSnapshot(shares_60s=3 * DIFFICULTY, last_share=minute(359))
    memory = listed(memory, row, HashrateAverages(), minute(360))
    assert mean_gap(memory) == before


def test_a_night_says_nothing_about_the_gap() -> None:
    """Nor does a time in which the machine was off."""
    memory = observed(60, 600, 1, WorkerMemory())
    before = mean_gap(memory)
    for number in range(601, 1100):
        memory = listed(memory, WorkerSnapshot(), HashrateAverages(), minute(number))
    memory = memory._replace(offline=True)
    row = WorkerSnapshot(shares_60s=DIFFICULTY, last_share=minute(1100))
    memory = listed(memory, row, HashrateAverages(), minute(1100))
    assert mean_gap(memory) == before


def counting(memory: WorkerMemory, *counts: int) -> WorkerMemory:
    """Let a worker be listed with counts of a minute, in shares of its difficulty."""
    before = len(memory.recent)
    for number, count in enumerate(counts, before + 1):
        row = WorkerSnapshot(shares_60s=count * DIFFICULTY)
        memory = listed(memory, row, HashrateAverages(), minute(number))
    return memory


@pytest.mark.parametrize(("gap", "raised"), [(20, 16), (20, 64), (7.5, 64), (281, 8)])
def test_one_count_shows_a_difficulty_that_is_raised_far(
    gap: float, raised: int
) -> None:
    """The machine is too slow to find so many of the former shares in a minute."""
    assert share_difficulty(counting(known(gap), 1, raised)) == raised * DIFFICULTY


@pytest.mark.parametrize(("raised", "counts"), [(16, 2), (8, 3), (4, 4), (2, 8)])
def test_counts_that_agree_show_a_raised_difficulty(raised: int, counts: int) -> None:
    """So many that chance is one in 256; one less does not show it."""
    fast = counting(known(0.5), 1)
    assert share_difficulty(counting(fast, *[raised] * (counts - 1))) == DIFFICULTY
    memory = counting(fast, *[raised] * counts)
    assert share_difficulty(memory) == raised * DIFFICULTY
    assert mean_gap(memory) == pytest.approx(0.5 * raised, rel=0.05)
    assert len(counting(memory, *[raised] * 9).recent) == RECENT_COUNTS


def test_a_share_of_the_former_difficulty_ends_it() -> None:
    """Then the gateway has not raised it, or has lowered it again."""
    assert share_difficulty(counting(known(20), 16, 16, 1)) == DIFFICULTY


@given(st.integers(0, 1000), st.floats(2, 20))
def test_chance_is_seldom_taken_for_a_raise(seed: int, gap: float) -> None:
    """Of a steady machine's counts not one in ten gives another difficulty."""
    random, memory, wrong = Random(seed), known(gap), 0
    for number in range(1, 101):
        count = sum(random.random() < 1 / gap for _ in range(60))
        row = WorkerSnapshot(shares_60s=count * DIFFICULTY)
        memory = listed(memory, row, HashrateAverages(), minute(number))
        wrong += share_difficulty(memory) != DIFFICULTY
    assert wrong <= 20
