"""Merges what OCEAN lists into the ledger of an account: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ...api import MAX_LEDGER_ROWS, Earning, EarnPay, Payout, Satoshis
from ..payout import PaymentKind
from .book import (
    LATEST,
    OVERLAP,
    Certainty,
    EarningCredited,
    Ledger,
    LedgerEarning,
    LedgerEvent,
    LedgerPayout,
    PayoutCorrected,
    PayoutMade,
    payout_order,
    rows_between,
)

NEWS_BEFORE: Final = timedelta(hours=1)
"""How long before the first list a row may be dated and still be news.

A credit comes minutes after its block was found.
"""

CORRECTION_SPAN: Final = timedelta(days=3)
"""Longest time between a deduced payout and the row that explains it."""

CORRECTION_TOLERANCE: Final = 0.01
"""Largest difference between their amounts, as a fraction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerChange:
    """A ledger after an answer, with the events to announce, oldest first."""

    ledger: Ledger
    events: tuple[LedgerEvent, ...] = ()
    rewritten: bool = False
    """Whether the past changed: the sums moved by more than the events explain."""


def is_too_much(ledger: Ledger, answer: EarnPay) -> bool:
    """Return whether an answer has more rows than any account can have."""
    known = len(ledger.earnings), len(ledger.payouts)
    listed = len(answer.earnings), len(answer.payouts)
    if max(map(sum, zip(known, listed, strict=True))) <= MAX_LEDGER_ROWS:
        # Nearly always true, and spares the search for equal rows.
        return False
    blocks = {row.block_hash for row in ledger.earnings}
    blocks |= {row.block_hash for row in answer.earnings}
    paid = {row.key for row in ledger.payouts}
    paid |= {(row.time, row.amount) for row in answer.payouts}
    return max(len(blocks), len(paid)) > MAX_LEDGER_ROWS


def merge(
    ledger: Ledger, answer: EarnPay, *, at: datetime, whole: bool = False
) -> LedgerChange:
    """Merge the rows of an answer that arrived at a time.

    The first answer is the baseline and never raises an event. `whole` says that the
    answer covers the whole history. An answer that omits known rows still adds its own
    rows, but does not count as read.
    """
    earnings = {row.block_hash: row for row in ledger.earnings}
    new_earnings = _merge_earnings(earnings, answer.earnings)
    payouts = {row.key: row for row in ledger.payouts}
    payout_events = _merge_payouts(payouts, answer.payouts)
    merged = replace(
        ledger,
        earnings=tuple(sorted(earnings.values(), key=_earning_order)),
        payouts=tuple(sorted(payouts.values(), key=payout_order)),
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
        for event in (
            *(EarningCredited(earning=row) for row in new_earnings),
            *payout_events,
        )
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
    """Return whether an answer omits rows that are newer than a time.

    A row that the answer lists in a corrected version is not omitted.
    """
    blocks = {row.block_hash for row in answer.earnings}
    paid = {(row.time, row.amount) for row in answer.payouts}
    return any(
        row.block_hash not in blocks
        for row in rows_between(before.earnings, since, LATEST)
    ) or any(
        row.certainty is Certainty.CERTAIN and row.key in payouts.keys() - paid
        for row in rows_between(before.payouts, since, LATEST)
    )


def _owed(ledger: Ledger) -> int:
    """Return what OCEAN owes by the rows, in sat."""
    return ledger.earned_total - ledger.paid_listed


def _owed_more(event: LedgerEvent) -> int:
    """Return by how much an event raises what OCEAN owes, in sat."""
    if isinstance(event, EarningCredited):
        return event.earning.net
    if isinstance(event, PayoutMade):
        return -event.payout.amount
    return event.wrong.amount - (event.right.amount if event.right else 0)


def _time_of(event: LedgerEvent) -> datetime:
    """Return when an event happened."""
    if isinstance(event, EarningCredited):
        return event.earning.time
    return event.payout.time if isinstance(event, PayoutMade) else event.wrong.time


def _earning_order(row: LedgerEarning) -> tuple[datetime, str]:
    """Return the sort key of earnings."""
    return row.time, row.block_hash


def _version(row: Earning) -> tuple[datetime, int, int, int]:
    """Return the sort key of the versions of one earning within one answer."""
    return row.time, row.net, row.fees or 0, row.shares or 0


def _merge_earnings(
    known: dict[str, LedgerEarning], rows: Iterable[Earning]
) -> list[LedgerEarning]:
    """Merge earnings into the known ones, and return the new ones, oldest first."""
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
    """Merge payouts into the known ones, and return the events, oldest first."""
    listed = {
        (row.time, row.amount): _read_payout(row, known.get((row.time, row.amount)))
        for row in _once(rows)
    }
    # A known row that is not listed may be listed in a corrected version, or be wrong.
    omitted = [row for row in known.values() if row.key not in listed]
    events: list[PayoutMade | PayoutCorrected] = []
    for key in sorted(listed):
        payout = listed[key]
        before = known.get(key)
        if before is None:
            before = _same_corrected(payout, omitted)
        elif before.certainty is Certainty.DEDUCED:
            events.append(PayoutCorrected(wrong=before, right=payout))
        if before is None:
            wrong = _deduced_for(payout, omitted)
            if wrong is not None:
                omitted.remove(wrong)
                del known[wrong.key]
                events.append(PayoutCorrected(wrong=wrong, right=payout))
            else:
                events.append(PayoutMade(payout=payout))
        elif before.key != key:
            omitted.remove(before)
            del known[before.key]
        known[key] = payout
    return events


def _once(rows: Iterable[Payout]) -> Iterable[Payout]:
    """Return the rows without earlier versions of the same payout.

    One transaction never pays one account the same amount twice.
    """
    versions: dict[tuple[str | datetime, Satoshis], Payout] = {}
    for row in sorted(rows, key=lambda row: (row.time, row.coinbase)):
        versions[row.transaction or row.time, row.amount] = row
    return versions.values()


def _read_payout(row: Payout, before: LedgerPayout | None) -> LedgerPayout:
    """Return the payout of a row; what the row omits stays as it was."""
    transaction = row.transaction or (before.transaction if before else None)
    return LedgerPayout(
        time=row.time,
        amount=row.amount,
        kind=PaymentKind.COINBASE if row.coinbase else PaymentKind.ON_CHAIN,
        transaction=transaction,
    )


def _same_corrected(
    payout: LedgerPayout, omitted: Iterable[LedgerPayout]
) -> LedgerPayout | None:
    """Return the known payout that a new row corrects.

    Both have the same transaction, and the same time or the same amount; and the answer
    with the new row omits the known one.
    """
    if payout.transaction is None:
        return None
    return next(
        (
            row
            for row in omitted
            if row.transaction == payout.transaction
            and (row.time == payout.time or row.amount == payout.amount)
        ),
        None,
    )


def _deduced_for(
    payout: LedgerPayout, omitted: Iterable[LedgerPayout]
) -> LedgerPayout | None:
    """Return the deduced payout that a row explains: nearest in amount, then in time."""
    explained = (
        row
        for row in omitted
        if row.certainty is Certainty.DEDUCED
        and abs(row.time - payout.time) <= CORRECTION_SPAN
        and abs(row.amount - payout.amount) <= CORRECTION_TOLERANCE * payout.amount
    )
    return min(
        explained,
        key=lambda row: (abs(row.amount - payout.amount), abs(row.time - payout.time)),
        default=None,
    )
