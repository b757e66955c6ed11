"""How the next payout comes: what the balance does decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import Satoshis
from custom_components.ocean_xyz.mining.ledger.book import (
    Ledger,
    LedgerEarning,
    LedgerPayout,
)
from custom_components.ocean_xyz.mining.ledger.next_payout import next_payment_kind
from custom_components.ocean_xyz.mining.payout import PaymentKind

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CREDIT = 5000

kinds = st.sampled_from([PaymentKind.LIGHTNING, PaymentKind.COINBASE])


def ledger(
    hours: list[float], *payouts: tuple[float, PaymentKind, int], before: int = 0
) -> Ledger:
    """Return credits and payouts, each so many hours ago, the oldest first."""
    return Ledger(
        earnings=tuple(
            LedgerEarning(
                block_hash=f"{ago}", time=NOW - ago * HOUR, net=Satoshis(CREDIT)
            )
            for ago in hours
        ),
        payouts=tuple(
            LedgerPayout(time=NOW - ago * HOUR, amount=Satoshis(amount), kind=kind)
            for ago, kind, amount in payouts
        ),
        begun=NOW - 100 * HOUR,
        lightning_before=Satoshis(before),
    )


def kind_of(
    known: Ledger, balance: int | None, next_credit: float | None = CREDIT
) -> PaymentKind:
    """Return how the next payout comes."""
    wanted = None if balance is None else Satoshis(balance)
    return next_payment_kind(known, balance=wanted, next_credit=next_credit, at=NOW)


@given(kinds, st.integers(2, 60), st.floats(6, 30))
def test_a_balance_that_grows_block_after_block_is_paid_on_chain(
    kind: PaymentKind, credits_since: int, gap: float
) -> None:
    """The newest payout came another way, but all credits since then are still owed."""
    hours = [gap * number + 0.1 for number in range(credits_since + 5, 0, -1)]
    paid_at = hours[4] - 0.01
    stuck = ledger(hours, (paid_at, kind, 5 * CREDIT))
    assert kind_of(stuck, credits_since * CREDIT) is PaymentKind.ON_CHAIN
    assert kind_of(stuck, None) is kind


@pytest.mark.parametrize(
    ("hours", "paid_ago", "balance"),
    [
        ([30, 20, 10], 5, 0),
        ([30, 20, 10], 5, 9),
        ([30, 20, 3], 15, CREDIT),
        ([30, 20, 9.9], 15, CREDIT - 5),
        ([6.1, 5.6, 5, 4, 3, 2, 1], 0.1, 5 * CREDIT),
    ],
)
def test_lightning_goes_on_while_each_credit_is_paid_in_time(
    hours: list[float], paid_ago: float, balance: int
) -> None:
    """Five hours after its block, also with many blocks a day, and but for rounding."""
    works = ledger(hours, (paid_ago, PaymentKind.LIGHTNING, CREDIT))
    assert kind_of(works, balance) is PaymentKind.LIGHTNING


def test_one_old_credit_says_that_lightning_has_failed() -> None:
    """It has no payout ten hours after its block."""
    failed = ledger([30, 20, 10.1], (15, PaymentKind.LIGHTNING, 2 * CREDIT))
    assert kind_of(failed, CREDIT) is PaymentKind.ON_CHAIN


def test_payouts_before_the_set_up_say_how_the_next_one_comes() -> None:
    """They have no row, but the balance holds only what was credited since."""
    unseen = ledger([300, 200, 104, 3], before=3 * CREDIT)
    assert kind_of(unseen, CREDIT) is PaymentKind.LIGHTNING
    assert kind_of(unseen, 4 * CREDIT) is PaymentKind.ON_CHAIN
    since = ledger([300, 99, 3], before=3 * CREDIT)
    assert kind_of(since, CREDIT) is PaymentKind.LIGHTNING
    changed = ledger([300, 200, 104, 3], (400, PaymentKind.ON_CHAIN, CREDIT), before=1)
    assert kind_of(changed, CREDIT) is PaymentKind.LIGHTNING
    on_chain = ledger([300, 200, 3], (400, PaymentKind.ON_CHAIN, CREDIT))
    assert kind_of(on_chain, CREDIT) is PaymentKind.ON_CHAIN


def test_what_is_gone_without_any_row_was_paid_over_lightning() -> None:
    """Also before the balance has shown how much; a credit may be listed before it."""
    early = replace(ledger([300, 200, 3]), lightning_before=None)
    assert kind_of(early, CREDIT) is PaymentKind.LIGHTNING
    assert kind_of(early, 3 * CREDIT) is PaymentKind.ON_CHAIN
    listed = replace(ledger([0.1]), lightning_before=None)
    assert kind_of(listed, 0) is PaymentKind.ON_CHAIN
    assert kind_of(ledger([300, 0.1]), CREDIT) is PaymentKind.ON_CHAIN
    assert kind_of(ledger([300, 0.1], before=CREDIT), 0) is PaymentKind.LIGHTNING


def test_a_credit_that_is_not_listed_yet_was_not_left_in_the_balance() -> None:
    """The balance is a minute ahead of the list, or two credits are."""
    works = ledger([30, 20, 12], (6, PaymentKind.LIGHTNING, 3 * CREDIT))
    for ahead in (0, 1, 2):
        assert kind_of(works, ahead * CREDIT) is PaymentKind.LIGHTNING
    assert kind_of(works, 3 * CREDIT) is PaymentKind.ON_CHAIN
    assert kind_of(works, CREDIT, None) is PaymentKind.ON_CHAIN


def test_the_next_sweep_comes_after_a_sweep() -> None:
    """What was paid on chain is paid on chain, and so is an account without a payout."""
    swept = ledger([30, 20, 10], (15, PaymentKind.ON_CHAIN, 2 * CREDIT))
    assert kind_of(swept, CREDIT) is PaymentKind.ON_CHAIN
    assert kind_of(Ledger(), 0) is PaymentKind.ON_CHAIN
    assert kind_of(Ledger(), None) is PaymentKind.ON_CHAIN


@pytest.mark.parametrize(
    ("paid", "estimate", "kind"),
    [
        (CREDIT, CREDIT, PaymentKind.COINBASE),
        (CREDIT, CREDIT * 0.6, PaymentKind.COINBASE),
        (CREDIT, CREDIT * 0.4, PaymentKind.ON_CHAIN),
        (CREDIT, None, PaymentKind.COINBASE),
        (20_000_000, 1_048_576, PaymentKind.COINBASE),
        (20_000_000, 1_048_575, PaymentKind.ON_CHAIN),
    ],
)
def test_a_coinbase_pays_amounts_that_it_was_seen_to_pay(
    paid: int, estimate: float | None, kind: PaymentKind
) -> None:
    """A farm that shrank waits for the threshold."""
    # A payout has been seen to be dated seconds before its credit.
    farm = ledger([30, 20, 10], (10.001, PaymentKind.COINBASE, paid))
    assert kind_of(farm, 0, estimate) is kind
