"""Hourly sums of what was earned and paid, for Home Assistant's statistics: pure.

Only hours in which something happened have a row. The sum of a row is the sum of all
amounts until then, so that rows are the same however often and in whatever order they
are written, and a row that arrives late moves the sums of those after it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ...api import Satoshis


@dataclass(frozen=True, kw_only=True, slots=True)
class HourRow:
    """What one hour brought."""

    start: datetime
    """The full hour, UTC."""
    amount: Satoshis
    """Within the hour."""
    total: Satoshis
    """Until the end of the hour."""


def hourly(
    amounts: Iterable[tuple[datetime, Satoshis]], written: Iterable[datetime] = ()
) -> list[HourRow]:
    """Return the rows of amounts with their times, oldest first.

    `written` are hours that have a row already. One that no longer has an amount,
    because that was corrected, keeps a row of zero: a row can be replaced, but not
    removed.
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
    """Return the full hour in which a time lies."""
    return time.replace(minute=0, second=0, microsecond=0)


def to_write(
    rows: Iterable[HourRow], written: Mapping[datetime, HourRow]
) -> list[HourRow]:
    """Return the rows that are missing or differ from what is written."""
    return [row for row in rows if written.get(row.start) != row]
