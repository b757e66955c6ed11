"""The ledger of an account, what it earned and was paid: pure, without Home Assistant.

OCEAN's lists have been seen shortened for one poll, corrected later and late by some
minutes. So the ledger grows by new rows, is corrected by later ones, and never loses
one to a shorter list.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from .api import Earning, EarnPay, Payout, Satoshis, Shares
from .payout import PaymentKind

BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Before the pool's first block, so that a list from here on is the whole one."""

OVERLAP: Final = timedelta(days=7)
"""How far a later list reaches back before the last good one.

Late credits and corrections have been seen within hours; a week also heals a list
that was shortened for days.
"""

WHOLE_EVERY: Final = timedelta(days=7)
"""How often the whole history is read, for what was corrected long ago."""

MARGIN: Final = timedelta(days=1)
"""How far a list reaches into the future: OCEAN's clock may be ahead of ours."""

NEWS_BEFORE: Final = timedelta(hours=1)
"""How long before the first list a row may date and still be news.

A block is credited minutes after it was found.
"""

COINBASE_SPREAD: Final = timedelta(minutes=10)
"""Time between a coinbase payout and the credit of the same block."""

CORRECTION_SPAN: Final = timedelta(days=3)
"""How far a row may be from the deduced payout that it explains."""

CORRECTION_TOLERANCE: Final = 0.01
"""By which fraction the amount of that row may differ."""

CREDIT_AWAITED: Final = timedelta(hours=1)
"""How long a credit of a pool block is waited for."""

MINES_LATELY: Final = timedelta(days=30)


class Certainty(StrEnum):
    """How a payout is known."""

    CERTAIN = "certain"
    """From a row of OCEAN's list."""
    DEDUCED = "deduced"
    """From the balance, because Lightning payouts are in no list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerEarning(DataClassDictMixin):
    """What a pool block credited."""

    block_hash: str
    time: datetime
    net: Satoshis
    fees: Satoshis | None = None
    shares: Shares | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerPayout(DataClassDictMixin):
    """What was paid out."""

    time: datetime
    amount: Satoshis
    kind: PaymentKind
    transaction: str | None = None
    certainty: Certainty = Certainty.CERTAIN

    @property
    def key(self) -> tuple[datetime, Satoshis]:
        """Return what tells payouts apart: accounts share transactions."""
        return self.time, self.amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger(DataClassDictMixin):
    """Everything that is known, each list oldest first."""

    earnings: tuple[LedgerEarning, ...] = ()
    payouts: tuple[LedgerPayout, ...] = ()
    begun: datetime | None = None
    """When the whole history was read for the first time."""
    read: datetime | None = None
    """When the newest rows were read for the last time."""
    whole: datetime | None = None
    """When the whole history was read for the last time."""
    confirmed: bool = False
    """Whether the whole history was read a second time: the first may have been cut."""
    lightning_before: Satoshis | None = None
    """Paid over Lightning before the ledger was begun, without dates."""

    @property
    def earned_total(self) -> Satoshis:
        """Return all that was earned."""
        return Satoshis(sum(row.net for row in self.earnings))

    @property
    def paid_listed(self) -> Satoshis:
        """Return all payouts that have a row, deduced ones included."""
        return Satoshis(sum(row.amount for row in self.payouts))

    @property
    def paid_total(self) -> Satoshis:
        """Return all that was paid."""
        return Satoshis(self.paid_listed + (self.lightning_before or 0))

    @property
    def payment_kind(self) -> PaymentKind:
        """Return how the account is paid, by its newest payout."""
        return self.payouts[-1].kind if self.payouts else PaymentKind.ON_CHAIN


@dataclass(frozen=True, kw_only=True, slots=True)
class EarningCredited:
    """A pool block was credited."""

    earning: LedgerEarning


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutMade:
    """A payout was made."""

    payout: LedgerPayout


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutCorrected:
    """A deduced payout was none."""

    wrong: LedgerPayout
    right: LedgerPayout | None
    """The payout that explains the balance, if there is one."""


type LedgerEvent = EarningCredited | PayoutMade | PayoutCorrected


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerChange:
    """A ledger after an answer, and what is to be told of it, oldest first."""

    ledger: Ledger
    events: tuple[LedgerEvent, ...] = ()
    rewritten: bool = False
    """Whether the past is another one: old rows came, or known ones were corrected."""


def request_span(ledger: Ledger, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when OCEAN is to be asked.

    For the whole history at first, once more to be sure, and then once a week; else
    for a week more than what is not known.
    """
    known = ledger.read if ledger.confirmed else None
    if known is None or ledger.whole is None or now - ledger.whole >= WHOLE_EVERY:
        return BEGINNING, now + MARGIN
    return known - OVERLAP, now + MARGIN


def merge(
    ledger: Ledger, answer: EarnPay, *, at: datetime, whole: bool = False
) -> LedgerChange:
    """Take up the rows of an answer that came at a time.

    The first answer makes the ledger and no news: it is history. `whole` says that the
    whole history was asked for.
    """
    earnings = {row.block_hash: row for row in ledger.earnings}
    new_earnings = _merge_earnings(earnings, answer.earnings)
    payouts = {row.key: row for row in ledger.payouts}
    told = _merge_payouts(payouts, answer.payouts)
    merged = replace(
        ledger,
        earnings=tuple(sorted(earnings.values(), key=_earning_order)),
        payouts=tuple(sorted(payouts.values(), key=_payout_order)),
        begun=ledger.begun or at,
        read=at,
        whole=at if whole else ledger.whole,
        confirmed=ledger.confirmed or (whole and ledger.begun is not None),
    )
    if ledger.begun is None:
        return LedgerChange(ledger=merged)
    since = ledger.begun - NEWS_BEFORE
    credited = [
        EarningCredited(earning=row) for row in new_earnings if row.time > since
    ]
    paid = [event for event in told if _payout_of(event).time > since]
    return LedgerChange(
        ledger=merged,
        events=(*credited, *paid),
        rewritten=_sums_before(merged, since) != _sums_before(ledger, since)
        or _is_corrected(ledger, earnings, payouts),
    )


def _sums_before(ledger: Ledger, time: datetime) -> tuple[Satoshis, Satoshis]:
    """Return what was earned and paid before a time."""
    paid = _between(ledger.payouts, BEGINNING, time)
    return (
        earned_between(ledger, BEGINNING, time),
        Satoshis(sum(row.amount for row in paid)),
    )


def _is_corrected(
    before: Ledger,
    earnings: Mapping[str, LedgerEarning],
    payouts: Mapping[tuple[datetime, Satoshis], LedgerPayout],
) -> bool:
    """Return whether an amount that was certain is another one now."""
    return any(
        earnings[row.block_hash].net != row.net for row in before.earnings
    ) or any(
        row.key not in payouts
        for row in before.payouts
        if row.certainty is Certainty.CERTAIN
    )


def _earning_order(row: LedgerEarning) -> tuple[datetime, str]:
    """Return by what earnings are sorted."""
    return row.time, row.block_hash


def _payout_order(row: LedgerPayout) -> tuple[datetime, Satoshis]:
    """Return by what payouts are sorted."""
    return row.key


def _payout_of(event: PayoutMade | PayoutCorrected) -> LedgerPayout:
    """Return the payout that an event is about."""
    return event.payout if isinstance(event, PayoutMade) else event.wrong


def _merge_earnings(
    known: dict[str, LedgerEarning], rows: Iterable[Earning]
) -> list[LedgerEarning]:
    """Take up earnings, and return the new ones, oldest first."""
    new: dict[str, LedgerEarning] = {}
    for row in sorted(rows, key=lambda row: (row.time, row.net)):
        before = known.get(row.block_hash)
        known[row.block_hash] = LedgerEarning(
            block_hash=row.block_hash,
            time=row.time,
            net=row.net,
            fees=before.fees if row.fees is None and before else row.fees,
            shares=before.shares if row.shares is None and before else row.shares,
        )
        if before is None or row.block_hash in new:
            new[row.block_hash] = known[row.block_hash]
    return list(new.values())


def _merge_payouts(
    known: dict[tuple[datetime, Satoshis], LedgerPayout], rows: Iterable[Payout]
) -> list[PayoutMade | PayoutCorrected]:
    """Take up payouts, and return what is to be told, oldest first."""
    told: dict[tuple[datetime, Satoshis], LedgerPayout] = {}
    for row in rows:
        payout = _read_payout(row, known.get((row.time, row.amount)))
        told[payout.key] = payout
    # What is not told any more may be told in another version, or be no payout at all.
    left_out = [row for row in known.values() if row.key not in told]
    events: list[PayoutMade | PayoutCorrected] = []
    for key in sorted(told):
        payout = told[key]
        before = known.get(key)
        if before is None:
            before = _same_corrected(payout, left_out)
        elif before.certainty is Certainty.DEDUCED:
            events.append(PayoutCorrected(wrong=before, right=payout))
        if before is None:
            wrong = _deduced_for(payout, left_out)
            if wrong is not None:
                left_out.remove(wrong)
                del known[wrong.key]
                events.append(PayoutCorrected(wrong=wrong, right=payout))
            else:
                events.append(PayoutMade(payout=payout))
        elif before.key != key:
            left_out.remove(before)
            del known[before.key]
        known[key] = payout
    return events


def _read_payout(row: Payout, before: LedgerPayout | None) -> LedgerPayout:
    """Return the payout that a row tells of; what it leaves out stays as it was."""
    transaction = row.transaction or (before.transaction if before else None)
    return LedgerPayout(
        time=row.time,
        amount=row.amount,
        kind=PaymentKind.COINBASE if row.coinbase else PaymentKind.ON_CHAIN,
        transaction=transaction,
    )


def _same_corrected(
    payout: LedgerPayout, left_out: Iterable[LedgerPayout]
) -> LedgerPayout | None:
    """Return the payout of which a new row is another version.

    It has the transaction, and the time or the amount; and the answer that tells of
    the new one leaves it out.
    """
    if payout.transaction is None:
        return None
    return next(
        (
            row
            for row in left_out
            if row.transaction == payout.transaction
            and (row.time == payout.time or row.amount == payout.amount)
        ),
        None,
    )


def _deduced_for(
    payout: LedgerPayout, left_out: Iterable[LedgerPayout]
) -> LedgerPayout | None:
    """Return the deduced payout that a row explains."""
    return next(
        (
            row
            for row in left_out
            if row.certainty is Certainty.DEDUCED
            and abs(row.time - payout.time) <= CORRECTION_SPAN
            and abs(row.amount - payout.amount) <= CORRECTION_TOLERANCE * payout.amount
        ),
        None,
    )


def with_payout(ledger: Ledger, payout: LedgerPayout) -> Ledger:
    """Add a deduced payout."""
    payouts = sorted((*ledger.payouts, payout), key=_payout_order)
    return replace(ledger, payouts=tuple(payouts))


def without_payout(ledger: Ledger, payout: LedgerPayout) -> Ledger:
    """Take a deduced payout back."""
    payouts = tuple(row for row in ledger.payouts if row != payout)
    return replace(ledger, payouts=payouts)


def is_awaited(ledger: Ledger, block_hash: str, found: datetime, now: datetime) -> bool:
    """Return whether the credit of a pool block is still to come.

    For an hour after it was found, and only if the account was credited lately.
    """
    if ledger.begun is None or not ledger.earnings or now - found >= CREDIT_AWAITED:
        return False
    if now - ledger.earnings[-1].time > MINES_LATELY:
        return False
    recent = ledger.earnings[-100:]
    return all(row.block_hash != block_hash for row in recent)


def coinbase_credit(ledger: Ledger, payout: LedgerPayout) -> LedgerEarning | None:
    """Return the credit of the block in whose coinbase a payout was made."""
    if payout.kind is not PaymentKind.COINBASE:
        return None
    near = _between(
        ledger.earnings, payout.time - COINBASE_SPREAD, payout.time + COINBASE_SPREAD
    )
    return next((row for row in near if row.net == payout.amount), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DaySums:
    """What was earned on the last days of the home's time zone, in sat."""

    today: Satoshis
    yesterday: Satoshis
    week: Satoshis
    """Today and the six days before."""
    month: Satoshis
    """Today and the 29 days before."""


def day_sums(ledger: Ledger, now: datetime, zone: tzinfo) -> DaySums:
    """Add up the last days, from midnight to midnight, however long a day is."""
    today = now.astimezone(zone).date()

    def since(days: int, until: int = -1) -> Satoshis:
        start, end = (
            _midnight(today - timedelta(days=number), zone) for number in (days, until)
        )
        return earned_between(ledger, start, end)

    return DaySums(
        today=since(0), yesterday=since(1, 0), week=since(6), month=since(29)
    )


def _midnight(day: date, zone: tzinfo) -> datetime:
    """Return when a day of a time zone begins."""
    return datetime.combine(day, time(), zone)


def earned_between(ledger: Ledger, start: datetime, end: datetime) -> Satoshis:
    """Return what was earned from one time up to, and without, another."""
    return Satoshis(sum(row.net for row in _between(ledger.earnings, start, end)))


def _between[RowT: (LedgerEarning, LedgerPayout)](
    rows: tuple[RowT, ...], start: datetime, end: datetime
) -> tuple[RowT, ...]:
    """Return the rows from one time up to, and without, another."""
    key: Callable[[RowT], datetime] = lambda row: row.time.astimezone(UTC)  # noqa: E731
    first = bisect_left(rows, start.astimezone(UTC), key=key)
    last = bisect_left(rows, end.astimezone(UTC), key=key)
    return rows[first:last]
