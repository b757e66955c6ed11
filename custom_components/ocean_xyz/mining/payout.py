"""Forecasts the next payout, as a band between good and bad luck.

The pool finds blocks by a Poisson process, so the wait for the n-th block follows the
Erlang law: the sum of n exponential gaps. OCEAN pays on chain from 0.01048576 BTC, in a
sweep whose time it chooses; a large account in the coinbase of each pool block; over
Lightning about 30 network blocks after each pool block
(https://ocean.xyz/docs/lightning).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil, exp, floor, inf, lgamma, log, sqrt
from statistics import NormalDist
from typing import Final

from ..api import Difficulty, HashesPerSecond, Satoshis
from .economics import SECONDS_PER_BLOCK, WINDOW_BLOCKS, hashes_per_block
from .steady import steady
from .units import HOUR, YEAR

PAYOUT_THRESHOLD: Final = Satoshis(1_048_576)
"""The balance from which OCEAN pays on chain: 0.01048576 BTC."""

LIGHTNING_BLOCKS: Final = 30
"""Network blocks from a pool block to the Lightning payout."""

MOVED: Final = 0.05
"""The fraction by which an input has to move before the forecast follows."""

STEADY: Final = 0.1
"""The part of its range by which a time has to move before it is shown."""

# After five halvings, today's reward says nothing about a payout.
HORIZON: Final = 20 * YEAR

ENDLESS: Final = 1e12
"""Blocks; more are not counted."""

PACE_STEPS: Final = 2
"""After these, the number of blocks in a time no longer moves the range."""

# Newton's steps converge quadratically: after a step this small (relative to the time)
# the error is below 10⁻¹².
LAST_STEP: Final = 1e-8

MANY: Final = 10_000
"""Blocks above which the first guess is good enough; the sums would take milliseconds."""

NEGLIGIBLE: Final = 1e-16
"""A term too small to change a sum that started near one."""


class PaymentKind(StrEnum):
    """How OCEAN pays an account."""

    ON_CHAIN = "on_chain"
    """In a sweep, once the balance has reached the threshold."""
    COINBASE = "coinbase"
    """In each pool block itself: the balance is always 0."""
    LIGHTNING = "lightning"


class PayoutMethod(StrEnum):
    """How the next payout comes."""

    ON_CHAIN = "on_chain"
    COINBASE = "coinbase"
    LIGHTNING = "lightning"
    NEEDS_LIGHTNING = "needs_lightning"
    """On chain, but the threshold is beyond any horizon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastInputs:
    """What decides when the next payout comes; an unknown part is None."""

    kind: PaymentKind
    unpaid: Satoshis | None
    estimated_next_block: float | None
    """What a pool block would credit now, in sat."""
    steady_credit: float | None
    """What a pool block credits once the TIDES window holds only work of the present
    kind, in sat: 0 while nothing mines."""
    pool_hashrate: HashesPerSecond | None
    """Over 24 hours."""
    difficulty: Difficulty | None
    last_block: str | None = None
    """The hash of the pool's last block: another hash means a new block."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutForecast:
    """The next payout; an unknown part is None. Times are full hours, UTC.

    On chain a time says when the balance reaches the threshold: OCEAN's sweep follows.
    """

    progress: float | None
    """The balance divided by the threshold, at most 1.

    None for one that is paid over Lightning, or in the coinbase without a balance.
    """
    awaiting_sweep: bool = False
    """Whether the balance has reached the threshold: OCEAN decides when it pays."""
    method: PayoutMethod | None
    """None while it is not known whether the threshold can be reached."""
    blocks: int | None = None
    """Pool blocks until then."""
    earliest: datetime | None = None
    """Reached with a chance of 10 %."""
    expected: datetime | None = None
    """The median."""
    latest: datetime | None = None
    """Reached with a chance of 90 %."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CachedForecast:
    """A forecast, with what decides how long it is valid."""

    forecast: PayoutForecast
    inputs: ForecastInputs
    computed: datetime
    due: datetime | None
    """When to compute it again even if nothing happens; None if it has no time."""


def payout_progress(unpaid: Satoshis | None) -> float | None:
    """Return the balance divided by the payout threshold, at most 1.

    None for an unknown or negative balance.
    """
    if unpaid is None or unpaid < 0:
        return None
    return min(unpaid / PAYOUT_THRESHOLD, 1.0)


def erlang_quantile(probability: float, blocks: int, rate: float) -> float:
    """Return the time within which `blocks` blocks are found with a probability.

    With `rate` in blocks per second the time is in seconds. The relative error is below
    10⁻⁹; beyond `MANY` blocks, where the sums are long, it is below 10⁻⁷ for chances
    from 5 to 95 %.
    Raises ValueError unless 0 < probability < 1, blocks >= 1 and rate > 0.

    Both tails of the Erlang law are log-concave in the logarithm of time. So Newton's
    steps on the logarithm of the smaller tail overshoot at most once, and then approach
    from one side: bisection is not needed.
    """
    if not 0 < probability < 1 or blocks < 1 or not rate > 0:
        msg = f"No Erlang law has {probability=}, {blocks=}, {rate=}"
        raise ValueError(msg)
    upper = probability > 0.5
    wanted = log(1 - probability if upper else probability)
    time = _first_guess(probability, blocks)
    step = 0.0 if blocks > MANY else inf
    while abs(step) > LAST_STEP:
        total = _upper_tail(blocks, time) if upper else _lower_tail(blocks, time)
        tail = blocks * log(time) - time - lgamma(blocks + 1) + log(total)
        slope = blocks / total
        step = (tail - wanted if upper else wanted - tail) / slope
        time *= exp(step)
    return time / rate


def _first_guess(probability: float, blocks: int) -> float:
    """Return the approximate quantile at a rate of 1.

    By Wilson and Hilferty the cube root of the time is nearly normal (PNAS 17, 1931,
    684). That fails for few blocks at a small probability, where the bound
    x >= (p · n!)^(1/n) is close: the chance of n blocks until x is below xⁿ / n!.
    """
    deviate = NormalDist().inv_cdf(probability)
    root = 1 - 1 / (9 * blocks) + deviate / (3 * sqrt(blocks))
    bound = exp((log(probability) + lgamma(blocks + 1)) / blocks)
    return max(blocks * root**3, bound)


def _lower_tail(blocks: int, time: float) -> float:
    """Return P(n or more blocks) / P(exactly n blocks), at a rate of 1.

    1 + x/(n + 1) + x²/((n + 1)(n + 2)) + …, the series of the incomplete gamma
    function (Abramowitz and Stegun 6.5.29).
    """
    total, term, count = 0.0, 1.0, blocks
    while term > NEGLIGIBLE:
        total += term
        count += 1
        term *= time / count
    return total


def _upper_tail(blocks: int, time: float) -> float:
    """Return P(fewer than n blocks) / P(exactly n blocks), at a rate of 1.

    n/x + n(n - 1)/x² + … + n!/xⁿ (Abramowitz and Stegun 6.5.13).
    """
    total, term, count = 0.0, blocks / time, blocks
    while term > NEGLIGIBLE:
        total += term
        count -= 1
        term *= count / time
    return total


def forecast(inputs: ForecastInputs, now: datetime) -> PayoutForecast:
    """Return when the next payout comes, counted from now.

    It may be counted from any moment: the expected wait for a block does not depend on
    how long ago the last one was found.
    """
    progress = _progress(inputs)
    method: PayoutMethod | None = PayoutMethod(inputs.kind)
    if progress == 1:
        return PayoutForecast(progress=progress, method=method, awaiting_sweep=True)
    blocks, rate = _blocks_to_payout(inputs), _block_rate(inputs)
    if blocks is None or rate is None:
        if inputs.kind is PaymentKind.ON_CHAIN and not _decides(inputs):
            method = None
        return PayoutForecast(progress=progress, method=method, blocks=blocks)
    if blocks > rate * HORIZON:
        if inputs.kind is PaymentKind.ON_CHAIN:
            method = PayoutMethod.NEEDS_LIGHTNING
        return PayoutForecast(progress=progress, method=method, blocks=blocks)
    earliest, expected, latest = (
        _to_the_hour(now + _delay(inputs.kind) + timedelta(seconds=seconds), now)
        for seconds in _band(inputs, blocks, rate)
    )
    return PayoutForecast(
        progress=progress,
        method=method,
        blocks=blocks,
        earliest=earliest,
        expected=expected,
        latest=latest,
    )


def _decides(inputs: ForecastInputs) -> bool:
    """Return whether it is known how far away the threshold is."""
    known = (inputs.unpaid, inputs.estimated_next_block, _block_rate(inputs))
    return None not in known


def _progress(inputs: ForecastInputs) -> float | None:
    """Return the progress to the threshold; None for an account that needs none.

    A balance at the threshold is paid on chain, however the last one was paid.
    """
    progress = payout_progress(inputs.unpaid)
    coinbase = inputs.kind is PaymentKind.COINBASE and not inputs.unpaid
    needless = coinbase or inputs.kind is PaymentKind.LIGHTNING
    return None if needless and progress != 1 else progress


def _band(inputs: ForecastInputs, blocks: int, rate: float) -> Iterator[float]:
    """Return the seconds until the payout: 10, 50 and 90 % quantile.

    If blocks come early, less of the window's work has changed by then, so that another
    number of blocks may be needed.
    """
    steady = inputs.estimated_next_block == inputs.steady_credit
    for part in (0.1, 0.5, 0.9):
        count = blocks
        for _ in range(0 if steady else PACE_STEPS):
            pace = erlang_quantile(part, count, 1) / count
            count = _blocks_to_payout(inputs, pace) or blocks
        yield erlang_quantile(part, count, rate)


def _blocks_to_payout(inputs: ForecastInputs, pace: float = 1) -> int | None:
    """Return how many more pool blocks it takes until an account is paid.

    An account that the next block credits with nothing is not paid by any number, and
    neither does one that is off reach the threshold. `pace` is the work for each block,
    as a multiple of the mean.
    """
    estimate, lasting = inputs.estimated_next_block, inputs.steady_credit
    if inputs.kind is not PaymentKind.ON_CHAIN:
        return 1 if max(estimate or 0, lasting or 0) > 0 else None
    if inputs.unpaid is None or inputs.unpaid < 0:
        return None
    if estimate is None or estimate < 0 or lasting is None or lasting <= 0:
        return None
    missing = PAYOUT_THRESHOLD - inputs.unpaid
    return blocks_to_earn(missing, estimate, lasting, pace)


def blocks_to_earn(
    missing: float, estimate: float, lasting: float, pace: float = 1
) -> int:
    """Return how many pool blocks credit what is missing, in sat.

    The TIDES window holds the work of eight blocks. So with the work of each block an
    eighth of what it holds now leaves it, and work that earns `lasting` comes.
    """
    earned, block, renewed = 0.0, 0, 0.0
    while renewed < 1:
        block += 1
        renewed = min(block * pace / WINDOW_BLOCKS, 1)
        earned += estimate + (lasting - estimate) * renewed
        if earned >= missing:
            return block
    return block + ceil(min((missing - earned) / lasting, ENDLESS))


def _block_rate(inputs: ForecastInputs) -> float | None:
    """Return the mean number of blocks that the pool finds per second."""
    if not inputs.pool_hashrate or not inputs.difficulty:
        return None
    rate = inputs.pool_hashrate / hashes_per_block(inputs.difficulty)
    return rate if 0 < rate < inf else None


def _delay(kind: PaymentKind) -> timedelta:
    """Return the time from the last pool block that is needed to the payout.

    Thirty network blocks take 300 ± 55 minutes. The spread is left out: compared with
    the pool's gaps of half a day it moves the band by minutes.
    """
    if kind is not PaymentKind.LIGHTNING:
        return timedelta()
    return timedelta(seconds=LIGHTNING_BLOCKS * SECONDS_PER_BLOCK)


def _to_the_hour(at: datetime, now: datetime) -> datetime:
    """Round a future time to the hour, but never into the past."""
    nearest = round(at.timestamp() / HOUR)
    coming = floor(now.timestamp() / HOUR) + 1
    return datetime.fromtimestamp(max(nearest, coming) * HOUR, UTC)


def refreshed(
    cached: CachedForecast | None, inputs: ForecastInputs, now: datetime
) -> CachedForecast:
    """Return the cached forecast while it is valid, else a new one.

    A forecast is computed again after a pool block, a change of the balance, an input
    that moved by 5 %, or when it is due.
    """
    if cached and _is_valid(cached, now) and not _moved(cached.inputs, inputs):
        return cached
    fresh = forecast(inputs, now)
    if cached and cached.computed <= now:
        fresh = _as_shown(cached.forecast, fresh, now)
    due = _due(fresh, inputs, now)
    return CachedForecast(forecast=fresh, inputs=inputs, computed=now, due=due)


def _as_shown(
    shown: PayoutForecast, fresh: PayoutForecast, now: datetime
) -> PayoutForecast:
    """Return a forecast whose times stay while they move by little.

    A block comes, and minutes later what it credits: that alone moves the times forth
    and back by hours, although nothing happens that was not expected. How the payout
    comes stays while it is not known.
    """
    if fresh.method is None:
        return replace(fresh, method=shown.method)
    if fresh.earliest is None or fresh.latest is None:
        return fresh
    within = STEADY * (fresh.latest - fresh.earliest)

    def time(before: datetime | None, after: datetime | None) -> datetime | None:
        return after if before and before <= now else steady(before, after, within)

    return replace(
        fresh,
        earliest=time(shown.earliest, fresh.earliest),
        expected=time(shown.expected, fresh.expected),
        latest=time(shown.latest, fresh.latest),
    )


def _due(
    fresh: PayoutForecast, inputs: ForecastInputs, now: datetime
) -> datetime | None:
    """Return when to compute a forecast again although nothing happened.

    While no block comes, all times move into the future. So a forecast is valid for the
    pool's mean gap, and at most until its earliest time.
    """
    rate = _block_rate(inputs)
    if fresh.earliest is None or rate is None:
        return None
    return min(fresh.earliest, now + timedelta(seconds=1 / rate))


def _is_valid(cached: CachedForecast, now: datetime) -> bool:
    """Return whether a forecast is not due, and our clock was not set back since."""
    return cached.computed <= now and (cached.due is None or now < cached.due)


def _moved(before: ForecastInputs, after: ForecastInputs) -> bool:
    """Return whether the inputs of a forecast have changed enough to compute it again.

    A last block that is unknown at the moment is not a new block.
    """
    return (
        (before.kind, before.unpaid) != (after.kind, after.unpaid)
        or after.last_block not in {None, before.last_block}
        or _differs(before.estimated_next_block, after.estimated_next_block)
        or _differs(before.steady_credit, after.steady_credit)
        or _differs(_block_rate(before), _block_rate(after))
    )


def _differs(before: float | None, after: float | None) -> bool:
    """Return whether a figure moved by 5 %, or became known or unknown."""
    if not before or not after:
        return before != after
    return abs(after - before) >= MOVED * abs(before)
