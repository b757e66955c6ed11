"""Sensors of what hashes and satoshis are worth in the hub's currency.

Their unique ids end with the currency, so that a new one makes new sensors and the old
ones keep their statistics. Without a price they are unavailable: never a rate of one.
"""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass

from ..const import UNIT_SATOSHI_PER_PETAHASH_DAY
from ..devices.ids import (
    BREAK_EVEN_PRICE,
    BREAK_EVEN_TARIFF,
    EARNED_TOTAL_VALUE,
    HASHPRICE_VALUE,
    PRICE,
    REVENUE_PER_DAY,
    UNPAID_VALUE,
    money_key,
)
from ..entity import account_place, network_place
from ..mining.network import NetworkState
from ..runtime.account import OceanAccount
from ..runtime.hub import OceanHub
from .entity import MEASUREMENT, OceanSensor, OceanSensorDescription

OFF_BY_DEFAULT: Final = (BREAK_EVEN_PRICE,)
"""The keys of money that is disabled until the user wants it."""

PRECISION: Final = {BREAK_EVEN_TARIFF: 4, BREAK_EVEN_PRICE: 0}

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


def money_rate[SubjectT](
    key: str,
    currency: str,
    unit: str,
    amount: Callable[[SubjectT], float | None],
    *,
    shown: bool = True,
) -> OceanSensorDescription[SubjectT]:
    """Describe an amount of money per something, to a hundredth of a cent."""

    def value(subject: SubjectT) -> float | None:
        known = amount(subject)
        return None if known is None else round(known, 4)

    return OceanSensorDescription(
        key=money_key(key, currency),
        translation_key=key,
        native_unit_of_measurement=unit,
        suggested_display_precision=PRECISION.get(key, 2),
        state_class=MEASUREMENT,
        entity_registry_enabled_default=shown,
        value_fn=value,
    )


def _per_day(key: str, currency: str, unit: str) -> OceanSensorDescription[float]:
    """Describe what something brings in a day."""
    return money_rate(key, currency, unit, lambda value: value)


def _worth(key: str, currency: str) -> OceanSensorDescription[float]:
    """Describe what an amount is worth at today's price."""
    return OceanSensorDescription(
        key=money_key(key, currency),
        translation_key=key,
        device_class=SensorDeviceClass.MONETARY,
        native_unit_of_measurement=currency,
        suggested_display_precision=2,
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda value: round(value, 4),
    )


def hub_money_sensors(hub: OceanHub) -> list[OceanSensor[Any]]:
    """Return the sensors of the hashprice."""
    place = network_place(hub)
    pool, network = hub.pool_coordinator, hub.network_coordinator
    listeners = pool.async_add_listener, network.async_add_listener
    value = _per_day(HASHPRICE_VALUE, hub.currency, f"{hub.currency}/PH/s/d")
    return [
        OceanSensor(HASHPRICE, place, lambda: hub.hashprice, *listeners),
        OceanSensor(value, place, lambda: hub.hashprice_value, *listeners),
    ]


def account_money_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what an account's satoshis are worth."""
    place, currency = account_place(account), account.hub.currency
    revenue = _per_day(REVENUE_PER_DAY, currency, f"{currency}/d")
    unpaid, earned = (
        _worth(UNPAID_VALUE, currency),
        _worth(EARNED_TOTAL_VALUE, currency),
    )
    listener = account.listeners.async_listen_to_figures
    return [
        OceanSensor(revenue, place, lambda: account.figures.revenue_per_day, listener),
        OceanSensor(unpaid, place, lambda: account.figures.unpaid_value, listener),
        OceanSensor(
            earned, place, lambda: account.figures.earned_total_value, listener
        ),
    ]
