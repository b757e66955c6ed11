"""Reads an account's statistics from the database."""

from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

HOUR = 3600


async def _read(
    hass: HomeAssistant, statistic_id: str, period: str, *kinds: str
) -> list[Any]:
    """Return the rows of a statistic."""
    await async_wait_recording_done(hass)
    rows = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        dt_util.utc_from_timestamp(0),
        None,
        {statistic_id},
        period,
        None,
        set(kinds),
    )
    return rows[statistic_id]


async def hourly(
    hass: HomeAssistant, statistic_id: str
) -> list[tuple[float, int, int]]:
    """Return the start, the amount and the sum of each hour with an amount.

    All hours have a row.
    """
    rows = await _read(hass, statistic_id, "hour", "state", "sum")
    assert all(later["start"] - row["start"] == HOUR for row, later in pairwise(rows))
    return [
        (row["start"], int(row["state"]), int(row["sum"]))
        for row in rows
        if row["state"]
    ]


async def daily(hass: HomeAssistant, statistic_id: str, zone: str) -> dict[date, int]:
    """Return the change on each date of the home's time zone."""
    rows = await _read(hass, statistic_id, "day", "change")
    return {
        datetime.fromtimestamp(row["start"], ZoneInfo(zone)).date(): int(row["change"])
        for row in rows
        if row["change"]
    }
