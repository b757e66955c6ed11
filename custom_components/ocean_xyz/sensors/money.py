"""Sensors of what an account's satoshis are worth in the hub's currency.

Their unique ids end with the currency, so that a new one makes new sensors and the old
ones keep their statistics. Without a price they are unavailable: never a rate of one.
"""

from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass

from ..devices.ids import (
    EARNED_TOTAL_VALUE,
    REVENUE_PER_DAY,
    UNPAID_VALUE,
    money_key,
)
from ..entity import account_place
from ..runtime.account import OceanAccount
from .entity import OceanSensor, OceanSensorDescription, money_rate


def _worth(key: str, currency: str, *, balance: bool) -> OceanSensorDescription[float]:
    """Describe what an amount is worth at today's price.

    Only a balance has statistics and is enabled at first: all that was ever earned
    follows the price up and down, and its statistics would look like earnings.
    """
    return OceanSensorDescription(
        key=money_key(key, currency),
        translation_key=key,
        device_class=SensorDeviceClass.MONETARY,
        native_unit_of_measurement=currency,
        suggested_display_precision=2,
        state_class=SensorStateClass.TOTAL if balance else None,
        entity_registry_enabled_default=balance,
        value_fn=lambda value: round(value, 4),
    )


def account_money_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what an account's satoshis are worth."""
    place, currency = account_place(account.account_id), account.hub.currency
    revenue = money_rate(REVENUE_PER_DAY, currency, f"{currency}/d", float)
    unpaid, earned = (
        _worth(UNPAID_VALUE, currency, balance=True),
        _worth(EARNED_TOTAL_VALUE, currency, balance=False),
    )
    listener = account.listeners.async_listen_to_figures
    return [
        OceanSensor(revenue, place, lambda: account.figures.revenue_per_day, listener),
        OceanSensor(unpaid, place, lambda: account.figures.unpaid_value, listener),
        OceanSensor(
            earned, place, lambda: account.figures.earned_total_value, listener
        ),
    ]
