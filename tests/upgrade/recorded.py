"""Reads statistics from a database, and writes them into another one."""

from typing import Any, Final, cast

from homeassistant.components.recorder.db_schema import Statistics, StatisticsShortTerm
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    get_metadata,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.ocean_xyz.const import DOMAIN

COLUMNS: Final = ("mean", "min", "max", "state", "sum", "last_reset")
TABLES: Final = {"hour": Statistics, "5minute": StatisticsShortTerm}


async def read_all(hass: HomeAssistant) -> dict[str, Any]:
    """Return the statistics by their ids: metadata and rows.

    A row is its start in seconds since the epoch, followed by the columns.
    """
    await async_wait_recording_done(hass)
    execute = get_instance(hass).async_add_executor_job
    described = await execute(_metadata, hass)
    rows = {
        period: await execute(_rows, hass, set(described), period) for period in TABLES
    }
    return {
        statistic_id: {
            "metadata": described[statistic_id],
            **{period: rows[period].get(statistic_id, []) for period in TABLES},
        }
        for statistic_id in sorted(described)
    }


def _metadata(hass: HomeAssistant) -> dict[str, dict[str, Any]]:
    """Return the metadata of the statistics."""
    found = get_metadata(hass)
    return {
        statistic_id: {**metadata, "mean_type": int(metadata["mean_type"])}
        for statistic_id, (_, metadata) in found.items()
    }


def _rows(hass: HomeAssistant, ids: set[str], period: Any) -> dict[str, list[Any]]:
    """Return the rows of a period."""
    since = dt_util.utc_from_timestamp(0)
    found = statistics_during_period(hass, since, None, ids, period, None, set(COLUMNS))
    return {
        key: [[row["start"], *(row.get(column) for column in COLUMNS)] for row in rows]
        for key, rows in found.items()
    }


async def write_all(hass: HomeAssistant, statistics: dict[str, Any]) -> None:
    """Write statistics into an empty database."""
    instance = get_instance(hass)
    for one in statistics.values():
        described: dict[str, Any] = one["metadata"]
        mean_type = StatisticMeanType(described["mean_type"])
        metadata = cast(StatisticMetaData, described | {"mean_type": mean_type})
        for period, table in TABLES.items():
            rows = [_data(row) for row in one[period]]
            instance.async_import_statistics(metadata, rows, table)
    await async_wait_recording_done(hass)


def _data(row: list[Any]) -> StatisticData:
    """Return a row in the form that the recorder expects."""
    start, *values = row
    values_by_column = dict(zip(COLUMNS, values, strict=True))
    values_by_column["start"] = dt_util.utc_from_timestamp(start)
    return cast(StatisticData, values_by_column)


def is_external(statistic_id: str) -> bool:
    """Return whether a statistic belongs to no entity."""
    return statistic_id.startswith(f"{DOMAIN}:")
