"""The figures that follow from several answers, each by one pure function.

`figures_of` composes them once per event. To add a figure, write its function and its
line there: entities that show a figure hear of it whenever `Figures` is another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ..api import AccountSnapshot, HashesPerSecond, Shares
from .account import AccountState
from .averages import hashrate_of_run, steady_for
from .economics import (
    ONE_TERAHASH,
    WINDOW_BLOCKS,
    Conditions,
    Outlook,
    assess,
    block_subsidy,
    hashprice,
    next_credit,
    rewards_of_tail,
    share_of_window,
    value_of,
)
from .fee import SAMPLES, FeeRange, FeeSample, fee_from_estimate, settled_fee
from .ledger.book import Ledger
from .ledger.next_payout import next_payment_kind
from .network import NetworkState
from .payout import CachedForecast, ForecastInputs, PayoutForecast, refreshed
from .pool import PoolState
from .workers.state import WorkerState

STEADY_FILL: Final = (0.9, 1.1)
"""How full the TIDES window is, as a fraction, while the hashrate is the usual one."""


class Source(StrEnum):
    """What figures follow from. It answers, or it does not.

    An answer that is not believed is none.
    """

    ACCOUNT = "account"
    WORKERS = "workers"
    LEDGER = "ledger"
    POOL = "pool"
    POOL_HASHRATE = "pool_hashrate"
    BLOCKS = "blocks"
    NETWORK = "network"
    PRICE = "price"
    """Of one bitcoin, in the hub's currency; one that nobody quotes has no source."""
    POWER = "power"
    TARIFF = "tariff"


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureInputs:
    """What the figures of an account follow from."""

    account: AccountState
    ledger: Ledger | None
    """None until the whole history was read once."""
    ledger_answers: bool
    credited_fee: FeeRange
    """What the newest credits say of the pool's fee."""
    fee_samples: tuple[FeeSample, ...]
    pool: PoolState
    network: NetworkState
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The figures of an account; what is not known is None."""

    answering: frozenset[Source] = frozenset()
    mining: bool | None = None
    """Whether at least one worker is online."""
    hashrate: HashesPerSecond | None = None
    """Averaged over 3 h."""
    hashrate_hour: HashesPerSecond | None = None
    steady_for: int = 0
    """For how long the hashrate was the same, in seconds: three hours, one, or none."""
    hashrate_shared: HashesPerSecond | None = None
    """Over 3 h, as all workers share it."""
    price: float | None = None
    """Of one bitcoin, in the hub's currency; so are all values."""
    fee: float | None = None
    """The pool's fee in force, as a fraction."""
    next_credit: float | None = None
    """What the next block would credit, in sat with fractions."""
    conditions: Conditions | None = None
    outlook: Outlook | None = None
    forecast_inputs: ForecastInputs | None = None
    cached_forecast: CachedForecast | None = None
    revenue_per_day: float | None = None
    """What the expected earnings of a day are worth."""
    per_terahash: float | None = None
    """Satoshis that 10¹² hashes a second earn in a day, after the pool's fee."""
    unpaid_value: float | None = None
    earned_total_value: float | None = None

    @property
    def expected_per_day(self) -> float | None:
        """Return what a day is expected to earn, in sat, after the pool's fee."""
        return self.outlook.expected_per_day if self.outlook else None

    @property
    def rewards_of_tail(self) -> float | None:
        """Return what the shares in the window would earn without new ones, in sat."""
        fill = self.outlook.window_fill if self.outlook else None
        if self.next_credit is None or fill is None:
            return None
        return rewards_of_tail(self.next_credit, fill)

    @property
    def forecast(self) -> PayoutForecast | None:
        """Return when the next payout may come."""
        return self.cached_forecast.forecast if self.cached_forecast else None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerOutlook:
    """What one worker contributes; what cannot be computed is None."""

    share_of_account: float | None
    """Of the account's hashrate, averaged over 3 h, as a fraction."""
    expected_per_day: float | None
    """Satoshis, after the pool's fee."""
    assumed_fee: float | None
    """The fee, as a fraction, that this assumes while it is not known."""


def figures_of(inputs: FigureInputs, before: Figures) -> Figures:
    """Return the figures of an account; a forecast that still holds stays."""
    account, price = inputs.account, inputs.network.price
    at = account.snapshot.snapshot_time if account.snapshot else inputs.now
    fee = settled_fee(inputs.fee_samples, inputs.credited_fee, at.timestamp())
    conditions = conditions_of(
        inputs.pool, inputs.network, fee, assumed_fee=inputs.credited_fee.assumed
    )
    outlook = outlook_of(account, conditions)
    credit = next_credit_of(account.snapshot, conditions)
    forecast_inputs = forecast_inputs_of(inputs, credit, conditions, outlook)
    return Figures(
        answering=account_sources(inputs) | hub_sources(inputs.pool, inputs.network),
        mining=account.mining,
        hashrate=account.hashrate.hashrate_10800s if account.hashrate else None,
        hashrate_hour=account.hashrate.hashrate_3600s if account.hashrate else None,
        steady_for=steady_for(account.hashrate) if account.hashrate else 0,
        hashrate_shared=account.hashrate_shared,
        price=price,
        fee=fee,
        next_credit=credit,
        conditions=conditions,
        outlook=outlook,
        forecast_inputs=forecast_inputs,
        cached_forecast=None
        if forecast_inputs is None
        else refreshed(before.cached_forecast, forecast_inputs, inputs.now),
        revenue_per_day=worth(outlook.expected_per_day if outlook else None, price),
        per_terahash=conditions.per_day(ONE_TERAHASH) if conditions else None,
        unpaid_value=worth(
            account.snapshot.unpaid if account.snapshot else None, price
        ),
        earned_total_value=worth(
            inputs.ledger.earned_total if inputs.ledger else None, price
        ),
    )


def account_sources(inputs: FigureInputs) -> frozenset[Source]:
    """Return which sources of an account answer."""
    return _answering(
        {
            Source.ACCOUNT: inputs.account.snapshot is not None,
            Source.WORKERS: inputs.account.workers_known,
            Source.LEDGER: inputs.ledger_answers,
        }
    )


def hub_sources(pool: PoolState, network: NetworkState) -> frozenset[Source]:
    """Return which sources of the pool and the network answer."""
    return _answering(
        {
            Source.POOL: pool.stat is not None,
            Source.POOL_HASHRATE: pool.hashrate is not None,
            Source.BLOCKS: pool.blocks_answer,
            Source.NETWORK: network.answers,
            Source.PRICE: network.price is not None,
        }
    )


def _answering(sources: Mapping[Source, bool]) -> frozenset[Source]:
    """Return the sources that answer."""
    return frozenset(source for source, answers in sources.items() if answers)


def conditions_of(
    pool: PoolState,
    network: NetworkState,
    fee: float | None = None,
    *,
    assumed_fee: float = 0.0,
) -> Conditions | None:
    """Return what decides what mining brings now; None while the pool is silent.

    The reward is the pool's estimate for the next block, with fees; else the subsidy
    alone. `fee` is the pool's, as a fraction; while it is not known, `assumed_fee`
    counts.
    """
    if pool.stat is None:
        return None
    reward = pool.stat.block_reward
    if reward is None and network.height is not None:
        reward = block_subsidy(network.height + 1)
    difficulty = pool.stat.network_difficulty or network.difficulty
    if difficulty is None:
        return None
    window = pool.stat.shares_in_window
    return Conditions(
        difficulty=difficulty,
        reward=reward,
        fee=assumed_fee if fee is None else fee,
        fee_known=fee is not None,
        window=window or Shares(int(WINDOW_BLOCKS * difficulty)),
        pool_hashrate=pool.mean_hashrate,
        difficulty_change=network.adjustment.change if network.adjustment else None,
    )


def hashprice_of(pool: PoolState, network: NetworkState) -> float | None:
    """Return what 10¹⁵ hashes a second earn in a day, in sat, without a fee."""
    conditions = conditions_of(pool, network)
    if conditions is None or conditions.reward is None:
        return None
    return hashprice(conditions.difficulty, conditions.reward)


def outlook_of(account: AccountState, conditions: Conditions | None) -> Outlook | None:
    """Return what an account may expect under these conditions."""
    if account.snapshot is None or conditions is None:
        return None
    hashrate = account.hashrate
    return assess(
        conditions,
        shares=account.snapshot.shares_in_window,
        hashrate_3h=hashrate.hashrate_10800s if hashrate else None,
        hashrate_of_run=hashrate_of_run(hashrate, account.snapshot.shares_in_window)
        if hashrate
        else None,
    )


def next_credit_of(
    snapshot: AccountSnapshot | None, conditions: Conditions | None
) -> float | None:
    """Return what the next block would credit to an account, in sat with fractions."""
    if snapshot is None:
        return None
    by_shares, shares = None, snapshot.shares_in_window
    if conditions and shares is not None:
        share = share_of_window(shares, conditions.window)
        by_shares = None if share is None else conditions.credit(share)
    return next_credit(snapshot.estimated_next_block, by_shares)


def forecast_inputs_of(
    inputs: FigureInputs,
    credit: float | None,
    conditions: Conditions | None,
    outlook: Outlook | None,
) -> ForecastInputs | None:
    """Return what decides when the next payout comes.

    `credit` is what the next block would credit.
    """
    snapshot, pool, ledger = inputs.account.snapshot, inputs.pool, inputs.ledger
    if snapshot is None or ledger is None:
        return None
    hashrate = inputs.account.hashrate
    present = hashrate.hashrate_10800s if hashrate else None
    fill = outlook.window_fill if outlook else None
    lasting = (
        conditions.block_credit(present, pool.present_hashrate) if conditions else None
    )
    # Only a window that was full before can be as full as usual.
    old = len(ledger.earnings) >= WINDOW_BLOCKS
    if lasting and old and fill and STEADY_FILL[0] <= fill <= STEADY_FILL[1]:
        # As a day ago: a machine that is off at night, or three hours of luck.
        lasting = credit
    return ForecastInputs(
        kind=next_payment_kind(
            ledger,
            balance=snapshot.unpaid,
            next_credit=credit,
            at=snapshot.snapshot_time,
        ),
        unpaid=snapshot.unpaid,
        estimated_next_block=credit,
        steady_credit=lasting,
        pool_hashrate=pool.present_hashrate,
        difficulty=pool.stat.network_difficulty if pool.stat else None,
        last_block=pool.last_block.hash if pool.last_block else None,
    )


def worth(satoshis: float | None, price: float | None) -> float | None:
    """Return what satoshis are worth, in the currency of the price of one bitcoin."""
    if satoshis is None or price is None:
        return None
    return value_of(satoshis, price)


def worker_outlook(
    worker: WorkerState,
    shared: HashesPerSecond | None,
    conditions: Conditions | None,
) -> WorkerOutlook:
    """Return what a worker contributes; the hashrate is that which workers share."""
    own = worker.averages.hashrate_10800s
    return WorkerOutlook(
        share_of_account=own / shared if own is not None and shared else None,
        expected_per_day=conditions.per_day(own) if conditions else None,
        assumed_fee=conditions.assumed_fee if conditions else None,
    )


def with_fee_sample(
    samples: tuple[FeeSample, ...], account: AccountState, pool: PoolState
) -> tuple[FeeSample, ...]:
    """Add the pool's fee as read from OCEAN's estimate, once for each snapshot.

    Only where the account's and the pool's answers are of one snapshot: the reward
    changes with every block template.
    """
    stat, snapshot = pool.stat, account.snapshot
    if stat is None or snapshot is None or not account.live:
        return samples
    at = snapshot.snapshot_time
    if at != stat.snapshot_time or _is_sampled(samples, at):
        return samples
    if (
        snapshot.shares_in_window is None
        or snapshot.estimated_next_block is None
        or not stat.shares_in_window
        or stat.block_reward is None
    ):
        return samples
    fee = fee_from_estimate(
        snapshot.estimated_next_block,
        share=snapshot.shares_in_window / stat.shares_in_window,
        reward=stat.block_reward,
    )
    if fee is None:
        return samples
    sample = FeeSample(snapshot_time=at.timestamp(), fee=fee)
    return (*samples, sample)[-SAMPLES:]


def _is_sampled(samples: tuple[FeeSample, ...], at: datetime) -> bool:
    """Return whether there is a sample of this snapshot, or of a newer one."""
    return bool(samples) and samples[-1].snapshot_time >= at.timestamp()
