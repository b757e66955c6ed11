"""The pool's blocks, its luck and its mean hashrate."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.api import (
    Block,
    Difficulty,
    HashesPerSecond,
    PoolHashrate,
    PoolStat,
    Shares,
)
from custom_components.ocean_xyz.api.models import Count
from custom_components.ocean_xyz.mining.pool import (
    DAY,
    BlockLog,
    HourMean,
    LastBlocks,
    PoolState,
    mean_hashrate,
    merge_blocks,
    record_hashrate,
    short_finder,
    span_luck,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DIFFICULTY = Difficulty(150e12)
# The pool's hashrate at which a block takes twelve hours on average.
RATE = HashesPerSecond(150e12 * 2**32 / (12 * 3600))
STAT = PoolStat(snapshot_time=NOW, network_difficulty=DIFFICULTY)
HOUR = timedelta(hours=1)


def block(hours: float, shares: float | None = 1.0, finder: str = "x") -> Block:
    """Return a block found so many hours ago, its round so many times the mean."""
    return Block(
        hash=f"hash {hours}",
        time=NOW - hours * HOUR,
        height=Count(900_000),
        finder=finder,
        difficulty=DIFFICULTY,
        shares=None if shares is None else Shares(int(shares * DIFFICULTY)),
    )


def log(*blocks: Block, days: float = 60) -> BlockLog:
    """Return a log that is complete for so many days."""
    return BlockLog(blocks=blocks, complete_since=NOW - days * DAY)


def luck(known: BlockLog, hours: list[HourMean] | None = None) -> float | None:
    """Return the luck of the last day."""
    found = span_luck(known, DAY, stat=STAT, hashrate=RATE, hours=hours or [], at=NOW)
    assert found is not None
    return found.luck


def test_as_many_blocks_as_the_work_deserved_is_a_hundred_percent() -> None:
    """Two rounds of average work in a day, and none open: luck is 1."""
    known = log(block(0), block(12), block(24))
    assert luck(known) == pytest.approx(1)


def test_a_day_without_a_block_is_zero_not_unknown() -> None:
    """The open round has two blocks' worth of work, and found none."""
    found = span_luck(log(block(30)), DAY, stat=STAT, hashrate=RATE, hours=[], at=NOW)
    assert found is not None
    assert (found.blocks, found.luck) == (0, 0)


def test_the_first_round_counts_with_the_part_that_lies_within() -> None:
    """A round of 48 hours that ended 12 hours ago counts a quarter."""
    known = log(block(12, shares=4), block(60))
    # A quarter of four blocks' worth, and one block's worth in the open round.
    assert luck(known) == pytest.approx(1 / 2)


def test_without_accepted_shares_the_recorded_hashrate_counts() -> None:
    """A day at the recorded hashrate deserved two blocks."""
    hour = int(NOW.timestamp()) // 3600
    hours = [HourMean(hour=hour - n, mean=RATE, samples=60) for n in range(25)]
    known = log(block(12, shares=None), block(30))
    assert luck(known, hours) == pytest.approx(0.5)
    assert luck(known, hours[:10]) is None


def test_what_is_not_covered_is_not_known() -> None:
    """Blocks that were not read yet are not taken for none."""
    short = log(block(1), days=0.5)
    assert span_luck(short, DAY, stat=STAT, hashrate=RATE, hours=[], at=NOW) is None
    alone = span_luck(log(block(1)), DAY, stat=None, hashrate=None, hours=[], at=NOW)
    assert alone is not None
    assert (alone.blocks, alone.luck) == (1, None)


def test_a_round_whose_beginning_is_not_known() -> None:
    """Without the block before, the work of a round can't be placed in time."""
    assert luck(log(block(12))) is None


def test_pages_make_one_log() -> None:
    """A newer page joins, an older one reaches further back, a gap begins again."""
    first = (block(1), block(10))
    known = merge_blocks(BlockLog(), first, first=True, last=False, now=NOW)
    assert known.complete_since == block(10).time
    older = (block(10), block(20))
    known = merge_blocks(known, older, first=False, last=False, now=NOW)
    assert known.complete_since == block(20).time
    known = merge_blocks(known, (), first=False, last=True, now=NOW)
    assert known.complete_since == block(20).time
    newer = (block(0), block(1))
    known = merge_blocks(known, newer, first=True, last=False, now=NOW)
    assert known.complete_since == block(20).time
    assert [one.hash for one in known.blocks] == [
        f"hash {hours}" for hours in (0, 1, 10, 20)
    ]
    apart = (block(-2), block(-1))
    known = merge_blocks(known, apart, first=True, last=False, now=NOW)
    assert known.complete_since == block(-1).time


def test_a_page_of_the_past_alone_covers_nothing() -> None:
    """An older page before the newest was read says nothing of today."""
    known = merge_blocks(BlockLog(), (block(20),), first=False, last=False, now=NOW)
    assert known.complete_since is None


def test_the_last_page_covers_all_time() -> None:
    """A young pool has no more blocks to read."""
    known = merge_blocks(BlockLog(), (block(20),), first=True, last=True, now=NOW)
    assert known.complete_since is not None
    assert known.complete_since < NOW - 30 * DAY


def test_the_mean_of_a_day_comes_from_the_records() -> None:
    """Twenty hours make a mean; each hour is the mean of its readings."""
    hours: tuple[HourMean, ...] = ()
    for minute in range(0, 24 * 60, 30):
        rate = HashesPerSecond(RATE * (2 if minute % 60 else 1))
        hours = record_hashrate(hours, rate, NOW - timedelta(minutes=minute))
        hours = tuple(sorted(hours, key=lambda one: one.hour))
    # Readings of the past come in order in life; here only the newest hour stays.
    assert len(hours) >= 1
    hours = ()
    for minute in range(24 * 60, -1, -30):
        rate = HashesPerSecond(RATE * (2 if minute % 60 else 1))
        hours = record_hashrate(hours, rate, NOW - timedelta(minutes=minute))
    assert mean_hashrate(hours, BlockLog(), NOW) == pytest.approx(1.5 * RATE, rel=0.03)


def test_the_mean_of_a_day_comes_from_the_rounds_until_there_are_records() -> None:
    """Three rounds of average work in 36 hours are the pool's hashrate."""
    known = log(block(0), block(12), block(24), block(36))
    assert mean_hashrate((), known, NOW) == pytest.approx(RATE)
    assert mean_hashrate((), log(block(0), block(12)), NOW) is None
    assert mean_hashrate((), log(block(0, shares=None), block(36)), NOW) is None
    assert mean_hashrate((), log(block(0), block(36), days=1), NOW) is None


def state(**more: object) -> PoolState:
    """Return the pool's state."""
    known = {
        "stat": STAT,
        "hashrate": PoolHashrate(hashrate_300s=RATE),
        "last_blocks": LastBlocks(newest=block(12), recent=()),
    }
    return PoolState(**known | more)


def test_the_interval_follows_from_the_hashrate() -> None:
    """Twelve hours at this hashrate, six at twice the mean; unknown without either."""
    assert state().expected_interval == pytest.approx(12 * 3600)
    twice = state(mean_hashrate=HashesPerSecond(2 * RATE))
    assert twice.expected_interval == pytest.approx(6 * 3600)
    assert state(stat=None).expected_interval is None
    assert state(hashrate=None).expected_interval is None


def test_a_gap_of_the_mean_has_a_chance_of_a_third() -> None:
    """e^-1 after twelve hours; unknown without a last block."""
    assert state().drought == pytest.approx(0.3679, abs=1e-4)
    assert state(last_blocks=None).drought is None
    assert state(stat=None).drought is None


def test_a_finder_is_told_apart_but_not_traced() -> None:
    """An address is shortened, a short name is not."""
    assert short_finder(block(1, finder="bc1q" + "x" * 38)) == "bc1qxx…xxxx"
    assert short_finder(block(1, finder="somebody")) == "somebody"
    assert short_finder(Block(hash="a", time=NOW, height=Count(1))) is None
