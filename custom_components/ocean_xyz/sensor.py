"""Sensors of accounts, workers, the pool and the network."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import AccountState, DataStatus, WorkerCounts
from .api import (
    AccountSnapshot,
    HashrateWindows,
    PoolHashrate,
    PoolStat,
)
from .const import (
    TERA,
    UNIT_EXAHASH,
    UNIT_SATOSHI,
    UNIT_SATOSHI_PER_DAY,
    UNIT_SATOSHI_PER_VBYTE,
    UNIT_TERA,
    UNIT_TERAHASH,
)
from .earnings_sensors import ledger_sensors
from .economics import (
    SECONDS_PER_DAY,
    Outlook,
    block_subsidy,
    blocks_to_retarget,
    rewards_of_tail,
    rewards_of_window,
)
from .entity import (
    account_place,
    network_place,
    outlook_listeners,
    pool_place,
    worker_listener,
    worker_place,
)
from .network import NetworkOrigin, NetworkState
from .pool import DAY, LastBlocks, PoolState, SpanLuck, short_finder
from .runtime import OceanAccount, OceanConfigEntry, OceanHub, WorkerOutlook
from .sensor_entity import (
    DIAGNOSTIC,
    MEASUREMENT,
    OceanSensor,
    OceanSensorDescription,
    exa,
    percent,
    sensors_of,
    tera,
    whole,
)
from .workers import WorkerState, WorkerStatus

PARALLEL_UPDATES = 0

SECONDS_PER_HOUR: Final = 3600


def _hashrate_sensor(
    window: int, *shown: int
) -> OceanSensorDescription[HashrateWindows]:
    """Describe the hashrate over one window; only the `shown` ones are enabled."""
    return OceanSensorDescription(
        key=f"hashrate_{window}s",
        native_unit_of_measurement=UNIT_TERAHASH,
        suggested_display_precision=2,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=window in shown,
        value_fn=lambda windows: tera(getattr(windows, f"hashrate_{window}s")),
    )


ACCOUNT_HASHRATE_SENSORS: tuple[OceanSensorDescription[HashrateWindows], ...] = tuple(
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
        key="data_status",
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

WORKER_SENSORS: tuple[OceanSensorDescription[WorkerState], ...] = (
    OceanSensorDescription(
        key="status",
        device_class=SensorDeviceClass.ENUM,
        options=list(WorkerStatus),
        value_fn=lambda worker: worker.status,
    ),
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

WORKER_HASHRATE_SENSORS: tuple[OceanSensorDescription[HashrateWindows], ...] = tuple(
    _hashrate_sensor(window, 10800) for window in (60, 300, 3600, 10800, 86400)
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

POOL_STAT_SENSORS: tuple[OceanSensorDescription[PoolStat], ...] = (
    OceanSensorDescription(
        key="pool_users",
        state_class=MEASUREMENT,
        value_fn=lambda stat: stat.users,
    ),
    OceanSensorDescription(
        key="pool_workers",
        state_class=MEASUREMENT,
        value_fn=lambda stat: stat.workers,
    ),
    OceanSensorDescription(
        key="block_reward",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        value_fn=lambda stat: stat.block_reward,
    ),
)

POOL_HASHRATE_SENSORS: tuple[OceanSensorDescription[PoolHashrate], ...] = (
    OceanSensorDescription(
        key="pool_hashrate_60s",
        native_unit_of_measurement=UNIT_EXAHASH,
        suggested_display_precision=2,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda hashrate: exa(hashrate.hashrate_60s),
    ),
    OceanSensorDescription(
        key="pool_hashrate_300s",
        native_unit_of_measurement=UNIT_EXAHASH,
        suggested_display_precision=2,
        state_class=MEASUREMENT,
        value_fn=lambda hashrate: exa(hashrate.hashrate_300s),
    ),
)


def _pool_share(hub: OceanHub) -> float | None:
    """Return the pool's share of the network's hashrate, in percent."""
    pool, network = hub.pool.data.hashrate, hub.network.data.hashrate
    if pool is None or pool.hashrate_300s is None or not network:
        return None
    return pool.hashrate_300s / network * 100


POOL_SHARE_SENSOR: Final = OceanSensorDescription[OceanHub](
    key="pool_share",
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=2,
    state_class=MEASUREMENT,
    value_fn=_pool_share,
)


def _block_attributes(blocks: LastBlocks) -> dict[str, Any]:
    """Describe the pool's last blocks."""
    return {
        "hash": blocks.newest.hash,
        "reward": blocks.newest.reward,
        "finder": short_finder(blocks.newest),
        "recent_blocks": [
            {
                "height": one.height,
                "time": one.time.isoformat(),
                "hash": one.hash,
                "reward": one.reward,
                "finder": short_finder(one),
            }
            for one in blocks.recent
        ],
    }


LAST_BLOCK_SENSORS: tuple[OceanSensorDescription[LastBlocks], ...] = (
    OceanSensorDescription(
        key="last_block_height",
        value_fn=lambda blocks: blocks.newest.height,
        attributes_fn=_block_attributes,
    ),
    OceanSensorDescription(
        key="last_block_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda blocks: blocks.newest.time,
    ),
)

POOL_INTERVAL_SENSORS: tuple[OceanSensorDescription[PoolState], ...] = (
    OceanSensorDescription(
        key="expected_block_interval",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=1,
        state_class=MEASUREMENT,
        value_fn=lambda pool: (
            None
            if pool.expected_interval is None
            else round(pool.expected_interval / SECONDS_PER_HOUR, 2)
        ),
    ),
    OceanSensorDescription(
        key="drought_probability",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda pool: (
            None if pool.drought is None else round(pool.drought * 100, 1)
        ),
    ),
)


def _blocks_sensor(span: str, *, shown: bool) -> OceanSensorDescription[SpanLuck]:
    """Describe how many blocks the pool found in a span."""
    return OceanSensorDescription(
        key=f"blocks_{span}",
        state_class=MEASUREMENT,
        entity_registry_enabled_default=shown,
        value_fn=lambda luck: luck.blocks,
    )


def _luck_sensor(span: str, *, shown: bool) -> OceanSensorDescription[SpanLuck]:
    """Describe the pool's luck in a span, to a tenth of a percent."""
    return OceanSensorDescription(
        key=f"luck_{span}",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=shown,
        value_fn=lambda luck: None if luck.luck is None else round(luck.luck * 100, 1),
    )


POOL_SPAN_SENSORS: Final = {
    span: (_blocks_sensor(name, shown=shown), _luck_sensor(name, shown=shown))
    for name, span, shown in (
        ("24h", DAY, False),
        ("7d", 7 * DAY, True),
        ("30d", 30 * DAY, False),
    )
}

NETWORK_SENSORS: tuple[OceanSensorDescription[NetworkState], ...] = (
    OceanSensorDescription(
        key="network_source",
        device_class=SensorDeviceClass.ENUM,
        options=list(NetworkOrigin),
        entity_category=DIAGNOSTIC,
        value_fn=lambda network: network.source,
    ),
)


NETWORK_VALUE_SENSORS: tuple[OceanSensorDescription[NetworkState], ...] = (
    OceanSensorDescription(
        key="block_height",
        value_fn=lambda network: network.height,
    ),
    OceanSensorDescription(
        key="difficulty",
        native_unit_of_measurement=UNIT_TERA,
        suggested_display_precision=2,
        state_class=MEASUREMENT,
        value_fn=lambda network: network.difficulty and network.difficulty / TERA,
    ),
    OceanSensorDescription(
        key="network_hashrate",
        native_unit_of_measurement=UNIT_EXAHASH,
        suggested_display_precision=1,
        state_class=MEASUREMENT,
        value_fn=lambda network: exa(network.hashrate),
    ),
    OceanSensorDescription(
        key="difficulty_change",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        state_class=MEASUREMENT,
        value_fn=lambda network: (
            network.adjustment.change if network.adjustment else None
        ),
    ),
    OceanSensorDescription(
        key="next_retarget",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda network: network.retarget,
    ),
    OceanSensorDescription(
        key="blocks_to_retarget",
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda network: network.height and blocks_to_retarget(network.height),
    ),
    OceanSensorDescription(
        key="halving",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda network: network.halving,
    ),
    OceanSensorDescription(
        key="block_subsidy",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda network: network.height and block_subsidy(network.height),
    ),
    OceanSensorDescription(
        key="fee_fastest",
        native_unit_of_measurement=UNIT_SATOSHI_PER_VBYTE,
        state_class=MEASUREMENT,
        value_fn=lambda network: network.fees.fastest if network.fees else None,
    ),
    OceanSensorDescription(
        key="fee_half_hour",
        native_unit_of_measurement=UNIT_SATOSHI_PER_VBYTE,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda network: network.fees.half_hour if network.fees else None,
    ),
    OceanSensorDescription(
        key="fee_hour",
        native_unit_of_measurement=UNIT_SATOSHI_PER_VBYTE,
        state_class=MEASUREMENT,
        value_fn=lambda network: network.fees.hour if network.fees else None,
    ),
    OceanSensorDescription(
        key="fee_economy",
        native_unit_of_measurement=UNIT_SATOSHI_PER_VBYTE,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda network: network.fees.economy if network.fees else None,
    ),
)


def price_description(currency: str) -> OceanSensorDescription[NetworkState]:
    """Describe the price of one bitcoin in a currency.

    Its key in the unique id ends with the currency, so that a new currency makes a new
    sensor and the old one keeps its statistics.
    """
    return OceanSensorDescription(
        key=f"price_{currency}",
        translation_key="price",
        native_unit_of_measurement=f"{currency}/BTC",
        suggested_display_precision=0,
        state_class=MEASUREMENT,
        value_fn=lambda network: network.price,
    )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of the hub, its accounts and their workers."""
    hub = entry.runtime_data.hub
    async_add_entities([*_pool_sensors(hub), *_network_sensors(hub)])
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

        account.async_follow_devices(entry, add_workers)


def _account_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of an account."""
    place, state = account_place(account), account.state
    alone, outlook = state.async_add_listener, outlook_listeners(account)
    return [
        *sensors_of(
            ACCOUNT_HASHRATE_SENSORS, place, lambda: state.data.hashrate, alone
        ),
        *sensors_of(
            ACCOUNT_SNAPSHOT_SENSORS, place, lambda: state.data.snapshot, alone
        ),
        *sensors_of(ACCOUNT_COUNT_SENSORS, place, lambda: state.data.counts, alone),
        *sensors_of(ACCOUNT_STATE_SENSORS, place, lambda: state.data, alone),
        *sensors_of(OUTLOOK_SENSORS, place, lambda: account.outlook, *outlook),
        *ledger_sensors(account),
    ]


def _worker_sensors(account: OceanAccount, name: str) -> list[OceanSensor[Any]]:
    """Return the sensors of a worker."""
    place, listener = worker_place(account, name), worker_listener(account, name)

    def windows() -> HashrateWindows | None:
        state = account.worker(name)
        return state.windows if state else None

    return [
        *sensors_of(WORKER_SENSORS, place, lambda: account.worker(name), listener),
        *sensors_of(WORKER_HASHRATE_SENSORS, place, windows, listener),
        *sensors_of(
            WORKER_OUTLOOK_SENSORS,
            place,
            lambda: account.worker_outlook(name),
            account.async_listen_to_outlook,
        ),
    ]


def _pool_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the pool."""
    pool, place = hub.pool, pool_place(hub)
    alone = pool.async_add_listener

    def span_of(span: timedelta) -> Callable[[], SpanLuck | None]:
        return lambda: pool.data.spans.get(span)

    def timed() -> PoolState | None:
        return pool.data if pool.data.stat else None

    def both() -> OceanHub | None:
        return hub if pool.data.hashrate and hub.network.data.hashrate else None

    network = hub.network.async_add_listener
    return [
        *sensors_of(POOL_STAT_SENSORS, place, lambda: pool.data.stat, alone),
        *sensors_of(POOL_HASHRATE_SENSORS, place, lambda: pool.data.hashrate, alone),
        *sensors_of(LAST_BLOCK_SENSORS, place, lambda: pool.data.last_blocks, alone),
        *sensors_of(POOL_INTERVAL_SENSORS, place, timed, alone),
        OceanSensor(POOL_SHARE_SENSOR, place, both, alone, network),
        *(
            sensor
            for span, descriptions in POOL_SPAN_SENSORS.items()
            for sensor in sensors_of(descriptions, place, span_of(span), alone)
        ),
    ]


def _network_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the network."""
    network, place = hub.network, network_place(hub)
    alone = network.async_add_listener

    def known(
        description: OceanSensorDescription[NetworkState],
    ) -> Callable[[], NetworkState | None]:
        """Return the network while a source answers, or the value is known anyway."""
        return lambda: (
            network.data
            if network.data.answers or description.value_fn(network.data) is not None
            else None
        )

    values = (*NETWORK_VALUE_SENSORS, price_description(hub.currency))
    return [
        *(OceanSensor(one, place, known(one), alone) for one in values),
        *sensors_of(NETWORK_SENSORS, place, lambda: network.data, alone),
    ]
