"""Earned = paid + owed holds, whatever OCEAN corrects, lists twice, or leaves out."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.api import Earning, Payout, Satoshis
from custom_components.ocean_xyz.mining.ledger.book import PayoutCorrected, PayoutMade

from .support import Account, minute, watched

DAY = 1440


def totals_hold(account: Account) -> bool:
    """Return whether the ledger says what OCEAN does."""
    listed = [row for row in account.rows if isinstance(row, Earning)]
    earned = sum(row.net for row in listed)
    paid = account.ledger.paid_total
    return (account.ledger.earned_total, paid) == (earned, earned - account.balance)


@settings(max_examples=15, deadline=None)
@given(st.integers(-60, 900), st.booleans(), st.booleans(), st.booleans())
def test_a_payout_that_is_listed_otherwise_counts_once(
    hours: int, bumped: bool, named: bool, credited: bool
) -> None:
    """With another time, another transaction, both, or without any."""
    account = watched()
    account.pay(300)
    if not named:
        account.rows[-1] = replace(account.rows[-1], transaction=None)
    account.run(100)
    row = account.rows[-1]
    moved = replace(row, time=minute(account.now - 100 + 60 * hours))
    account.rows[-1] = replace(moved, transaction="b") if bumped else moved
    if credited:
        account.credit(77)
    account.run(400)
    assert [type(event) for event in account.events] == [PayoutMade]
    assert totals_hold(account)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 900), st.integers(-200, 200), st.integers(0, 20), st.booleans())
def test_corrected_credits_are_no_payout(
    less: int, minutes: int, days: int, lightning: bool
) -> None:
    """Whether the balance or the list is first, by how much, and how old they are."""
    account = watched(before=700 if lightning else 0)
    account.credit(5000)
    account.run(60)
    account.now += days * DAY
    account.run(3)
    number = next(n for n, row in enumerate(account.rows) if row.time > minute(0))
    if minutes < 0:
        account.balance -= less
        account.run(min(-minutes, 40))
    row = account.rows[number]
    account.rows[number] = replace(row, net=Satoshis(row.net - less))
    if minutes >= 0:
        account.run(min(minutes, 40))
        account.balance -= less
    account.run(400)
    assert account.events == []
    assert account.ledger.lightning_before == (700 if lightning else 0)
    assert totals_hold(account)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_a_balance_that_is_wrong_for_a_while_is_no_payout(seed: int) -> None:
    """Nothing, half or an old balance, for up to 42 minutes, six times."""
    random = Random(seed)
    account = watched(before=random.choice([0, 900]))
    account.credit(random.randint(100, 90_000))
    account.run(100)
    for _ in range(6):
        wrong = random.choice([0, account.balance // 2, account.balance - 500])
        account.run(random.randint(1, 30), balance=wrong)
        if random.random() < 0.5:
            account.credit(random.randint(100, 3000))
            account.run(random.randint(1, 12), balance=wrong)
        account.run(random.randint(5, 90))
    account.run(200)
    assert account.events == []
    assert totals_hold(account)
    paid = account.pay_over_lightning()
    account.run(140)
    assert [event.payout.amount for event in account.events] == [paid]
    assert totals_hold(account)


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 20), st.integers(0, 2**32))
def test_a_balance_that_lags_is_no_payout(hours: int, seed: int) -> None:
    """It shows what it was hours ago, while block after block is credited."""
    random = Random(seed)
    account = watched()
    account.credit(100_000)
    account.run(60)
    history = [account.balance]
    for _ in range(2 * DAY):
        if random.random() < 12 / DAY:
            account.credit(random.randint(2000, 4000))
        history.append(account.balance)
        account.run(1, balance=history[max(-60 * hours, -len(history))])
    account.run(180)
    assert account.events == []
    assert totals_hold(account)


@pytest.mark.parametrize("missing", [[0], [1], [0, 1], [1, 2]])
def test_a_first_list_that_is_cut_is_no_payout(missing: list[int]) -> None:
    """What was earned or paid before comes days later, and is no news."""
    account = Account(before=700)
    account.rows.insert(1, Payout(time=minute(-4500), amount=Satoshis(400)))
    whole = account.rows
    account.rows = [row for n, row in enumerate(whole) if n not in missing]
    account.read()
    account.run(3 * DAY)
    if 0 in missing:
        assert account.ledger.paid_total is None
    account.rows = whole
    account.run(240)
    assert account.events == []
    assert account.ledger.lightning_before == 300
    assert totals_hold(account)


def test_what_is_unknown_is_not_zero() -> None:
    """Until the balance has shown what was paid before, the sum is unknown."""
    account = Account(before=915)
    account.read()
    assert account.ledger.paid_total is None
    account.run(20)
    assert account.ledger.paid_total is None
    account.run(30)
    assert account.ledger.paid_total == 1415
    plain = Account()
    plain.read()
    plain.run(1)
    assert plain.ledger.paid_total == 500


def test_two_payouts_in_one_second_are_two() -> None:
    """Of two blocks, in the coinbase of each, or of two transactions."""
    account = watched()
    for number in range(2):
        account.list_credit(250)
        account.rows.append(
            Payout(
                time=minute(account.now),
                amount=Satoshis(250),
                transaction=f"{number}",
                coinbase=True,
            )
        )
    account.run(200)
    assert [type(event) for event in account.events] == [PayoutMade, PayoutMade]
    assert totals_hold(account)
    account.run(300)
    assert len(account.events) == 2


@pytest.mark.parametrize("bonus", [-37, 37, 1000])
def test_a_second_row_of_a_block_counts(bonus: int) -> None:
    """A bonus, or what is taken off."""
    account = watched()
    account.credit(4000)
    account.run(30)
    account.rows.append(replace(account.rows[-1], net=Satoshis(bonus)))
    account.balance += bonus
    account.run(300)
    assert account.events == []
    assert totals_hold(account)


@pytest.mark.parametrize("first", ["list", "balance"])
@pytest.mark.parametrize("nets", [[900], [500, 900], [33, 33]])
def test_a_credit_that_vanishes_for_good_is_taken_back(
    nets: list[int], first: str
) -> None:
    """It is no payout, and payouts after it are found in time."""
    account = watched()
    account.credit(2000)
    account.run(30)
    rows = []
    for net in nets:
        account.credit(net)
        rows.append(account.rows[-1])
        account.run(60)
    for row in rows:
        if first == "balance":
            account.balance -= row.net
            account.run(30)
        account.rows.remove(row)
        if first == "list":
            account.run(40)
            account.balance -= row.net
    account.run(220)
    assert account.events == []
    assert totals_hold(account)
    paid = account.pay_over_lightning()
    account.run(140)
    assert [event.payout.amount for event in account.events] == [paid]


def test_a_list_that_is_cut_for_days_takes_nothing_back() -> None:
    """While the balance holds what its rows say."""
    account = watched()
    account.credit(900)
    account.run(60)
    row = account.rows.pop()
    account.run(3 * DAY)
    assert account.ledger.earned_total == 1900
    account.rows.append(row)
    account.run(60)
    assert account.events == []
    assert totals_hold(account)


def test_several_payouts_are_taken_back_together() -> None:
    """A balance that was wrong for many hours owes again what two of them took."""
    account = watched()
    account.credit(3000)
    account.run(60)
    account.run(200, balance=2000)
    account.run(200, balance=700)
    assert [event.payout.amount for event in account.events] == [1500, 1300]
    account.run(180)
    assert [type(event) for event in account.events[2:]] == [PayoutCorrected] * 2
    assert totals_hold(account)


@pytest.mark.parametrize("blocks", [3, 20, 60, 140])
def test_payouts_are_found_however_often_the_pool_finds_blocks(blocks: int) -> None:
    """Credits four minutes after a block, payouts thirty network blocks after it."""
    random = Random(blocks)
    account = watched()
    credited: list[int] = []
    due: list[int] = []
    paid = []
    for now in range(account.now + 1, account.now + 2 * DAY):
        if random.random() < blocks / DAY:
            credited.append(now + 4)
            due.append(now + 300 + random.randint(-55, 55))
        account.now = now
        for _ in range(credited.count(now)):
            account.credit(random.randint(3000, 3300))
        if now in due and account.balance:
            paid.append(account.pay_over_lightning())
        account.watch_once(account.balance)
        if now in credited:
            account.read()
    account.run(300)
    found = [event.payout.amount for event in account.events]
    assert all(isinstance(event, PayoutMade) for event in account.events)
    assert sum(found) == sum(paid)
    assert len(set(found) & set(paid)) >= 0.7 * len(set(paid))


def test_the_difference_says_since_when_and_by_how_much() -> None:
    """For as long as the identity does not hold."""
    account = watched()
    assert account.watch.difference is None
    account.balance += 900
    account.run(50)
    assert account.watch.difference == (minute(account.now - 49), -900)
    account.list_credit(900)
    account.run(40)
    assert account.watch.difference is None
