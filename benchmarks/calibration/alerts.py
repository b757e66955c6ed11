"""How often figures raise an alert by chance, and how late a true one comes."""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from math import sqrt
from random import Random
from statistics import median
from typing import Final

from custom_components.ocean_xyz.api import (
    Block,
    PoolHashrate,
    PoolStat,
    Satoshis,
    Shares,
)
from custom_components.ocean_xyz.api.units import HASHES_PER_SHARE, Count, Hash
from custom_components.ocean_xyz.mining.alert_memory import Alerts
from custom_components.ocean_xyz.mining.alerts import (
    DROUGHT,
    FEE_CHANGED,
    AlertInputs,
    account_alerts,
    drought_alerts,
)
from custom_components.ocean_xyz.mining.fee import FeeRange, fee_range
from custom_components.ocean_xyz.mining.payout import (
    PAYOUT_THRESHOLD,
    ForecastInputs,
    PaymentKind,
    forecast,
)
from custom_components.ocean_xyz.mining.pool import Drought, LastBlocks, PoolState
from custom_components.ocean_xyz.mining.window import WindowFall, is_fall
from custom_components.ocean_xyz.mining.workers.state import WorkerChange

from .alarms import ALONE
from .courses import DAY, steady as steadily, taking
from .fortunes import BLOCKS_A_DAY, DIFFICULTY, ERRORS, NOW, pool_hashrate
from .machine import Machine, answers
from .promises import Promise
from .watching import NOBODY, called, changes

HOUR: Final = timedelta(hours=1)
WITHIN: Final = 24
"""Hours before a payout from which it is near."""

UNLIKELY: Final = 0.01
"""The probability below which a gap is a drought."""

BIN: Final = 1200
"""Seconds between two looks at the window."""

BINS_A_DAY: Final = 86_400 // BIN
BINS_IN_WINDOW: Final = 4 * BINS_A_DAY


def low_hashrates(days: int = 60, learning: int = 4 * DAY) -> Iterator[Promise]:
    """Return how often a machine that runs as usual is announced as low."""
    found = 0
    for machine in ALONE:
        roll = NOBODY
        course = taking(DAY + learning + days * DAY, steadily(machine))
        for answer in answers(course, Random(machine.gap)):
            roll = called(roll, answer)
            found += changes(roll, WorkerChange.LOW)
    yield Promise(
        what="low hashrate announced, steady machines",
        unit="",
        promised="0",
        figure=found,
        most=0,
        sample=f"{len(ALONE)} × {days} days",
    )


def payouts_near(count: int = 300) -> Iterator[Promise]:
    """Return how long after *Payout is near* the balance reaches the threshold.

    It fires when the median is a day away, so half of them take longer.
    """
    for blocks in (3, 20):
        random, hours, fired = Random(blocks), [], 0
        for _ in range(count):
            for waited in _until_paid(PAYOUT_THRESHOLD / blocks, random):
                fired += 1
                hours.append(waited)
        yield Promise(
            what=f"payout is near, {blocks} blocks a payout, fires a payout",
            unit="",
            promised="1",
            figure=fired / count,
            least=1,
            most=1,
            sample=f"{count} payouts",
        )
        late = sum(one > 2 * WITHIN for one in hours) / len(hours)
        yield Promise(
            what=f"payout is near, {blocks} blocks a payout, more than 48 h before",
            unit="%",
            promised="",
            figure=late * 100,
            sample=f"{len(hours)} payouts",
        )
        yield Promise(
            what=f"payout is near, {blocks} blocks a payout, median",
            unit="h before",
            promised="",
            figure=median(hours),
            sample=f"{len(hours)} payouts",
        )


def _until_paid(credit: float, random: Random) -> Iterator[float]:
    """Yield how many hours before the threshold an automation fires, hour by hour."""
    now, unpaid, fired = NOW, credit * random.random(), list[float]()
    alerts = Alerts()
    block = now + random.expovariate(BLOCKS_A_DAY) * 24 * HOUR
    while unpaid < PAYOUT_THRESHOLD:
        inputs = ForecastInputs(
            kind=PaymentKind.ON_CHAIN,
            unpaid=Satoshis(int(unpaid)),
            estimated_next_block=credit,
            steady_credit=credit,
            pool_hashrate=pool_hashrate(),
            difficulty=DIFFICULTY,
        )
        known = AlertInputs(
            inputs=inputs,
            forecast=forecast(inputs, now),
            credited_fee=FeeRange(),
            window=None,
            now=now,
        )
        # After a payout everything may be news.
        before = alerts
        alerts, _ = account_alerts(alerts, known)
        was = before.payout.hours if before.payout else None
        near = alerts.payout.hours if alerts.payout else None
        if near is not None and near <= WITHIN and (was is None or was > WITHIN):
            fired.append(now.timestamp())
        now += HOUR
        while block <= now:
            unpaid += credit
            block += random.expovariate(BLOCKS_A_DAY) * 24 * HOUR
    for one in fired:
        yield (now.timestamp() - one) / 3600


def fees(years: int = 3) -> Iterator[Promise]:
    """Return how often a fee that stays is another one, and how soon a new one shows."""
    count = round(years * 365 * BLOCKS_A_DAY)
    for size in (40, 400, 5_000, 100_000):
        false, delays = 0, []
        for fee in (0.01, 0.02):
            random = Random(f"{size} {fee}")
            steady = [_credit(size, fee, random) for _ in range(count)]
            false += len(_fee_changes(steady))
            changed = [_credit(size, 0.03 - fee, random) for _ in range(500)]
            delays += _fee_changes([*steady[-200:], *changed])[:1]
        yield Promise(
            what=f"fee changed, credits of {size:,} sat, while it stays",
            unit="",
            promised="0",
            figure=false,
            most=0,
            sample=f"2 × {years} years",
        )
        yield Promise(
            what=f"fee changed, credits of {size:,} sat, after a change",
            unit="blocks",
            promised="",
            figure=max((one - 199 for one in delays), default=0),
            sample=f"{len(delays)} of 2 changes",
        )


def _credit(size: int, fee: float, random: Random) -> tuple[Satoshis, Satoshis]:
    """Return the fees and the net of a credit of about a size."""
    gross = round(size * random.uniform(0.8, 1.2))
    kept = round(gross * fee) if random.random() < 0.5 else int(gross * fee)
    return Satoshis(kept), Satoshis(gross - kept)


def _fee_changes(oldest_first: list[tuple[Satoshis, Satoshis]]) -> list[int]:
    """Return at which credits another fee is announced."""
    alerts, found = Alerts(), []
    recent: deque[tuple[Satoshis, Satoshis]] = deque(maxlen=500)
    for number, credit in enumerate(oldest_first):
        recent.appendleft(credit)
        known = AlertInputs(
            inputs=None,
            forecast=None,
            credited_fee=fee_range(recent),
            window=None,
            now=NOW,
        )
        alerts, news = account_alerts(alerts, known)
        found += [number for one in news if one.kind == FEE_CHANGED]
    return found


def droughts(blocks: int = 20_000) -> Iterator[Promise]:
    """Return in which part of all gaps chance alone is a drought."""
    random, drought, found = Random(blocks), None, 0
    for number in range(blocks):
        gap = random.expovariate(BLOCKS_A_DAY) * 24 * HOUR
        minutes = 0
        while (since := timedelta(minutes=minutes)) < gap:
            drought, unlikely = _after(number, since, drought)
            found += unlikely
            minutes += 30
    error = ERRORS * sqrt(UNLIKELY / blocks)
    yield Promise(
        what="drought of blocks at 1 %, part of all gaps",
        unit="%",
        promised="≤ 1",
        figure=found / blocks * 100,
        least=(0.85 * UNLIKELY - error) * 100,
        most=(UNLIKELY + error) * 100,
        sample=f"{blocks:,} blocks",
    )
    yield Promise(
        what=f"drought of blocks at 1 %, with {BLOCKS_A_DAY} blocks a day",
        unit="a year",
        promised="",
        figure=found / blocks * BLOCKS_A_DAY * 365,
        sample=f"{blocks:,} blocks",
    )


def _after(
    number: int, gap: timedelta, before: Drought | None
) -> tuple[Drought | None, bool]:
    """Look at a gap since a block; return whether it has become a drought just now."""
    block = Block(height=Count(number), hash=Hash(str(number)), time=NOW)
    pool = PoolState(
        stat=PoolStat(snapshot_time=NOW + gap, network_difficulty=DIFFICULTY),
        hashrate=PoolHashrate(hashrate_300s=pool_hashrate()),
        last_blocks=LastBlocks(newest=block, recent=()),
    )
    after, news = drought_alerts(before, pool)
    return after, any(
        one.attributes["probability"] <= UNLIKELY < one.attributes["probability_before"]
        for one in news
        if one.kind == DROUGHT
    )


def windows(years: int = 20, stops: int = 40) -> Iterator[Promise]:
    """Return how often the window falls by luck, and how soon after a true fall."""
    for gap in (281.0, 60.0, 7.5):
        machine = Machine.with_gap(gap)
        random = Random(gap)
        found = sum(
            1 for _ in _falls(machine, [1.0] * (years * 365 * BINS_A_DAY), random)
        )
        yield Promise(
            what=f"window falls by luck, a share in {gap:g} s",
            unit="a year",
            promised="≤ 0.1",
            figure=found / years,
            most=0.1,
            sample=f"{years} years",
        )
        for part in (0.0, 0.5, 0.75):
            delays = []
            for seed in range(stops):
                course = [1.0] * BINS_IN_WINDOW + [part] * BINS_IN_WINDOW
                first = next(_falls(machine, course, Random(f"{gap} {seed}")), None)
                if first is not None:
                    delays.append((first - BINS_IN_WINDOW) * BIN / 3600)
            yield Promise(
                what=f"window falls to {part:.0%}, a share in {gap:g} s, median",
                unit="h after",
                promised="",
                figure=median(delays) if delays else 0,
                sample=f"{len(delays)} of {stops}",
            )


def _falls(machine: Machine, course: list[float], random: Random) -> Iterator[int]:
    """Yield at which looks the window begins to fall; each bin has a part of the shares."""
    mean, falls = BIN / machine.gap, False
    shares = deque(
        (_poisson(mean, random) for _ in range(BINS_IN_WINDOW)), maxlen=BINS_IN_WINDOW
    )
    in_window = sum(shares)
    in_day = sum(list(shares)[-BINS_A_DAY:])
    for number, part in enumerate(course):
        new = _poisson(mean * part, random) if part else 0
        in_window += new - shares[0]
        in_day += new - shares[-BINS_A_DAY]
        shares.append(new)
        hashes = machine.difficulty * HASHES_PER_SHARE
        fall = WindowFall(
            coming=in_day * hashes / 86_400,
            leaving=in_window * hashes / (BINS_IN_WINDOW * BIN),
        )
        found = Shares(in_window * machine.difficulty)
        before = falls
        falls = bool(is_fall(before, fall, shares=found, difficulty=machine.difficulty))
        if falls and not before:
            yield number


def _poisson(mean: float, random: Random) -> int:
    """Return a count of a Poisson distribution, nearly."""
    return random.binomialvariate(100_000, mean / 100_000)
