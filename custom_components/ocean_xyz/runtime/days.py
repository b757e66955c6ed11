"""The days of the home."""

from datetime import UTC, datetime, timedelta

from homeassistant.util import dt as dt_util


def begin_of_day(time: datetime, offset: int) -> datetime:
    """Return when the day of a time begins here, or one so many days later, in UTC."""
    day = dt_util.as_local(time).date() + timedelta(days=offset)
    return dt_util.start_of_local_day(day).astimezone(UTC)
