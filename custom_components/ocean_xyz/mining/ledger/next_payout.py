"""How the next payout comes: what the balance holds decides, not the newest payout alone.

A Lightning payout fails for some wallets and then falls back on chain. A farm that
shrank is no longer paid in the coinbase. Both are seen in the balance: it keeps credits
that would have been paid.
"""

from datetime import datetime, timedelta
from typing import Final

from ...api import Satoshis
from ..payout import PAYOUT_THRESHOLD, PaymentKind
from .book import NOISE, Ledger, LedgerPayout

LONGEST_WAIT: Final = {
    PaymentKind.LIGHTNING: timedelta(hours=10),
    PaymentKind.COINBASE: timedelta(hours=1),
}
"""How long a credit may stay in the balance while payouts of a kind work.

Thirty network blocks take 300 ± 55 minutes; a coinbase is paid with the block itself.
"""

UNLISTED: Final = 2
"""How many credits may be in the balance before they are in the list."""

ROW_IS_LATE: Final = timedelta(hours=1)
"""How much earlier than the credit that it paid a payout may be dated."""


def next_payment_kind(
    ledger: Ledger,
    *,
    balance: Satoshis | None,
    next_credit: float | None,
    at: datetime,
) -> PaymentKind:
    """Return how the balance will be paid if nothing changes.

    `next_credit` is what the next pool block credits, in sat; `at` is the time of the
    balance by OCEAN's clock.
    """
    newest = ledger.payouts[-1] if ledger.payouts else None
    if balance is None:
        return newest.kind if newest else PaymentKind.ON_CHAIN
    owed_since, paid_until = _split(ledger, _listed(ledger, balance, next_credit))
    kind = _last_kind(ledger, newest, paid_until, at)
    waits = LONGEST_WAIT.get(kind)
    if waits is None or (owed_since is not None and at - owed_since > waits):
        return PaymentKind.ON_CHAIN
    if kind is PaymentKind.COINBASE and newest is not None and next_credit is not None:
        # It pays what it was seen to pay, and the threshold in any case.
        least = min(newest.amount / 2, PAYOUT_THRESHOLD)
        return kind if next_credit >= least else PaymentKind.ON_CHAIN
    return kind


def _listed(ledger: Ledger, balance: Satoshis, next_credit: float | None) -> Satoshis:
    """Return the balance without credits that are not listed yet: at most two."""
    if ledger.paid_total is None:
        return balance
    owed = Satoshis(ledger.earned_total - ledger.paid_total)
    return owed if 0 < balance - owed <= UNLISTED * (next_credit or 0) else balance


def _split(
    ledger: Ledger, balance: Satoshis
) -> tuple[datetime | None, datetime | None]:
    """Return the time of the oldest credit in the balance, and of the newest before."""
    total, oldest = 0, None
    for row in reversed(ledger.earnings):
        if total >= balance - NOISE:
            return oldest, row.time
        total, oldest = total + row.net, row.time
    return oldest, None


def _last_kind(
    ledger: Ledger,
    newest: LedgerPayout | None,
    paid_until: datetime | None,
    at: datetime,
) -> PaymentKind:
    """Return how the newest credit that is no longer in the balance was paid.

    Without a row since then it was paid over Lightning, before the ledger began. An
    account without any row was never paid otherwise.
    """
    before = ledger.lightning_before
    if newest is None:
        gone = paid_until is not None and at - paid_until > ROW_IS_LATE
        lightning = gone if before is None else before > 0
        return PaymentKind.LIGHTNING if lightning else PaymentKind.ON_CHAIN
    if paid_until and newest.time < paid_until - ROW_IS_LATE:
        is_old = ledger.begun is not None and paid_until <= ledger.begun
        if is_old and before:
            return PaymentKind.LIGHTNING
    return newest.kind
