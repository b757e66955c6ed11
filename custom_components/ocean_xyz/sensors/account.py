"""Sensors of an account."""

from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import PERCENTAGE, UnitOfTime

from ..api import AccountSnapshot, HashrateAverages
from ..const import UNIT_SATOSHI, UNIT_SATOSHI_PER_DAY
from ..devices.ids import DATA_STATUS
from ..entity import account_place
from ..mining.account import AccountState, DataStatus, WorkerCounts
from ..mining.economics import (
    Outlook,
    rewards_of_tail,
    rewards_of_window,
)
from ..mining.units import DAY
from ..runtime.account import OceanAccount
from .entity import (
    DIAGNOSTIC,
    MEASUREMENT,
    OceanSensor,
    OceanSensorDescription,
    hashrate_sensor,
    percent,
    sensors_of,
    whole,
)

HASHRATE_SENSORS: tuple[OceanSensorDescription[HashrateAverages], ...] = tuple(
    hashrate_sensor(average, shown=average in (300, 10800, 86400))
    for average in (60, 300, 600, 1800, 3600, 10800, 43200, 86400)
)

SNAPSHOT_SENSORS: tuple[OceanSensorDescription[AccountSnapshot], ...] = (
    OceanSensorDescription(
        key="shares_60s",
        state_class=MEASUREMENT,
        entity_category=DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda snapshot: snapshot.shares_60s,
    ),
    OceanSensorDescription(
        key="shares_300s",
        state_class=MEASUREMENT,
        entity_category=DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda snapshot: snapshot.shares_300s,
    ),
    OceanSensorDescription(
        key="last_share",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda snapshot: snapshot.last_share,
    ),
    OceanSensorDescription(
        key="shares_in_window",
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda snapshot: snapshot.shares_in_window,
    ),
    OceanSensorDescription(
        key="unpaid",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda snapshot: snapshot.unpaid,
    ),
    OceanSensorDescription(
        key="estimated_next_block",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        value_fn=lambda snapshot: snapshot.estimated_next_block,
    ),
    OceanSensorDescription(
        key="estimated_window",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        value_fn=lambda snapshot: rewards_of_window(snapshot.estimated_next_block),
    ),
    OceanSensorDescription(
        key="estimated_tail",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda snapshot: rewards_of_tail(snapshot.estimated_next_block),
    ),
    OceanSensorDescription(
        key="estimated_bonus_next_block",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda snapshot: snapshot.estimated_bonus_next_block,
    ),
    OceanSensorDescription(
        key="estimated_payout_next_block",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        value_fn=lambda snapshot: snapshot.estimated_payout_next_block,
    ),
)

COUNT_SENSORS: tuple[OceanSensorDescription[WorkerCounts], ...] = (
    OceanSensorDescription(
        key="workers_online",
        state_class=MEASUREMENT,
        value_fn=lambda counts: counts.online,
    ),
    OceanSensorDescription(
        key="workers_offline",
        state_class=MEASUREMENT,
        value_fn=lambda counts: counts.offline,
    ),
    OceanSensorDescription(
        key="workers_total",
        state_class=MEASUREMENT,
        value_fn=lambda counts: counts.total,
    ),
)

STATE_SENSORS: tuple[OceanSensorDescription[AccountState], ...] = (
    OceanSensorDescription(
        key=DATA_STATUS,
        device_class=SensorDeviceClass.ENUM,
        options=list(DataStatus),
        entity_category=DIAGNOSTIC,
        value_fn=lambda state: state.status,
    ),
    OceanSensorDescription(
        key="snapshot_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.snapshot_time,
    ),
)

OUTLOOK_SENSORS: tuple[OceanSensorDescription[Outlook], ...] = (
    OceanSensorDescription(
        key="share_of_window",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=4,
        state_class=MEASUREMENT,
        value_fn=lambda outlook: percent(outlook.share_of_window),
    ),
    OceanSensorDescription(
        key="window_fill",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        state_class=MEASUREMENT,
        value_fn=lambda outlook: percent(outlook.window_fill),
    ),
    OceanSensorDescription(
        key="expected_per_day",
        native_unit_of_measurement=UNIT_SATOSHI_PER_DAY,
        state_class=MEASUREMENT,
        value_fn=lambda outlook: whole(outlook.expected_per_day),
    ),
    OceanSensorDescription(
        key="expected_after_retarget",
        native_unit_of_measurement=UNIT_SATOSHI_PER_DAY,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: whole(outlook.expected_after_retarget),
    ),
    OceanSensorDescription(
        key="solo_block_interval",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.DAYS,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: (
            None if outlook.solo_interval is None else outlook.solo_interval / DAY
        ),
    ),
)


def account_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what OCEAN says of an account, and of its outlook."""
    place = account_place(account.account_id)
    state = account.state_coordinator.async_add_listener
    figures = account.listeners.async_listen_to_figures
    return [
        *sensors_of(HASHRATE_SENSORS, place, lambda: account.state.hashrate, state),
        *sensors_of(SNAPSHOT_SENSORS, place, lambda: account.state.snapshot, state),
        *sensors_of(COUNT_SENSORS, place, lambda: account.state.counts, state),
        *sensors_of(STATE_SENSORS, place, lambda: account.state, state),
        *sensors_of(OUTLOOK_SENSORS, place, lambda: account.figures.outlook, figures),
    ]
