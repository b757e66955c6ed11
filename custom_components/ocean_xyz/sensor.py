"""Sensors of accounts, workers, the pool and the network."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api import (
    AccountSnapshot,
    HashrateAverages,
)
from .const import (
    UNIT_SATOSHI,
    UNIT_SATOSHI_PER_DAY,
    UNIT_TERAHASH,
)
from .devices.ids import DATA_STATUS, hashrate_key
from .entity import (
    LONG_AVERAGES,
    STATUS,
    account_place,
    itself,
    worker_listener,
    worker_place,
)
from .mining.account import AccountState, DataStatus, WorkerCounts
from .mining.economics import (
    SECONDS_PER_DAY,
    Outlook,
    rewards_of_tail,
    rewards_of_window,
)
from .mining.figures import WorkerOutlook
from .mining.workers.state import WorkerState, WorkerStatus
from .runtime.account import OceanAccount, OceanConfigEntry
from .sensors.costs import cost_sensors
from .sensors.earnings import ledger_sensors
from .sensors.entity import (
    DIAGNOSTIC,
    MEASUREMENT,
    OceanSensor,
    OceanSensorDescription,
    percent,
    sensors_of,
    tera,
    whole,
)
from .sensors.hub import network_sensors, pool_sensors
from .sensors.money import account_money_sensors

PARALLEL_UPDATES = 0


def _hashrate_sensor(
    window: int, *shown: int
) -> OceanSensorDescription[HashrateAverages]:
    """Describe the hashrate over one window; only the `shown` ones are enabled."""
    hashrate = attrgetter(key := hashrate_key(window))
    return OceanSensorDescription(
        key=key,
        native_unit_of_measurement=UNIT_TERAHASH,
        suggested_display_precision=2,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=window in shown,
        value_fn=lambda windows: tera(hashrate(windows)),
    )


ACCOUNT_HASHRATE_SENSORS: tuple[OceanSensorDescription[HashrateAverages], ...] = tuple(
    _hashrate_sensor(window, 300, 10800, 86400)
    for window in (60, 300, 600, 1800, 3600, 10800, 43200, 86400)
)

ACCOUNT_SNAPSHOT_SENSORS: tuple[OceanSensorDescription[AccountSnapshot], ...] = (
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

ACCOUNT_COUNT_SENSORS: tuple[OceanSensorDescription[WorkerCounts], ...] = (
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

ACCOUNT_STATE_SENSORS: tuple[OceanSensorDescription[AccountState], ...] = (
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
            None
            if outlook.solo_interval is None
            else outlook.solo_interval / SECONDS_PER_DAY
        ),
    ),
)

WORKER_STATUS_SENSORS: tuple[OceanSensorDescription[WorkerState], ...] = (
    OceanSensorDescription(
        key="status",
        device_class=SensorDeviceClass.ENUM,
        options=list(WorkerStatus),
        value_fn=lambda worker: worker.status,
    ),
)

WORKER_ANSWER_SENSORS: tuple[OceanSensorDescription[WorkerState], ...] = (
    OceanSensorDescription(
        key="last_share",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda worker: worker.last_share,
    ),
    OceanSensorDescription(
        key="estimated_next_block",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda worker: worker.estimated_next_block,
    ),
)

WORKER_SHORT_SENSORS: tuple[OceanSensorDescription[HashrateAverages], ...] = tuple(
    _hashrate_sensor(window) for window in (60, 300)
)

WORKER_LONG_SENSORS: tuple[OceanSensorDescription[HashrateAverages], ...] = tuple(
    _hashrate_sensor(window, 10800) for window in (3600, 10800, 86400)
)

WORKER_OUTLOOK_SENSORS: tuple[OceanSensorDescription[WorkerOutlook], ...] = (
    OceanSensorDescription(
        key="share_of_account",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: percent(outlook.share_of_account),
    ),
    OceanSensorDescription(
        key="expected_per_day",
        native_unit_of_measurement=UNIT_SATOSHI_PER_DAY,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: whole(outlook.expected_per_day),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of the hub, its accounts and their workers."""
    hub = entry.runtime_data.hub
    async_add_entities([*pool_sensors(hub), *network_sensors(hub)])
    for subentry_id, account in entry.runtime_data.accounts.items():
        async_add_entities(_account_sensors(account), config_subentry_id=subentry_id)

        @callback
        def add_workers(
            names: Iterable[str],
            account: OceanAccount = account,
            subentry_id: str = subentry_id,
        ) -> None:
            """Add the sensors of workers that became devices."""
            async_add_entities(
                [sensor for name in names for sensor in _worker_sensors(account, name)],
                config_subentry_id=subentry_id,
            )

        account.worker_devices.async_follow(hass, entry, add_workers)


def _account_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of an account."""
    place, state = account_place(account), account.state_coordinator
    alone, outlook = state.async_add_listener, account.listeners.async_listen_to_figures
    return [
        *sensors_of(
            ACCOUNT_HASHRATE_SENSORS, place, lambda: state.data.hashrate, alone
        ),
        *sensors_of(
            ACCOUNT_SNAPSHOT_SENSORS, place, lambda: state.data.snapshot, alone
        ),
        *sensors_of(ACCOUNT_COUNT_SENSORS, place, lambda: state.data.counts, alone),
        *sensors_of(ACCOUNT_STATE_SENSORS, place, lambda: state.data, alone),
        *sensors_of(OUTLOOK_SENSORS, place, lambda: account.figures.outlook, outlook),
        *ledger_sensors(account),
        *account_money_sensors(account),
        *cost_sensors(account),
    ]


def _worker_sensors(account: OceanAccount, name: str) -> list[OceanSensor[Any]]:
    """Return the sensors of a worker."""
    place = worker_place(account, name)

    def worker() -> WorkerState | None:
        return account.worker(name)

    def windows() -> HashrateAverages | None:
        return state.averages if (state := account.worker(name)) else None

    def long_averages() -> HashrateAverages | None:
        return state.long_averages if (state := account.worker(name)) else None

    status = worker_listener(account, name, STATUS)
    answer = worker_listener(account, name, itself)
    long = worker_listener(account, name, LONG_AVERAGES)
    return [
        *sensors_of(WORKER_STATUS_SENSORS, place, worker, status),
        *sensors_of(WORKER_ANSWER_SENSORS, place, worker, answer),
        *sensors_of(WORKER_SHORT_SENSORS, place, windows, answer),
        *sensors_of(WORKER_LONG_SENSORS, place, long_averages, long),
        *sensors_of(
            WORKER_OUTLOOK_SENSORS,
            place,
            lambda: account.worker_outlook(name),
            answer,
            account.listeners.async_listen_to_figures,
        ),
    ]
