"""A payout in the same step of the balance as a credit is exact all the same."""

from random import Random

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.mining.ledger.book import PayoutMade

from .support import Account, minute, watched


def amounts(account: Account) -> list[int]:
    """Return what was announced as paid, where nothing else was announced."""
    assert all(isinstance(event, PayoutMade) for event in account.events)
    return [event.payout.amount for event in account.events]


def is_true(account: Account) -> bool:
    """Return whether the totals say what the balance does, and nothing is in doubt."""
    ledger = account.ledger
    paid = (ledger.paid_total or 0) + account.balance
    return account.watch.difference is None and ledger.earned_total == paid


@settings(max_examples=10, deadline=None)
@given(
    st.sampled_from([60, 300, 450, 550, 2000]),
    st.integers(1, 3),
    st.sampled_from([-10, -1, 0, 1, 9, 25]),
    st.booleans(),
)
def test_credits_hide_nothing_of_a_payout(
    credit: int, several: int, late: int, before: bool
) -> None:
    """Whichever is more, and whether the list shows them before or after it."""
    account = watched(before=700 if before else 0)
    account.now += 1
    time = account.now
    if late < 0:
        for _ in range(several):
            account.list_credit(credit)
        account.run(-late)
    paid = account.pay_over_lightning()
    account.balance = credit * several
    account.run(max(late, 0))
    if late >= 0:
        for _ in range(several):
            account.list_credit(credit, at=time)
    account.run(100)
    assert amounts(account) == [paid]
    assert is_true(account)


def test_a_credit_that_was_only_late_hid_nothing() -> None:
    """The balance shows it after the payout, so the payout is what was seen."""
    account = watched()
    account.list_credit(90)
    account.run(3)
    paid = account.pay_over_lightning()
    account.run(10)
    assert account.watch.falls[0].credits == 90
    account.balance += 90
    account.run(100)
    assert amounts(account) == [paid]
    assert is_true(account)


def test_a_rise_that_a_credit_explains_hides_no_payout() -> None:
    """The second of two credits is late, as long as the first is all that came."""
    account = watched()
    account.list_credit(900)
    account.list_credit(900)
    account.balance += 900
    account.run(200)
    account.balance += 900
    account.run(60)
    assert account.events == []
    assert is_true(account)


@pytest.mark.parametrize("fees", [1, 7])
def test_each_payout_in_the_minute_of_a_credit_is_found(fees: int) -> None:
    """From the first minute on, with 140 pool blocks a day."""
    random = Random(fees)
    account = Account(before=700)
    waiting = [random.randint(5000, 15_000) for _ in range(30)]
    for number, net in enumerate(waiting):
        account.credit(net, at=10 * number - 2000)
    account.read()
    paid = []
    for _ in range(80):
        account.run(10)
        account.now += 1
        waiting.append(random.randint(5000, 15_000))
        account.credit(waiting[-1])
        paid.append(waiting.pop(0))
        account.balance -= paid[-1]
        account.watch_once(account.balance)
    account.run(100)
    assert amounts(account) == paid
    assert account.ledger.lightning_before == 700
    assert is_true(account)


def test_a_rise_while_nobody_watched_hides_nothing() -> None:
    """What happened in a step of many hours is not known."""
    account = watched()
    account.credit(900)
    account.now += 600
    account.run(1)
    assert account.watch.rise is None
    account.credit(30)
    account.run(1)
    assert account.watch.rise is not None
    assert account.watch.rise.since == minute(account.now)
