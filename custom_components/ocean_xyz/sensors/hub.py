"""Sensors of the pool and of the bitcoin network."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import PERCENTAGE, UnitOfTime

from ..api import PoolHashrate, PoolStat
from ..const import (
    UNIT_EXAHASH,
    UNIT_SATOSHI,
    UNIT_SATOSHI_PER_VBYTE,
    UNIT_TERA,
)
from ..devices.ids import NETWORK_HASHRATE, pool_hashrate_key
from ..entity import network_place, pool_place
from ..mining.costs import Figure
from ..mining.economics import block_subsidy, blocks_to_retarget
from ..mining.network import NetworkOrigin, NetworkState
from ..mining.pool import DAY, LastBlocks, PoolState, SpanLuck, short_finder
from ..mining.units import TERA
from ..runtime.hub import OceanHub
from .entity import (
    DIAGNOSTIC,
    MEASUREMENT,
    OceanSensor,
    OceanSensorDescription,
    exa,
    percent,
    sensors_of,
)
from .money import hub_money_sensors, price_description

SECONDS_PER_HOUR: Final = 3600

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
        key=pool_hashrate_key(60),
        native_unit_of_measurement=UNIT_EXAHASH,
        suggested_display_precision=2,
        state_class=MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda hashrate: exa(hashrate.hashrate_60s),
    ),
    OceanSensorDescription(
        key=pool_hashrate_key(300),
        native_unit_of_measurement=UNIT_EXAHASH,
        suggested_display_precision=2,
        state_class=MEASUREMENT,
        value_fn=lambda hashrate: exa(hashrate.hashrate_300s),
    ),
)


POOL_SHARE_SENSOR: Final = OceanSensorDescription[Figure](
    key="pool_share",
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=2,
    state_class=MEASUREMENT,
    value_fn=lambda share: percent(share.value),
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
        key=NETWORK_HASHRATE,
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


def pool_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the pool."""
    pool, place = hub.pool_coordinator, pool_place(hub)
    alone = pool.async_add_listener

    def span_of(span: timedelta) -> Callable[[], SpanLuck | None]:
        return lambda: pool.data.spans.get(span)

    def timed() -> PoolState | None:
        return pool.data if pool.data.stat else None

    def share() -> Figure | None:
        told, whole = pool.data.hashrate, hub.network.hashrate
        if told is None or not whole:
            return None
        own = told.hashrate_300s
        return Figure(None if own is None else own / whole)

    network = hub.network_coordinator.async_add_listener
    return [
        *sensors_of(POOL_STAT_SENSORS, place, lambda: pool.data.stat, alone),
        *sensors_of(POOL_HASHRATE_SENSORS, place, lambda: pool.data.hashrate, alone),
        *sensors_of(LAST_BLOCK_SENSORS, place, lambda: pool.data.last_blocks, alone),
        *sensors_of(POOL_INTERVAL_SENSORS, place, timed, alone),
        OceanSensor(POOL_SHARE_SENSOR, place, share, alone, network),
        *(
            sensor
            for span, descriptions in POOL_SPAN_SENSORS.items()
            for sensor in sensors_of(descriptions, place, span_of(span), alone)
        ),
    ]


def network_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the network."""
    network, place = hub.network_coordinator, network_place(hub)
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
        *hub_money_sensors(hub),
    ]
