"""Merges what OCEAN lists into the ledger of an account: pure.

A row that stands several times in one list counts as often. What other lists repeat
counts as often as in the list that has most of it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from ...api import MAX_LEDGER_ROWS, Earning, EarnPay, Payout, Satoshis
from ..payout import PaymentKind
from .book import (
    BEGINNING,
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

HIGHEST_FEE: Final = 0.1
"""Largest fee of a payout that the balance lost and its row does not contain."""

FEE_SPAN: Final = timedelta(hours=12)
"""Longest time between the fall of the balance and the time of such a row."""


type Row = LedgerEarning | LedgerPayout


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerChange:
    """A ledger after an answer, with the events to announce, oldest first."""

    ledger: Ledger
    events: tuple[LedgerEvent, ...] = ()
    rewritten: bool = False
    """Whether the past changed: the sums moved by more than the events explain."""
    omitted: tuple[Row, ...] = ()
    """The rows that the answer should have listed, and did not."""


def is_too_much(ledger: Ledger, answer: EarnPay) -> bool:
    """Return whether an answer has more rows than any account can have."""
    known = len(ledger.earnings), len(ledger.payouts)
    listed = len(answer.earnings), len(answer.payouts)
    if max(map(sum, zip(known, listed, strict=True))) <= MAX_LEDGER_ROWS:
        # Nearly always true, and spares the search for equal rows.
        return False
    blocks = {row.block_hash for row in ledger.earnings}
    blocks |= {row.block_hash for row in answer.earnings}
    paid = Counter(row.key for row in ledger.payouts)
    paid |= Counter((row.time, row.amount) for row in answer.payouts)
    return max(len(blocks), paid.total()) > MAX_LEDGER_ROWS


def merge(
    ledger: Ledger,
    answer: EarnPay,
    *,
    at: datetime,
    whole: bool = False,
    vanished: Collection[Row] = (),
) -> LedgerChange:
    """Merge the rows of an answer that arrived at a time.

    The first answer is the baseline and never raises an event. `whole` says that the
    answer covers the whole history. An answer that omits known rows still adds its own
    rows, but does not count as read, unless they `vanished` long ago.
    """
    since = BEGINNING if whole else at - OVERLAP
    earnings = {row.block_hash: row for row in ledger.earnings}
    listed = _by_block(answer.earnings)
    omitted: list[Row] = [*_omitted_earnings(ledger, listed, since)]
    new_earnings = _merge_earnings(earnings, listed)
    payouts = _merge_payouts(
        ledger.payouts,
        answer.payouts,
        since=since,
        cut=any(row not in vanished for row in omitted),
    )
    omitted += payouts.omitted
    merged = replace(
        ledger,
        earnings=tuple(sorted(earnings.values(), key=_earning_order)),
        payouts=payouts.rows,
        begun=ledger.begun or at,
    )
    if all(row in vanished for row in omitted):
        merged = replace(
            merged,
            read=at,
            whole=at if whole else ledger.whole,
            confirmed=ledger.confirmed or (whole and ledger.begun is not None),
        )
    if ledger.begun is None:
        return LedgerChange(ledger=merged)
    credited = (EarningCredited(earning=row) for row in new_earnings)
    events = _news((*credited, *payouts.events), ledger.begun - NEWS_BEFORE)
    moved = _owed(merged) - _owed(ledger)
    return LedgerChange(
        ledger=merged,
        events=events,
        rewritten=moved != sum(map(_owed_more, events)),
        omitted=tuple(omitted),
    )


def _by_block(rows: Iterable[Earning]) -> Mapping[str, Sequence[Earning]]:
    """Return the rows of each block, those of the oldest block first."""
    listed: dict[str, list[Earning]] = {}
    for row in sorted(rows, key=lambda row: row.time):
        listed.setdefault(row.block_hash, []).append(row)
    return listed


def _omitted_earnings(
    ledger: Ledger, listed: Mapping[str, Sequence[Earning]], since: datetime
) -> Iterable[LedgerEarning]:
    """Return the earnings from a time on, or parts of them, that are not listed."""
    for row in rows_between(ledger.earnings, since, LATEST):
        parts = listed.get(row.block_hash, ())
        if len(parts) < row.rows:
            net = Satoshis(row.net - sum(part.net for part in parts))
            yield replace(row, net=net, rows=row.rows - len(parts))


def _news(events: Iterable[LedgerEvent], since: datetime) -> tuple[LedgerEvent, ...]:
    """Return the events after a time, oldest first."""
    recent = (event for event in events if _time_of(event) > since)
    return tuple(sorted(recent, key=_time_of))


def _owed(ledger: Ledger) -> int:
    """Return what OCEAN owes by the rows, in sat."""
    return ledger.earned_total - ledger.paid_listed


def _owed_more(event: LedgerEvent) -> int:
    """Return by how much an event raises what OCEAN owes, in sat."""
    if isinstance(event, EarningCredited):
        return event.earning.net
    if isinstance(event, PayoutMade):
        return -event.payout.amount
    # What a row lacks of a deduced payout is a fee, which no event explains.
    return 0 if event.right else event.wrong.amount


def _time_of(event: LedgerEvent) -> datetime:
    """Return when an event happened."""
    if isinstance(event, EarningCredited):
        return event.earning.time
    return event.payout.time if isinstance(event, PayoutMade) else event.wrong.time


def _earning_order(row: LedgerEarning) -> tuple[datetime, str]:
    """Return the sort key of earnings."""
    return row.time, row.block_hash


def _merge_earnings(
    known: dict[str, LedgerEarning], listed: Mapping[str, Sequence[Earning]]
) -> list[LedgerEarning]:
    """Merge earnings into the known ones, and return the new ones, oldest first.

    Rows of one block add up: one of them may be a bonus.
    """
    new: list[LedgerEarning] = []
    for block_hash, parts in listed.items():
        before = known.get(block_hash)
        if before and len(parts) < before.rows:
            continue
        fees = [row.fees for row in parts if row.fees is not None]
        shares = [row.shares for row in parts if row.shares is not None]
        known[block_hash] = LedgerEarning(
            block_hash=block_hash,
            time=max(row.time for row in parts),
            net=Satoshis(sum(row.net for row in parts)),
            fees=Satoshis(sum(fees)) if fees else (before.fees if before else None),
            shares=max(shares) if shares else (before.shares if before else None),
            rows=len(parts),
        )
        if before is None:
            new.append(known[block_hash])
    return new


@dataclass(frozen=True, kw_only=True, slots=True)
class _Payouts:
    """Payouts after an answer."""

    rows: tuple[LedgerPayout, ...]
    events: list[PayoutMade | PayoutCorrected]
    omitted: list[LedgerPayout]
    """Certain ones that the answer should have listed."""


def _merge_payouts(
    known: tuple[LedgerPayout, ...],
    rows: Iterable[Payout],
    *,
    since: datetime,
    cut: bool,
) -> _Payouts:
    """Merge payouts into the known ones, each at most once.

    `since` is from when on the answer lists payouts, `cut` whether it omits others.
    """
    pairs, fresh, unlisted = _known_and_new(known, rows)
    deduced = [row for row in known if row.certainty is Certainty.DEDUCED]
    pairs += _pair(fresh, unlisted, _is_updated)
    pairs += _pair(fresh, unlisted, _is_corrected)
    due = [row for row in unlisted if row.time >= since]
    if not cut:
        moved = _pair(rest := list(fresh), candidates := list(due), _is_moved)
        if not candidates:
            # Nothing else is omitted, so the list is whole: these only have another date.
            pairs += moved
            due, fresh = [], rest
            unlisted = [row for row in unlisted if row.time < since]
    explained = _pair(fresh, deduced, _is_explained)
    events: list[PayoutMade | PayoutCorrected] = [
        PayoutCorrected(wrong=before, right=_read_payout(row, before))
        for row, before in explained
    ]
    events += [PayoutMade(payout=_read_payout(row, None)) for row in fresh]
    pairs += [*explained, *((row, None) for row in fresh)]
    merged = [_read_payout(row, before) for row, before in pairs]
    return _Payouts(
        rows=tuple(sorted((*unlisted, *deduced, *merged), key=payout_order)),
        events=events,
        omitted=due,
    )


def _known_and_new(
    known: tuple[LedgerPayout, ...], rows: Iterable[Payout]
) -> tuple[list[tuple[Payout, LedgerPayout | None]], list[Payout], list[LedgerPayout]]:
    """Return listed payouts with the known ones that they are, and the rest of both."""
    certain: dict[tuple[object, ...], list[LedgerPayout]] = {}
    for one in known:
        if one.certainty is Certainty.CERTAIN:
            certain.setdefault((*one.key, one.transaction), []).append(one)
    pairs: list[tuple[Payout, LedgerPayout | None]] = []
    fresh: list[Payout] = []
    for row in sorted(_latest(rows), key=lambda row: (row.time, row.amount)):
        if same := certain.get((row.time, row.amount, row.transaction)):
            pairs.append((row, same.pop()))
        else:
            fresh.append(row)
    return pairs, fresh, [*chain.from_iterable(certain.values())]


def _pair(
    rows: list[Payout],
    known: list[LedgerPayout],
    is_same: Callable[[Payout, LedgerPayout], bool],
) -> list[tuple[Payout, LedgerPayout]]:
    """Take from both lists the payouts that are the same, and return them in pairs.

    Of several the one that is nearest in amount, then in time.
    """
    pairs = []
    for row in tuple(rows):
        near = [one for one in known if is_same(row, one)]
        if near:
            before = min(
                near,
                key=lambda one: (
                    abs(one.amount - row.amount),
                    abs(one.time - row.time),
                ),
            )
            rows.remove(row)
            known.remove(before)
            pairs.append((row, before))
    return pairs


def _is_updated(row: Payout, known: LedgerPayout) -> bool:
    """Return whether only the transaction of a payout is new, such as after a bump."""
    return (row.time, row.amount) == known.key


def _is_corrected(row: Payout, known: LedgerPayout) -> bool:
    """Return whether a row corrects the time or the amount of a payout."""
    return (
        row.transaction is not None
        and row.transaction == known.transaction
        and (row.time == known.time or row.amount == known.amount)
    )


def _is_moved(row: Payout, known: LedgerPayout) -> bool:
    """Return whether a row may be a payout with another time and transaction."""
    return row.amount == known.amount


def _is_explained(row: Payout, known: LedgerPayout) -> bool:
    """Return whether a row explains a deduced payout."""
    near = abs(row.amount - known.amount) <= CORRECTION_TOLERANCE * abs(row.amount)
    return (near and abs(row.time - known.time) <= CORRECTION_SPAN) or lost_a_fee(
        row.amount, row.time, known.amount, known.time
    )


def lost_a_fee(amount: int, time: datetime, fall: int, since: datetime) -> bool:
    """Return whether a payout may be a fall of the balance less a fee."""
    return 0 <= fall - amount <= HIGHEST_FEE * fall and abs(time - since) <= FEE_SPAN


def _latest(rows: Iterable[Payout]) -> Iterable[Payout]:
    """Return the rows without earlier versions of the same payout.

    A transaction has one time and one kind. Equal rows are payouts of their own.
    """
    versions: dict[tuple[object, ...], list[Payout]] = {}
    for row in sorted(rows, key=lambda row: (row.time, row.coinbase)):
        same = versions.setdefault((row.transaction or row.time, row.amount), [])
        if row.transaction and row not in same:
            same.clear()
        same.append(row)
    return chain.from_iterable(versions.values())


def _read_payout(row: Payout, before: LedgerPayout | None) -> LedgerPayout:
    """Return the payout of a row; what the row omits stays as it was."""
    transaction = row.transaction or (before.transaction if before else None)
    return LedgerPayout(
        time=row.time,
        amount=row.amount,
        kind=PaymentKind.COINBASE if row.coinbase else PaymentKind.ON_CHAIN,
        transaction=transaction,
    )
