"""Reads the settings of an account."""

from collections.abc import Mapping
from datetime import timedelta
import time
from typing import Any, Final

from homeassistant.const import STATE_OFF, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util.hass_dict import HassKey

from ..const import (
    CONF_COP_ENTITY,
    CONF_ENTITY,
    CONF_EXPORT_ENTITY,
    CONF_FIXED_EXPORT,
    CONF_FIXED_POWER,
    CONF_FIXED_TARIFF,
    CONF_FORECAST_ADDED,
    CONF_FORECAST_ENTITIES,
    CONF_FORECAST_PERCENT,
    CONF_FUEL_PRICE,
    CONF_FUEL_PRICE_ENTITY,
    CONF_GRID_ENTITY,
    CONF_GRID_EXPORT_ENTITY,
    CONF_HEAT_CREDIT,
    CONF_HEAT_WANTED,
    CONF_HEATING_EFFICIENCY,
    CONF_HOUSE_LOAD,
    CONF_MARGIN_OFF,
    CONF_MARGIN_ON,
    CONF_MINUTES_OFF,
    CONF_MINUTES_ON,
    CONF_OFF_ON_PURPOSE,
    CONF_OFFLINE_AFTER,
    CONF_POWER_ENTITIES,
    CONF_REMOVE_AFTER,
    CONF_SOLAR_FORECASTS,
    CONF_TARIFF_CURRENCY,
    CONF_TARIFF_ENTITY,
    CONF_WORKER,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DEFAULT_REMOVE_AFTER,
    DOMAIN,
)
from ..mining.costs import (
    DEFAULT_MARGIN_OFF,
    DEFAULT_MARGIN_ON,
    DEFAULT_MINUTES,
    CostSettings,
    PlanSettings,
)
from ..mining.grid import GridSettings
from ..mining.heat import HeatSettings
from ..mining.workers.status import Rules

SILENT_SWITCHES: HassKey[dict[str, float]] = HassKey(f"{DOMAIN}_silent_switches")
"""Since when switches and schedules are unavailable, in seconds that never go back."""

SILENT_SWITCH_TOLERATED: Final = timedelta(minutes=15)
"""How long a switch that is unavailable may still mean that a machine is off."""


def rules(hass: HomeAssistant, data: Mapping[str, Any]) -> Rules:
    """Return the rules for the status of an account's workers now.

    A machine is off on purpose while its switch or schedule is off. A switch that stays
    unavailable counts for nothing, and then a silent machine is an alarm.
    """
    minutes: float | None = data.get(CONF_OFFLINE_AFTER)
    everyone = _is_off(hass, data.get(CONF_OFF_ON_PURPOSE))
    some = {
        row[CONF_WORKER]: _is_off(hass, row[CONF_ENTITY])
        for row in data.get(CONF_WORKERS_OFF_ON_PURPOSE, ())
    }

    def off_on_purpose(name: str) -> bool | None:
        switches = (everyone, some.get(name, False))
        return True if True in switches else None if None in switches else False

    return Rules(
        offline_after=None if minutes is None else timedelta(minutes=minutes),
        off_on_purpose=off_on_purpose,
    )


def remove_after(data: Mapping[str, Any]) -> timedelta:
    """Return after how long a gone worker is offered for removal."""
    return timedelta(days=data.get(CONF_REMOVE_AFTER, DEFAULT_REMOVE_AFTER))


def cost_settings(data: Mapping[str, Any]) -> CostSettings:
    """Return what the user said about an account's costs."""
    return CostSettings(
        power_entities=tuple(data.get(CONF_POWER_ENTITIES, ())),
        fixed_power=data.get(CONF_FIXED_POWER),
        tariff_entity=data.get(CONF_TARIFF_ENTITY),
        fixed_tariff=data.get(CONF_FIXED_TARIFF),
        tariff_currency=data.get(CONF_TARIFF_CURRENCY),
        grid=GridSettings(
            import_entity=data.get(CONF_GRID_ENTITY),
            export_entity=data.get(CONF_GRID_EXPORT_ENTITY),
            price_entity=data.get(CONF_EXPORT_ENTITY),
            fixed_price=data.get(CONF_FIXED_EXPORT),
        ),
        heat=HeatSettings(
            credit=data.get(CONF_HEAT_CREDIT, 0) / 100,
            fuel_price_entity=data.get(CONF_FUEL_PRICE_ENTITY),
            fuel_price=data.get(CONF_FUEL_PRICE),
            efficiency=data.get(CONF_HEATING_EFFICIENCY, 100) / 100,
            cop_entity=data.get(CONF_COP_ENTITY),
            wanted_entity=data.get(CONF_HEAT_WANTED),
        ),
        plan=PlanSettings(
            forecast_entities=tuple(data.get(CONF_FORECAST_ENTITIES, ())),
            percent=data.get(CONF_FORECAST_PERCENT, 0.0),
            added=data.get(CONF_FORECAST_ADDED, 0.0),
            solar_forecasts=tuple(data.get(CONF_SOLAR_FORECASTS, ())),
            house_load=data.get(CONF_HOUSE_LOAD),
        ),
        margin_on=data.get(CONF_MARGIN_ON, DEFAULT_MARGIN_ON),
        margin_off=data.get(CONF_MARGIN_OFF, DEFAULT_MARGIN_OFF),
        least_on=timedelta(minutes=data.get(CONF_MINUTES_ON, DEFAULT_MINUTES)),
        least_off=timedelta(minutes=data.get(CONF_MINUTES_OFF, DEFAULT_MINUTES)),
    )


def _is_off(hass: HomeAssistant, entity_id: str | None) -> bool | None:
    """Return whether a switch or schedule is off; None while it may yet say so."""
    if entity_id is None:
        return False
    silent = hass.data.setdefault(SILENT_SWITCHES, {})
    state = hass.states.get(entity_id)
    if state is None:
        return False if hass.state is CoreState.running else None
    if state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        silent.pop(entity_id, None)
        return state.state == STATE_OFF
    # Not by when it changed: our clock may have been set since.
    now = time.monotonic()
    silent_for = now - silent.setdefault(entity_id, now)
    return None if silent_for <= SILENT_SWITCH_TOLERATED.total_seconds() else False
