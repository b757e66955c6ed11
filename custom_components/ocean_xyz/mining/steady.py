"""Estimated times that move only when something has happened.

An estimate moves a little with every block. A new state each time says nothing new, and
each is a row in Home Assistant's Activity.
"""

from datetime import datetime, timedelta


def steady(
    before: datetime | None, now: datetime | None, within: timedelta
) -> datetime | None:
    """Keep an estimated time until it moves by `within`."""
    if before is None or now is None or abs(now - before) >= within:
        return now
    return before
