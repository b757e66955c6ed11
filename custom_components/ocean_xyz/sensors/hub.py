"""Sensors of the pool and of the bitcoin network."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import UnitOfTime

from ..api import PoolHashrate, PoolStat
from ..const import (
    UNIT_EXAHASH,
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
from ..entity import answered, network_place, pool_place
from ..mining.economics import block_subsidy, blocks_to_retarget
from ..mining.figures import Source
from ..mining.network import NetworkOrigin, NetworkState
from ..mining.pool import DAY, LastBlocks, PoolState, SpanLuck, short_finder
from ..mining.units import TERA
from ..runtime.hub import OceanHub
from .entity import (
    DIAGNOSTIC,
    OceanSensor,
    OceanSensorDescription,
    exa,
    measured,
    money_rate,
    percent,
    percentage,
    satoshis,
    sensors_of,
    timestamp,
)

SECONDS_PER_HOUR: Final = 3600

POOL_STAT_SENSORS: tuple[OceanSensorDescription[PoolStat], ...] = (
    measured("pool_users", lambda stat: stat.users, shown=False),
    measured("pool_workers", lambda stat: stat.workers, shown=False),
    satoshis("block_reward", lambda stat: stat.block_reward, shown=False),
)

POOL_HASHRATE_SENSORS: tuple[OceanSensorDescription[PoolHashrate], ...] = (
    measured(
        pool_hashrate_key(60),
        lambda hashrate: exa(hashrate.hashrate_60s),
        UNIT_EXAHASH,
        digits=2,
        shown=False,
    ),
    measured(
        pool_hashrate_key(300),
        lambda hashrate: exa(hashrate.hashrate_300s),
        UNIT_EXAHASH,
        digits=2,
    ),
)


POOL_SHARE_SENSOR: Final[OceanSensorDescription[float]] = percentage(
    "pool_share", percent, digits=2, shown=False
)


def _height[SubjectT](
    key: str, value_fn: Callable[[SubjectT], int | None], **more: Any
) -> OceanSensorDescription[SubjectT]:
    """Describe the height of a block.

    It is the number of a block, not of blocks. An empty unit keeps its digits together,
    and keeps it out of Activity, where each new block would be a row.
    """
    return OceanSensorDescription(
        key=key, value_fn=value_fn, native_unit_of_measurement="", **more
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
    _height(
        "last_block_height",
        lambda blocks: blocks.newest.height,
        attributes_fn=_block_attributes,
    ),
    timestamp("last_block_time", lambda blocks: blocks.newest.time),
)

POOL_INTERVAL_SENSORS: tuple[OceanSensorDescription[PoolState], ...] = (
    measured(
        "expected_block_interval",
        lambda pool: (
            None
            if pool.expected_interval is None
            else round(pool.expected_interval / SECONDS_PER_HOUR, 2)
        ),
        UnitOfTime.HOURS,
        device_class=SensorDeviceClass.DURATION,
        digits=1,
    ),
    percentage(
        "drought_probability",
        lambda pool: None if pool.drought is None else round(pool.drought * 100, 1),
        digits=1,
        shown=False,
    ),
)


def _blocks_sensor(span: str, *, shown: bool) -> OceanSensorDescription[SpanLuck]:
    """Describe how many blocks the pool found in a span."""
    return measured(f"blocks_{span}", lambda luck: luck.blocks, shown=shown)


def _luck_sensor(span: str, *, shown: bool) -> OceanSensorDescription[SpanLuck]:
    """Describe the pool's luck in a span, to a tenth of a percent."""
    return percentage(
        f"luck_{span}",
        lambda luck: None if luck.luck is None else round(luck.luck * 100, 1),
        digits=0,
        shown=shown,
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
        entity_registry_enabled_default=False,
        options=list(NetworkOrigin),
        entity_category=DIAGNOSTIC,
        value_fn=lambda network: network.source,
    ),
)


NETWORK_VALUE_SENSORS: tuple[OceanSensorDescription[NetworkState], ...] = (
    _height("block_height", lambda network: network.height),
    measured(
        "difficulty",
        lambda network: network.difficulty and network.difficulty / TERA,
        UNIT_TERA,
        digits=2,
    ),
    measured(
        NETWORK_HASHRATE,
        lambda network: exa(network.hashrate),
        UNIT_EXAHASH,
        digits=1,
        shown=False,
    ),
    percentage(
        "difficulty_change",
        lambda network: network.adjustment.change if network.adjustment else None,
        digits=1,
    ),
    timestamp("next_retarget", lambda network: network.retarget),
    measured(
        "blocks_to_retarget",
        lambda network: network.height and blocks_to_retarget(network.height),
        shown=False,
    ),
    timestamp("halving", lambda network: network.halving, shown=False),
    satoshis(
        "block_subsidy",
        lambda network: network.height and block_subsidy(network.height),
        shown=False,
    ),
    measured(
        "fee_fastest",
        lambda network: network.fees.fastest if network.fees else None,
        UNIT_SATOSHI_PER_VBYTE,
        shown=False,
    ),
    measured(
        "fee_half_hour",
        lambda network: network.fees.half_hour if network.fees else None,
        UNIT_SATOSHI_PER_VBYTE,
        shown=False,
    ),
    measured(
        "fee_hour",
        lambda network: network.fees.hour if network.fees else None,
        UNIT_SATOSHI_PER_VBYTE,
        shown=False,
    ),
    measured(
        "fee_economy",
        lambda network: network.fees.economy if network.fees else None,
        UNIT_SATOSHI_PER_VBYTE,
        shown=False,
    ),
)


HASHPRICE: Final[OceanSensorDescription[float]] = measured(
    "hashprice",
    lambda hashprice: round(hashprice, 1),
    UNIT_SATOSHI_PER_PETAHASH_DAY,
    digits=0,
    shown=False,
)


def price_description(currency: str) -> OceanSensorDescription[NetworkState]:
    """Describe the price of one bitcoin in a currency."""
    return measured(
        money_key(PRICE, currency),
        lambda network: network.price,
        f"{currency}/BTC",
        digits=0,
        translation_key=PRICE,
    )


def pool_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the pool."""
    place, listener = pool_place(hub.entry_id), hub.pool_coordinator.async_add_listener

    def luck_in(span: timedelta) -> Callable[[], SpanLuck | None]:
        return lambda: hub.pool.spans.get(span)

    def answering() -> PoolState | None:
        return hub.pool if hub.pool.stat else None

    def share() -> float | None:
        pool, whole = hub.pool.hashrate, hub.network.hashrate
        own = pool.hashrate_300s if pool else None
        return own / whole if own is not None and whole else None

    network = hub.network_coordinator.async_add_listener
    stat, hashrate, blocks = (
        answered(hub, Source.POOL),
        answered(hub, Source.POOL_HASHRATE),
        answered(hub, Source.BLOCKS),
    )
    both = answered(hub, Source.POOL_HASHRATE, Source.NETWORK)
    return [
        *sensors_of(POOL_STAT_SENSORS, place, lambda: hub.pool.stat, stat, listener),
        *sensors_of(
            POOL_HASHRATE_SENSORS, place, lambda: hub.pool.hashrate, hashrate, listener
        ),
        *sensors_of(
            LAST_BLOCK_SENSORS, place, lambda: hub.pool.last_blocks, blocks, listener
        ),
        *sensors_of(POOL_INTERVAL_SENSORS, place, answering, stat, listener),
        OceanSensor(POOL_SHARE_SENSOR, place, share, both, listener, network),
        *(
            sensor
            for span, descriptions in POOL_SPAN_SENSORS.items()
            for sensor in sensors_of(
                descriptions, place, luck_in(span), blocks, listener
            )
        ),
    ]


def network_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the network, and of what hashes bring on it."""
    place, currency = network_place(hub.entry_id), hub.currency
    pool = hub.pool_coordinator.async_add_listener
    network = hub.network_coordinator.async_add_listener
    answers, worth, money = (
        answered(hub, Source.NETWORK),
        answered(hub, Source.POOL),
        answered(hub, Source.POOL, Source.PRICE),
    )

    def known(
        description: OceanSensorDescription[NetworkState],
    ) -> Callable[[], NetworkState | None]:
        """Return the network while the value is known."""
        return lambda: (
            None if description.value_fn(hub.network) is None else hub.network
        )

    values = (*NETWORK_VALUE_SENSORS, price_description(currency))
    value = money_rate(HASHPRICE_VALUE, currency, f"{currency}/PH/s/d", float)
    return [
        *(OceanSensor(one, place, known(one), answers, network) for one in values),
        *sensors_of(NETWORK_SENSORS, place, lambda: hub.network, answers, network),
        OceanSensor(HASHPRICE, place, lambda: hub.hashprice, worth, pool, network),
        OceanSensor(value, place, lambda: hub.hashprice_value, money, pool, network),
    ]
