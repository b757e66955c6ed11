"""Deduces payouts over Lightning, which are in no list of OCEAN: pure.

What an account earned is what it was paid and what it is still owed. If the balance
falls and no payout on chain explains it, the rest was paid over Lightning. But the
balance and the list of earnings are out of step for a while after each pool block, the
balance has been seen negative and wrong for one poll, and the row of a payout on chain
may come later than the balance falls. So what is unexplained has to stay the same, to
the satoshi, for half an hour, with the list read at its beginning and at its end. How
long it stays is told by OCEAN's clock, how far apart the list was read by ours: the two
clocks are never compared.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ...api import Satoshis
from ..payout import PaymentKind
from .book import (
    CORRECTION_SPAN,
    Certainty,
    Ledger,
    LedgerEvent,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
    with_payout,
    without_payout,
)

CONFIRMED_AFTER: Final = timedelta(minutes=30)
"""How long an unexplained fall of the balance has to last."""

WITHOUT_FALL_AFTER: Final = timedelta(hours=2)
"""How long it has to last where the balance was not seen to fall.

A payout while nobody watched looks so, and so does a balance that lags behind.
"""

ASK_AGAIN: Final = timedelta(minutes=10)
"""How long to wait for the list before it is asked for again."""

SLACK: Final = timedelta(minutes=1)
"""By how much less than that the list may have been read apart: requests take a while."""

NOISE: Final = 10
"""Satoshis that are rounding, and not paid by anybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt(DataClassDictMixin):
    """An amount that neither the list nor the balance explains."""

    amount: int
    """In sat; negative where the balance is higher than the list says."""
    since: datetime
    fall: datetime | None = None
    """When the balance was seen to fall."""
    asked: datetime | None = None
    """When the list was last asked for because of it."""
    known: datetime | None = None
    """When the list had been read before."""
    heard: datetime | None = None
    """When the list was first read since, by our clock."""


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
    """Return when the balance fell, None where it was not seen to.

    A fall goes on while credits and slips change the amount, until the balance is back.
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
    """Go on doubting, and ask for the list unless it was asked for just now."""
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
    """Decide on a doubt that goes on."""
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
    """Return whether the list was read after a doubt began and again at its end."""
    if ledger.read is None or doubt.heard is None:
        return False
    return ledger.read - doubt.heard >= lasts - SLACK


def _is_in_coinbase(ledger: Ledger, doubt: Doubt, balance: Satoshis) -> bool:
    """Return whether only the row of a payout in the coinbase is late.

    Such an account never has a balance that could be paid in another way.
    """
    coinbase = ledger.payment_kind is PaymentKind.COINBASE
    return coinbase and balance == 0 and doubt.fall is None


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
    """Take back a late deduced payout of exactly what is now owed again.

    Where there is none, a row is late: the list will explain it, sooner or later.
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
