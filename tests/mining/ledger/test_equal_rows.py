"""A list is a multiset: equal rows of one answer are several, of two answers they are one."""

from collections import Counter
from datetime import timedelta
from random import Random

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.api import Earning, Payout, Satoshis
from custom_components.ocean_xyz.mining.ledger.book import (
    EarningCredited,
    Ledger,
    PayoutMade,
)
from custom_components.ocean_xyz.mining.ledger.merge import is_too_much, merge

from .support import minute, watched
from .test_book import NOW, answer, begun, earning, payout
from .test_identity import totals_hold

EARNINGS = st.lists(
    st.builds(earning, st.integers(1, 4), st.sampled_from([-37, 33, 1000])), max_size=9
)
PAYOUTS = st.lists(
    st.builds(
        payout, st.integers(1, 3), st.just(500), txid=st.sampled_from([None, "a"])
    ),
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(
    EARNINGS,
    st.lists(st.integers(1, 9), max_size=9),
    st.sampled_from([None, "t"]),
    st.randoms(use_true_random=False),
)
def test_equal_rows_count_as_often_as_in_the_list_with_most_of_them(
    earned: list[Earning], paid: list[int], txid: str | None, random: Random
) -> None:
    """In any order, cut anywhere, restarted in between, and each announced once."""
    payouts = [payout(one, 100 * one, txid=txid and f"{one}") for one in paid]
    ledger, events, most = begun(), [], Counter[int]()
    for number in range(8):
        rows = [
            row
            for every in (earned, payouts)
            for row in random.sample(
                every, len(every) if number == 7 else random.randint(0, len(every))
            )
        ]
        listed = answer(*rows)
        change = merge(ledger, listed, at=NOW + timedelta(hours=number))
        events += change.events
        ledger = Ledger.from_dict(change.ledger.to_dict())
        most |= Counter(row.amount for row in listed.payouts)
        assert Counter(row.amount for row in ledger.payouts) == most
    assert ledger.earned_total == sum(row.net for row in earned)
    made = [event for event in events if isinstance(event, PayoutMade)]
    assert len(made) == len(paid)
    credited = [event for event in events if isinstance(event, EarningCredited)]
    assert len(credited) == len({row.block_hash for row in earned})


@settings(max_examples=60, deadline=None)
@given(PAYOUTS, EARNINGS, st.randoms(use_true_random=False))
def test_a_list_is_the_same_in_any_order(
    paid: list[Payout], earned: list[Earning], random: Random
) -> None:
    """And the same list again is no news and changes nothing."""
    rows = [*paid, *earned]
    change = merge(begun(), answer(*rows), at=NOW)
    named = {row.time for row in paid if row.transaction}
    latest = max(named, default=None)
    assert change.ledger.paid_listed == sum(
        row.amount for row in paid if row.transaction is None or row.time == latest
    )
    assert change.ledger.earned_total == sum(row.net for row in earned)
    again = merge(change.ledger, answer(*random.sample(rows, len(rows))), at=NOW)
    assert (again.ledger, again.events) == (change.ledger, ())


def test_a_part_of_a_block_that_a_list_omits_stays() -> None:
    """Such a list is cut, whether the rest of the block is as it was or not."""
    ledger = begun(earning(1, 1000), earning(1, 33), earning(1, 33))
    for rows in ([earning(1, 33)], [earning(1, 900), earning(1, 33)]):
        change = merge(ledger, answer(*rows), at=NOW + timedelta(days=1), whole=True)
        assert change.ledger == ledger
        (part,) = change.omitted
        assert part.rows == 3 - len(rows)
    more = [earning(1, 990), *(earning(1, 33) for _ in range(3))]
    assert merge(ledger, answer(*more), at=NOW).ledger.earned_total == 1089


@pytest.mark.parametrize("txid", [None, "t"])
@pytest.mark.parametrize("coinbase", [False, True])
@pytest.mark.parametrize("count", [2, 3])
def test_equal_payouts_of_one_second_are_several(
    txid: str | None, coinbase: bool, count: int
) -> None:
    """With one transaction or none; earned = paid + owed holds with all of them."""
    account = watched()
    for _ in range(count):
        account.credit(250)
        time = minute(account.now)
        account.rows.append(
            Payout(time=time, amount=Satoshis(250), transaction=txid, coinbase=coinbase)
        )
        account.balance -= 250
    account.run(300)
    assert [event.payout.amount for event in account.events] == [250] * count
    assert totals_hold(account)


@pytest.mark.parametrize("left", [0, 1])
def test_equal_payouts_that_vanish_for_good_are_taken_back(left: int) -> None:
    """One of two, or both: the balance says so."""
    account = watched()
    account.credit(4000)
    account.run(60)
    for _ in range(2):
        row = Payout(time=minute(account.now), amount=Satoshis(250), transaction="t")
        account.rows.append(row)
        account.balance -= 250
    account.run(60)
    for _ in range(2 - left):
        account.rows.remove(row)
        account.balance += 250
    account.run(400)
    assert len(account.ledger.payouts) == left + 1
    assert totals_hold(account)


@pytest.mark.parametrize("bonus", [-37, 37, 4000])
def test_a_bonus_that_vanishes_for_good_is_taken_back(bonus: int) -> None:
    """And its block stays, and is not announced again."""
    account = watched()
    account.credit(4000)
    account.list_credit(bonus)
    block = account.rows[-2]
    assert isinstance(block, Earning)
    account.rows[-1] = Earning(
        block_hash=block.block_hash, time=block.time, net=Satoshis(bonus)
    )
    account.balance += bonus
    account.run(60)
    assert account.ledger.earned_total == 5000 + bonus
    del account.rows[-1]
    account.balance -= bonus
    account.run(400)
    assert account.events == []
    assert totals_hold(account)


def test_equal_rows_fill_a_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list with more of them than an account can have is not believed."""
    monkeypatch.setattr(
        "custom_components.ocean_xyz.mining.ledger.merge.MAX_LEDGER_ROWS", 3
    )
    ledger = begun(payout(1), payout(1))
    assert not is_too_much(ledger, answer(*[payout(1)] * 3))
    assert is_too_much(ledger, answer(*[payout(1)] * 4))
