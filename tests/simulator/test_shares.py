"""Shares are a Poisson process, and the same in any order of requests."""

from datetime import timedelta
from itertools import pairwise
from math import sqrt
from random import Random
from statistics import fmean, variance

import pytest

from simulator import MachinePlan, World, dice, farm, home
from simulator.account import AccountPlan
from simulator.machine import Machine
from simulator.shares import ShareProcess, share_difficulty

HOUR = 3600
START = 1_795_000_000 // HOUR * HOUR


@pytest.mark.parametrize(
    ("tera", "difficulty"),
    [
        (0, 2**14),
        (0.5, 2**14),
        (1, 2**14),
        (9, 2**14),
        (100, 2**17),
        (200, 2**18),
        (3000, 2**22),
    ],
)
def test_share_difficulty_is_a_power_of_two_above_the_floor(
    tera: float, difficulty: int
) -> None:
    """The gateway aims at 8 shares a minute and never goes below 2^14."""
    assert share_difficulty(tera * 1e12) == difficulty


@pytest.mark.parametrize("tera", [0.3, 1, 5, 100, 220])
def test_share_rate_is_hashrate_over_work(tera: float) -> None:
    """Over two months a machine's work matches its hashrate, within four deviations."""
    process = ShareProcess("rate", tera * 1e12)
    span = 60 * 24 * HOUR
    expected = span / process.gap
    assert abs(process.count(START, START + span) - expected) < 4 * sqrt(expected)


@pytest.mark.parametrize("seconds", [60, 300, 600, 3600])
@pytest.mark.parametrize("tera", [1, 100])
def test_counts_have_the_variance_of_poisson(tera: float, seconds: int) -> None:
    """Mean and variance of the counts agree, for minutes as for hours."""
    process = ShareProcess("variance", tera * 1e12)
    number = 3000
    counts = [
        process.count(START + place * seconds, START + (place + 1) * seconds)
        for place in range(number)
    ]
    expected = seconds / process.gap
    assert fmean(counts) == pytest.approx(expected, abs=4 * sqrt(expected / number))
    assert variance(counts) / expected == pytest.approx(1, abs=0.15)


def test_gaps_between_shares_are_exponential() -> None:
    """A small machine is silent longer than t with probability e^(−t / gap)."""
    process = ShareProcess("gaps", 1e12)
    times = [
        minute * 60 + second
        for minute in range(START // 60, START // 60 + 20_000)
        for second in process.seconds(minute)
    ]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    long = sum(gap > 2 * process.gap for gap in gaps) / len(gaps)
    assert fmean(gaps) == pytest.approx(process.gap, rel=0.03)
    assert long == pytest.approx(0.1353, abs=0.012)


def test_a_span_is_the_sum_of_its_parts() -> None:
    """Counts of any spans add up, down to the second."""
    process = ShareProcess("sum", 50e12)
    random = Random(3)
    for _ in range(200):
        start, middle, end = sorted(START + random.randrange(50_000) for _ in range(3))
        parts = process.count(start, middle) + process.count(middle, end)
        assert process.count(start, end) == parts


def test_order_of_questions_does_not_matter() -> None:
    """Backwards and with gaps, a machine gives the same shares."""
    spans = [(START + place * 977, START + place * 977 + 600) for place in range(400)]
    forwards, backwards = (ShareProcess("order", 90e12) for _ in range(2))
    there = [forwards.count(*span) for span in spans]
    back = [backwards.count(*span) for span in reversed(spans)]
    assert there == back[::-1]


def test_last_share_is_the_last_of_the_process() -> None:
    """There is a share in the second of the last share, and none later."""
    process = ShareProcess("last", 1e12)
    for end in range(START + HOUR, START + 20 * HOUR, 1117):
        last = process.last(START, end)
        assert last is not None
        assert process.count(last, last + 1) > 0
        assert process.count(last + 1, end) == 0


def test_no_share_is_found_outside_the_span() -> None:
    """A span without shares has no last share."""
    process = ShareProcess("none", 1e6)
    assert process.last(START, START + 24 * HOUR) is None


def test_a_machine_that_is_off_finds_nothing() -> None:
    """Shares stop when it is switched off, and its last share stays where it was."""
    machine = Machine(MachinePlan(name="rig", hashrate=1e14), seed="off", since=START)
    before = machine.shares(START, START + 7200)
    machine.cut(START + 7200, START + 10800)
    assert machine.shares(START, START + 10800) == before
    assert machine.shares(START + 10800, START + 14400) > 0
    last = machine.last_share(START + 10800)
    assert last is not None
    assert START + 7000 < last < START + 7200


def test_changing_the_future_leaves_the_past() -> None:
    """A new hashrate changes no share that has been found."""
    machine = Machine(MachinePlan(name="rig", hashrate=1e14), seed="past", since=START)
    past = [
        machine.shares(START + 60 * place, START + 60 * place + 60)
        for place in range(100)
    ]
    machine.start(START + 6000, 5e13)
    again = [
        machine.shares(START + 60 * place, START + 60 * place + 60)
        for place in range(100)
    ]
    assert past == again
    later = machine.shares(START + 6000, START + 6000 + 24 * HOUR) * 2**32 / (24 * HOUR)
    assert later == pytest.approx(5e13, rel=0.05)


def test_small_steps_and_one_leap_make_the_same_world() -> None:
    """A world that advances minute by minute equals one that leaps."""
    plans = (home(), farm(5))
    slow, fast = World(9, accounts=plans), World(9, accounts=plans)
    for _ in range(300):
        slow.advance(timedelta(minutes=5))
        for address in slow.accounts:
            slow.account(address)
    fast.advance(timedelta(minutes=1500))
    assert slow.chain.times == fast.chain.times
    assert slow.chain.pool_blocks == fast.chain.pool_blocks
    for address in slow.accounts:
        assert slow.truth(address) == fast.truth(address)
        assert slow.snapshot(
            slow.accounts[address], slow.snap(slow.timestamp)
        ) == fast.snapshot(fast.accounts[address], fast.snap(fast.timestamp))


def test_seed_makes_the_world() -> None:
    """Another seed gives another world; the same seed gives the same."""
    worlds = [World(seed, accounts=(home(),)) for seed in (1, 1, 2)]
    hashes = [world.chain.pool_blocks[-1].hash for world in worlds]
    addresses = [next(iter(world.accounts)) for world in worlds]
    assert hashes[0] == hashes[1] != hashes[2]
    assert addresses[0] == addresses[1] != addresses[2]


def test_time_does_not_run_backwards() -> None:
    """A world refuses to go back, and to change the past."""
    world = World(accounts=(AccountPlan(label="one", machines=home().machines),))
    address = next(iter(world.accounts))
    with pytest.raises(ValueError, match="backwards"):
        world.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="cannot be changed"):
        world.switch_off(address, at=world.now - timedelta(hours=1))


@pytest.mark.parametrize("mean", [0.05, 1, 11, 13, 400])
def test_poisson_draws_have_mean_and_variance(mean: float) -> None:
    """Exact or by approximation, mean and variance are right."""
    key = dice.key("poisson")
    draws = [dice.poisson(mean, dice.uniform(key, number)) for number in range(20_000)]
    assert fmean(draws) == pytest.approx(mean, abs=5 * sqrt(mean / 20_000))
    assert variance(draws) == pytest.approx(mean, rel=0.06)


@pytest.mark.parametrize(
    ("trials", "success"), [(3, 0.1), (40, 0.5), (500, 1 / 6), (20, 0.9)]
)
def test_binomial_draws_have_mean_and_variance(trials: int, success: float) -> None:
    """Exact or by approximation, mean and variance are right."""
    key = dice.key("binomial")
    draws = [
        dice.binomial(trials, success, dice.uniform(key, number))
        for number in range(20_000)
    ]
    expected = trials * success * (1 - success)
    assert fmean(draws) == pytest.approx(
        trials * success, abs=5 * sqrt(expected / 20_000)
    )
    assert variance(draws) == pytest.approx(expected, rel=0.06)
