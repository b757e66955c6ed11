"""Sensors of when mining pays next, by the prices that are known ahead."""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..devices.ids import (
    HOURS_TODAY,
    HOURS_TOMORROW,
    NEXT_PROFITABLE_START,
    unique_id,
)
from ..entity import account_place, answered
from ..mining.figures import Source
from ..mining.plan.present import Present
from ..runtime.account import OceanAccount, OceanConfigEntry
from .entity import OceanSensor, OceanSensorDescription, sensors_of, timestamp

SOURCES: Final = (Source.ACCOUNT, Source.POWER, Source.POOL, Source.PRICE)
"""What it follows from what a kWh brings."""


def _next_start(present: Present) -> datetime | None:
    """Return when mining begins to pay next."""
    return present.next_run.start if present.next_run else None


def _start_attributes(present: Present) -> dict[str, Any]:
    """Return whether mining pays now, until when, and until when prices are known."""
    until, prices_until = present.until, present.known.until
    return {
        "pays_now": present.run is not None,
        "until": until.isoformat() if until else None,
        "prices_until": prices_until.isoformat() if prices_until else None,
    }


NEXT_START_SENSOR: Final[OceanSensorDescription[Present]] = timestamp(
    NEXT_PROFITABLE_START, _next_start, attributes_fn=_start_attributes
)


def _hours_sensor(key: str, day: str) -> OceanSensorDescription[Present]:
    """Describe the hours of a day in which mining pays."""
    day_of = attrgetter(day)

    def value(present: Present) -> float | None:
        hours = present.hours_of(day_of(present))
        return round(hours.pays, 2) if hours else None

    def attributes(present: Present) -> dict[str, Any]:
        hours = present.hours_of(day_of(present))
        return {"hours_known": round(hours.known, 2) if hours else 0}

    return OceanSensorDescription(
        key=key,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=2,
        value_fn=value,
        attributes_fn=attributes,
    )


HOURS_SENSORS: Final = (
    _hours_sensor(HOURS_TODAY, "today"),
    _hours_sensor(HOURS_TOMORROW, "tomorrow"),
)


@callback
def async_follow_plan(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    account: OceanAccount,
    add: Callable[[list[OceanSensor[Any]]], None],
) -> None:
    """Add the sensors of an account's plan once prices ahead may be known.

    Not every tariff has a forecast. So without an entity that was chosen for it, the
    sensors come with the first price ahead, and stay.
    """
    if not account.plan.can_know:
        return
    place = "sensor", DOMAIN, unique_id(account.account_id, NEXT_PROFITABLE_START)
    is_registered = er.async_get(hass).async_get_entity_id(*place) is not None
    wanted = is_registered or account.costs.settings.plan.chosen
    added = False

    @callback
    def look() -> None:
        nonlocal added
        if not added and (wanted or account.forecasts.prices):
            added = True
            add(_plan_sensors(account))

    look()
    entry.async_on_unload(account.plan.async_add_listener(look))


def _plan_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of an account's plan."""
    return sensors_of(
        (NEXT_START_SENSOR, *HOURS_SENSORS),
        account_place(account.account_id),
        lambda: account.plan.present,
        answered(account, *SOURCES),
        account.plan.async_add_listener,
    )
