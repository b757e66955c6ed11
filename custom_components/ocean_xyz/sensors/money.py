"""Sensors of what an account's satoshis are worth in the hub's currency.

Their unique ids end with the currency, so that a new one makes new sensors and the old
ones keep their statistics. Without a price they are unavailable: never a rate of one.
"""

from collections.abc import Callable
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass

from ..devices.ids import (
    EARNED_TOTAL_VALUE,
    REVENUE_PER_DAY,
    UNPAID_VALUE,
    money_key,
)
from ..entity import account_place, answered
from ..mining.figures import Figures, Source
from ..mining.written import digits_of_money
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
        digits_fn=digits_of_money,
        state_class=SensorStateClass.TOTAL if balance else None,
        entity_registry_enabled_default=balance,
        value_fn=lambda value: round(value, 4),
    )


def account_money_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what an account's satoshis are worth."""
    place, currency = account_place(account.account_id), account.hub.currency
    revenue: OceanSensorDescription[float] = money_rate(
        REVENUE_PER_DAY, currency, f"{currency}/d", float
    )
    unpaid, earned = (
        _worth(UNPAID_VALUE, currency, balance=True),
        _worth(EARNED_TOTAL_VALUE, currency, balance=False),
    )
    listener = account.listeners.async_listen_to_figures

    def sensor(
        description: OceanSensorDescription[float],
        value: Callable[[Figures], float | None],
        *sources: Source,
    ) -> OceanSensor[float]:
        answers = answered(account, *sources, Source.PRICE)
        return OceanSensor(
            description, place, lambda: value(account.figures), answers, listener
        )

    return [
        sensor(revenue, lambda one: one.revenue_per_day, Source.ACCOUNT, Source.POOL),
        sensor(unpaid, lambda one: one.unpaid_value, Source.ACCOUNT),
        sensor(earned, lambda one: one.earned_total_value, Source.LEDGER),
    ]
