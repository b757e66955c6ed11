"""Hourly sums of earnings and payouts, for long-term statistics.

Each hour has a row, from the one before the first amount until now: Home Assistant
subtracts the total before a period from the last one in it, and takes wrong rows for both
where hours have none. A row's total is the sum of all amounts up to then, so the rows are
the same however often and in whatever order they are written. A row that arrives late
changes the totals of all later rows.

A ledger may know less than what was recorded: its file was lost, or is that of an older
backup, and OCEAN lists no Lightning payouts. So an hour keeps what was recorded beyond
what the ledger knows, except for what the ledger itself has taken back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from mashumaro.mixins.dict import DataClassDictMixin

from ...api import Satoshis
from .book import BEGINNING, Ledger

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class HourRow:
    """One hour."""

    start: datetime
    """The beginning of the hour, UTC."""
    amount: Satoshis
    """The sum within the hour."""
    total: Satoshis
    """The sum until the end of the hour."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawn(DataClassDictMixin):
    """What a ledger knew and has taken back, in sat by the beginning of the hour.

    This is the evidence by which a recorded hour may be lowered.
    """

    earned: dict[datetime, int] = field(default_factory=dict)
    paid: dict[datetime, int] = field(default_factory=dict)


type Amounts = Iterable[tuple[datetime, Satoshis]]


def earned_amounts(ledger: Ledger) -> Amounts:
    """Return what was earned when."""
    return ((row.time, row.net) for row in ledger.earnings)


def paid_amounts(ledger: Ledger) -> Amounts:
    """Return what was paid when."""
    return ((row.time, row.amount) for row in ledger.payouts)


def with_withdrawn(withdrawn: Withdrawn, before: Ledger, after: Ledger) -> Withdrawn:
    """Add what a change of the ledger took back."""
    if (before.earnings, before.payouts) == (after.earnings, after.payouts):
        return withdrawn
    return Withdrawn(
        earned=_lowered(
            withdrawn.earned, earned_amounts(before), earned_amounts(after)
        ),
        paid=_lowered(withdrawn.paid, paid_amounts(before), paid_amounts(after)),
    )


def _lowered(
    withdrawn: Mapping[datetime, int], before: Amounts, after: Amounts
) -> dict[datetime, int]:
    """Add by how much the hours were lowered."""
    then, now = by_hour(before), by_hour(after)
    lowered = dict(withdrawn)
    for start in then.keys() | now.keys():
        if (less := then.get(start, 0) - now.get(start, 0)) > 0:
            lowered[start] = lowered.get(start, 0) + less
    return lowered


def unexplained(
    amounts: Amounts,
    recorded: Mapping[datetime, HourRow],
    withdrawn: Mapping[datetime, int],
) -> dict[datetime, Satoshis]:
    """Return what was recorded beyond what a ledger knows, in sat by the hour."""
    known = by_hour(amounts)
    beyond = {
        start: row.amount - withdrawn.get(start, 0) - known.get(start, 0)
        for start, row in recorded.items()
    }
    return {start: Satoshis(more) for start, more in beyond.items() if more > 0}


def hourly(
    amounts: Amounts,
    until: datetime,
    recorded: Mapping[datetime, HourRow] | None = None,
    withdrawn: Mapping[datetime, int] | None = None,
) -> list[HourRow]:
    """Return the rows of all hours, oldest first, up to that of `until`.

    A recorded hour keeps a row even if a correction removed its amount: a row can be
    replaced, but not deleted. An amount with a date that cannot be has a row of its own,
    and fills no centuries.
    """
    amounts, recorded = list(amounts), recorded or {}
    known = by_hour(amounts)
    more = unexplained(amounts, recorded, withdrawn or {})
    present = hour_of(until)
    possible = (start for start in (*known, *more) if start >= BEGINNING)
    starts = {*known, *recorded, *_hours(min([present, *possible]) - HOUR, present)}
    rows: list[HourRow] = []
    total = 0
    for start in sorted(starts):
        amount = known.get(start, 0) + more.get(start, 0)
        total += amount
        rows.append(
            HourRow(start=start, amount=Satoshis(amount), total=Satoshis(total))
        )
    return rows


def later(newest: HourRow, until: datetime) -> list[HourRow]:
    """Return the rows of the hours since the newest one, in which nothing happened."""
    return [
        HourRow(start=start, amount=Satoshis(0), total=newest.total)
        for start in _hours(newest.start + HOUR, hour_of(until))
    ]


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    """Return the beginnings of all hours from the first to the last one."""
    start = first
    while start <= last:
        yield start
        start += HOUR


def by_hour(amounts: Amounts) -> dict[datetime, int]:
    """Add amounts up by the hour."""
    sums: dict[datetime, int] = {}
    for time, amount in amounts:
        start = hour_of(time)
        sums[start] = sums.get(start, 0) + amount
    return sums


def hour_of(time: datetime) -> datetime:
    """Return the beginning of the hour of a time."""
    return time.replace(minute=0, second=0, microsecond=0)


def to_write(
    rows: Iterable[HourRow], recorded: Mapping[datetime, HourRow]
) -> list[HourRow]:
    """Return the rows that are missing in the statistics or differ from them."""
    return [row for row in rows if recorded.get(row.start) != row]
