"""Hourly sums of earnings and payouts, for long-term statistics.

Only hours with an amount have a row. A row's total is the sum of all amounts up to then,
so the rows are the same however often and in whatever order they are written. A row that
arrives late changes the totals of all later rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ...api import Satoshis


@dataclass(frozen=True, kw_only=True, slots=True)
class HourRow:
    """One hour with an amount."""

    start: datetime
    """The beginning of the hour, UTC."""
    amount: Satoshis
    """The sum within the hour."""
    total: Satoshis
    """The sum until the end of the hour."""


def hourly(
    amounts: Iterable[tuple[datetime, Satoshis]], written: Iterable[datetime] = ()
) -> list[HourRow]:
    """Return the hourly rows of some amounts, oldest first.

    `written` are the hours that already have a row. If a correction removes the amount
    of such an hour, it keeps a row of zero: a row can be replaced, but not removed.
    """
    by_hour: dict[datetime, int] = dict.fromkeys(written, 0)
    for time, amount in amounts:
        start = hour_of(time)
        by_hour[start] = by_hour.get(start, 0) + amount
    rows: list[HourRow] = []
    total = 0
    for start in sorted(by_hour):
        total += by_hour[start]
        rows.append(
            HourRow(start=start, amount=Satoshis(by_hour[start]), total=Satoshis(total))
        )
    return rows


def hour_of(time: datetime) -> datetime:
    """Return the beginning of the hour of a time."""
    return time.replace(minute=0, second=0, microsecond=0)


def to_write(
    rows: Iterable[HourRow], written: Mapping[datetime, HourRow]
) -> list[HourRow]:
    """Return the rows that are missing in the statistics or differ from them."""
    return [row for row in rows if written.get(row.start) != row]
