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
from functools import cached_property
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ...api import MAX_LEDGER_ROWS, Earning, EarnPay, Payout, Satoshis, Shares
from ..payout import PaymentKind

BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Before the pool's first block, so that a list from here on is the whole one."""

OVERLAP: Final = timedelta(days=7)
"""How far a later list reaches back before the last good one.

Late credits and corrections have been seen within hours; a week also heals a list
that was shortened for days.
"""

WHOLE_EVERY: Final = timedelta(days=7)
"""How often the whole history is read, for what was corrected long ago."""

LATEST: Final = datetime(2140, 1, 1, tzinfo=UTC)
"""After the last of bitcoin's subsidies."""

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


# Without slots, so that it can keep its sums: they are asked for many times a minute.
@dataclass(frozen=True, kw_only=True)
class Ledger(DataClassDictMixin):
    """Everything that is known, each list oldest first."""

    earnings: tuple[LedgerEarning, ...] = ()
    payouts: tuple[LedgerPayout, ...] = ()
    begun: datetime | None = None
    """When the whole history was read for the first time."""
    read: datetime | None = None
    """When the newest rows were read for the last time, in a list that was not cut."""
    whole: datetime | None = None
    """When the whole history was read for the last time, as far as can be seen."""
    confirmed: bool = False
    """Whether the whole history was read a second time: the first may have been cut."""
    lightning_before: Satoshis | None = None
    """Paid over Lightning before the ledger was begun, without dates."""

    @cached_property
    def earned_total(self) -> Satoshis:
        """Return all that was earned."""
        return Satoshis(sum(row.net for row in self.earnings))

    @cached_property
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
    """Whether the past is another one: its sums moved by more than the news."""


def request_span(ledger: Ledger, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when OCEAN is to be asked.

    For the whole history at first, once more to be sure, and then once a week; else
    for a week more than what is not known. What was read in the future, by a clock of
    ours that has been set right since, counts as not read.
    """
    known = ledger.read if ledger.confirmed else None
    if known is None or ledger.whole is None or known > now:
        return BEGINNING, now + MARGIN
    if not timedelta() <= now - ledger.whole < WHOLE_EVERY:
        return BEGINNING, now + MARGIN
    return known - OVERLAP, now + MARGIN


def is_too_much(ledger: Ledger, answer: EarnPay) -> bool:
    """Return whether an answer tells of more than any account can have."""
    known = len(ledger.earnings), len(ledger.payouts)
    told = len(answer.earnings), len(answer.payouts)
    if max(map(sum, zip(known, told, strict=True))) <= MAX_LEDGER_ROWS:
        # As nearly always, without looking which of them are the same.
        return False
    blocks = {row.block_hash for row in ledger.earnings}
    blocks |= {row.block_hash for row in answer.earnings}
    paid = {row.key for row in ledger.payouts}
    paid |= {(row.time, row.amount) for row in answer.payouts}
    return max(len(blocks), len(paid)) > MAX_LEDGER_ROWS


def merge(
    ledger: Ledger, answer: EarnPay, *, at: datetime, whole: bool = False
) -> LedgerChange:
    """Take up the rows of an answer that came at a time.

    The first answer makes the ledger and no news: it is history. `whole` says that the
    whole history was asked for. One that leaves out known rows adds what it tells, but
    does not count as read.
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
    )
    if not _is_cut(ledger, answer, payouts, at - OVERLAP):
        merged = replace(
            merged,
            read=at,
            whole=at if whole else ledger.whole,
            confirmed=ledger.confirmed or (whole and ledger.begun is not None),
        )
    if ledger.begun is None:
        return LedgerChange(ledger=merged)
    since = ledger.begun - NEWS_BEFORE
    events: list[LedgerEvent] = [
        event
        for event in (*(EarningCredited(earning=row) for row in new_earnings), *told)
        if _time_of(event) > since
    ]
    moved = _owed(merged) - _owed(ledger)
    return LedgerChange(
        ledger=merged,
        events=tuple(sorted(events, key=_time_of)),
        rewritten=moved != sum(map(_owed_more, events)),
    )


def _is_cut(
    before: Ledger,
    answer: EarnPay,
    payouts: Mapping[tuple[datetime, Satoshis], LedgerPayout],
    since: datetime,
) -> bool:
    """Return whether an answer leaves out rows that were known since a time.

    Those that are known in another version now are not left out.
    """
    blocks = {row.block_hash for row in answer.earnings}
    paid = {(row.time, row.amount) for row in answer.payouts}
    return any(
        row.block_hash not in blocks for row in _between(before.earnings, since, LATEST)
    ) or any(
        row.certainty is Certainty.CERTAIN and row.key in payouts.keys() - paid
        for row in _between(before.payouts, since, LATEST)
    )


def _owed(ledger: Ledger) -> int:
    """Return what the rows say that is owed, in sat."""
    return ledger.earned_total - ledger.paid_listed


def _owed_more(event: LedgerEvent) -> int:
    """Return by how much more is owed, in sat."""
    if isinstance(event, EarningCredited):
        return event.earning.net
    if isinstance(event, PayoutMade):
        return -event.payout.amount
    return event.wrong.amount - (event.right.amount if event.right else 0)


def _time_of(event: LedgerEvent) -> datetime:
    """Return when that happened of which an event tells."""
    if isinstance(event, EarningCredited):
        return event.earning.time
    return event.payout.time if isinstance(event, PayoutMade) else event.wrong.time


def _earning_order(row: LedgerEarning) -> tuple[datetime, str]:
    """Return by what earnings are sorted."""
    return row.time, row.block_hash


def _payout_order(row: LedgerPayout) -> tuple[datetime, Satoshis]:
    """Return by what payouts are sorted."""
    return row.key


def _version(row: Earning) -> tuple[datetime, int, int, int]:
    """Return by what versions of one earning in one answer are sorted."""
    return row.time, row.net, row.fees or 0, row.shares or 0


def _merge_earnings(
    known: dict[str, LedgerEarning], rows: Iterable[Earning]
) -> list[LedgerEarning]:
    """Take up earnings, and return the new ones, oldest first."""
    new: dict[str, LedgerEarning] = {}
    for row in sorted(rows, key=_version):
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
    told = {
        (row.time, row.amount): _read_payout(row, known.get((row.time, row.amount)))
        for row in _once(rows)
    }
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


def _once(rows: Iterable[Payout]) -> Iterable[Payout]:
    """Return the rows without earlier versions of the same payout.

    No transaction pays one account the same amount at two times.
    """
    versions: dict[tuple[str | datetime, Satoshis], Payout] = {}
    for row in sorted(rows, key=lambda row: (row.time, row.coinbase)):
        versions[row.transaction or row.time, row.amount] = row
    return versions.values()


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
    """Return the deduced payout that a row explains: the nearest in amount and time."""
    explained = (
        row
        for row in left_out
        if row.certainty is Certainty.DEDUCED
        and abs(row.time - payout.time) <= CORRECTION_SPAN
        and abs(row.amount - payout.amount) <= CORRECTION_TOLERANCE * payout.amount
    )
    return min(
        explained,
        key=lambda row: (abs(row.amount - payout.amount), abs(row.time - payout.time)),
        default=None,
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
