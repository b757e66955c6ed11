"""Credits follow from work, and every satoshi is either unpaid or paid."""

from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest

from simulator import (
    Account,
    AccountPlan,
    LedgerRules,
    MachinePlan,
    NetworkPlan,
    PaidBy,
    World,
    farm,
    home,
)

LONG = NetworkPlan(history=timedelta(days=300))
THRESHOLD = 2**20


def only(world: World) -> Account:
    """Return the world's only account, with its ledger written."""
    (address,) = world.accounts
    account = world.account(address)
    assert account is not None
    return account


@pytest.mark.parametrize("by", PaidBy)
def test_what_was_earned_is_unpaid_or_paid(by: PaidBy) -> None:
    """Credits − payouts = balance, for each kind of payout."""
    world = World(4, accounts=(replace(home(), paid_by=by),), network=LONG)
    truth = world.truth(only(world).address)
    assert truth.earned > 0
    assert truth.earned == sum(truth.paid.values()) + truth.balance
    assert truth.paid[by] > 0


def test_credit_is_the_share_of_the_reward(
    world: World, accounts: dict[str, Account]
) -> None:
    """Gross = floor(shares · reward / 8 D), and the fee is rounded to the nearest."""
    account = world.account(accounts["home"].address)
    assert account is not None
    for credit in account.ledger.credits[-20:]:
        window = int(8 * credit.block.difficulty)
        gross = credit.shares * credit.block.reward // window
        assert credit.fee + credit.net == gross
        assert abs(credit.fee - gross / 100) <= 0.5


def test_shares_of_a_credit_are_the_work_of_the_window(
    world: World, accounts: dict[str, Account]
) -> None:
    """A machine that always runs is paid for all its work in the window."""
    account = world.account(accounts["home"].address)
    assert account is not None
    block = world.chain.pool_blocks[-1]
    work = account.hashrate(block.time) * (block.time - block.window_start) / 2**32
    assert account.ledger.credits[-1].shares == pytest.approx(work, rel=1e-6)


def test_income_is_what_theory_expects() -> None:
    """Over years earnings are hashrate / (D · 2³²) · reward, as far as chance allows."""
    years = NetworkPlan(history=timedelta(days=1095))
    world = World(5, accounts=(home(),), network=years)
    account = only(world)
    chain = world.chain
    rate = account.hashrate(world.timestamp) * 86400 * 1090
    fee = 0.99
    reward = sum(block.reward for block in chain.pool_blocks) / len(chain.pool_blocks)
    expected = rate / (chain.epochs[0].difficulty * 2**32) * reward * fee
    assert world.truth(account.address).earned == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("fee", [0, 100, 200])
def test_fee_is_the_accounts(fee: int) -> None:
    """An account pays its own rate."""
    world = World(6, accounts=(replace(farm(3), fee=fee),))
    credits_ = only(world).ledger.credits
    fees, net = sum(row.fee for row in credits_), sum(row.net for row in credits_)
    assert fees / (fees + net) == pytest.approx(fee / 10_000, abs=1e-4)


def test_coinbase_pays_each_block_at_once() -> None:
    """Paid in the coinbase, the balance is always 0 and transactions are the blocks'."""
    world = World(6, accounts=(farm(3),))
    ledger = only(world).ledger
    assert ledger.balance(world.timestamp) == 0
    for credit, payout in zip(ledger.credits, ledger.payouts, strict=True):
        assert payout.transaction == credit.block.transaction
        assert payout.amount == credit.net
        assert 10 <= payout.time - credit.block.time <= 20


def test_accounts_share_the_transaction_of_a_coinbase() -> None:
    """A transaction is not unique to an account."""
    plans = tuple(replace(farm(2), label=label) for label in ("one", "two"))
    world = World(6, accounts=plans)
    first, second = (world.account(address) for address in world.accounts)
    assert first is not None
    assert second is not None
    assert first.ledger.payouts[-1].transaction == second.ledger.payouts[-1].transaction


def test_sweep_pays_only_above_the_threshold() -> None:
    """On-chain payouts come in batches once a day, from 2^20 satoshis on."""
    world = World(4, accounts=(home(),), network=LONG)
    payouts = only(world).ledger.payouts
    assert payouts
    for payout in payouts:
        assert payout.by is PaidBy.ON_CHAIN
        assert payout.amount >= THRESHOLD
        assert payout.time % 86400 == 0


def test_balance_can_stay_above_the_threshold() -> None:
    """Without on-chain batches the balance keeps growing."""
    rules = LedgerRules(sweep_every=inf)
    world = World(4, accounts=(home(),), network=LONG, ledger=rules)
    assert world.truth(only(world).address).balance > 2 * THRESHOLD


def test_lightning_pays_thirty_blocks_after_a_pool_block() -> None:
    """The balance falls to 0 at the 30th network block after the pool's."""
    plan = replace(home(), paid_by=PaidBy.LIGHTNING)
    world = World(8, accounts=(plan,))
    world.advance(timedelta(days=1))
    world.hold_blocks()
    world.advance(timedelta(days=1))
    account = only(world)
    block = world.find_block()
    world.advance(timedelta(minutes=5))
    assert world.truth(account.address).balance > 0
    while world.chain.tip(world.timestamp) < block.height + 29:
        world.advance(timedelta(minutes=1))
    assert world.truth(account.address).balance > 0
    world.advance(timedelta(hours=3))
    truth = world.truth(account.address)
    assert truth.balance == 0
    assert truth.paid[PaidBy.ON_CHAIN] == 0


def test_paused_lightning_falls_back_on_chain() -> None:
    """While Lightning is paused, the balance grows until an on-chain payout."""
    plan = replace(home(), paid_by=PaidBy.LIGHTNING)
    world = World(
        4, accounts=(plan,), network=LONG, ledger=LedgerRules(lightning=False)
    )
    truth = world.truth(only(world).address)
    assert truth.paid[PaidBy.LIGHTNING] == 0
    assert truth.paid[PaidBy.ON_CHAIN] > 0


def test_credit_appears_some_minutes_after_the_block(
    world: World, address: str
) -> None:
    """Row and balance come together, after the delay, by the same amount."""
    world.hold_blocks()
    world.advance(timedelta(hours=1))
    before = world.truth(address)
    world.find_block()
    world.advance(timedelta(seconds=239))
    assert world.truth(address) == replace(
        world.truth(address), earned=before.earned, balance=before.balance
    )
    world.advance(timedelta(seconds=2))
    after = world.truth(address)
    assert after.earned - before.earned == after.balance - before.balance > 0


def test_balance_can_be_set(world: World, address: str) -> None:
    """The dial sets the balance, and the next credit adds to it."""
    world.set_unpaid(address, 123_456)
    assert world.truth(address).balance == 123_456
    world.find_block()
    world.advance(timedelta(minutes=5))
    assert world.truth(address).balance > 123_456


def test_work_after_a_power_cut_is_not_paid() -> None:
    """A window without own work earns no row, a half-full one earns half."""
    machine = MachinePlan(name="rig", hashrate=1e15)
    world = World(4, accounts=(AccountPlan(label="cut", machines=(machine,)),))
    account = only(world)
    world.hold_blocks()
    full = account.hashes(world.chain.window_start(world.timestamp), world.timestamp)
    world.switch_off(account.address)
    world.advance(timedelta(days=2))
    half = account.hashes(world.chain.window_start(world.timestamp), world.timestamp)
    assert 0.3 < half / full < 0.6
    world.advance(timedelta(days=3))
    rows = len(only(world).ledger.credits)
    world.find_block()
    world.advance(timedelta(minutes=10))
    assert len(only(world).ledger.credits) == rows


def test_an_account_opened_late_has_its_history(world: World) -> None:
    """A plan that joins a running world includes the past of its machines."""
    world.advance(timedelta(days=1))
    account = world.add_account(replace(home(), label="late"))
    twin = next(iter(world.accounts.values()))
    assert world.truth(account.address).earned == world.truth(twin.address).earned


def test_two_machines_of_one_name_are_refused(world: World, address: str) -> None:
    """Names are unique within an account, and accounts within a world."""
    with pytest.raises(ValueError, match="s21-attic"):
        world.add_machine(address, "s21-attic", 1e12)
    with pytest.raises(ValueError, match="home"):
        world.add_account(home())


def test_dials_refuse_an_unknown_account(world: World) -> None:
    """A dial for an account that does not exist is an error of the test."""
    with pytest.raises(LookupError, match="no account"):
        world.set_unpaid("bc1qnobody", 1)
