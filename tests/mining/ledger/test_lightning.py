"""Payouts over Lightning are deduced when they were made, and never otherwise."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings, strategies as st

from custom_components.ocean_xyz.api import Satoshis
from custom_components.ocean_xyz.mining.ledger.balance import BalanceWatch
from custom_components.ocean_xyz.mining.ledger.book import (
    Certainty,
    Ledger,
    PayoutCorrected,
    PayoutMade,
)
from custom_components.ocean_xyz.mining.ledger.lightning import watch_balance
from custom_components.ocean_xyz.mining.payout import PaymentKind

from .support import START, Account, minute, watched


def test_what_was_paid_before_is_booked_without_a_date() -> None:
    """Earned less paid on chain less owed, after half an hour, and no event."""
    account = Account(before=700)
    account.read()
    account.run(20)
    assert account.ledger.lightning_before is None
    account.run(60)
    assert account.ledger.lightning_before == 700
    assert account.ledger.paid_total == 1200
    assert account.ledger.earned_total == account.ledger.paid_total + account.balance
    assert account.events == []
    none = watched()
    assert none.ledger.lightning_before == 0


def test_a_lightning_payout_is_announced_once_and_to_the_satoshi() -> None:
    """The list is read at the fall and after 45 minutes; then it is booked."""
    account = watched()
    account.asked.clear()
    account.now += 1
    paid = account.pay_over_lightning()
    fall = account.now + 1
    account.run(10)
    assert account.asked[0] == fall
    assert account.events == []
    account.run(33)
    assert account.events == []
    account.run(5)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.amount == paid == 500
    assert event.payout.time == minute(fall)
    assert event.payout.kind is PaymentKind.LIGHTNING
    assert event.payout.certainty is Certainty.DEDUCED
    assert account.ledger.payouts[-1].kind is PaymentKind.LIGHTNING
    account.credit(900)
    account.run(300)
    assert account.events == [event]


def test_a_payout_between_two_credits_is_exact() -> None:
    """Credits before and after the fall are not mistaken for it."""
    account = watched()
    account.credit(900)
    account.run(5)
    paid = account.pay_over_lightning()
    account.run(5)
    account.credit(40)
    account.run(200)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.amount == paid == 1400


def test_a_balance_that_comes_back_takes_the_payout_back() -> None:
    """After two hours in which OCEAN owes again what was thought to be paid."""
    account = watched()
    account.run(130, balance=100)
    assert len(account.events) == 1
    account.run(100)
    assert len(account.events) == 1
    account.run(100)
    _, corrected = account.events
    assert isinstance(corrected, PayoutCorrected)
    assert corrected.right is None
    assert account.ledger.paid_total == 500


def test_a_slip_of_the_balance_is_no_payout() -> None:
    """-1, unknown and a dip of some polls, again and again."""
    account = watched()
    for _ in range(20):
        account.run(2, balance=-1)
        account.run(3)
        account.run(5, balance=0)
        account.now += 1
        account.watch_once(None)
        account.run(25, balance=10)
        account.run(7)
    assert account.events == []
    assert account.ledger.paid_total == 500


def test_a_list_and_a_balance_out_of_step_are_no_payout() -> None:
    """A credit is in one of them for an hour before it is in the other."""
    account = watched()
    for _ in range(5):
        account.list_credit(900)
        account.run(60)
        account.balance += 900
        account.run(60)
        account.balance += 800
        account.run(60)
        account.list_credit(800)
        account.run(60)
    assert account.events == []


def test_a_payout_while_nobody_watched_is_found() -> None:
    """Credited, paid and credited again: the balance is higher than before."""
    account = watched()
    account.credit(600)
    account.pay_over_lightning()
    account.credit(900)
    account.now += 5000
    account.run(100)
    assert account.events == []
    account.run(100)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.amount == 1100


def test_a_slip_does_not_hurry_a_credit_that_lags() -> None:
    """Once the balance is back it has not fallen, and two hours are waited again."""
    account = watched()
    account.list_credit(900)
    account.run(5)
    account.run(2, balance=0)
    account.run(90)
    assert account.events == []
    account.balance += 900
    account.run(60)
    assert account.events == []


def test_one_list_alone_confirms_nothing() -> None:
    """The last of them is read after 45 minutes, and of the whole history."""
    account = watched()
    account.pay_over_lightning()
    account.run(40)
    account.deaf = True
    account.run(100)
    assert account.events == []
    account.deaf = False
    account.run(30)
    assert len(account.events) == 1


def test_the_list_is_not_asked_for_each_minute() -> None:
    """Where it cannot be read, it is asked for every ten minutes."""
    account = watched()
    account.deaf = True
    account.pay_over_lightning()
    account.run(120)
    account.asked.clear()
    account.run(100)
    assert 9 <= len(account.asked) <= 14


def test_a_payout_is_dated_by_the_fall() -> None:
    """Though a slip and a credit come before it is certain; and is not put off by it."""
    account = watched()
    account.credit(900)
    account.run(60)
    account.balance -= 1000
    fall = account.now + 1
    account.run(12)
    account.run(1, balance=7)
    account.run(5)
    account.balance += 2000
    account.run(3)
    account.list_credit(2000)
    account.run(110)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert (event.payout.time, event.payout.amount) == (minute(fall), 1000)


def test_an_old_fall_does_not_date_a_payout_of_today() -> None:
    """What the list explains hours later is over."""
    account = watched()
    account.balance += 900
    account.run(10)
    account.pay(1000)
    account.run(500)
    account.list_credit(900)
    account.credit(60)
    account.run(60)
    account.pay_over_lightning()
    fall = account.now + 1
    account.run(130)
    *_, event = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.time == minute(fall)


def test_a_correction_of_a_time_alone_loses_no_payout() -> None:
    """The sums of the past are the same, so what is in doubt stays in doubt."""
    account = watched()
    account.pay(100)
    account.run(60)
    account.pay_over_lightning()
    account.run(5)
    account.rows[-1] = replace(account.rows[-1], time=minute(account.now - 60))
    account.run(130)
    assert [event.payout.amount for event in account.events] == [100, 400]
    assert account.ledger.lightning_before == 0


def test_an_old_deduced_payout_is_not_taken_back() -> None:
    """A payout on chain of the same amount, before the balance falls, is another."""
    account = watched()
    account.credit(500)
    account.run(5)
    account.pay_over_lightning()
    account.run(100)
    account.now += 300 * 24 * 60
    account.credit(1000)
    account.run(60)
    account.pay(1000)
    account.run(180, balance=1000)
    account.run(100)
    assert [type(event) for event in account.events] == [PayoutMade, PayoutMade]


def test_nothing_is_booked_before_the_list_was_read_again() -> None:
    """While OCEAN tells no list, a payout on chain may be in it."""
    account = watched()
    account.deaf = True
    account.pay_over_lightning()
    account.run(600)
    assert account.events == []
    account.deaf = False
    account.run(60)
    assert len(account.events) == 1


def test_a_few_satoshis_are_rounding() -> None:
    """They are paid by nobody, and do not hide what comes later."""
    account = watched()
    account.balance -= 3
    account.run(100)
    assert account.events == []
    paid = account.pay_over_lightning()
    account.run(130)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.amount == paid


def test_a_debt_that_the_list_does_not_explain_is_waited_for() -> None:
    """A credit that the list misses for a day is no event, and is found in the end."""
    account = watched()
    account.balance += 900
    account.run(1500)
    assert account.events == []
    account.list_credit(900)
    account.run(60)
    assert account.events == []
    assert account.watch.difference is None


def test_what_was_never_paid_before_is_owed_after_a_day() -> None:
    """A first balance that was too low made it look as if it had been paid."""
    account = watched(before=900)
    assert account.ledger.lightning_before == 900
    account.balance += 900
    account.run(1400)
    assert account.ledger.lightning_before == 900
    account.run(100)
    assert account.ledger.lightning_before == 0
    assert account.watch.difference is None
    assert account.events == []


def test_a_payout_while_nobody_watched_a_new_account_is_found() -> None:
    """All its credits are younger than a balance may lag, and explain nothing."""
    account = Account()
    account.rows = [replace(row, time=minute(-30)) for row in account.rows]
    account.read()
    account.run(120)
    account.balance -= 123
    account.now += 60
    account.run(200)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.amount == 123


def test_nothing_is_decided_before_the_history_is_known() -> None:
    """Without a ledger a balance says nothing."""
    result = watch_balance(BalanceWatch(), Ledger(), Satoshis(5), START)
    assert (result.watch, result.ask) == (BalanceWatch(), False)


def test_a_clock_that_goes_back_begins_again() -> None:
    """Two hours have to pass by OCEAN's clock, without a jump."""
    account = watched()
    account.pay_over_lightning()
    account.run(10)
    assert account.watch.difference == (minute(account.now - 9), 500)
    result = watch_balance(account.watch, account.ledger, Satoshis(0), minute(1))
    assert result.watch.difference == (minute(1), 500)
    assert result.watch.falls == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_over_a_random_month_each_payout_is_announced_once(seed: int) -> None:
    """With slips, late rows and outages in between, and to the satoshi."""
    random = Random(seed)
    account = watched()
    payouts = []
    for _ in range(12):
        account.credit(random.randint(100, 5000))
        account.run(random.randint(0, 90))
        if random.random() < 0.5:
            account.run(random.randint(1, 3), balance=random.choice([-1, 0, 7]))
        account.run(40)
        if random.random() < 0.6 and account.balance:
            payouts.append(account.pay_over_lightning())
            account.run(random.randint(70, 200))
        if random.random() < 0.3:
            account.now += random.randint(10, 3000)
    account.run(300)
    made = [event for event in account.events if isinstance(event, PayoutMade)]
    assert [event.payout.amount for event in made] == payouts
    paid = account.ledger.paid_total
    assert paid is not None
    assert account.ledger.earned_total == paid + account.balance
