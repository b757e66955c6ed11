"""A payout on chain or in the coinbase is none over Lightning, however late its row is."""

from dataclasses import replace

import pytest

from custom_components.ocean_xyz.api import Payout, Satoshis
from custom_components.ocean_xyz.mining.ledger.book import (
    Certainty,
    PayoutCorrected,
    PayoutMade,
)
from custom_components.ocean_xyz.mining.payout import PaymentKind

from .support import Account, minute, watched


def test_a_payout_on_chain_is_none_over_lightning() -> None:
    """Its row explains the fall, also when it comes some minutes later."""
    account = watched()
    account.balance -= 400
    account.run(20)
    account.rows.append(
        Payout(time=minute(account.now - 20), amount=Satoshis(400), transaction="x")
    )
    account.run(300)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.kind is PaymentKind.ON_CHAIN


def test_a_row_that_comes_after_hours_corrects_the_deduced_payout() -> None:
    """An event says that it was none over Lightning, and the sum is right."""
    account = watched()
    account.balance -= 400
    account.run(140)
    account.rows.append(
        Payout(time=minute(account.now - 140), amount=Satoshis(400), transaction="x")
    )
    account.run(300)
    made, corrected = account.events
    assert isinstance(made, PayoutMade)
    assert isinstance(corrected, PayoutCorrected)
    assert corrected.right is not None
    assert corrected.right.kind is PaymentKind.ON_CHAIN
    assert account.ledger.paid_total == 900


def test_an_account_paid_in_the_coinbase_has_no_lightning() -> None:
    """Its balance is always 0, whichever of its two rows comes first."""
    account = watched()
    account.pay(500)
    account.run(10)
    for _ in range(5):
        account.list_credit(700)
        account.run(20)
        account.rows.append(
            Payout(
                time=minute(account.now),
                amount=Satoshis(700),
                transaction=f"{len(account.rows)}",
                coinbase=True,
            )
        )
        account.run(100)
    assert all(
        event.payout.kind is not PaymentKind.LIGHTNING for event in account.events
    )
    assert len(account.events) == 6


def test_a_coinbase_row_that_is_hours_late_is_no_lightning() -> None:
    """An account without a balance has nothing to be paid over Lightning."""
    account = watched()
    account.pay(500)
    row = Payout(
        time=minute(account.now + 1),
        amount=Satoshis(1),
        transaction="c",
        coinbase=True,
    )
    account.list_credit(1)
    account.rows.append(row)
    account.run(10)
    account.list_credit(700)
    account.run(600)
    account.rows.append(replace(row, time=minute(account.now), amount=Satoshis(700)))
    account.run(60)
    assert all(
        isinstance(event, PayoutMade) and event.payout.certainty is Certainty.CERTAIN
        for event in account.events
    )
    assert len(account.events) == 3


def test_an_account_that_leaves_the_coinbase_is_paid_over_lightning() -> None:
    """Once it has a balance, what was paid while nobody watched is found."""
    account = watched()
    account.pay(500)
    account.rows[-1] = replace(account.rows[-1], coinbase=True)
    account.run(60)
    account.now += 5000
    account.credit(800)
    account.pay_over_lightning()
    account.run(300)
    assert len(account.events) == 1
    account.credit(30)
    account.run(300)
    *_, event = account.events
    assert isinstance(event, PayoutMade)
    assert (event.payout.kind, event.payout.amount) == (PaymentKind.LIGHTNING, 800)


def test_a_balance_beside_the_coinbase_is_paid_over_lightning() -> None:
    """Where it was seen to fall, half an hour is enough."""
    account = watched()
    account.pay(100)
    account.rows[-1] = replace(account.rows[-1], coinbase=True)
    account.run(60)
    assert account.ledger.payouts[-1].kind is PaymentKind.COINBASE
    account.pay_over_lightning()
    account.run(130)
    *_, event = account.events
    assert isinstance(event, PayoutMade)
    assert (event.payout.kind, event.payout.amount) == (PaymentKind.LIGHTNING, 400)


def test_one_list_that_is_cut_does_not_confirm() -> None:
    """A late row that the list of half an hour later leaves out is no Lightning."""
    account = watched()
    account.balance -= 400
    account.run(20)
    account.rows.append(
        Payout(time=minute(account.now - 20), amount=Satoshis(400), transaction="x")
    )
    account.cut = True
    account.run(40)
    account.cut = False
    account.run(200)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.kind is PaymentKind.ON_CHAIN


@pytest.mark.parametrize("ahead", [-300, -45, 45, 300])
def test_clocks_that_differ_change_nothing(ahead: int) -> None:
    """Neither is a late row taken for Lightning, nor is the list asked for in vain."""
    account = Account()
    account.ahead = ahead
    account.read()
    account.run(310)
    account.balance -= 400
    account.run(20)
    account.rows.append(
        Payout(time=minute(account.now - 20), amount=Satoshis(400), transaction="x")
    )
    account.run(100)
    (event,) = account.events
    assert isinstance(event, PayoutMade)
    assert event.payout.kind is PaymentKind.ON_CHAIN
    account.asked.clear()
    account.pay_over_lightning()
    account.run(130)
    assert len(account.events) == 2
    assert len(account.asked) <= 7
