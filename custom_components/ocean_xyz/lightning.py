"""Deduces payouts over Lightning, which are in no list of OCEAN: pure.

What an account earned is what it was paid and what it is still owed. If the balance
falls and no payout on chain explains it, the rest was paid over Lightning. But the
balance and the list of earnings are out of step for a while after each pool block, the
balance has been seen negative and wrong for one poll, and the row of a payout on chain
may come later than the balance falls. So what is unexplained has to stay the same, to
the satoshi, for half an hour, with the list read at its beginning and at its end.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from .api import Satoshis
from .ledger import (
    Certainty,
    Ledger,
    LedgerEvent,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
    with_payout,
    without_payout,
)
from .payout import PaymentKind

CONFIRMED_AFTER: Final = timedelta(minutes=30)
"""How long an unexplained fall of the balance has to last."""

WITHOUT_FALL_AFTER: Final = timedelta(hours=2)
"""How long it has to last where the balance was not seen to fall.

A payout while nobody watched looks so, and so does a balance that lags behind.
"""

NOISE: Final = 10
"""Satoshis that are rounding, and not paid by anybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt(DataClassDictMixin):
    """An amount that neither the list nor the balance explains."""

    amount: int
    """In sat; negative where the balance is higher than the list says."""
    since: datetime
    fell: bool = False
    """Whether the balance was seen to fall."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceWatch(DataClassDictMixin):
    """What is remembered of the balance."""

    offset: int | None = None
    """What was unexplained when the ledger was begun, in sat."""
    settled: Satoshis | None = None
    """The last balance that the list explained."""
    doubt: Doubt | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """What a reading of the balance comes to."""

    watch: BalanceWatch
    ledger: Ledger
    events: tuple[LedgerEvent, ...] = ()
    ask: bool = False
    """Whether the list is to be asked for now."""


def watch_balance(
    watch: BalanceWatch, ledger: Ledger, balance: Satoshis | None, at: datetime
) -> Watched:
    """Weigh a reading of the balance at a time of OCEAN's.

    A balance that is not known or negative says nothing.
    """
    if balance is None or balance < 0 or ledger.begun is None:
        return Watched(watch=watch, ledger=ledger)
    amount = ledger.earned_total - ledger.paid_listed - balance - (watch.offset or 0)
    if watch.offset is not None and amount == 0:
        return Watched(watch=replace(watch, settled=balance, doubt=None), ledger=ledger)
    doubt = watch.doubt
    if doubt is None or doubt.amount != amount or at < doubt.since:
        fell = watch.settled is not None and balance < watch.settled
        doubt = Doubt(amount=amount, since=at, fell=fell)
        return Watched(watch=replace(watch, doubt=doubt), ledger=ledger, ask=True)
    return _weigh(watch, ledger, doubt, balance, at)


def _weigh(
    watch: BalanceWatch,
    ledger: Ledger,
    doubt: Doubt,
    balance: Satoshis,
    at: datetime,
) -> Watched:
    """Decide on a doubt that goes on."""
    booked = watch.offset is None or (doubt.fell and doubt.amount > 0)
    lasts = CONFIRMED_AFTER if booked else WITHOUT_FALL_AFTER
    if at - doubt.since < lasts:
        return Watched(watch=watch, ledger=ledger)
    if ledger.read is None or ledger.read < doubt.since + lasts:
        return Watched(watch=watch, ledger=ledger, ask=True)
    settled = replace(watch, settled=balance, doubt=None)
    if watch.offset is None:
        return _begin(settled, ledger, doubt.amount)
    if abs(doubt.amount) <= NOISE:
        offset = watch.offset + doubt.amount
        return Watched(watch=replace(settled, offset=offset), ledger=ledger)
    if doubt.amount > 0:
        return _book(settled, ledger, doubt)
    return _take_back(watch, settled, ledger, doubt)


def _begin(watch: BalanceWatch, ledger: Ledger, amount: int) -> Watched:
    """Book what was paid over Lightning before anybody watched, without a date."""
    before = Satoshis(amount) if amount > NOISE else None
    return Watched(
        watch=replace(watch, offset=amount),
        ledger=replace(ledger, lightning_before=before),
    )


def _book(watch: BalanceWatch, ledger: Ledger, doubt: Doubt) -> Watched:
    """Book a payout over Lightning at the time at which the balance fell."""
    payout = LedgerPayout(
        time=doubt.since,
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
    """Take back a deduced payout of exactly what is now owed again."""
    for payout in reversed(ledger.payouts):
        deduced = payout.certainty is Certainty.DEDUCED
        if deduced and payout.amount == -doubt.amount:
            return Watched(
                watch=settled,
                ledger=without_payout(ledger, payout),
                events=(PayoutCorrected(wrong=payout, right=None),),
            )
    # More is owed than the list says: it will say so, sooner or later.
    return Watched(watch=watch, ledger=ledger)
