"""The network and the pool find blocks as Poisson processes, and retarget by the rule."""

from datetime import timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean

import pytest

from simulator import NetworkPlan, World
from simulator.rules import compact, difficulty_of, subsidy


@pytest.fixture(scope="module")
def old_world() -> World:
    """Return a world with three years of history."""
    return World(3, network=NetworkPlan(history=timedelta(days=1095)))


def test_network_finds_a_block_every_ten_minutes(old_world: World) -> None:
    """Over three years the average gap is 600 seconds, as far as chance allows."""
    times = old_world.chain.times
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) > 150_000
    assert fmean(gaps) == pytest.approx(600, rel=0.01)
    assert sum(gap > 1200 for gap in gaps) / len(gaps) == pytest.approx(
        0.1353, abs=0.01
    )


def test_pool_finds_its_share_of_blocks(old_world: World) -> None:
    """The pool finds blocks in proportion to its hashrate."""
    chain = old_world.chain
    expected = len(chain.times) * chain.pool_mean / chain.network_hashrate
    assert abs(len(chain.pool_blocks) - expected) < 4 * sqrt(expected)


def test_work_of_a_round_is_exponential_around_the_difficulty(old_world: World) -> None:
    """Rounds average the difficulty, and one in e² takes twice as long."""
    luck = [
        block.accepted_shares / block.difficulty
        for block in old_world.chain.pool_blocks
    ]
    assert fmean(luck) == pytest.approx(1, abs=4 / sqrt(len(luck)))
    assert sum(work > 2 for work in luck) / len(luck) == pytest.approx(0.1353, abs=0.03)


def test_accepted_shares_are_the_pools_work_since_the_last_block(
    old_world: World,
) -> None:
    """Rounds follow one another without a gap."""
    chain = old_world.chain
    for before, block in pairwise(chain.pool_blocks[-50:]):
        work = chain.work_at(block.time) - chain.work_at(before.time)
        assert block.accepted_shares == pytest.approx(work, rel=1e-6)


def test_difficulty_follows_the_rule(old_world: World) -> None:
    """After 2,016 blocks the difficulty is such that they would have taken two weeks."""
    chain = old_world.chain
    assert len(chain.epochs) > 70
    for before, epoch in pairwise(chain.epochs[1:]):
        assert epoch.height % 2016 == 0
        assert epoch.height - before.height == 2016
        span = epoch.time - before.time
        ratio = 2016 * 600 / span
        assert epoch.difficulty / before.difficulty == pytest.approx(ratio, rel=1e-4)
        assert epoch.difficulty == difficulty_of(epoch.bits)


def test_known_difficulty_has_its_known_bits() -> None:
    """The header's form of a difficulty is bitcoin's: block 1 and a difficulty of 2026."""
    assert compact(1) == 0x1D00FFFF
    assert difficulty_of(0x1D00FFFF) == 1
    assert difficulty_of(0x1B0404CB) == 16307.42
    assert difficulty_of(compact(138966872071213.02)) == pytest.approx(
        138966872071213, rel=1e-6
    )


@pytest.mark.parametrize(
    ("height", "satoshis"),
    [
        (0, 5_000_000_000),
        (209_999, 5_000_000_000),
        (839_999, 625_000_000),
        (977_000, 312_500_000),
    ],
)
def test_subsidy_halves(height: int, satoshis: int) -> None:
    """Every 210,000 blocks the subsidy is halved."""
    assert subsidy(height) == satoshis


def test_window_holds_eight_difficulties_of_work(old_world: World) -> None:
    """Between the window's start and its block the pool did 8 D of work."""
    chain = old_world.chain
    for block in chain.pool_blocks[100:200]:
        work = chain.work_at(block.time) - chain.work_at(block.window_start)
        assert work == pytest.approx(8 * block.difficulty, rel=1e-6)


def test_heights_and_hashes_belong_together(old_world: World) -> None:
    """A pool block is the network's block of its height, in time and in hash."""
    chain = old_world.chain
    for block in chain.pool_blocks[-100:]:
        assert chain.time_of_height(block.height) == pytest.approx(block.time, abs=1e-5)
        assert chain.hash_of(block.height) == block.hash
        assert chain.pool_block(block.height) is block
        assert chain.tip(block.time + 1e-3) >= block.height
        assert block.hash.startswith("0" * 19)


def test_fees_stay_around_some_hundredths_of_a_bitcoin(old_world: World) -> None:
    """Blocks collect between 0.01 and 0.05 bitcoin in fees."""
    fees = [block.fees for block in old_world.chain.pool_blocks]
    assert all(1_000_000 <= fee <= 5_000_000 for fee in fees)


def test_a_block_can_be_found_now(world: World) -> None:
    """The dial finds a block at the next height, by any finder."""
    before = world.chain.tip(world.timestamp)
    block = world.find_block(finder="bc1qme", worker="rig")
    assert (block.height, block.time) == (before + 1, world.timestamp)
    assert (block.finder, block.worker) == ("bc1qme", "rig")
    assert world.chain.pool_blocks[-1] is block


def test_blocks_can_be_held_back(world: World) -> None:
    """While blocks are held back, the pool finds none and the network still does."""
    pool, network = len(world.chain.pool_blocks), len(world.chain.times)
    world.hold_blocks()
    world.advance(timedelta(days=30))
    assert len(world.chain.pool_blocks) == pool
    assert len(world.chain.times) > network + 3500
    world.hold_blocks(holding=False)
    world.advance(timedelta(days=10))
    assert len(world.chain.pool_blocks) > pool


def test_difficulty_can_be_forced(world: World) -> None:
    """After the dial the newest block has another difficulty, and the window follows."""
    before = world.chain.difficulty(world.timestamp)
    world.retarget(1.1)
    after = world.chain.difficulty(world.timestamp)
    assert after / before == pytest.approx(1.1, rel=1e-5)


def test_pool_hashrate_can_be_set(world: World) -> None:
    """The pool's hashrate moves to the new setting."""
    world.set_pool_hashrate(5e18)
    assert world.chain.pool_hashrate(world.timestamp) == pytest.approx(5e18, rel=0.05)


def test_other_chain_has_nothing_in_common(world: World) -> None:
    """The other chain has another height, another difficulty and other hashes."""
    here, there = world.chain, world.other_chain
    now = world.timestamp
    assert there.tip(now) > here.tip(now) + 4000
    assert there.difficulty(now) < here.difficulty(now) / 2
    height = here.tip(now)
    assert here.hash_of(height) != there.hash_of(height)
    world.advance(timedelta(days=1))
    assert there.tip(world.timestamp) > there.tip(now) + 90
