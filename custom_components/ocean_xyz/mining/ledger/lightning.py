"""Deduces Lightning payouts, which OCEAN does not list.

Earned = paid + owed. If the balance falls and no payout on chain explains it, the rest
was paid over Lightning. But the balance and the list of earnings are out of step for a
while after each pool block, the balance can be negative or wrong for one poll, and an
on-chain payout may be listed after the balance has fallen. So the unexplained amount
has to stay the same, to the satoshi, for half an hour, and the list has to be read at
both ends of that time. OCEAN's clock measures how long the amount stays, our clock how
far apart the readings of the list are: the two clocks are never compared.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ...api import Satoshis
from ..payout import PaymentKind
from .book import (
    Certainty,
    Ledger,
    LedgerEvent,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
    with_payout,
    without_payout,
)
from .merge import (
    CORRECTION_SPAN,
)

CONFIRMED_AFTER: Final = timedelta(minutes=30)
"""How long an unexplained fall of the balance has to last."""

WITHOUT_FALL_AFTER: Final = timedelta(hours=2)
"""How long it has to last if we did not see the balance fall.

That happens for a payout while Home Assistant was off, and for a balance that lags.
"""

ASK_AGAIN: Final = timedelta(minutes=10)
"""How long to wait for the list before asking again."""

SLACK: Final = timedelta(minutes=1)
"""Tolerance for the time between the two readings of the list: requests take time."""

NOISE: Final = 10
"""Satoshis that are rounding and not a payout."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt(DataClassDictMixin):
    """An amount by which the list and the balance disagree."""

    amount: int
    """In sat; negative if the balance is higher than the list says."""
    since: datetime
    fall: datetime | None = None
    """When we saw the balance fall."""
    asked: datetime | None = None
    """When we last asked for the list because of it."""
    known: datetime | None = None
    """When the list had last been read before the doubt."""
    heard: datetime | None = None
    """When the list was first read after that, by our clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceWatch(DataClassDictMixin):
    """What is remembered of the balance."""

    offset: int | None = None
    """The unexplained amount when the ledger began, in sat."""
    settled: Satoshis | None = None
    """The last balance that agreed with the list."""
    doubt: Doubt | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """The result of a reading of the balance."""

    watch: BalanceWatch
    ledger: Ledger
    events: tuple[LedgerEvent, ...] = ()
    ask: bool = False
    """Whether to ask for the list now."""


def watch_balance(
    watch: BalanceWatch, ledger: Ledger, balance: Satoshis | None, at: datetime
) -> Watched:
    """Check a reading of the balance at a time by OCEAN's clock.

    An unknown or negative balance changes nothing.
    """
    if balance is None or balance < 0 or ledger.begun is None:
        return Watched(watch=watch, ledger=ledger)
    amount = ledger.earned_total - ledger.paid_listed - balance - (watch.offset or 0)
    if watch.offset is not None and amount == 0:
        return Watched(watch=replace(watch, settled=balance, doubt=None), ledger=ledger)
    doubt = watch.doubt
    if doubt is None or doubt.amount != amount or at < doubt.since:
        doubt = Doubt(
            amount=amount,
            since=at,
            fall=_fall(watch, balance, at),
            known=ledger.read,
        )
        return _ask(watch, ledger, doubt, at)
    if doubt.heard is None and ledger.read != doubt.known:
        doubt = replace(doubt, heard=ledger.read)
    return _weigh(replace(watch, doubt=doubt), ledger, doubt, balance, at)


def _fall(watch: BalanceWatch, balance: Satoshis, at: datetime) -> datetime | None:
    """Return when the balance fell; None if we did not see it fall.

    A fall continues while credits change the amount, until the balance is back.
    """
    doubt = watch.doubt
    if (
        doubt is not None
        and doubt.fall is not None
        and timedelta() <= at - doubt.since < WITHOUT_FALL_AFTER
        and balance != watch.settled
    ):
        return doubt.fall
    return at if watch.settled is not None and balance < watch.settled else None


def _ask(watch: BalanceWatch, ledger: Ledger, doubt: Doubt, at: datetime) -> Watched:
    """Keep the doubt, and ask for the list unless we just did."""
    due = doubt.asked is None or at - doubt.asked >= ASK_AGAIN
    doubt = replace(doubt, asked=at) if due else doubt
    return Watched(watch=replace(watch, doubt=doubt), ledger=ledger, ask=due)


def _weigh(
    watch: BalanceWatch,
    ledger: Ledger,
    doubt: Doubt,
    balance: Satoshis,
    at: datetime,
) -> Watched:
    """Decide about a doubt that has lasted."""
    booked = watch.offset is None or (doubt.fall is not None and doubt.amount > 0)
    lasts = CONFIRMED_AFTER if booked else WITHOUT_FALL_AFTER
    if at - doubt.since < lasts:
        return Watched(watch=watch, ledger=ledger)
    if not _is_read(ledger, doubt, lasts):
        return _ask(watch, ledger, doubt, at)
    settled = replace(watch, settled=balance, doubt=None)
    if watch.offset is None:
        return _begin(settled, ledger, doubt.amount)
    if abs(doubt.amount) <= NOISE:
        offset = watch.offset + doubt.amount
        return Watched(watch=replace(settled, offset=offset), ledger=ledger)
    if doubt.amount > 0 and not _is_in_coinbase(ledger, doubt, balance):
        return _book(settled, ledger, doubt)
    return _take_back(watch, settled, ledger, doubt)


def _is_read(ledger: Ledger, doubt: Doubt, lasts: timedelta) -> bool:
    """Return whether the list was read when a doubt began and again at its end."""
    if ledger.read is None or doubt.heard is None:
        return False
    return ledger.read - doubt.heard >= lasts - SLACK


def _is_in_coinbase(ledger: Ledger, doubt: Doubt, balance: Satoshis) -> bool:
    """Return whether only the row of a coinbase payout is late.

    Such an account never has a balance that could be paid in another way.
    """
    coinbase = ledger.payment_kind is PaymentKind.COINBASE
    return coinbase and balance == 0 and doubt.fall is None


def _begin(watch: BalanceWatch, ledger: Ledger, amount: int) -> Watched:
    """Book what was paid over Lightning before the ledger began, without a date."""
    before = Satoshis(amount) if amount > NOISE else None
    return Watched(
        watch=replace(watch, offset=amount),
        ledger=replace(ledger, lightning_before=before),
    )


def _book(watch: BalanceWatch, ledger: Ledger, doubt: Doubt) -> Watched:
    """Book a Lightning payout at the time when the balance fell."""
    payout = LedgerPayout(
        time=doubt.fall or doubt.since,
        amount=Satoshis(doubt.amount),
        kind=PaymentKind.LIGHTNING,
        certainty=Certainty.DEDUCED,
    )
    return Watched(
        watch=watch,
        ledger=with_payout(ledger, payout),
        events=(PayoutMade(payout=payout),),
    )


def _take_back(
    watch: BalanceWatch, settled: BalanceWatch, ledger: Ledger, doubt: Doubt
) -> Watched:
    """Take back a recent deduced payout of exactly the amount that is owed again.

    If there is none, a row is late, and the list will explain the balance later.
    """
    for payout in reversed(ledger.payouts):
        deduced = payout.certainty is Certainty.DEDUCED
        late = abs(doubt.since - payout.time) <= CORRECTION_SPAN
        if deduced and late and payout.amount == -doubt.amount:
            return Watched(
                watch=settled,
                ledger=without_payout(ledger, payout),
                events=(PayoutCorrected(wrong=payout, right=None),),
            )
    return Watched(watch=watch, ledger=ledger)
