"""A balance that is wrong for hours makes one false payout at most, which is taken back."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from custom_components.ocean_xyz.api import Payout, Satoshis
from custom_components.ocean_xyz.mining.ledger.book import (
    Certainty,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
)
from custom_components.ocean_xyz.mining.payout import PaymentKind

from .support import Account, minute, watched
from .test_identity import DAY, totals_hold


def announced(account: Account) -> tuple[list[LedgerPayout], list[LedgerPayout]]:
    """Return what was announced as paid and stands, and what was taken back."""
    wrong = [one.wrong for one in account.events if isinstance(one, PayoutCorrected)]
    made = [one.payout for one in account.events if isinstance(one, PayoutMade)]
    assert not Counter(wrong) - Counter(made)
    return [*(Counter(made) - Counter(wrong)).elements()], wrong


def wrong_balance(kind: str, history: list[int]) -> int:
    """Return nothing, half of the balance, or what it was eight hours ago."""
    now, before = history[-1], history[-min(480, len(history))]
    return {"zero": 0, "half": now // 2, "lagging": before}[kind]


@pytest.mark.parametrize("length", [20, 45, 60, 120, 180])
@pytest.mark.parametrize("kind", ["zero", "half", "lagging"])
def test_a_balance_that_is_wrong_three_times_a_week(kind: str, length: int) -> None:
    """Blocks are credited and paid over Lightning all the while, and are found."""
    random = Random(length)
    account = watched(before=700)
    start, history, paid = account.now, [account.balance], 0
    wrong = {
        start + int((week * 7 + day + random.random()) * DAY)
        for week in range(2)
        for day in (0, 2, 5)
    }
    late, corrected = [], set()
    for now in range(start + 1, start + 14 * DAY):
        account.now = now
        if random.random() < 3 / DAY:
            account.credit(random.randint(3000, 3300))
        if random.random() < 1 / DAY:
            paid += account.pay_over_lightning()
        history.append(account.balance)
        is_wrong = any(now - length < begun <= now for begun in wrong)
        known = len(account.events)
        account.watch_once(
            wrong_balance(kind, history) if is_wrong else account.balance
        )
        late += [
            (minute(now) - event.payout.time).total_seconds() / 60
            for event in account.events[known:]
            if isinstance(event, PayoutMade)
        ]
        if any(isinstance(event, PayoutCorrected) for event in account.events[known:]):
            corrected.add(now)
    account.run(600)
    true, _ = announced(account)
    assert len(corrected) == (length > 45)
    assert sum(row.amount for row in true) == paid
    assert totals_hold(account)
    assert max(late) < (480 if length > 45 else 120)


def test_trust_returns_after_thirty_days() -> None:
    """A payout is announced after six hours, and later after 45 minutes again."""
    account = watched()
    account.credit(4000)
    account.run(60)
    account.run(60, balance=0)
    account.run(200)
    assert len(announced(account)[1]) == 1
    for days, minutes in ((1, 362), (29, 362), (31, 48)):
        account.credit(3000)
        account.now = days * DAY
        account.run(60)
        known = len(account.events)
        account.pay_over_lightning()
        account.run(minutes - 5)
        assert len(account.events) == known
        account.run(5)
        assert len(account.events) == known + 1
        account.credit(20)
        account.run(200)
    assert totals_hold(account)


def test_distrust_holds_for_what_nobody_watched() -> None:
    """A balance that is wrong after a restart, too."""
    account = watched()
    account.credit(4000)
    account.run(60)
    account.run(60, balance=0)
    account.run(200)
    account.now += 200
    account.run(300, balance=0)
    account.run(300)
    assert len(account.events) == 2
    account.now += 200
    paid = account.pay_over_lightning()
    account.run(400)
    assert announced(account)[0][0].amount == paid
    assert totals_hold(account)


@pytest.mark.parametrize("fee", [0, 0.004, 0.02, 0.09])
@pytest.mark.parametrize("minutes", [-30, 0, 20, 100, 500])
@pytest.mark.parametrize("credited", [False, True])
def test_a_row_without_its_fee_is_one_payout(
    fee: float, minutes: int, credited: bool
) -> None:
    """Before or after the balance fell; a late one corrects what was deduced."""
    account = watched(before=700)
    account.credit(1_048_576 - 500)
    account.run(60)
    row = Payout(
        time=minute(account.now + max(-minutes, 0)),
        amount=Satoshis(round(1_048_576 * (1 - fee))),
        transaction="x",
    )
    if minutes < 0:
        account.rows.append(row)
        account.run(-minutes)
    account.balance -= 1_048_576
    if credited:
        account.run(2)
        account.credit(3000)
    account.run(max(minutes, 0))
    if minutes >= 0:
        account.rows.append(row)
    account.run(400)
    true, false = announced(account) if minutes < 50 else ([], [])
    if minutes >= 50:
        made, corrected = account.events
        assert isinstance(made, PayoutMade)
        assert isinstance(corrected, PayoutCorrected)
        assert corrected.right is not None
        true = [corrected.right]
    assert [(one.kind, one.amount) for one in true] == [
        (PaymentKind.ON_CHAIN, row.amount)
    ]
    assert false == []
    assert totals_hold(account)
    assert account.watch.difference is None
    account.credit(500)
    account.run(60)
    paid = account.pay_over_lightning()
    account.run(60)
    *_, event = account.events
    assert isinstance(event, PayoutMade)
    assert (event.payout.amount, event.payout.certainty) == (paid, Certainty.DEDUCED)


def test_another_payout_of_nearly_the_amount_is_another() -> None:
    """A row on chain a day after one over Lightning has a fall of its own."""
    account = watched()
    account.credit(1000)
    account.run(60)
    account.pay_over_lightning()
    account.run(DAY)
    account.credit(1450)
    account.run(60)
    account.pay(1450)
    account.rows[-1] = replace(account.rows[-1], time=minute(account.now))
    account.run(400)
    true, false = announced(account)
    assert sorted(one.amount for one in true) == [1450, 1500]
    assert false == []
    assert totals_hold(account)
