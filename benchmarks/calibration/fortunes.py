"""Whether luck is told as wide as it is: payouts in the band, and the spread of luck."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import sqrt
from random import Random
from statistics import mean, stdev
from typing import Final

from custom_components.ocean_xyz.api import (
    Block,
    Difficulty,
    HashesPerSecond,
    PoolStat,
    Satoshis,
    Shares,
)
from custom_components.ocean_xyz.api.units import HASHES_PER_SHARE
from custom_components.ocean_xyz.mining.ledger.luck import (
    ExpectedDays,
    accumulate,
    earnings_luck,
)
from custom_components.ocean_xyz.mining.payout import (
    PAYOUT_THRESHOLD,
    ForecastInputs,
    PaymentKind,
    forecast,
)
from custom_components.ocean_xyz.mining.pool import BlockLog, span_luck

from .promises import Promise

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
DIFFICULTY: Final = Difficulty(150e12)
BLOCKS_A_DAY: Final = 2.2
PAYOUTS: Final = 4000
MONTHS: Final = 1000

# Three standard errors of a fraction or of a spread.
ERRORS: Final = 3


def pool_hashrate() -> HashesPerSecond:
    """Return the hashrate that finds so many blocks a day."""
    return HashesPerSecond(BLOCKS_A_DAY * DIFFICULTY * HASHES_PER_SHARE / 86_400)


def payouts(count: int = PAYOUTS) -> Iterator[Promise]:
    """Return the share of payouts that come within their bands.

    Each is forecast once, at a random time before it, and each block credits what the
    estimate said, give or take the fees of blocks.
    """
    for blocks in (1, 3, 10, 40):
        random, hits = Random(blocks), 0
        for _ in range(count):
            hits += _in_band(blocks, random)
        error = ERRORS * sqrt(0.8 * 0.2 / count)
        yield Promise(
            what=f"payouts within the band, {blocks} blocks ahead",
            unit="%",
            promised="80",
            figure=hits / count * 100,
            least=(0.8 - error) * 100 - 1,
            most=(0.8 + error) * 100 + 1,
            sample=f"{count:,} payouts",
        )


def _in_band(blocks: int, random: Random) -> bool:
    """Return whether a payout comes between its earliest and latest time."""
    estimate = PAYOUT_THRESHOLD / blocks
    unpaid = PAYOUT_THRESHOLD - estimate * (blocks - random.random())
    now = NOW + timedelta(seconds=random.uniform(0, 3600))
    told = forecast(
        ForecastInputs(
            kind=PaymentKind.ON_CHAIN,
            unpaid=Satoshis(int(unpaid)),
            estimated_next_block=Satoshis(int(estimate)),
            pool_hashrate=pool_hashrate(),
            difficulty=DIFFICULTY,
        ),
        now,
    )
    assert told.earliest is not None
    assert told.latest is not None
    paid = now
    while unpaid < PAYOUT_THRESHOLD:
        paid += random.expovariate(BLOCKS_A_DAY) * DAY
        unpaid += estimate * random.uniform(0.99, 1.03)
    return told.earliest <= paid <= told.latest


def luck(months: int = MONTHS) -> Iterator[Promise]:
    """Return the mean and the spread of luck, beside the theory's.

    The number of blocks is Poisson's, so its spread is one over the square root of the
    number that was to be expected.
    """
    for days in (1, 7, 30):
        random = Random(days)
        lucks = [_pool_luck(days, random) for _ in range(months)]
        yield from _spread(f"luck of the pool, {days} d", lucks, days, months)
    random = Random("earnings")
    lucks = [_earnings_luck(random) for _ in range(months)]
    yield from _spread("luck of earnings, 30 d", lucks, 30, months)


def _spread(what: str, lucks: list[float], days: int, months: int) -> Iterator[Promise]:
    """Return whether luck is 1 in the mean and spread as it should be."""
    theory = 1 / sqrt(BLOCKS_A_DAY * days)
    error = ERRORS * theory / sqrt(months)
    yield Promise(
        what=f"{what}, mean",
        unit="%",
        promised="100",
        figure=mean(lucks) * 100,
        least=(1 - error) * 100 - 1,
        most=(1 + error) * 100 + 1,
        sample=f"{months:,} spans",
    )
    yield Promise(
        what=f"{what}, spread",
        unit="%",
        promised=f"{theory * 100:.1f}",
        figure=stdev(lucks) * 100,
        least=theory * 90,
        most=theory * 110,
        sample=f"{months:,} spans",
    )


def _blocks(span: timedelta, random: Random) -> list[datetime]:
    """Return the times of the blocks of a span that ends now, newest first."""
    times, time = [], NOW
    while (time := time - random.expovariate(BLOCKS_A_DAY) * DAY) > NOW - span:
        times.append(time)
    return times


def _pool_luck(days: int, random: Random) -> float:
    """Return the luck of a span in which the pool's hashrate was steady."""
    times = _blocks(timedelta(days=60), random)
    work = pool_hashrate() / HASHES_PER_SHARE
    blocks = tuple(
        Block(
            hash=f"{number}",  # type: ignore[arg-type]
            time=time,
            height=len(times) - number,  # type: ignore[arg-type]
            difficulty=DIFFICULTY,
            shares=Shares(round(work * (time - before).total_seconds())),
        )
        for number, (time, before) in enumerate(
            zip(times, [*times[1:], NOW - timedelta(days=60)], strict=True)
        )
    )
    told = span_luck(
        BlockLog(blocks=blocks, complete_since=NOW - timedelta(days=60)),
        timedelta(days=days),
        stat=PoolStat(snapshot_time=NOW, network_difficulty=DIFFICULTY),
        hashrate=pool_hashrate(),
        hours=(),
        at=NOW,
    )
    assert told is not None
    assert told.luck is not None
    return told.luck


def _earnings_luck(random: Random) -> float:
    """Return the luck of a month in which each block credited the same."""
    times = _blocks(timedelta(days=31), random)
    credit = 10_000
    memory, at = ExpectedDays(), NOW - timedelta(days=30)
    while at <= NOW:
        memory = accumulate(memory, credit * BLOCKS_A_DAY, at)
        at += timedelta(minutes=15)
    told = earnings_luck(
        memory,
        lambda start, end: credit * sum(start <= time < end for time in times),
        NOW,
    )
    assert told is not None
    return told
