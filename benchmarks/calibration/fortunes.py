"""Whether payouts come within their range, and whether luck spreads as it should."""

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
from custom_components.ocean_xyz.mining.economics import WINDOW_BLOCKS
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
CHANGES: Final = 1000
MONTHS: Final = 1000

HALF_HOUR: Final = timedelta(minutes=30)
"""Times of payouts are rounded to the hour."""

# Three standard errors of a fraction or of a spread.
ERRORS: Final = 3


def pool_hashrate() -> HashesPerSecond:
    """Return the hashrate that finds this many blocks a day."""
    return HashesPerSecond(BLOCKS_A_DAY * DIFFICULTY * HASHES_PER_SHARE / 86_400)


def payouts(count: int = PAYOUTS) -> Iterator[Promise]:
    """Return the fraction of payouts that come within their ranges.

    Each payout is forecast once, at a random time before it. Each block credits the
    estimate, which varies a little with the fees of blocks.
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
    payout = forecast(
        ForecastInputs(
            kind=PaymentKind.ON_CHAIN,
            unpaid=Satoshis(int(unpaid)),
            estimated_next_block=estimate,
            steady_credit=estimate,
            pool_hashrate=pool_hashrate(),
            difficulty=DIFFICULTY,
        ),
        now,
    )
    assert payout.earliest is not None
    assert payout.latest is not None
    paid = now
    while unpaid < PAYOUT_THRESHOLD:
        paid += random.expovariate(BLOCKS_A_DAY) * DAY
        unpaid += estimate * random.uniform(0.99, 1.03)
    return payout.earliest <= paid <= payout.latest


def changes(count: int = CHANGES) -> Iterator[Promise]:
    """Return the fraction of payouts within their ranges after the hashrate changed.

    The window holds the work of eight blocks, so it takes days until it has followed.
    """
    for what, before, days in (
        ("new for 6 h", 0.0, 0.25),
        ("new for a day", 0.0, 1.0),
        ("doubled 6 h ago", 0.5, 0.25),
        ("halved 6 h ago", 2.0, 0.25),
        ("halved a day ago", 2.0, 1.0),
        ("a tenth since 6 h", 10.0, 0.25),
    ):
        for blocks in (3, 10, 40):
            random = Random(f"{what} {blocks}")
            hits = sum(
                _in_band_after_change(before, days * BLOCKS_A_DAY, blocks, random)
                for _ in range(count)
            )
            error = ERRORS * sqrt(0.8 * 0.2 / count)
            yield Promise(
                what=f"payouts within the band, {what}, {blocks} blocks ahead",
                unit="%",
                promised="80",
                figure=hits / count * 100,
                least=(0.8 - error) * 100 - 15,
                sample=f"{count:,} payouts",
            )


def _in_band_after_change(
    before: float, since: float, blocks: int, random: Random
) -> bool:
    """Return whether a payout comes within its range after the hashrate changed.

    `before` is the former hashrate as a multiple of the present one, `since` is the work
    since then in blocks of the pool, and `blocks` is how far the payout would be with a
    window that holds only present work.
    """

    def credit(work: float) -> float:
        """Return what a block credits after more work: of 1 from a full window."""
        present = min((since + work) / WINDOW_BLOCKS, 1)
        return present + before * (1 - present)

    lasting = PAYOUT_THRESHOLD / 100
    missing = lasting * (blocks - random.random())
    payout = forecast(
        ForecastInputs(
            kind=PaymentKind.ON_CHAIN,
            unpaid=Satoshis(round(PAYOUT_THRESHOLD - missing)),
            estimated_next_block=lasting * credit(0),
            steady_credit=lasting,
            pool_hashrate=pool_hashrate(),
            difficulty=DIFFICULTY,
        ),
        NOW,
    )
    assert payout.earliest is not None
    assert payout.latest is not None
    work = 0.0
    while missing > 0:
        work += random.expovariate(1)
        missing -= lasting * credit(work) * random.uniform(0.99, 1.03)
    paid = NOW + work / BLOCKS_A_DAY * DAY
    return payout.earliest - HALF_HOUR <= paid <= payout.latest + HALF_HOUR


def luck(months: int = MONTHS) -> Iterator[Promise]:
    """Return the average and the spread of luck, with the values of theory.

    The number of blocks has a Poisson distribution, so its spread is one divided by the
    square root of the expected number.
    """
    for days in (1, 7, 30):
        random = Random(days)
        lucks = [_pool_luck(days, random) for _ in range(months)]
        yield from _spread(f"luck of the pool, {days} d", lucks, days, months)
    random = Random("earnings")
    lucks = [_earnings_luck(random) for _ in range(months)]
    yield from _spread("luck of earnings, 30 d", lucks, 30, months)


def _spread(what: str, lucks: list[float], days: int, months: int) -> Iterator[Promise]:
    """Return whether luck is 1 on average and spreads as it should."""
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
    """Return the luck of a span with a steady hashrate of the pool."""
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
    found = span_luck(
        BlockLog(blocks=blocks, complete_since=NOW - timedelta(days=60)),
        timedelta(days=days),
        stat=PoolStat(snapshot_time=NOW, network_difficulty=DIFFICULTY),
        hashrate=pool_hashrate(),
        hours=(),
        at=NOW,
    )
    assert found is not None
    assert found.luck is not None
    return found.luck


def _earnings_luck(random: Random) -> float:
    """Return the luck of a month with equal credits for all blocks."""
    times = _blocks(timedelta(days=31), random)
    credit = 10_000
    memory, at = ExpectedDays(), NOW - timedelta(days=30)
    while at <= NOW:
        memory = accumulate(memory, credit * BLOCKS_A_DAY, at)
        at += timedelta(minutes=15)
    found = earnings_luck(
        memory,
        lambda start, end: credit * sum(start <= time < end for time in times),
        NOW,
    )
    assert found is not None
    return found
