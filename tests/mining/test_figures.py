"""The figures of an account follow from plain inputs, and what is missing stays out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import (
    AccountSnapshot,
    HashesPerSecond,
    HashrateAverages,
    PoolHashrate,
    PoolStat,
)
from custom_components.ocean_xyz.mining.account import (
    AccountState,
    DataStatus,
)
from custom_components.ocean_xyz.mining.economics import expected_per_day
from custom_components.ocean_xyz.mining.fee import FeeRange
from custom_components.ocean_xyz.mining.figures import (
    FigureInputs,
    Figures,
    conditions_of,
    figures_of,
    hashprice_of,
    with_fee_sample,
    worker_outlook,
    worth,
)
from custom_components.ocean_xyz.mining.ledger.book import Ledger, LedgerEarning
from custom_components.ocean_xyz.mining.network import NetworkState
from custom_components.ocean_xyz.mining.pool import PoolState
from custom_components.ocean_xyz.mining.workers.state import (
    WorkerState,
    WorkerStatus,
    shared_hashrate,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REWARD = 312_500_000
STAT = PoolStat(
    snapshot_time=NOW,
    network_difficulty=100e12,
    shares_in_window=800_000_000_000_000,
    block_reward=REWARD,
)
POOL = PoolState(
    stat=STAT,
    hashrate=PoolHashrate(hashrate_300s=10e18),
    mean_hashrate=10e18,
)
NETWORK = NetworkState(height=900_000, price=100_000)
SNAPSHOT = AccountSnapshot(
    snapshot_time=NOW,
    shares_in_window=80_000_000_000,
    estimated_next_block=30_937,
    unpaid=500_000,
)
ACCOUNT = AccountState(
    status=DataStatus.LIVE,
    snapshot=SNAPSHOT,
    hashrate=HashrateAverages(
        hashrate_3600s=1e15, hashrate_10800s=1e15, hashrate_86400s=1e15
    ),
    hashrate_shared=1e15,
)
FEE = 0.01


def inputs(**changes: Any) -> FigureInputs:
    """Return the inputs of a usual account, with some changes."""
    usual = FigureInputs(
        account=ACCOUNT,
        ledger=Ledger(),
        ledger_answers=True,
        credited_fee=FeeRange(low=FEE, high=FEE, credits=1),
        fee_samples=(),
        pool=POOL,
        network=NETWORK,
        now=NOW,
    )
    return replace(usual, **changes)


def test_all_figures_of_a_usual_account() -> None:
    """A petahash a second, by hand."""
    figures = figures_of(inputs(), Figures())
    a_day = expected_per_day(1e15, difficulty=100e12, reward=REWARD, fee=FEE)
    assert (figures.hashrate, figures.price, figures.fee) == (1e15, 100_000, FEE)
    assert figures.expected_per_day == pytest.approx(a_day)
    assert figures.revenue_per_day == pytest.approx(a_day / 1e8 * 100_000)
    assert figures.hashrate_hour == 1e15
    assert figures.per_terahash == pytest.approx(a_day / 1000)
    assert figures.unpaid_value == 500
    assert figures.earned_total_value == 0
    assert figures.outlook.window_fill == pytest.approx(1)
    assert figures.forecast.progress == pytest.approx(500_000 / 1_048_576)
    assert hashprice_of(POOL, NETWORK) == pytest.approx(a_day / (1 - FEE))


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        (
            {"pool": PoolState()},
            {"conditions", "outlook", "revenue_per_day", "per_terahash"},
        ),
        ({"ledger": None}, {"forecast_inputs", "forecast", "earned_total_value"}),
        (
            {"account": AccountState(status=DataStatus.UNREACHABLE)},
            {"hashrate", "outlook", "forecast_inputs", "forecast", "unpaid_value"}
            | {"revenue_per_day", "hashrate_hour", "next_credit", "hashrate_shared"},
        ),
        (
            {"network": NetworkState()},
            {"price", "revenue_per_day", "unpaid_value"} | {"earned_total_value"},
        ),
        ({"credited_fee": FeeRange()}, {"fee"}),
    ],
)
def test_what_is_missing_makes_its_figures_unknown(
    changes: dict[str, Any], unknown: set[str]
) -> None:
    """And no others."""
    figures = figures_of(inputs(**changes), Figures())
    names = {*Figures.__slots__, "forecast"} - {"mining", "cached_forecast"}
    assert {name for name in names if getattr(figures, name) is None} == unknown


def test_the_same_inputs_make_equal_figures() -> None:
    """So nothing is written; the forecast is the same object while it holds."""
    before = figures_of(inputs(), Figures())
    after = figures_of(inputs(now=NOW + timedelta(minutes=1)), before)
    assert after == before
    assert after.cached_forecast is before.cached_forecast


def test_without_the_pools_estimate_the_reward_is_the_subsidy() -> None:
    """Of the next block; without a height there is none."""
    pool = replace(POOL, stat=replace(STAT, block_reward=None))
    assert conditions_of(pool, NETWORK, FEE).reward == 312_500_000
    assert conditions_of(pool, NetworkState(), FEE).reward is None
    assert hashprice_of(pool, NetworkState()) is None
    assert hashprice_of(PoolState(), NETWORK) is None


def test_without_the_pools_window_it_is_eight_difficulties() -> None:
    """TIDES shares each block among the work of eight blocks."""
    pool = replace(POOL, stat=replace(STAT, shares_in_window=None))
    assert conditions_of(pool, NETWORK, FEE).window == 800_000_000_000_000


def credited(times: int) -> Ledger:
    """Return a ledger with so many credits."""
    return Ledger(
        earnings=tuple(
            LedgerEarning(block_hash=f"{n}", time=NOW - n * timedelta(hours=11), net=1)
            for n in range(times, 0, -1)
        )
    )


def lasting(
    three_hours: float | None, day: float | None, *, credits: int = 8
) -> float | None:
    """Return what blocks will credit, in parts of what the next one credits."""
    hashrate = HashrateAverages(hashrate_10800s=three_hours, hashrate_86400s=day)
    account = replace(ACCOUNT, hashrate=hashrate)
    figures = figures_of(inputs(account=account, ledger=credited(credits)), Figures())
    wanted, now = figures.forecast_inputs, figures.next_credit
    assert wanted is not None
    assert now is not None
    return None if wanted.steady_credit is None else wanted.steady_credit / now


@pytest.mark.parametrize(
    ("three_hours", "day", "credits", "part"),
    [
        # The window holds the work of a petahash.
        (1e15, 1e15, 8, 1),
        (1.2e15, 1e15, 8, 1),
        (2e15, 1e15, 8, 1),
        (2e15, 1.3e15, 8, 2),
        (2e15, 1e15, 7, 2),
        (0.5e15, 0.8e15, 8, 0.5),
        (0.0, 1e15, 8, 0),
        (2e15, None, 8, 2),
        (None, 1e15, 8, None),
    ],
)
def test_the_window_will_hold_the_present_hashrate(
    three_hours: float | None, day: float | None, credits: int, part: float | None
) -> None:
    """Unless it is what it was a day ago, which nights off and chance make it."""
    assert lasting(three_hours, day, credits=credits) == pytest.approx(part, rel=0.001)


@given(st.floats(1e12, 1e17))
def test_a_days_blocks_credit_what_is_expected_a_day(hashrate: float) -> None:
    """So no sensor contradicts another."""
    conditions = conditions_of(POOL, NETWORK, FEE)
    assert conditions is not None
    own = HashesPerSecond(hashrate)
    credit = conditions.block_credit(own, POOL.mean_hashrate)
    assert credit is not None
    assert POOL.expected_interval is not None
    blocks = 86_400 / POOL.expected_interval
    assert credit * blocks == pytest.approx(conditions.per_day(own))


def test_a_fee_is_read_once_from_each_snapshot() -> None:
    """Where the account's and the pool's answers are of the same one."""
    samples = with_fee_sample((), ACCOUNT, POOL)
    assert samples[0].fee == pytest.approx(FEE, abs=0.0001)
    assert with_fee_sample(samples, ACCOUNT, POOL) is samples


@pytest.mark.parametrize(
    ("account", "stat"),
    [
        ({"status": DataStatus.STALE}, {}),
        ({"snapshot": None}, {}),
        ({"snapshot": replace(SNAPSHOT, shares_in_window=None)}, {}),
        ({"snapshot": replace(SNAPSHOT, estimated_next_block=None)}, {}),
        ({"snapshot": replace(SNAPSHOT, estimated_next_block=500)}, {}),
        ({}, {"snapshot_time": NOW - timedelta(minutes=1)}),
        ({}, {"shares_in_window": None}),
        ({}, {"block_reward": None}),
    ],
)
def test_no_fee_is_read_from_what_does_not_fit(
    account: dict[str, Any], stat: dict[str, Any]
) -> None:
    """Old, incomplete, or too small to tell one percent."""
    pool = replace(POOL, stat=replace(STAT, **stat))
    assert with_fee_sample((), replace(ACCOUNT, **account), pool) == ()
    assert with_fee_sample((), ACCOUNT, PoolState()) == ()


@given(
    st.one_of(st.none(), st.floats(0, 1e12)), st.one_of(st.none(), st.floats(1, 1e7))
)
def test_a_value_needs_an_amount_and_a_price(
    satoshis: float | None, price: float | None
) -> None:
    """It is never guessed from one of them."""
    assert (worth(satoshis, price) is None) == (satoshis is None or price is None)


def worker(name: str, hashrate: float | None, *, gone: bool = False) -> WorkerState:
    """Return a worker with a hashrate over 3 h."""
    return WorkerState(
        name=name,
        status=WorkerStatus.ONLINE,
        last_share=NOW,
        long_averages=HashrateAverages(hashrate_10800s=hashrate),
        gone=gone,
    )


def account_of(*workers: WorkerState, hashrate: float | None = 1e15) -> AccountState:
    """Return an account with workers, and with a hashrate of its own."""
    return replace(
        ACCOUNT,
        hashrate=HashrateAverages(hashrate_10800s=hashrate),
        workers={one.name: one for one in workers},
    )


def test_the_outlook_of_a_worker() -> None:
    """Its part of the hashrate that workers share, and what it may expect itself."""
    conditions = conditions_of(POOL, NETWORK, FEE)
    outlook = worker_outlook(worker("rig", 1e14), 1e15, conditions)
    assert outlook.share_of_account == pytest.approx(0.1)
    assert outlook.expected_per_day == conditions.per_day(1e14)
    assert outlook.assumed_fee is None
    guessed = conditions_of(POOL, NETWORK, None, assumed_fee=0.02)
    assert worker_outlook(worker("rig", 1e14), None, guessed).assumed_fee == 0.02
    alone = worker_outlook(worker("rig", 1e14), None, None)
    assert (alone.share_of_account, alone.expected_per_day) == (None, None)


def shared(account: AccountState) -> float | None:
    """Return the hashrate that the workers of an account share."""
    return shared_hashrate(account.workers, account.hashrate)


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1e16)), min_size=1, max_size=9),
    st.one_of(st.none(), st.floats(0, 1e17)),
    st.integers(0, 3),
)
def test_shares_of_an_account_are_never_over_all_of_it(
    hashrates: list[float | None], whole: float | None, gone: int
) -> None:
    """Whatever the account's own average says, which is of another answer."""
    workers = [
        worker(f"{number}", one, gone=number < gone)
        for number, one in enumerate(hashrates)
    ]
    whole_of_it = shared(account_of(*workers, hashrate=whole))
    shares = [
        worker_outlook(one, whole_of_it, None).share_of_account for one in workers
    ]
    known = [share for share in shares if share is not None]
    assert sum(known) <= 1 + 1e-9
    if None not in hashrates and known:
        assert sum(known) == pytest.approx(1)


@pytest.mark.parametrize("whole", [None, 0.97e15, 1.03e15])
def test_the_only_worker_is_all_of_its_account(whole: float | None) -> None:
    """By its own answer alone; also beside one that is gone."""
    gone = worker("old", None, gone=True)
    assert shared(account_of(worker("rig", 1e15), gone, hashrate=whole)) == 1e15


@pytest.mark.parametrize(
    ("whole", "expected"), [(None, None), (3e15, 3e15), (0.5e15, 1e15)]
)
def test_workers_without_a_hashrate_share_what_the_account_has(
    whole: float | None, expected: float | None
) -> None:
    """One that is not listed in full counts in the account's own average."""
    workers = worker("rig", 1e15), worker("new", None)
    assert shared(account_of(*workers, hashrate=whole)) == expected


@pytest.mark.parametrize("terahash", [0.05, 0.5, 1, 100])
def test_what_the_next_block_credits_has_a_fraction(terahash: float) -> None:
    """OCEAN's own figure is cut off to 0 for a twentieth of a terahash."""
    share = terahash * 1e12 / 10e18
    window = 800_000_000_000_000
    shares = round(share * window)
    exact = shares / window * REWARD * (1 - FEE)
    snapshot = replace(
        SNAPSHOT, shares_in_window=shares, estimated_next_block=int(exact)
    )
    changes = {"account": replace(ACCOUNT, snapshot=snapshot)}
    figures = figures_of(inputs(**changes), Figures())
    assert figures.next_credit == pytest.approx(exact)
    blind = figures_of(inputs(**changes, pool=PoolState()), Figures())
    assert blind.next_credit == (int(exact) if exact > 100 else None)
    bare = replace(STAT, shares_in_window=None, network_difficulty=None)
    unsure = figures_of(inputs(**changes, pool=replace(POOL, stat=bare)), Figures())
    assert unsure.next_credit == blind.next_credit
