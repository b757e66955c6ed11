"""What a worker's last days say about how long it may be silent."""

from datetime import timedelta
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.units import DAY, YEAR
from custom_components.ocean_xyz.mining.workers.memory import WorkerMemory
from custom_components.ocean_xyz.mining.workers.offline import allowed_silence
from custom_components.ocean_xyz.mining.workers.silences import (
    MOST,
    REMEMBERED,
    Silences,
    longest_by_chance,
    slowest_gap,
    with_silence,
    with_slow_gap,
)

from .farm import START, known

NOW = START.timestamp()
WEEK = 7 * DAY


def silences(gap: float, seed: int, *, part: float = 1.0) -> Silences:
    """Return what is remembered of a week in which a machine ran at a gap, in part."""
    random, at = Random(seed), NOW - WEEK
    found: Silences = ()
    for _ in range(round(WEEK * part / gap)):
        length = random.expovariate(1 / gap)
        at += length / part
        found = with_silence(found, at, length)
    return found


@given(st.floats(200, 1500), st.integers(0, 100))
def test_a_steady_machine_has_shown_nothing_new(gap: float, seed: int) -> None:
    """Its longest silences are hardly ever longer than its pace explains."""
    memory = WorkerMemory(last_share=START, silences=silences(gap, seed))
    limit = longest_by_chance(memory, gap, 1)
    assert limit < 2.5 * allowed_silence(known(gap), 1, None)


def test_a_steady_machine_is_seldom_taken_for_another() -> None:
    """In one of thirty weeks at most."""
    found = sum(
        longest_by_chance(
            WorkerMemory(last_share=START, silences=silences(600, seed)), 600, 1
        )
        > 0
        for seed in range(100)
    )
    assert found <= 100 / 15


@pytest.mark.parametrize("level", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("gap", [20, 60])
def test_a_machine_that_is_dimmed_may_be_silent_as_its_lower_level_is(
    gap: int, level: float
) -> None:
    """A quarter of the week at a lower level: about the limit of that level."""
    slow = gap / level
    memory = known(gap, silences=silences(slow, 1, part=0.25))
    right = allowed_silence(known(slow), 1, None)
    assert 0.6 * right < allowed_silence(memory, 1, None) < 1.6 * right


def test_no_more_than_the_longest_are_remembered() -> None:
    """Short ones never, and none for longer than a month."""
    found = silences(200, 2)
    assert len(found) == MOST
    lengths = [length for _, length in found]
    assert lengths == sorted(lengths, reverse=True)
    assert with_silence(found, NOW, lengths[-1]) == found
    assert with_silence((), NOW, 59) == ()
    later = NOW + REMEMBERED + DAY
    assert with_silence(found, later, 10_000) == ((int(later // 60), 10_000),)
    memory = known(20, silences=found)
    assert longest_by_chance(memory, 20, 1) > 0
    old = memory._replace(last_share=START + timedelta(days=40))
    assert longest_by_chance(old, 20, 1) == 0
    assert longest_by_chance(WorkerMemory(silences=found), 20, 1) == 0


def test_few_silences_allow_more_than_many() -> None:
    """The fewer there are, the less is known of the next one."""
    few = known(20, silences=((int(NOW // 60), 900),) * 2 + ((int(NOW // 60), 800),))
    assert longest_by_chance(few, 20, 1) > 900
    two = few._replace(silences=few.silences[:2])
    assert longest_by_chance(two, 20, 1) == 0


@pytest.mark.parametrize("gap", [1e-6, 0.01, 1.0])
def test_machines_without_a_countable_gap_are_judged_as_well(gap: float) -> None:
    """Their chance of a silence of a minute is no number."""
    found = silences(300, 3)
    assert longest_by_chance(known(20, silences=found), gap, 3000) > 1000


def test_silences_of_a_short_time_are_not_taken_for_those_of_a_month() -> None:
    """The longer the time in which there were so many, the rarer is a long one."""
    found = silences(200, 3)
    shifted = (*found[:-1], (found[-1][0] - 20 * 24 * 60, found[-1][1]))
    young, old = (
        longest_by_chance(known(20, silences=one), 20, 1) for one in (found, shifted)
    )
    assert 1.05 * old < young < 1.3 * old


def test_the_slowest_level_of_each_day_is_remembered_for_a_month() -> None:
    """Of a day only the longest, and none that a later one exceeds."""
    found: tuple[tuple[int, float], ...] = ()
    for day, gap in ((0, 300.0), (0, 200.0), (0, 400.0), (3, 100.0), (8, 50.0)):
        found = with_slow_gap(found, NOW + day * DAY, gap)
    assert [gap for _, gap in found] == [400, 100, 50]
    assert len(with_slow_gap(found, NOW + 41 * DAY, 10.0)) == 1
    assert [gap for _, gap in with_slow_gap(found, NOW + 9 * DAY, 500.0)] == [500]
    memory = known(60, slow_gaps=found)
    assert slowest_gap(memory) == 400
    assert slowest_gap(WorkerMemory(slow_gaps=found)) == 0
    assert slowest_gap(known(60)) == 0
    limit = allowed_silence(memory, 1, None)
    assert limit == pytest.approx(allowed_silence(known(400), 1, None), rel=0.05)
    assert limit < YEAR
