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
    UNIT_SATOSHI_PER_PETAHASH_DAY,
    UNIT_SATOSHI_PER_VBYTE,
    UNIT_TERA,
)
from ..devices.ids import (
    HASHPRICE_VALUE,
    NETWORK_HASHRATE,
    PRICE,
    money_key,
    pool_hashrate_key,
)
from ..entity import network_place, pool_place
from ..mining.costs import Result
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
    money_rate,
    percent,
    sensors_of,
)

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


POOL_SHARE_SENSOR: Final = OceanSensorDescription[Result](
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


HASHPRICE: Final = OceanSensorDescription[float](
    key="hashprice",
    native_unit_of_measurement=UNIT_SATOSHI_PER_PETAHASH_DAY,
    suggested_display_precision=0,
    state_class=MEASUREMENT,
    value_fn=lambda hashprice: round(hashprice, 1),
)


def price_description(currency: str) -> OceanSensorDescription[NetworkState]:
    """Describe the price of one bitcoin in a currency."""
    return OceanSensorDescription(
        key=money_key(PRICE, currency),
        translation_key=PRICE,
        native_unit_of_measurement=f"{currency}/BTC",
        suggested_display_precision=0,
        state_class=MEASUREMENT,
        value_fn=lambda network: network.price,
    )


def pool_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the pool."""
    place, listener = pool_place(hub.entry_id), hub.pool_coordinator.async_add_listener

    def luck_in(span: timedelta) -> Callable[[], SpanLuck | None]:
        return lambda: hub.pool.spans.get(span)

    def answering() -> PoolState | None:
        return hub.pool if hub.pool.stat else None

    def share() -> Result | None:
        pool, whole = hub.pool.hashrate, hub.network.hashrate
        if pool is None or not whole:
            return None
        own = pool.hashrate_300s
        return Result(None if own is None else own / whole)

    network = hub.network_coordinator.async_add_listener
    return [
        *sensors_of(POOL_STAT_SENSORS, place, lambda: hub.pool.stat, listener),
        *sensors_of(POOL_HASHRATE_SENSORS, place, lambda: hub.pool.hashrate, listener),
        *sensors_of(LAST_BLOCK_SENSORS, place, lambda: hub.pool.last_blocks, listener),
        *sensors_of(POOL_INTERVAL_SENSORS, place, answering, listener),
        OceanSensor(POOL_SHARE_SENSOR, place, share, listener, network),
        *(
            sensor
            for span, descriptions in POOL_SPAN_SENSORS.items()
            for sensor in sensors_of(descriptions, place, luck_in(span), listener)
        ),
    ]


def network_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the network, and of what hashes bring on it."""
    place, currency = network_place(hub.entry_id), hub.currency
    pool = hub.pool_coordinator.async_add_listener
    network = hub.network_coordinator.async_add_listener

    def known(
        description: OceanSensorDescription[NetworkState],
    ) -> Callable[[], NetworkState | None]:
        """Return the network while a source answers, or the value is known anyway."""
        return lambda: (
            hub.network
            if hub.network.answers or description.value_fn(hub.network) is not None
            else None
        )

    values = (*NETWORK_VALUE_SENSORS, price_description(currency))
    value = money_rate(HASHPRICE_VALUE, currency, f"{currency}/PH/s/d", float)
    return [
        *(OceanSensor(one, place, known(one), network) for one in values),
        *sensors_of(NETWORK_SENSORS, place, lambda: hub.network, network),
        OceanSensor(HASHPRICE, place, lambda: hub.hashprice, pool, network),
        OceanSensor(value, place, lambda: hub.hashprice_value, pool, network),
    ]
