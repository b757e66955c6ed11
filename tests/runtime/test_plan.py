"""The days of a plan, by the home's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from homeassistant.util import dt as dt_util
import pytest

from custom_components.ocean_xyz.runtime.days import begin_of_day


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-10-24T22:30:00+00:00", (25, 24)),
        ("2026-10-25T22:59:00+00:00", (25, 24)),
        ("2026-10-24T21:00:00+00:00", (24, 25)),
        ("2027-03-28T01:30:00+00:00", (23, 24)),
        ("2027-03-27T23:00:00+00:00", (23, 24)),
        ("2027-03-27T22:59:00+00:00", (24, 23)),
    ],
)
def test_days_have_their_hours(now: str, hours: tuple[int, int]) -> None:
    """Also those on which clocks are set."""
    before = dt_util.get_default_time_zone()
    dt_util.set_default_time_zone(ZoneInfo("Europe/Berlin"))
    try:
        time = datetime.fromisoformat(now)
        today, tomorrow, after = (begin_of_day(time, days) for days in range(3))
    finally:
        dt_util.set_default_time_zone(before)
    assert today.tzinfo is UTC
    assert today <= time < tomorrow
    lengths = (tomorrow - today, after - tomorrow)
    assert tuple(one.total_seconds() / 3600 for one in lengths) == hours
